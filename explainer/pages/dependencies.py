"""Collects the records that one page depends on, so that its cache key covers exactly those.

A page that is only linked to is reduced to its title and address, an event to its title and date.
Rendering sees nothing else: looking up a record that wasn't collected raises KeyError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from explainer import markers
from explainer.bibliography import Source
from explainer.content import Content, account_prose_fields, page_prose_fields
from explainer.fragment import Fragment, Mark
from explainer.model import Asset, Event, FrontMatter, Id, Page, Prose
from explainer.urls import resolve

T = TypeVar("T")


class Dependencies:
    """Collects the records that one page depends on, also through its prose and markers.

    Each `add_…` method adds records; `narrowed_content` returns the result. A stub is a record that
    is reduced to what a link to it shows.
    """

    def __init__(self, content: Content) -> None:
        self.content = content
        self.pages: dict[str, Page] = {}
        self.events: dict[str, Event] = {}
        self.sources: set[str] = set()
        # The ids of sources of which only the standing is needed.
        self.standing_only: set[str] = set()
        self.accounts: set[str] = set()
        self.charts: set[str] = set()
        self.assets: dict[str, Asset] = {}
        self.status = False
        self.changes = False
        self.terms = False
        # What to add for a mark in prose, by the kind of mark.
        self.by_kind: dict[str, Callable[[Mark], None]] = {
            "event": lambda mark: self.add_event_stub(mark.target),
            "source": lambda mark: self.sources.add(mark.target),
            "outcome": lambda mark: self.add_page_stub(self.content.page_by_outcome[mark.target]),
            "cite": lambda mark: self.sources.update(id_ for id_, _ in mark.pairs),
            "block": self._add_marker,
        }

    def copy(self) -> Dependencies:
        """Return a copy with the same records; adding to the copy leaves the original unchanged."""
        copy = Dependencies(self.content)
        for name, value in vars(self).items():
            if isinstance(value, (dict, set)) and name != "by_kind":
                setattr(copy, name, value.copy())
        copy.status, copy.changes, copy.terms = self.status, self.changes, self.terms
        return copy

    def narrowed_content(self) -> Content:
        """Return a `Content` that has only the collected records."""
        content = self.content
        place = content.place_in_order
        charts = _with_ids(content.charts, self.charts)
        return Content(
            site=content.site if self.status else content.site_without_status,
            pages=tuple(map(self.pages.__getitem__, sorted(self.pages, key=place.__getitem__))),
            events=tuple(self.events[e.id] for e in content.events if e.id in self.events),
            sources=tuple(self._sources()),
            terms=content.terms if self.terms else (),
            accounts=_with_ids(content.accounts, self.accounts),
            changes=content.changes if self.changes else (),
            charts=charts,
            tables={chart.data: content.tables[chart.data] for chart in charts},
            assets=tuple(self.assets.values()),
        )

    def _sources(self) -> Iterator[Source]:
        for source in self.content.sources:
            if source.id in self.sources:
                yield source
            elif source.id in self.standing_only:
                yield Source(source.id, "", source.standing, unnamed=source.unnamed)

    def add_page_stub(self, page: Page) -> None:
        """Add a page that is only linked to: its title, summary, side and address."""
        self.pages.setdefault(page.source, _page_stub(page))

    def add_front_matter(self, page: Page) -> None:
        """Add a page's front matter and what that refers to, without the page's text."""
        known = self.pages.get(page.source)
        if known is None or known.prose is _NO_PROSE:
            self.pages[page.source] = replace(page, prose=_NO_PROSE)
        for record, prose in page_prose_fields(page):
            if record is not page:
                self.add_prose(prose)
        if outcome := page.front.outcome:
            for indicator in outcome.indicators:
                self.sources.update(indicator.sources)
            if outcome.resolved:
                self.sources.update(outcome.resolved.sources)

    def add_page(self, page: Page) -> None:
        """Add a page with its text, and what the two refer to."""
        self.add_front_matter(page)
        self.pages[page.source] = page
        for point in page.front.key_points:
            self.add_prose(point)
        self.add_prose(page.prose)

    def add_event_stub(self, id_: str) -> None:
        """Add an event that is only linked to: no text, sources, other date or location."""
        self.events.setdefault(id_, _event_stub(self.content.event_by_id[id_]))

    def add_event(self, event: Event) -> None:
        """Add an event with its text and sources, and stubs of related events."""
        self.add_move(event)
        self.events[event.id] = event
        self.sources.update(event.sources)
        if event.text:
            self.add_prose(event.text)

    def add_timeline_entry(self, event: Event) -> None:
        """Record that the page shows an event's timeline entry.

        The page then depends on the event's text, but of its sources only on their `standing`.
        """
        self.add_move(event)
        self.events[event.id] = event
        if event.text:
            self._add_marks(event.text, _marks_except_citations(event.text))

    def add_move(self, event: Event) -> None:
        """Add an event as a list of moves shows it: without its text, with its sources' standing.

        The events that it is related to are added as stubs.
        """
        source_ids = tuple(Id(id_) for id_ in event.all_sources())
        known = self.events.get(event.id)
        if known is None or known.text is None:
            self.events[event.id] = replace(event, text=None, sources=source_ids)
        self.standing_only.update(source_ids)
        related = [*event.answers, *event.follows]
        for reverse in (self.content.answered_by, self.content.followed_by):
            related += [later.id for later in reverse.get(event.id, ())]
        if event.measure and event.measure.ended_by:
            related.append(event.measure.ended_by)
        for id_ in related:
            # Stubs keep `answers` and `follows`, so relations can be looked up both ways.
            self.add_event_stub(id_)

    def add_term_definitions(self) -> None:
        """Add the glossary's definitions, which any page can show, but not their sources."""
        self.terms = True
        for term in self.content.terms:
            self._add_marks(term.text, _marks_except_citations(term.text))

    def add_prose(self, prose: Prose) -> None:
        """Add the records that prose cites, links to or shows with its markers."""
        self._add_marks(prose, prose.marks)

    def _add_marks(self, prose: Prose, marks: Iterable[Mark]) -> None:
        for mark in marks:
            if mark.kind in self.by_kind:
                self.by_kind[mark.kind](mark)
            elif mark.kind in {"page", "image"}:
                self._add_link_target(prose, mark)

    def _add_link_target(self, prose: Prose, mark: Mark) -> None:
        path = resolve(prose.place.file, mark.target).path
        if page := self.content.page_by_source.get(path):
            self.add_page_stub(page)
        elif asset := self.content.asset_by_address.get(path):
            self.assets[path] = replace(asset, data=b"")

    def _add_marker(self, mark: Mark) -> None:
        if mark.target in markers.FILTERED:
            for event in markers.matching_events(mark, self.content.events):
                self.add_event(event)
        elif mark.target == "chart":
            self.add_chart(markers.name_of(mark))
        elif mark.target == "accounts":
            self.add_accounts(markers.name_of(mark))
        else:
            self.add_list(mark.target)

    def add_chart(self, id_: str) -> None:
        """Add a chart with its table and sources."""
        self.charts.add(id_)
        self.sources.update(self.content.chart_by_id[id_].sources)

    def add_accounts(self, id_: str) -> None:
        """Add a set of accounts, and the records that its prose refers to."""
        self.accounts.add(id_)
        for prose in account_prose_fields(self.content.account_by_id[id_]):
            self.add_prose(prose)

    def add_list(self, name: str) -> None:
        """Add the records that a marker without an id shows, such as `outcomes` or `in-force`."""
        if name == "outcomes":
            for page in self.content.outcome_pages:
                self.add_front_matter(page)
        elif name == "status":
            self.status = True
            for item in self.content.site.status:
                self.add_prose(item.text)
        elif name == "in-force":
            for event in self.content.events:
                if event.measure:
                    self.add_event_stub(event.id)
        elif name == "sources":
            self.sources.update(source.id for source in self.content.sources)
        elif name == "glossary":
            self.terms = True
            for term in self.content.terms:
                self.sources.update(term.sources)
                self.add_prose(term.text)
        elif name == "changes":
            self._add_changes()

    def _add_changes(self) -> None:
        """Add all entries of `changes.yaml`, and stubs of the pages and events they link to."""
        self.changes = True
        for change in self.content.changes:
            self.add_prose(change.note)
            for source in change.pages:
                self.add_page_stub(self.content.page_by_source[source])
            for id_ in change.events:
                self.add_event_stub(id_)


_NO_PROSE = Prose(Fragment())


def _page_stub(page: Page) -> Page:
    """Return the page reduced to what a link to it, or an overview of outcomes, shows."""
    front = page.front
    stub = FrontMatter(title=front.title, summary=front.summary, side=front.side)
    outcome = front.outcome and replace(front.outcome, history=(), indicators=(), resolved=None)
    return replace(page, front=replace(stub, outcome=outcome), prose=_NO_PROSE)


def _marks_except_citations(prose: Prose) -> Iterator[Mark]:
    return (mark for mark in prose.marks if mark.kind != "cite")


def _event_stub(event: Event) -> Event:
    return replace(event, text=None, sources=(), other_date=None, location="")


def _with_ids(records: Iterable[T], ids: set[str]) -> tuple[T, ...]:
    return tuple(record for record in records if getattr(record, "id", None) in ids)
