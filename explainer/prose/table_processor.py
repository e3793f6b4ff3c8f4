"""Parses tables as Python-Markdown does, keeps the lines of their cells, and checks their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions.tables import TableProcessor

from explainer.fragment import Fault
from explainer.patterns import lazy_pattern
from explainer.prose.line_notes import LINE_NOTE, line_note, read_notes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from explainer.prose.markdown_processors import ConversionContext

_ATTRIBUTES = lazy_pattern(rf"\n *\{{:[^\n]*\}}(?:{LINE_NOTE.pattern})? *\Z")


class StrictTableProcessor(TableProcessor):
    """Builds tables, reports the surplus cells that Python-Markdown drops, and reads attributes.

    An attribute list on the line below a table belongs to the table; Python-Markdown would take it
    for a row.
    """

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown.parser, {"use_align_attribute": True})
        self.context = context

    def test(self, parent: Element, block: str) -> bool:
        """Return whether the block is a table."""
        # A table of one column needs a border on every line.
        return super().test(parent, _without_attributes(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Parse the first block into a table."""
        block = blocks.pop(0)
        table = _without_attributes(block)
        text, numbers = read_notes(table, 1)
        # The line numbers of the rows that are still to be built, the last one first.
        self._numbers = [numbers[0], *numbers[2:]][::-1]
        super().run(parent, [text])
        if attributes := block[len(table) :]:
            # That's where Python-Markdown looks for the attributes of an element with children.
            parent[-1][-1].tail = attributes

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


def _without_attributes(block: str) -> str:
    """Return a block without an attribute list on its last line."""
    if "{:" not in block:
        return block
    return _ATTRIBUTES.sub("", block)
