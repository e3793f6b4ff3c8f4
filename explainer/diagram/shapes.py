"""The shapes that make up a laid-out diagram, before they are written as SVG.

Lengths and positions are in SVG user units. x grows to the right and y downward; both may be
negative. `Picture.frame` is the part that is shown, which becomes the SVG's `viewBox`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.model import Event, Id

RelationKind = Literal["answers", "follows"]
Anchor = Literal["start", "middle", "end"]
# A position, as (x, y).
Spot = tuple[float, float]


@frozen
class Box:
    """A rectangle, by the x of its left and right edges and the y of its top and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether the two boxes overlap; boxes that only touch at an edge don't."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def contains(self, other: Box) -> bool:
        """Return whether the other box is completely inside this one; edges may touch."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@frozen
class Move:
    """An event in the diagram, before it is laid out.

    `lanes` are the numbers, from 0, of the lanes that it has a dot in: one for each of its sides.
    """

    event: Event
    lanes: tuple[int, ...]

    @property
    def label(self) -> str:
        """The text beside its dots: what the editor wrote for drawings, or the event's title."""
        return self.event.short or self.event.title


@frozen
class Relation:
    """A relation between two moves, drawn as a curve: one answers or follows the other.

    `later` and `earlier` are the two moves' indices in the sequence of moves: `later` is the move
    that answers or follows, `earlier` the one it refers to.
    """

    kind: RelationKind
    later: int
    earlier: int


@frozen
class Dot:
    """A move's dot in one lane, with its centre at (`x`, `y`).

    `lane` is the lane's number, from 0. `reach` is half the width and half the height of the
    invisible rectangle around the dot that can be clicked. `end` is where the bar ends that shows how
    long an event lasted; it is None for an event with a single date.
    """

    lane: int
    x: float
    y: float
    radius: float
    reach: tuple[float, float]
    end: Spot | None = None


@frozen
class Curve:
    """A cubic Bézier curve that draws a relation, from the later move's dot to the earlier one's.

    `lane` is the number of the lane that it starts in, which sets its colour.
    """

    relation: Relation
    lane: int
    start: Spot
    control_1: Spot
    control_2: Spot
    end: Spot

    def spots(self, count: int) -> Iterator[Spot]:
        """Yield the `count - 1` points that divide the curve into `count` parts."""
        (x0, y0), (x1, y1) = self.start, self.control_1
        (x2, y2), (x3, y3) = self.control_2, self.end
        for index in range(1, count):
            t = index / count
            u = 1 - t
            a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            yield (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3)


@frozen
class Label:
    """Text at its position in the drawing: an event's title, a side's name or a year.

    `lines`: the text, broken into lines.
    `spot`: where the text is anchored, on the baseline of its first line, or of its last line if
    `rises` is set.
    `anchor`: which end of each line is at `spot`, a value of SVG's `text-anchor`.
    `box`: the area that the text covers.
    `rises`: whether the label is above its dot, so that further lines extend upward from `spot`.
    `crossed`: whether a curve runs behind the text, which style.css then outlines to stay legible.
    `leader`: the points of the line that joins the label to its dot; empty if it has none.
    """

    lines: tuple[str, ...]
    spot: Spot
    anchor: Anchor
    box: Box
    rises: bool = False
    crossed: bool = False
    leader: tuple[Spot, ...] = ()


@frozen
class DrawnMove:
    """A laid-out move: one dot for each of its lanes, and its label, or None if it has none."""

    event: Event
    dots: tuple[Dot, ...]
    label: Label | None = None


@frozen
class Lane:
    """One side's lane: the straight line, from `start` to `end`, that the side's dots are on.

    `side` is the side's id, and `name` the label that shows the side's name.
    """

    side: Id
    name: Label
    start: Spot
    end: Spot


@frozen
class Year:
    """The part of the drawing that covers one year, drawn as a background band if `shaded` is set.

    Every other year is shaded. `label` shows the year's number; it is None if it didn't fit.
    """

    band: Box
    shaded: bool
    label: Label | None


@frozen
class Picture:
    """A laid-out diagram, ready to be written as SVG.

    `frame` is the part of the drawing to show. `omitted_labels` is the number of moves' labels that
    didn't fit. `highlights_on_hover` says whether hovering over a move highlights its curves: touch
    screens can't hover, so the layout for phones saves the bytes.
    """

    frame: Box
    lanes: tuple[Lane, ...]
    years: tuple[Year, ...]
    curves: tuple[Curve, ...]
    moves: tuple[DrawnMove, ...]
    omitted_labels: int
    highlights_on_hover: bool
