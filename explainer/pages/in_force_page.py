"""The page of measures in force: by tool and side, with those that are suspended or to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from explainer.content import Content
from explainer.dates import Edtf
from explainer.measure_state import MeasureState, measure_name, state_of
from explainer.model import Event, Id, Measure, Page, Side
from explainer.pages.dependencies import Dependencies
from explainer.pages.in_force_marker import add_measures
from explainer.pages.page_kind import Introduction, ListKind, SitePage, introduction
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import DatePart, SideView, date_parts, day_parts, side_view
from explainer.readonly import read_only
from explainer.selections import EventsWithMeasure

_PUBLISHED = {True: "published", False: "unpublished", None: "unstated"}


@read_only
class MeasureView:
    """A measure as an entry of a list.

    `published`: `published`, `unpublished` or `unstated`.
    `start`, `expires`: the day on which it came into force, and the one set as its last.
    `suspended`, `returns`: the first day of its suspension, and the one set as the last.
    `partners`: the other sides of a joint act.
    """

    name: str
    href: str
    tool: str
    sides: tuple[SideView, ...]
    partners: tuple[SideView, ...]
    start: tuple[DatePart, ...]
    expires: tuple[DatePart, ...]
    suspended: tuple[DatePart, ...]
    returns: tuple[DatePart, ...]
    authority: str
    published: str
    certainty: str


@read_only
class ToolView:
    """The measures in force that use a tool: `count` in all, and in `cells` those of each side.

    `blocks`: for each side, what `published` says of its measures, sorted, to be counted.
    """

    id: str
    name: str
    count: int
    cells: tuple[tuple[MeasureView, ...], ...]
    blocks: tuple[tuple[str, ...], ...]


@read_only
class SideTotal:
    """How many measures a side has in force, and how many of these are known from reports alone."""

    side: SideView
    count: int
    unpublished: int


@read_only
class MeasuresView:
    """The measures on the day `as_of`: those in force by tool, then those suspended and to come.

    `count`: how many are in force; a joint one counts once, but in the totals for each side.
    `tells_published`: whether the editor says of any of them if it was published.
    `has_unstated`: whether that isn't said of all.
    `has_joint`, `has_ended`: whether any in force is joint, and whether any has ended.
    `has_measures`: whether any event has a measure at all.
    """

    as_of: tuple[DatePart, ...]
    totals: tuple[SideTotal, ...]
    tools: tuple[ToolView, ...]
    count: int
    suspended: tuple[MeasureView, ...]
    to_come: tuple[MeasureView, ...]
    tells_published: bool
    has_unstated: bool
    has_joint: bool
    has_ended: bool
    has_measures: bool


@read_only
class InForcePageView:
    """The page of measures in force."""

    intro: Introduction
    measures: MeasuresView


def measures_view(writer: Writer) -> MeasuresView:
    """Return the measures on the site's `as_of` day; the page must have declared them with `add_measures`.

    Tools without a measure in force are left out, and so are sides that aren't governments and
    have put no measure in force.
    """
    site = writer.content.site
    events = writer.content.select_events(EventsWithMeasure())
    by_state: dict[MeasureState, list[Event]] = {}
    # By the date on which they came into force, as that's what is shown.
    for event, measure in sorted(_measures(events), key=lambda pair: pair[1].from_):
        by_state.setdefault(state_of(measure, site.as_of), []).append(event)
    active = by_state.get("in force", [])
    shown = [*active, *by_state.get("suspended", ()), *by_state.get("to come", ())]
    published = {measure.published for _, measure in _measures(shown)}
    acting = {side for event in shown for side in event.side}
    sides = [side for side in site.sides if side.government or side.id in acting]
    return MeasuresView(
        as_of=day_parts(site.as_of),
        totals=tuple(_total(writer, side, active) for side in sides),
        tools=tuple(_tools(writer, active, sides)),
        count=len(active),
        suspended=_views(writer, sorted(by_state.get("suspended", ()), key=_return_of)),
        to_come=_views(writer, by_state.get("to come", ())),
        tells_published=bool(published - {None}),
        has_unstated=None in published,
        has_joint=any(len(event.side) > 1 for event in active),
        has_ended="ended" in by_state,
        has_measures=bool(events),
    )


def _measures(events: Iterable[Event]) -> Iterator[tuple[Event, Measure]]:
    return ((event, event.measure) for event in events if event.measure)


def _return_of(event: Event) -> dt.date:
    """Return the last day of the suspension of an event's measure; one without an end comes last."""
    suspended = event.measure and event.measure.suspended
    return suspended.until.latest if suspended and suspended.until else dt.date.max


def _total(writer: Writer, side: Side, active: Sequence[Event]) -> SideTotal:
    own = [measure for event, measure in _measures(active) if side.id in event.side]
    unpublished = sum(measure.published is False for measure in own)
    return SideTotal(side_view(writer.content.site, side), len(own), unpublished)


def _tools(writer: Writer, active: Sequence[Event], sides: Sequence[Side]) -> Iterator[ToolView]:
    for tool, name in writer.content.site.tools.items():
        using = [event for event, measure in _measures(active) if measure.tool == tool]
        if using:
            cells = tuple(_cell(writer, using, side.id) for side in sides)
            published = list(_PUBLISHED.values())
            blocks = tuple(
                tuple(sorted((view.published for view in cell), key=published.index))
                for cell in cells
            )
            yield ToolView(tool, name, len(using), cells, blocks)


def _cell(writer: Writer, events: Iterable[Event], side: Id) -> tuple[MeasureView, ...]:
    """Return the measures of one side, each with the other sides as its partners."""
    own = _views(writer, (event for event in events if side in event.side))
    return tuple(
        replace(view, partners=tuple(other for other in view.sides if other.id != side))
        for view in own
    )


def _views(writer: Writer, events: Iterable[Event]) -> tuple[MeasureView, ...]:
    return tuple(_view(writer, event, measure) for event, measure in _measures(events))


def _view(writer: Writer, event: Event, measure: Measure) -> MeasureView:
    site = writer.content.site
    suspension = measure.suspended
    return MeasureView(
        name=measure_name(event),
        href=writer.href("timeline.html", event.id),
        tool=site.tools[measure.tool],
        sides=tuple(side_view(site, side) for side in site.sides if side.id in event.side),
        partners=(),
        start=date_parts(Edtf(measure.from_.start)),
        expires=date_parts(measure.expires) if measure.expires else (),
        suspended=date_parts(Edtf(suspension.from_.start)) if suspension else (),
        returns=date_parts(suspension.until) if suspension and suspension.until else (),
        authority=measure.authority,
        published=_PUBLISHED[measure.published],
        certainty=event.certainty,
    )


def _exists(content: Content) -> bool:
    """Return whether the site has the page: there are measures, or the editor wrote in-force.md."""
    written = IN_FORCE_PAGE.source in content.page_by_source
    return written or any(event.measure for event in content.events)


def _reads(dependencies: Dependencies, page: Page | None) -> None:
    if page:
        dependencies.add_page(page)
    add_measures(dependencies)


def _shows(site_page: SitePage, writer: Writer) -> InForcePageView:
    intro = introduction(site_page, writer)
    return InForcePageView(intro, measures_view(writer))


IN_FORCE_PAGE = ListKind(
    "in-force", "In force", _reads, _shows, in_header=True, is_on_one_page=True, exists=_exists
)
