"""`timeline.ics`: a calendar with an all-day entry for each event and date to come (RFC 5545).

Calendars show only whole days, so if a date isn't known to the day, the entry's summary gives it
in words. An entry keeps its UID as long as the event keeps its id, and gets another LAST-MODIFIED
whenever anything in it changes, so that calendar programs don't keep the old entry.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import TYPE_CHECKING

import icalendar

from explainer.exports.absolute_urls import absolute_url, host_of, path_of
from explainer.exports.plain_text import ProseReader, xml_text
from explainer.exports.source_notes import publication_words
from explainer.model import Event
from explainer.upcoming import Upcoming, date_to_come

if TYPE_CHECKING:
    from explainer.bibliography import Source
    from explainer.content import Content
    from explainer.dates import Edtf
    from explainer.model import Site


_SECONDS_PER_DAY = 86_400


class _Text(icalendar.vText):
    r"""A value of the type TEXT (RFC 5545, section 3.3.11).

    The library's own takes `\N`, as in `C:\News`, for a line break.
    """

    def to_ical(self) -> bytes:
        """Return the text with line breaks and separators escaped."""
        text = re.sub(r"([\\;,])", r"\\\1", xml_text(self))
        return re.sub(r"\r\n?|\n", r"\\n", text).encode()


def timeline_ics(content: Content) -> bytes:
    """Return the contents of `timeline.ics`: an all-day calendar entry for each event.

    What is to come has an entry too, marked as tentative. Entries are time-stamped with the site's
    `as_of` day. There must be at least one, because the standard doesn't allow an empty calendar.
    """
    site = content.site
    calendar = icalendar.Calendar()
    calendar.add("prodid", _Text(f"-//{site.title}//explainer//EN"))
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _Text(site.title))
    if site.base_url:
        calendar.add("url", absolute_url(site, "timeline.html"))
    reader = ProseReader(content.terms)
    for event in content.events:
        calendar.add_component(_entry(content, event, reader))
    for record in content.dates_to_come():
        calendar.add_component(_entry_to_come(content, record, reader))
    data: bytes = calendar.to_ical()
    return data


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


def _entry(content: Content, event: Event, reader: ProseReader) -> icalendar.Event:
    entry = _all_day_entry(content.site, event.id, event.title, event.date)
    entry.add("description", _Text(_description(content, event, reader)))
    entry.add("categories", list(map(_Text, _categories(content, event))))
    if event.location:
        entry.add("location", _Text(event.location))
    if content.site.base_url:
        entry.add("url", absolute_url(content.site, "timeline.html", event.id))
    _add_version(content, entry, event.id)
    return entry


def _entry_to_come(
    content: Content, record: Upcoming | Event, reader: ProseReader
) -> icalendar.Event:
    """Return the entry of a date to come, or of the day on which an event's measure ends.

    Its UID can't be an event's, because ids have no full stop.
    """
    site, date = content.site, date_to_come(record)
    if isinstance(record, Upcoming):
        entry = _all_day_entry(site, f"upcoming.{record.id}", record.title, date)
        address = absolute_url(site, "index.html", f"upcoming.{record.id}")
        logged_as = ""
    else:
        title = f"Set to expire: {record.title}"
        entry = _all_day_entry(site, f"expires.{record.id}", title, date)
        entry.add("categories", list(map(_Text, _categories(content, record))))
        address = absolute_url(site, "timeline.html", record.id)
        logged_as = record.id
    entry.add("description", _Text(_description(content, record, reader)))
    entry.add("status", "TENTATIVE")
    if address:
        entry.add("url", address)
    _add_version(content, entry, logged_as)
    return entry


def _all_day_entry(site: Site, name: str, title: str, date: Edtf) -> icalendar.Event:
    """Return an entry for a date; if that isn't known to the day, its summary gives it in words."""
    start, end = days_covered(date, site.as_of)
    entry = icalendar.Event()
    entry.add("uid", uid_of(site, name))
    entry.add("dtstamp", dt.datetime.combine(site.as_of, dt.time(), dt.UTC))
    entry.add("dtstart", start)
    # RFC 5545 doesn't allow an end that isn't later than the start; without one, it's that day.
    if end > start:
        entry.add("dtend", end)
    entry.add("summary", _Text(title if _is_known_to_the_day(date) else f"{title} ({date.words})"))
    entry.add("transp", "TRANSPARENT")
    return entry


def _add_version(content: Content, entry: icalendar.Event, event_id: str) -> None:
    """Add what tells calendar programs that a finished entry has changed.

    LAST-MODIFIED is another moment whenever the entry has other content. Its day is `as_of`, so
    that a later edition's is never an earlier one, unless `changes.yaml` names the event on a later
    day. The build knows no time of day, so that is computed from the entry. SEQUENCE is the number
    of changes that name the event.
    """
    days = [change.date for change in content.changes if event_id in change.events]
    day = dt.datetime.combine(max([*days, content.site.as_of]), dt.time(), dt.UTC)
    # Lines as they are before they are folded, which takes the library long.
    digest = hashlib.sha256("\n".join(entry.content_lines()).encode()).digest()
    seconds = int.from_bytes(digest[:8], "big") % _SECONDS_PER_DAY
    entry.add("last-modified", day + dt.timedelta(seconds=seconds))
    if days:
        entry.add("sequence", len(days))


def _is_known_to_the_day(date: Edtf) -> bool:
    points = (date.start, date.end or date.start)
    return not date.ongoing and all(p.precision == "day" and not p.doubt for p in points)


def _categories(content: Content, event: Event) -> list[str]:
    sides = (side.name for id_ in event.side if (side := content.side_by_id.get(id_)))
    return [*sides, content.site.kinds.get(event.kind, event.kind)]


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
