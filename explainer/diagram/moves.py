"""What the diagram shows: which events, in which lanes, how they relate, and which get labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from explainer.diagram.shapes import Curve, Move, Relation, Spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from explainer.model import Event, Side

# If no event is key, all are labelled, provided there are at most this many.
LABEL_ALL_UP_TO = 12


@dataclass(frozen=True)
class YearRun:
    """The moves of one year: the index of the first, and the index after the last."""

    year: int
    first: int
    end: int


def moves_of(events: Iterable[Event], sides: Sequence[Side]) -> tuple[Move, ...]:
    """Return the events that belong to the sides, in date order, each with its lanes."""
    lane_of = {side.id: lane for lane, side in enumerate(sides)}
    ordered = sorted(events, key=lambda event: (event.date.earliest, event.date.latest))
    moves = (
        Move(event, tuple(sorted({lane_of[id_] for id_ in event.side if id_ in lane_of})))
        for event in ordered
    )
    return tuple(move for move in moves if move.lanes)


def relations_of(moves: Sequence[Move]) -> tuple[Relation, ...]:
    """Return the relations between moves; relations to events that aren't drawn are left out."""
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
    """Return the closest pair of lanes (later's, earlier's) for a curve between two moves."""
    pairs = ((a, b) for a in later.lanes for b in earlier.lanes)
    return min(pairs, key=lambda pair: (abs(pair[0] - pair[1]), pair))


def indices_to_label(moves: Sequence[Move]) -> tuple[int, ...]:
    """Return the indices of moves that should get labels: the key ones.

    If no move is key, it returns all of them up to LABEL_ALL_UP_TO, and none beyond that.
    """
    key = tuple(index for index, move in enumerate(moves) if move.event.key)
    return key if key or len(moves) > LABEL_ALL_UP_TO else tuple(range(len(moves)))


def by_weight(indices: Iterable[int], relations: Iterable[Relation]) -> list[int]:
    """Return the indices by number of relations, the most first: those get their labels first."""
    weight = Counter(
        index for relation in relations for index in (relation.later, relation.earlier)
    )
    return sorted(indices, key=lambda index: (-weight[index], index))


def year_runs(moves: Iterable[Move]) -> Iterator[YearRun]:
    """Yield each year that has moves, in order."""
    first = 0
    for year, group in groupby(moves, key=lambda move: move.event.date.earliest.year):
        end = first + len(tuple(group))
        yield YearRun(year, first, end)
        first = end


def gaps(moves: Sequence[Move]) -> tuple[int, ...]:
    """Return, for each move, the distance in steps to the nearest other move in its lanes."""
    gaps = [len(moves)] * len(moves)
    last: dict[int, int] = {}
    for index, move in enumerate(moves):
        for lane in move.lanes:
            if (before := last.get(lane)) is not None:
                gaps[index] = min(gaps[index], index - before)
                gaps[before] = min(gaps[before], index - before)
            last[lane] = index
    return tuple(gaps)


def extremes(curves: Iterable[Curve], axis: int) -> tuple[float, float]:
    """Return the approximate extent of the curves along an axis (0 for x, 1 for y), as (min, max).

    It looks only at each curve's ends and middle. Without curves, both are 0.
    """
    places = [spot[axis] for curve in curves for spot in _ends_and_middle(curve)]
    return (min(places, default=0.0), max(places, default=0.0))


def _ends_and_middle(curve: Curve) -> tuple[Spot, ...]:
    return (curve.start, *curve.spots(2), curve.end)
