"""The timeline's routes in: the moves that matter, the busiest month, and what is in force."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.pages.prose_html import Writer
from explainer.pages.timeline_years import KeyMoveView, Pair, YearView, move_views
from explainer.pages.view_models import LinkView
from explainer.readonly import read_only

# A month is worth naming as the busiest if it has at least so many events.
_BUSY = 3


@read_only
class RoutesView:
    """Ways into the timeline, each left out where there is nothing that it would lead to.

    `moves`: the moves that matter.
    `busiest`: a link to the month with the most events, with their number as its note.
    `in_force`: a link to the measures in force, with their number as its note.
    """

    moves: tuple[KeyMoveView, ...]
    busiest: LinkView | None
    in_force: LinkView | None


def routes(writer: Writer, pairs: Sequence[Pair], years: Sequence[YearView]) -> RoutesView:
    """Return the routes into a timeline of these events."""
    in_force = sum(view.in_force for view, _ in pairs)
    force = LinkView("In force today", writer.href("in-force.html"), _count(in_force, "measure"))
    return RoutesView(
        moves=move_views(pairs, in_year=False),
        busiest=_busiest(years),
        in_force=force if in_force else None,
    )


def _busiest(years: Sequence[YearView]) -> LinkView | None:
    """Return a link to the latest of the months with the most events, if it stands out."""
    months = [
        (month.count, month, year.year) for year in years for month in year.months if month.id
    ]
    most = max((count for count, *_ in months), default=0)
    if most < _BUSY or len(months) == 1:
        return None
    _, month, year = [entry for entry in months if entry[0] == most][-1]
    return LinkView(f"{month.name} {year}", f"#{month.id}", _count(most, "event"))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
