"""Counts events by when they start and on whose side, for the density strip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from explainer.readonly import frozen

if TYPE_CHECKING:
    from explainer.density.periods import Period
    from explainer.model import Event, Side

# A year and a month; 0 where only the year is known.
Month = tuple[int, int]


class Counts(NamedTuple):
    """How many events there are in all, of the first side, of the second, and of all others.

    An event of several sides counts for each.
    """

    events: int = 0
    above: int = 0
    below: int = 0
    foot: int = 0


@frozen
class Tally:
    """The events as the strip counts them: how many start in each month that has any.

    `first`, `last`: the months that the strip begins and ends with.
    """

    by_month: Mapping[Month, Counts]
    first: Month
    last: Month

    def within(self, period: Period) -> Counts:
        """Return how many events start in a period."""
        return _sum(counts for month, counts in self.by_month.items() if period.contains(month))

    def first_month_within(self, period: Period) -> Month | None:
        """Return the first month of a period that has any events, or None."""
        return min((month for month in self.by_month if period.contains(month)), default=None)

    def share_since(self, year: int) -> float:
        """Return the share of the events that start in a year or later."""
        recent = _sum(counts for month, counts in self.by_month.items() if month[0] >= year)
        return recent.events / _sum(self.by_month.values()).events

    def has_unknown_month(self, year: int) -> bool:
        """Return whether only the year is known of an event in that year."""
        return (year, 0) in self.by_month

    @property
    def has_unknown_months(self) -> bool:
        """Whether only the year is known of any event."""
        return any(not month for _, month in self.by_month)


def tally_of(events: Sequence[Event], sides: Sequence[Side], as_of: dt.date) -> Tally:
    """Return the events as counted; there must be at least one.

    The strip ends with the last event's month, or with that of `as_of` in the same year.
    """
    places = {side.id: min(place, 2) for place, side in enumerate(sides)}
    by_month: dict[Month, Counts] = {}
    for event in events:
        start = event.date.start
        month = (start.year, start.month or 0)
        found = {places[id_] for id_ in event.side}
        one = Counts(1, *(int(place in found) for place in range(3)))
        by_month[month] = _sum((by_month.get(month, Counts()), one))
    first, last = ((year, month or 1) for year, month in (min(by_month), max(by_month)))
    if last[0] == as_of.year:
        last = max(last, (as_of.year, as_of.month))
    return Tally(by_month, first, last)


def _sum(counts: Iterable[Counts]) -> Counts:
    return Counts(*map(sum, zip(Counts(), *counts, strict=True)))
