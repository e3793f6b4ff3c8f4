"""The home page: the editor's text and the status, then what the site's other pages have.

That's why it matters and short answers, a chart to share, the moves that matter, the outcomes, the
dates to come and the latest changes.
"""

from __future__ import annotations

from markupsafe import Markup

from explainer.content import Content
from explainer.model import FrontMatter, Page
from explainer.pages.changes_marker import ChangeView, change_views
from explainer.pages.dependencies import Dependencies
from explainer.pages.home_opening import HomeOpening, home_opening
from explainer.pages.ladder import LadderView, ladder_view
from explainer.pages.outcomes import GlanceView, glance_views
from explainer.pages.outcomes_marker import add_outcomes
from explainer.pages.page_kind import PageKind, SitePage
from explainer.pages.prose_html import Part, Writer
from explainer.pages.reading_time import minutes
from explainer.pages.status_marker import StatusView, status_views
from explainer.pages.toc_marker import TocView, toc
from explainer.pages.upcoming_marker import UpcomingView, add_upcoming, upcoming_views
from explainer.pages.view_models import DatePart, LinkView, day_parts, page_link
from explainer.readonly import frozen, read_only
from explainer.selections import EventSelection, OpeningPages

CHANGES_ON_HOME = 3


@frozen
class Totals:
    """How many words the explainer has in all, and how many sources."""

    words: int
    sources: int


@read_only
class HomeView:
    """The home page.

    `updated`: the day of the page's last check, unless it's the site's `as_of` day, shown already.
    `minutes_in_all`: how long it takes to read the home page and all chapters.
    `chapters`: links to the first page of each chapter.
    `ladder`: the moves that matter.
    `event_count`: the number of events on the timeline.
    """

    page: FrontMatter
    updated: tuple[DatePart, ...]
    key_points: tuple[Markup, ...]
    status: tuple[StatusView, ...]
    body: tuple[Part, ...]
    opening: HomeOpening
    ladder: LadderView | None
    event_count: int
    chapters: tuple[LinkView, ...]
    outcomes: tuple[GlanceView, ...]
    upcoming: tuple[UpcomingView, ...]
    changes: tuple[ChangeView, ...]
    minutes_in_all: int
    source_count: int
    toc: tuple[TocView, ...]


def _reads(dependencies: Dependencies, page: Page | None) -> Totals:
    add_outcomes(dependencies)
    dependencies.add_status()
    dependencies.add_home_texts()
    dependencies.add_changes()
    add_upcoming(dependencies)
    dependencies.select_events(EventSelection(), dependencies.add_event_stub)
    if page:
        dependencies.add_page(page)
    content = dependencies.content
    return Totals(count_words(content), len(content.sources))


def count_words(content: Content) -> int:
    """Return the number of words on the home page and in all chapters."""
    pages = (page for page in content.pages if page.chapter or page.source == "index.md")
    return sum(page.prose.fragment.words for page in pages)


def _shows(site_page: SitePage, writer: Writer) -> HomeView:
    page = site_page.editors_page
    totals: Totals = site_page.data
    site, updated = writer.content.site, page.front.updated
    # In the order of the page: citations are numbered as they are rendered.
    opening = home_opening(writer)
    status = status_views(writer)
    key_points = tuple(writer.inline(point) for point in page.front.key_points)
    body = writer.fill(page.prose)
    opening_pages = writer.content.select_pages(OpeningPages())
    return HomeView(
        page=page.front,
        updated=day_parts(updated if updated != site.as_of else None),
        key_points=key_points,
        status=status,
        body=body,
        opening=opening,
        ladder=ladder_view(writer),
        event_count=len(writer.content.select_events(EventSelection())),
        chapters=tuple(page_link(writer, first) for first in opening_pages),
        outcomes=glance_views(writer),
        upcoming=upcoming_views(writer),
        changes=change_views(writer, limit=CHANGES_ON_HOME),
        minutes_in_all=minutes(totals.words),
        source_count=totals.sources,
        toc=toc(page.prose.fragment.headings),
    )


HOME_PAGE = PageKind("home", "", _reads, _shows)
