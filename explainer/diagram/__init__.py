"""The move-and-countermove diagram: each side's events in date order, and what answers what.

Turns events into an SVG string, independently of pages and files. Colours and font sizes come
from `style.css`; the font sizes there must match the ones the layouts calculate with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from explainer.diagram import horizontal_layout, vertical_layout
from explainer.diagram.move_selection import moves_of, relations_of
from explainer.diagram.svg import Captions, title_id, to_svg
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from explainer.diagram.shapes import Move
    from explainer.model import Event, Side

__all__ = ["Diagram", "draw", "title_id"]


# Curves from an answer and from an event that follows another, bars that show how long an event
# lasted, larger dots of key events among others, and lines that join the dots of several sides.
Sign = Literal["answers", "follows", "bar", "key", "tie"]


@frozen
class Diagram:
    """A drawn diagram: its SVG element, and the size of its viewport in SVG user units.

    `svg` is empty if there was nothing to draw. `omitted_labels` is the number of event titles that
    should have been shown beside their dots, but had no room. `drawn` are the signs in the drawing
    that need an explanation.
    """

    svg: str = ""
    omitted_labels: int = 0
    drawn: frozenset[Sign] = frozenset()
    width: float = 0
    height: float = 0


def draw(
    events: Sequence[Event],
    *,
    sides: Sequence[Side],
    href: Callable[[str], str],
    upright: bool = False,
    name: str = "diagram",
    labelled_by: Callable[[str], str] | None = None,
) -> Diagram:
    """Return a diagram of the events, empty if none of them belongs to any of the sides.

    Events are drawn in date order at even steps: from left to right, or from top to bottom if
    `upright` is set, for phones. `href` returns the link for an event id. `name` prefixes every id
    in the SVG, so two diagrams on a page never share one.
    `labelled_by` returns, for an event id, the value of the link's `aria-labelledby` (element ids
    separated by spaces); without it, each link gets its own <title>, with the id from `title_id`.
    """
    moves = moves_of(events, sides)
    if not moves:
        return Diagram()
    drawn = frozenset(_signs(moves))
    picture = (vertical_layout if upright else horizontal_layout).lay_out(moves, sides)
    svg = to_svg(
        picture,
        sides=sides,
        href=href,
        name=name,
        form="upright" if upright else "across",
        captions=_captions(moves, sides, drawn),
        labelled_by=labelled_by,
    )
    frame = picture.frame
    return Diagram(
        svg,
        picture.omitted_labels,
        drawn,
        frame.right - frame.left,
        frame.bottom - frame.top,
    )


def _signs(moves: Sequence[Move]) -> Iterator[Sign]:
    """Yield the signs that a drawing of these moves has."""
    yield from (relation.kind for relation in relations_of(moves))
    if any(move.event.date.is_interval for move in moves):
        yield "bar"
    if {move.event.key for move in moves} == {True, False}:
        yield "key"
    if any(len(move.lanes) > 1 for move in moves):
        yield "tie"


def _captions(moves: Sequence[Move], sides: Sequence[Side], drawn: frozenset[Sign]) -> Captions:
    """Return the title and description that screen readers announce for the diagram."""
    count = "1 event" if len(moves) == 1 else f"{len(moves)} events"
    lanes = ", ".join(side.name for side in sides)
    order = f"{count} in order of date, {_span(moves)}"
    description = f"{order}, each a link, in a lane for each side: {lanes}."
    curves = (words for sign, words in _CURVES.items() if sign in drawn)
    return Captions("Move and countermove", " ".join((description, *curves)))


_CURVES: dict[Sign, str] = {
    "answers": "Solid curves lead from an answer to what it answers.",
    "follows": "Dashed curves lead from an event to one that it follows.",
}


def _span(moves: Sequence[Move]) -> str:
    """Return the years of the first and last move in words: "in 2024" or "from 2022 to 2024"."""
    first, last = (move.event.date.earliest.year for move in (moves[0], moves[-1]))
    return f"in {first}" if first == last else f"from {first} to {last}"
