"""Tracks, line by line, which list items, quotations and notes a line is in.

This follows CommonMark 0.31, section 5, as far as it takes to tell a fence or a comment from
indented code, and where the block that contains it ends.
"""

from __future__ import annotations

import re

from explainer.patterns import lazy_pattern

# A container is the number of columns by which its lines are indented, or this for `>`.
QUOTATION = 0

_QUOTE = lazy_pattern(r" {0,3}>[ \t]?")
_ITEM = lazy_pattern(
    r"(?P<sign> {0,3}(?:[-+*]|[0-9]{1,9}[.)]))(?:[ \u00a0\u202f\u3000](?P<spaces> *)|$)"
)
_RULE = lazy_pattern(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})")
_DEFINITION = lazy_pattern(r" {0,3}: {1,3}(?=\S)")
# Blocks whose further lines are indented by four spaces: footnotes and notes.
_INDENTED = lazy_pattern(r" {0,3}(?:(\[\^[^\]\s]+\]: *)|(?:!!!|\?\?\?\+?) ?[\w\-\"].*)")


class Containers:
    """The containers that are open at a line.

    After `read`, `inside` are those that the line is in, `starts` the columns of their signs on it
    (-1 if the sign was on an earlier line), and `is_code` tells whether it is indented code. `open`
    also has those that a paragraph continues without their signs ("lazily").
    """

    def __init__(self) -> None:
        self.open: list[int] = []
        self.inside: list[int] = []
        self.starts: list[int] = []
        self.is_code = False
        self._after_text = False

    def read(self, text: str) -> int:
        """Read the next line, without tabs; return the column where its own text starts."""
        depth, column = continued(text, self.open)
        if not text[column:].strip():
            self.open = self.inside = self.open[:depth]
            self.starts = [-1] * depth
            self.is_code = self._after_text = False
            return column
        starts = [-1] * depth
        opened = self.open[:depth]
        while (found := _opened(text, column)) is not None:
            width, end = found
            opened.append(width)
            starts.append(column)
            column = end
        continues = self._after_text and len(opened) == depth
        self.inside, self.starts = opened, starts
        self.open = self.open if continues and depth < len(self.open) else opened
        self.is_code = text.startswith("    ", column) and not continues
        self._after_text = not self.is_code
        return column

    def end_paragraph(self) -> None:
        """Note that the line just read is no part of a paragraph, but a fence or comment."""
        self.open, self._after_text = self.inside, False


def continued(text: str, containers: list[int]) -> tuple[int, int]:
    """Return how many of the containers a line continues, and the column where its rest starts."""
    column = 0
    for depth, width in enumerate(containers):
        if width == QUOTATION:
            if (sign := _QUOTE.match(text, column)) is None:
                return depth, column
            column = sign.end()
        elif text[column : column + width].strip(" "):
            return depth, column
        else:
            column = min(column + width, len(text))
    return len(containers), column


def blank_prefix(prefix: str) -> str:
    """Return the start of a line that continues the containers which `prefix` opens or continues."""
    return re.sub(r"[^>\s]", " ", prefix)


def _opened(text: str, column: int) -> tuple[int, int] | None:
    """Return the container that a line opens at the column, and the column where its text starts."""
    if sign := _QUOTE.match(text, column):
        return QUOTATION, sign.end()
    if item := _ITEM.match(text, column):
        if _RULE.fullmatch(text, column):
            return None
        end = item.end()
        if end == len(text):
            return item.end("sign") - column + 1, end
        # An item that starts with indented code is as wide as its sign and a space.
        end -= len(item["spaces"]) if len(item["spaces"]) > 3 else 0
        return end - column, end
    if sign := _DEFINITION.match(text, column):
        return 4, sign.end()
    if sign := _INDENTED.match(text, column):
        return 4, sign.end()
    return None
