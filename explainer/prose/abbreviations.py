"""Abbreviations that a page explains itself: `*[WLO]: World Lamp Office` (PHP Markdown Extra).

Each use gets its meaning as a tooltip, as whole words with the same letters. Like glossary terms,
they aren't looked for in links, headings and code, and a backslash leaves one plain.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from explainer.fragment import Abbreviation, Fault
from explainer.patterns import lazy_pattern
from explainer.prose.literal_html import attribute_literals
from explainer.terms import EXPLAINED, PIECE, plain_text_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.prose.source_lines import Line

_DEFINITION = lazy_pattern(r" {0,3}\*\[([^\[\]]+)\]:[ \t]*(.*)")
# The class of an abbreviation that a backslash keeps from being explained, also as a term.
PLAIN = "plain"


def read_abbreviations(
    lines: list[Line],
) -> tuple[list[Line], dict[str, Abbreviation], list[Fault]]:
    """Return the lines without definitions, the abbreviations by their letters, and the faults."""
    kept: list[Line] = []
    defined: dict[str, Abbreviation] = {}
    faults: list[Fault] = []
    for line in lines:
        definition = _DEFINITION.fullmatch(line.text)
        if definition is None:
            kept.append(line)
            continue
        letters, meaning = " ".join(definition[1].split()), definition[2].strip()
        if not meaning:
            message = f'missing meaning of the abbreviation "*[{letters}]"'
            hint = "write it on the same line, after the colon"
            faults.append(Fault(line.number, "abbreviation", message, hint))
        elif letters in defined:
            message = f'duplicate abbreviation "*[{letters}]"'
            faults.append(Fault(line.number, "abbreviation", message, "remove one of the two"))
        else:
            faults += attribute_literals("abbr", meaning, (line.number,))
            defined[letters] = Abbreviation(letters, meaning, line.number)
    return kept, defined, faults


def explain_abbreviations(
    html: str, defined: Mapping[str, Abbreviation]
) -> tuple[str, list[Fault]]:
    """Return sanitised HTML with its abbreviations explained, and a fault for each not used."""
    if not defined:
        return html, []
    names = {_as_html(name): name for name in defined}
    longest_first = sorted(names, key=len, reverse=True)
    letters = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    # The name of an HTML entity, such as `amp` in `&amp;`, isn't a word of the text.
    pattern = re.compile(rf"(\\?)(?<![\w&-])(?<!&#)({letters})(?![\w-])")
    used: set[str] = set()

    def explained(match: re.Match[str]) -> str:
        name = names[" ".join(match[2].split())]
        used.add(name)
        if match[1]:
            return f'<abbr class="{PLAIN}">{match[2]}</abbr>'
        meaning = _as_html(defined[name].meaning).replace('"', "&quot;")
        return f'<abbr class="{EXPLAINED}" title="{meaning}">{match[2]}</abbr>'

    pieces = PIECE.split(html)
    for index in plain_text_places(pieces):
        pieces[index] = pattern.sub(explained, pieces[index])
    faults = []
    for name in (name for name in defined if name not in used):
        message = f'unused abbreviation "*[{name}]"'
        hint = "remove it, or use it outside headings, links and code"
        faults.append(Fault(defined[name].line, "abbreviation", message, hint, is_warning=True))
    return "".join(pieces), faults


def _as_html(text: str) -> str:
    return escape(text, quote=False)
