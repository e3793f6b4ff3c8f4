"""The one-page edition, `everything.html`: all pages as parts of one, for printing and offline use.

A link to another page becomes a link to that page's part.
"""

from __future__ import annotations

import re
from collections.abc import Container

from markupsafe import Markup

from explainer.content import Content
from explainer.model import Page, Prose
from explainer.pages.outcomes import OutcomeView, outcome_view
from explainer.pages.prose_html import Linker, Part, Writer
from explainer.pages.view_models import LinkView
from explainer.readonly import read_only
from explainer.urls import anchor_url

_CITATION = re.compile(r'<sup class="cite(?: many)?">.*?</sup>')
_NOT_IN_ID = re.compile(r"[^\w/-]")
# Prefixes for the ids of list entries, so that an event and a term can have the same id.
_ENTRY_PREFIXES = {"timeline.html": "", "glossary.html": "term.", "sources.html": "src."}


@read_only
class PartView:
    """A page as a part of the one-page edition: its heading, summary, key points and text.

    `anchor` is the part's id; `level` is 2 for a chapter's later pages, otherwise 1.
    """

    anchor: str
    title: str
    summary: str
    level: int
    key_points: tuple[Markup, ...]
    body: tuple[Part, ...]
    outcome: OutcomeView | None


def part(writer: Writer, page: Page) -> PartView:
    """Return a page as a part of the one-page edition.

    The ids in its text get a prefix, because other pages may use the same ones.
    """
    writer.prefix = f"{_anchor(page.address)}:"
    view = PartView(
        anchor=_part_anchor(page.address),
        title=page.title,
        summary=page.front.summary,
        level=_level(page),
        key_points=tuple(writer.inline(point) for point in page.front.key_points),
        # The outcome comes before the body, as on the page: citations are numbered in that order.
        outcome=outcome_view(writer, page) if page.front.outcome else None,
        body=writer.fill(page.prose),
    )
    writer.prefix = ""
    return view


def contents(content: Content) -> tuple[LinkView, ...]:
    """Return the table of contents: a link to each page's part, in reading order.

    A link's `note` is the part's level.
    """
    return tuple(
        LinkView(page.title, anchor_url(_part_anchor(page.address)), str(_level(page)))
        for page in content.pages
    )


def linker(writer: Writer) -> Linker:
    """Return the function that makes links on the one-page edition.

    A link to a page or record that the edition contains becomes a link to an id on it.
    """
    content = writer.content
    entries: dict[str, Container[str]] = {
        "timeline.html": content.event_by_id,
        "glossary.html": content.term_by_id,
        "sources.html": content.source_by_id,
    }

    def link(_: str, address: str, anchor: str = "") -> str:
        if anchor in entries.get(address, ()):
            if address == "sources.html":
                # A linked source must be in the list below, even if it isn't cited.
                writer.list_source(anchor)
            return f"#{_ENTRY_PREFIXES[address]}{anchor}"
        if address == "everything.html":
            return "#page.main"
        if not address.endswith(".html") or address == "changes.html":
            return address
        return anchor_url(f"{_anchor(address)}:{anchor}" if anchor else _anchor(address))

    return link


def without_citations(writer: Writer, prose: Prose) -> Markup:
    """Return prose, such as a term's definition, without citations, and without numbering them."""
    cited = dict(writer.cited)
    html = _CITATION.sub("", writer.inline(prose))
    writer.cited.clear()
    writer.cited.update(cited)
    return Markup(html)  # noqa: S704


def _anchor(address: str) -> str:
    """Return the id of a page in the one-page edition: unique, without special characters.

    An id in the page's text becomes this id, a colon, and the original id.
    """
    escaped = _NOT_IN_ID.sub(lambda match: f"~{ord(match[0]):x}~", address.removesuffix(".html"))
    return "p." + escaped.replace("/", ".")


def _part_anchor(address: str) -> str:
    """Return the id of a page's part.

    The editor's text above a list, such as the glossary, gets another id than the list itself.
    """
    return (
        f"own.{address.removesuffix('.html')}" if address in _ENTRY_PREFIXES else _anchor(address)
    )


def _level(page: Page) -> int:
    """Return a page's level in the table of contents: 2 for a chapter's later pages, else 1."""
    return 1 if page.opens_chapter or not page.chapter else 2
