"""`[sources]`: all sources, without the places that cite them."""

from __future__ import annotations

from explainer.fragment import Mark
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Writer
from explainer.pages.sources import CitedSourceView, source_view


def _reads(dependencies: Dependencies, _: Mark) -> None:
    dependencies.add_all_sources()


def _shows(writer: Writer, _: Mark) -> tuple[CitedSourceView, ...]:
    return tuple(CitedSourceView(source_view(source), ()) for source in writer.content.sources)


SOURCES = Marker("sources", "", _reads, _shows)
