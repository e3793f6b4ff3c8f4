"""What a diagram is made of: plain shapes at their places, before any of it is SVG.

Lengths are in user units; y grows downward, and may be negative: the frame says where all lies.
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
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Return whether the other lies within this one, edges included."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Move:
    """An event that is drawn, and the lanes it has a dot in, from 0."""

    event: Event
    lanes: tuple[int, ...]


@dataclass(frozen=True)
class Relation:
    """That one move answers, or follows, another; both by their index."""

    kind: RelationKind
    later: int
    earlier: int


@dataclass(frozen=True)
class Dot:
    """A move's dot in a lane, and half the width and height of what takes a click for it."""

    lane: int
    x: float
    y: float
    radius: float
    reach: tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A cubic curve from a later move's dot to an earlier one's, in the later one's lane."""

    relation: Relation
    lane: int
    start: Spot
    control_1: Spot
    control_2: Spot
    end: Spot

    def spots(self, count: int) -> Iterator[Spot]:
        """Yield so many places along the curve, its ends left out."""
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
    """A name: its lines from `spot`, the first line's baseline, or the last one's if it rises."""

    lines: tuple[str, ...]
    spot: Spot
    anchor: Anchor
    box: Box
    rises: bool = False
    crossed: bool = False
    leader: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class DrawnMove:
    """A move with its dots, and its name where it has one."""

    event: Event
    dots: tuple[Dot, ...]
    label: Label | None = None


@dataclass(frozen=True)
class Lane:
    """A side's line, and its name."""

    side: Id
    name: Label
    start: Spot
    end: Spot


@dataclass(frozen=True)
class Year:
    """The stretch of a year's events; `label` is None where there is no room for it."""

    band: Box
    shaded: bool
    label: Label | None


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn, and how many names there was no room for.

    `for_pointing` says whether what is pointed at shows its curves: not worth its bytes where
    screens are touched.
    """

    frame: Box
    lanes: tuple[Lane, ...]
    years: tuple[Year, ...]
    curves: tuple[Curve, ...]
    moves: tuple[DrawnMove, ...]
    thinned: int
    for_pointing: bool
