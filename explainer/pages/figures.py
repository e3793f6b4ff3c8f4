"""Views of diagrams and charts: their SVG, and for a diagram the same information as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from explainer.chart_records import Chart, Table
from explainer.model import Event
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import DatePart, LinkView, SideView, date_parts, side_view
from explainer.readonly import read_only

if TYPE_CHECKING:
    from explainer.diagram import Diagram


@read_only
class MoveView:
    """An entry of the list below a diagram, "The same as a list": an event as text.

    `answers` and `follows` link to those related events that are also in the diagram.
    """

    date: tuple[DatePart, ...]
    sides: tuple[SideView, ...]
    link: LinkView
    answers: tuple[LinkView, ...]
    follows: tuple[LinkView, ...]


@read_only
class DiagramView:
    """A diagram of events as a figure: two drawings (CSS shows one), and a list below.

    `across`, `upright`: the horizontal drawing, and the vertical one for phones.
    `drawn`: the signs in the drawing that its caption explains (see `diagram.Sign`).
    `omitted_labels`: how many labels didn't fit in the horizontal drawing.
    `moves`: the same events as a list.
    """

    across: Markup
    upright: Markup
    omitted_labels: int
    drawn: frozenset[str]
    moves: tuple[MoveView, ...]


def diagram_view(writer: Writer, events: Sequence[Event]) -> DiagramView | None:
    """Return the view of a diagram of the events, or None if there is nothing to draw."""
    if not events:
        return None
    # Imported here to keep start-up fast for sites without a diagram.
    from explainer.diagram import draw, title_id  # noqa: PLC0415

    name = _diagram_name(writer)
    site = writer.content.site

    def draw_form(*, upright: bool) -> Diagram:
        return draw(
            events,
            sides=site.sides,
            href=lambda id_: writer.href("timeline.html", id_),
            upright=upright,
            name=f"{name}.upright" if upright else name,
            # The vertical form refers to the titles in the horizontal one, which is hidden on
            # phones but still on the page.
            labelled_by=(lambda id_: title_id(name, id_)) if upright else None,
        )

    across = draw_form(upright=False)
    if not across.svg:
        return None
    shown: set[str] = {event.id for event in events}
    return DiagramView(
        across=Markup(across.svg),  # noqa: S704
        upright=Markup(draw_form(upright=True).svg),  # noqa: S704
        omitted_labels=across.omitted_labels,
        drawn=frozenset(across.drawn),
        moves=tuple(_move(writer, event, shown) for event in events),
    )


def _diagram_name(writer: Writer) -> str:
    return f"{writer.prefix_of('diagram')}diagram"


def chart_svgs(chart: Chart, table: Table, *, prefix: str) -> tuple[Markup, Markup]:
    """Return a chart's SVG for wide screens and its SVG for phones (empty if there is none).

    `prefix` is put before their ids.
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
    """Return links to the events with these ids, as far as they are `shown` in the diagram."""
    return tuple(_link(writer, writer.content.event_by_id[id_]) for id_ in ids if id_ in shown)


def _link(writer: Writer, event: Event) -> LinkView:
    return LinkView(event.title, writer.href("timeline.html", event.id))
