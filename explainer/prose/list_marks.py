"""The invisible lines that stand for a list's structure between its discovery and its parsing.

A marked list is a single block for Python-Markdown, without blank lines, whatever it contains::

    OPEN ol tight
    ITEM 12 3.        (the line and the sign that were typed)
    text of the item, without the item's indentation; BLANK in place of a blank line
    CLOSE
"""

from __future__ import annotations

from explainer.fragment import LIST_BLANK, LIST_CLOSE, LIST_ITEM, LIST_OPEN
from explainer.patterns import lazy_pattern

_MARK_LINE = lazy_pattern(
    f"[{LIST_OPEN}{LIST_CLOSE}{LIST_BLANK}][^\n<]*\n?|{LIST_ITEM}\\d+ (\\S+)\n?"
)


def open_mark(tag: str, *, is_loose: bool) -> str:
    """Return the line that opens a list; `tag` is "ul" or "ol"."""
    return f"{LIST_OPEN}{tag} {'loose' if is_loose else 'tight'}"


def item_mark(line: int, sign: str) -> str:
    """Return the line that begins an item; `sign` is what was typed, such as "-" or "3."."""
    return f"{LIST_ITEM}{line} {sign}"


def with_blank_lines(text: str) -> str:
    """Return the text with real blank lines, but for those inside a list that is in the text."""
    if LIST_BLANK not in text:
        return text
    lines, depth = [], 0
    for line in text.split("\n"):
        mark = line.lstrip(" ")[:1]
        depth += (mark == LIST_OPEN) - (mark == LIST_CLOSE)
        lines.append("" if mark == LIST_BLANK and depth == 0 else line)
    return "\n".join(lines)


def without_marks(text: str) -> str:
    """Return the text with each item's sign as it was typed, in place of the invisible lines.

    For text that is published without being parsed, such as raw HTML.
    """
    if not any(mark in text for mark in (LIST_OPEN, LIST_ITEM, LIST_CLOSE, LIST_BLANK)):
        return text
    return _MARK_LINE.sub(lambda match: f"{match[1]} " if match[1] else "\n", text)
