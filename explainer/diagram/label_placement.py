"""Greedy label placement: each label goes where it covers no label, lane, dot or leader line."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explainer.diagram.shapes import Box, Curve, Label

_CELL = 4.0
# About half a label's width, so that a box spans few columns and each column has few boxes.
_COLUMN = 40.0
# The cost of a curve running through a label, in the units of Candidate.cost.
_CROSSED = 3.0


@dataclass(frozen=True)
class Candidate:
    """A possible position for a label; lower cost is better. `leader` is its leader line's box."""

    cost: float
    label: Label
    leader: Box | None = None


class Crossings:
    """An index of points on the curves, for counting how many of them a box would cover."""

    def __init__(self, curves: Iterable[Curve]) -> None:
        self._columns: defaultdict[int, list[float]] = defaultdict(list)
        for curve in curves:
            length = abs(curve.start[0] - curve.end[0]) + abs(curve.start[1] - curve.end[1])
            for x, y in curve.spots(int(length / _CELL) + 8):
                insort(self._columns[int(x // _CELL)], y)

    def count(self, box: Box) -> int:
        """Return the number of curve points inside the box."""
        first, last = int(box.left // _CELL), int(box.right // _CELL)
        columns = (self._columns.get(column, ()) for column in range(first, last + 1))
        return sum(bisect_left(ys, box.bottom) - bisect_left(ys, box.top) for ys in columns if ys)


class Boxes:
    """A spatial index of boxes: finds overlaps without comparing against every box."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._columns: defaultdict[int, list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Add a box to the index."""
        for column in _columns_of(box):
            self._columns[column].append(box)

    def overlap(self, box: Box) -> bool:
        """Return whether any box in the index overlaps this one."""
        near = (self._columns.get(column, ()) for column in _columns_of(box))
        return any(box.overlaps(other) for boxes in near for other in boxes)


def _columns_of(box: Box) -> range:
    return range(int(box.left // _COLUMN), int(box.right // _COLUMN) + 1)


@dataclass
class Board:
    """The space already taken: no label may cover it, and no leader line may cross a label."""

    frame: Box
    crossings: Crossings
    taken: Boxes = field(default_factory=Boxes)
    labels: Boxes = field(default_factory=Boxes)

    def place(self, candidates: Iterable[Candidate]) -> Label | None:
        """Place the label at its best free position and return it, or None if no position is free.

        Candidates must be in order of cost, the lowest first.
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
            self.frame.contains(box)
            and not self.taken.overlap(box)
            and not (leader and self.labels.overlap(leader))
        )

    def _cost_of_crossings(self, box: Box) -> float:
        count = self.crossings.count(box)
        return _CROSSED + min(count, 40) / 6 if count else 0.0

    def _take(self, candidate: Candidate) -> Label:
        box = candidate.label.box
        self.labels.add(box)
        self.taken.add(box)
        if candidate.leader:
            self.taken.add(candidate.leader)
        return replace(candidate.label, crossed=self.crossings.count(box) > 0)
