"""The timeline: all events by year and month, with filters, the strip and routes in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from explainer.content import Content
from explainer.model import Event, Page, Site
from explainer.pages.dependencies import Dependencies
from explainer.pages.events import event_view
from explainer.pages.page_kind import Introduction, ListKind, SitePage, introduction
from explainer.pages.prose_html import Writer
from explainer.pages.sources import source_numbers
from explainer.pages.sources_page import SOURCES_PAGE
from explainer.pages.timeline_routes import RoutesView, routes
from explainer.pages.timeline_years import YearView, group_by_year, month_id
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
    """A filter of the timeline: a group of radio buttons, which the script turns into checkboxes."""

    name: str
    legend: str
    options: tuple[OptionView, ...]


@read_only
class StripView:
    """The density strip: its two drawings, of which CSS shows one, and the names of its parts.

    `above`, `below`: the sides above and below the line, if they have events. `foot`: the only other
    side's name, or `Others` if `foot_is_others`; empty without such events. `above_tenths`: the
    share of the height that the first side has, in tenths.
    """

    wide: Markup
    narrow: Markup
    above: str
    below: str
    foot: str
    foot_is_others: bool
    above_tenths: int


@frozen
class SourceNumbers:
    """The number of each source on sources.html, by its id."""

    by_id: Mapping[str, int]


@read_only
class TimelineView:
    """The timeline.

    `own_sources_title`: the title that the editor gave the list of sources, if any.
    `count`: the number of events.
    `one_side`: whether all events are of the first side, or all of the second.
    `filters`: those that can narrow the list; without a choice there's none.
    `switches`: filters that are on or off, such as the moves that matter.
    `filters_need_script`: whether there are too many events to filter them with CSS alone.
    """

    intro: Introduction
    own_sources_title: str
    years: tuple[YearView, ...]
    count: int
    one_side: bool
    strip: StripView | None
    routes: RoutesView
    filters: tuple[FilterView, ...]
    switches: tuple[OptionView, ...]
    filters_need_script: bool


def _reads(dependencies: Dependencies, page: Page | None) -> SourceNumbers:
    if page:
        dependencies.add_page(page)
    dependencies.select_events(EventSelection(), dependencies.add_timeline_entry)
    return SourceNumbers(source_numbers(dependencies.content))


def _shows(site_page: SitePage, writer: Writer) -> TimelineView:
    numbers: SourceNumbers = site_page.data
    writer.site_numbers = numbers.by_id
    intro = introduction(site_page, writer)
    events = writer.content.select_events(EventSelection())
    site = writer.content.site
    views = tuple(event_view(writer, event) for event in events)
    years = group_by_year(site, views, events)
    return TimelineView(
        intro=intro,
        own_sources_title=SOURCES_PAGE.own_title(writer.content),
        years=years,
        count=len(views),
        one_side={tuple(side.number for side in view.sides) for view in views} in ({(1,)}, {(2,)}),
        strip=_strip(writer, events),
        routes=routes(writer, tuple(zip(views, events, strict=True)), years),
        filters=tuple(_filters(site, views)),
        switches=tuple(_switches(views)),
        filters_need_script=len(views) > CSS_FILTER_LIMIT,
    )


def _strip(writer: Writer, events: Sequence[Event]) -> StripView | None:
    # Imported here to keep start-up fast for sites without events.
    from explainer.density import strip_of  # noqa: PLC0415

    site = writer.content.site
    strip = strip_of(events, site.sides, site.as_of, lambda month: f"#{month_id(*month)}")
    if strip is None:
        return None
    return StripView(
        Markup(strip.wide),  # noqa: S704
        Markup(strip.narrow),  # noqa: S704
        strip.above,
        strip.below,
        strip.foot,
        foot_is_others=strip.foot_is_others,
        above_tenths=strip.above_tenths,
    )


def _filters(site: Site, views: Sequence[EventView]) -> Iterator[FilterView]:
    """Yield each filter that has an option for some of the events, but not for all of them."""
    sides = {side.id: side.name for side in site.sides}
    certainties = {word: word.capitalize() for word in ("confirmed", "reported", "disputed")}
    for name, legend, names, used in (
        ("side", "Side", sides, [side.id for view in views for side in view.sides]),
        ("kind", "Kind", site.kinds, [view.kind_id for view in views]),
        ("certainty", "Certainty", certainties, [view.certainty for view in views]),
    ):
        options = tuple(
            # Ids that editors chose aren't used as classes: those are numbered, as in filters.css.
            OptionView(id_, text, f"{name}-{number}" if name in {"side", "kind"} else id_, count)
            for number, (id_, text) in enumerate(names.items(), start=1)
            if (count := used.count(id_))
        )
        if any(option.count < len(views) for option in options):
            yield FilterView(name, legend, options)


def _switches(views: Sequence[EventView]) -> Iterator[OptionView]:
    """Yield each filter that is on or off, if it's true of some of the events, but not of all."""
    for name, text, matches in (
        ("key", "Moves that matter", [view.key for view in views]),
        ("measure", "In force now", [view.in_force for view in views]),
    ):
        if 0 < (count := sum(matches)) < len(views):
            yield OptionView(name, text, "key" if name == "key" else "in-force", count)


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
