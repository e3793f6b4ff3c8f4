"""The move-and-countermove diagram: who did what, in order, and what it answered.

Makes an SVG string from events alone: it reads no file and knows no page. The style sheet
`style.css` gives it its looks and sets its texts in the sizes that are laid out for here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explainer.diagram import horizontal_layout, vertical_layout
from explainer.diagram.moves import moves_of
from explainer.diagram.svg import Captions, title_id, to_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from explainer.diagram.shapes import Move
    from explainer.model import Event, Side

__all__ = ["Diagram", "draw", "title_id"]


@dataclass(frozen=True)
class Diagram:
    """An SVG element, its size in user units, and how many names there was no room for."""

    svg: str = ""
    thinned: int = 0
    width: float = 0
    height: float = 0


def draw(
    events: Sequence[Event],
    *,
    sides: Sequence[Side],
    href: Callable[[str], str],
    upright: bool = False,
    name: str = "diagram",
    named_by: Callable[[str], str] | None = None,
) -> Diagram:
    """Return the events as a diagram, an empty one where none of them is of the sides.

    `href` gives the address that an event's id links to; `name` begins every id in the SVG, and
    sets two diagrams on a page apart. Events come in the order of their dates at even steps.
    `named_by` gives the ids of what names an event on the page, spaces between them; without it
    each link has a title of its own, whose id is `title_id(name, event's id)`.
    """
    moves = moves_of(events, sides)
    if not moves:
        return Diagram()
    picture = (vertical_layout if upright else horizontal_layout).lay_out(moves, sides)
    svg = to_svg(
        picture,
        sides=sides,
        href=href,
        name=name,
        form="upright" if upright else "across",
        captions=_captions(moves, sides),
        named_by=named_by,
    )
    frame = picture.frame
    return Diagram(svg, picture.thinned, frame.right - frame.left, frame.bottom - frame.top)


def _captions(moves: Sequence[Move], sides: Sequence[Side]) -> Captions:
    count = "1 event" if len(moves) == 1 else f"{len(moves)} events"
    lanes = ", ".join(side.name for side in sides)
    return Captions(
        "Move and countermove",
        f"{count} in order of date, {_span(moves)}, each a link, in a lane for each side: {lanes}. "
        "Solid curves lead from an answer to what it answers, dashed ones from an event to one "
        "that it follows.",
    )


def _span(moves: Sequence[Move]) -> str:
    """Return the years that the moves span, in words."""
    first, last = (move.event.date.earliest.year for move in (moves[0], moves[-1]))
    return f"in {first}" if first == last else f"from {first} to {last}"
