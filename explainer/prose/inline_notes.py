"""Footnotes within the text: `^[A note.]`, as in Pandoc, becomes a footnote at the end."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from explainer.fragment import Fault
from explainer.patterns import lazy_pattern
from explainer.prose.inline_syntax import SUPERSCRIPT
from explainer.prose.line_notes import line_note, read_notes, without_notes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from explainer.prose.footnote_lines import LocatedFootnotes
    from explainer.prose.markdown_processors import ConversionContext

# Escapes and code spans, in which nothing is a note, superscript as in 10^26^[@gazette], and brackets.
_TOKEN = lazy_pattern(
    rf"\\.|(?<!`)(`+)(?!`)(?:.*?[^`])?\1(?!`)|{SUPERSCRIPT}|(?<!\[)\^\[|[\[\]]", re.DOTALL
)
_REFERENCE = lazy_pattern(r"\[\^([^\[\]\s]+)\]")


class InlineNoteProcessor(Treeprocessor):
    """Replaces inline notes by references to footnotes, before Python-Markdown adds these (50)."""

    def __init__(self, context: ConversionContext, footnotes: LocatedFootnotes) -> None:
        super().__init__(context.markdown)
        self.context = context
        self.footnotes = footnotes
        self.order: list[str] = []

    def run(self, root: Element) -> None:
        """Replace the notes in the text of every block, and in that of footnotes."""
        if "^[" not in self.context.text:
            return
        defined = self.footnotes.footnotes
        self.order = []
        for element in root.iter():
            for attribute in ("text", "tail"):
                text = getattr(element, attribute)
                if text and "^" in text and not isinstance(text, AtomicString):
                    setattr(element, attribute, self._replaced(text))
        # Letters follow the order of the references, now that some notes have no other place.
        ordered: dict[str, str] = {}
        # Notes within footnotes are added to the order on the way.
        for name in chain(self.order, tuple(defined)):
            if name in defined and name not in ordered:
                ordered[name] = ""
                ordered[name] = self._replaced(defined[name])
        ordered |= {name: text for name, text in defined.items() if name not in ordered}
        defined.clear()
        defined.update(ordered)

    def _replaced(self, text: str) -> str:
        """Return the text with a reference in place of each note, and define the footnotes."""
        pieces, position = [], 0
        numbers: list[int] = []
        for start, end in self._notes(text):
            self._record_references(text[position:start])
            numbers = numbers or read_notes(text, 1)[1]
            line, last_line = (numbers[text.count("\n", 0, spot)] for spot in (start, end))
            name = self._define(text[start + 2 : end - 1] + line_note(last_line), line)
            pieces += [text[position:start], f"[^{name}]"]
            position = end
        self._record_references(text[position:])
        return "".join([*pieces, text[position:]])

    def _record_references(self, text: str) -> None:
        self.order += _REFERENCE.findall(text)

    def _define(self, text: str, line: int) -> str:
        """Define a footnote that is written on this line, and return its name."""
        number = len(self.footnotes.footnotes) + 1
        while (name := f"note-{number}") in self.footnotes.footnotes:
            number += 1
        self.order.append(name)
        self.footnotes.setFootnote(name, text.strip())
        self.footnotes.lines[name] = line
        self.footnotes.inline.add(name)
        return name

    def _notes(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each outermost note; report one that isn't closed."""
        opened: list[tuple[str, int]] = []
        notes = 0
        for token in _TOKEN.finditer(text):
            if token[0] in {"[", "^["}:
                opened.append((token[0], token.start()))
                notes += token[0] == "^["
            elif token[0] == "]" and opened:
                sign, start = opened.pop()
                notes -= sign == "^["
                is_empty = not without_notes(text[start + 2 : token.start()]).strip()
                if sign == "^[" and notes == 0 and not is_empty:
                    yield start, token.end()
        unclosed = [start for sign, start in opened if sign == "^["]
        for start in unclosed[:1]:
            typed = " ".join(without_notes(text[start:]).split())[:30]
            message = f'unclosed note "{typed}"'
            hint = "add ] where the note ends, or a backslash before it to keep it as text"
            _, numbers = read_notes(text, 1)
            line = numbers[text.count("\n", 0, start)]
            self.context.faults.append(Fault(line, "footnote", message, hint))
