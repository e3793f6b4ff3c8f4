"""Parses tables as Python-Markdown does, keeps the lines of their cells, and checks their rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions.tables import TableProcessor

from explainer.fragment import Fault
from explainer.prose.line_notes import line_note, read_notes, with_note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from explainer.prose.markdown_processors import ConversionContext

_ATTRIBUTES = re.compile(r" *\{:[^\n]*\} *")


class StrictTableProcessor(TableProcessor):
    """Builds tables, reports the surplus cells that Python-Markdown drops, and reads attributes.

    An attribute list on the line below a table belongs to the table; Python-Markdown would take it
    for a row.
    """

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown.parser, {"use_align_attribute": True})
        self.context = context

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Parse the first block into a table."""
        text, numbers = read_notes(blocks.pop(0), 1)
        rows = text.split("\n")
        attributes = ""
        if len(rows) > 2 and _ATTRIBUTES.fullmatch(rows[-1]):
            attributes = with_note(rows.pop(), numbers[-1])
        # The line numbers of the rows that are still to be built, the last one first.
        self._numbers = [numbers[0], *numbers[2 : len(rows)]][::-1]
        super().run(parent, ["\n".join(rows)])
        if attributes:
            # That's where Python-Markdown looks for the attributes of an element with children.
            parent[-1][-1].tail = f"\n{attributes}"

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        number = self._numbers.pop()
        super()._build_row(row, parent, align)  # type: ignore[misc]
        for cell in parent[-1]:
            if cell.text:
                cell.text += line_note(number)
        cells = len(self._split_row(row))  # type: ignore[attr-defined]
        if cells > len(align):
            message = f"this row has {cells} cells, but the table has {len(align)} columns"
            hint = "remove a |, or add a backslash before one that belongs to a cell's text"
            self.context.faults.append(Fault(number, "table-form", message, hint))
