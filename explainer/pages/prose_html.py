"""Renders prose for one page: numbers citations, links glossary terms, resolves links.

A Writer must be given a page's prose once and in reading order: a source's number and a term's
first use depend on what came before. The patterns here rely on the form of HTML that
`allowed_html.clean` returns.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from explainer.content import Content
from explainer.exports.link_targets import link_target
from explainer.fragment import MARK_CLOSE, MARK_OPEN, Mark
from explainer.model import Prose, Term
from explainer.patterns import lazy_pattern
from explainer.readonly import read_only
from explainer.terms import TermFinder
from explainer.urls import address_of, anchor_url, relative, resolve

# Up to this many citation numbers in a row are kept on one line.
MAX_UNBROKEN_CITATIONS = 4

_PLACEHOLDER = lazy_pattern(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
_BLOCK = lazy_pattern(f"<div>{MARK_OPEN}(\\d+){MARK_CLOSE}</div>")
_ONE_PARAGRAPH = lazy_pattern(r"\s*<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)
_CITATION = lazy_pattern(r'<sup class="cite(?: many)?">.*?</sup>')
_TABLE_TAG = lazy_pattern(r"<(/?)table(?: [^<>]*)?>")
_HEADING = lazy_pattern(r"<h[2-6][ >]")
_TAG = lazy_pattern(r"<[a-z][^<>]*>")
# A picture's size as an editor typed it.
_TYPED_SIZE = lazy_pattern(r' (width|height)="([^"]*)"')
_LENGTH = lazy_pattern(r"([1-9][0-9]{0,3})(?:\.[0-9]+)?(px|%)?")
_ATTRIBUTE = lazy_pattern(r' ([a-z-]+)="([^"]*)"')


@read_only
class Block:
    """What replaces a marker in a page's text: `view`, shown by the template `blocks/KIND.html`.

    `level`: that of headings in it: 3, or 2 above the first heading of the text.
    """

    kind: str
    view: Any
    level: int


# A piece of rendered prose: HTML, or the block that replaces a marker.
Part = Markup | Block
# Takes the addresses of two pages and an anchor; returns the link from the first to the second.
Linker = Callable[[str, str, str], str]
BlockMaker = Callable[["Writer", Mark, int], Block]


class Cited(NamedTuple):
    """A source on a page: its number there, and how many times the page has cited it so far."""

    number: int
    times: int


@dataclass
class Writer:
    """Renders one page's prose; keeps track of the sources cited and terms linked so far."""

    content: Content
    address: str
    finder: TermFinder
    make_block: BlockMaker
    link: Linker = relative
    # Put before every id in the prose, to keep ids unique in the one-page edition.
    prefix: str = ""
    link_terms: bool = True
    # The sources cited or listed so far, by id, in the order of their numbers.
    cited: dict[str, Cited] = field(default_factory=dict)
    seen_terms: set[str] = field(default_factory=set)
    linked_terms: list[Term] = field(default_factory=list)
    # How often the page has shown each drawing, and ("text") prose whose ids need a prefix.
    use_counts: dict[str, int] = field(default_factory=dict)
    tables: int = 0
    # For pages without their own list of sources: the numbers that sources.html gives them.
    site_numbers: Mapping[str, int] = field(default_factory=dict)

    def fill(self, prose: Prose) -> tuple[Part, ...]:
        """Return prose as HTML, split at its markers, with a block in place of each."""
        parts: list[Part] = []
        pieces = _BLOCK.split(self._with_scrollable_tables(prose.fragment.html))
        prefix = self._prefix_of_ids(prose)
        level = 2
        for index, piece in enumerate(pieces):
            if index % 2:
                parts.append(self.make_block(self, prose.marks[int(piece)], level))
            elif piece.strip():
                level = 3 if _HEADING.search(piece) else level
                parts.append(Markup(self._html(piece, prose, prefix)))  # noqa: S704
        return tuple(parts)

    def inline(self, prose: Prose) -> Markup:
        """Return prose as HTML to put inside an element.

        Markers are dropped, and a single paragraph loses its `<p>`.
        """
        html = _BLOCK.sub("", self._with_scrollable_tables(prose.fragment.html))
        match = _ONE_PARAGRAPH.fullmatch(html)
        inner = match[1] if match else html
        return Markup(self._html(inner, prose, self._prefix_of_ids(prose)))  # noqa: S704

    def without_citations(self, prose: Prose) -> Markup:
        """Return prose like `inline`, but without citations, and without numbering them."""
        cited = dict(self.cited)
        html = _CITATION.sub("", self.inline(prose))
        self.cited.clear()
        self.cited.update(cited)
        return Markup(html)  # noqa: S704

    def cite(self, *ids: str) -> Markup:
        """Return citation numbers, as links, for sources that no prose cites, such as a chart's."""
        return self._citation(tuple((id_, "") for id_ in ids)) if ids else Markup("")

    def href(self, address: str, anchor: str = "") -> str:
        """Return the link from this page to an address."""
        return self.link(self.address, address, anchor)

    def backlinks(self, id_: str) -> tuple[str, ...]:
        """Return the ids of the citations of a source on this page, in page order."""
        number, times = self.cited[id_]
        return tuple(f"cite.{number}.{place}" for place in range(1, times + 1))

    def list_source(self, id_: str) -> Cited:
        """Add a source to this page's list if it isn't there yet; return its number and uses."""
        return self.cited.setdefault(id_, Cited(len(self.cited) + 1, 0))

    def prefix_of(self, drawing: str) -> str:
        """Return a prefix for a drawing's ids: empty the first time that the page shows it."""
        count = self._count_use(drawing)
        return "" if count == 1 else f"again.{count}."

    def _count_use(self, name: str) -> int:
        """Record a use of a name on this page; return its number of uses, this one included."""
        self.use_counts[name] = self.use_counts.get(name, 0) + 1
        return self.use_counts[name]

    def _html(self, html: str, prose: Prose, prefix: str) -> str:
        """Return a piece of the prose's HTML with terms and placeholders filled in."""
        if prefix:
            # Before terms are linked, so that their links keep their targets.
            html = _TAG.sub(lambda tag: _with_prefix(tag[0], prefix), html)
        if self.link_terms:
            html = self.finder.replace_first_uses(html, self.seen_terms, self._link_term)
        else:
            html = self.finder.unescape(html)
        return self._fill_marks(html, prose)

    def _prefix_of_ids(self, prose: Prose) -> str:
        """Return a prefix that makes the ids in prose unique on this page.

        The prefix is empty for the page's main text, because other pages link to its ids.
        """
        if not prose.fragment.ids:
            return ""
        page = self.content.page_by_source.get(prose.place.file)
        if page is not None and page.prose is prose:
            return self.prefix
        return f"{self.prefix}text.{self._count_use('text')}."

    def _with_scrollable_tables(self, html: str) -> str:
        """Return the HTML with each table inside a named region that scrolls, also with the keyboard.

        A table within another scrolls with it.
        """
        if "<table" not in html:
            return html
        depth = 0

        def in_region(tag: re.Match[str]) -> str:
            nonlocal depth
            if tag[1]:
                depth -= 1
                return tag[0] if depth else f"{tag[0]}</div>"
            depth += 1
            return tag[0] if depth > 1 else f"{self._table_region()}{tag[0]}"

        return _TABLE_TAG.sub(in_region, html)

    def _table_region(self) -> str:
        self.tables += 1
        name = "Table" if self.tables == 1 else f"Table {self.tables}"
        return f'<div class="table-scroll" role="region" aria-label="{name}" tabindex="0">'

    def _fill_marks(self, html: str, prose: Prose) -> str:
        """Return the HTML with each placeholder replaced by a citation, link or picture address."""
        pieces = _PLACEHOLDER.split(html)
        for index in range(1, len(pieces), 2):
            mark = prose.marks[int(pieces[index])]
            if mark.kind == "cite":
                # No space between a word and its citation number, whatever was typed.
                pieces[index - 1] = pieces[index - 1].rstrip()
            if mark.kind == "image":
                before, img, start = pieces[index - 1].rpartition("<img")
                end, close, after = pieces[index + 1].partition(">")
                if typed := dict(_TYPED_SIZE.findall(start + end)):
                    pieces[index - 1] = before + img + _TYPED_SIZE.sub("", start)
                    pieces[index + 1] = _TYPED_SIZE.sub("", end) + close + after
                pieces[index] = self._image_attributes(prose, mark, typed)
            else:
                pieces[index] = self._replacement(mark, prose)
        return "".join(pieces)

    def _replacement(self, mark: Mark, prose: Prose) -> str:
        """Return what replaces a placeholder: a citation, or the value of `href`."""
        if mark.kind == "cite":
            return self._citation(mark.pairs)
        return escape(self._target(prose, mark))

    def _target(self, prose: Prose, mark: Mark) -> str:
        """Return the link from this page to what a link in the prose refers to."""
        address, anchor = link_target(self.content, prose, mark)
        if anchor and address == address_of(prose.place.file) and mark.kind == "page":
            return anchor_url(f"{self.prefix}{anchor}")
        return self.href(address, anchor)

    def _image_attributes(self, prose: Prose, mark: Mark, typed: Mapping[str, str]) -> str:
        """Return an image's address and size; the placeholder is within the quotes of `src`.

        `typed` is the size that an editor typed: a `width`, a `height` or both.
        """
        asset = self.content.asset_by_address[resolve(prose.place.file, mark.target).path]
        address = escape(self.href(asset.address))
        if asset.width is None or asset.height is None:
            return address
        width, height = _shown_size(asset.width, asset.height, typed)
        return f'{address}" width="{width}" height="{height}" loading="lazy'

    def _citation(self, pairs: tuple[tuple[str, str], ...]) -> Markup:
        """Return a citation of one or more sources, given as (source id, locator)."""
        kind = "cite many" if len(pairs) > MAX_UNBROKEN_CITATIONS else "cite"
        notes = " ".join(self._note(id_, escape(locator)) for id_, locator in pairs)
        return Markup(f'<sup class="{kind}">{notes}</sup>')  # noqa: S704

    def _note(self, id_: str, locator: Markup) -> str:
        """Return a source's number as a link to its entry, followed by the locator, such as a page.

        Source ids need no escaping.
        """
        if self.site_numbers:
            number = self.site_numbers[id_]
            label = f"{number}, {locator}" if locator else str(number)
            href = self.href("sources.html", id_)
            return f'<a href="{href}" aria-label="source {label}" data-note>{label}</a>'
        number, times = self.list_source(id_)
        self.cited[id_] = Cited(number, times + 1)
        label = f"{number}, {locator}" if locator else str(number)
        return (
            f'<a href="#src.{id_}" id="cite.{number}.{times + 1}" role="doc-noteref" '
            f'aria-label="source {label}" data-note>{label}</a>'
        )

    def _link_term(self, term: Term, text: str) -> str:
        """Return a term's first use on this page as a link to its definition."""
        self.linked_terms.append(term)
        return f'<a class="term" href="#term.{term.id}" data-note>{text}</a>'


