"""All kinds of pages, and the pages of a site with the records each depends on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from explainer.content import Content
from explainer.model import Event, Page
from explainer.pages.bare_pages import MOVED, NOT_FOUND
from explainer.pages.content_page import CONTENT_PAGE
from explainer.pages.dependencies import Dependencies
from explainer.pages.event_page import EVENT_PAGE
from explainer.pages.home_page import HOME_PAGE
from explainer.pages.list_kinds import LISTS, lists_of
from explainer.pages.marker_table import MARKERS
from explainer.pages.one_page_edition import ONE_PAGE
from explainer.pages.page_kind import HOME, ListKind, PageKind, SitePage
from explainer.problems import Place
from explainer.selections import OpeningPages, TopPages
from explainer.terms import TermFinder
from explainer.urls import event_address

PAGE_KINDS = (HOME_PAGE, CONTENT_PAGE, EVENT_PAGE, *LISTS, ONE_PAGE, NOT_FOUND, MOVED)
# Above this many pages there is no one-page edition: it would be too long to be useful.
ONE_PAGE_LIMIT = 200
# Pages that the build can generate, by their addresses. The editor can write text for the lists alone.
LIST_ADDRESSES = tuple(kind.address for kind in LISTS)
RESERVED_ADDRESSES = (f"{ONE_PAGE.name}.html", f"{NOT_FOUND.name}.html")
# Their files, to which the editor can link if the page exists as if they were in content/.
GENERATED_PAGES = (*(kind.source for kind in LISTS), f"{ONE_PAGE.name}.md")


def site_pages(
    content: Content, *, only: Collection[str] | None = None
) -> Iterator[Callable[[], SitePage]]:
    """Yield a function for every page of the site that returns it with what it depends on.

    The editor's pages come first, in reading order, then the generated ones. Functions, since a
    large site's pages with all that they depend on would take a lot of memory. With `only`, yield
    those of the pages at these addresses.
    """
    for address, make_page in _all_pages(content):
        if only is None or address in only:
            yield make_page


def _all_pages(content: Content) -> Iterator[tuple[str, Callable[[], SitePage]]]:
    """Yield the address of each page, and the function of `site_pages`."""
    finder = TermFinder(content.terms)
    # Collected once: the records are then shared by all pages, and each is digested only once.
    shared = _shared_dependencies(content)
    nothing = Dependencies(content, MARKERS)
    lists, has_one_page = lists_of(content), len(content.pages) <= ONE_PAGE_LIMIT
    make = partial(_site_page, finder, has_one_page=has_one_page, lists=lists)
    for page in content.pages:
        if page.address not in LIST_ADDRESSES:
            kind = HOME_PAGE if page.address == HOME else CONTENT_PAGE
            yield page.address, partial(make, kind, page.address, shared, page=page)
        for number, alias in enumerate(page.front.aliases):
            place = page.front.place_of("aliases", number)
            yield alias, partial(make, MOVED, alias, nothing, page=page, place=place)
    for event in content.key_events:
        address = event_address(event.id)
        yield address, partial(make, EVENT_PAGE, address, shared, event=event)
    for kind in lists:
        page_above = content.page_by_source.get(kind.source)
        yield kind.address, partial(make, kind, kind.address, shared, page=page_above)
    one_page, not_found = RESERVED_ADDRESSES
    if has_one_page:
        # The one-page edition depends on everything.
        yield one_page, partial(SitePage, ONE_PAGE, one_page, content, finder, lists=lists)
    yield not_found, partial(make, NOT_FOUND, not_found, shared)


def generated_pages(content: Content) -> tuple[str, ...]:
    """Return those of GENERATED_PAGES that a site with this content has."""
    missing = {kind.source for kind in LISTS} - {kind.source for kind in lists_of(content)}
    return tuple(source for source in GENERATED_PAGES if source not in missing)


def _shared_dependencies(content: Content) -> Dependencies:
    """Return what every page depends on: the glossary, and the pages in the navigation."""
    dependencies = Dependencies(content, MARKERS)
    dependencies.add_term_definitions()
    dependencies.select_pages(OpeningPages(), dependencies.add_page_stub)
    dependencies.select_pages(TopPages(), dependencies.add_page_stub)
    return dependencies


def _site_page(
    finder: TermFinder,
    kind: PageKind,
    address: str,
    shared: Dependencies,
    *,
    has_one_page: bool,
    lists: tuple[ListKind, ...],
    page: Page | None = None,
    event: Event | None = None,
    place: Place | None = None,
) -> SitePage:
    dependencies = shared.copy()
    subject = page or event
    data = kind.reads(dependencies, subject)
    place = place or (subject.place if subject else Place("site.yaml"))
    content = dependencies.narrowed_content()
    return SitePage(kind, address, content, finder, page, event, data, has_one_page, place, lists)
