"""`timeline-notes.js`: the timeline page's pop-up notes, with sources and citations of events.

Inlined, they would make the page half as large again, and few readers use them. script.js loads
them when a source or "Cite" is first pressed or the page is printed; being a script, they load
from disk too. A source is `[title, URL, rest of entry, language]`, an event `[plain, BibTeX, RIS]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.citation import cite_event
from explainer.exports.data_script import data_script
from explainer.exports.source_notes import notes_of, publication_words

if TYPE_CHECKING:
    from explainer.bibliography import Source
    from explainer.content import Content
    from explainer.model import Event, Site


def timeline_notes(content: Content) -> bytes:
    """Return the script that sets `window.explainerNotes` to `{sources: …, events: …}`, by id."""
    notes = {
        # All sources: the editor's text above the events may cite some that no event cites.
        "sources": {source.id: _source(source) for source in content.sources},
        "events": {event.id: _citation(content.site, event) for event in content.events},
    }
    return data_script("explainerNotes", notes)


def _source(source: Source) -> tuple[str, str, str, str]:
    """Return `(title, URL, rest of the entry, language)`."""
    issued = source.issued.words if source.issued else "undated"
    publication = ", ".join((*publication_words(source), issued))
    rest = ". ".join((publication, *notes_of(source), source.standing))
    return source.title, source.address, rest, source.title_language


def _citation(site: Site, event: Event) -> tuple[str, str, str]:
    citation = cite_event(site, event)
    return citation.plain, citation.bibtex, citation.ris
