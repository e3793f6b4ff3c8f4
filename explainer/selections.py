"""Which events, pages or dates to come a list shows, such as all events of a side.

A page declares each selection that it uses, and later asks its content for the same selection.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from explainer.readonly import frozen
from explainer.upcoming import end_to_come

if TYPE_CHECKING:
    from explainer.model import Event, Page
    from explainer.upcoming import Upcoming


@frozen
class EventSelection:
    """All events; subclasses select some of them."""

    def matches(self, event: Event) -> bool:
        """Return whether the event is selected."""
        del event
        return True


@frozen
class EventsOfSide(EventSelection):
    """The events in which a side took part."""

    side: str

    def matches(self, event: Event) -> bool:
        """Return whether the side took part in the event."""
        return self.side in event.side


@frozen
class EventsWithMeasure(EventSelection):
    """The events that put a measure in force."""

    def matches(self, event: Event) -> bool:
        """Return whether the event put a measure in force."""
        return event.measure is not None


@frozen
class EventsWithSetEnd(EventSelection):
    """The events whose measure or its suspension has an end set after the day `as_of`."""

    as_of: dt.date

    def matches(self, event: Event) -> bool:
        """Return whether the event's measure, or its suspension, has an end that is still to come."""
        return event.measure is not None and end_to_come(event.measure, self.as_of) is not None


@frozen
class UpcomingSelection:
    """All dates to come that the editor wrote; subclasses select some of them."""

    def matches(self, upcoming: Upcoming) -> bool:
        """Return whether the date to come is selected."""
        del upcoming
        return True


@frozen
class UpcomingOfOutcome(UpcomingSelection):
    """The dates to come that bear on an outcome."""

    outcome: str

    def matches(self, upcoming: Upcoming) -> bool:
        """Return whether the date to come bears on the outcome."""
        return self.outcome in upcoming.outcomes


@frozen
class PageSelection:
    """All pages that the editor wrote; subclasses select some of them."""

    def matches(self, page: Page) -> bool:
        """Return whether the page is selected."""
        del page
        return True


@frozen
class OpeningPages(PageSelection):
    """The first page of each chapter that has one."""

    def matches(self, page: Page) -> bool:
        """Return whether the page is its chapter's first."""
        return bool(page.chapter) and page.opens_chapter


@frozen
class PagesOfChapter(PageSelection):
    """The pages of a chapter."""

    chapter: str

    def matches(self, page: Page) -> bool:
        """Return whether the page is in the chapter."""
        return page.chapter == self.chapter


@frozen
class TopPages(PageSelection):
    """The pages outside the chapters and outside any folder, such as the home page."""

    def matches(self, page: Page) -> bool:
        """Return whether the page is outside the chapters and folders."""
        return not page.chapter and "/" not in page.source


@frozen
class OutcomePages(PageSelection):
    """The pages that describe an outcome."""

    def matches(self, page: Page) -> bool:
        """Return whether the page describes an outcome."""
        return page.front.outcome is not None
