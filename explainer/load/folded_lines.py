"""Removes the spaces that YAML makes of line breaks between Chinese or Japanese characters.

YAML folds the lines of a plain, quoted or `>` scalar with a space (YAML 1.2.2, section 6.5), which
these scripts don't put between words. Lines of a `|` scalar stay lines, and Markdown joins them.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import yaml

from explainer.patterns import lazy_pattern
from explainer.prose.line_breaks import joins

if TYPE_CHECKING:
    from collections.abc import Iterable

# A line break between two characters that may need no space; `joins` looks closer.
_SIGN = r"(?:[^\x00-\x7f]|[*_~=\[\]()])"
_BREAK = lazy_pattern(rf"{_SIGN}[ \t]*\n[ \t]*{_SIGN}")
# How many characters on each side of a line break tell it apart from others.
_CONTEXT = 12


def has_breaks_to_join(text: str) -> bool:
    """Return whether a line of the text may end between two characters that need no space."""
    return not text.isascii() and _BREAK.search(text) is not None


def join_folded_lines(scalars: Iterable[yaml.nodes.ScalarNode], lines: list[str]) -> None:
    """Remove the spaces from the values of scalars; `lines` are those of the whole YAML text."""
    for scalar in scalars:
        first, last = scalar.start_mark.line, scalar.end_mark.line
        if scalar.style != "|" and last > first:
            scalar.value = _joined(scalar.value, lines[first : last + 1])


def _joined(value: str, lines: list[str]) -> str:
    """Return a folded value without the spaces at the ends of lines that need none."""
    start = 0
    for before, after in itertools.pairwise(lines):
        if not joins(before, after):
            continue
        tail, head = before.strip()[-_CONTEXT:], after.strip()[:_CONTEXT]
        # A quoted scalar's first or last line has a quotation mark that isn't in the value, and
        # the first line may have the key.
        for length in range(min(len(tail), len(head)), 0, -1):
            place = value.find(f"{tail[-length:]} {head[:length]}", start)
            if place >= 0:
                start = place + length
                value = value[:start] + value[start + 1 :]
                break
    return value
