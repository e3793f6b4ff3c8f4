"""The glossary: all terms with their definitions."""

from __future__ import annotations

from explainer.model import Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.glossary_marker import term_views
from explainer.pages.page_kind import Introduction, ListKind, SitePage, introduction
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import TermView
from explainer.readonly import read_only


@read_only
class GlossaryView:
    """The glossary, in alphabetical order."""

    intro: Introduction
    entries: tuple[TermView, ...]


def _reads(dependencies: Dependencies, page: Page | None) -> None:
    if page:
        dependencies.add_page(page)
    dependencies.add_glossary()


def _shows(site_page: SitePage, writer: Writer) -> GlossaryView:
    # All definitions are on this page already, so terms in them aren't linked.
    writer.link_terms = False
    intro = introduction(site_page, writer)
    return GlossaryView(intro, term_views(writer))


GLOSSARY_PAGE = ListKind(
    "glossary",
    "Glossary",
    _reads,
    _shows,
    entries=lambda content: content.term_by_id,
    is_on_one_page=True,
    prefix="term.",
)
