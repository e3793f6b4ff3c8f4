"""The glossary: all terms with their definitions."""

from __future__ import annotations

from explainer.model import FrontMatter, Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.glossary_marker import term_views
from explainer.pages.page_kind import ListKind, SitePage, introduction
from explainer.pages.prose_html import Part, Writer
from explainer.pages.toc_marker import TocView
from explainer.pages.view_models import TermView
from explainer.readonly import read_only


@read_only
class GlossaryView:
    """The glossary, in alphabetical order."""

    page: FrontMatter | None
    body: tuple[Part, ...]
    toc: tuple[TocView, ...]
    entries: tuple[TermView, ...]


def _reads(dependencies: Dependencies, page: Page | None) -> None:
    if page:
        dependencies.add_page(page)
    dependencies.add_glossary()


def _shows(site_page: SitePage, writer: Writer) -> GlossaryView:
    # All definitions are on this page already, so terms in them aren't linked.
    writer.link_terms = False
    intro = introduction(site_page, writer)
    front = site_page.page.front if site_page.page else None
    return GlossaryView(front, intro.body, intro.toc, term_views(writer))


GLOSSARY_PAGE = ListKind(
    "glossary",
    "Glossary",
    _reads,
    _shows,
    entries=lambda content: content.term_by_id,
    is_on_one_page=True,
    prefix="term.",
)
