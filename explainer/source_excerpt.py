"""The source line that a problem is about, and the place in it, for the terminal and the preview."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from explainer.patterns import lazy_pattern
from explainer.readonly import frozen

if TYPE_CHECKING:
    from pathlib import Path

# A paragraph may be one line: what is further from the place than this isn't shown.
LONGEST = 96
# Bytes of the largest file that is read only to show a line of it.
_LARGEST = 5_000_000
_QUOTED = lazy_pattern(r'"([^"]+)"')


@frozen
class Excerpt:
    """A line of a file, or its part around the place that a problem names.

    The place is `text[start:end]`; it's the whole line without its indentation if the message
    doesn't quote a part of it.
    """

    text: str
    start: int
    end: int


def excerpt(file: Path, line: int, message: str) -> Excerpt | None:
    """Return the line of a file that a message is about, counted from 1; None if it has no text."""
    text = _line(file, line)
    if not text.strip():
        return None
    start, end = _place(text, message)
    return _cut(text, start, end)


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters take two."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - marks


def _line(file: Path, line: int) -> str:
    """Return a line of a file, or an empty string if there's none or if it can't be read."""
    try:
        # Reading a named pipe would wait for ever.
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return ""
        text = file.read_text("utf-8", errors="replace")
    except (OSError, ValueError):
        return ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    return "".join(c if c.isprintable() else "�" for c in shown.expandtabs(4)).rstrip()


def _place(text: str, message: str) -> tuple[int, int]:
    """Return where the first quotation of a message that occurs in a text starts and ends."""
    for quoted in _QUOTED.findall(message):
        start = text.find(quoted)
        if start >= 0:
            return start, start + len(quoted)
    return len(text) - len(text.lstrip()), len(text)


def _cut(text: str, start: int, end: int) -> Excerpt:
    """Return at most LONGEST characters of a text, with the place in them, and … where it's cut."""
    if len(text) <= LONGEST:
        return Excerpt(text, start, end)
    first = max(0, min(start - LONGEST // 3, len(text) - LONGEST))
    last = min(len(text), first + LONGEST)
    before = "…" if first else ""
    after = "…" if last < len(text) else ""
    shown = before + text[first:last].rstrip() + after
    shift = len(before) - first
    return Excerpt(shown, start + shift, min(end + shift, len(shown) - len(after)))
