"""Spaces: `--space-1` and so on, named once and written as lengths into the published sheet.

A name takes three times the bytes of a length, and no page changes a space while it is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.problems import did_you_mean
from explainer.styles.css_text import Mistake, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DEFINED = re.compile(r"(?<![\w-])(--space-[\w-]+)[ \t]*:\s*([^;{}]+?)\s*(?:;|(?=\}))")
_USED = re.compile(r"var\(\s*(--space-[\w-]+)\s*\)")


def spaces_of(texts: Mapping[str, str]) -> tuple[dict[str, str], list[tuple[str, Mistake]]]:
    """Return the value of each space by its name, and a mistake for each that is defined twice.

    `texts` are the parts by name; a mistake comes with the name of its part.
    """
    values: dict[str, str] = {}
    mistakes = []
    for part, text in texts.items():
        for match in _DEFINED.finditer(text):
            name, value = match.groups()
            if name in values:
                mistake = Mistake(
                    line_of(text, match.start()), f"{name} is defined twice", "remove one"
                )
                mistakes.append((part, mistake))
            values.setdefault(name, _USED.sub(lambda use: values.get(use[1], use[0]), value))
    return values, mistakes


def with_spaces(text: str, spaces: Mapping[str, str]) -> str:
    """Return a text with the values of the spaces in place of their names, without definitions."""
    text = _DEFINED.sub(lambda match: "\n" * match[0].count("\n"), text)
    return _USED.sub(lambda match: spaces.get(match[1], match[0]), text)


def unknown_spaces(text: str, spaces: Mapping[str, str]) -> Iterator[Mistake]:
    """Yield a mistake for each use of a space that isn't defined; browsers drop such a line."""
    for match in _USED.finditer(text):
        if match[1] not in spaces:
            hint = did_you_mean(match[1], spaces)
            yield Mistake(line_of(text, match.start()), f"unknown space {match[1]}", hint)
