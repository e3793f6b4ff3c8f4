"""Which pages a site has, and what each of them reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from explainer.content import Content
from explainer.model import Page
from explainer.pages.dependencies import Narrowing
from explainer.pages.sources import cited_in, count_evidence, source_numbers
from explainer.problems import Place
from explainer.terms import TermFinder

Kind = Literal[
    "home", "page", "timeline", "sources", "glossary", "changes", "everything", "404", "moved"
]

# Above this many pages the one-page edition would serve nobody.
MOST_ON_ONE_PAGE = 200
MADE: dict[Kind, str] = {
    "timeline": "Timeline",
    "sources": "Sources",
    "glossary": "Glossary",
    "changes": "Changes",
}


@dataclass(frozen=True)
class Sheet:
    """A page to be made: what it shows, and all that it reads.

    `page` is the editor's, where there is one; `facts` are counts and lists drawn from the whole
    explainer; `finder` is made from the book's own terms; `place` is where an editor would mend
    its address.
    """

    kind: Kind
    address: str
    content: Content
    finder: TermFinder = field(repr=False, compare=False)
    page: Page | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    has_one_page: bool = True
    place: Place = field(default=Place("site.yaml"), compare=False)


def sheets(content: Content) -> Iterator[Sheet]:
    """Yield every page of the site, in reading order."""
    has_one_page = len(content.pages) <= MOST_ON_ONE_PAGE
    for sheet in _sheets(content):
        if has_one_page:
            yield sheet
        elif sheet.kind != "everything":
            yield replace(sheet, has_one_page=False)


def _sheets(content: Content) -> Iterator[Sheet]:
    finder = TermFinder(content.terms)
    # Gathered once: its records, shared by all pages, are then digested once as well.
    shell = _shell(content)
    taken_over = {f"{name}.html" for name in MADE}
    for page in content.pages:
        if page.address not in taken_over:
            kind: Kind = "home" if page.source == "index.md" else "page"
            yield _page_sheet(shell.copy(), page, kind=kind, finder=finder)
        for number in range(len(page.front.aliases)):
            yield _moved_sheet(content, page, number=number, finder=finder)
    for kind in MADE:
        yield _made_sheet(shell.copy(), kind, finder=finder)
    yield Sheet("everything", "everything.html", content, finder)
    yield Sheet("404", "404.html", shell.result(), finder)


def shows_moves(page: Page) -> bool:
    """Return whether a page lists its side's moves: a chapter's first page that has a side."""
    return bool(page.front.side and page.opens_chapter)


def _shell(content: Content) -> Narrowing:
    """Read what every page shows round its text: the way through the site."""
    narrowing = Narrowing(content)
    narrowing.open_terms()
    for chapter in content.site.chapters:
        for page in content.chapter_pages(chapter)[:1]:
            narrowing.name_page(page)
    for page in content.pages:
        if not page.chapter and "/" not in page.source:
            narrowing.name_page(page)
    return narrowing


def _page_sheet(narrowing: Narrowing, page: Page, *, kind: Kind, finder: TermFinder) -> Sheet:
    content = narrowing.content
    neighbours = content.neighbours.get(page.source, (None, None))
    facts: dict[str, Any] = {}
    for other in neighbours:
        if other:
            narrowing.name_page(other)
    if page.opens_chapter:
        for other in content.chapter_pages(page.chapter):
            narrowing.name_page(other)
    if kind == "home":
        for name in ("outcomes", "status", "changes"):
            narrowing.list(name)
        for event in content.events:
            narrowing.name_event(event.id)
        facts = {"sources": len(content.sources), "words": count_words(content)}
    narrowing.page(page)
    if shows_moves(page):
        for event in content.events:
            if page.front.side in event.side:
                narrowing.move(event)
    facts["neighbours"] = [other and other.source for other in neighbours]
    return Sheet(kind, page.address, narrowing.result(), finder, page, facts, place=page.place)


def _moved_sheet(content: Content, page: Page, *, number: int, finder: TermFinder) -> Sheet:
    narrowing = Narrowing(content)
    narrowing.name_page(page)
    place = page.front.place_of("aliases", number)
    alias = page.front.aliases[number]
    return Sheet("moved", alias, narrowing.result(), finder, page, place=place)


def _made_sheet(narrowing: Narrowing, kind: Kind, *, finder: TermFinder) -> Sheet:
    content = narrowing.content
    facts: dict[str, Any] = {}
    page = content.page_by_source.get(f"{kind}.md")
    if page:
        narrowing.page(page)
    if kind == "timeline":
        for event in content.events:
            narrowing.entry(event)
        narrowing.list("in-force")
        facts = {"numbers": source_numbers(content)}
    else:
        narrowing.list(kind)
    if kind == "sources":
        facts = {"cited_in": cited_in(content), "evidence": count_evidence(content)}
    address, content = f"{kind}.html", narrowing.result()
    if page is None:
        return Sheet(kind, address, content, finder, facts=facts)
    return Sheet(kind, address, content, finder, page, facts, place=page.place)


def count_words(content: Content) -> int:
    """Count the words of the chapters and the home page."""
    pages = (page for page in content.pages if page.chapter or page.source == "index.md")
    return sum(page.prose.fragment.words for page in pages)
