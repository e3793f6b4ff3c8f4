"""The one-page edition, `everything.html`: all pages as parts of one, for printing and offline use.

A link to another page becomes a link to that page's part.
"""

from __future__ import annotations

from markupsafe import Markup

from explainer.content import Content
from explainer.model import Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.events import event_view
from explainer.pages.glossary_marker import term_views
from explainer.pages.home_opening import HomeOpening, home_opening
from explainer.pages.in_force_page import IN_FORCE_PAGE, MeasuresView, measures_view
from explainer.pages.list_kinds import LISTS
from explainer.pages.outcomes import OutcomeView, outcome_view
from explainer.pages.page_kind import PageKind, SitePage
from explainer.pages.prose_html import Linker, Part, Writer
from explainer.pages.sources_page import SOURCES_PAGE
from explainer.pages.status_marker import StatusView, status_views
from explainer.pages.timeline_years import YearView, group_by_year
from explainer.pages.upcoming_marker import UpcomingView, upcoming_views
from explainer.pages.view_models import DatePart, LinkView, SideView, TermView, day_parts, side_of
from explainer.patterns import lazy_pattern
from explainer.readonly import read_only
from explainer.urls import anchor_url, relative

_NOT_IN_ID = lazy_pattern(r"[^\w/-]")
# The lists whose entries are on the one-page edition too, by address. Their ids get a prefix, so
# that an event and a term can have the same id.
_LISTS = {kind.address: kind for kind in LISTS if kind.is_on_one_page}
_NOT_HERE = {kind.address for kind in LISTS if not kind.is_on_one_page}


@read_only
class PartView:
    """A page as a part of the one-page edition: its heading, summary, key points and text.

    `side`: the side whose moves the page tells; `updated`: the day of its last check.
    `anchor` is the part's id; `level` is 2 for a chapter's later pages, otherwise 1.
    """

    anchor: str
    title: str
    summary: str
    side: SideView | None
    updated: tuple[DatePart, ...]
    level: int
    key_points: tuple[Markup, ...]
    body: tuple[Part, ...]
    outcome: OutcomeView | None


@read_only
class OnePageView:
    """The one-page edition: the home page's `opening`, the status, all pages as `parts`, what is to come, events, glossary, measures.

    `chapters`: the table of contents. `measures` are left out if the site has no page of them.
    """

    opening: HomeOpening
    status: tuple[StatusView, ...]
    parts: tuple[PartView, ...]
    chapters: tuple[LinkView, ...]
    upcoming: tuple[UpcomingView, ...]
    years: tuple[YearView, ...]
    entries: tuple[TermView, ...]
    measures: MeasuresView | None


def part(writer: Writer, page: Page) -> PartView:
    """Return a page as a part of the one-page edition.

    The ids in its text get a prefix, because other pages may use the same ones.
    """
    writer.prefix = f"{_anchor(page.address)}:"
    view = PartView(
        anchor=_part_anchor(page.address),
        title=page.title,
        summary=page.front.summary,
        side=side_of(writer, page),
        updated=day_parts(page.front.updated),
        level=_level(page),
        key_points=tuple(writer.inline(point) for point in page.front.key_points),
        # The outcome comes before the body, as on the page: citations are numbered in that order.
        outcome=outcome_view(writer, page) if page.front.outcome else None,
        body=writer.fill(page.prose),
    )
    writer.prefix = ""
    return view


def contents(content: Content) -> tuple[LinkView, ...]:
    """Return the table of contents: a link to each page's part, in reading order.

    A link's `note` is the part's level.
    """
    return tuple(
        LinkView(page.title, anchor_url(_part_anchor(page.address)), str(_level(page)))
        for page in content.pages
    )


def linker(writer: Writer) -> Linker:
    """Return the function that makes links on the one-page edition.

    A link to a page or record that the edition contains becomes a link to an id on it.
    """
    content = writer.content
    entries = {address: kind.entries(content) for address, kind in _LISTS.items()}

    def link(_: str, address: str, anchor: str = "") -> str:
        if anchor in entries.get(address, ()):
            if address == SOURCES_PAGE.address:
                # A linked source must be in the list below, even if it isn't cited.
                writer.list_source(anchor)
            return f"#{_LISTS[address].prefix}{anchor}"
        if address == f"{ONE_PAGE.name}.html":
            return "#page.main"
        is_file = not address.endswith(".html") or address in content.asset_by_address
        if is_file or address in _NOT_HERE:
            return relative(f"{ONE_PAGE.name}.html", address, anchor)
        return anchor_url(f"{_anchor(address)}:{anchor}" if anchor else _anchor(address))

    return link


def _anchor(address: str) -> str:
    """Return the id of a page in the one-page edition: unique, without special characters.

    An id in the page's text becomes this id, a colon, and the original id.
    """
    escaped = _NOT_IN_ID.sub(lambda match: f"~{ord(match[0]):x}~", address.removesuffix(".html"))
    return "p." + escaped.replace("/", ".")


def _part_anchor(address: str) -> str:
    """Return the id of a page's part.

    The editor's text above a list, such as the glossary, gets another id than the list itself.
    """
    return f"own.{address.removesuffix('.html')}" if address in _LISTS else _anchor(address)


def _level(page: Page) -> int:
    """Return a page's level in the table of contents: 2 for a chapter's later pages, else 1."""
    return 1 if page.opens_chapter or not page.chapter else 2


def _reads(dependencies: Dependencies, page: Page | None) -> None:
    """Declare nothing: the one-page edition gets the whole content."""
    del dependencies, page


def _shows(site_page: SitePage, writer: Writer) -> OnePageView:
    content = site_page.content
    writer.link = linker(writer)
    writer.link_terms = False
    # In the order of the page: citations are numbered as they are rendered.
    opening = home_opening(writer)
    status = status_views(writer)
    parts = tuple(part(writer, page) for page in content.pages)
    events = tuple(event_view(writer, event) for event in content.events)
    upcoming = upcoming_views(writer)
    return OnePageView(
        opening=opening,
        status=status,
        parts=parts,
        chapters=contents(content),
        upcoming=upcoming,
        years=group_by_year(content.site, events, content.events),
        entries=term_views(writer),
        measures=measures_view(writer) if IN_FORCE_PAGE in site_page.lists else None,
    )


ONE_PAGE = PageKind("everything", "The whole explainer", _reads, _shows)
