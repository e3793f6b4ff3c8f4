"""Prose as plain text: for calendars, feeds, tables and the search index.

Marks are dropped, a link's text stays, and paragraphs are told apart by an empty line.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from explainer.fragment import MARK_CLOSE, MARK_OPEN, Fragment

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_SAID = re.compile(r'<a [^>]*class="footnote-(?:back)?ref".*?</a>')
_BREAK = re.compile(r"</?(?:blockquote|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre"
                    r"|summary|table|tr|ul)\b[^>]*>")  # fmt: skip
_SPACE = re.compile(r"<(?:br|/td|/th)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_MARK = re.compile(f"\\s*{MARK_OPEN}\\d+{MARK_CLOSE}")
# A backslash before a term keeps it plain; it is no part of what is said.
_PLAIN_TERM = re.compile(r"\\(?=[^\W\d_])")
# Characters that XML 1.0 does not have (section 2.2), and that YAML can spell.
_NOT_XML = dict.fromkeys({*range(32), 0xFFFE, 0xFFFF} - {9, 10, 13})
_HEADING = re.compile(r'<h[1-6][^>]* id="([^"]*)"[^>]*>.*?</h[1-6]>', re.DOTALL)


def plain_text(html: str) -> str:
    """Return a fragment's HTML as plain text, an empty line between its paragraphs."""
    said = _TAG.sub("", _SPACE.sub(" ", _BREAK.sub("\x00", _NOT_SAID.sub("", html))))
    said = _PLAIN_TERM.sub("", unescape(_MARK.sub("", said)))
    paragraphs = (" ".join(paragraph.split()) for paragraph in said.split("\x00"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def one_line(html: str) -> str:
    """Return a fragment's HTML as plain text without a line break."""
    return " ".join(plain_text(html).split())


def xml_text(text: str) -> str:
    """Return a text without the characters that no XML may hold."""
    return text.translate(_NOT_XML)


def sections(fragment: Fragment) -> Iterator[tuple[str, str]]:
    """Yield a page's text by its headings, as (heading's id, text); the first id is empty."""
    parts = _HEADING.split(fragment.html)
    for id_, html in zip(("", *parts[1::2]), parts[::2], strict=True):
        yield unescape(id_), one_line(html)


def shortened(text: str, *, length: int) -> str:
    """Return at most so many characters of a text, cut between words where it has any."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    whole, space, _ = cut.rpartition(" ")
    return f"{whole if space and len(whole) > length // 2 else cut}…"
