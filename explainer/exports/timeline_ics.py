"""`timeline.ics`: a calendar with an all-day entry for each event and date to come (RFC 5545).

Calendars show only whole days, so if a date isn't known to the day, the entry's summary gives it
in words. An entry keeps its UID as long as the event keeps its id, and gets another LAST-MODIFIED
whenever anything in it changes, so that calendar programs don't keep the old entry.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from explainer.exports.absolute_urls import absolute_url, host_of, path_of
from explainer.exports.plain_text import ProseReader
from explainer.exports.source_notes import publication_words
from explainer.kept_results import KEPT
from explainer.measure_state import measure_name
from explainer.model import Event
from explainer.readonly import frozen
from explainer.upcoming import Upcoming, date_to_come, end_of

if TYPE_CHECKING:
    from explainer.bibliography import Source
    from explainer.content import Content
    from explainer.dates import Edtf
    from explainer.model import Site


@frozen
class CalendarEntry:
    """An all-day entry.

    `stamp` is its day of writing. It lasts from `start` to the day before `end`, or without an `end`
    for one day. `days_changed` are the days on which it was changed.
    """

    uid: str
    stamp: dt.date
    start: dt.date
    end: dt.date | None
    summary: str
    description: str
    categories: tuple[str, ...] = ()
    location: str = ""
    status: str = ""
    url: str = ""
    days_changed: tuple[dt.date, ...] = ()


def timeline_ics(content: Content) -> bytes:
    """Return the contents of `timeline.ics`: an all-day calendar entry for each event.

    What is to come has an entry too, marked as tentative. Entries are time-stamped with the site's
    `as_of` day. There must be at least one, because the standard doesn't allow an empty calendar.
    """
    site = content.site
    reader = ProseReader(content.terms)
    entries = [_entry(content, event, reader) for event in content.events]
    entries += [_entry_to_come(content, record, reader) for record in content.dates_to_come()]
    head, end, rest = _calendar(site).partition(b"END:VCALENDAR")
    return head + b"".join(map(_entry_text, entries)) + end + rest


def _calendar(site: Site) -> bytes:
    url = absolute_url(site, "timeline.html")

    def make() -> bytes:
        from explainer.exports.calendar_text import calendar_text  # noqa: PLC0415

        return calendar_text(site.title, url)

    return KEPT.get(make, "calendar", site.title, url)


def _entry_text(entry: CalendarEntry) -> bytes:
    def make() -> bytes:
        from explainer.exports.calendar_text import entry_text  # noqa: PLC0415

        return entry_text(entry)

    return KEPT.get(make, "calendar entry", repr(entry))


def days_covered(date: Edtf, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """Return the days that a calendar entry covers, as its first day and the day after its last.

    An entry for an ongoing date ends on `as_of`. For the last day of the year 9999, which has no
    day after it, the two are the same.
    """
    last = max(as_of, date.earliest) if date.ongoing else date.latest
    # `date.max` has no next day.
    return date.earliest, min(last, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)


def uid_of(site: Site, name: str) -> str:
    """Return the permanent id of a calendar entry, such as `tariff@example.org/chips`.

    `name` is an event's id. If the site has no `base_url`, the part after the @ is the site's title.
    """
    if site.base_url:
        place = "/".join(filter(None, (host_of(site.base_url), path_of(site.base_url))))
    else:
        place = re.sub(r"[\W_]+", "-", site.title.casefold()).strip("-")
    return f"{name}@{place}"


def _entry(content: Content, event: Event, reader: ProseReader) -> CalendarEntry:
    return _all_day_entry(
        content,
        event,
        event.date,
        name=event.id,
        title=event.title,
        description=_description(content, event, reader),
        categories=_categories(content, event),
        location=event.location,
        url=absolute_url(content.site, "timeline.html", event.id),
    )


def _entry_to_come(
    content: Content, record: Upcoming | Event, reader: ProseReader
) -> CalendarEntry:
    """Return the entry of a date to come, or of the last day of a measure or its suspension.

    Its UID can't be an event's, because ids have no full stop.
    """
    site = content.site
    date = date_to_come(record, site.as_of)
    description = _description(content, record, reader)
    if isinstance(record, Upcoming):
        return _all_day_entry(
            content,
            record,
            date,
            name=f"upcoming.{record.id}",
            title=record.title,
            description=description,
            status="TENTATIVE",
            url=absolute_url(site, "index.html", f"upcoming.{record.id}"),
        )
    what = end_of(record, site.as_of).what
    words = "Set to expire" if what == "expires" else "Suspended until"
    return _all_day_entry(
        content,
        record,
        date,
        name=f"{what}.{record.id}",
        title=f"{words}: {measure_name(record)}",
        description=description,
        categories=_categories(content, record),
        status="TENTATIVE",
        url=absolute_url(site, "timeline.html", record.id),
    )


def _all_day_entry(
    content: Content,
    record: Upcoming | Event,
    date: Edtf,
    *,
    name: str,
    title: str,
    **more: Any,
) -> CalendarEntry:
    """Return an entry for a date; if that isn't known to the day, its summary gives it in words."""
    site = content.site
    start, end = days_covered(date, site.as_of)
    changes = content.changes if isinstance(record, Event) else ()
    return CalendarEntry(
        uid=uid_of(site, name),
        stamp=site.as_of,
        start=start,
        # RFC 5545 doesn't allow an end that isn't later than the start; without one, it's that day.
        end=end if end > start else None,
        summary=title if _is_known_to_the_day(date) else f"{title} ({date.words})",
        days_changed=tuple(change.date for change in changes if record.id in change.events),
        **more,
    )


def _is_known_to_the_day(date: Edtf) -> bool:
    points = (date.start, date.end or date.start)
    return not date.ongoing and all(p.precision == "day" and not p.doubt for p in points)


def _categories(content: Content, event: Event) -> tuple[str, ...]:
    sides = (side.name for id_ in event.side if (side := content.side_by_id.get(id_)))
    return (*sides, content.site.kinds.get(event.kind, event.kind))


def _description(content: Content, record: Event | Upcoming, reader: ProseReader) -> str:
    paragraphs = [reader.paragraphs(record.text)]
    paragraphs.append(f"Certainty: {record.certainty}." if record.certainty else "")
    if isinstance(record, Event) and record.other_date:
        paragraphs.append(f"{record.other_date.date.words} in {record.other_date.where}.")
    by_id = content.source_by_id
    sources = [_source(by_id[id_]) for id_ in record.all_sources() if id_ in by_id]
    paragraphs.append("\n".join(("Sources:", *sources)) if sources else "")
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _source(source: Source) -> str:
    """Return a source on one line: its title, where it appeared, when, and its URL."""
    issued = source.issued.words if source.issued else "undated"
    parts = (source.title, *publication_words(source), issued, source.address)
    return ", ".join(part for part in parts if part)
