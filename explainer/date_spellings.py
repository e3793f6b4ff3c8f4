"""Finds the date that an editor meant: `Jan 13 2019`, `13/01/2019` and so on, as ISO 8601."""

from __future__ import annotations

import datetime as dt
import re
from unicodedata import normalize

from explainer.patterns import lazy_pattern

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_GAP = r"[ ,./-]*"
# Spellings with one reading. Numbers in the order of year, month and day are never ambiguous.
_CLEAR = tuple(
    lazy_pattern(pattern, re.ASCII)
    for pattern in (
        rf"{_YEAR}",
        rf"{_YEAR}[-/.](?P<number>\d{{1,2}})(?:[-/.]{_DAY})?",
        r"(?P<year>\d{4})(?P<number>\d\d)(?P<day>\d\d)",
        rf"(?:{_DAY}{_GAP}(?:of )?)?{_MONTH}{_GAP}{_YEAR}",
        rf"{_MONTH} ?{_DAY}[ ,]+{_YEAR}",
        rf"{_YEAR}{_GAP}{_MONTH}(?:{_GAP}{_DAY})?",
        rf"(?P<number>\d{{1,2}})[-/.]{_YEAR}",
        r"(?P<year>\d{4})年(?:(?P<number>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?",
    )
)
_TWO_NUMBERS = lazy_pattern(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_QUARTER = lazy_pattern(r"q([1-4])[ /-]*(\d{4})|(\d{4})[ /-]*q([1-4])", re.ASCII)
_WEEKDAY = lazy_pattern(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +")
_TIME = lazy_pattern(
    r"(?<=\d)[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:z|utc|gmt|[+-]\d\d:?\d\d))?$"
)
_ABOUT = lazy_pattern(r"^(?:about|around|approximately|approx\.?|circa|ca?\.|~|c(?= ?\d)) *")
_DOUBT = lazy_pattern(r" *(?:\(\?\)|\?)$")
_OPEN = lazy_pattern(r"^since +|(?:-| to| until)? *(?:now|today|present|ongoing)$|(?<=\d{4}) ?-$")
_RANGE = lazy_pattern(r" +(?:to|until|through|and|-) +|(?<=\d{4})-(?=\d{4}$)|(?<=[a-z])-(?=[a-z])")
_LONGEST = 80  # characters; nobody spells a date with more
_DASHES = lazy_pattern("[\u2010-\u2015\u2212]")


def iso_dates(text: str) -> tuple[str, ...]:
    """Return the date or dates that a text may mean, in EDTF (ISO 8601-2): none, one, or two.

    There are two for `03/04/2019`, which is 3 April in most countries, and 4 March in others.
    """
    if len(text) > _LONGEST:
        return ()
    spelling = _DASHES.sub("-", normalize("NFKC", text)).strip().lower()
    spelling = re.sub(r"^(?:on|in|from|between) +", "", spelling)
    if _OPEN.search(spelling):
        start = _one_date(_OPEN.sub("", spelling).strip())
        return (f"{start}/..",) if start else ()
    if (both := _ambiguous(spelling)) or (both := _quarter(spelling)):
        return both
    if whole := _one_date(spelling):
        return (whole,)
    ends = [end for end in _RANGE.split(spelling) if end]
    if len(ends) != 2:
        return ()
    end = _one_date(ends[1])
    # "from January to March 2019" leaves the year out at the start.
    start = _one_date(ends[0]) or (_one_date(f"{ends[0]} {end[:4]}") if end else "")
    return (f"{start}/{end}",) if start and end and start[:10] <= end else ()


def _one_date(spelling: str) -> str:
    """Return a single date with its qualifier (`2019-01~`), or "" if it isn't one or isn't valid."""
    plain = _TIME.sub("", _WEEKDAY.sub("", spelling))
    without_doubt = _DOUBT.sub("", _ABOUT.sub("", plain))
    sign = "~" if _ABOUT.search(plain) else "?" if _DOUBT.search(plain) else ""
    for pattern in _CLEAR:
        if match := pattern.fullmatch(without_doubt):
            found = match.groupdict()
            month = found.get("number") or ""
            if name := found.get("month"):
                month = str(_MONTHS.index(name[:3]) + 1)
            if date := _iso(found["year"], month, found.get("day") or ""):
                return date + sign
    both = _ambiguous(without_doubt)
    return both[0] + sign if len(both) == 1 else ""


def _ambiguous(spelling: str) -> tuple[str, ...]:
    """Return what two numbers and a year may mean: day first, or month first."""
    match = _TWO_NUMBERS.fullmatch(spelling)
    if match is None:
        return ()
    first, second, year = match[1], match[3], match[4]
    readings = [_iso(year, second, first)]
    # With full stops the day comes first wherever dates are written like that.
    readings += [] if match[2] == "." and readings[0] else [_iso(year, first, second)]
    return tuple(dict.fromkeys(reading for reading in readings if reading))


def _quarter(spelling: str) -> tuple[str, ...]:
    match = _QUARTER.fullmatch(spelling)
    if match is None:
        return ()
    year, quarter = match[2] or match[3], int(match[1] or match[4])
    return (f"{year}-{3 * quarter - 2:02}/{year}-{3 * quarter:02}",)


def _iso(year: str, month: str, day: str) -> str:
    """Return the date in ISO 8601, as precisely as it's given, or "" if it doesn't exist."""
    try:
        date = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return date.isoformat()[: 10 if day else 7 if month else 4]
