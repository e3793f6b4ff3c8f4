"""Lengths: each is named once, and written into the published sheet wherever its name is used.

No page changes a length while it is read, and a name takes two or three times the bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from explainer.patterns import lazy_pattern
from explainer.problems import did_you_mean
from explainer.styles.css_text import Mistake, line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_DEFINED = lazy_pattern(r"(--[\w-]+)[ \t]*:\s*([^;{}]+?)\s*(?:;|(?=\}))")
_USED = lazy_pattern(r"var\(\s*(--[\w-]+)\s*(,[^()]*)?\)")
# Not em and %: what these are relative to depends on where they are written.
_LENGTH = lazy_pattern(r"(?:[\d.,()+*/\s-]|rem|px|vw|vh|clamp|calc|min|max)+")


def defined_names(texts: Iterable[str]) -> Counter[str]:
    """Return how often the texts define each custom property, by its name with the dashes."""
    return Counter(name for text in texts for name, _ in _DEFINED.findall(text))


def lengths_of(tokens: str, defined: Mapping[str, int]) -> dict[str, str]:
    """Return the lengths among the custom properties that a text, `tokens`, defines for `:root`.

    Those that are defined more than once, by `defined_names`, aren't constant, and are left out.
    """
    lengths: dict[str, str] = {}
    for name, value in _DEFINED.findall(tokens):
        length = _with_values(value, lengths)
        if _LENGTH.fullmatch(length) and defined[name] == 1:
            lengths[name] = length
    return lengths


def with_lengths(text: str, lengths: Mapping[str, str]) -> str:
    """Return a text with lengths in place of their names, and without their definitions."""

    def kept(definition: re.Match[str]) -> str:
        line_breaks = "\n" * definition[0].count("\n")
        return line_breaks if definition[1] in lengths else definition[0]

    return _with_values(_DEFINED.sub(kept, text), lengths)


def _with_values(text: str, lengths: Mapping[str, str]) -> str:
    return _USED.sub(lambda use: lengths.get(use[1], use[0]), text)


def unknown_spaces(text: str, defined: Iterable[str]) -> Iterator[Mistake]:
    """Yield a mistake for each unknown name `--space-…`; browsers would drop the whole line."""
    spaces = [name for name in defined if name.startswith("--space-")]
    for match in _USED.finditer(text):
        name = match[1]
        # If none is defined, their file is missing, which is reported at its import.
        if spaces and name.startswith("--space-") and name not in spaces and not match[2]:
            hint = did_you_mean(name, spaces) or "use one that styles/tokens.css defines"
            yield Mistake(line_of(text, match.start()), f"unknown space {name}", hint)
