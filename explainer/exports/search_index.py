"""`search.js`: the index for the site's search, as a script, so that it works from disk.

An entry is `[kind, title, address, text]`, with addresses relative to the site's root. The client
(search-client.js) ignores case and matches substrings, so it works for languages without spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.data_script import data_script
from explainer.exports.plain_text import ProseReader, shorten
from explainer.exports.source_notes import publication_words
from explainer.outcome_state import state_in_words
from explainer.urls import relative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.bibliography import Source
    from explainer.content import Content
    from explainer.model import Event, Page

# How many characters of text the index keeps for each section of a page, and for each record.
SECTION_LENGTH = 1200
RECORD_LENGTH = 400

# (kind, title, address, text)
Entry = tuple[str, str, str, str]


def search_index(content: Content) -> bytes:
    """Return the contents of `search.js`, which assigns all entries to `window.explainerSearch`."""
    return data_script("explainerSearch", _entries(content))


def _entries(content: Content) -> Iterator[Entry]:
    reader = ProseReader(content.terms)
    for page in content.pages:
        yield from _page(content, page, reader)
    for event in content.events:
        text = ". ".join(
            filter(None, (event.date.words, _other_names(event), reader.line(event.text)))
        )
        yield _entry("event", event.title, relative("", "timeline.html", event.id), text)
    for upcoming in content.upcoming:
        text = f"{upcoming.date.words}. {reader.line(upcoming.text)}"
        address = relative("", "index.html", f"upcoming.{upcoming.id}")
        yield _entry("upcoming", upcoming.title, address, text)
    for term in content.terms:
        names = " · ".join(name for name in (term.abbr, *term.also) if name)
        text = ". ".join(part for part in (names, reader.line(term.text)) if part)
        yield _entry("term", term.term, relative("", "glossary.html", term.id), text)
    for source in content.sources:
        yield _entry("source", source.title, relative("", "sources.html", source.id), _who(source))


def _other_names(event: Event) -> str:
    """Return what else an event and its measure are called, and what the measure rests on."""
    measure = event.measure
    names = (event.short, measure.short, measure.authority) if measure else (event.short,)
    return " · ".join(dict.fromkeys(name for name in names if name))


def _page(content: Content, page: Page, reader: ProseReader) -> Iterator[Entry]:
    """Yield a page's entry, with its text up to the first heading, and one for each section.

    An outcome's entry starts with how it stands, and has what decides it.
    """
    (_, opening), *sections = reader.sections(page.prose)
    address = relative("", page.address)
    outcome = page.front.outcome
    texts = [page.front.summary, opening]
    if outcome:
        test = reader.line(outcome.test)
        texts = [state_in_words(outcome, content.site.as_of), page.front.summary, test, opening]
    text = " ".join(part for part in texts if part)
    kind = "outcome" if outcome else "page"
    yield kind, page.title, address, shorten(text, length=SECTION_LENGTH)
    titles = {heading.id: heading.text for heading in page.prose.fragment.headings}
    for id_, text in sections:
        href = relative("", page.address, id_)
        yield "heading", titles.get(id_, id_), href, shorten(text, length=SECTION_LENGTH)


def _entry(kind: str, title: str, address: str, text: str) -> Entry:
    """Return an event's, term's or source's entry, with its text shortened."""
    return kind, title, address, shorten(text, length=RECORD_LENGTH)


def _who(source: Source) -> str:
    """Return a source's original title, publication, origin and date, separated by commas."""
    issued = source.issued.words if source.issued else ""
    parts = (source.original_title, *publication_words(source), source.origin, issued)
    return ", ".join(dict.fromkeys(part for part in parts if part))
