"""The shapes that make up a laid-out diagram, before they are written as SVG.

Lengths are in user units. y grows downward and may be negative; `Picture.frame` is the viewport.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.model import Event, Id

RelationKind = Literal["answers", "follows"]
Anchor = Literal["start", "middle", "end"]
Spot = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle whose sides are parallel to the axes."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether the two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def contains(self, other: Box) -> bool:
        """Return whether the other box is inside this one; edges may touch."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Move:
    """An event in the diagram, and the lanes it has a dot in, counted from 0."""

    event: Event
    lanes: tuple[int, ...]


@dataclass(frozen=True)
class Relation:
    """One move answers or follows another; `later` and `earlier` are their indices."""

    kind: RelationKind
    later: int
    earlier: int


@dataclass(frozen=True)
class Dot:
    """A move's dot in a lane; `reach` is half the width and half the height of its click area."""

    lane: int
    x: float
    y: float
    radius: float
    reach: tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A cubic curve from a later move's dot to an earlier one's; `lane` is the one it starts in."""

    relation: Relation
    lane: int
    start: Spot
    control_1: Spot
    control_2: Spot
    end: Spot

    def spots(self, count: int) -> Iterator[Spot]:
        """Yield the `count - 1` points that divide the curve into `count` parts."""
        for index in range(1, count):
            t = index / count
            yield (self._at(t, 0), self._at(t, 1))

    def _at(self, t: float, axis: int) -> float:
        u = 1 - t
        return (
            u**3 * self.start[axis]
            + 3 * u * u * t * self.control_1[axis]
            + 3 * u * t * t * self.control_2[axis]
            + t**3 * self.end[axis]
        )


@dataclass(frozen=True)
class Label:
    """Text in one or more lines; `spot` is on the first line's baseline, or the last's if `rises`.

    `crossed` says whether a curve runs behind it; `leader` is the line from its dot, if any.
    """

    lines: tuple[str, ...]
    spot: Spot
    anchor: Anchor
    box: Box
    rises: bool = False
    crossed: bool = False
    leader: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class DrawnMove:
    """A move with its dots, and its label if it has one."""

    event: Event
    dots: tuple[Dot, ...]
    label: Label | None = None


@dataclass(frozen=True)
class Lane:
    """The line of one side, and the side's name."""

    side: Id
    name: Label
    start: Spot
    end: Spot


@dataclass(frozen=True)
class Year:
    """The background band of one year; `label` is None if it didn't fit."""

    band: Box
    shaded: bool
    label: Label | None


@dataclass(frozen=True)
class Picture:
    """A laid-out diagram. `omitted_labels` is the number of labels that didn't fit.

    `highlights_on_hover` says whether hovering over a move highlights its curves: touch screens
    can't hover, so the layout for phones saves the bytes.
    """

    frame: Box
    lanes: tuple[Lane, ...]
    years: tuple[Year, ...]
    curves: tuple[Curve, ...]
    moves: tuple[DrawnMove, ...]
    omitted_labels: int
    highlights_on_hover: bool
