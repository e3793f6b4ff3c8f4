"""`timeline-notes.js`: what the timeline page opens in place, as a script, so that it works from disk.

The page would be half as large again with it, and few readers ask for it: the client loads it when
a source or "Cite" is first pressed, or the page printed. A source is `[title, address, rest of its
entry, language]`, an event how to cite it, as `[in words, BibTeX, RIS]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.citation import cite_event
from explainer.exports.data_script import data_script
from explainer.exports.source_notes import notes_of

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.model import Event, Site, Source


def timeline_notes(content: Content) -> bytes:
    """Return the script that sets `window.explainerNotes` to `{sources: …, events: …}` by id."""
    notes = {
        # All of them: the editor's text above the events may cite others than the events do.
        "sources": {source.id: _source(source) for source in content.sources},
        "events": {event.id: _citation(content.site, event) for event in content.events},
    }
    return data_script("explainerNotes", notes)


def _source(source: Source) -> tuple[str, str, str, str]:
    who = (source.author, source.container_title, source.publisher)
    issued = source.issued.words if source.issued else "undated"
    named = ", ".join(dict.fromkeys(name for name in (*who, issued) if name))
    rest = ". ".join((named, *notes_of(source), source.standing))
    return source.title, source.url, rest, source.title_language


def _citation(site: Site, event: Event) -> tuple[str, str, str]:
    cited = cite_event(site, event)
    return cited.plain, cited.bibtex, cited.ris
