"""The page of changes: the editor's log of updates and corrections."""

from __future__ import annotations

from explainer.change_ids import change_ids
from explainer.content import Content
from explainer.model import Page
from explainer.pages.changes_marker import ChangeView, change_views
from explainer.pages.dependencies import Dependencies
from explainer.pages.page_kind import Introduction, ListKind, SitePage, introduction
from explainer.pages.prose_html import Writer
from explainer.readonly import read_only


@read_only
class ChangesView:
    """The log of changes, newest first."""

    intro: Introduction
    entries: tuple[ChangeView, ...]


def _reads(dependencies: Dependencies, page: Page | None) -> None:
    if page:
        dependencies.add_page(page)
    dependencies.add_changes()


def _shows(site_page: SitePage, writer: Writer) -> ChangesView:
    intro = introduction(site_page, writer)
    return ChangesView(intro, change_views(writer))


def _entries(content: Content) -> tuple[str, ...]:
    return change_ids(content.changes)


CHANGES_PAGE = ListKind("changes", "Changes", _reads, _shows, entries=_entries)
