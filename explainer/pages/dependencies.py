"""Collects the records that one page depends on, so that its cache key covers exactly those.

A record that is only linked to is reduced to a stub: a page to its title, summary, side, address and
how its outcome stands, and an event to all but its text, sources, figures, quotation, other date and
location. Rendering sees nothing else: looking up another record, going through a collection that wasn't declared, or
using what a stub lacks raises UndeclaredError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from explainer.asset import Asset
from explainer.bibliography import Source
from explainer.content import Content, Selection, page_prose_fields
from explainer.declared import Partial, undeclared, undeclared_text
from explainer.fragment import Mark
from explainer.model import Event, Figure, FrontMatter, Id, Page, Prose, Quotation
from explainer.pages.marker import Marker
from explainer.selections import EventSelection, PageSelection, UpcomingSelection
from explainer.urls import resolve

T = TypeVar("T")


class Dependencies:
    """Collects the records that one page depends on, also through its prose and markers.

    Each `add_…` method adds records; `narrowed_content` returns the result. A stub is a record that
    is reduced to what a link to it shows. `markers` are all markers, by name.
    """

    def __init__(self, content: Content, markers: Mapping[str, Marker]) -> None:
        self.content = content
        self.markers = markers
        self.pages: dict[str, Page] = {}
        self.events: dict[str, Event] = {}
        self.sources: set[str] = set()
        # The ids of sources of which only the standing is needed.
        self.standing_only: set[str] = set()
        self.accounts: set[str] = set()
        self.charts: set[str] = set()
        self.upcoming: set[str] = set()
        # The logo is on every page.
        self.assets: dict[str, Asset] = {}
        if logo := content.logo:
            self.assets[logo.address] = replace(logo, data=b"")
        self.selected: dict[Selection, tuple[str, ...]] = {}
        # The collections of which the page uses all records: sources, terms, changes, site.status.
        self.whole: set[str] = set()
        # What to add for a mark in prose, by the kind of mark.
        self.by_kind: dict[str, Callable[[Mark], None]] = {
            "event": lambda mark: self.add_event_stub(self.content.event_by_id[mark.target]),
            "source": lambda mark: self.sources.add(mark.target),
            "outcome": lambda mark: self.add_page_stub(self.content.page_by_outcome[mark.target]),
            "cite": lambda mark: self.sources.update(id_ for id_, _ in mark.pairs),
            "block": self._add_marker,
        }

    def copy(self) -> Dependencies:
        """Return a copy with the same records; adding to the copy leaves the original unchanged."""
        copy = Dependencies(self.content, self.markers)
        for name, value in vars(self).items():
            if isinstance(value, (dict, set)) and name not in {"by_kind", "markers"}:
                setattr(copy, name, value.copy())
        return copy

    def narrowed_content(self) -> Content:
        """Return a `Content` that has only the collected records."""
        content = self.content
        place = content.place_in_order
        pages = map(self.pages.__getitem__, sorted(self.pages, key=place.__getitem__))
        events = (self.events[event.id] for event in content.events if event.id in self.events)
        charts = _with_ids(content.charts, self.charts)
        return Content(
            site=content.site if "site.status" in self.whole else content.site_without_status,
            pages=Partial("pages", tuple(pages)),
            events=Partial("events", tuple(events)),
            sources=self._sources(),
            terms=content.terms if "terms" in self.whole else Partial("terms"),
            accounts=Partial("accounts", _with_ids(content.accounts, self.accounts)),
            changes=content.changes if "changes" in self.whole else Partial("changes"),
            upcoming=Partial("upcoming", _with_ids(content.upcoming, self.upcoming)),
            charts=Partial("charts", charts),
            tables={chart.data: content.tables[chart.data] for chart in charts},
            assets=Partial("assets", tuple(self.assets.values())),
            selected=dict(self.selected),
        )

    def _sources(self) -> tuple[Source, ...]:
        if "sources" in self.whole:
            return self.content.sources
        return Partial("sources", tuple(self._collected_sources()))

    def _collected_sources(self) -> Iterator[Source]:
        for source in self.content.sources:
            if source.id in self.sources:
                yield source
            elif source.id in self.standing_only:
                yield self._stub("source", source.id, partial(_source_stub, source))

    def select_events(self, selection: EventSelection, add: Callable[[Event], None]) -> None:
        """Declare a selection of events, and add each with `add`, such as `self.add_event`."""
        events = self.content.select_events(selection)
        self.selected[selection] = tuple(event.id for event in events)
        for event in events:
            add(event)

    def select_pages(self, selection: PageSelection, add: Callable[[Page], None]) -> None:
        """Declare a selection of pages, and add each with `add`, such as `self.add_page_stub`."""
        pages = self.content.select_pages(selection)
        self.selected[selection] = tuple(page.source for page in pages)
        for page in pages:
            add(page)

    def select_upcoming(self, selection: UpcomingSelection) -> None:
        """Declare a selection of dates to come, and add each with its text, sources and outcomes."""
        entries = self.content.select_upcoming(selection)
        self.selected[selection] = tuple(entry.id for entry in entries)
        for entry in entries:
            self.upcoming.add(entry.id)
            self.sources.update(entry.sources)
            for id_ in entry.outcomes:
                self.add_page_stub(self.content.page_by_outcome[id_])
            if entry.text:
                self.add_prose(entry.text)

    def _stub(self, kind: str, id_: str, make: Callable[[], T]) -> T:
        """Return a stub made before, or make it: many pages have links to the same record."""
        stubs = self.content.stubs
        if (kind, id_) not in stubs:
            stubs[kind, id_] = make()
        stub: T = stubs[kind, id_]
        return stub

    def add_page_stub(self, page: Page) -> None:
        """Add a page that is only linked to: its title, summary, side, address and estimate."""
        if page.source not in self.pages:
            self.pages[page.source] = self._stub("page", page.source, partial(_page_stub, page))

    def add_outcome_row(self, page: Page) -> None:
        """Add an outcome's page as a table of outcomes shows it: a stub, and which signs were seen."""
        known = self.pages.get(page.source)
        if known is None or known.prose is _NO_PROSE:
            self.pages[page.source] = self._stub("row", page.source, partial(_outcome_row, page))

    def add_page(self, page: Page) -> None:
        """Add a page with its text and front matter, and what the two refer to."""
        self.pages[page.source] = page
        for _, prose in page_prose_fields(page):
            self.add_prose(prose)
        if outcome := page.front.outcome:
            for indicator in outcome.indicators:
                self.sources.update(indicator.sources)
            if outcome.resolved:
                self.sources.update(outcome.resolved.sources)

    def add_event_stub(self, event: Event) -> None:
        """Add an event that is only linked to: no text, sources, quotation, other date, location."""
        if event.id not in self.events:
            self.events[event.id] = self._stub("event", event.id, partial(_event_stub, event))

    def add_event(self, event: Event) -> None:
        """Add an event with its text and sources, and stubs of related events."""
        self.add_move(event)
        self.events[event.id] = event
        self.sources.update(event.sources)
        if event.quote:
            self.sources.update(event.quote.sources)
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
        if known is None or known.text is _NO_TEXT:
            quote = event.quote and replace(_NO_WORDS, sources=event.quote.sources)
            self.events[event.id] = replace(
                event, text=_NO_TEXT, sources=source_ids, figures=_NO_FIGURES, quote=quote
            )
        self.standing_only.update(source_ids)
        related = [*event.answers, *event.follows]
        for reverse in (self.content.answered_by, self.content.followed_by):
            related += [later.id for later in reverse.get(event.id, ())]
        if event.measure and event.measure.ended_by:
            related.append(event.measure.ended_by)
        for id_ in related:
            # Stubs keep `answers` and `follows`, so relations can be looked up both ways.
            self.add_event_stub(self.content.event_by_id[id_])

    def add_term_definitions(self) -> None:
        """Add the glossary's definitions, which any page can show, but not their sources."""
        self.whole.add("terms")
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
        self.markers[mark.target].reads(self, mark)

    def add_chart(self, id_: str) -> None:
        """Add a chart with its table and sources."""
        self.charts.add(id_)
        self.sources.update(self.content.chart_by_id[id_].sources)

    def add_all_sources(self) -> None:
        """Add all sources."""
        self.whole.add("sources")

    def add_status(self) -> None:
        """Add the list "Where things stand", and the records that it refers to."""
        self.whole.add("site.status")
        for item in self.content.site.status:
            self.add_prose(item.text)
            if item.more:
                self.add_page_stub(self.content.page_by_source[item.more])

    def add_home_texts(self) -> None:
        """Add why it matters, the short answers and the chart on the home page."""
        site = self.content.site
        self.whole.add("site.status")
        for prose in filter(None, (site.why, *(answer.answer for answer in site.short_answers))):
            self.add_prose(prose)
        if site.home_chart:
            self.add_chart(site.home_chart)

    def add_glossary(self) -> None:
        """Add the terms with their definitions and sources."""
        self.whole.add("terms")
        for term in self.content.terms:
            self.sources.update(term.sources)
            self.add_prose(term.text)

    def add_changes(self) -> None:
        """Add all entries of `changes.yaml`, and stubs of the pages and events they link to."""
        self.whole.add("changes")
        for change in self.content.changes:
            self.add_prose(change.note)
            for source in change.pages:
                self.add_page_stub(self.content.page_by_source[source])
            for id_ in change.events:
                self.add_event_stub(self.content.event_by_id[id_])


