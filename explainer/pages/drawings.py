"""Diagrams and charts as pages show them, each with the same in words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from explainer import charts, diagram
from explainer.model import Chart, Event, Table
from explainer.pages.views import DatePart, LinkView, SideView, date_parts, side_view
from explainer.pages.writer import Writer
from explainer.problems import CannotMake, Problem


@dataclass(frozen=True)
class MoveView:
    """An event as a line of the diagram's text."""

    date: tuple[DatePart, ...]
    sides: tuple[SideView, ...]
    link: LinkView
    answers: tuple[LinkView, ...]
    follows: tuple[LinkView, ...]


@dataclass(frozen=True)
class DiagramView:
    """The diagram lying and upright, how many names it left out, and its text.

    `moves` is empty where the events themselves stand on the same page.
    """

    across: Markup
    upright: Markup
    thinned: int
    moves: tuple[MoveView, ...]


def diagram_view(
    writer: Writer, events: Sequence[Event], *, with_text: bool = True
) -> DiagramView | None:
    """Return the diagram of events, or None where there is nothing to draw."""
    site = writer.book.site
    name = f"{writer.prefix_of('diagram')}diagram"

    def drawn(*, upright: bool) -> diagram.Diagram:
        return diagram.draw(
            events,
            sides=site.sides,
            href=lambda id_: writer.href("timeline.html", id_),
            upright=upright,
            name=f"{name}.upright" if upright else name,
        )

    across = drawn(upright=False)
    if not across.svg:
        return None
    shown: set[str] = {event.id for event in events}
    moves = tuple(_move(writer, event, shown) for event in events) if with_text else ()
    upright = Markup(drawn(upright=True).svg)  # noqa: S704
    return DiagramView(Markup(across.svg), upright, across.thinned, moves)  # noqa: S704


def chart_svg(chart: Chart, table: Table, *, prefix: str) -> Markup:
    """Return a chart's drawing; raises CannotMake with the place of its specification."""
    try:
        svg = _drawn(_Drawn(chart, table))
        return Markup(charts.prefixed(svg, chart, prefix=prefix))  # noqa: S704
    except charts.ChartError as error:
        place = chart.place_of("spec")
        raise CannotMake(Problem(place, "chart", error.message, error.hint)) from error


class _Drawn:
    """A chart and its table, which are compared as what they are: the very same records."""

    def __init__(self, chart: Chart, table: Table) -> None:
        self.chart = chart
        self.table = table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and (self.chart, self.table) == (other.chart, other.table)

    def __hash__(self) -> int:
        return hash((self.chart.id, self.chart.title, self.table.rows))


@lru_cache(maxsize=64)
def _drawn(drawn: _Drawn) -> str:
    """Draw a chart once for all the pages that show it: drawing is dear."""
    return charts.draw(drawn.chart, drawn.table)


def _move(writer: Writer, event: Event, shown: set[str]) -> MoveView:
    site = writer.book.site
    return MoveView(
        date=date_parts(event.date),
        sides=tuple(side_view(site, side) for side in site.sides if side.id in event.side),
        link=_link(writer, event),
        answers=_links(writer, event.answers, shown),
        follows=_links(writer, event.follows, shown),
    )


def _links(writer: Writer, ids: Sequence[str], shown: set[str]) -> tuple[LinkView, ...]:
    return tuple(_link(writer, writer.book.event_by_id[id_]) for id_ in ids if id_ in shown)


def _link(writer: Writer, event: Event) -> LinkView:
    return LinkView(event.title, writer.href("timeline.html", event.id))
