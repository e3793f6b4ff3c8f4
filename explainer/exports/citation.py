"""How to cite a page or an event of the explainer: in words, as BibTeX and as RIS.

`timeline.bib` and `timeline.ris` tell it of every event.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explainer.dates import day_words
from explainer.exports.absolute_urls import absolute_url
from explainer.exports.bibtex import bibtex_entry, bibtex_text, bibtex_url, bibtex_whole
from explainer.exports.ris import ris_day, ris_record

if TYPE_CHECKING:
    import datetime as dt

    from explainer.content import Content
    from explainer.model import Event, Site

_INNER_QUOTES = str.maketrans("“”", "‘’")


@dataclass(frozen=True)
class Citation:
    """The same citation in three forms."""

    plain: str
    bibtex: str
    ris: str


@dataclass(frozen=True)
class _Cited:
    """What is cited: `note` says what its date means."""

    key: str
    title: str
    url: str
    date: dt.date
    note: str


def cite_page(site: Site, *, title: str, address: str, updated: dt.date | None = None) -> Citation:
    """Return how to cite a page; its date is that of its last update, or of the last check."""
    day = updated or site.as_of
    note = f"{'updated' if updated else 'as of'} {day_words(day)}"
    return _citation(site, _Cited(_key(address), title, absolute_url(site, address), day, note))


def cite_event(site: Site, event: Event) -> Citation:
    """Return how to cite an event of the timeline, by its permalink."""
    title = f"{event.title} ({event.date.words})"
    url = absolute_url(site, "timeline.html", event.id)
    note = f"as of {day_words(site.as_of)}"
    return _citation(site, _Cited(event.id, title, url, site.as_of, note))


def timeline_bibtex(content: Content) -> bytes:
    """Return how to cite each event, as BibTeX entries under the events' ids."""
    cited = (cite_event(content.site, event) for event in content.events)
    return "\n".join(citation.bibtex for citation in cited).encode()


def timeline_ris(content: Content) -> bytes:
    """Return how to cite each event, as RIS records."""
    cited = (cite_event(content.site, event) for event in content.events)
    return "".join(citation.ris for citation in cited).encode()


def _citation(site: Site, cited: _Cited) -> Citation:
    publisher = site.publisher.name if site.publisher else ""
    return Citation(
        plain=_plain(site, cited, publisher=publisher),
        bibtex=_bibtex(site, cited, publisher=publisher),
        ris=_ris(site, cited, publisher=publisher),
    )


def _plain(site: Site, cited: _Cited, *, publisher: str) -> str:
    title = " ".join(cited.title.split()).translate(_INNER_QUOTES)
    stop = "" if title.endswith((".", "?", "!", "。", "？", "！")) else "."
    source = ", ".join(part for part in (site.title, publisher, cited.note) if part)
    return f"“{title}{stop}” {source}." + (f" {cited.url}" if cited.url else "")


def _bibtex(site: Site, cited: _Cited, *, publisher: str) -> str:
    fields = {
        "title": bibtex_whole(cited.title),
        "author": bibtex_whole(publisher),
        "howpublished": bibtex_whole(site.title),
        "year": f"{cited.date.year:04}",
        "date": cited.date.isoformat(),
        "url": bibtex_url(cited.url),
        "note": bibtex_text(cited.note[:1].upper() + cited.note[1:]),
    }
    return bibtex_entry("misc", cited.key, fields=fields)


def _ris(site: Site, cited: _Cited, *, publisher: str) -> str:
    lines = [
        ("ID", cited.key),
        ("TI", cited.title),
        ("T2", site.title),
        ("PB", publisher),
        ("PY", f"{cited.date.year:04}"),
        ("DA", ris_day(cited.date)),
        ("UR", cited.url),
        ("N1", cited.note[:1].upper() + cited.note[1:]),
    ]
    return ris_record("ELEC", lines=lines)


def _key(address: str) -> str:
    """Return an address as a key that BibTeX takes."""
    return re.sub(r"[^A-Za-z0-9]+", "-", address.removesuffix(".html")).strip("-") or "page"
