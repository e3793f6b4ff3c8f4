"""Makes Python-Markdown's headings, quotations and link references follow CommonMark 0.31."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Any, cast

from markdown.blockprocessors import (
    BlockQuoteProcessor,
    HashHeaderProcessor,
    HRProcessor,
    SetextHeaderProcessor,
)
from markdown.inlinepatterns import (
    BACKTICK_RE,
    BacktickInlineProcessor,
    InlineProcessor,
)

from explainer.fragment import LIST_BLANK, LIST_OPEN
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

# A space is required after the signs: "#12" is the number of something.
_HEADING = lazy_pattern(r"(?:^|\n) {0,3}(?P<level>#{1,6})(?P<header>(?: [^\n]*)?)(?:\n|$)")
_UNDERLINE = lazy_pattern(r" {0,3}(?:=+|-+) *")
# What can't be the text of an underlined heading: a rule, a definition, or the mark of a list.
_NOT_HEADING = lazy_pattern(rf" {{0,3}}(?:\[[^\]]+\]:|: )|[{LIST_OPEN}-{LIST_BLANK}]")
# A code span starts with all of the backticks that stand together.
_CODE_SPAN = BACKTICK_RE.replace(r"(?<!\\)(`+)", r"(?<![\\`])(`+)")
_REFERENCE_NAME = lazy_pattern(r"\[([^\]]*)\]")


def follow_commonmark(markdown: Markdown) -> None:
    """Replace what reads headings, quotations, code spans, references and backslashes."""
    processors = markdown.parser.blockprocessors
    processors.register(_HeadingProcessor(markdown.parser), "hashheader", 70)
    processors.register(_UnderlinedHeadingProcessor(markdown.parser), "setextheader", 60)
    processors.register(_SeparateQuoteProcessor(markdown.parser), "quote", 20)
    patterns = markdown.inlinePatterns
    patterns.register(BacktickInlineProcessor(_CODE_SPAN), "backtick", 190)
    patterns.register(_AmpersandProcessor(r"\\&", markdown), "ampersand", 181)
    for name in ("reference", "image_reference"):
        # No space is allowed between the text of a link and its name.
        cast("Any", patterns[name]).RE_LINK = _REFERENCE_NAME
    # A backslash keeps any punctuation as it is (section 2.4).
    escaped = markdown.ESCAPED_CHARS
    escaped += [sign for sign in string.punctuation if sign not in escaped]


class _HeadingProcessor(HashHeaderProcessor):
    RE = _HEADING

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Add the heading, without the signs that close it."""
        super().run(parent, blocks)
        parent[-1].text = _without_closing_signs(parent[-1].text or "")


def _without_closing_signs(text: str) -> str:
    """Return a heading's text without `#` signs at its end that a space separates from it."""
    before = text.rstrip("#")
    return before.rstrip(" ") if not before or before.endswith(" ") else text


class _UnderlinedHeadingProcessor(SetextHeaderProcessor):
    """Reads a paragraph of any length with a line of `=` or `-` below as a heading."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        """Return whether the block starts with such a heading."""
        return _heading_length(block) > 0

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Add the heading, and leave the lines below it for later."""
        block = blocks.pop(0)
        lines = block.split("\n")
        length = _heading_length(block)
        joined = " ".join(line.strip() for line in lines[:length])
        super().run(parent, [f"{joined}\n{lines[length].strip()}"])
        parent[-1].text = "\n".join(line.strip() for line in lines[:length])
        if rest := lines[length + 1 :]:
            blocks.insert(0, "\n".join(rest))


def _heading_length(block: str) -> int:
    """Return how many lines of text are above the first underline; 0 if they are no heading."""
    if "\n" not in block:
        return 0
    for number, line in enumerate(block.split("\n")):
        if number and _UNDERLINE.fullmatch(line):
            return number
        if HRProcessor.SEARCH_RE.match(line) or _NOT_HEADING.match(line):
            return 0
    return 0


class _AmpersandProcessor(InlineProcessor):
    r"""Keeps the sign in `\&copy;`, which would otherwise become a character after all."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        """Return the sign, and the start and end of what it replaces."""
        return "&amp;", m.start(), m.end()


class _SeparateQuoteProcessor(BlockQuoteProcessor):
    def lastChild(self, parent: Element) -> None:  # noqa: ARG002, N802
        """Return nothing, so that a quotation is never added to the one above it."""
        return
