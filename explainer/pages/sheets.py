"""Which pages a site has, and what each of them reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from explainer.book import Explainer
from explainer.model import Page
from explainer.pages.narrow import Narrowing
from explainer.pages.sources import cited_in, count_evidence, source_numbers
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
    explainer; `finder` is made from the book's own terms.
    """

    kind: Kind
    address: str
    book: Explainer
    finder: TermFinder = field(repr=False, compare=False)
    page: Page | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    has_one_page: bool = True

    @property
    def source(self) -> str:
        """The file below content/ that an editor would mend for this page."""
        return self.page.source if self.page else "site.yaml"


def sheets(explainer: Explainer) -> Iterator[Sheet]:
    """Yield every page of the site, in reading order."""
    has_one_page = len(explainer.pages) <= MOST_ON_ONE_PAGE
    for sheet in _sheets(explainer):
        if has_one_page:
            yield sheet
        elif sheet.kind != "everything":
            yield replace(sheet, has_one_page=False)


def _sheets(explainer: Explainer) -> Iterator[Sheet]:
    finder = TermFinder(explainer.terms)
    taken_over = {f"{name}.html" for name in MADE}
    for page in explainer.pages:
        if page.address not in taken_over:
            kind: Kind = "home" if page.source == "index.md" else "page"
            yield _page_sheet(explainer, page, kind=kind, finder=finder)
        for alias in page.front.aliases:
            yield _moved_sheet(explainer, page, alias=alias, finder=finder)
    for kind in MADE:
        yield _made_sheet(explainer, kind, finder=finder)
    yield Sheet("everything", "everything.html", explainer, finder)
    book = _shell(explainer).result()
    yield Sheet("404", "404.html", book, finder)


def neighbours(explainer: Explainer, page: Page) -> tuple[Page | None, Page | None]:
    """Return the pages before and after one in the reading order of the chapters."""
    chain = [p for p in explainer.pages if p.chapter or p.source == "index.md"]
    if page not in chain:
        return None, None
    place = chain.index(page)
    before = chain[place - 1] if place else None
    after = chain[place + 1] if place + 1 < len(chain) else None
    return before, after


def shows_moves(page: Page) -> bool:
    """Return whether a page lists its side's moves: a chapter's first page that has a side."""
    first = page.source in {f"{page.chapter}.md", f"{page.chapter}/index.md"}
    return bool(page.front.side and page.chapter and first)


def _shell(explainer: Explainer) -> Narrowing:
    """Read what every page shows round its text: the way through the site."""
    narrowing = Narrowing(explainer)
    narrowing.open_terms()
    for chapter in explainer.site.chapters:
        for page in explainer.chapter_pages(chapter)[:1]:
            narrowing.name_page(page)
    for page in explainer.pages:
        if not page.chapter and "/" not in page.source:
            narrowing.name_page(page)
    return narrowing


def _page_sheet(explainer: Explainer, page: Page, *, kind: Kind, finder: TermFinder) -> Sheet:
    narrowing = _shell(explainer)
    facts: dict[str, Any] = {}
    for other in neighbours(explainer, page):
        if other:
            narrowing.name_page(other)
    if page.source in {f"{page.chapter}.md", f"{page.chapter}/index.md"}:
        for other in explainer.chapter_pages(page.chapter):
            narrowing.name_page(other)
    if kind == "home":
        for name in ("outcomes", "status", "changes"):
            narrowing.list(name)
        for event in explainer.events:
            narrowing.name_event(event.id)
        facts = {"sources": len(explainer.sources), "words": count_words(explainer)}
    narrowing.page(page)
    if shows_moves(page):
        for event in explainer.events:
            if page.front.side in event.side:
                narrowing.move(event)
    facts["neighbours"] = [other and other.source for other in neighbours(explainer, page)]
    return Sheet(kind, page.address, narrowing.result(), finder, page, facts)


def _moved_sheet(explainer: Explainer, page: Page, *, alias: str, finder: TermFinder) -> Sheet:
    narrowing = Narrowing(explainer)
    narrowing.name_page(page)
    return Sheet("moved", alias, narrowing.result(), finder, page)


def _made_sheet(explainer: Explainer, kind: Kind, *, finder: TermFinder) -> Sheet:
    narrowing = _shell(explainer)
    facts: dict[str, Any] = {}
    page = explainer.page_by_source.get(f"{kind}.md")
    if page:
        narrowing.page(page)
    if kind == "timeline":
        for event in explainer.events:
            narrowing.entry(event)
        narrowing.list("in-force")
        facts = {"numbers": source_numbers(explainer)}
    else:
        narrowing.list(kind)
    if kind == "sources":
        facts = {"cited_in": cited_in(explainer), "evidence": count_evidence(explainer)}
    return Sheet(kind, f"{kind}.html", narrowing.result(), finder, page, facts)


def count_words(explainer: Explainer) -> int:
    """Count the words of the chapters and the home page."""
    pages = (page for page in explainer.pages if page.chapter or page.source == "index.md")
    return sum(page.prose.fragment.words for page in pages)
