"""The ways to place a move's name beside its dot, in the form that runs across the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from explainer.diagram.label_placement import Candidate
from explainer.diagram.shapes import Anchor, Box, Label, Spot
from explainer.text_width import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# How near a name comes to its lane, and how much farther off each level is.
CLEARANCE, LEVEL = 13.0, 13.0
# Between two lanes there are fewer levels, so that no name lies beyond a neighbouring lane.
_OUTER_LEVELS, _INNER_LEVELS = 12, 7
_PADDING = 3.0


@dataclass(frozen=True)
class Alignment:
    """How much of a name lies left of its dot, how its text is set, and what that costs."""

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


@dataclass(frozen=True)
class Way:
    """Above or below which lane, how far off, and how aligned."""

    cost: float
    lane: int
    rises: bool
    level: int
    alignment: Alignment


@dataclass(frozen=True)
class Type:
    """The height of text and the distance between its lines, in user units."""

    size: float
    leading: float


@lru_cache(maxsize=64)
def ways(first: int, last: int, lanes: int) -> tuple[Way, ...]:
    """Return the ways to name a move from its first to its last lane, the cheapest first.

    Names of the first lane belong above it and names of the others below: outward is best.
    """
    above = range(_OUTER_LEVELS if first == 0 else _INNER_LEVELS)
    below = range(_OUTER_LEVELS if last == lanes - 1 else _INNER_LEVELS)
    upward = ((first, True, level, 0.0 if first == 0 else 0.6) for level in above)
    downward = ((last, False, level, 3.0 if last == 0 < lanes - 1 else 0.0) for level in below)
    found = (
        Way(cost + level * 0.55 + alignment.cost, lane, rises, level, alignment)
        for (lane, rises, level, cost), alignment in product((*upward, *downward), _ALIGNMENTS)
    )
    return tuple(sorted(found, key=lambda way: way.cost))


def candidates(
    lines: tuple[str, ...], dots: dict[int, Spot], *, lanes: int, type_: Type
) -> Iterator[Candidate]:
    """Yield the ways to place a name, the best first; `dots` are its move's, by lane."""
    width = max(map(width_of, lines)) * type_.size + 2 * _PADDING
    for way in ways(min(dots), max(dots), lanes):
        yield _candidate(lines, dots[way.lane], way, width=width, type_=type_)


def _candidate(
    lines: tuple[str, ...], dot: Spot, way: Way, *, width: float, type_: Type
) -> Candidate:
    box = _box(dot, way, width=width, height=len(lines) * type_.leading)
    near = box.bottom if way.rises else box.top
    leads = way.level > 0
    label = Label(
        lines=lines,
        spot=(_x(box, way.alignment.anchor), near + type_.leading * (-0.26 if way.rises else 0.76)),
        anchor=way.alignment.anchor,
        box=box,
        rises=way.rises,
        leader=(dot, (dot[0], near)) if leads else (),
    )
    low, high = sorted((dot[1], near))
    return Candidate(way.cost, label, Box(dot[0] - 2, low, dot[0] + 2, high) if leads else None)


def _box(dot: Spot, way: Way, *, width: float, height: float) -> Box:
    # Where a name begins or ends at its dot, its text begins or ends right over it.
    overhang = (1 - 2 * way.alignment.share) * _PADDING if way.alignment.anchor != "middle" else 0
    left = dot[0] - width * way.alignment.share - overhang
    away = CLEARANCE + way.level * LEVEL
    top = dot[1] - away - height if way.rises else dot[1] + away
    return Box(left, top, left + width, top + height)


def _x(box: Box, anchor: Anchor) -> float:
    if anchor == "middle":
        return (box.left + box.right) / 2
    return box.left + _PADDING if anchor == "start" else box.right - _PADDING
