"""All markers, by name. A marker that isn't in this table doesn't exist."""

from __future__ import annotations

from collections.abc import Mapping

from explainer.fragment import Mark
from explainer.pages.accounts_marker import ACCOUNTS
from explainer.pages.changes_marker import CHANGES
from explainer.pages.chart_marker import CHART
from explainer.pages.event_markers import DIAGRAM, EVENTS
from explainer.pages.glossary_marker import GLOSSARY
from explainer.pages.in_force_marker import IN_FORCE
from explainer.pages.marker import Marker
from explainer.pages.outcomes_marker import OUTCOMES
from explainer.pages.prose_html import Block, Writer
from explainer.pages.sources_marker import SOURCES
from explainer.pages.status_marker import STATUS
from explainer.pages.toc_marker import TOC
from explainer.pages.upcoming_marker import UPCOMING

MARKERS: Mapping[str, Marker] = {
    marker.name: marker
    for marker in (
        ACCOUNTS,
        CHANGES,
        CHART,
        DIAGRAM,
        EVENTS,
        GLOSSARY,
        IN_FORCE,
        OUTCOMES,
        SOURCES,
        STATUS,
        TOC,
        UPCOMING,
    )
}


def make_block(writer: Writer, mark: Mark, level: int) -> Block:
    """Return the block that replaces a marker; `level` is that of headings in it."""
    return Block(mark.target, MARKERS[mark.target].shows(writer, mark), level)
