"""Diagrams and charts as pages show them, each with the same in words beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from explainer.model import Chart, Event, Table
from explainer.pages.prose_writer import Writer
from explainer.pages.views import DatePart, LinkView, SideView, date_parts, side_view
from explainer.readonly import read_only

if TYPE_CHECKING:
    from explainer.diagram import Diagram

# Above so many events the home page and the timeline draw those that lead.
MOST_DRAWN_AT_HOME, MOST_DRAWN = 40, 400


@read_only
class MoveView:
    """An event as a line of the diagram's text."""

    date: tuple[DatePart, ...]
    sides: tuple[SideView, ...]
    link: LinkView
    answers: tuple[LinkView, ...]
    follows: tuple[LinkView, ...]


@read_only
class DiagramView:
    """The diagram lying and upright, how many names it left out, and its text.

    `moves` is empty where the events themselves stand on the same page. `count` is how many
    events are drawn, `total` how many there are.
    """

    across: Markup
    upright: Markup
    thinned: int
    moves: tuple[MoveView, ...]
    count: int
    total: int

    @property
    def is_short(self) -> bool:
        """Whether it stands open on a phone, where it is as long as its events are many."""
        return self.count <= MOST_DRAWN_AT_HOME


def diagram_view(writer: Writer, events: Sequence[Event]) -> DiagramView | None:
    """Return the diagram of events with its text, or None where there is nothing to draw."""
    if not events:
        return None
    # As with charts: only an explainer that has something to draw pays for it.
    from explainer.diagram import title_id  # noqa: PLC0415

    name = _name(writer)
    # The upright form borrows the titles of the other, which is on the page though not shown.
    named_by = (None, lambda id_: title_id(name, id_))
    return _diagram_view(writer, events, name=name, named_by=named_by)


def home_diagram_view(writer: Writer) -> DiagramView | None:
    """Return the home page's diagram."""
    return diagram_view(writer, leading_events(writer.content.events, most=MOST_DRAWN_AT_HOME))


def timeline_diagram_view(writer: Writer) -> DiagramView | None:
    """Return the timeline's diagram, named by the events' own entries on the same page."""
    named_by = (entry_name_ids, entry_name_ids)
    events = leading_events(writer.content.events, most=MOST_DRAWN)
    view = _diagram_view(writer, events, name=_name(writer), named_by=named_by)
    return view and replace(view, moves=())


def leading_events(events: Sequence[Event], *, most: int) -> tuple[Event, ...]:
    """Return which events to draw: all up to a number; else the key ones and all answers.

    An answer is drawn with what it answers. Where that is nothing, all are drawn.
    """
    if len(events) <= most:
        return tuple(events)
    leading = {event.id for event in events if event.key or event.answers}
    leading |= {earlier for event in events for earlier in event.answers}
    return tuple(event for event in events if event.id in leading) or tuple(events)


def entry_name_ids(id_: str) -> str:
    """Return the ids of what names an event on the timeline page: its date and its title."""
    return f"{id_}.when {id_}.name"


NameGiver = Callable[[str], str]


def _diagram_view(
    writer: Writer,
    events: Sequence[Event],
    *,
    name: str,
    named_by: tuple[NameGiver | None, NameGiver | None],
) -> DiagramView | None:
    if not events:
        return None
    from explainer.diagram import draw  # noqa: PLC0415

    site = writer.content.site

    def drawn(*, upright: bool) -> Diagram:
        return draw(
            events,
            sides=site.sides,
            href=lambda id_: writer.href("timeline.html", id_),
            upright=upright,
            name=f"{name}.upright" if upright else name,
            named_by=named_by[upright],
        )

    across = drawn(upright=False)
    if not across.svg:
        return None
    shown: set[str] = {event.id for event in events}
    return DiagramView(
        across=Markup(across.svg),  # noqa: S704
        upright=Markup(drawn(upright=True).svg),  # noqa: S704
        thinned=across.thinned,
        moves=tuple(_move(writer, event, shown) for event in events),
        count=len(events),
        total=len(writer.content.events),
    )


def _name(writer: Writer) -> str:
    return f"{writer.prefix_of('diagram')}diagram"


def chart_svgs(chart: Chart, table: Table, *, prefix: str) -> tuple[Markup, Markup]:
    """Return a chart's drawing, and the one for phones or nothing, their ids under a prefix."""
    from explainer import charts  # noqa: PLC0415

    forms = (charts.drawn(chart, table), charts.drawn_narrow(chart, table))
    wide, narrow = (Markup(charts.prefixed(svg, chart, prefix=prefix)) for svg in forms)  # noqa: S704
    return wide, narrow


def _move(writer: Writer, event: Event, shown: set[str]) -> MoveView:
    site = writer.content.site
    return MoveView(
        date=date_parts(event.date),
        sides=tuple(side_view(site, side) for side in site.sides if side.id in event.side),
        link=_link(writer, event),
        answers=_links(writer, event.answers, shown),
        follows=_links(writer, event.follows, shown),
    )


def _links(writer: Writer, ids: Sequence[str], shown: set[str]) -> tuple[LinkView, ...]:
    return tuple(_link(writer, writer.content.event_by_id[id_]) for id_ in ids if id_ in shown)


def _link(writer: Writer, event: Event) -> LinkView:
    return LinkView(event.title, writer.href("timeline.html", event.id))
