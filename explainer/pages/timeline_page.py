"""The timeline: all events by year and month, with filters, the diagram and what is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explainer.content import Content
from explainer.model import Event, Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.events import YearView, event_view, group_by_year
from explainer.pages.figures import DiagramView, timeline_diagram_view
from explainer.pages.in_force_marker import InForceView, add_measures, in_force_view
from explainer.pages.page_kind import Introduction, ListKind, SitePage, introduction
from explainer.pages.prose_html import Writer
from explainer.pages.sources import source_numbers
from explainer.readonly import read_only
from explainer.selections import EventSelection

# Above this many events, filtering with CSS alone is noticeably slow on a phone.
CSS_FILTER_LIMIT = 300
# An option of a filter: (id, name, number, count).
Option = tuple[str, str, int, int]


@dataclass(frozen=True)
class SourceNumbers:
    """The number of each source on sources.html, by its id."""

    by_id: Mapping[str, int]


@read_only
class TimelineView:
    """The timeline.

    `count`: the number of events; `in_force_count`: of those with a measure in force.
    `kinds`, `sides`, `certainties`: the options of its filters.
    `filters_need_script`: whether there are too many events to filter them with CSS alone.
    """

    intro: Introduction
    years: tuple[YearView, ...]
    count: int
    diagram: DiagramView | None
    in_force: InForceView
    kinds: tuple[Option, ...]
    sides: tuple[Option, ...]
    certainties: tuple[Option, ...]
    in_force_count: int
    filters_need_script: bool


def _reads(dependencies: Dependencies, page: Page | None) -> SourceNumbers:
    if page:
        dependencies.add_page(page)
    dependencies.select_events(EventSelection(), dependencies.add_timeline_entry)
    add_measures(dependencies)
    return SourceNumbers(source_numbers(dependencies.content))


def _shows(site_page: SitePage, writer: Writer) -> TimelineView:
    site = writer.content.site
    numbers: SourceNumbers = site_page.data
    writer.site_numbers = numbers.by_id
    intro = introduction(site_page, writer)
    events = writer.content.select_events(EventSelection())
    views = tuple(event_view(writer, event) for event in events)
    certainties = {word: word.capitalize() for word in ("confirmed", "reported", "disputed")}
    sides = {side.id: side.name for side in site.sides}
    return TimelineView(
        intro=intro,
        years=group_by_year(views, events),
        count=len(views),
        diagram=timeline_diagram_view(writer),
        in_force=in_force_view(writer),
        kinds=_options_in_use(site.kinds, [view.kind_id for view in views]),
        sides=_options_in_use(sides, [side.id for view in views for side in view.sides]),
        certainties=_options_in_use(certainties, [view.certainty for view in views]),
        in_force_count=sum(view.in_force for view in views),
        filters_need_script=len(views) > CSS_FILTER_LIMIT,
    )


def _options_in_use(names: Mapping[Any, str], used: list[str]) -> tuple[Option, ...]:
    """Return the options of a filter on the timeline, as (id, name, number, count).

    There is an option for each id in `names` that occurs in `used`; `count` is how often it does.
    `number` is the id's position in `names`, from 1, counting the unused ones too.
    """
    return tuple(
        (id_, name, number, used.count(id_))
        for number, (id_, name) in enumerate(names.items(), start=1)
        if id_ in used
    )


def _described_events(content: Content) -> tuple[Event, ...]:
    return content.select_events(EventSelection())


TIMELINE = ListKind(
    "timeline",
    "Timeline",
    _reads,
    _shows,
    in_header=True,
    entries=lambda content: content.event_by_id,
    is_on_one_page=True,
    described_events=_described_events,
)
