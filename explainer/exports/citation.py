"""Citations of the explainer's own pages and events: as plain text, BibTeX and RIS.

`timeline.bib` and `timeline.ris` contain the citations of all events.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.dates import day_words
from explainer.exports.absolute_urls import absolute_url
from explainer.exports.bibtex import bibtex_braced, bibtex_entry, bibtex_text, bibtex_url
from explainer.exports.ris import ris_day, ris_record
from explainer.readonly import frozen

if TYPE_CHECKING:
    import datetime as dt

    from explainer.content import Content
    from explainer.model import Event, Site

_INNER_QUOTES = str.maketrans("“”", "‘’")


@frozen
class Citation:
    """How to cite a page or event, in three formats: as plain text, as BibTeX and as RIS."""

    plain: str
    bibtex: str
    ris: str


@frozen
class _Item:
    """The page or event to cite.

    `key` is its id in BibTeX and RIS. `note` gives the date in words with its meaning, such as
    `updated 3 May 2024`.
    """

    key: str
    title: str
    url: str
    date: dt.date
    note: str


def cite_page(site: Site, *, title: str, address: str, updated: dt.date | None = None) -> Citation:
    """Return the citation of a page, dated by its last update or else by the site's `as_of`."""
    day = updated or site.as_of
    note = f"updated {day_words(updated)}" if updated else f"as of {site.as_of_words}"
    return _citation(site, _Item(_key(address), title, absolute_url(site, address), day, note))


def cite_event(site: Site, event: Event) -> Citation:
    """Return the citation of an event's entry on the timeline, with its permalink."""
    title = f"{event.title} ({event.date.words})"
    url = absolute_url(site, "timeline.html", event.id)
    note = f"as of {site.as_of_words}"
    return _citation(site, _Item(event.id, title, url, site.as_of, note))


def timeline_bibtex(content: Content) -> bytes:
    """Return the contents of `timeline.bib`: an entry for each event, with its id as key."""
    citations = (cite_event(content.site, event) for event in content.events)
    return "\n".join(citation.bibtex for citation in citations).encode()


def timeline_ris(content: Content) -> bytes:
    """Return the contents of `timeline.ris`: an RIS record for each event."""
    citations = (cite_event(content.site, event) for event in content.events)
    return "".join(citation.ris for citation in citations).encode()


def _citation(site: Site, item: _Item) -> Citation:
    publisher = site.publisher.name if site.publisher else ""
    return Citation(
        plain=_plain(site, item, publisher=publisher),
        bibtex=_bibtex(site, item, publisher=publisher),
        ris=_ris(site, item, publisher=publisher),
    )


def _plain(site: Site, item: _Item, *, publisher: str) -> str:
    """Return `“TITLE.” SITE, PUBLISHER, NOTE. URL`, without the parts that are unknown."""
    title = " ".join(item.title.split()).translate(_INNER_QUOTES)
    stop = "" if title.endswith((".", "?", "!", "。", "？", "！")) else "."
    source = ", ".join(part for part in (site.title, publisher, item.note) if part)
    return f"“{title}{stop}” {source}." + (f" {item.url}" if item.url else "")


def _bibtex(site: Site, item: _Item, *, publisher: str) -> str:
    fields = {
        "title": bibtex_braced(item.title),
        "author": bibtex_braced(publisher),
        "howpublished": bibtex_braced(site.title),
        "year": f"{item.date.year:04}",
        "date": item.date.isoformat(),
        "url": bibtex_url(item.url),
        "note": bibtex_text(item.note[:1].upper() + item.note[1:]),
    }
    return bibtex_entry("misc", item.key, fields=fields)


def _ris(site: Site, item: _Item, *, publisher: str) -> str:
    lines = [
        ("ID", item.key),
        ("TI", item.title),
        ("T2", site.title),
        ("PB", publisher),
        ("PY", f"{item.date.year:04}"),
        ("DA", ris_day(item.date)),
        ("UR", item.url),
        ("N1", item.note[:1].upper() + item.note[1:]),
    ]
    return ris_record("ELEC", lines=lines)


def _key(address: str) -> str:
    """Return a page's address as a valid BibTeX key, such as `us-moves-licences`."""
    return re.sub(r"[^A-Za-z0-9]+", "-", address.removesuffix(".html")).strip("-") or "page"
