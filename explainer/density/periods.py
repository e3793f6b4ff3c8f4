"""The columns of the density strip: which time each covers, and how many events are in it.

The strip shows months where there's room for all of them. Otherwise it shows the last two years by
month and the time before by groups of years; and groups of years alone if the last two years have
only a few of the events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from explainer.dates import MONTHS
from explainer.readonly import frozen

if TYPE_CHECKING:
    from explainer.density.tally import Month, Tally

# The least number of months that a strip shows: fewer would be very wide.
_LEAST = 12
# The last two years are shown by month if they have at least this share of the events.
_RECENT_SHARE = 0.2
_RECENT_YEARS = 2
# How wide a group of years is, in months, and the gap of the break before the first month.
_GROUP_WIDTH, _BREAK_WIDTH = 1.9, 0.6
_GROUP_SIZES = (1, 2, 3, 4, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 10_000)


@frozen
class Form:
    """What a drawing has room for: columns of the width of a link that's easy to tap.

    `months`: how many months a column has; `width`: how many columns fit, and `groups`: how many
    groups of years at most before the months.
    """

    months: int
    width: float
    groups: int


@frozen
class Period:
    """A column's time: one or more years, or one or more months of a year.

    `months` are the numbers of its months, and empty for years. For events of which only the year is
    known, among columns of months, it is `(0,)`.
    """

    first: int
    last: int
    months: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The time in words: `January 2026`, `January to March 2026`, `2014 to 2016`, `2014`."""
        if self.months == (0,):
            return f"{self.first}, month not known"
        if self.months:
            ends = dict.fromkeys((self.months[0], self.months[-1]))
            return f"{' to '.join(MONTHS[month - 1] for month in ends)} {self.first}"
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"

    @property
    def label(self) -> str:
        """The time on the axis: `Feb`, `2014`, `2014–16`; the year in place of January."""
        if self.months:
            is_first = self.months[0] <= 1
            return f"{self.first}" if is_first else MONTHS[self.months[0] - 1][:3]
        if self.first == self.last:
            return f"{self.first}"
        is_same_century = self.first // 100 == self.last // 100
        return (
            f"{self.first}–{self.last % 100:02}" if is_same_century else f"{self.first}–{self.last}"
        )

    @property
    def is_years(self) -> bool:
        """Whether it's one or more whole years."""
        return not self.months

    @property
    def width(self) -> float:
        """Its width, in columns of months."""
        return _GROUP_WIDTH if self.is_years else 1

    def contains(self, month: Month) -> bool:
        """Return whether events of a month, or of a year without a known month, belong here."""
        return self.first <= month[0] <= self.last and (self.is_years or month[1] in self.months)


@frozen
class Axis:
    """The columns in order of time, and their left edges and widths in per cent of the drawing.

    `break_at`: the middle of the gap between years and months, or None without one.
    """

    periods: tuple[Period, ...]
    edges: tuple[tuple[float, float], ...]
    break_at: float | None = None


def axis_of(tally: Tally, form: Form) -> Axis:
    """Return the columns of a drawing for these events."""
    first_year, last_year = tally.first[0], tally.last[0]
    first, last = _month_number(tally.first), _month_number(tally.last)
    if (last - first + 1) / form.months <= form.width and not tally.has_unknown_months:
        start = min(first, last - _LEAST + 1)
        return _placed(tuple(_months(start, last, form.months)), 0)
    recent = last_year - _RECENT_YEARS + 1
    if first_year < recent and tally.share_since(recent) < _RECENT_SHARE:
        return _placed(tuple(_years(first_year, last_year, int(form.width))), 0)
    start_year = max(first_year, recent)
    months = tuple(_with_unknown(tally, start_year, last, form.months))
    room = (form.width - len(months) - _BREAK_WIDTH) / _GROUP_WIDTH
    groups = max(1, min(int(room), form.groups))
    years = tuple(_years(first_year, start_year - 1, groups)) if first_year < start_year else ()
    return _placed((*years, *months), len(years))


def _with_unknown(tally: Tally, first: int, last: int, size: int) -> Iterator[Period]:
    """Yield columns of months, each year's after one for its events without a known month."""
    for year in range(first, last // 12 + 1):
        if tally.has_unknown_month(year):
            yield Period(year, year, (0,))
        yield from _months(year * 12, min(last, year * 12 + 11), size)


def _months(first: int, last: int, size: int) -> Iterator[Period]:
    """Yield columns of `size` months from one month to another, both counted from the year 0."""
    for start in range(first - first % size, last + 1, size):
        year, month = divmod(start, 12)
        yield Period(year, year, tuple(range(month + 1, month + size + 1)))


def _years(first: int, last: int, most: int) -> Iterator[Period]:
    """Yield at most `most` groups of equally many years, of which the last ends with `last`."""
    size = next(size for size in _GROUP_SIZES if (last - first) // size < most)
    number = (last - first) // size + 1
    for start in range(last + 1 - number * size, last + 1, size):
        yield Period(max(start, first), start + size - 1)


def _placed(periods: Sequence[Period], years: int) -> Axis:
    """Return the columns with their places, and a break after the first `years` of them."""
    gap = _BREAK_WIDTH if 0 < years < len(periods) else 0
    total = sum(period.width for period in periods) + gap
    edges: list[tuple[float, float]] = []
    place, break_at = 0.0, None
    for number, period in enumerate(periods):
        if gap and number == years:
            break_at = (place + gap / 2) / total * 100
            place += gap
        edges.append((place / total * 100, period.width / total * 100))
        place += period.width
    return Axis(tuple(periods), tuple(edges), break_at)


def _month_number(month: Month) -> int:
    """Return a month's number, counted from January of the year 0."""
    return month[0] * 12 + month[1] - 1
