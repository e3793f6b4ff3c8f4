"""Inserts an entry into the text of a YAML list, and leaves everything else as it is.

The text is changed line by line, never parsed and written again: comments, spaces and the style of
the other entries stay. Afterwards it's read again, to be sure that nothing else has changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from explainer.load.yaml_tree import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    line_of,
    read_tree,
)
from explainer.patterns import lazy_pattern
from explainer.problems import CannotMake, Place, Problem, errors
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROW = lazy_pattern(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_EMPTY_BRACKETS = lazy_pattern(r"\[\s*\]")
_COMMENT = lazy_pattern(r"( *)#")


@frozen
class Inserted:
    """A text with a new entry, and the line on which that starts."""

    text: str
    line: int


@frozen
class _Style:
    """How a list is written: its indentation, that of its keys, blank lines and line ends."""

    indent: int = 0
    key_column: int = 2
    is_spaced: bool = True
    end: str = "\n"

    def rows(self, entry: Sequence[str]) -> list[str]:
        """Return the lines of an entry in this style; the first of `entry` is its first key."""
        dash = " " * self.indent + "-" + " " * (self.key_column - self.indent - 1)
        margins = [dash, *[" " * self.key_column] * (len(entry) - 1)]
        lines = (margin + line for margin, line in zip(margins, entry, strict=True))
        return [line.rstrip() + self.end for line in lines]


def insert_entry(text: str, entry: Sequence[str], index: int, place: Place) -> Inserted:
    """Insert an entry before the one at an index, or at the end; `text` is without a byte order mark.

    Raises CannotMake if the list is written in a way that can't be added to.
    """
    root = _root(text, place)
    entries = list(root.value) if root is not None else []
    if root is not None and root.flow_style:
        _refuse_brackets(root, text, place)
        candidates = [_in_place_of_brackets(text, root, entry)]
    else:
        rows = _ROW.findall(text)
        starts = _starts(rows, root) if root is not None else []
        style = _style(rows, root, starts)
        indexes = dict.fromkeys((min(index, len(entries)), len(entries)))
        candidates = [_inserted(rows, starts, style, entry, each) for each in indexes]
    for inserted in candidates:
        if _adds_only(entry, root, inserted.text, place):
            return inserted
    message = "can't add an entry to this list without changing others"
    raise CannotMake(Problem(place, "wrong-type", message, "add it by hand"))


def _root(text: str, place: Place) -> Any:
    """Return the root node, a list, or None if there's nothing but comments."""
    node, problems = read_tree(_with_plain_ends(text), place)
    if found := errors(problems):
        raise CannotMake(*found)
    if node is not None and not isinstance(node, SequenceNode):
        at_node = place.at(line_of(node, place))
        hint = 'start each entry with "- "'
        raise CannotMake(Problem(at_node, "wrong-type", "expected a list", hint))
    return node


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _starts(rows: Sequence[str], root: Any) -> list[int]:
    """Return the index of the row with each entry's dash."""
    column = root.start_mark.column
    dash = re.compile(rf" {{{column}}}-(?:\s|$)")
    starts = []
    for node in root.value:
        row = node.start_mark.line
        while row > 0 and not dash.match(rows[row]):
            row -= 1
        starts.append(row)
    return starts


def _style(rows: Sequence[str], root: Any, starts: Sequence[int]) -> _Style:
    end = "\r\n" if rows and rows[0].endswith("\r\n") else "\n"
    if rows and rows[0].endswith("\r"):
        end = "\r"
    if root is None:
        return _Style(end=end)
    indent = root.start_mark.column
    columns = (
        node.start_mark.column
        for node, start in zip(root.value, starts, strict=True)
        if isinstance(node, MappingNode) and node.start_mark.line == start
    )
    blank = [not rows[_top(rows, start, indent) - 1].strip() for start in starts[1:]]
    is_spaced = sum(blank) * 2 > len(blank) if blank else True
    return _Style(indent, next(columns, indent + 2), is_spaced, end)


def _top(rows: Sequence[str], start: int, indent: int) -> int:
    """Return the first row of the comments that belong to the entry whose dash is on a row.

    A comment that is indented further than the dash may be part of a text.
    """
    top = start
    while top > 0 and (comment := _COMMENT.match(rows[top - 1])) and len(comment[1]) <= indent:
        top -= 1
    return top


def _inserted(
    rows: Sequence[str], starts: Sequence[int], style: _Style, entry: Sequence[str], index: int
) -> Inserted:
    """Return the text with the entry before the one at the index, or at the end."""
    new = style.rows(entry)
    if index < len(starts):
        # What is written above the first entry is about the file.
        row = _top(rows, starts[index], style.indent) if index else starts[0]
        before = list(rows[:row])
        after = [style.end] if style.is_spaced else []
    else:
        row, before, after = len(rows), list(rows), []
        if before and not before[-1].endswith(("\n", "\r")):
            before[-1] += style.end
        if style.is_spaced and before and before[-1].strip():
            before.append(style.end)
    return Inserted("".join([*before, *new, *after, *rows[row:]]), len(before) + 1)


def _refuse_brackets(root: Any, text: str, place: Place) -> None:
    """Raise CannotMake for a list in brackets that contains something."""
    start, end = root.start_mark, root.end_mark
    plain = _with_plain_ends(text)
    if root.value or not _EMPTY_BRACKETS.fullmatch(plain[start.index : end.index]):
        message = "this list is written in brackets"
        hint = 'write each entry on lines of its own, starting with "- "'
        raise CannotMake(Problem(place.at(line_of(root, place)), "wrong-type", message, hint))


def _in_place_of_brackets(text: str, root: Any, entry: Sequence[str]) -> Inserted:
    """Return the text with the entry instead of `[]`; a comment behind that stays above it."""
    rows = _ROW.findall(text)
    first, last = root.start_mark, root.end_mark
    style = _style(rows, None, ())
    head = rows[first.line][: first.column]
    tail = rows[last.line][last.column :]
    kept = head + tail
    before = [*rows[: first.line], *([kept] if kept.strip() else [])]
    if before and not before[-1].endswith(("\n", "\r")):
        before[-1] += style.end
    new = style.rows(entry)
    return Inserted("".join([*before, *new, *rows[last.line + 1 :]]), len(before) + 1)


def _adds_only(entry: Sequence[str], root: Node | None, text: str, place: Place) -> bool:
    """Return whether a text contains what it did before, and the entry, and nothing else."""
    try:
        after = _root(text, place)
        alone = _root("".join(_Style().rows(entry)), place)
    except CannotMake:
        return False
    before = [] if root is None else [_outline(node) for node in root.value]
    found = [_outline(node) for node in after.value] if after is not None else []
    (new,) = (_outline(node) for node in alone.value)
    return any(found == [*before[:index], new, *before[index:]] for index in range(len(before) + 1))


def _outline(node: Node) -> Any:
    """Return what a node contains, without its place; line breaks at a text's end don't count."""
    if isinstance(node, ScalarNode):
        return node.tag, node.value.rstrip("\n")
    if isinstance(node, MappingNode):
        return [(_outline(key), _outline(value)) for key, value in node.value]
    return [_outline(item) for item in node.value]
