"""Places labels one after another, each at the best position that is still free.

A free position covers no lane, no side's name, and no label or leader line placed before it. A
leader line joins a label to its dot.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explainer.diagram.shapes import Box, Curve, Label

# The distance between points checked on a curve, and the width of the columns that index them.
_CELL = 4.0
# The width of the columns that index boxes: about half a label's width, so that a box spans few
# columns and each column has few boxes.
_COLUMN = 40.0
# The cost of a curve running through a label, in the units of Candidate.cost.
_CROSSED = 3.0


@frozen
class Candidate:
    """A possible position for a label.

    `cost`: how unsuitable the position is, as a number without a unit; the lowest is the best.
    `label`: the label as it would be drawn there.
    `leader`: a narrow box around the line that would join the label to its dot, or None if the
    label would be close enough to need no line.
    """

    cost: float
    label: Label
    leader: Box | None = None


class Crossings:
    """An index of points along the curves, to count quickly how many of them are inside a box."""

    def __init__(self, curves: Iterable[Curve]) -> None:
        self._columns: defaultdict[int, list[float]] = defaultdict(list)
        for curve in curves:
            length = abs(curve.start[0] - curve.end[0]) + abs(curve.start[1] - curve.end[1])
            for x, y in curve.spots(int(length / _CELL) + 8):
                insort(self._columns[int(x // _CELL)], y)

    def count(self, box: Box) -> int:
        """Return the number of indexed points inside the box; 0 if no curve runs through it."""
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
    """Return the numbers of the index columns that the box extends into."""
    return range(int(box.left // _COLUMN), int(box.right // _COLUMN) + 1)


@dataclass
class Board:
    """The drawing while labels are being placed: it knows which space is free.

    `frame`: the area that labels must stay inside.
    `crossings`: the index of the curves; a label may cover a curve, but at a higher cost.
    `taken`: the boxes that no label may cover: those given at the start, such as lanes and the
    names of sides, and all labels and leader lines placed so far.
    `labels`: the boxes of the labels placed so far, which no leader line may cross.
    """

    frame: Box
    crossings: Crossings
    taken: Boxes = field(default_factory=Boxes)
    labels: Boxes = field(default_factory=Boxes)

    def place(self, candidates: Iterable[Candidate]) -> Label | None:
        """Return the label at its best free position, which is taken from now on, or None.

        `candidates` are the label's possible positions, in order of cost, the lowest first.
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
        """Return the cost to add for the curves that a label at this box would cover."""
        count = self.crossings.count(box)
        return _CROSSED + min(count, 40) / 6 if count else 0.0

    def _take(self, candidate: Candidate) -> Label:
        """Mark the candidate's space as taken, and return its label."""
        box = candidate.label.box
        self.labels.add(box)
        self.taken.add(box)
        if candidate.leader:
            self.taken.add(candidate.leader)
        return replace(candidate.label, crossed=self.crossings.count(box) > 0)
