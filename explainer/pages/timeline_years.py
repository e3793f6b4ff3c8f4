"""The timeline's list: years and months, the order of their cards, and which years are folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, log
from typing import NamedTuple

from explainer.dates import MONTHS
from explainer.model import Event, Site
from explainer.pages.timeline_runs import ACROSS, Card, Lane, Line, set_cards
from explainer.pages.view_models import (
    DatePart,
    EventView,
    LinkView,
    SideView,
    date_parts_in,
    side_view,
)
from explainer.readonly import read_only

# Years before the last two that have events are folded, unless the whole list is short.
_OPEN_YEARS, _SHORT_LIST = 2, 20
# A folded year names so many of its key moves, or so many others if none is key.
_NAMED_MOVES, _NAMED_OTHERS = 8, 3
# Above this many years, folded ones name only key moves, so that each takes a line.
_MANY_YEARS = 40
# Above this many events, browsers lay out only the months near the screen; they get an estimated
# height, in steps of 15 % from 8 rem. timeline.css lists the steps.
_LONG_LIST = 150
_SHORTEST, _STEP, _MOST_STEPS = 8, 1.15, 32


@read_only
class RunView:
    """A line above cards on wide screens: the heads of both columns, or the side of a run.

    `dates`: the days of the run in words; empty for heads and where a day isn't known.
    """

    sides: tuple[SideView, ...]
    dates: str


@read_only
class EntryView:
    """An event in the timeline's list.

    `date`: in words, without the year that its heading gives.
    `column`: its column in a run of one side: `start`, `end`, or empty outside of runs.
    `line`: the line above it on wide screens, if any.
    """

    event: EventView
    date: tuple[DatePart, ...]
    column: str
    line: RunView | None


@read_only
class MonthView:
    """A month of the timeline: a heading, and the events that start in that month.

    `id`: that of its section, such as `m.2026-01`; empty if the events' dates give only a year.
    `name`, the heading, is empty too in that case, and if it would say nothing new because the month
    has a single event whose date is just that month.
    `height`: the step of its estimated height, from 1, on long timelines; 0 on others.
    """

    id: str
    name: str
    entries: tuple[EntryView, ...]
    count: int
    height: int


@read_only
class KeyMoveView:
    """A key move as a folded year names it, or as the list of moves that matter does."""

    date: str
    sides: tuple[SideView, ...]
    link: LinkView


@read_only
class YearView:
    """A year of the timeline: the events that start in that year, by month, and their number.

    `folded`: whether it is closed at first, with its `key_moves` named beside it, or a few others if
    it has none; `more_moves` is the number of those that aren't named.
    """

    year: int
    months: tuple[MonthView, ...]
    count: int
    folded: bool
    key_moves: tuple[KeyMoveView, ...]
    more_moves: int


def group_by_year(
    site: Site, events: Iterable[EventView], records: Iterable[Event]
) -> tuple[YearView, ...]:
    """Return the events grouped by the year and month in which they start, in the same order.

    `records` are the events that the views in `events` were made from, one for each.
    """
    years: dict[int, dict[int, list[Pair]]] = {}
    total = 0
    for view, record in zip(events, records, strict=True):
        start = record.date.start
        years.setdefault(start.year, {}).setdefault(start.month or 0, []).append((view, record))
        total += 1
    recent = list(years)[-_OPEN_YEARS:] if total > _SHORT_LIST else list(years)
    form = _Form(is_long=total > _LONG_LIST, names_others=len(years) <= _MANY_YEARS)
    return tuple(
        _year_view(site, year, months, form, folded=year not in recent)
        for year, months in years.items()
    )


Pair = tuple[EventView, Event]


class _Form(NamedTuple):
    """What depends on the length of the whole list: estimated heights, and what folds name."""

    is_long: bool
    names_others: bool


def move_views(pairs: Iterable[Pair], *, in_year: bool) -> tuple[KeyMoveView, ...]:
    """Return the key moves among the events, with brief dates if they are shown beside the year."""
    return tuple(_move_view(pair, in_year=in_year) for pair in pairs if pair[1].key)


def _others(pairs: Sequence[Pair]) -> tuple[KeyMoveView, ...]:
    """Return the first events of a year that has no key moves."""
    return tuple(_move_view(pair, in_year=True) for pair in pairs[:_NAMED_OTHERS])


def _move_view(pair: Pair, *, in_year: bool) -> KeyMoveView:
    view, record = pair
    date = record.date.brief if in_year else record.date.words
    return KeyMoveView(date, view.sides, LinkView(record.short or view.title, view.href))


def _year_view(
    site: Site, year: int, months: dict[int, list[Pair]], form: _Form, *, folded: bool
) -> YearView:
    pairs = [pair for month in months.values() for pair in month]
    moves = move_views(pairs, in_year=True) if folded else ()
    named = moves[:_NAMED_MOVES] or (_others(pairs) if folded and form.names_others else ())
    return YearView(
        year=year,
        months=tuple(
            _month_view(site, (year, month), pairs, is_long=form.is_long)
            for month, pairs in months.items()
        ),
        count=len(pairs),
        folded=folded,
        key_moves=named,
        more_moves=(len(moves) or len(pairs)) - len(named) if named else 0,
    )


def _month_view(
    site: Site, month: tuple[int, int], pairs: Sequence[Pair], *, is_long: bool
) -> MonthView:
    settings = set_cards([Card(_lane(view), record.date) for view, record in pairs])
    return MonthView(
        id=month_id(*month) if month[1] else "",
        name=_month_name(month[1], pairs),
        entries=tuple(
            EntryView(
                view,
                date_parts_in(month[0], record.date),
                setting.column,
                _run_view(site, setting.line),
            )
            for (view, record), setting in zip(pairs, settings, strict=True)
        ),
        count=len(pairs),
        height=_height(pairs) if is_long else 0,
    )


def month_id(year: int, month: int) -> str:
    """Return the id of a month's section on the timeline, or of a year's if the month is 0."""
    return f"m.{year:04}-{month:02}" if month else f"y.{year}"


def _lane(event: EventView) -> Lane:
    """Return the column of an event's side; acts of other sides and joint acts have none."""
    numbers = [side.number for side in event.sides]
    if numbers == [1]:
        return 1
    return 2 if numbers == [2] else ACROSS


def _run_view(site: Site, line: Line | None) -> RunView | None:
    if line is None:
        return None
    sides = tuple(side_view(site, side) for side in site.sides[:2])
    return RunView(sides if line.lane is None else (sides[line.lane - 1],), line.dates)


def _month_name(month: int, pairs: Sequence[Pair]) -> str:
    """Return the heading for a month's events, see MonthView; `month` is 0 if unknown."""
    dates = [record.date for _, record in pairs]
    is_repeated = len(dates) == 1 and dates[0].start.day is None and not dates[0].is_interval
    return "" if not month or is_repeated else MONTHS[month - 1]


def _height(pairs: Sequence[Pair]) -> int:
    """Return the step of a month's estimated height on a phone; on wide screens it's a share."""
    rems = sum(_rems(record) for _, record in pairs) + 2.5
    return min(_MOST_STEPS, max(1, round(log(rems / _SHORTEST, _STEP))))


def _rems(event: Event) -> float:
    """Return the estimated height of an event's card on a phone, in rem."""
    text = len(event.text.fragment.html) if event.text else 0
    return 4.4 + 1.28 * ceil(len(event.title) / 34) + 1.36 * ceil(text / 46)
