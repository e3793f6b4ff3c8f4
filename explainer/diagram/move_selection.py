"""What the diagram shows: which events, in which lanes, how they relate, and which get labels."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from explainer.diagram.shapes import Curve, Move, Relation, Spot
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from explainer.model import Event, Side

# How many events are labelled if none is key.
LABELS_WITHOUT_KEY = 12


@frozen
class YearRun:
    """The moves of one year: `first` is the index of the first, `end` the index after the last."""

    year: int
    first: int
    end: int


def moves_of(events: Iterable[Event], sides: Sequence[Side]) -> tuple[Move, ...]:
    """Return a move for each event that belongs to one of the sides, in date order."""
    lane_of = {side.id: lane for lane, side in enumerate(sides)}
    ordered = sorted(events, key=lambda event: (event.date.earliest, event.date.latest))
    moves = (
        Move(event, tuple(sorted({lane_of[id_] for id_ in event.side if id_ in lane_of})))
        for event in ordered
    )
    return tuple(move for move in moves if move.lanes)


def relations_of(moves: Sequence[Move]) -> tuple[Relation, ...]:
    """Return which moves answer or follow which, leaving out events that aren't drawn.

    Two moves have only one relation, and "answers" takes priority over "follows".
    """
    index_of = {move.event.id: index for index, move in enumerate(moves)}
    relations: dict[tuple[int, int], Relation] = {}
    for later, move in enumerate(moves):
        for id_ in move.event.answers:
            if (earlier := index_of.get(id_, later)) != later:
                relations.setdefault((later, earlier), Relation("answers", later, earlier))
        for id_ in move.event.follows:
            if (earlier := index_of.get(id_, later)) != later:
                relations.setdefault((later, earlier), Relation("follows", later, earlier))
    return tuple(relations.values())


def nearest_lanes(later: Move, earlier: Move) -> tuple[int, int]:
    """Return the lane of each move, as (later's, earlier's), between which a curve is shortest."""
    pairs = ((a, b) for a in later.lanes for b in earlier.lanes)
    return min(pairs, key=lambda pair: (abs(pair[0] - pair[1]), pair))


def indices_to_label(moves: Sequence[Move], relations: Sequence[Relation]) -> tuple[int, ...]:
    """Return the indices of the moves that should get labels: those of key events.

    If no event is key, return LABELS_WITHOUT_KEY of them at most: those with the most relations,
    and as far as there are too few of these, others that are spread evenly.
    """
    key = tuple(index for index, move in enumerate(moves) if move.event.key)
    if key or len(moves) <= LABELS_WITHOUT_KEY:
        return key or tuple(range(len(moves)))
    related = {index for relation in relations for index in (relation.later, relation.earlier)}
    chosen = set(by_weight(related, relations)[:LABELS_WITHOUT_KEY])
    others = [index for index in range(len(moves)) if index not in related]
    missing = min(LABELS_WITHOUT_KEY - len(chosen), len(others))
    chosen |= {others[len(others) * number // missing] for number in range(missing)}
    return tuple(sorted(chosen))


def by_weight(indices: Iterable[int], relations: Iterable[Relation]) -> list[int]:
    """Return the indices sorted by how many relations their moves have, the most first."""
    weight = Counter(
        index for relation in relations for index in (relation.later, relation.earlier)
    )
    return sorted(indices, key=lambda index: (-weight[index], index))


def year_runs(moves: Iterable[Move]) -> Iterator[YearRun]:
    """Yield the run of moves of each year that has any, in date order."""
    first = 0
    for year, group in groupby(moves, key=lambda move: move.event.date.earliest.year):
        end = first + len(tuple(group))
        yield YearRun(year, first, end)
        first = end


def gaps(moves: Sequence[Move]) -> tuple[int, ...]:
    """Return, for each move, how many steps away the nearest other move in its lanes is.

    For a move without neighbours in its lanes, it is the number of all moves.
    """
    gaps = [len(moves)] * len(moves)
    last: dict[int, int] = {}
    for index, move in enumerate(moves):
        for lane in move.lanes:
            if (before := last.get(lane)) is not None:
                gaps[index] = min(gaps[index], index - before)
                gaps[before] = min(gaps[before], index - before)
            last[lane] = index
    return tuple(gaps)


def last_steps(moves: Sequence[Move]) -> tuple[float | None, ...]:
    """Return, for each move, the step at which its interval ends, or None for a single date.

    Steps are as wide as a move, and a move's dot is in the middle of its step. An interval ends at
    the dot of the last move that began within it; it is at least half a step long.
    """
    starts = [move.event.date.earliest for move in moves]
    steps: list[float | None] = []
    for index, move in enumerate(moves):
        date = move.event.date
        last = bisect_right(starts, date.latest) - 1
        end = len(moves) if date.ongoing else max(last + 0.5, index + 1.0)
        steps.append(end if date.is_interval else None)
    return tuple(steps)


def extremes(curves: Iterable[Curve], axis: int) -> tuple[float, float]:
    """Return the lowest and highest coordinate of the curves along an axis (0 for x, 1 for y).

    They are approximate: only each curve's ends and middle are considered. Without curves, both
    are 0.
    """
    places = [spot[axis] for curve in curves for spot in _ends_and_middle(curve)]
    return (min(places, default=0.0), max(places, default=0.0))


def _ends_and_middle(curve: Curve) -> tuple[Spot, ...]:
    return (curve.start, *curve.spots(2), curve.end)
