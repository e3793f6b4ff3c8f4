"""Makes Python-Markdown's headings and quotations follow CommonMark's rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.blockprocessors import BlockQuoteProcessor, HashHeaderProcessor

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

# Python-Markdown's own pattern, but with a space required: "#12" is the number of something.
_HEADING = re.compile(
    r"(?:^|\n)(?P<level>#{1,6})(?=[ \n]|$)"
    r"(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)"
)


def follow_commonmark(markdown: Markdown) -> None:
    """Require a space in headings, and don't merge quotations that a blank line separates."""
    processors = markdown.parser.blockprocessors
    processors.register(_HeadingProcessor(markdown.parser), "hashheader", 70)
    processors.register(_SeparateQuoteProcessor(markdown.parser), "quote", 20)


class _HeadingProcessor(HashHeaderProcessor):
    RE = _HEADING


class _SeparateQuoteProcessor(BlockQuoteProcessor):
    def lastChild(self, parent: Element) -> None:  # noqa: ARG002, N802
        """Return nothing, so that a quotation is never added to the one above it."""
        return
