"""`search.js`: what the page's own search looks through, as a script, so that it works from disk.

One entry is `[kind, title, address, text]`; addresses are from the site's root. The client folds
letter case and looks for substrings, so that it works in scripts that have no spaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.data_script import data_script
from explainer.exports.plain_text import one_line, sections, shortened
from explainer.urls import relative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.content import Content
    from explainer.model import Page, Source

# Characters of text kept for each section of a page, and for each record.
SECTION_LENGTH = 1200
RECORD_LENGTH = 400

Entry = tuple[str, str, str, str]


def search_index(content: Content) -> bytes:
    """Return the script that sets `window.explainerSearch` to the list of all entries."""
    return data_script("explainerSearch", list(_entries(content)))


def _entries(content: Content) -> Iterator[Entry]:
    for page in content.pages:
        yield from _page(page)
    for event in content.events:
        said = one_line(event.text.fragment.html) if event.text else ""
        text = f"{event.date.words}. {said}"
        yield _entry("event", event.title, relative("", "timeline.html", event.id), text)
    for term in content.terms:
        names = " · ".join(name for name in (term.abbr, *term.also) if name)
        text = ". ".join(part for part in (names, one_line(term.text.fragment.html)) if part)
        yield _entry("term", term.term, relative("", "glossary.html", term.id), text)
    for source in content.sources:
        yield _entry("source", source.title, relative("", "sources.html", source.id), _who(source))


def _page(page: Page) -> Iterator[Entry]:
    """Yield a page with the text before its first heading, then each heading with its section."""
    parts = sections(page.prose.fragment)
    _, opening = next(parts)
    address = relative("", page.address)
    text = " ".join(part for part in (page.front.summary, opening) if part)
    kind = "outcome" if page.front.outcome else "page"
    yield kind, page.title, address, shortened(text, length=SECTION_LENGTH)
    titles = {heading.id: heading.text for heading in page.prose.fragment.headings}
    for id_, text in parts:
        anchored = relative("", page.address, id_)
        yield "heading", titles.get(id_, id_), anchored, shortened(text, length=SECTION_LENGTH)


def _entry(kind: str, title: str, address: str, text: str) -> Entry:
    return kind, title, address, shortened(text, length=RECORD_LENGTH)


def _who(source: Source) -> str:
    names = (source.author, source.container_title, source.publisher, source.origin)
    issued = source.issued.words if source.issued else ""
    return ", ".join(dict.fromkeys(name for name in (*names, issued) if name))
