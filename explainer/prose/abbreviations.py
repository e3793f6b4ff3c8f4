"""Abbreviations that a page explains itself: `*[WLO]: World Lamp Office` (PHP Markdown Extra).

Each use gets its meaning as a tooltip, as whole words with the same letters. Like glossary terms,
they aren't looked for in links, headings and code, and a backslash leaves one plain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from explainer.fragment import Abbreviation, Fault

if TYPE_CHECKING:
    from explainer.prose.markdown_processors import ConversionContext
    from explainer.prose.source_lines import Line

_DEFINITION = re.compile(r" {0,3}\*\[([^\[\]]+)\]:[ \t]*(.*)")
_SKIPPED = frozenset("a abbr code pre kbd samp h1 h2 h3 h4 h5 h6 summary dfn".split())
# Which abbreviations the build has made, as opposed to `<abbr>` that was typed: with its meaning,
# and after a backslash.
EXPLAINED, PLAIN = "explained", "plain"


def read_abbreviations(
    lines: list[Line],
) -> tuple[list[Line], dict[str, Abbreviation], list[Fault]]:
    """Return the lines without definitions, the abbreviations by their letters, and the faults."""
    if not any(line.text.lstrip(" ").startswith("*[") for line in lines):
        return lines, {}, []
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
            defined[letters] = Abbreviation(letters, meaning, line.number)
    return kept, defined, faults


class AbbreviationProcessor(Treeprocessor):
    """Explains the abbreviations in the tree, after inline parsing; reports those never used."""

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown)
        self.context = context
        self.defined: dict[str, Abbreviation] = {}
        self.used: set[str] = set()

    def run(self, root: Element) -> None:
        """Explain the current text's abbreviations."""
        if not self.defined:
            return
        self.used.clear()
        longest_first = sorted(self.defined, key=len, reverse=True)
        letters = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
        pattern = re.compile(rf"(?<![\w&-])(?<!&#)({letters})(?![\w-])")
        self._explain(root, pattern)
        for name in self.defined.keys() - self.used:
            message = f'unused abbreviation "*[{name}]"'
            hint = "remove it, or use it outside headings, links and code"
            line = self.defined[name].line
            self.context.faults.append(Fault(line, "abbreviation", message, hint, is_warning=True))

    def _explain(self, parent: Element, pattern: re.Pattern[str]) -> None:
        if parent.tag in _SKIPPED:
            return
        children = list(parent)
        before, made = self._split(parent.text, pattern)
        parent.text = before
        self._insert(parent, 0, made)
        for child in children:
            self._explain(child, pattern)
            child.tail, made = self._split(child.tail, pattern)
            self._insert(parent, list(parent).index(child) + 1, made)

    def _insert(self, parent: Element, index: int, elements: list[Element]) -> None:
        for offset, element in enumerate(elements):
            parent.insert(index + offset, element)

    def _split(
        self, text: str | None, pattern: re.Pattern[str]
    ) -> tuple[str | None, list[Element]]:
        """Return the text before the first abbreviation, and the elements with what follows each."""
        if not text or isinstance(text, AtomicString):
            return text, []
        # At odd places are the letters.
        pieces = pattern.split(text)
        elements: list[Element] = []
        for index in range(1, len(pieces), 2):
            name = " ".join(pieces[index].split())
            element = Element("abbr")
            element.text, element.tail = AtomicString(pieces[index]), pieces[index + 1]
            self.used.add(name)
            if pieces[index - 1].endswith("\\"):
                pieces[index - 1] = pieces[index - 1][:-1]
                element.set("class", PLAIN)
                if elements:
                    elements[-1].tail = pieces[index - 1]
            else:
                element.set("class", EXPLAINED)
                element.set("title", self.defined[name].meaning)
            elements.append(element)
        return pieces[0], elements
