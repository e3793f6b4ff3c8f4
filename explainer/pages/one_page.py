"""The one-page edition, `everything.html`: each page becomes a part, each link an anchor."""

from __future__ import annotations

import re
from collections.abc import Container

from markupsafe import Markup

from explainer.content import Content
from explainer.model import Page, Prose
from explainer.pages.outcomes import OutcomeView, outcome_view
from explainer.pages.prose_writer import Linker, Part, Writer
from explainer.pages.views import LinkView
from explainer.readonly import read_only
from explainer.urls import anchor_url

_CITATION = re.compile(r'<sup class="cite(?: many)?">.*?</sup>')
_NOT_IN_ID = re.compile(r"[^\w/-]")
# Prefixes for the ids of list entries, so that an event and a term can have the same id.
_ENTRY_PREFIXES = {"timeline.html": "", "glossary.html": "term.", "sources.html": "src."}


@read_only
class PartView:
    """A page as a part of the one-page edition."""

    anchor: str
    title: str
    summary: str
    level: int
    key_points: tuple[Markup, ...]
    body: tuple[Part, ...]
    outcome: OutcomeView | None


def part(writer: Writer, page: Page) -> PartView:
    """Return a page as a part; its ids get a prefix that makes them unique in the edition."""
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
    """Return the table of contents: every page in reading order, its level in `note`."""
    return tuple(
        LinkView(page.title, anchor_url(_part_anchor(page.address)), str(_level(page)))
        for page in content.pages
    )


def linker(writer: Writer) -> Linker:
    """Return the function that makes the edition's links: to its own anchors or to other files."""
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
    """Return a definition without its citations, which get no number on this page."""
    cited = dict(writer.cited)
    html = _CITATION.sub("", writer.inline(prose))
    writer.cited.clear()
    writer.cited.update(cited)
    return Markup(html)  # noqa: S704


def _anchor(address: str) -> str:
    """Return a page's id, which is unique and free of special characters.

    Ids within the page are this id, a colon and their own name.
    """
    escaped = _NOT_IN_ID.sub(lambda match: f"~{ord(match[0]):x}~", address.removesuffix(".html"))
    return "p." + escaped.replace("/", ".")


def _part_anchor(address: str) -> str:
    """Return a part's id; the editor's text above a list needs another id than the list itself."""
    return (
        f"own.{address.removesuffix('.html')}" if address in _ENTRY_PREFIXES else _anchor(address)
    )


def _level(page: Page) -> int:
    """Return a page's level in the table of contents: 2 for a chapter's later pages, else 1."""
    return 1 if page.opens_chapter or not page.chapter else 2
