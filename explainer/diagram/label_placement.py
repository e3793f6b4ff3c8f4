"""Places labels one after another, each at the best position that is still free.

A free position covers no lane, no side's name, and no label or leader line placed before it. A
leader line joins a label to its dot.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
    `box`: the area that the label would cover.
    `leader`: a narrow box around the line that would join the label to its dot, or None if the
    label would be close enough to need no line.
    `draw`: returns the label as it would be drawn there; `crossed` is whether a curve runs behind it.
    """

    cost: float
    box: Box
    leader: Box | None
    draw: Callable[..., Label]


class Crossings:
    """An index of points along the curves, to count quickly how many of them are inside a box.

    It's a segment tree: each leaf has the y of the points in one narrow column, and each inner node
    those of its two children, in order. Few nodes together make up a column of any width.
    """

    def __init__(self, curves: Iterable[Curve]) -> None:
        columns: defaultdict[int, list[float]] = defaultdict(list)
        for curve in curves:
            length = abs(curve.start[0] - curve.end[0]) + abs(curve.start[1] - curve.end[1])
            for x, y in curve.spots(int(length / _CELL) + 8):
                columns[int(x // _CELL)].append(y)
        self._first = min(columns, default=0)
        self._count = max(columns, default=-1) + 1 - self._first
        leaves = (sorted(columns[self._first + number]) for number in range(self._count))
        self._nodes: list[list[float]] = [*([] for _ in range(self._count)), *leaves]
        for node in range(self._count - 1, 0, -1):
            self._nodes[node] = sorted(self._nodes[2 * node] + self._nodes[2 * node + 1])

    def count(self, box: Box) -> int:
        """Return the number of indexed points inside the box; 0 if no curve runs through it."""
        nodes, top, bottom = self._nodes, box.top, box.bottom
        first = self._count + max(int(box.left // _CELL) - self._first, 0)
        end = self._count + min(int(box.right // _CELL) + 1 - self._first, self._count)
        total = 0
        while first < end:
            if first % 2:
                total += bisect_left(nodes[first], bottom) - bisect_left(nodes[first], top)
                first += 1
            if end % 2:
                end -= 1
                total += bisect_left(nodes[end], bottom) - bisect_left(nodes[end], top)
            first, end = first // 2, end // 2
        return total


@frozen
class Spans:
    """The heights that boxes cover in a range of x.

    `tops` are the tops of the boxes, in order. `reach` has, for each of them, the lowest bottom of
    the boxes up to this one.
    """

    tops: list[float]
    reach: list[float]

    def overlap(self, box: Box) -> bool:
        """Return whether any of the boxes overlaps this one, which is as wide as the range."""
        above = bisect_left(self.tops, box.bottom)
        return above > 0 and box.top < self.reach[above - 1]


class Boxes:
    """A spatial index of boxes: finds those in a range of x without looking at every box."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._columns: defaultdict[int, list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Add a box to the index."""
        for column in _columns_of(box.left, box.right):
            self._columns[column].append(box)

    def between(self, left: float, right: float) -> Spans:
        """Return the heights that boxes cover in the range between two x."""
        spans = sorted(
            {
                (box.top, box.bottom)
                for column in _columns_of(left, right)
                for box in self._columns.get(column, ())
                if box.left < right and left < box.right
            }
        )
        tops = [top for top, _ in spans]
        return Spans(tops, list(accumulate((bottom for _, bottom in spans), max)))


def _columns_of(left: float, right: float) -> range:
    """Return the numbers of the index columns that a range of x extends into."""
    return range(int(left // _COLUMN), int(right // _COLUMN) + 1)


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
        # Most candidates differ only in height: what is above and below them is looked up once.
        taken, labels = cache(self.taken.between), cache(self.labels.between)
        best: Candidate | None = None
        lowest, crossed = 0.0, False
        for candidate in candidates:
            if best and candidate.cost >= lowest:
                break
            if self._is_free(candidate, taken, labels):
                count = self.crossings.count(candidate.box)
                cost = candidate.cost + (_CROSSED + min(count, 40) / 6 if count else 0.0)
                if best is None or cost < lowest:
                    best, lowest, crossed = candidate, cost, count > 0
        return self._take(best, crossed=crossed) if best else None

    def _is_free(
        self,
        candidate: Candidate,
        taken: Callable[[float, float], Spans],
        labels: Callable[[float, float], Spans],
    ) -> bool:
        box, leader = candidate.box, candidate.leader
        return (
            self.frame.contains(box)
            and not taken(box.left, box.right).overlap(box)
            and not (leader and labels(leader.left, leader.right).overlap(leader))
        )

    def _take(self, candidate: Candidate, *, crossed: bool) -> Label:
        """Mark the candidate's space as taken, and return its label."""
        self.labels.add(candidate.box)
        self.taken.add(candidate.box)
        if candidate.leader:
            self.taken.add(candidate.leader)
        return candidate.draw(crossed=crossed)
