"""Decides how the text in HTML elements is parsed: as blocks of Markdown or as one run of text.

As in CommonMark, a blank line makes paragraphs; text that begins on the line of its tag, without
a blank line in it, is no list or heading, whatever it begins with.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions.md_in_html import MarkdownInHtmlProcessor
from markdown.treeprocessors import Treeprocessor

from explainer.patterns import lazy_pattern
from explainer.prose.line_notes import place_last_note, without_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

# The value of the attribute `markdown` of elements that are read as Markdown without saying so.
READ = "read"
# Attributes of elements on their way to the page; editors can't type these characters.
LINE, COLUMN, TIGHT = "\ue002line", "\ue002column", "\ue002tight"

# Only text and inline elements may be in these.
_PHRASING = frozenset({"caption", "dt", "p", "summary"})
# Only other elements may be in these.
_STRUCTURE = frozenset({"dl", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul"})
# Python-Markdown would add a list or quotation below one of these to it.
_JOINED = frozenset({"blockquote", "dl", "ol", "ul"})
# What is put behind the names of those elements until all blocks are parsed.
_TYPED = "\ue002typed"
_FIRST_LINE = lazy_pattern(r"[ ]*\n")
_BLANK_LINE = lazy_pattern(r"\n[ ]*\n")
_TRAILING_SPACES = lazy_pattern(r"(?<=\n)[ ]+(?=\n|\Z)")


def prepare(root: Element, numbers: Sequence[int]) -> Element:
    """Return the element, ready for `HtmlContentProcessor`; `numbers` are those of all lines.

    Sets how each element within is parsed, removes indentation, and moves line notes.
    """
    for element in root.iter():
        if element.get("markdown") == READ:
            element.set("markdown", _parsing_of(element))
        column = int(element.attrib.pop(COLUMN, "0"))
        if element.text:
            element.text = _prepared(element.text, column)
        for child in element:
            if child.tail:
                child.tail = _prepared(child.tail, int(child.get(COLUMN, "0")))
        if LINE in element.attrib:
            element.set(LINE, str(numbers[int(element.attrib[LINE]) - 1]))
    return root


def _parsing_of(element: Element) -> str:
    """Return how to parse an element's content: "block" or "span"; mark it if it's tight."""
    runs = [without_notes(run) for run in _runs(element)]
    if element.tag in _PHRASING or element.tag in _STRUCTURE:
        return "span"
    if element.tag == "details" and runs:
        return "block"
    has_paragraphs = any(_BLANK_LINE.search(run) for run in runs)
    if not has_paragraphs and not any(_FIRST_LINE.match(run) for run in runs):
        return "span"
    if not has_paragraphs or element.tag == "figure":
        element.set(TIGHT, "")
    return "block"


def _runs(element: Element) -> Iterator[str]:
    """Yield the texts directly in an element that aren't blank."""
    for text in (element.text, *(child.tail for child in element)):
        if text and text.strip():
            yield text


def _prepared(text: str, column: int) -> str:
    """Return text that follows a tag, which stands in a column, without its indentation.

    Up to a blank line, any indentation goes, as in CommonMark; below that, only as much as the
    tag has.
    """
    above, blank, below = _split_at_blank_line(_TRAILING_SPACES.sub("", text))
    if above.startswith("\n"):
        above = "\n".join(_dedented(above.split("\n")))
    if column and below:
        indent = re.compile(f"^ {{1,{column}}}", re.MULTILINE)
        below = indent.sub("", below)
    return "\n".join(map(place_last_note, f"{above}{blank}{below}".split("\n")))


def _split_at_blank_line(text: str) -> tuple[str, str, str]:
    match = _BLANK_LINE.search(text)
    if match is None:
        return text, "", ""
    return text[: match.start()], match[0], text[match.end() :]


def _dedented(lines: list[str]) -> list[str]:
    """Return the lines without the indentation that all of them have."""
    indents = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
    indent = min(indents, default=0)
    return [line[indent:] for line in lines]


class HtmlContentProcessor(MarkdownInHtmlProcessor):
    """Parses the content of HTML elements; that of a tight one without paragraphs of its own."""

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Parse the element that a block starts with; return whether there is one."""
        is_element = bool(super().run(parent, blocks))
        if is_element and parent[-1].tag in _JOINED:
            parent[-1].tag += _TYPED
        return is_element

    def parse_element_content(self, element: Element) -> None:
        """Parse an element's content into elements within it."""
        is_tight = element.attrib.pop(TIGHT, None) is not None
        # The parser makes no paragraphs in a "list".
        self.parser.state.set("list" if is_tight else "html")
        super().parse_element_content(element)
        self.parser.state.reset()


class TagRestorer(Treeprocessor):
    """Gives the elements that `HtmlContentProcessor` kept apart their own names again."""

    def run(self, root: Element) -> None:
        """Rename the elements."""
        for element in root.iter():
            element.tag = element.tag.removesuffix(_TYPED)