# What stubs have instead of the values that they don't have.
_NO_PROSE = undeclared("the text of a page")
_NO_TITLE = undeclared("the title of a source")
_NO_TEXT = undeclared_text("the text of an event")
_NO_WORDS = Quotation(undeclared("the quotation of an event"), "", ())
_NO_FIGURES: Partial[Figure] = Partial("figures of an event")
_NO_DATE = undeclared("the other date of an event")
_NO_LOCATION = undeclared("the location of an event")
_NO_TEST = undeclared_text("the test of an outcome")
_NO_SIGN = undeclared_text("the text of an indicator")
_NO_REASON = undeclared_text("why it is known how an outcome ended")


def _page_stub(page: Page) -> Page:
    """Return the page reduced to what a link to it, or its outcome's row in a table, shows."""
    front = page.front
    outcome = front.outcome and replace(
        front.outcome,
        test=_NO_TEST,
        history=Partial("history of an outcome"),
        indicators=Partial("indicators of an outcome"),
        resolved=front.outcome.resolved
        and replace(
            front.outcome.resolved,
            why=_NO_REASON,
            sources=Partial("sources of how an outcome ended"),
        ),
    )
    stub = FrontMatter(
        title=front.title,
        summary=front.summary,
        side=front.side,
        key_points=Partial("key_points of a page"),
        outcome=outcome,
    )
    return replace(page, front=stub, prose=_NO_PROSE)


def _outcome_row(page: Page) -> Page:
    stub = _page_stub(page)
    if page.front.outcome is None or stub.front.outcome is None:
        return stub
    indicators = tuple(
        replace(indicator, text=_NO_SIGN, sources=Partial("sources of an indicator"))
        for indicator in page.front.outcome.indicators
    )
    outcome = replace(stub.front.outcome, indicators=indicators)
    return replace(stub, front=replace(stub.front, outcome=outcome))


def _marks_except_citations(prose: Prose) -> Iterator[Mark]:
    return (mark for mark in prose.marks if mark.kind != "cite")


def _event_stub(event: Event) -> Event:
    return replace(
        event,
        text=_NO_TEXT,
        sources=Partial("sources of an event"),
        other_date=_NO_DATE,
        location=_NO_LOCATION,
        figures=_NO_FIGURES,
        quote=event.quote and _NO_WORDS,
    )


def _source_stub(source: Source) -> Source:
    return Source(source.id, _NO_TITLE, source.standing, unnamed=source.unnamed)


def _with_ids(records: Iterable[T], ids: set[str]) -> tuple[T, ...]:
    return tuple(record for record in records if getattr(record, "id", None) in ids)
