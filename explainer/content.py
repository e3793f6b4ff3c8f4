"""Everything loaded from the content folder: all records, in order, with lookups by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import Any, TypeVar

from explainer.asset import Asset
from explainer.bibliography import Source
from explainer.chart_records import Chart, Table
from explainer.declared import Lookup, Partial, all_of, undeclared_text
from explainer.failures import UndeclaredError
from explainer.model import (
    AccountSet,
    Change,
    Event,
    Outcome,
    Page,
    Prose,
    Record,
    Side,
    Site,
    Term,
)
from explainer.readonly import frozen
from explainer.selections import (
    EventSelection,
    EventsWithSetEnd,
    PageSelection,
    UpcomingSelection,
)
from explainer.upcoming import Upcoming, date_to_come

T = TypeVar("T")
Selection = EventSelection | PageSelection | UpcomingSelection


@frozen
class Content:
    """Everything that was loaded from `content/`.

    `pages` are in reading order: the home page, chapter by chapter, then pages outside the
    chapters. `events` and `upcoming` are sorted by date, earliest first. `broken` contains the
    (kind, id) of each record that could not be loaded, so that references to it are not reported as
    well; an empty id means that any record of that kind may be missing. `drafts` maps the source
    path of each skipped draft page to its outcome's id, or to an empty string. `selected` has the
    ids or source paths for each selection that a page declared; it is None if this is the whole
    content.
    """

    site: Site
    pages: tuple[Page, ...] = ()
    events: tuple[Event, ...] = ()
    sources: tuple[Source, ...] = ()
    terms: tuple[Term, ...] = ()
    accounts: tuple[AccountSet, ...] = ()
    changes: tuple[Change, ...] = ()
    upcoming: tuple[Upcoming, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    assets: tuple[Asset, ...] = ()
    broken: frozenset[tuple[str, str]] = frozenset()
    drafts: Mapping[str, str] = field(default_factory=dict)
    selected: Mapping[Selection, tuple[str, ...]] | None = field(default=None, compare=False)

    def select_events(self, selection: EventSelection) -> tuple[Event, ...]:
        """Return the selected events; raises UndeclaredError if a page didn't declare them."""
        if self.selected is None:
            return tuple(event for event in self.events if selection.matches(event))
        return tuple(self.event_by_id[id_] for id_ in self._declared(selection))

    def select_pages(self, selection: PageSelection) -> tuple[Page, ...]:
        """Return the selected pages; raises UndeclaredError if a page didn't declare them."""
        if self.selected is None:
            return tuple(page for page in self.pages if selection.matches(page))
        return tuple(self.page_by_source[source] for source in self._declared(selection))

    def select_upcoming(self, selection: UpcomingSelection) -> tuple[Upcoming, ...]:
        """Return the selected dates to come; raises UndeclaredError if undeclared."""
        if self.selected is None:
            return tuple(upcoming for upcoming in self.upcoming if selection.matches(upcoming))
        return tuple(self.upcoming_by_id[id_] for id_ in self._declared(selection))

    def _declared(self, selection: Selection) -> tuple[str, ...]:
        if self.selected is None or selection not in self.selected:
            raise UndeclaredError(f"the selection {selection}")
        return self.selected[selection]

    def _lookup(self, kind: str, pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
        """Return records by id; of a page's content, a lookup that names what isn't declared."""
        records = dict(pairs)
        return records if self.selected is None else Lookup(kind, records)

    def dates_to_come(self) -> tuple[Upcoming | Event, ...]:
        """Return what is to come, by date.

        That's `upcoming`, and the events whose measures or suspensions have an end set. Raises
        UndeclaredError if a page didn't declare all of them.
        """
        as_of = self.site.as_of
        ending = self.select_events(EventsWithSetEnd(as_of))
        records: tuple[Upcoming | Event, ...] = (
            *self.select_upcoming(UpcomingSelection()),
            *ending,
        )
        return tuple(sorted(records, key=lambda record: date_to_come(record, as_of)))

    @cached_property
    def page_by_source(self) -> dict[str, Page]:
        """Pages by source path."""
        return self._lookup("page", ((r.source, r) for r in all_of(self.pages)))

    @cached_property
    def place_in_order(self) -> dict[str, int]:
        """The position of each page in reading order, by source path."""
        return {page.source: position for position, page in enumerate(self.pages)}

    @cached_property
    def event_by_id(self) -> dict[str, Event]:
        """Events by id."""
        return self._lookup("event", ((r.id, r) for r in all_of(self.events)))

    @cached_property
    def upcoming_by_id(self) -> dict[str, Upcoming]:
        """Dates to come that the editor wrote, by id."""
        return self._lookup("date to come", ((r.id, r) for r in all_of(self.upcoming)))

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Sources by id."""
        return self._lookup("source", ((r.id, r) for r in all_of(self.sources)))

    @cached_property
    def term_by_id(self) -> dict[str, Term]:
        """Glossary terms by id."""
        return self._lookup("term", ((r.id, r) for r in all_of(self.terms)))

    @cached_property
    def account_by_id(self) -> dict[str, AccountSet]:
        """Sets of accounts by id."""
        return self._lookup("set of accounts", ((r.id, r) for r in all_of(self.accounts)))

    @cached_property
    def chart_by_id(self) -> dict[str, Chart]:
        """Charts by id."""
        return self._lookup("chart", ((r.id, r) for r in all_of(self.charts)))

    @cached_property
    def side_by_id(self) -> dict[str, Side]:
        """Sides by id."""
        return {side.id: side for side in self.site.sides}

    @cached_property
    def asset_by_address(self) -> dict[str, Asset]:
        """Files that are copied unchanged, by address."""
        return self._lookup("file", ((r.address, r) for r in all_of(self.assets)))

    @property
    def logo(self) -> Asset | None:
        """The file of the site's logo, if it has one."""
        theme = self.site.theme
        return self.asset_by_address.get(theme.logo) if theme and theme.logo else None

    @cached_property
    def outcome_pages(self) -> tuple[Page, ...]:
        """The pages that describe an outcome, in reading order."""
        return tuple(page for page in self.pages if page.front.outcome)

    @cached_property
    def page_by_outcome(self) -> dict[str, Page]:
        """The page that describes each outcome, by the outcome's id."""
        pages = (page for page in all_of(self.pages) if page.front.outcome)
        return self._lookup("outcome", ((outcome_of(page).id, page) for page in pages))

    @cached_property
    def answered_by(self) -> dict[str, tuple[Event, ...]]:
        """The events that answer each event, by that event's id."""
        return self._reverse("answers")

    @cached_property
    def followed_by(self) -> dict[str, tuple[Event, ...]]:
        """The events that follow each event, by that event's id."""
        return self._reverse("follows")

    @property
    def key_events(self) -> tuple[Event, ...]:
        """The events that have pages of their own, in the order of the timeline."""
        return tuple(event for event in self.events if event.key)

    def _reverse(self, relation: str) -> dict[str, tuple[Event, ...]]:
        later_events: defaultdict[str, list[Event]] = defaultdict(list)
        for event in all_of(self.events):
            for earlier in getattr(event, relation):
                later_events[earlier].append(event)
        return {id_: tuple(events) for id_, events in later_events.items()}

    @cached_property
    def site_without_status(self) -> Site:
        """The site without what only the home page and `[status]` show.

        One record, shared by all other pages.
        """
        return replace(
            self.site,
            why=undeclared_text("why it matters"),
            short_answers=Partial("site.short_answers"),
            status=Partial("site.status"),
        )

    @cached_property
    def stubs(self) -> dict[tuple[str, str], Any]:
        """Records reduced to what links to them show, by kind and id; each is made only once."""
        return {}

    @cached_property
    def neighbours(self) -> dict[str, tuple[Page | None, Page | None]]:
        """The previous and next page of the home page and each chapter page, by source path."""
        chain = [p for p in self.pages if p.chapter or p.source == "index.md"]
        triples = zip([None, *chain], chain, [*chain[1:], None], strict=False)
        return {page.source: (previous, next_) for previous, page, next_ in triples}

    @cached_property
    def _by_chapter(self) -> dict[str, tuple[Page, ...]]:
        by_chapter: defaultdict[str, list[Page]] = defaultdict(list)
        for page in self.pages:
            by_chapter[page.chapter].append(page)
        return {chapter: tuple(pages) for chapter, pages in by_chapter.items()}

    def chapter_pages(self, chapter: str) -> tuple[Page, ...]:
        """Return a chapter's pages in reading order, starting with its first page."""
        return self._by_chapter.get(chapter, ())

    def prose_fields(self) -> Iterator[tuple[Record, Prose]]:
        """Yield `(record, prose)` for every piece of prose in the content."""
        for page in self.pages:
            yield from page_prose_fields(page)
        yield from site_prose_fields(self.site)
        for event in self.events:
            if event.text:
                yield event, event.text
        for term in self.terms:
            yield term, term.text
        for accounts in self.accounts:
            yield from ((accounts, prose) for prose in account_prose_fields(accounts))
        for change in self.changes:
            yield change, change.note
        for upcoming in self.upcoming:
            if upcoming.text:
                yield upcoming, upcoming.text


def site_prose_fields(site: Site) -> Iterator[tuple[Record, Prose]]:
    """Yield `(record, prose)` for each piece of prose in `site.yaml`, in the order of the page."""
    if site.why:
        yield site, site.why
    yield from ((answer, answer.answer) for answer in site.short_answers)
    yield from ((status, status.text) for status in site.status)


def page_prose_fields(page: Page) -> Iterator[tuple[Record, Prose]]:
    """Yield `(record, prose)` for each piece of prose on a page, in reading order.

    The record is the page, or a part of its outcome in the front matter.
    """
    front = page.front
    yield from ((page, prose) for prose in front.key_points)
    yield page, page.prose
    if outcome := front.outcome:
        if outcome.test:
            yield outcome, outcome.test
        yield from ((estimate, estimate.why) for estimate in outcome.history)
        yield from ((indicator, indicator.text) for indicator in outcome.indicators)
        if outcome.resolved and outcome.resolved.why:
            yield outcome.resolved, outcome.resolved.why


def account_prose_fields(accounts: AccountSet) -> Iterator[Prose]:
    """Yield each account of a set, or its `none_found` note, then what others `found`."""
    for account in accounts.accounts.values():
        yield account if isinstance(account, Prose) else account.none_found
    if accounts.found:
        yield accounts.found


def outcome_of(page: Page) -> Outcome:
    """Return the outcome that a page describes; raise ValueError if it describes none."""
    if page.front.outcome is None:
        raise ValueError(f"{page.source} has no outcome")
    return page.front.outcome
