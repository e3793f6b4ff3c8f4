"""A page that the editor wrote: a page of a chapter, an outcome's page, or one outside chapters."""

from __future__ import annotations

from markupsafe import Markup

from explainer.model import FrontMatter, Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.events import move_view
from explainer.pages.outcomes import OutcomeView, outcome_view
from explainer.pages.page_kind import PageKind, SitePage
from explainer.pages.prose_html import Part, Writer
from explainer.pages.reading_time import minutes
from explainer.pages.toc_marker import TocView, puts_toc, toc
from explainer.pages.view_models import (
    DatePart,
    EventView,
    LinkView,
    SideView,
    day_parts,
    page_link,
    side_of,
)
from explainer.readonly import frozen, read_only
from explainer.selections import EventsOfSide, PagesOfChapter, UpcomingOfOutcome


@frozen
class Neighbours:
    """The source paths of the pages before and after a page in reading order, as far as any."""

    previous: str = ""
    next: str = ""


@read_only
class ContentPageView:
    """A page that the editor wrote.

    `side`: the side whose moves the page tells; `moves`: those moves, if it opens a chapter.
    `chapter_pages`: the chapter's other pages, if it opens a chapter.
    `puts_toc`: whether the text has the table of contents where the editor wants it.
    `minutes`: how long its text takes to read.
    """

    page: FrontMatter
    key_points: tuple[Markup, ...]
    body: tuple[Part, ...]
    outcome: OutcomeView | None
    side: SideView | None
    moves: tuple[EventView, ...]
    chapter_pages: tuple[LinkView, ...]
    toc: tuple[TocView, ...]
    puts_toc: bool
    updated: tuple[DatePart, ...]
    minutes: int
    previous: LinkView | None
    next: LinkView | None


def shows_moves(page: Page) -> bool:
    """Return whether a page lists its side's events: if it has a side and opens its chapter."""
    return bool(page.front.side and page.opens_chapter)


def _reads(dependencies: Dependencies, page: Page | None) -> Neighbours:
    if page is None:
        return Neighbours()
    neighbours = dependencies.content.neighbours.get(page.source, (None, None))
    for neighbour in neighbours:
        if neighbour:
            dependencies.add_page_stub(neighbour)
    if page.opens_chapter:
        dependencies.select_pages(PagesOfChapter(page.chapter), dependencies.add_page_stub)
    dependencies.add_page(page)
    if page.front.outcome:
        dependencies.select_upcoming(UpcomingOfOutcome(page.front.outcome.id))
    if shows_moves(page):
        dependencies.select_events(EventsOfSide(str(page.front.side)), dependencies.add_move)
    return Neighbours(*(neighbour.source if neighbour else "" for neighbour in neighbours))


def _shows(site_page: SitePage, writer: Writer) -> ContentPageView:
    page = site_page.editors_page
    front, content = page.front, writer.content
    neighbours: Neighbours = site_page.data
    # In the order of the page: citations are numbered as they are rendered.
    points = tuple(writer.inline(point) for point in front.key_points)
    outcome = outcome_view(writer, page) if front.outcome else None
    body = writer.fill(page.prose)
    moves: tuple[EventView, ...] = ()
    if shows_moves(page):
        events = content.select_events(EventsOfSide(str(front.side)))
        moves = tuple(move_view(writer, event) for event in events)
    return ContentPageView(
        page=front,
        key_points=points,
        body=body,
        outcome=outcome,
        side=side_of(writer, page),
        moves=moves,
        chapter_pages=tuple(page_link(writer, further) for further in _further(writer, page)),
        toc=toc(page.prose.fragment.headings),
        puts_toc=puts_toc(page),
        updated=day_parts(front.updated),
        minutes=minutes(page.prose.fragment.words),
        previous=_neighbour(writer, neighbours.previous),
        next=_neighbour(writer, neighbours.next),
    )


def _further(writer: Writer, page: Page) -> list[Page]:
    """Return the other pages of the page's chapter if it is the chapter's first, else none."""
    if not page.opens_chapter:
        return []
    pages = writer.content.select_pages(PagesOfChapter(page.chapter))
    return [further for further in pages if further.source != page.source]


def _neighbour(writer: Writer, source: str) -> LinkView | None:
    return page_link(writer, writer.content.page_by_source[source]) if source else None


CONTENT_PAGE = PageKind("page", "", _reads, _shows)
