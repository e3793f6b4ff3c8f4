"""Reads block-level HTML: its text as Markdown, and the lines of all text.

Extends Python-Markdown's `md_in_html`, which reads Markdown only where `markdown="1"` is typed.
Unclosed elements are reported: Python-Markdown silently closes them at the end of the text, and
loses text if two of a kind are open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions.md_in_html import HTMLExtractorExtra
from markdown.preprocessors import Preprocessor

from explainer.patterns import lazy_pattern
from explainer.prose.allowed_html import (
    INLINE_TAGS,
    TAGS,
    TYPED_TAGS,
    forbidden_fault,
    unclosed_fault,
)
from explainer.prose.html_content import COLUMN, LINE, READ, prepare
from explainer.prose.line_notes import line_note, place_last_note, with_note
from explainer.prose.literal_html import literal_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from xml.etree.ElementTree import Element, TreeBuilder

    from explainer.fragment import Fault
    from explainer.prose.markdown_processors import ConversionContext

# Unclosed inline elements and forbidden elements are reported by `allowed_html`.
_BLOCKS = TYPED_TAGS - INLINE_TAGS
# HTML, section 13.1.2.4: elements whose end tag may be omitted, because what follows implies it.
_END_TAG_OPTIONAL = frozenset("dd dt li p rp rt tbody td tfoot th thead tr".split())
_CELLS = frozenset({"td", "th"})
_ROW_GROUPS = frozenset({"tbody", "tfoot", "thead"})
# The open elements that a start tag closes.
_CLOSED_BY = {
    "li": frozenset({"li"}),
    **dict.fromkeys(("dd", "dt"), frozenset({"dd", "dt"})),
    **dict.fromkeys(_CELLS, _CELLS),
    "tr": _CELLS | {"tr"},
    **dict.fromkeys(_ROW_GROUPS, _CELLS | _ROW_GROUPS | {"tr"}),
}
_CODE = frozenset({"code", "kbd", "samp"})
_TAG_OR_ENTITY = lazy_pattern("[<&]")
_PLACEHOLDER_START = "\x02"


class HtmlBlockPreprocessor(Preprocessor):
    """Replaces HTML blocks by placeholders, as in Python-Markdown, and adds line notes to the rest.

    Reports elements that aren't closed, and Markdown where it isn't read.
    """

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown)
        self.context = context

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines, with notes; each HTML block is replaced by its placeholder."""
        numbers = [line.number for line in self.context.lines]
        # Python-Markdown adds empty lines at the end.
        numbers += [numbers[-1]] * (len(lines) - len(numbers))
        text = "\n".join(lines)
        if not _TAG_OR_ENTITY.search(text):
            return [with_note(*line) for line in zip(lines, numbers, strict=True)]
        reader = _BlockReader(self.md, numbers)
        reader.feed(text)
        reader.close()
        self.context.faults += reader.faults
        self.context.raw_lines = reader.raw_lines
        self.context.faults += [
            unclosed_fault(tag, numbers[line - 1])
            for tag, line in reader.unclosed
            if tag in _BLOCKS
        ]
        return list(map(place_last_note, "".join(reader.cleandoc).split("\n")))


