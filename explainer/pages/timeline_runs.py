"""Where the timeline's cards go on wide screens: two facing columns, or both for one side's run.

The first side's cards are in the column at the start, the second side's in the one at the end, and
all others across both. Where one side acts several times and nothing of the other stands beside it,
its cards fill both columns, in rows, below a line that names the side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from explainer.dates import MONTHS, Edtf
from explainer.readonly import frozen

# The sides that face each other have these numbers; a card across both columns has `ACROSS`.
Lane = Literal[0, 1, 2]
ACROSS: Lane = 0
# Cards of both sides face each other if the later one came at most so long after the earlier.
_NEAR = dt.timedelta(days=3)
# A run of one side has at least so many cards.
_RUN = 2


@frozen
class Card:
    """An event's card: the lane it belongs to, and the event's date."""

    lane: Lane
    date: Edtf


@frozen
class Line:
    """A line above a card: the side of the run that follows, or `None` for the heads of both.

    `dates`: the days of the run in words, such as `7–8 January`; empty if a date isn't a known day.
    """

    lane: Lane | None
    dates: str = ""


@frozen
class Setting:
    """Where a card goes: `column` is its place in a run, and empty outside of runs.

    `line` is the line above it, if any.
    """

    column: Literal["", "start", "end"] = ""
    line: Line | None = None


def set_cards(cards: Sequence[Card]) -> tuple[Setting, ...]:
    """Return a setting for each of a month's cards, which are in order of date."""
    runs = _runs(cards)
    settings: list[Setting] = []
    after_run = True
    for index, card in enumerate(cards):
        run = next((run for run in runs if index in run), None)
        if run:
            line = Line(card.lane, _dates(cards[run.start : run.stop])) if index == run[0] else None
            settings.append(Setting("end" if (index - run[0]) % 2 else "start", line))
            after_run = True
        elif after_run and card.lane != ACROSS and _needs_heads(cards, runs, index):
            settings.append(Setting(line=Line(None)))
            after_run = False
        else:
            settings.append(Setting())
    return tuple(settings)


def _runs(cards: Sequence[Card]) -> tuple[range, ...]:
    """Return the runs of one side, as ranges of indices."""
    return tuple(run for group in _stretches(cards) for run in _runs_between(cards, group))


def _stretches(cards: Sequence[Card]) -> Iterator[list[range]]:
    """Yield the groups of consecutive cards of one side, a list for each stretch.

    Cards across both columns separate stretches.
    """
    stretch: list[range] = []
    for lane, group in groupby(range(len(cards)), key=lambda index: cards[index].lane):
        indices = list(group)
        if lane == ACROSS:
            yield stretch
            stretch = []
        else:
            stretch.append(range(indices[0], indices[-1] + 1))
    yield stretch


def _runs_between(cards: Sequence[Card], stretch: Sequence[range]) -> Iterator[range]:
    """Yield the runs of a stretch: groups without the cards at their ends that face another."""
    for place, group in enumerate(stretch):
        faces_before = place > 0 and _is_near(cards, group.start)
        faces_after = place + 1 < len(stretch) and _is_near(cards, group.stop)
        run = range(group.start + faces_before, group.stop - faces_after)
        if len(run) >= _RUN:
            yield run


def _is_near(cards: Sequence[Card], index: int) -> bool:
    """Return whether a card comes soon enough after the one before it to face it."""
    earlier, later = cards[index - 1].date.start, cards[index].date.start
    return later.first_day - earlier.last_day <= _NEAR


def _needs_heads(cards: Sequence[Card], runs: Sequence[range], index: int) -> bool:
    """Return whether the cards from `index` to the next run need heads for their columns.

    They do if both sides are among them, or if a run came before them in this month.
    """
    end = min((run.start for run in runs if run.start > index), default=len(cards))
    lanes = {card.lane for card in cards[index:end]} - {ACROSS}
    return len(lanes) > 1 or any(run.stop <= index for run in runs)


def _dates(cards: Sequence[Card]) -> str:
    starts = [card.date.start for card in cards]
    if not all(card.date.is_one_day for card in cards):
        return ""
    first, last = starts[0], starts[-1]
    days = f"{first.day}" if first == last else f"{first.day}–{last.day}"
    return f"{days} {MONTHS[(first.month or 1) - 1]}"
