"""`[in-force]`: the table of the measures in force on the site's `as_of` day."""

from __future__ import annotations

from explainer.fragment import Mark
from explainer.model import Event
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import (
    DatePart,
    LinkView,
    SideView,
    day_parts,
    is_in_force,
    side_view,
)
from explainer.readonly import read_only
from explainer.selections import EventsWithMeasure


@read_only
class InForceRow:
    """A row of the table of measures in force: a tool, such as a tariff, and a cell for each side.

    A cell has a link to each event with which the side put a measure of this kind in force.
    """

    tool: str
    cells: tuple[tuple[LinkView, ...], ...]


@read_only
class InForceView:
    """The table of measures in force on the day `as_of`: a row per tool, a column per side.

    `has_measures`: whether any event has a measure, in force or not.
    """

    as_of: tuple[DatePart, ...]
    sides: tuple[SideView, ...]
    rows: tuple[InForceRow, ...]
    has_measures: bool


def add_measures(dependencies: Dependencies) -> None:
    """Declare what `in_force_view` reads."""
    dependencies.select_events(EventsWithMeasure(), dependencies.add_event_stub)


def in_force_view(writer: Writer) -> InForceView:
    """Return the table of the measures in force on the site's `as_of` day.

    Tools without a measure in force are left out.
    """
    site = writer.content.site
    events = writer.content.select_events(EventsWithMeasure())
    active = [e for e in events if e.measure and is_in_force(e.measure, site.as_of)]
    rows = []
    for tool, name in site.tools.items():
        using = [event for event in active if event.measure and event.measure.tool == tool]
        if using:
            cells = tuple(_in_force_cell(writer, using, side.id) for side in site.sides)
            rows.append(InForceRow(name, cells))
    sides = tuple(side_view(site, side) for side in site.sides)
    return InForceView(day_parts(site.as_of), sides, tuple(rows), has_measures=bool(events))


def _in_force_cell(writer: Writer, events: list[Event], side: str) -> tuple[LinkView, ...]:
    """Return a link to each event of the side, with a note since when it is in force."""
    return tuple(
        LinkView(e.title, writer.href("timeline.html", e.id), f"since {e.measure.from_.words}")
        for e in events
        if side in e.side and e.measure
    )


def _reads(dependencies: Dependencies, _: Mark) -> None:
    add_measures(dependencies)


def _shows(writer: Writer, _: Mark) -> InForceView:
    return in_force_view(writer)


IN_FORCE = Marker("in-force", "", _reads, _shows)
