"""Python-Markdown's parser of lists, from the structure that `list_structure.py` has found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast
from xml.etree.ElementTree import SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from explainer.fragment import LIST_BLANK, LIST_CLOSE, LIST_ITEM, LIST_OPEN, Fault
from explainer.patterns import lazy_pattern
from explainer.prose.list_marks import with_blank_lines

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown
    from markdown.blockprocessors import ListIndentProcessor

    from explainer.prose.markdown_processors import ConversionContext

_OPEN = lazy_pattern(f"^{LIST_OPEN}(ul|ol) (loose|tight)", re.MULTILINE)
_ITEM = lazy_pattern(f"{LIST_ITEM}(\\d+) ([-+*]|(\\d+)[.)])")
_REPLACED = ("olist", "ulist", "indent")


def replace_list_parsers(markdown: Markdown, context: ConversionContext) -> None:
    """Make Markdown parse marked lists, instead of finding lists by rules of its own."""
    processors = markdown.parser.blockprocessors
    for name in _REPLACED:
        processors.deregister(name)
    # Above all others, which would look for their own syntax inside the list.
    processors.register(ListProcessor(context), "list", 110)
    # After HTML has been taken out (20).
    markdown.preprocessors.register(BlankLineRestorer(markdown), "blank_lines", 19)
    # Only definitions are still indented; it would take code in a list for more of an item.
    definitions = cast("ListIndentProcessor", processors["defindent"])
    definitions.ITEM_TYPES, definitions.LIST_TYPES = ["dd"], ["dl"]


class BlankLineRestorer(Preprocessor):
    """Restores the blank lines in HTML elements inside lists, whose content is parsed apart."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines; change the elements that were taken out of them."""
        for element in self.md.htmlStash.rawHtmlBlocks:
            if not isinstance(element, str):
                for part in element.iter():
                    part.text = with_blank_lines(part.text or "")
                    part.tail = with_blank_lines(part.tail or "")
        return lines


class _Item(NamedTuple):
    line: int
    sign: str
    number: int | None
    lines: list[str]


class ListProcessor(BlockProcessor):
    """Builds `ul` and `ol` from marked lists, and reports items that get another number."""

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown.parser)
        self.context = context

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        """Return whether there's a list in the block."""
        return LIST_OPEN in block

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Parse the first block up to the end of the first list in it.

        Returns False if its lists are in a quotation or something else that must be parsed first.
        """
        opened = _OPEN.search(blocks[0])
        if opened is None:
            return False
        block = blocks.pop(0)
        if opened.start():
            self.parser.parseBlocks(parent, [block[: opened.start()].rstrip("\n")])
        items = self._take_items(block[opened.end() :].split("\n")[1:], blocks)
        element = SubElement(parent, opened[1])
        if items[0].number not in {None, 1}:
            element.set("start", str(items[0].number))
        for item in items:
            self._build_item(SubElement(element, "li"), item, is_tight=opened[2] == "tight")
        self.context.faults += _renumbered(items)
        return True

    def _take_items(self, lines: list[str], blocks: list[str]) -> list[_Item]:
        """Return the items of the list whose lines these are; put what follows it into `blocks`.

        The list continues in the next blocks if there is raw HTML in it, as Python-Markdown puts
        blank lines around that.
        """
        items: list[_Item] = []
        depth = 0
        index = 0
        while index < len(lines) or blocks:
            if index == len(lines):
                lines += ["", *blocks.pop(0).split("\n")]
            line = lines[index]
            index += 1
            mark = line.lstrip(" ")[:1]
            depth += (mark == LIST_OPEN) - (mark == LIST_CLOSE)
            if depth < 0:
                break
            if depth == 0 and (item := _ITEM.match(line)):
                number = int(item[3]) if item[3] else None
                items.append(_Item(int(item[1]), item[2], number, []))
            elif not mark:
                items[-1].lines.append(LIST_BLANK if depth else "")
            elif mark == LIST_BLANK and depth == 0:
                items[-1].lines.append("")
            else:
                items[-1].lines.append(line)
        if rest := "\n".join(lines[index:]).strip("\n"):
            blocks.insert(0, rest)
        return items

    def _build_item(self, element: Element, item: _Item, *, is_tight: bool) -> None:
        self.parser.state.set("item")
        self.parser.parseChunk(element, "\n".join(item.lines))
        self.parser.state.reset()
        if is_tight:
            _unwrap_paragraphs(element)


def _unwrap_paragraphs(item: Element) -> None:
    """Put the text of each paragraph directly into the item, as in a list without blank lines."""
    previous: Element | None = None
    for child in list(item):
        text = child.text or ""
        if child.tag != "p" or len(child) or child.attrib or HTML_PLACEHOLDER_RE.fullmatch(text):
            previous = child
            continue
        item.remove(child)
        before = item.text if previous is None else previous.tail
        text = f"{before}\n{text}" if before else text
        if previous is None:
            item.text = text
        else:
            previous.tail = text


def _renumbered(items: list[_Item]) -> list[Fault]:
    """Return a fault for the first item whose number won't be the one that was typed.

    All items may have the first one's number: that's how Markdown spares editors the counting.
    """
    first = items[0].number
    if first is None or all(item.number == first for item in items):
        return []
    for number, item in enumerate(items, start=first):
        if item.number != number:
            delimiter = item.sign[-1]
            message = f'this item\'s number would be {number}, not "{item.sign}" as typed'
            hint = f'write "{number}{delimiter}", or start another list with a paragraph above it'
            return [Fault(item.line, "list-form", message, hint, is_warning=True)]
    return []
