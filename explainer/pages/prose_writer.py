"""Fills prose in for one page: numbers its citations, opens its terms, points its links.

A writer goes through a page once, in reading order, since numbers and first uses depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from explainer.content import Content
from explainer.fragment import MARK_CLOSE, MARK_OPEN, Mark
from explainer.model import Prose, Term
from explainer.readonly import read_only
from explainer.terms import TermFinder
from explainer.urls import address_of, relative, resolve, within

MOST_TOGETHER = 4

_TOKEN = re.compile(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
_BLOCK = re.compile(f"<div>{MARK_OPEN}(\\d+){MARK_CLOSE}</div>")
_ONE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_TAG = re.compile(r"<[a-z][^<>]*>")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


@read_only
class Block:
    """Something that stands for a marker; `kind` names the partial that shows it."""

    kind: str
    view: Any


Part = Markup | Block
Linker = Callable[[str, str, str], str]
BlockMaker = Callable[["Writer", Mark], Block]


class Cited(NamedTuple):
    """A source's number on a page, and how often it was cited there so far."""

    number: int
    times: int


@dataclass
class Writer:
    """What one page has cited and opened so far."""

    content: Content
    address: str
    finder: TermFinder
    make_block: BlockMaker
    link: Linker = relative
    # What goes before every id of the prose's own, where several pages stand on one.
    prefix: str = ""
    mark_terms: bool = True
    # What has been cited, in the order of its numbers.
    cited: dict[str, Cited] = field(default_factory=dict)
    seen_terms: set[str] = field(default_factory=set)
    opened: list[Term] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=dict)
    tables: int = 0
    # Where a page keeps no list of its own: each source's number on the page of all sources.
    site_numbers: Mapping[str, int] = field(default_factory=dict)

    def fill(self, prose: Prose) -> tuple[Part, ...]:
        """Return prose as a page shows it: HTML, with blocks where markers stood."""
        parts: list[Part] = []
        pieces = _BLOCK.split(prose.fragment.html)
        prefix = self._prefix_of_ids(prose)
        for index, piece in enumerate(pieces):
            if index % 2:
                parts.append(self.make_block(self, prose.marks[int(piece)]))
            elif piece.strip():
                parts.append(Markup(self._html(piece, prose, prefix)))  # noqa: S704
        return tuple(parts)

    def inline(self, prose: Prose) -> Markup:
        """Return prose that stands within a line: without the one paragraph's own tags."""
        html = _BLOCK.sub("", prose.fragment.html)
        match = _ONE_PARAGRAPH.fullmatch(html)
        shown = match[1] if match else html
        return Markup(self._html(shown, prose, self._prefix_of_ids(prose)))  # noqa: S704

    def cite(self, *ids: str) -> Markup:
        """Return the numbers of sources that are cited beside a text."""
        return self._citation(tuple((id_, "") for id_ in ids)) if ids else Markup("")

    def href(self, address: str, anchor: str = "") -> str:
        """Return the link from this page to an address."""
        return self.link(self.address, address, anchor)

    def backlinks(self, id_: str) -> tuple[str, ...]:
        """Return the ids of the places on this page that cite a source, in order."""
        number, times = self.cited[id_]
        return tuple(f"cite.{number}.{place}" for place in range(1, times + 1))

    def list_source(self, id_: str) -> Cited:
        """Have a source listed on this page, cited or not, and return how it stands there."""
        return self.cited.setdefault(id_, Cited(len(self.cited) + 1, 0))

    def prefix_of(self, drawing: str) -> str:
        """Return what goes before the ids of a drawing, which may be shown again on a page."""
        time = self._count(drawing)
        return "" if time == 1 else f"again.{time}."

    def _count(self, thing: str) -> int:
        """Return how often a thing has been shown on this page, this time included."""
        self.shown[thing] = self.shown.get(thing, 0) + 1
        return self.shown[thing]

    def _html(self, html: str, prose: Prose, prefix: str) -> str:
        if prefix:
            # Before terms are opened, whose links lead elsewhere on the page.
            html = _TAG.sub(lambda tag: _prefixed(tag[0], prefix), html)
        if self.mark_terms:
            html = self.finder.mark_first(html, self.seen_terms, self._open_term)
        else:
            html = self.finder.open_none(html)
        html = _TABLE.sub(self._scrolled, html)
        return self._filled(html, prose)

    def _prefix_of_ids(self, prose: Prose) -> str:
        """Return what goes before a text's own ids, which those of no other text here have.

        A page's own text keeps them as they are: others link to them.
        """
        if not prose.fragment.ids:
            return ""
        page = self.content.page_by_source.get(prose.place.file)
        if page is not None and page.prose is prose:
            return self.prefix
        return f"{self.prefix}text.{self._count('text')}."

    def _scrolled(self, match: re.Match[str]) -> str:
        """Put a table into its own scroller, a named region that the keyboard reaches."""
        self.tables += 1
        name = "Table" if self.tables == 1 else f"Table {self.tables}"
        return (
            f'<div class="table-scroll" role="region" aria-label="{name}" tabindex="0">'
            f"<table>{match[1]}</table></div>"
        )

    def _filled(self, html: str, prose: Prose) -> str:
        """Return the HTML with each mark filled in."""
        pieces = _TOKEN.split(html)
        for index in range(1, len(pieces), 2):
            mark = prose.marks[int(pieces[index])]
            if mark.kind == "cite":
                # Numbers stand close to the word before them, whatever was typed between.
                pieces[index - 1] = pieces[index - 1].rstrip()
            pieces[index] = self._shown(mark, prose)
        return "".join(pieces)

    def _shown(self, mark: Mark, prose: Prose) -> str:
        """Return what is to stand for a mark: text for a citation, an address for a link."""
        if mark.kind == "cite":
            return self._citation(mark.pairs)
        if mark.kind == "image":
            return self._picture(prose, mark)
        return escape(self._target(prose, mark))

    def _target(self, prose: Prose, mark: Mark) -> str:
        if mark.kind == "event":
            return self.href("timeline.html", mark.target)
        if mark.kind == "term":
            return self.href("glossary.html", mark.target)
        if mark.kind == "source":
            return self.href("sources.html", mark.target)
        if mark.kind == "outcome":
            return self.href(self.content.page_by_outcome[mark.target].address)
        target = resolve(prose.place.file, mark.target)
        if target.path == prose.place.file and target.anchor:
            return within(f"{self.prefix}{target.anchor}")
        return self.href(address_of(target.path), target.anchor)

    def _picture(self, prose: Prose, mark: Mark) -> str:
        """Return a picture's address and size; the token stands between an attribute's quotes."""
        asset = self.content.asset_by_address[resolve(prose.place.file, mark.target).path]
        address = escape(self.href(asset.address))
        if asset.width is None:
            return address
        return f'{address}" width="{asset.width}" height="{asset.height}" loading="lazy'

    def _citation(self, pairs: tuple[tuple[str, str], ...]) -> Markup:
        # A few numbers keep together; a long row of them wraps.
        kind = "cite many" if len(pairs) > MOST_TOGETHER else "cite"
        notes = " ".join(self._note(id_, escape(locator)) for id_, locator in pairs)
        return Markup(f'<sup class="{kind}">{notes}</sup>')  # noqa: S704

    def _note(self, id_: str, locator: Markup) -> str:
        """Return the number of a source as a link; its id holds nothing to be escaped."""
        if self.site_numbers:
            number = self.site_numbers[id_]
            shown = f"{number}, {locator}" if locator else str(number)
            href = self.href("sources.html", id_)
            return f'<a href="{href}" aria-label="source {shown}" data-note>{shown}</a>'
        number, times = self.list_source(id_)
        self.cited[id_] = Cited(number, times + 1)
        shown = f"{number}, {locator}" if locator else str(number)
        return (
            f'<a href="#src.{id_}" id="cite.{number}.{times + 1}" role="doc-noteref" '
            f'aria-label="source {shown}" data-note>{shown}</a>'
        )

    def _open_term(self, term: Term, text: str) -> str:
        self.opened.append(term)
        return f'<a class="term" href="#term.{term.id}" data-note>{text}</a>'


def _prefixed(tag: str, prefix: str) -> str:
    """Return a tag with the prefix before its own id, and before one that it leads to."""

    def shown(attribute: re.Match[str]) -> str:
        name, value = attribute.groups()
        if name == "id":
            value = f"{prefix}{value}"
        elif name == "href" and value.startswith("#"):
            value = f"#{prefix}{value[1:]}"
        return f' {name}="{value}"'

    return _ATTRIBUTE.sub(shown, tag)
