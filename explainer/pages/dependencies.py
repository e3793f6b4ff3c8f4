"""Narrows the explainer to what one page reads, so that its key says exactly that.

A page that is only linked to is left with its title and address, an event with its title and
date. What a page needs and did not get is a KeyError: it cannot read what it did not declare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from explainer import markers
from explainer.content import Content, account_proses, page_proses
from explainer.fragment import Fragment, Mark
from explainer.model import Asset, Event, FrontMatter, Id, Page, Prose, Source
from explainer.urls import resolve

T = TypeVar("T")


class Narrowing:
    """Gathers what one page reads, and follows it to whatever that names."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.pages: dict[str, Page] = {}
        self.events: dict[str, Event] = {}
        self.sources: set[str] = set()
        self.rested_on: set[str] = set()
        self.accounts: set[str] = set()
        self.charts: set[str] = set()
        self.assets: dict[str, Asset] = {}
        self.status = False
        self.changes = False
        self.terms = False
        self.by_kind: dict[str, Callable[[Mark], None]] = {
            "event": lambda mark: self.name_event(mark.target),
            "source": lambda mark: self.sources.add(mark.target),
            "outcome": lambda mark: self.name_page(self.content.page_by_outcome[mark.target]),
            "cite": lambda mark: self.sources.update(id_ for id_, _ in mark.pairs),
            "block": self._follow_marker,
        }

    def copy(self) -> Narrowing:
        """Return another that has gathered the same so far."""
        other = Narrowing(self.content)
        for name, gathered in vars(self).items():
            if isinstance(gathered, (dict, set)) and name != "by_kind":
                setattr(other, name, gathered.copy())
        other.status, other.changes, other.terms = self.status, self.changes, self.terms
        return other

    def result(self) -> Content:
        """Return the explainer with nothing in it but what was gathered."""
        content = self.content
        place = content.place_in_order
        charts = _chosen(content.charts, self.charts)
        return Content(
            site=content.site if self.status else content.site_without_status,
            pages=tuple(map(self.pages.__getitem__, sorted(self.pages, key=place.__getitem__))),
            events=tuple(self.events[e.id] for e in content.events if e.id in self.events),
            sources=tuple(self._sources()),
            terms=content.terms if self.terms else (),
            accounts=_chosen(content.accounts, self.accounts),
            changes=content.changes if self.changes else (),
            charts=charts,
            tables={chart.data: content.tables[chart.data] for chart in charts},
            assets=tuple(self.assets.values()),
        )

    def _sources(self) -> Iterator[Source]:
        for source in self.content.sources:
            if source.id in self.sources:
                yield source
            elif source.id in self.rested_on:
                yield Source(source.id, "", source.standing, unnamed=source.unnamed)

    def name_page(self, page: Page) -> None:
        """Read of a page its title and address alone."""
        self.pages.setdefault(page.source, _page_stub(page))

    def front_page(self, page: Page) -> None:
        """Read of a page all but its text."""
        known = self.pages.get(page.source)
        if known is None or known.prose is _NO_PROSE:
            self.pages[page.source] = replace(page, prose=_NO_PROSE)
        for record, prose in page_proses(page):
            if record is not page:
                self.prose(prose)
        if outcome := page.front.outcome:
            for indicator in outcome.indicators:
                self.sources.update(indicator.sources)
            if outcome.resolved:
                self.sources.update(outcome.resolved.sources)

    def page(self, page: Page) -> None:
        """Read a page whole."""
        self.front_page(page)
        self.pages[page.source] = page
        for point in page.front.key_points:
            self.prose(point)
        self.prose(page.prose)

    def name_event(self, id_: str) -> None:
        """Read of an event its title and date alone."""
        self.events.setdefault(id_, _event_stub(self.content.event_by_id[id_]))

    def event(self, event: Event) -> None:
        """Read an event whole, its sources, and the names of those that it is related to."""
        self.move(event)
        self.events[event.id] = event
        self.sources.update(event.sources)
        if event.text:
            self.prose(event.text)

    def entry(self, event: Event) -> None:
        """Read an event whole, but of its sources only what it rests on."""
        self.move(event)
        self.events[event.id] = event
        if event.text:
            self._follow(event.text, _uncited(event.text))

    def move(self, event: Event) -> None:
        """Read an event without its text, what it rests on, and the names of related ones."""
        rested_on = tuple(Id(id_) for id_ in event.all_sources())
        known = self.events.get(event.id)
        if known is None or known.text is None:
            self.events[event.id] = replace(event, text=None, sources=rested_on)
        self.rested_on.update(rested_on)
        related = [*event.answers, *event.follows]
        for reverse in (self.content.answered_by, self.content.followed_by):
            related += [later.id for later in reverse.get(event.id, ())]
        if event.measure and event.measure.ended_by:
            related.append(event.measure.ended_by)
        for id_ in related:
            # A stub keeps its answers, so that the relation can be read both ways.
            self.name_event(id_)

    def open_terms(self) -> None:
        """Read the glossary's definitions, which open in place, but not what they cite."""
        self.terms = True
        for term in self.content.terms:
            self._follow(term.text, _uncited(term.text))

    def prose(self, prose: Prose) -> None:
        """Read what prose names."""
        self._follow(prose, prose.marks)

    def _follow(self, prose: Prose, marks: Iterable[Mark]) -> None:
        for mark in marks:
            if mark.kind in self.by_kind:
                self.by_kind[mark.kind](mark)
            elif mark.kind in {"page", "image"}:
                self._follow_path(prose, mark)

    def _follow_path(self, prose: Prose, mark: Mark) -> None:
        path = resolve(prose.place.file, mark.target).path
        if page := self.content.page_by_source.get(path):
            self.name_page(page)
        elif asset := self.content.asset_by_address.get(path):
            self.assets[path] = replace(asset, data=b"")

    def _follow_marker(self, mark: Mark) -> None:
        if mark.target in markers.FILTERED:
            for event in markers.chosen(mark, self.content.events):
                self.event(event)
        elif mark.target == "chart":
            self.chart(markers.name_of(mark))
        elif mark.target == "accounts":
            self.account(markers.name_of(mark))
        else:
            self.list(mark.target)

    def chart(self, id_: str) -> None:
        """Read a chart and its table."""
        self.charts.add(id_)
        self.sources.update(self.content.chart_by_id[id_].sources)

    def account(self, id_: str) -> None:
        """Read a set of accounts."""
        self.accounts.add(id_)
        for prose in account_proses(self.content.account_by_id[id_]):
            self.prose(prose)

    def list(self, name: str) -> None:
        """Read what one of the lists shows: `outcomes`, `status`, `in-force` and so on."""
        if name == "outcomes":
            for page in self.content.outcome_pages:
                self.front_page(page)
        elif name == "status":
            self.status = True
            for item in self.content.site.status:
                self.prose(item.text)
        elif name == "in-force":
            for event in self.content.events:
                if event.measure:
                    self.name_event(event.id)
        elif name == "sources":
            self.sources.update(source.id for source in self.content.sources)
        elif name == "glossary":
            self.terms = True
            for term in self.content.terms:
                self.sources.update(term.sources)
                self.prose(term.text)
        elif name == "changes":
            self._changes()

    def _changes(self) -> None:
        self.changes = True
        for change in self.content.changes:
            self.prose(change.note)
            for source in change.pages:
                self.name_page(self.content.page_by_source[source])
            for id_ in change.events:
                self.name_event(id_)


_NO_PROSE = Prose(Fragment())


def _page_stub(page: Page) -> Page:
    front = page.front
    named = FrontMatter(title=front.title, summary=front.summary, side=front.side)
    outcome = front.outcome and replace(front.outcome, history=(), indicators=(), resolved=None)
    return replace(page, front=replace(named, outcome=outcome), prose=_NO_PROSE)


def _uncited(prose: Prose) -> Iterator[Mark]:
    return (mark for mark in prose.marks if mark.kind != "cite")


def _event_stub(event: Event) -> Event:
    return replace(event, text=None, sources=(), other_date=None, location="")


def _chosen(records: Iterable[T], ids: set[str]) -> tuple[T, ...]:
    return tuple(record for record in records if getattr(record, "id", None) in ids)
