"""Parses and formats dates with partial precision: a year, a month, a day or an interval.

Supports a subset of EDTF (ISO 8601-2:2019): from level 0, dates and closed intervals; from level
1, the qualifiers `?` (uncertain) and `~` (approximate) and open-ended intervals (`2025-10/..`).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cached_property
from typing import Literal

from explainer.patterns import lazy_pattern
from explainer.readonly import frozen

Precision = Literal["year", "month", "day"]
Doubt = Literal["", "~", "?"]

SUPPORTED = (
    "write 2025, 2025-08 or 2025-08-21, optionally followed by ~ (about) or ? (uncertain), "
    "or an interval such as 2025-08/2025-09 or 2025-10/.. (ongoing)"
)

# calendar.month_name isn't used because it depends on the locale.
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

_POINT = lazy_pattern(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?])?", re.ASCII)
# EDTF level 1 writes seasons as months 21 to 24, which aren't supported.
_SEASONS = frozenset({"21", "22", "23", "24"})


@frozen
class Point:
    """A date known to the year, month or day; `doubt` is `~` if approximate, `?` if uncertain."""

    year: int
    month: int | None = None
    day: int | None = None
    doubt: Doubt = ""

    @property
    def precision(self) -> Precision:
        """How exactly the date is known: to the year, the month or the day."""
        if self.day is not None:
            return "day"
        return "month" if self.month is not None else "year"

    @property
    def first_day(self) -> dt.date:
        """The day itself, or the first day of the month or year."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """The day itself, or the last day of the month or year."""
        month = self.month or 12
        day = self.day or calendar.monthrange(self.year, month)[1]
        return dt.date(self.year, month, day)

    @property
    def iso(self) -> str:
        """The date without its doubt, in ISO 8601: `2025`, `2025-08` or `2025-08-21`."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def words(self) -> str:
        """The date in words, including its doubt: `about August 2025`."""
        return _with_doubt(self.plain_words, self.doubt)

    @property
    def plain_words(self) -> str:
        """The date in words, without its doubt: `21 August 2025`."""
        month = MONTHS[self.month - 1] if self.month else ""
        return " ".join(str(part) for part in (self.day, month, self.year) if part)

    @property
    def brief(self) -> str:
        """The date without its doubt and year: `21 Aug`, `Aug`; empty if only the year is known."""
        month = MONTHS[self.month - 1][:3] if self.month else ""
        return " ".join(str(part) for part in (self.day, month) if part)


@frozen
class Edtf:
    """A date or an interval; `end` is None for a single date and for an `ongoing` interval."""

    start: Point
    end: Point | None = None
    ongoing: bool = False

    @cached_property
    def earliest(self) -> dt.date:
        """The first day on which the date or interval may have started."""
        return self.start.first_day

    @cached_property
    def latest(self) -> dt.date:
        """The last day on which the date or interval may have ended; `date.max` if it's ongoing."""
        if self.ongoing:
            return dt.date.max
        return (self.end or self.start).last_day

    @property
    def is_interval(self) -> bool:
        """Whether it's an interval rather than a single date."""
        return self.ongoing or self.end is not None

    @property
    def is_one_day(self) -> bool:
        """Whether it's a single day, not qualified as approximate or uncertain."""
        return self.start.precision == "day" and not self.is_interval and not self.start.doubt

    @property
    def text(self) -> str:
        """The date in EDTF notation."""
        start = self.start.iso + self.start.doubt
        if self.ongoing:
            return f"{start}/.."
        return f"{start}/{self.end.iso}{self.end.doubt}" if self.end else start

    @property
    def words(self) -> str:
        """The date in words: `from August to September 2025`, `about March 2021`."""
        if self.ongoing:
            return f"since {self.start.words}"
        if self.end is None:
            return self.start.words
        return f"from {self._start_words} to {self.end.words}"

    @property
    def brief(self) -> str:
        """The date beside its year, as short as can be: `7 Oct`, `about Oct`, `28 Jan – 3 Mar`.

        Empty if only the year is known.
        """
        start = _with_doubt(self.start.brief, self.start.doubt) if self.start.month else ""
        if self.ongoing:
            return f"since {start}" if start else ""
        end = self.end
        if end is None or end == self.start or not end.month or end.year != self.start.year:
            return start
        if self.start.day and end.day and end.month == self.start.month:
            return f"{self.start.day}–{end.brief}"
        return f"{start} – {end.brief}" if start else ""

    @property
    def _start_words(self) -> str:
        """The start in words, without a year or month that it shares with the end."""
        start, end = self.start, self.end
        if end is None or start.doubt or end.doubt or start.year != end.year:
            return start.words
        if start.month is None or end.month is None:
            return start.words
        if start.day and end.day and start.month == end.month:
            return str(start.day)
        return start.plain_words.removesuffix(f" {start.year}")

    def __lt__(self, other: Edtf) -> bool:
        """Order by the earliest possible day, then by the latest possible day."""
        return (self.earliest, self.latest) < (other.earliest, other.latest)


