"""The page of all sources, by standing, with the places that cite each."""

from __future__ import annotations

from collections.abc import Mapping

from explainer.model import Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.page_kind import Introduction, ListKind, SitePage, introduction
from explainer.pages.prose_html import Writer
from explainer.pages.sources import (
    EvidenceCount,
    SourceGroup,
    cited_in,
    count_evidence,
    source_groups,
)
from explainer.pages.view_models import LinkView
from explainer.readonly import frozen, read_only


@frozen
class Uses:
    """Where the sources are cited, and how many events have which kind of evidence."""

    cited_in: Mapping[str, tuple[LinkView, ...]]
    evidence: EvidenceCount


@read_only
class SourcesView:
    """The page of sources: `groups` by standing, `count` of all, and the `evidence` of events."""

    intro: Introduction
    groups: tuple[SourceGroup, ...]
    evidence: EvidenceCount
    count: int


def _reads(dependencies: Dependencies, page: Page | None) -> Uses:
    if page:
        dependencies.add_page(page)
    dependencies.add_all_sources()
    content = dependencies.content
    return Uses(cited_in(content, dependencies.markers), count_evidence(content))


def _shows(site_page: SitePage, writer: Writer) -> SourcesView:
    uses: Uses = site_page.data
    intro = introduction(site_page, writer)
    return SourcesView(
        intro=intro,
        groups=source_groups(writer, uses.cited_in),
        evidence=uses.evidence,
        count=len(writer.content.sources),
    )


SOURCES_PAGE = ListKind(
    "sources",
    "Sources",
    _reads,
    _shows,
    in_header=True,
    entries=lambda content: content.source_by_id,
    is_on_one_page=True,
    prefix="src.",
)
