"""`timeline.ics`: every event as an all-day entry over its period (RFC 5545).

What is not known to the day says so in its summary, since a calendar shows days alone. Entries
keep their UID for as long as the event keeps its id.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import icalendar

from explainer.exports.absolute_urls import absolute_url, host_of, path_of
from explainer.exports.plain_text import plain_text

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.dates import Edtf
    from explainer.model import Event, Site, Source


def timeline_ics(content: Content) -> bytes:
    """Return the events as an iCalendar file; its time stamp is the day that it is current to.

    The standard knows no calendar without an entry.
    """
    site = content.site
    made = icalendar.Calendar()
    made.add("prodid", f"-//{site.title}//explainer//EN")
    made.add("version", "2.0")
    # These two the library does not take for text by itself, and leaves a line's end in them.
    for name in ("name", "x-wr-calname"):
        made.add(name, icalendar.vText(site.title))
    if site.base_url:
        made.add("url", absolute_url(site, "timeline.html"))
    for event in content.events:
        made.add_component(_entry(content, event))
    data: bytes = made.to_ical()
    return data


def days_covered(date: Edtf, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """Return a date's first day and the day after its last; what is ongoing lasts until as_of."""
    last = max(as_of, date.earliest) if date.ongoing else date.latest
    # There is no day after the last of all.
    return date.earliest, min(last, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)


def uid_of(site: Site, event: Event) -> str:
    """Return an entry's UID: the event's id at the site's address, or else at its title."""
    if site.base_url:
        place = "/".join(filter(None, (host_of(site.base_url), path_of(site.base_url))))
    else:
        place = re.sub(r"[\W_]+", "-", site.title.casefold()).strip("-")
    return f"{event.id}@{place}"


def _entry(content: Content, event: Event) -> icalendar.Event:
    site = content.site
    start, end = days_covered(event.date, site.as_of)
    entry = icalendar.Event()
    entry.add("uid", uid_of(site, event))
    entry.add("dtstamp", dt.datetime.combine(site.as_of, dt.time(), dt.UTC))
    entry.add("dtstart", start)
    entry.add("dtend", end)
    entry.add("summary", _summary(event))
    entry.add("description", _description(content, event))
    entry.add("categories", _categories(content, event))
    entry.add("transp", "TRANSPARENT")
    if event.location:
        entry.add("location", event.location)
    if site.base_url:
        entry.add("url", absolute_url(site, "timeline.html", event.id))
    return entry


def _summary(event: Event) -> str:
    return (
        event.title if _is_known_to_the_day(event.date) else f"{event.title} ({event.date.words})"
    )


def _is_known_to_the_day(date: Edtf) -> bool:
    points = (date.start, date.end or date.start)
    return not date.ongoing and all(p.precision == "day" and not p.doubt for p in points)


def _categories(content: Content, event: Event) -> list[str]:
    sides = (side.name for id_ in event.side if (side := content.side_by_id.get(id_)))
    return [*sides, content.site.kinds.get(event.kind, event.kind)]


def _description(content: Content, event: Event) -> str:
    paragraphs = [plain_text(event.text.fragment.html)] if event.text else []
    paragraphs.append(f"Certainty: {event.certainty}.")
    if event.other_date:
        paragraphs.append(f"{event.other_date.date.words} in {event.other_date.where}.")
    by_id = content.source_by_id
    sources = [_source(by_id[id_]) for id_ in event.all_sources() if id_ in by_id]
    paragraphs.append("\n".join(("Sources:", *sources)) if sources else "")
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _source(source: Source) -> str:
    who = dict.fromkeys(
        name for name in (source.author, source.container_title, source.publisher) if name
    )
    issued = source.issued.words if source.issued else "undated"
    return ", ".join(part for part in (source.title, *who, issued, source.url) if part)