def parse(text: str) -> Edtf:
    """Parse an EDTF date or interval.

    Raises ValueError, with a message for the editor, if the form isn't supported, the date doesn't
    exist, or the interval ends before it starts.
    """
    first, slash, second = text.partition("/")
    start = _point(first, text)
    if not slash:
        return Edtf(start)
    if second == "..":
        return Edtf(start, ongoing=True)
    end = _point(second, text)
    if end.last_day < start.first_day:
        raise ValueError(f'the interval "{text}" ends before it starts')
    return Edtf(start, end)


def parse_day(text: str) -> dt.date:
    """Parse a day, `YYYY-MM-DD`; raise ValueError with a message for the editor if invalid."""
    point = _POINT.fullmatch(text) and _point(text, text)
    if not point or point.precision != "day" or point.doubt:
        advice = _advice(text, days_only=True) or "write a full date such as 2025-08-21"
        raise ValueError(f'invalid date "{text}"; {advice}')
    return point.first_day


def day_words(day: dt.date) -> str:
    """Return a day in words: `21 August 2025`."""
    return Point(day.year, day.month, day.day).words


def days_between(earlier: Edtf, later: Edtf) -> int | None:
    """Return the number of days from one date to another, or None unless both are known days."""
    if not (earlier.is_one_day and later.is_one_day):
        return None
    return (later.earliest - earlier.earliest).days


def _point(part: str, whole: str) -> Point:
    match = _POINT.fullmatch(part)
    if match is None or match[2] in _SEASONS:
        raise ValueError(f'invalid date "{whole}"; {_advice(whole) or SUPPORTED}')
    year, month, day = (int(number) if number else None for number in match.groups()[:3])
    doubt: Doubt = "~" if match[4] == "~" else "?" if match[4] else ""
    point = Point(year or 0, month, day, doubt)
    try:
        if point.month == 0 or point.day == 0:
            raise ValueError
        _ = point.first_day
    except ValueError:
        raise ValueError(f'the date "{part}" doesn\'t exist') from None
    return point


def _advice(text: str, *, days_only: bool = False) -> str:
    """Return what to write for a date in another spelling, such as `13 January 2019`, or ""."""
    # Imported here because only mistakes need it.
    from explainer.date_spellings import iso_dates  # noqa: PLC0415

    forms = [form for form in iso_dates(text) if not days_only or _is_day(form)]
    if len(forms) == 1:
        return f"write {forms[0]}"
    return (
        "write " + " or ".join(f"{form} ({parse(form).words})" for form in forms) if forms else ""
    )


def _is_day(form: str) -> bool:
    match = _POINT.fullmatch(form)
    return bool(match and match[3] and not match[4])


def _with_doubt(words: str, doubt: str) -> str:
    if doubt == "~":
        return f"about {words}"
    return f"{words} (date uncertain)" if doubt == "?" else words
