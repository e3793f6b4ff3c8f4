"""All kinds of pages, and the pages of a site with the records each depends on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from explainer.content import Content
from explainer.model import Page
from explainer.pages.bare_pages import MOVED, NOT_FOUND
from explainer.pages.content_page import CONTENT_PAGE
from explainer.pages.dependencies import Dependencies
from explainer.pages.home_page import HOME_PAGE
from explainer.pages.list_kinds import LISTS
from explainer.pages.marker_table import MARKERS
from explainer.pages.one_page_edition import ONE_PAGE
from explainer.pages.page_kind import HOME, PageKind, SitePage
from explainer.problems import Place
from explainer.selections import OpeningPages, TopPages
from explainer.terms import TermFinder

PAGE_KINDS = (HOME_PAGE, CONTENT_PAGE, *LISTS, ONE_PAGE, NOT_FOUND, MOVED)
# Above this many pages there is no one-page edition: it would be too long to be useful.
ONE_PAGE_LIMIT = 200
# Pages that the build generates, by their addresses. The editor can write text for the lists alone.
LIST_ADDRESSES = tuple(kind.address for kind in LISTS)
RESERVED_ADDRESSES = (f"{ONE_PAGE.name}.html", f"{NOT_FOUND.name}.html")
# Pages that the editor can link to as if their files were in content/.
GENERATED_PAGES = (*(kind.source for kind in LISTS), f"{ONE_PAGE.name}.md")


def site_pages(content: Content) -> Iterator[SitePage]:
    """Yield every page of the site: the editor's in reading order, then the generated ones."""
    has_one_page = len(content.pages) <= ONE_PAGE_LIMIT
    for site_page in _all_site_pages(content):
        if has_one_page:
            yield site_page
        elif site_page.kind is not ONE_PAGE:
            yield replace(site_page, has_one_page=False)


def _all_site_pages(content: Content) -> Iterator[SitePage]:
    finder = TermFinder(content.terms)
    # Collected once: the records are then shared by all pages, and each is digested only once.
    shared = _shared_dependencies(content)
    for page in content.pages:
        if page.address not in LIST_ADDRESSES:
            kind = HOME_PAGE if page.address == HOME else CONTENT_PAGE
            yield _site_page(kind, page.address, shared.copy(), finder, page=page)
        for number, alias in enumerate(page.front.aliases):
            moved = _site_page(MOVED, alias, Dependencies(content, MARKERS), finder, page=page)
            yield replace(moved, place=page.front.place_of("aliases", number))
    for kind in LISTS:
        page_above = content.page_by_source.get(kind.source)
        yield _site_page(kind, kind.address, shared.copy(), finder, page=page_above)
    # The one-page edition depends on everything.
    yield SitePage(ONE_PAGE, f"{ONE_PAGE.name}.html", content, finder)
    yield _site_page(NOT_FOUND, f"{NOT_FOUND.name}.html", shared.copy(), finder)


def _shared_dependencies(content: Content) -> Dependencies:
    """Return what every page depends on: the glossary, and the pages in the navigation."""
    dependencies = Dependencies(content, MARKERS)
    dependencies.add_term_definitions()
    dependencies.select_pages(OpeningPages(), dependencies.add_page_stub)
    dependencies.select_pages(TopPages(), dependencies.add_page_stub)
    return dependencies


def _site_page(
    kind: PageKind,
    address: str,
    dependencies: Dependencies,
    finder: TermFinder,
    *,
    page: Page | None = None,
) -> SitePage:
    data = kind.reads(dependencies, page)
    place = page.place if page else Place("site.yaml")
    content = dependencies.narrowed_content()
    return SitePage(kind, address, content, finder, page, data, place=place)
