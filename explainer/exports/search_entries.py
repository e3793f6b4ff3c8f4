"""What search finds: an entry for each page, event, outcome, term, chart, source and date to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explainer.exports.plain_text import ProseReader, shorten
from explainer.exports.source_notes import publication_words
from explainer.marker_options import name_of
from explainer.outcome_state import state_in_words
from explainer.readonly import read_only
from explainer.urls import relative

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from explainer.bibliography import Source
    from explainer.chart_records import Chart
    from explainer.content import Content
    from explainer.model import Event, Page, Term
    from explainer.upcoming import Upcoming

# How many characters of text the index keeps for each section of a page, and for each record.
SECTION_LENGTH = 1200
RECORD_LENGTH = 400


@read_only
class Section:
    """A section of a page: its address, its heading, and its text."""

    address: str
    heading: str
    text: str


@read_only
class Entry:
    """What search shows of a record, and the words by which it is found.

    `place`: where it is, in words, such as `Timeline · 13 January 2026 · Washington`.
    `text`: its text; a page's, up to the first heading. `names`: what else it's called.
    """

    kind: str
    title: str
    address: str
    place: str = ""
    text: str = ""
    names: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def as_list(self) -> list[Any]:
        """Return the entry as the index has it: a list, without what is empty at its end."""
        sections = [[section.address, section.heading, section.text] for section in self.sections]
        values = [self.kind, self.title, self.address, self.place, self.text, self.names, sections]
        while not values[-1]:
            values.pop()
        return values


def addresses(content: Content, charts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the kind and address of every entry, in the order of `EntryReader.entries`."""
    for page in content.pages:
        yield kind_of(page), page.address
    for event in content.events:
        yield "event", f"timeline.html#{event.id}"
    for upcoming in content.upcoming:
        yield "upcoming", f"index.html#upcoming.{upcoming.id}"
    for term in content.terms:
        yield "term", f"glossary.html#{term.id}"
    for chart in content.charts:
        if chart.id in charts:
            yield "chart", f"#chart.{chart.id}"
    for source in content.sources:
        yield "source", f"sources.html#{source.id}"


def kind_of(page: Page) -> str:
    """Return the kind of a page's entry."""
    return "outcome" if page.front.outcome else "page"


def chapter_titles(content: Content) -> dict[str, str]:
    """Return the title of each chapter's first page."""
    return {page.chapter: page.title for page in content.pages if page.opens_chapter}


def chart_pages(content: Content) -> dict[str, str]:
    """Return the address of the first page that shows it, for each chart on a page."""
    if not content.charts:
        return {}
    shown: dict[str, str] = {}
    for page in content.pages:
        for mark in page.prose.marks:
            if (mark.kind, mark.target) == ("block", "chart"):
                shown.setdefault(name_of(mark), page.address)
    return {chart.id: shown[chart.id] for chart in content.charts if chart.id in shown}


class EntryReader:
    """Makes the entries of content.

    `chapters`: the titles of the site's chapters. `charts`: the addresses of pages with charts.
    `terms`: all the site's terms, whose names may be escaped in texts.
    """

    def __init__(
        self,
        content: Content,
        *,
        chapters: Mapping[str, str],
        charts: Mapping[str, str],
        terms: tuple[Term, ...],
    ) -> None:
        self._site = content.site
        self._content = content
        self._chapters = chapters
        self._charts = charts
        self._reader = ProseReader(terms)
        self._sides = {side.id: side.name for side in content.site.sides}

    def entries(self) -> Iterator[Entry]:
        """Yield the entries: pages in reading order, then each other kind in its own order."""
        content = self._content
        yield from map(self.page, content.pages)
        yield from map(self.event, content.events)
        yield from map(self.upcoming, content.upcoming)
        yield from map(self.term, content.terms)
        yield from (self.chart(chart) for chart in content.charts if chart.id in self._charts)
        yield from map(self.source, content.sources)

    def page(self, page: Page) -> Entry:
        """Return a page's entry. An outcome's text starts with how it stands and what decides it."""
        (_, opening), *sections = self._reader.sections(page.prose)
        outcome = page.front.outcome
        texts = [page.front.summary, opening]
        if outcome:
            test = self._reader.line(outcome.test)
            texts = [state_in_words(outcome, self._site.as_of), page.front.summary, test, opening]
        titles = {heading.id: heading.text for heading in page.prose.fragment.headings}
        chapter = "" if page.opens_chapter else self._chapters.get(page.chapter, "")
        return Entry(
            kind_of(page),
            page.title,
            relative("", page.address),
            chapter,
            shorten(" ".join(filter(None, texts)), length=SECTION_LENGTH),
            sections=tuple(
                Section(
                    relative("", page.address, id_),
                    titles.get(id_, id_),
                    shorten(text, length=SECTION_LENGTH),
                )
                for id_, text in sections
            ),
        )

    def event(self, event: Event) -> Entry:
        """Return an event's entry."""
        sides = " and ".join(self._sides.get(side, side) for side in event.side)
        place = _joined("Timeline", event.date.words, sides, event.certainty)
        address = relative("", "timeline.html", event.id)
        measure = event.measure
        names = (event.short, measure.short) if measure else (event.short,)
        authority = measure.authority if measure else ""
        text = ". ".join(filter(None, (authority, self._reader.line(event.text))))
        return Entry(
            "event",
            event.title,
            address,
            place,
            shorten(text, length=RECORD_LENGTH),
            tuple(dict.fromkeys(filter(None, names))),
        )

    def upcoming(self, upcoming: Upcoming) -> Entry:
        """Return the entry of a date to come."""
        address = relative("", "index.html", f"upcoming.{upcoming.id}")
        text = shorten(self._reader.line(upcoming.text), length=RECORD_LENGTH)
        place = _joined("Dates to come", upcoming.date.words)
        return Entry("upcoming", upcoming.title, address, place, text)

    def term(self, term: Term) -> Entry:
        """Return a term's entry."""
        address = relative("", "glossary.html", term.id)
        text = shorten(self._reader.line(term.text), length=RECORD_LENGTH)
        return Entry("term", term.term, address, "Glossary", text, term_names(term))

    def chart(self, chart: Chart) -> Entry:
        """Return the entry of a chart on a page."""
        url = relative("", self._charts[chart.id], f"chart.{chart.id}")
        text = shorten(" ".join(chart.summary.split()), length=RECORD_LENGTH)
        return Entry("chart", chart.title, url, "Chart and table", text)

    def source(self, source: Source) -> Entry:
        """Return a source's entry: its publication, origin and date are its place."""
        issued = source.issued.words if source.issued else ""
        parts = (*publication_words(source), source.origin, issued)
        place = ", ".join(dict.fromkeys(filter(None, parts)))
        address = relative("", "sources.html", source.id)
        names = (source.original_title,) if source.original_title else ()
        return Entry("source", source.title, address, place, "", names)


def reader_of(content: Content) -> EntryReader:
    """Return a reader of all the site's entries."""
    return EntryReader(
        content,
        chapters=chapter_titles(content),
        charts=chart_pages(content),
        terms=content.terms,
    )


def term_names(term: Term) -> tuple[str, ...]:
    """Return a term's other names: its abbreviation and those in `also`."""
    return tuple(filter(None, (term.abbr, *term.also)))


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
