"""The whole explainer on one page: every link an anchor, every page a part."""

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
from explainer.urls import within

_CITATION = re.compile(r'<sup class="cite(?: many)?">.*?</sup>')
_NO_PART_OF_ID = re.compile(r"[^\w/-]")
# What goes before the ids of lists' entries, so that those of one kind differ from another's.
_ENTRIES = {"timeline.html": "", "glossary.html": "term.", "sources.html": "src."}


@read_only
class PartView:
    """A page as a part of the whole."""

    anchor: str
    title: str
    summary: str
    level: int
    key_points: tuple[Markup, ...]
    body: tuple[Part, ...]
    outcome: OutcomeView | None


def part(writer: Writer, page: Page) -> PartView:
    """Return a page as a part, its own ids made to differ from all others'."""
    writer.prefix = f"{_anchor(page.address)}:"
    view = PartView(
        anchor=_part_anchor(page.address),
        title=page.title,
        summary=page.front.summary,
        level=_level(page),
        key_points=tuple(writer.inline(point) for point in page.front.key_points),
        # In the order in which they are read, which numbers the citations.
        outcome=outcome_view(writer, page) if page.front.outcome else None,
        body=writer.fill(page.prose),
    )
    writer.prefix = ""
    return view


def contents(content: Content) -> tuple[LinkView, ...]:
    """Return the contents of the whole: every page, in reading order."""
    return tuple(
        LinkView(page.title, within(_part_anchor(page.address)), str(_level(page)))
        for page in content.pages
    )


def linker(writer: Writer) -> Linker:
    """Return what makes the links of the one page: anchors, or files beside it."""
    content = writer.content
    entries: dict[str, Container[str]] = {
        "timeline.html": content.event_by_id,
        "glossary.html": content.term_by_id,
        "sources.html": content.source_by_id,
    }

    def link(_: str, address: str, anchor: str = "") -> str:
        if anchor in entries.get(address, ()):
            if address == "sources.html":
                # What is linked to is listed below, cited or not.
                writer.list_source(anchor)
            return f"#{_ENTRIES[address]}{anchor}"
        if address == "everything.html":
            return "#page.main"
        if not address.endswith(".html") or address == "changes.html":
            return address
        return within(f"{_anchor(address)}:{anchor}" if anchor else _anchor(address))

    return link


def without_citations(writer: Writer, prose: Prose) -> Markup:
    """Return a definition without its citations, and without numbering them on this page."""
    cited = dict(writer.cited)
    html = _CITATION.sub("", writer.inline(prose))
    writer.cited.clear()
    writer.cited.update(cited)
    return Markup(html)  # noqa: S704


def _anchor(address: str) -> str:
    """Return a page's id, which no other page has, whatever signs its file's name holds.

    Its own ids follow a colon.
    """
    spelled = _NO_PART_OF_ID.sub(lambda sign: f"~{ord(sign[0]):x}~", address.removesuffix(".html"))
    return "p." + spelled.replace("/", ".")


def _part_anchor(address: str) -> str:
    """Return a part's id; an editor's text above a list stands apart from the list itself."""
    return f"own.{address.removesuffix('.html')}" if address in _ENTRIES else _anchor(address)


def _level(page: Page) -> int:
    """Return how deep a page stands: the further pages of a chapter below its first."""
    return 1 if page.opens_chapter or not page.chapter else 2