def _with_prefix(tag: str, prefix: str) -> str:
    """Return an HTML tag with the prefix added to its id and to the target of a link within the page."""

    def add_prefix(attribute: re.Match[str]) -> str:
        name, value = attribute.groups()
        if name == "id":
            value = f"{prefix}{value}"
        elif name == "href" and value.startswith("#"):
            value = f"#{prefix}{value[1:]}"
        return f' {name}="{value}"'

    return _ATTRIBUTE.sub(add_prefix, tag)


def not_cited(ids: Iterable[str], text: Prose | None) -> tuple[str, ...]:
    """Return those of the ids of sources that a record's text doesn't cite itself."""
    cited = text.cited() if text else ()
    return tuple(id_ for id_ in ids if id_ not in cited)


def _shown_size(width: int, height: int, typed: Mapping[str, str]) -> tuple[int, int]:
    """Return the size at which a picture is shown; one that is typed keeps its proportions."""
    shown: dict[str, float] = {}
    for name, actual in (("width", width), ("height", height)):
        if length := _LENGTH.fullmatch(typed.get(name, "")):
            number = int(length[1])
            shown[name] = actual * number / 100 if length[2] == "%" else number
    if not shown:
        return width, height
    scale = min(shown.get("width", math.inf) / width, shown.get("height", math.inf) / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
