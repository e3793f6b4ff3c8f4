"""Pages without navigation: the one for addresses that don't exist, and those for old addresses."""

from __future__ import annotations

from explainer.model import Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.page_kind import PageKind, SitePage
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import LinkView
from explainer.readonly import read_only


@read_only
class NotFoundView:
    """The page that hosts show for an address that doesn't exist."""


@read_only
class MovedView:
    """The page at a page's former address; `target` is the link to where the page is now."""

    target: LinkView


def _reads_nothing(dependencies: Dependencies, page: Page | None) -> None:
    del dependencies, page


def _shows_not_found(site_page: SitePage, writer: Writer) -> NotFoundView:
    del site_page, writer
    return NotFoundView()


def _reads_target(dependencies: Dependencies, page: Page | None) -> None:
    if page:
        dependencies.add_page_stub(page)


def _shows_target(site_page: SitePage, writer: Writer) -> MovedView:
    page = site_page.editors_page
    return MovedView(LinkView(page.title, writer.href(page.address)))


NOT_FOUND = PageKind("404", "Page not found", _reads_nothing, _shows_not_found)
MOVED = PageKind("moved", "", _reads_target, _shows_target)