class _BlockReader(HTMLExtractorExtra):
    """Extracts HTML blocks, tracks which elements are open, and notes the lines of text.

    `numbers` are the numbers of the lines that are read. `open_elements` and `unclosed` are pairs
    of a tag and the line of its start tag; `raw_lines` has the first line of each piece of raw
    HTML, by its index in Python-Markdown's stash. All these lines count from 1.
    """

    # The base class's own stacks, for elements whose content it parses as Markdown.
    mdstack: list[str]
    mdstate: list[str | None]
    mdstarted: list[bool]
    treebuilder: TreeBuilder

    def __init__(self, markdown: Any, numbers: Sequence[int]) -> None:
        super().__init__(markdown)
        self.numbers = numbers

    def reset(self) -> None:
        """Reset the state, as the base class requires."""
        self.open_elements: list[tuple[str, int]] = []
        self.unclosed: list[tuple[str, int]] = []
        self.raw_lines: dict[int, int] = {}
        self.faults: list[Fault] = []
        self.raw_start = 1
        self.code_depth = 0
        # Whether there is text on the current line, within the current element.
        self.is_line_open = False
        super().reset()

    def close(self) -> None:
        """Parse the rest of the input, and record every element that is still open."""
        self.goahead(end=True)
        outermost, inner = self.open_elements[:1], self.open_elements[1:]
        unclosed = [*self.unclosed, *outermost, *_requiring_end_tag(inner)]
        with_stash = self.md.htmlStash.html_counter
        super().close()
        self._record_raw(with_stash, self.raw_start)
        self.unclosed = unclosed

    def get_state(self, tag: str, attrs: Mapping[str, str]) -> Any:
        """Return how an element's content is read, as in the base class, or `READ`.

        `READ` means elements without the attribute `markdown`, which are read as Markdown.
        """
        is_literal = tag in self.raw_tags or (self.mdstate and self.mdstate[-1] == "off")
        if "markdown" in attrs or is_literal or tag not in _BLOCKS:
            return super().get_state(tag, attrs)
        return READ

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Track the elements that a start tag opens, and end those that it closes."""
        if tag in self.empty_tags and self.mdstack and not self.inraw:
            # The base class would wait for the end tag, unless the tag starts a line.
            self.handle_startendtag(tag, attrs)
            return
        self.code_depth += tag in _CODE
        if not self.inraw and tag in self.block_level_tags:
            self._end_line()
            while self.mdstack and self.mdstack[-1] in _CLOSED_BY.get(tag, ()):
                self.handle_endtag(self.mdstack[-1])
            if self.mdstarted:
                # The base class wouldn't recognise a block behind text on the same line.
                self.mdstarted[-1] = True
        line, column = self.getpos()
        depth, stashed, was_raw = len(self.mdstack), self.md.htmlStash.html_counter, self.inraw
        super().handle_starttag(tag, [*attrs, (LINE, str(line)), (COLUMN, str(column))])
        if self.inraw and not was_raw:
            self.raw_start = line
        if len(self.mdstack) > depth:
            self.is_line_open = False
            if tag in TAGS - TYPED_TAGS:
                # In the tree, it couldn't be told from a heading that is typed as Markdown.
                self.faults.append(forbidden_fault(tag, self.numbers[line - 1]))
        self._record_raw(stashed, line)
        self._update()

    def handle_endtag(self, tag: str) -> None:
        """Track the elements that an end tag closes, and record those it closes implicitly."""
        self.code_depth -= tag in _CODE and self.code_depth > 0
        before, stashed, was_raw = self.open_elements, self.md.htmlStash.html_counter, self.inraw
        if tag in self.mdstack and not self.inraw:
            self._end_line()
        super().handle_endtag(tag)
        self._record_raw(stashed, self.raw_start if was_raw else self.getpos()[0])
        self._update()
        self.unclosed += _requiring_end_tag(before[len(self.open_elements) + 1 :])

    def handle_empty_tag(self, data: str, is_block: Any) -> None:
        """Record the line of a comment or another element without an end tag."""
        stashed = self.md.htmlStash.html_counter
        super().handle_empty_tag(data, is_block)
        self._record_raw(stashed, self.getpos()[0])

    def handle_data(self, data: str) -> None:
        """Add notes to the text of a page, and report Markdown where it isn't read."""
        # Text starts with "<" only if it's a tag, and has placeholders only from the stash.
        if not data.startswith("<") and _PLACEHOLDER_START not in data:
            if self.inraw or (self.mdstate and self.mdstate[-1] == "off"):
                self._report_literals(data)
            else:
                data = self._with_notes(data)
        super().handle_data(data)
        has_text = bool(data.rpartition("\n")[2].strip())
        self.is_line_open = has_text or (self.is_line_open and "\n" not in data)

    def get_element(self) -> Element:
        """Return the outermost element that was read, prepared for parsing its text."""
        if self.cleandoc:
            # In the middle of a paragraph, or indented below one, it would never be parsed.
            self.cleandoc[-1] = self.cleandoc[-1].rstrip(" ")
            self.cleandoc.append("\n\n")
        return prepare(super().get_element(), self.numbers)

    def _with_notes(self, data: str) -> str:
        """Return text with a note at the end of each line that isn't blank."""
        lines = data.split("\n")
        number = self.getpos()[0]
        is_open = self.is_line_open if self.mdstack else not _ends_line(self.cleandoc)
        for index, line in enumerate(lines[:-1]):
            if line.strip() or (index == 0 and is_open):
                lines[index] = line + self._note(number + index)
        return "\n".join(lines)

    def _end_line(self) -> None:
        """Add a note to text that ends at a tag, in the middle of a line."""
        note = self._note(self.getpos()[0])
        if not self.mdstack:
            if self.intail and not _ends_line(self.cleandoc):
                self.cleandoc.append(note)
        elif self.is_line_open and self.mdstate[-1] != "off":
            self.treebuilder.data(note)
        self.is_line_open = False

    def _note(self, line: int) -> str:
        return line_note(self.numbers[line - 1])

    def _report_literals(self, data: str) -> None:
        element = self.stack[-1] if self.inraw else self.mdstack[-1]
        if element in TYPED_TAGS and not self.code_depth:
            first = self.getpos()[0] - 1
            lines = self.numbers[first : first + data.count("\n") + 1]
            self.faults += literal_faults(data, lines, element)

    def _record_raw(self, first: int, line: int) -> None:
        """Record the line of the pieces of HTML that were stashed from index `first` on."""
        for index in range(first, self.md.htmlStash.html_counter):
            self.raw_lines[index] = line

    def _update(self) -> None:
        tags = [*self.mdstack, *self.stack]
        still_open = [
            element
            for element, tag in zip(self.open_elements, tags, strict=False)
            if element[0] == tag
        ]
        line = self.getpos()[0]
        self.open_elements = still_open + [(tag, line) for tag in tags[len(still_open) :]]


def _requiring_end_tag(elements: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return [element for element in elements if element[0] not in _END_TAG_OPTIONAL]


def _ends_line(pieces: Sequence[str]) -> bool:
    return not pieces or pieces[-1].endswith("\n")
