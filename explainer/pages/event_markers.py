"""`[events]` and `[diagram]`, both with filters: events as cards, and as a drawing."""

from __future__ import annotations

from explainer.fragment import Mark
from explainer.marker_options import read_filter
from explainer.pages.dependencies import Dependencies
from explainer.pages.events import event_view
from explainer.pages.figures import DiagramView, diagram_view
from explainer.pages.marker import FILTERS, Marker
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import EventView


def _reads(dependencies: Dependencies, mark: Mark) -> None:
    dependencies.select_events(read_filter(mark), dependencies.add_event)


def _shows_cards(writer: Writer, mark: Mark) -> tuple[EventView, ...]:
    events = writer.content.select_events(read_filter(mark))
    return tuple(event_view(writer, event) for event in events)


def _shows_diagram(writer: Writer, mark: Mark) -> DiagramView | None:
    return diagram_view(writer, writer.content.select_events(read_filter(mark)))


EVENTS = Marker("events", FILTERS, _reads, _shows_cards)
DIAGRAM = Marker("diagram", FILTERS, _reads, _shows_diagram)
