"""The pages of a site: their kinds, and the records each depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from explainer.content import Content
from explainer.model import Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.sources import cited_in, count_evidence, source_numbers
from explainer.problems import Place
from explainer.terms import TermFinder

Kind = Literal[
    "home", "page", "timeline", "sources", "glossary", "changes", "everything", "404", "moved"
]

# Above this many pages there is no one-page edition: it would be too long to be useful.
ONE_PAGE_LIMIT = 200
# The lists that the build generates, with their titles.
LIST_PAGES: dict[Kind, str] = {
    "timeline": "Timeline",
    "sources": "Sources",
    "glossary": "Glossary",
    "changes": "Changes",
}


@dataclass(frozen=True)
class SitePage:
    """A page of the site, with everything needed to render it.

    `content`: only the records that the page depends on.
    `finder`: finds the glossary terms in its text.
    `page`: the page that the editor wrote, or None if the build generates the whole page.
    `site_data`: values computed from the whole content, such as totals.
    `has_one_page`: whether the site has a one-page edition.
    `place`: where an editor can change the page's address.
    """

    kind: Kind
    address: str
    content: Content
    finder: TermFinder = field(repr=False, compare=False)
    page: Page | None = None
    site_data: Mapping[str, Any] = field(default_factory=dict)
    has_one_page: bool = True
    place: Place = field(default=Place("site.yaml"), compare=False)


def site_pages(content: Content) -> Iterator[SitePage]:
    """Yield every page of the site: the editor's in reading order, then the generated ones."""
    has_one_page = len(content.pages) <= ONE_PAGE_LIMIT
    for site_page in _all_site_pages(content):
        if has_one_page:
            yield site_page
        elif site_page.kind != "everything":
            yield replace(site_page, has_one_page=False)


def _all_site_pages(content: Content) -> Iterator[SitePage]:
    finder = TermFinder(content.terms)
    # Collected once: the records are then shared by all pages, and each is digested only once.
    shared = _shared_dependencies(content)
    list_addresses = {f"{name}.html" for name in LIST_PAGES}
    for page in content.pages:
        if page.address not in list_addresses:
            kind: Kind = "home" if page.source == "index.md" else "page"
            yield _content_page(shared.copy(), page, kind=kind, finder=finder)
        for number in range(len(page.front.aliases)):
            yield _alias_page(content, page, number=number, finder=finder)
    for kind in LIST_PAGES:
        yield _list_page(shared.copy(), kind, finder=finder)
    yield SitePage("everything", "everything.html", content, finder)
    yield SitePage("404", "404.html", shared.narrowed_content(), finder)


def shows_moves(page: Page) -> bool:
    """Return whether a page lists its side's events: if it has a side and opens its chapter."""
    return bool(page.front.side and page.opens_chapter)


def _shared_dependencies(content: Content) -> Dependencies:
    """Return what every page depends on: the glossary, and the pages in the navigation."""
    dependencies = Dependencies(content)
    dependencies.add_term_definitions()
    for chapter in content.site.chapters:
        for page in content.chapter_pages(chapter)[:1]:
            dependencies.add_page_stub(page)
    for page in content.pages:
        if not page.chapter and "/" not in page.source:
            dependencies.add_page_stub(page)
    return dependencies


def _content_page(
    dependencies: Dependencies, page: Page, *, kind: Kind, finder: TermFinder
) -> SitePage:
    content = dependencies.content
    neighbours = content.neighbours.get(page.source, (None, None))
    site_data: dict[str, Any] = {}
    for neighbour in neighbours:
        if neighbour:
            dependencies.add_page_stub(neighbour)
    if page.opens_chapter:
        for chapter_page in content.chapter_pages(page.chapter):
            dependencies.add_page_stub(chapter_page)
    if kind == "home":
        for name in ("outcomes", "status", "changes"):
            dependencies.add_list(name)
        for event in content.events:
            dependencies.add_event_stub(event.id)
        site_data = {"sources": len(content.sources), "words": count_words(content)}
    dependencies.add_page(page)
    if shows_moves(page):
        for event in content.events:
            if page.front.side in event.side:
                dependencies.add_move(event)
    site_data["neighbours"] = [neighbour and neighbour.source for neighbour in neighbours]
    return SitePage(
        kind,
        page.address,
        dependencies.narrowed_content(),
        finder,
        page,
        site_data,
        place=page.place,
    )


def _alias_page(content: Content, page: Page, *, number: int, finder: TermFinder) -> SitePage:
    """Return the page at one of a page's former addresses, which says where the page is now."""
    dependencies = Dependencies(content)
    dependencies.add_page_stub(page)
    place = page.front.place_of("aliases", number)
    alias = page.front.aliases[number]
    return SitePage("moved", alias, dependencies.narrowed_content(), finder, page, place=place)


def _list_page(dependencies: Dependencies, kind: Kind, *, finder: TermFinder) -> SitePage:
    """Return a generated list, such as the timeline, with the editor's text above it if any."""
    content = dependencies.content
    site_data: dict[str, Any] = {}
    page = content.page_by_source.get(f"{kind}.md")
    if page:
        dependencies.add_page(page)
    if kind == "timeline":
        for event in content.events:
            dependencies.add_timeline_entry(event)
        dependencies.add_list("in-force")
        site_data = {"numbers": source_numbers(content)}
    else:
        dependencies.add_list(kind)
    if kind == "sources":
        site_data = {"cited_in": cited_in(content), "evidence": count_evidence(content)}
    address, content = f"{kind}.html", dependencies.narrowed_content()
    if page is None:
        return SitePage(kind, address, content, finder, site_data=site_data)
    return SitePage(kind, address, content, finder, page, site_data, place=page.place)


def count_words(content: Content) -> int:
    """Return the number of words on the home page and in all chapters."""
    pages = (page for page in content.pages if page.chapter or page.source == "index.md")
    return sum(page.prose.fragment.words for page in pages)
