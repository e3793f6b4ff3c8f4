"""Markdown with our syntax, to HTML with marks.

Python-Markdown does the work. What is ours (citations, checked links, markers, figures) is left
in the HTML as marks; nothing is looked up here, so that a fragment depends on its text alone.
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
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode

from explainer.fragment import (
    MARK_CLOSE,
    MARK_OPEN,
    Fault,
    Fragment,
    Heading,
    Mark,
    Stray,
    mark_token,
)
from explainer.prose import allowed_html
from explainer.prose.fast_inline import guard_patterns
from explainer.prose.processors import ANY_NOTE, CiteProcessor, Finish, Locate, Rows
from explainer.prose.unclosed_html import OpenBlocks

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"\w+")
_ID = re.compile(r'<[^<>]* id="([^"]*)"')
_TOKEN = re.compile(f"{MARK_OPEN}\\d+{MARK_CLOSE}")
_DETAILS = re.compile(r"^<details(?![^>]*\bmarkdown\b)", re.MULTILINE)


def to_fragment(text: str) -> Fragment:
    """Turn Markdown into a fragment; what is not allowed in it is among the fragment's faults."""
    return _converter().convert(text)


@cache
def _converter() -> Converter:
    return Converter()


class Converter:
    """One `Markdown` instance, which is dear to make, and its notes on one text at a time."""

    def __init__(self) -> None:
        self.footnotes = FootnoteExtension(BACKLINK_TEXT="↩", BACKLINK_TITLE="Back to the text")
        self.markdown = Markdown(
            # As classes: by their names they would be looked for among all packages installed.
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
        # In the place of Python-Markdown's own reader of HTML.
        self.markdown.preprocessors.register(OpenBlocks(self), "html_block", 20)
        self.markdown.parser.blockprocessors.register(Rows(self), "table", 75)
        # Locate before anything inline is read; finish after toc (5) has given headings their ids.
        self.markdown.treeprocessors.register(Locate(self), "locate", 30)
        self.markdown.treeprocessors.register(Finish(self), "finish", 4)
        self.markdown.inlinePatterns.register(CiteProcessor(self), "cite", 172)
        guard_patterns(self.markdown)
        self._begin("")

    def _begin(self, text: str) -> None:
        self.lines: list[str] = text.split("\n")
        self.marks: list[Mark] = []
        self.faults: list[Fault] = []
        self.strays: list[Stray] = []
        self.unsourced: list[int] = []
        self.heading_lines: list[int] = []

    def convert(self, text: str) -> Fragment:
        """Return the fragment that a text makes."""
        self._begin(text)
        self.markdown.reset()
        html = ANY_NOTE.sub("", self.markdown.convert(_DETAILS.sub('<details markdown="1"', text)))
        self.faults += allowed_html.raw_html_faults(self._raw_html())
        html = allowed_html.clean(html)
        ids = tuple(_ID.findall(html))
        self.faults += self._unused_notes(ids)
        return Fragment(
            html=html,
            marks=tuple(self.marks),
            headings=tuple(self._headings()),
            ids=ids,
            words=len(_WORD.findall(text)),
            unsourced=tuple(self.unsourced),
            strays=tuple(self.strays),
            faults=tuple(self.faults),
        )

    def mark(self, mark: Mark) -> str:
        """Keep a mark, and return what stands for it in the HTML."""
        self.marks.append(mark)
        return mark_token(len(self.marks) - 1)

    def find_line(self, piece: str, start: int = 1) -> int:
        """Return the line, from `start` on and else from the top, that holds the piece."""
        start = min(start, len(self.lines))
        order: list[int] = [*range(start, len(self.lines) + 1), *range(1, start)]
        for number in order:
            if piece in self.lines[number - 1]:
                return number
        return start

    def has_note(self, name: str) -> bool:
        """Return whether the text has a footnote of that name."""
        return name in self.footnotes.footnotes

    def _unused_notes(self, ids: tuple[str, ...]) -> Iterator[Fault]:
        for name in self.footnotes.footnotes:
            if f"fnref:{escape(name)}" not in ids:
                message = f'nothing refers to the footnote "[^{name}]"'
                hint = f"write [^{name}] where it belongs, or take the note out"
                yield Fault(self.find_line(f"[^{name}]:"), "footnote", message, hint)

    def _headings(self) -> Iterator[Heading]:
        tokens = cast("Any", self.markdown).toc_tokens
        for token, line in zip(_flat(tokens), self.heading_lines, strict=False):
            text = unescape(_TOKEN.sub("", token["name"])).strip()
            yield Heading(token["level"], token["id"], text, line)

    def _raw_html(self) -> Iterator[tuple[str, int]]:
        line = 1
        for piece in self.markdown.htmlStash.rawHtmlBlocks:
            if isinstance(piece, str) and piece.startswith("<"):
                line = self.find_line(piece.split("\n", 1)[0], line)
                yield piece, line


def _flat(tokens: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        yield token
        yield from _flat(token["children"])


def _slug(text: str, separator: str) -> str:
    return slugify_unicode(_TOKEN.sub("", text), separator)
