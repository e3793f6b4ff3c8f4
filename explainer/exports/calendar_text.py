"""Calendars and their entries as text (RFC 5545).

This module imports icalendar, which is slow: it's only needed for entries that have changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import TYPE_CHECKING

import icalendar

from explainer.exports.plain_text import xml_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.exports.timeline_ics import CalendarEntry

_SECONDS_PER_DAY = 86_400


class _Text(icalendar.vText):
    r"""A value of the type TEXT (RFC 5545, section 3.3.11).

    The library's own takes `\N`, as in `C:\News`, for a line break.
    """

    def to_ical(self) -> bytes:
        """Return the text with line breaks and separators escaped."""
        text = re.sub(r"([\\;,])", r"\\\1", xml_text(self))
        return re.sub(r"\r\n?|\n", r"\\n", text).encode()


def calendar_text(title: str, url: str) -> bytes:
    """Return a calendar without entries, which the standard doesn't allow, as text."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", _Text(f"-//{title}//explainer//EN"))
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _Text(title))
    if url:
        calendar.add("url", url)
    data: bytes = calendar.to_ical()
    return data


def entry_text(entry: CalendarEntry) -> bytes:
    """Return an entry as text."""
    component = icalendar.Event()
    component.add("uid", entry.uid)
    component.add("dtstamp", dt.datetime.combine(entry.stamp, dt.time(), dt.UTC))
    component.add("dtstart", entry.start)
    if entry.end:
        component.add("dtend", entry.end)
    component.add("summary", _Text(entry.summary))
    component.add("transp", "TRANSPARENT")
    if entry.categories:
        component.add("categories", list(map(_Text, entry.categories)))
    component.add("description", _Text(entry.description))
    if entry.location:
        component.add("location", _Text(entry.location))
    if entry.status:
        component.add("status", entry.status)
    if entry.url:
        component.add("url", entry.url)
    _add_version(component, entry.stamp, entry.days_changed)
    data: bytes = component.to_ical()
    return data


def _add_version(
    component: icalendar.Event, stamp: dt.date, days_changed: Sequence[dt.date]
) -> None:
    """Add what tells calendar programs that a finished entry has changed.

    LAST-MODIFIED is another moment whenever the entry has other content. Its day is that of the
    `stamp`, so that a later edition's is never an earlier one, unless the entry was changed on a
    later day. The build knows no time of day, so that is computed from the entry. SEQUENCE is the
    number of changes.
    """
    day = dt.datetime.combine(max([*days_changed, stamp]), dt.time(), dt.UTC)
    # Lines as they are before they are folded, which takes the library long.
    digest = hashlib.sha256("\n".join(component.content_lines()).encode()).digest()
    seconds = int.from_bytes(digest[:8], "big") % _SECONDS_PER_DAY
    component.add("last-modified", day + dt.timedelta(seconds=seconds))
    if days_changed:
        component.add("sequence", len(days_changed))
