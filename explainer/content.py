"""The explainer as a whole: all records, in order, and the ways to find one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

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
    Source,
    Table,
    Term,
)


@dataclass(frozen=True)
class Content:
    """Everything that was read from content/.

    Pages stand in reading order: the home page, chapter by chapter, then pages outside the
    chapters. Events stand in the order of content-model. `broken` names what was written but
    could not be read, as (kind, id), so that a mistake in a record is told once, at the record;
    `drafts` names the files of pages that were left out, each with the id of the outcome that it
    would tell, or with nothing.
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
        """Pages by their file's path below content/."""
        return {page.source: page for page in self.pages}

    @cached_property
    def place_in_order(self) -> dict[str, int]:
        """Where each page stands in reading order, by its source."""
        return {page.source: place for place, page in enumerate(self.pages)}

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
        """Copied files by address."""
        return {asset.address: asset for asset in self.assets}

    @cached_property
    def outcome_pages(self) -> tuple[Page, ...]:
        """The pages that tell an outcome, in reading order."""
        return tuple(page for page in self.pages if page.front.outcome)

    @cached_property
    def page_by_outcome(self) -> dict[str, Page]:
        """The page that tells an outcome, by the outcome's id."""
        return {outcome_of(page).id: page for page in self.outcome_pages}

    @cached_property
    def answered_by(self) -> dict[str, tuple[Event, ...]]:
        """For each event, those that answer it."""
        return self._reverse("answers")

    @cached_property
    def followed_by(self) -> dict[str, tuple[Event, ...]]:
        """For each event, those that follow it by our own reading."""
        return self._reverse("follows")

    def _reverse(self, relation: str) -> dict[str, tuple[Event, ...]]:
        found: defaultdict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            for earlier in getattr(event, relation):
                found[earlier].append(event)
        return {id_: tuple(events) for id_, events in found.items()}

    @cached_property
    def site_without_status(self) -> Site:
        """The site without where things stand, which few pages show: one record for them all."""
        return replace(self.site, status=())

    @cached_property
    def neighbours(self) -> dict[str, tuple[Page | None, Page | None]]:
        """The pages before and after each, in the reading order of the chapters, by source."""
        chain = [p for p in self.pages if p.chapter or p.source == "index.md"]
        around = zip([None, *chain], chain, [*chain[1:], None], strict=False)
        return {page.source: (before, after) for before, page, after in around}

    @cached_property
    def _by_chapter(self) -> dict[str, tuple[Page, ...]]:
        found: defaultdict[str, list[Page]] = defaultdict(list)
        for page in self.pages:
            found[page.chapter].append(page)
        return {chapter: tuple(pages) for chapter, pages in found.items()}

    @cached_property
    def opening_pages(self) -> tuple[Page, ...]:
        """The first page of each chapter that has one, in the order of site.yaml."""
        chapters = map(self.chapter_pages, self.site.chapters)
        return tuple(page for pages in chapters for page in pages if page.opens_chapter)

    def chapter_pages(self, chapter: str) -> tuple[Page, ...]:
        """Return a chapter's pages in reading order, its first page first."""
        return self._by_chapter.get(chapter, ())

    def proses(self) -> Iterator[tuple[Record, Prose]]:
        """Yield every piece of prose with the record that holds it."""
        for page in self.pages:
            yield from page_proses(page)
        for status in self.site.status:
            yield status, status.text
        for event in self.events:
            if event.text:
                yield event, event.text
        for term in self.terms:
            yield term, term.text
        for accounts in self.accounts:
            yield from ((accounts, prose) for prose in account_proses(accounts))
        for change in self.changes:
            yield change, change.note


def page_proses(page: Page) -> Iterator[tuple[Record, Prose]]:
    """Yield a page's prose, the front matter's included, in reading order."""
    front = page.front
    yield from ((page, prose) for prose in front.key_points)
    yield page, page.prose
    if outcome := front.outcome:
        yield from ((estimate, estimate.why) for estimate in outcome.history)
        yield from ((indicator, indicator.text) for indicator in outcome.indicators)
        if outcome.resolved and outcome.resolved.why:
            yield outcome.resolved, outcome.resolved.why


def account_proses(accounts: AccountSet) -> Iterator[Prose]:
    """Yield the prose of a set of accounts in reading order."""
    for account in accounts.accounts.values():
        yield account if isinstance(account, Prose) else account.none_found
    if accounts.found:
        yield accounts.found


def outcome_of(page: Page) -> Outcome:
    """Return the outcome that a page tells; raises ValueError where it tells none."""
    if page.front.outcome is None:
        raise ValueError(f"{page.source} tells no outcome")
    return page.front.outcome
