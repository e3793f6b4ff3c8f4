"""Task lists: `- [ ] to do` and `- [x] done` (GitHub Flavored Markdown 0.29, section 5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_TASK = lazy_pattern(r"\s*\[([ xX])\]\s+(?=\S)")
# The sign that everyone sees, and the words that are only read out.
_SIGNS = {" ": ("☐", " to do: "), "x": ("☑", " done: ")}


class TaskProcessor(Treeprocessor):
    """Replaces the brackets at the start of list items by signs, before inline parsing."""

    def run(self, root: Element) -> None:
        """Replace the brackets in every list of the tree."""
        for item in root.iter("li"):
            for element in _text_elements(item):
                if task := _TASK.match(element.text or ""):
                    sign, words = _SIGNS[task[1].lower()]
                    element.insert(0, _span("task-sign", sign))
                    element.insert(1, _span("spoken", words, lang="en"))
                    element[1].tail = (element.text or "")[task.end() :]
                    element.text = None
                    item.set("class", "task")


def _text_elements(item: Element) -> Iterator[Element]:
    """Yield the element that holds an item's first text: the item, or its first paragraph."""
    if (item.text or "").strip():
        yield item
    elif len(item) and item[0].tag == "p":
        yield item[0]


def _span(name: str, text: str, **attributes: str) -> Element:
    span = Element("span", {"class": name, **attributes})
    span.text = AtomicString(text)
    return span
