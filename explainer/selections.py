"""Which events or pages a list shows, such as all events of a side.

A page declares each selection that it uses, and later asks its content for the same selection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explainer.model import Event, Page


@dataclass(frozen=True)
class EventSelection:
    """All events; subclasses select some of them."""

    def matches(self, event: Event) -> bool:
        """Return whether the event is selected."""
        del event
        return True


@dataclass(frozen=True)
class EventsOfSide(EventSelection):
    """The events in which a side took part."""

    side: str

    def matches(self, event: Event) -> bool:
        """Return whether the side took part in the event."""
        return self.side in event.side


@dataclass(frozen=True)
class EventsWithMeasure(EventSelection):
    """The events that put a measure in force."""

    def matches(self, event: Event) -> bool:
        """Return whether the event put a measure in force."""
        return event.measure is not None


@dataclass(frozen=True)
class PageSelection:
    """All pages that the editor wrote; subclasses select some of them."""

    def matches(self, page: Page) -> bool:
        """Return whether the page is selected."""
        del page
        return True


@dataclass(frozen=True)
class OpeningPages(PageSelection):
    """The first page of each chapter that has one."""

    def matches(self, page: Page) -> bool:
        """Return whether the page is its chapter's first."""
        return bool(page.chapter) and page.opens_chapter


@dataclass(frozen=True)
class PagesOfChapter(PageSelection):
    """The pages of a chapter."""

    chapter: str

    def matches(self, page: Page) -> bool:
        """Return whether the page is in the chapter."""
        return page.chapter == self.chapter


@dataclass(frozen=True)
class TopPages(PageSelection):
    """The pages outside the chapters and outside any folder, such as the home page."""

    def matches(self, page: Page) -> bool:
        """Return whether the page is outside the chapters and folders."""
        return not page.chapter and "/" not in page.source


@dataclass(frozen=True)
class OutcomePages(PageSelection):
    """The pages that describe an outcome."""

    def matches(self, page: Page) -> bool:
        """Return whether the page describes an outcome."""
        return page.front.outcome is not None
