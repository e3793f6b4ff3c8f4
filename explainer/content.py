"""Everything loaded from the content folder: all records, in order, with lookups by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from explainer.bibliography import Source
from explainer.model import (
    AccountSet,
    Asset,
    Change,
    Chart,
    Event,
    Outcome,
    Page,
    Prose,
    Record,
    Side,
    Site,
    Table,
    Term,
)


@dataclass(frozen=True)
class Content:
    """Everything that was loaded from `content/`.

    `pages` are in reading order: the home page, chapter by chapter, then pages outside the
    chapters. `events` are sorted by date, earliest first. `broken` contains the (kind, id) of each
    record that could not be loaded, so that references to it are not reported as well; an empty id
    means that any record of that kind may be missing. `drafts` maps the source path of each
    skipped draft page to its outcome's id, or to an empty string.
    """

    site: Site
    pages: tuple[Page, ...] = ()
    events: tuple[Event, ...] = ()
    sources: tuple[Source, ...] = ()
    terms: tuple[Term, ...] = ()
    accounts: tuple[AccountSet, ...] = ()
    changes: tuple[Change, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    assets: tuple[Asset, ...] = ()
    broken: frozenset[tuple[str, str]] = frozenset()
    drafts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def page_by_source(self) -> dict[str, Page]:
        """Pages by source path."""
        return {page.source: page for page in self.pages}

    @cached_property
    def place_in_order(self) -> dict[str, int]:
        """The position of each page in reading order, by source path."""
        return {page.source: position for position, page in enumerate(self.pages)}

    @cached_property
    def event_by_id(self) -> dict[str, Event]:
        """Events by id."""
        return {event.id: event for event in self.events}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.sources}

    @cached_property
    def term_by_id(self) -> dict[str, Term]:
        """Glossary terms by id."""
        return {term.id: term for term in self.terms}

    @cached_property
    def account_by_id(self) -> dict[str, AccountSet]:
        """Sets of accounts by id."""
        return {accounts.id: accounts for accounts in self.accounts}

    @cached_property
    def chart_by_id(self) -> dict[str, Chart]:
        """Charts by id."""
        return {chart.id: chart for chart in self.charts}

    @cached_property
    def side_by_id(self) -> dict[str, Side]:
        """Sides by id."""
        return {side.id: side for side in self.site.sides}

    @cached_property
    def asset_by_address(self) -> dict[str, Asset]:
        """Files that are copied unchanged, by address."""
        return {asset.address: asset for asset in self.assets}

    @cached_property
    def outcome_pages(self) -> tuple[Page, ...]:
        """The pages that describe an outcome, in reading order."""
        return tuple(page for page in self.pages if page.front.outcome)

    @cached_property
    def page_by_outcome(self) -> dict[str, Page]:
        """The page that describes each outcome, by the outcome's id."""
        return {outcome_of(page).id: page for page in self.outcome_pages}

    @cached_property
    def answered_by(self) -> dict[str, tuple[Event, ...]]:
        """The events that answer each event, by that event's id."""
        return self._reverse("answers")

    @cached_property
    def followed_by(self) -> dict[str, tuple[Event, ...]]:
        """The events that follow each event, by that event's id."""
        return self._reverse("follows")

    def _reverse(self, relation: str) -> dict[str, tuple[Event, ...]]:
        later_events: defaultdict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            for earlier in getattr(event, relation):
                later_events[earlier].append(event)
        return {id_: tuple(events) for id_, events in later_events.items()}

    @cached_property
    def site_without_status(self) -> Site:
        """The site without its `status`: one record, shared by all pages that don't show it."""
        return replace(self.site, status=())

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

    @cached_property
    def opening_pages(self) -> tuple[Page, ...]:
        """The first page of each chapter that has one, in the order of `chapters` in site.yaml."""
        chapters = map(self.chapter_pages, self.site.chapters)
        return tuple(page for pages in chapters for page in pages if page.opens_chapter)

    def chapter_pages(self, chapter: str) -> tuple[Page, ...]:
        """Return a chapter's pages in reading order, starting with its first page."""
        return self._by_chapter.get(chapter, ())

    def prose_fields(self) -> Iterator[tuple[Record, Prose]]:
        """Yield `(record, prose)` for every piece of prose in the content."""
        for page in self.pages:
            yield from page_prose_fields(page)
        for status in self.site.status:
            yield status, status.text
        for event in self.events:
            if event.text:
                yield event, event.text
        for term in self.terms:
            yield term, term.text
        for accounts in self.accounts:
            yield from ((accounts, prose) for prose in account_prose_fields(accounts))
        for change in self.changes:
            yield change, change.note


def page_prose_fields(page: Page) -> Iterator[tuple[Record, Prose]]:
    """Yield `(record, prose)` for each piece of prose on a page, in reading order.

    The record is the page, or a part of its outcome in the front matter.
    """
    front = page.front
    yield from ((page, prose) for prose in front.key_points)
    yield page, page.prose
    if outcome := front.outcome:
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
