"""JSON-LD for search engines (schema.org): what a page is, where it stands, what it holds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from explainer.exports.address import absolute_url
from explainer.links import relative

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from explainer.book import Explainer
    from explainer.dates import Edtf
    from explainer.model import Chart, Event, Site

_CREATIVE_COMMONS = re.compile(r"CC (BY(?:-(?:NC|SA|ND))*)[ -](\d\.\d)")


def page_jsonld(
    explainer: Explainer,
    *,
    title: str,
    address: str,
    summary: str = "",
    updated: dt.date | None = None,
    trail: Sequence[tuple[str, str]] = (),
    charts: Iterable[Chart] = (),
    events: Iterable[Event] = (),
) -> str:
    """Return what a page is, as JSON that may stand inside a script element.

    `trail` leads from the home page to this one, both included, as (title, address).
    """
    links = _Links(explainer.site, address)
    graph: list[dict[str, Any]] = [
        _article(links, title=title, summary=summary, updated=updated or explainer.site.as_of)
    ]
    if len(trail) > 1:
        graph.append(_breadcrumbs(links, trail))
    graph += (_dataset(links, chart) for chart in charts)
    if entries := [_event(explainer, links, event) for event in events]:
        graph.append(_list(entries))
    return _safe({"@context": "https://schema.org", "@graph": graph})


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
            "inLanguage": site.language,
            "dateModified": updated.isoformat(),
            "author": publisher,
            "publisher": publisher,
            "license": _licence(site.licence),
            "isPartOf": {"@type": "WebSite", "name": site.title, "url": links.to("index.html")},
        }
    )


def _breadcrumbs(links: _Links, trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    items = [{"@id": links.to(address), "name": title} for title, address in trail]
    return _list(items) | {"@type": "BreadcrumbList"}


def _dataset(links: _Links, chart: Chart) -> dict[str, Any]:
    site = links.site
    return _told(
        {
            "@type": "Dataset",
            "name": chart.title,
            "description": " ".join(chart.summary.split()),
            "url": links.to(links.page),
            "license": _licence(site.licence),
            "creator": _publisher(site),
            "isAccessibleForFree": True,
            "variableMeasured": list(chart.columns.values()),
            "distribution": {
                "@type": "DataDownload",
                "contentUrl": links.to(chart.data),
                "encodingFormat": "text/csv",
            },
        }
    )


def _event(explainer: Explainer, links: _Links, event: Event) -> dict[str, Any]:
    sides = (side.name for id_ in event.side if (side := explainer.side_by_id.get(id_)))
    return _told(
        {
            "@type": "Event",
            "@id": links.to("timeline.html", event.id),
            "name": event.title if event.date.is_one_day else f"{event.title} ({event.date.words})",
            **_period(event.date),
            "location": {"@type": "Place", "name": event.location} if event.location else None,
            "organizer": [{"@type": "Organization", "name": name} for name in sides],
        }
    )


def _period(date: Edtf) -> dict[str, str]:
    """Return the known parts of a date's ends (ISO 8601); none is made up."""
    end = date.end.machine if date.end else "" if date.ongoing else date.start.machine
    return {"startDate": date.start.machine, "endDate": end}


def _list(items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    places = enumerate(items, start=1)
    elements = [{"@type": "ListItem", "position": place, "item": item} for place, item in places]
    return {"@type": "ItemList", "itemListElement": elements}


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
