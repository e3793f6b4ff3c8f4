"""Which events are drawn, in which lanes, related how, and which of them are named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from explainer.diagram.shapes import Curve, Move, Relation, Spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from explainer.model import Event, Side

# Up to here all events are named where the editor marked none.
FEW = 12


@dataclass(frozen=True)
class YearRun:
    """The moves of a year: the first's index, and the index after the last."""

    year: int
    first: int
    end: int


def moves_of(events: Iterable[Event], sides: Sequence[Side]) -> tuple[Move, ...]:
    """Return the events of the sides in the order of their dates, each with its lanes."""
    lane_of = {side.id: lane for lane, side in enumerate(sides)}
    ordered = sorted(events, key=lambda event: (event.date.earliest, event.date.latest))
    moves = (
        Move(event, tuple(sorted({lane_of[id_] for id_ in event.side if id_ in lane_of})))
        for event in ordered
    )
    return tuple(move for move in moves if move.lanes)


def relations_of(moves: Sequence[Move]) -> tuple[Relation, ...]:
    """Return how the moves are related; what relates to events that are not drawn is left out."""
    index_of = {move.event.id: index for index, move in enumerate(moves)}
    found: dict[tuple[int, int], Relation] = {}
    for later, move in enumerate(moves):
        for id_ in move.event.answers:
            if (earlier := index_of.get(id_, later)) != later:
                found.setdefault((later, earlier), Relation("answers", later, earlier))
        for id_ in move.event.follows:
            if (earlier := index_of.get(id_, later)) != later:
                found.setdefault((later, earlier), Relation("follows", later, earlier))
    return tuple(found.values())


def nearest_lanes(later: Move, earlier: Move) -> tuple[int, int]:
    """Return the lanes that a curve between two moves joins: the nearest, the same if it can."""
    pairs = ((a, b) for a in later.lanes for b in earlier.lanes)
    return min(pairs, key=lambda pair: (abs(pair[0] - pair[1]), pair))


def named(moves: Sequence[Move]) -> tuple[int, ...]:
    """Return the indices of the moves to name: the key ones, or all of a few where none is key."""
    key = tuple(index for index, move in enumerate(moves) if move.event.key)
    return key if key or len(moves) > FEW else tuple(range(len(moves)))


def by_weight(indices: Iterable[int], relations: Iterable[Relation]) -> list[int]:
    """Return the indices with the most related moves first, so that those keep their names."""
    weight = Counter(
        index for relation in relations for index in (relation.later, relation.earlier)
    )
    return sorted(indices, key=lambda index: (-weight[index], index))


def year_runs(moves: Iterable[Move]) -> Iterator[YearRun]:
    """Yield the years that have moves, in order."""
    first = 0
    for year, group in groupby(moves, key=lambda move: move.event.date.earliest.year):
        end = first + len(tuple(group))
        yield YearRun(year, first, end)
        first = end


def gaps(moves: Sequence[Move]) -> tuple[int, ...]:
    """Return for each move how many steps away the nearest other one in its lanes is."""
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
    """Return the least and the greatest place that the curves reach along an axis, or zeros."""
    places = [spot[axis] for curve in curves for spot in _ends_and_middle(curve)]
    return (min(places, default=0.0), max(places, default=0.0))


def _ends_and_middle(curve: Curve) -> tuple[Spot, ...]:
    return (curve.start, *curve.spots(2), curve.end)
