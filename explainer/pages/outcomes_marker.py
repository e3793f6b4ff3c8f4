"""`[outcomes]`: the table of all outcomes."""

from __future__ import annotations

from explainer.fragment import Mark
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.outcomes import GlanceView, glance_views
from explainer.pages.prose_html import Writer
from explainer.selections import OutcomePages


def add_outcomes(dependencies: Dependencies) -> None:
    """Declare what `glance_views` reads."""
    dependencies.select_pages(OutcomePages(), dependencies.add_outcome_row)


def _reads(dependencies: Dependencies, _: Mark) -> None:
    add_outcomes(dependencies)


def _shows(writer: Writer, _: Mark) -> tuple[GlanceView, ...]:
    return glance_views(writer)


OUTCOMES = Marker("outcomes", "", _reads, _shows)
