"""Places names one after another where they hide nothing: no name, no lane, no leader line."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explainer.diagram.shapes import Box, Curve, Label

_CELL = 4.0
# About half a name's width, so that a box lies in few columns and meets few others in them.
_COLUMN = 40.0
# What a name costs that a curve runs through, in the units of a candidate's own cost.
_CROSSED = 3.0


@dataclass(frozen=True)
class Candidate:
    """A way to place a name; the cost is lower for better places."""

    cost: float
    label: Label
    leader: Box | None = None


class Crossings:
    """Knows where curves run, to say how much of them a box would cover."""

    def __init__(self, curves: Iterable[Curve]) -> None:
        self._columns: defaultdict[int, list[float]] = defaultdict(list)
        for curve in curves:
            length = abs(curve.start[0] - curve.end[0]) + abs(curve.start[1] - curve.end[1])
            for x, y in curve.spots(int(length / _CELL) + 8):
                insort(self._columns[int(x // _CELL)], y)

    def count(self, box: Box) -> int:
        """Return how many places of curves lie within the box."""
        first, last = int(box.left // _CELL), int(box.right // _CELL)
        columns = (self._columns.get(column, ()) for column in range(first, last + 1))
        return sum(bisect_left(ys, box.bottom) - bisect_left(ys, box.top) for ys in columns if ys)


class Boxes:
    """Finds boxes by where they stand, without going through all of them."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._columns: defaultdict[int, list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Take in one more."""
        for column in _columns_of(box):
            self._columns[column].append(box)

    def overlap(self, box: Box) -> bool:
        """Return whether any of them overlaps a box."""
        near = (self._columns.get(column, ()) for column in _columns_of(box))
        return any(box.overlaps(other) for boxes in near for other in boxes)


def _columns_of(box: Box) -> range:
    return range(int(box.left // _COLUMN), int(box.right // _COLUMN) + 1)


@dataclass
class Board:
    """What is taken so far; a name never covers it, a leader line never runs through a name."""

    frame: Box
    crossings: Crossings
    taken: Boxes = field(default_factory=Boxes)
    names: Boxes = field(default_factory=Boxes)

    def place(self, candidates: Iterable[Candidate]) -> Label | None:
        """Return the name at its best place, which is then taken, or None if there is none.

        Candidates come with the lowest cost first.
        """
        best: tuple[float, Candidate] | None = None
        for candidate in candidates:
            if best and candidate.cost >= best[0]:
                break
            if self._is_free(candidate):
                cost = candidate.cost + self._cost_of_crossings(candidate.label.box)
                if best is None or cost < best[0]:
                    best = (cost, candidate)
        return self._take(best[1]) if best else None

    def _is_free(self, candidate: Candidate) -> bool:
        box, leader = candidate.label.box, candidate.leader
        return (
            self.frame.holds(box)
            and not self.taken.overlap(box)
            and not (leader and self.names.overlap(leader))
        )

    def _cost_of_crossings(self, box: Box) -> float:
        count = self.crossings.count(box)
        return _CROSSED + min(count, 40) / 6 if count else 0.0

    def _take(self, candidate: Candidate) -> Label:
        box = candidate.label.box
        self.names.add(box)
        self.taken.add(box)
        if candidate.leader:
            self.taken.add(candidate.leader)
        return replace(candidate.label, crossed=self.crossings.count(box) > 0)
