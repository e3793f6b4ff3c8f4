"""JSON-LD for search engines (schema.org): a page's article, breadcrumbs, data sets and events."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from explainer.exports.absolute_urls import CARD, absolute_url
from explainer.patterns import lazy_pattern
from explainer.urls import relative

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from explainer.chart_records import Chart
    from explainer.dates import Edtf
    from explainer.model import Event, Site

_CREATIVE_COMMONS = lazy_pattern(r"CC (BY(?:-(?:NC|SA|ND))*)[ -](\d\.\d)")


# The data formats of the timeline, with their media types.
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
    """Return a page's JSON-LD, escaped for use inside a script element.

    It describes the page as an article, its breadcrumbs, and a data set for each of `charts`.
    `trail` is the breadcrumb trail from the home page to this page, both included, as (title,
    address). `events` are the timeline's events; only the timeline page passes them.
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
    """Return the hash with which a Content-Security-Policy allows a script element with this data.

    It starts with `sha256-` (CSP 3, section 2.3.1). Browsers don't require it for JSON-LD, which
    never runs, but HTML checkers do.
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(data.encode()).digest()).decode()


class _Links:
    """Builds a page's links: absolute if the site has a `base_url`, otherwise relative."""

    def __init__(self, site: Site, page: str) -> None:
        self.site = site
        self.page = page

    def to(self, address: str, anchor: str = "") -> str:
        return absolute_url(self.site, address, anchor) or relative(self.page, address, anchor)


def _article(links: _Links, *, title: str, summary: str, updated: dt.date) -> dict[str, Any]:
    site = links.site
    publisher = _publisher(site)
    return _without_empty(
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
    description = " ".join(chart.summary.split())
    files = {chart.data: "text/csv"}
    return _dataset(links, name=chart.title, description=description, files=files) | measured


def _timeline(
    links: _Links, title: str, summary: str, events: Sequence[Event]
) -> Iterator[dict[str, Any]]:
    """Yield the timeline as a data set, then a list of its key events.

    All the events would take more bytes than the text of any page, and search engines don't show
    past events. The files of the data set have all of them.
    """
    name = f"{links.site.title}: {title}"
    description = summary or links.site.tagline
    yield _dataset(links, name=name, description=description, files=_TIMELINE_FILES)
    if key := [_event(links, event) for event in events if event.key]:
        yield {"@type": "ItemList", "itemListElement": key}


def _dataset(
    links: _Links, *, name: str, description: str, files: Mapping[str, str]
) -> dict[str, Any]:
    """Return a schema.org Dataset; `files` maps its files' addresses to their media types."""
    site = links.site
    return _without_empty(
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
    return _without_empty(
        {
            "@type": "Event",
            "name": event.title if known else f"{event.title} ({event.date.words})",
            "url": links.to("timeline.html", event.id),
            **_period(event.date),
            "location": {"@type": "Place", "name": event.location} if event.location else None,
        }
    )


def _period(date: Edtf) -> dict[str, str]:
    """Return the start and end in ISO 8601, each as precise as it is known.

    The end is empty for a date that isn't a range, and for an ongoing one.
    """
    end = date.end.iso if date.end else ""
    return {"startDate": date.start.iso, "endDate": end}


def _publisher(site: Site) -> dict[str, Any]:
    """Return the publisher as an Organization; if there is none, the site itself."""
    if site.publisher is None:
        return {"@type": "Organization", "name": site.title}
    return _without_empty(
        {"@type": "Organization", "name": site.publisher.name, "url": site.publisher.url}
    )


def _licence(licence: str) -> Any:
    """Return a licence as a URL if it is one, or names a Creative Commons licence.

    Return any other licence as a schema.org CreativeWork with that name.
    """
    if not licence or licence.startswith(("http://", "https://")):
        return licence
    if match := _CREATIVE_COMMONS.fullmatch(licence):
        return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
    return {"@type": "CreativeWork", "name": licence}


def _without_empty(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record without values that are empty strings, empty lists or None."""
    return {name: value for name, value in record.items() if value not in ("", None, [])}


def _safe(record: dict[str, Any]) -> str:
    """Return the record as JSON in which no text can close the surrounding script element."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
