"""The timeline: all events by year and month, with filters, the diagram and what is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from explainer.content import Content
from explainer.model import Event, Page, Site
from explainer.pages.dependencies import Dependencies
from explainer.pages.events import YearView, event_view, group_by_year
from explainer.pages.figures import DiagramView, timeline_diagram_view
from explainer.pages.in_force_marker import InForceView, add_measures, in_force_view
from explainer.pages.page_kind import Introduction, ListKind, SitePage, introduction
from explainer.pages.prose_html import Writer
from explainer.pages.sources import source_numbers
from explainer.pages.sources_page import SOURCES_PAGE
from explainer.pages.view_models import EventView
from explainer.readonly import frozen, read_only
from explainer.selections import EventSelection

# Above this many events, filtering with CSS alone is noticeably slow on a phone.
CSS_FILTER_LIMIT = 300


@read_only
class OptionView:
    """An option of a filter: the events of a side, for example, and how many there are.

    `css_class`: the class that these events have.
    """

    id: str
    text: str
    css_class: str
    count: int


@read_only
class FilterView:
    """A filter of the timeline: a group of radio buttons."""

    name: str
    legend: str
    options: tuple[OptionView, ...]


@frozen
class SourceNumbers:
    """The number of each source on sources.html, by its id."""

    by_id: Mapping[str, int]


@read_only
class TimelineView:
    """The timeline.

    `own_sources_title`: the title that the editor gave the list of sources, if any.
    `count`: the number of events.
    `filters`: those that can narrow the list; without a choice there's none.
    `filters_need_script`: whether there are too many events to filter them with CSS alone.
    """

    intro: Introduction
    own_sources_title: str
    years: tuple[YearView, ...]
    count: int
    diagram: DiagramView | None
    in_force: InForceView
    filters: tuple[FilterView, ...]
    filters_need_script: bool


def _reads(dependencies: Dependencies, page: Page | None) -> SourceNumbers:
    if page:
        dependencies.add_page(page)
    dependencies.select_events(EventSelection(), dependencies.add_timeline_entry)
    add_measures(dependencies)
    return SourceNumbers(source_numbers(dependencies.content))


def _shows(site_page: SitePage, writer: Writer) -> TimelineView:
    numbers: SourceNumbers = site_page.data
    writer.site_numbers = numbers.by_id
    intro = introduction(site_page, writer)
    events = writer.content.select_events(EventSelection())
    views = tuple(event_view(writer, event) for event in events)
    return TimelineView(
        intro=intro,
        own_sources_title=SOURCES_PAGE.own_title(writer.content),
        years=group_by_year(views, events),
        count=len(views),
        diagram=timeline_diagram_view(writer),
        in_force=in_force_view(writer),
        filters=tuple(_filters(writer.content.site, views)),
        filters_need_script=len(views) > CSS_FILTER_LIMIT,
    )


def _filters(site: Site, views: Sequence[EventView]) -> Iterator[FilterView]:
    """Yield each filter that has an option for some of the events, but not for all of them."""
    sides = {side.id: side.name for side in site.sides}
    certainties = {word: word.capitalize() for word in ("confirmed", "reported", "disputed")}
    in_force = {"in-force": "In force now"}
    for name, legend, names, used in (
        ("side", "Side", sides, [side.id for view in views for side in view.sides]),
        ("kind", "Kind", site.kinds, [view.kind_id for view in views]),
        ("certainty", "Certainty", certainties, [view.certainty for view in views]),
        ("measure", "In force", in_force, ["in-force" for view in views if view.in_force]),
    ):
        options = tuple(
            # Ids that editors chose aren't used as classes: those are numbered, as in filters.css.
            OptionView(id_, text, f"{name}-{number}" if name in {"side", "kind"} else id_, count)
            for number, (id_, text) in enumerate(names.items(), start=1)
            if (count := used.count(id_))
        )
        if any(option.count < len(views) for option in options):
            yield FilterView(name, legend, options)


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
