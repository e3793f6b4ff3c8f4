"""Views of diagrams and charts; each diagram comes with the same information as text."""

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

# Above this many events, the home page and the timeline draw only the leading ones.
HOME_DIAGRAM_LIMIT, DIAGRAM_LIMIT = 40, 400


@read_only
class MoveView:
    """An event as a line of the diagram's text version."""

    date: tuple[DatePart, ...]
    sides: tuple[SideView, ...]
    link: LinkView
    answers: tuple[LinkView, ...]
    follows: tuple[LinkView, ...]


@read_only
class DiagramView:
    """The diagram in its horizontal and vertical forms, with its text version.

    `omitted_labels` is the number of labels left out for lack of room. `moves` is the text version; it is
    empty where the same page shows the events themselves. `count` events of `total` are drawn.
    """

    across: Markup
    upright: Markup
    omitted_labels: int
    moves: tuple[MoveView, ...]
    count: int
    total: int

    @property
    def is_short(self) -> bool:
        """Whether phones show the diagram expanded; it gets taller with each event."""
        return self.count <= HOME_DIAGRAM_LIMIT


def diagram_view(writer: Writer, events: Sequence[Event]) -> DiagramView | None:
    """Return the diagram of events with its text version, or None if there is nothing to draw."""
    if not events:
        return None
    # Imported here to keep start-up fast for sites without a diagram.
    from explainer.diagram import title_id  # noqa: PLC0415

    name = _diagram_name(writer)
    # The vertical form refers to the titles in the horizontal one, which is hidden on phones but
    # still on the page.
    labelled_by = (None, lambda id_: title_id(name, id_))
    return _diagram_view(writer, events, name=name, labelled_by=labelled_by)


def home_diagram_view(writer: Writer) -> DiagramView | None:
    """Return the home page's diagram."""
    return diagram_view(writer, leading_events(writer.content.events, limit=HOME_DIAGRAM_LIMIT))


def timeline_diagram_view(writer: Writer) -> DiagramView | None:
    """Return the timeline's diagram; its links are labelled by the event entries on the page."""
    labelled_by = (entry_label_ids, entry_label_ids)
    events = leading_events(writer.content.events, limit=DIAGRAM_LIMIT)
    view = _diagram_view(writer, events, name=_diagram_name(writer), labelled_by=labelled_by)
    return view and replace(view, moves=())


def leading_events(events: Sequence[Event], *, limit: int) -> tuple[Event, ...]:
    """Return the events to draw: all of them if there are at most `limit`.

    Otherwise return the key events, the events that answer others, and those they answer; or all
    events if there are no such ones.
    """
    if len(events) <= limit:
        return tuple(events)
    leading = {event.id for event in events if event.key or event.answers}
    leading |= {earlier for event in events for earlier in event.answers}
    return tuple(event for event in events if event.id in leading) or tuple(events)


def entry_label_ids(id_: str) -> str:
    """Return the ids of the elements that label an event on the timeline: its date and title."""
    return f"{id_}.when {id_}.name"


# Returns the ids of the elements on the page that label an event's link.
LabelIds = Callable[[str], str]


def _diagram_view(
    writer: Writer,
    events: Sequence[Event],
    *,
    name: str,
    labelled_by: tuple[LabelIds | None, LabelIds | None],
) -> DiagramView | None:
    if not events:
        return None
    from explainer.diagram import draw  # noqa: PLC0415

    site = writer.content.site

    def draw_form(*, upright: bool) -> Diagram:
        return draw(
            events,
            sides=site.sides,
            href=lambda id_: writer.href("timeline.html", id_),
            upright=upright,
            name=f"{name}.upright" if upright else name,
            labelled_by=labelled_by[upright],
        )

    across = draw_form(upright=False)
    if not across.svg:
        return None
    shown: set[str] = {event.id for event in events}
    return DiagramView(
        across=Markup(across.svg),  # noqa: S704
        upright=Markup(draw_form(upright=True).svg),  # noqa: S704
        omitted_labels=across.omitted_labels,
        moves=tuple(_move(writer, event, shown) for event in events),
        count=len(events),
        total=len(writer.content.events),
    )


def _diagram_name(writer: Writer) -> str:
    return f"{writer.prefix_of('diagram')}diagram"


def chart_svgs(chart: Chart, table: Table, *, prefix: str) -> tuple[Markup, Markup]:
    """Return a chart as two SVGs, the second for phones (empty if there is none).

    Their ids start with `prefix`.
    """
    from explainer import charts  # noqa: PLC0415

    forms = (charts.draw_cached(chart, table), charts.draw_narrow_cached(chart, table))
    wide, narrow = (Markup(charts.prefix_ids(svg, chart, prefix=prefix)) for svg in forms)  # noqa: S704
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
