"""Blocks that contain blocks: quotations, lists and their items, notes, footnotes, definitions.

Each takes its own sign or indentation off a line that belongs to it (CommonMark 0.31, section 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from explainer.patterns import lazy_pattern

# A no-break or ideographic space after the sign counts as a space.
_SIGN = lazy_pattern(
    r" {0,3}(?P<sign>[-+*]|(?P<number>[0-9]{1,9})(?P<delimiter>[.)]))"
    r"(?P<gap>[ \u00a0\u202f\u3000] *|$)"
)
_QUOTE_SIGN = lazy_pattern(r" {0,3}> ?")
_YEARS = range(1000, 3000)


class Sign(NamedTuple):
    """The sign that an item starts with, such as "-" or "3.", and the rest of its line.

    `kind` is what the signs of one list have in common. `indent` is the sign's column, `width` that
    of the item's content. `number` is None for a bullet.
    """

    typed: str
    kind: str
    number: int | None
    indent: int
    width: int
    content: str

    @property
    def may_interrupt(self) -> bool:
        """Whether an item with this sign may follow a paragraph without a blank line."""
        return bool(self.content) and self.number in {None, 1}


def read_sign(text: str) -> Sign | None:
    """Return the sign at the start of the text, None if an item doesn't start there."""
    match = _SIGN.match(text)
    if match is None:
        return None
    typed, number, gap = match["sign"], match["number"], len(match["gap"])
    after_sign, content = match.end("sign"), text[match.end() :]
    if not content:
        gap = 1
    elif gap > 4:
        # The item starts with indented code.
        content, gap = " " * (gap - 1) + content, 1
    kind = match["delimiter"] or typed
    indent = match.start("sign")
    return Sign(typed, kind, int(number) if number else None, indent, after_sign + gap, content)


class Quote:
    """A block quotation: each of its lines starts with ">"."""

    prefix = "> "

    def rest_of(self, text: str) -> str | None:
        """Return the text after the sign, or None if the line isn't quoted."""
        sign = _QUOTE_SIGN.match(text)
        return text[sign.end() :] if sign else None


@dataclass(slots=True)
class List:
    """A list, whose items have signs of one kind; it has `count` items so far.

    `mark` is where the list's opening mark is in the output.
    """

    first: Sign
    mark: int
    count: int = 0
    is_loose: bool = False
    prefix = ""

    def rest_of(self, text: str) -> str:
        """Return the text, because only the list's items are indented."""
        return text

    def takes(self, sign: Sign) -> bool:
        """Whether an item with this sign belongs to the list."""
        return sign.kind == self.first.kind


@dataclass(slots=True)
class Indented:
    """An item, note, footnote or definition: the lines indented by at least `least` spaces.

    `width` spaces are taken off a line. Python-Markdown expects `prefix` before each line except in
    items, whose lines it gets without indentation, and `first` instead of it before the first line.
    """

    width: int
    least: int
    prefix: str = "    "
    first: str = ""
    is_definition: bool = False
    list: List | None = None
    is_empty: bool = False

    def rest_of(self, text: str) -> str | None:
        """Return the text without the indentation, or None if the line isn't indented enough."""
        if not text.strip(" "):
            return None if self.is_empty else ""
        indent = indent_of(text)
        if indent < self.least:
            return None
        self.is_empty = False
        self.width = min(self.width, indent)
        return text[self.width :]


Container = Quote | List | Indented


def item_of(list_: List, sign: Sign) -> Indented:
    """Return the item that the sign starts.

    Four spaces further in than the sign are always enough, also where the sign is wider ("100. ").
    """
    least = min(sign.width, sign.indent + 4)
    return Indented(sign.width, least, prefix="", list=list_, is_empty=not sign.content)


def is_year(sign: Sign, list_: List | None, following: str) -> bool:
    """Whether the sign is a year at the start of a sentence ("1986. A year"), not an item's number.

    Not if it's the next number of the list, nor if the following line goes on counting.
    """
    number = sign.number
    if number is None or number not in _YEARS or sign.kind != ".":
        return False
    if list_ is not None and list_.takes(sign):
        first = list_.first.number or 0
        return first not in _YEARS and number != first + list_.count
    return not following.lstrip(" >").startswith(f"{number + 1}. ")


def indent_of(text: str) -> int:
    """Return the number of spaces that the text starts with."""
    return len(text) - len(text.lstrip(" "))
