"""The ladder on the home page: the moves that matter, of two sides in turn, as a list.

Its marks are small drawings and its words are HTML, so that text wraps, zooms and prints as
everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from explainer.model import Event
from explainer.pages.events import side_views
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import DatePart, SideView, after_words, date_parts, side_view
from explainer.readonly import read_only
from explainer.selections import EventSelection

# At most so many moves, and no ladder below that many: a few moves need no drawing.
MOST, FEWEST = 12, 3


@read_only
class RungView:
    """A move on the ladder.

    `lane`: `first`, `second` or `both`, for the sides whose move it is.
    `answers`: what is said of the earlier move that it answers or follows, such as
    `answers it, 1 day after`; empty without one.
    `earlier`: the title of that move if it isn't the one just above; then `answers` ends in a colon.
    `link`: how a line joins it to the move above: `answers`, `follows`, or empty for no line.
    """

    title: str
    href: str
    date: tuple[DatePart, ...]
    sides: tuple[SideView, ...]
    lane: str
    certainty: str
    answers: str
    earlier: str
    link: str


@read_only
class LadderView:
    """The moves that matter, in the order of the timeline, and how many events there are in all."""

    sides: tuple[SideView, ...]
    rungs: tuple[RungView, ...]
    event_count: int


def ladder_view(writer: Writer) -> LadderView | None:
    """Return the ladder, or None if there are too few moves that matter."""
    site = writer.content.site
    events = writer.content.select_events(EventSelection())
    sides = site.sides[:2]
    chosen = moves_that_matter(events, [side.id for side in sides])
    if len(chosen) < FEWEST:
        return None
    above: list[Event | None] = [None, *chosen]
    rungs = tuple(
        _rung(writer, event, before, chosen) for before, event in zip(above, chosen, strict=False)
    )
    return LadderView(tuple(side_view(site, side) for side in sides), rungs, len(events))


def moves_that_matter(events: Sequence[Event], sides: Sequence[str]) -> tuple[Event, ...]:
    """Return up to `MOST` key events of the two sides alone, in the same order.

    Among too many, those with most to do with the others, and as many of one side as of the other.
    An answer counts more than what follows in the editor's own reading. Without key events there
    are none.
    """
    moves = [event for event in events if event.key and set(event.side) <= set(sides)]
    if len(moves) <= MOST:
        return tuple(moves)
    weights = _weights(moves)
    # Of those with equal weight, the latest first: readers come for the present.
    ranked = sorted(range(len(moves)), key=lambda place: (weights[moves[place].id], place))[::-1]
    joint = [place for place in ranked if len(moves[place].side) > 1]
    lanes = [[place for place in ranked if moves[place].side == (side,)] for side in sides]
    # In turn; once one side has no more, the other goes on.
    in_turn = [place for pair in zip_longest(*lanes) for place in pair if place is not None]
    return tuple(moves[place] for place in sorted([*joint, *in_turn][:MOST]))


def _weights(moves: Sequence[Event]) -> dict[str, int]:
    """Return how much each move has to do with the others, by its id."""
    weights: dict[str, int] = {move.id: 0 for move in moves}
    for move in moves:
        for earlier, points in _relations(move):
            if earlier in weights:
                weights[move.id] += points
                weights[earlier] += points
    return weights


def _relations(event: Event) -> list[tuple[str, int]]:
    return [*((id_, 3) for id_ in event.answers), *((id_, 1) for id_ in event.follows)]


def _rung(writer: Writer, event: Event, above: Event | None, chosen: Sequence[Event]) -> RungView:
    earlier, kind = _earlier(event, above, chosen)
    lane = _lane(writer, event)
    is_above = earlier is not None and earlier is above
    joined = is_above and above is not None and "both" not in {lane, _lane(writer, above)}
    return RungView(
        title=event.title,
        href=writer.href("timeline.html", event.id),
        date=date_parts(event.date),
        sides=side_views(writer, event),
        lane=lane,
        certainty=event.certainty,
        answers=_words(event, earlier, kind, is_above=is_above),
        earlier=earlier.title if earlier and not is_above else "",
        link=kind if joined and above and lane != _lane(writer, above) else "",
    )


def _earlier(
    event: Event, above: Event | None, chosen: Sequence[Event]
) -> tuple[Event | None, str]:
    """Return the move on the ladder that an event answers or follows, and which of the two.

    The one just above comes first, then the latest; an answer before what merely follows.
    """
    by_id = {other.id: other for other in chosen}
    for kind, ids in (("answers", event.answers), ("follows", event.follows)):
        known = [by_id[id_] for id_ in ids if id_ in by_id]
        if above in known:
            return above, kind
        if known:
            return max(known, key=chosen.index), kind
    return None, ""


def _words(event: Event, earlier: Event | None, kind: str, *, is_above: bool) -> str:
    """Return what is said of a move: a delay is computed only where a source reports an answer."""
    if earlier is None:
        return ""
    if kind == "follows":
        return "follows it, in our reading" if is_above else "follows, in our reading:"
    after = after_words(earlier.date, event.date)
    words = ", ".join(filter(None, ("answers it" if is_above else "answers", after)))
    return words if is_above else f"{words}:"


def _lane(writer: Writer, event: Event) -> str:
    first, second = (side.id for side in writer.content.site.sides[:2])
    if first in event.side and second in event.side:
        return "both"
    return "first" if first in event.side else "second"
