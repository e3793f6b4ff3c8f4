"""Outlines of the lists in HTML, to compare ours with those of a CommonMark parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from explainer.fragment import MARK_CLOSE, MARK_OPEN
from explainer.prose.convert import to_fragment

_LISTS = frozenset({"ul", "ol"})
_BLOCKS = frozenset("blockquote dl div h1 h2 h3 h4 h5 h6 hr p pre table".split())
_VOID = frozenset({"br", "hr", "img", "wbr"})
# Typographic quotation marks and dashes aren't CommonMark's, so only letters and digits count.
_WORD = re.compile(r"[^\W_]+")
# A task is text to a plain CommonMark parser.
_TASK = re.compile(r"^\s*\[[ xX]\]\s")
_TASK_SIGNS = frozenset({"task-sign", "spoken"})
_PLACEHOLDER = re.compile(f"{MARK_OPEN}\\d+{MARK_CLOSE}")


@dataclass
class Node:
    """An HTML element with its attributes, and its children: elements and texts."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack = [Node("body", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.stack[-1].children.append(node)
        if tag not in _VOID:
            self.stack.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in [node.tag for node in self.stack]:
            while self.stack.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


def our_outline(markdown: str) -> list[str]:
    """Return the outline of the lists as this project builds them."""
    return outline(_PLACEHOLDER.sub("", to_fragment(markdown).html))


def commonmark_outline(markdown: str) -> list[str]:
    """Return the outline of the lists as markdown-it builds them, with GitHub's tables."""
    return outline(_commonmark().render(markdown))


@cache
def _commonmark() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])


def tree(html: str) -> Node:
    """Return the HTML as a tree."""
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.stack[0]


def outline(html: str) -> list[str]:
    """Return a line for each list and each item in the HTML, indented by the list's depth.

    A list's line has its kind, its first number, and whether it's loose: whether its items have
    paragraphs. An item's has the words of each block in it, but for those of the lists in it.
    """
    return list(_lines(tree(html), 0))


def _lines(node: Node, depth: int) -> list[str]:
    lines = []
    for child in node.children:
        if isinstance(child, str) or child.attributes.get("class") == "footnote":
            continue
        if child.tag not in _LISTS:
            lines += _lines(child, depth)
            continue
        items = [item for item in child.children if isinstance(item, Node)]
        start = f" from {child.attributes.get('start') or 1}" if child.tag == "ol" else ""
        looseness = "loose" if any(map(_has_paragraphs, items)) else "tight"
        lines.append(f"{'  ' * depth}{child.tag}{start} {looseness}")
        for item in items:
            lines.append("  " * depth + "- " + " / ".join(_blocks(item)))
            lines += _lines(item, depth + 1)
    return lines


def _has_paragraphs(item: Node) -> bool:
    return any(isinstance(child, Node) and child.tag == "p" for child in item.children)


def _blocks(item: Node) -> list[str]:
    """Return the words of each block of an item, with its tag if it isn't a paragraph."""
    blocks = [""]
    for child in item.children:
        if isinstance(child, Node) and child.tag in _LISTS:
            blocks.append("")
        elif isinstance(child, Node) and child.tag in _BLOCKS:
            tag = "" if child.tag == "p" else f"{child.tag}: "
            blocks += [tag + _text(child), ""]
        else:
            blocks[-1] += _text(child)
    return [block for block in (_words(_TASK.sub("", block)) for block in blocks) if block]


def _text(node: Node | str) -> str:
    if isinstance(node, str):
        return node
    if node.tag in _LISTS or node.attributes.get("class") in _TASK_SIGNS:
        return ""
    separator = " " if node.tag in _BLOCKS | {"li", "td", "th", "br", "tr"} else ""
    return separator.join(["", *map(_text, node.children), ""])


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text))
