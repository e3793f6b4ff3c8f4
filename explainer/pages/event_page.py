"""A key event's page: its card as a whole, what it answers and what followed, and its sources.

A link preview never sees what comes after `#` in an address, so that an event that people share
needs an address of its own.
"""

from __future__ import annotations

from explainer.content import Content
from explainer.exports.plain_text import ProseReader, shorten
from explainer.model import Event
from explainer.pages.dependencies import Dependencies
from explainer.pages.events import event_view
from explainer.pages.page_kind import PageKind, SitePage
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import EventView, LinkView
from explainer.readonly import frozen, read_only
from explainer.urls import event_address

# About as much as previews and search results show.
_SUMMARY_LENGTH = 220
_CERTAINTY: dict[str, str] = {
    "confirmed": "Confirmed",
    "reported": "Reported, not confirmed",
    "disputed": "Disputed",
}


@frozen
class KeyNeighbours:
    """The ids of the key events before and after one in the order of the timeline, as far as any."""

    previous: str = ""
    next: str = ""


@read_only
class EventPageView:
    """A key event's page.

    `previous`, `next`: the pages of the key events before and after it.
    """

    event: EventView
    previous: LinkView | None
    next: LinkView | None


def event_summary(content: Content, event: Event) -> str:
    """Return an event in a few words that begin with when, who, and how sure it is.

    For example "14 January 2026, Southport. Reported, not confirmed: The gate was closed. …".
    """
    sides = [side.name for side in content.site.sides if side.id in event.side]
    text = ProseReader(content.terms).line(event.text)
    words = f"{event.date.words}, {' and '.join(sides)}. {_CERTAINTY[event.certainty]}"
    return shorten(f"{words}: {text}" if text else f"{words}.", length=_SUMMARY_LENGTH)


def _reads(dependencies: Dependencies, event: Event) -> KeyNeighbours:
    dependencies.add_event(event)
    ids = [other.id for other in dependencies.content.key_events]
    place = ids.index(event.id)
    neighbours = KeyNeighbours(
        previous=ids[place - 1] if place else "",
        next=ids[place + 1] if place + 1 < len(ids) else "",
    )
    for id_ in filter(None, (neighbours.previous, neighbours.next)):
        dependencies.add_event_stub(dependencies.content.event_by_id[id_])
    return neighbours


def _shows(site_page: SitePage, writer: Writer) -> EventPageView:
    neighbours: KeyNeighbours = site_page.data
    return EventPageView(
        event=event_view(writer, site_page.shown_event),
        previous=_link(writer, neighbours.previous),
        next=_link(writer, neighbours.next),
    )


def _link(writer: Writer, id_: str) -> LinkView | None:
    if not id_:
        return None
    event = writer.content.event_by_id[id_]
    return LinkView(event.title, writer.href(event_address(event.id)), event.date.words)


EVENT_PAGE = PageKind("event-page", "", _reads, _shows)
