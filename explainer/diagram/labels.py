"""Possible positions for a move's label above or below its dots, in the horizontal layout."""

from __future__ import annotations

from functools import lru_cache, partial
from itertools import product
from typing import TYPE_CHECKING

from explainer.diagram.label_placement import Candidate
from explainer.diagram.shapes import Anchor, Box, Label, Spot
from explainer.readonly import frozen
from explainer.text_width import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# The distance from a lane to its nearest labels, at level 0, and from each level to the next.
CLEARANCE, LEVEL = 13.0, 13.0
# There are fewer levels between two lanes, so that no label lands beyond a neighbouring lane.
_OUTER_LEVELS, _INNER_LEVELS = 12, 7
_PADDING = 3.0


@frozen
class Alignment:
    """How a label is aligned horizontally with its dot.

    `share`: the share of the label's width that is left of the dot, from 0 to 1.
    `anchor`: the `text-anchor` of the label's text.
    `cost`: how unsuitable the alignment is; the lowest is the best.
    """

    share: float
    anchor: Anchor
    cost: float


_ALIGNMENTS = (
    Alignment(0.5, "middle", 0.0),
    Alignment(0.0, "start", 0.6),
    Alignment(1.0, "end", 0.6),
    Alignment(0.25, "middle", 0.9),
    Alignment(0.75, "middle", 0.9),
    Alignment(0.1, "middle", 1.0),
    Alignment(0.9, "middle", 1.0),
)


@frozen
class Placement:
    """A position for a label relative to its move's dot in one lane.

    `cost`: how unsuitable the position is; the lowest is the best.
    `lane`: the number of the lane, from 0.
    `rises`: whether the label is above the lane; otherwise it is below.
    `level`: the distance from the lane, in steps of `LEVEL`; 0 is the nearest.
    """

    cost: float
    lane: int
    rises: bool
    level: int
    alignment: Alignment


@frozen
class TextStyle:
    """A label's font size (`size`) and line height (`leading`), in SVG user units."""

    size: float
    leading: float


@lru_cache(maxsize=64)
def placements(first: int, last: int, lanes: int) -> tuple[Placement, ...]:
    """Return the possible placements of a move's label, the lowest cost first.

    `first` and `last` are the move's topmost and lowest lane, of `lanes` lanes in the diagram.
    Placements above the diagram's first lane and below its other lanes cost less, so that labels
    face outward where possible.
    """
    above = range(_OUTER_LEVELS if first == 0 else _INNER_LEVELS)
    below = range(_OUTER_LEVELS if last == lanes - 1 else _INNER_LEVELS)
    upward = ((first, True, level, 0.0 if first == 0 else 0.6) for level in above)
    downward = ((last, False, level, 3.0 if last == 0 < lanes - 1 else 0.0) for level in below)
    options = (
        Placement(cost + level * 0.55 + alignment.cost, lane, rises, level, alignment)
        for (lane, rises, level, cost), alignment in product((*upward, *downward), _ALIGNMENTS)
    )
    return tuple(sorted(options, key=lambda placement: placement.cost))


def candidates(
    lines: tuple[str, ...], dots: dict[int, Spot], *, lanes: int, style: TextStyle
) -> Iterator[Candidate]:
    """Yield the possible positions of a label, the best first.

    `lines` is the label's text; `dots` are the positions of its move's dots, by lane number.
    """
    width = max(map(width_of, lines)) * style.size + 2 * _PADDING
    for placement in placements(min(dots), max(dots), lanes):
        yield _candidate(lines, dots[placement.lane], placement, width=width, style=style)


def _candidate(
    lines: tuple[str, ...], dot: Spot, placement: Placement, *, width: float, style: TextStyle
) -> Candidate:
    box = _box(dot, placement, width=width, height=len(lines) * style.leading)
    draw = partial(_label, lines, dot, placement, box, style)
    if placement.level == 0:
        return Candidate(placement.cost, box, None, draw)
    low, high = sorted((dot[1], _near(box, placement)))
    return Candidate(placement.cost, box, Box(dot[0] - 2, low, dot[0] + 2, high), draw)


def _label(
    lines: tuple[str, ...],
    dot: Spot,
    placement: Placement,
    box: Box,
    style: TextStyle,
    *,
    crossed: bool,
) -> Label:
    anchor, near = placement.alignment.anchor, _near(box, placement)
    return Label(
        lines=lines,
        spot=(_x(box, anchor), near + style.leading * (-0.26 if placement.rises else 0.76)),
        anchor=anchor,
        box=box,
        rises=placement.rises,
        crossed=crossed,
        leader=(dot, (dot[0], near)) if placement.level > 0 else (),
    )


def _near(box: Box, placement: Placement) -> float:
    """Return the y of a label's edge that faces its dot."""
    return box.bottom if placement.rises else box.top


def _box(dot: Spot, placement: Placement, *, width: float, height: float) -> Box:
    """Return the area that a label of this size covers at a placement."""
    # If a label starts or ends at its dot, the text itself, without padding, aligns with the dot.
    overhang = (
        (1 - 2 * placement.alignment.share) * _PADDING
        if placement.alignment.anchor != "middle"
        else 0
    )
    left = dot[0] - width * placement.alignment.share - overhang
    away = CLEARANCE + placement.level * LEVEL
    top = dot[1] - away - height if placement.rises else dot[1] + away
    return Box(left, top, left + width, top + height)


def _x(box: Box, anchor: Anchor) -> float:
    """Return the x that the text in a box is anchored at."""
    if anchor == "middle":
        return (box.left + box.right) / 2
    return box.left + _PADDING if anchor == "start" else box.right - _PADDING
