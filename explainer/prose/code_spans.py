"""Blanks code spans and escaped characters, so that patterns don't match inside them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

from explainer.patterns import lazy_pattern

_RUN = lazy_pattern(r"`+")
_ESCAPE_OR_RUN = lazy_pattern(r"\\.|`+", re.DOTALL)
_NOT_LINE_END = lazy_pattern(r"[^\n]")


def without_literals(text: str, *, escapes: bool = True) -> str:
    """Return the text with code spans, and with `escapes` escaped characters, replaced by spaces.

    A code span ends at the next run of as many backticks (CommonMark 0.31.2, section 6.1). Takes
    time in proportion to the text's length, however many backticks have no partner.
    """
    if "`" not in text and not (escapes and "\\" in text):
        return text
    starts: defaultdict[int, list[int]] = defaultdict(list)
    for run in _RUN.finditer(text):
        starts[len(run[0])].append(run.start())
    pieces: list[str] = []
    position = 0
    while match := _ESCAPE_OR_RUN.search(text, position):
        begin, end = match.span()
        is_literal = escapes
        if match[0][0] == "`":
            length = end - begin
            closing = starts[length]
            index = bisect_left(closing, end)
            is_literal = index < len(closing)
            end = closing[index] + length if is_literal else end
        pieces += [text[position:begin], blank(text[begin:end]) if is_literal else match[0]]
        position = end
    return "".join([*pieces, text[position:]])


def blank(text: str) -> str:
    """Return spaces in place of every character but line ends."""
    return _NOT_LINE_END.sub(" ", text)
