"""`[in-force]`: the table of the measures in force on the site's `as_of` day."""

from __future__ import annotations

from explainer.fragment import Mark
from explainer.measure_state import measure_name, state_of
from explainer.model import Event, Measure
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import (
    DatePart,
    LinkView,
    SideView,
    day_parts,
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
    `suspended`: the number of suspended measures; `page`: the address of the page that lists them.
    """

    as_of: tuple[DatePart, ...]
    sides: tuple[SideView, ...]
    rows: tuple[InForceRow, ...]
    has_measures: bool
    suspended: int
    page: str


def add_measures(dependencies: Dependencies) -> None:
    """Declare what any list of measures reads."""
    dependencies.select_events(EventsWithMeasure(), dependencies.add_event_stub)


def in_force_view(writer: Writer) -> InForceView:
    """Return the table of the measures in force on the site's `as_of` day.

    Tools without a measure in force are left out.
    """
    site = writer.content.site
    events = writer.content.select_events(EventsWithMeasure())
    states = [event.measure and state_of(event.measure, site.as_of) for event in events]
    active = [e for e, state in zip(events, states, strict=True) if state == "in force"]
    rows = []
    for tool, name in site.tools.items():
        using = [event for event in active if event.measure and event.measure.tool == tool]
        if using:
            cells = tuple(_in_force_cell(writer, using, side.id) for side in site.sides)
            rows.append(InForceRow(name, cells))
    sides = tuple(side_view(site, side) for side in site.sides)
    return InForceView(
        as_of=day_parts(site.as_of),
        sides=sides,
        rows=tuple(rows),
        has_measures=bool(events),
        suspended=states.count("suspended"),
        page=writer.href("in-force.html"),
    )


def _in_force_cell(writer: Writer, events: list[Event], side: str) -> tuple[LinkView, ...]:
    """Return a link to each event of the side, named after its measure, with a note on that."""
    return tuple(
        LinkView(measure_name(e), writer.href("timeline.html", e.id), _note(e.measure))
        for e in events
        if side in e.side and e.measure
    )


def _note(measure: Measure) -> str:
    """Return since when a measure is in force, and that it's unpublished if the editor says so."""
    unpublished = ", unpublished" if measure.published is False else ""
    return f"since {measure.from_.start.words}{unpublished}"


def _reads(dependencies: Dependencies, _: Mark) -> None:
    add_measures(dependencies)


def _shows(writer: Writer, _: Mark) -> InForceView:
    return in_force_view(writer)


IN_FORCE = Marker("in-force", "", _reads, _shows)
