"""Converts Markdown to a fragment: HTML with placeholders, using Python-Markdown.

Citations, links, pictures and markers become placeholders. Nothing is looked up here, so a
fragment depends only on its text.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any, cast

from markdown import Markdown
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode

from explainer.fragment import (
    MARK_CLOSE,
    MARK_OPEN,
    RESERVED_CHARACTERS,
    Fault,
    Fragment,
    Heading,
    Mark,
    Stray,
    mark_token,
)
from explainer.prose import allowed_html
from explainer.prose.block_locator import BlockLocator
from explainer.prose.fast_inline import guard_patterns
from explainer.prose.footnote_lines import LocatedFootnotes
from explainer.prose.html_blocks import HtmlBlockPreprocessor
from explainer.prose.html_content import HtmlContentProcessor
from explainer.prose.line_notes import read_notes, without_notes
from explainer.prose.markdown_processors import CiteProcessor, TreeFinisher
from explainer.prose.source_lines import Line
from explainer.prose.table_processor import StrictTableProcessor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_WORD = re.compile(r"\w+")
_ID = re.compile(r'<[^<>]* id="([^"]*)"')
_TOKEN = re.compile(f"{MARK_OPEN}\\d+{MARK_CLOSE}")
# Each step rewrites the lines of a text; added lines have the number of a neighbour.
_BLOCK_STEPS: tuple[Callable[[list[Line]], list[Line]], ...] = ()


def to_fragment(text: str) -> Fragment:
    """Convert Markdown to a `Fragment`: the HTML, its placeholders, and the faults in the text."""
    return _converter().convert(text)


@cache
def _converter() -> Converter:
    return Converter()


class Converter:
    """Converts Markdown texts, one after another.

    `markdown` is configured once, as that takes long. All other attributes are the state of the
    current conversion: `lines` are the numbered lines that Python-Markdown gets, the others become
    parts of the fragment.
    """

    def __init__(self) -> None:
        self.footnotes = LocatedFootnotes(BACKLINK_TEXT="↩", BACKLINK_TITLE="Back to the text")
        self.markdown = Markdown(
            # Given as instances, because names are looked up in all installed packages.
            extensions=[
                TableExtension(use_align_attribute=True),
                self.footnotes,
                DefListExtension(),
                AttrListExtension(),
                AdmonitionExtension(),
                SmartyExtension(),
                MarkdownInHtmlExtension(),
                TocExtension(marker="", slugify=_slug),
            ],
            output_format="html",
        )
        self.markdown.block_level_elements.append("caption")
        # These three replace Python-Markdown's own.
        self.markdown.preprocessors.register(HtmlBlockPreprocessor(self), "html_block", 20)
        blocks = self.markdown.parser.blockprocessors
        blocks.register(HtmlContentProcessor(self.markdown.parser), "markdown_block", 105)
        blocks.register(StrictTableProcessor(self), "table", 75)
        # Before inline parsing (20), and after toc (5) has given headings their ids.
        self.markdown.treeprocessors.register(BlockLocator(self), "locate", 30)
        self.markdown.treeprocessors.register(TreeFinisher(self), "finish", 4)
        self.markdown.inlinePatterns.register(CiteProcessor(self), "cite", 172)
        guard_patterns(self.markdown)
        self._reset("")

    def _reset(self, text: str) -> None:
        self.lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]
        self.marks: list[Mark] = []
        self.faults: list[Fault] = []
        self.strays: list[Stray] = []
        self.uncited_lines: list[int] = []
        self.heading_lines: list[int] = []
        self.raw_lines: dict[int, int] = {}

    def convert(self, text: str) -> Fragment:
        """Convert Markdown to a `Fragment`."""
        if not text.isascii():
            text = RESERVED_CHARACTERS.sub("", text)
        self._reset(text)
        self.markdown.reset()
        self._apply_block_steps()
        prepared = "\n".join(line.text for line in self.lines)
        html = without_notes(self.markdown.convert(prepared))
        self.faults += allowed_html.raw_html_faults(self._raw_html())
        html = allowed_html.clean(html)
        ids = tuple(_ID.findall(html))
        self.faults += self._unused_footnotes(ids)
        return Fragment(
            html=html,
            marks=tuple(self.marks),
            headings=tuple(self._headings()),
            ids=ids,
            words=len(_WORD.findall(text)),
            uncited_lines=tuple(self.uncited_lines),
            strays=tuple(self.strays),
            faults=tuple(self.faults),
        )

    def _apply_block_steps(self) -> None:
        """Rewrite the lines, step by step, into what Python-Markdown understands."""
        for step in _BLOCK_STEPS:
            self.lines = step(self.lines)

    def mark(self, mark: Mark) -> str:
        """Add a mark to the fragment, and return its placeholder for the HTML."""
        self.marks.append(mark)
        return mark_token(len(self.marks) - 1)

    def has_footnote(self, name: str) -> bool:
        """Return whether the text defines a footnote of that name."""
        return name in self.footnotes.footnotes

    def _unused_footnotes(self, ids: tuple[str, ...]) -> Iterator[Fault]:
        for name in self.footnotes.footnotes:
            if f"fnref:{escape(name)}" not in ids:
                message = f'unused footnote "[^{name}]"'
                hint = f"write [^{name}] where it belongs, or remove the footnote"
                yield Fault(self.footnotes.lines[name], "footnote", message, hint)

    def _headings(self) -> Iterator[Heading]:
        tokens = cast("Any", self.markdown).toc_tokens
        for token, line in zip(_flat(tokens), self.heading_lines, strict=False):
            text = unescape(_TOKEN.sub("", without_notes(token["name"]))).strip()
            yield Heading(token["level"], token["id"], text, line)

    def _raw_html(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield each piece of raw HTML, with the numbers of its lines."""
        for index, piece in enumerate(self.markdown.htmlStash.rawHtmlBlocks):
            if isinstance(piece, str) and piece.startswith("<"):
                if index in self.raw_lines:
                    first = self.raw_lines[index] - 1
                    lines = self.lines[first : first + piece.count("\n") + 1]
                    yield piece, [line.number for line in lines]
                else:
                    _, numbers = read_notes(piece, 1)
                    yield without_notes(piece), numbers


def _flat(tokens: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        yield token
        yield from _flat(token["children"])


def _slug(text: str, separator: str) -> str:
    return slugify_unicode(_TOKEN.sub("", without_notes(text)), separator)
