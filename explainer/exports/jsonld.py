"""JSON-LD for search engines (schema.org): what a page is, where it stands, what it holds."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from explainer.exports.absolute_urls import CARD, absolute_url
from explainer.urls import relative

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from explainer.dates import Edtf
    from explainer.model import Chart, Event, Site

_CREATIVE_COMMONS = re.compile(r"CC (BY(?:-(?:NC|SA|ND))*)[ -](\d\.\d)")


# What the timeline is offered as, besides its page.
_TIMELINE_FILES = {
    "timeline.json": "application/json",
    "timeline.csv": "text/csv",
    "timeline.ics": "text/calendar",
}


def page_jsonld(
    site: Site,
    *,
    title: str,
    address: str,
    summary: str = "",
    updated: dt.date | None = None,
    trail: Sequence[tuple[str, str]] = (),
    charts: Iterable[Chart] = (),
    events: Sequence[Event] = (),
) -> str:
    """Return what a page is, as JSON that may stand inside a script element.

    `trail` leads from the home page to this one, both included, as (title, address); `events`
    are those of the timeline, on its own page.
    """
    links = _Links(site, address)
    graph: list[dict[str, Any]] = [
        _article(links, title=title, summary=summary, updated=updated or site.as_of)
    ]
    if len(trail) > 1:
        graph.append(_breadcrumbs(links, trail))
    graph += (_chart(links, chart) for chart in charts)
    if events:
        graph += _timeline(links, title, summary, events)
    return _safe({"@context": "https://schema.org", "@graph": graph})


def policy_hash(data: str) -> str:
    """Return the hash by which a page's policy names a block of data (CSP 3, section 2.3.1).

    No browser asks for it, since data never runs; checkers of pages do.
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(data.encode()).digest()).decode()


class _Links:
    """Makes addresses: absolute with a base address, or else from the page itself."""

    def __init__(self, site: Site, page: str) -> None:
        self.site = site
        self.page = page

    def to(self, address: str, anchor: str = "") -> str:
        return absolute_url(self.site, address, anchor) or relative(self.page, address, anchor)


def _article(links: _Links, *, title: str, summary: str, updated: dt.date) -> dict[str, Any]:
    site = links.site
    publisher = _publisher(site)
    return _told(
        {
            "@type": "Article",
            "headline": title,
            "description": summary,
            "url": links.to(links.page),
            "image": absolute_url(site, CARD),
            "inLanguage": site.language,
            "dateModified": updated.isoformat(),
            "author": publisher,
            "publisher": publisher,
            "license": _licence(site.licence),
            "isPartOf": {"@type": "WebSite", "name": site.title, "url": links.to("index.html")},
        }
    )


def _breadcrumbs(links: _Links, trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    elements = [
        {"@type": "ListItem", "position": place, "name": title, "item": {"@id": links.to(address)}}
        for place, (title, address) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": elements}


def _chart(links: _Links, chart: Chart) -> dict[str, Any]:
    measured = {"variableMeasured": list(chart.columns.values())}
    said = " ".join(chart.summary.split())
    files = {chart.data: "text/csv"}
    return _dataset(links, name=chart.title, description=said, files=files) | measured


def _timeline(
    links: _Links, title: str, summary: str, events: Sequence[Event]
) -> Iterator[dict[str, Any]]:
    """Yield the timeline as a data set, and its key events one by one.

    All the events would take more bytes here than any page's own text, and no search engine shows
    what is past: whoever wants them all finds them behind the data set's addresses.
    """
    name = f"{links.site.title}: {title}"
    said = summary or links.site.tagline
    yield _dataset(links, name=name, description=said, files=_TIMELINE_FILES)
    if key := [_event(links, event) for event in events if event.key]:
        yield {"@type": "ItemList", "itemListElement": key}


def _dataset(
    links: _Links, *, name: str, description: str, files: Mapping[str, str]
) -> dict[str, Any]:
    """Return a data set with its files, given as address and media type."""
    site = links.site
    return _told(
        {
            "@type": "Dataset",
            "name": name,
            "description": description,
            "url": links.to(links.page),
            "license": _licence(site.licence),
            "creator": _publisher(site),
            "isAccessibleForFree": True,
            "distribution": [
                {"@type": "DataDownload", "contentUrl": links.to(address), "encodingFormat": kind}
                for address, kind in files.items()
            ],
        }
    )


def _event(links: _Links, event: Event) -> dict[str, Any]:
    known = event.date.is_one_day
    return _told(
        {
            "@type": "Event",
            "name": event.title if known else f"{event.title} ({event.date.words})",
            "url": links.to("timeline.html", event.id),
            **_period(event.date),
            "location": {"@type": "Place", "name": event.location} if event.location else None,
        }
    )


def _period(date: Edtf) -> dict[str, str]:
    """Return the known parts of a date's ends (ISO 8601); none is made up, and one says both."""
    end = date.end.machine if date.end else ""
    return {"startDate": date.start.machine, "endDate": end}


def _publisher(site: Site) -> dict[str, Any]:
    if site.publisher is None:
        return {"@type": "Organization", "name": site.title}
    return _told({"@type": "Organization", "name": site.publisher.name, "url": site.publisher.url})


def _licence(licence: str) -> Any:
    """Return a licence as an address where it is one of Creative Commons, or else by its name."""
    if not licence or licence.startswith(("http://", "https://")):
        return licence
    if match := _CREATIVE_COMMONS.fullmatch(licence):
        return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
    return {"@type": "CreativeWork", "name": licence}


def _told(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if value not in ("", None, [])}


def _safe(record: dict[str, Any]) -> str:
    """Return JSON in which nothing can end the script element that it stands in."""
    typed = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        typed = typed.replace(character, f"\\u{ord(character):04x}")
    return typed
