"""Plain text for calendars, feeds, tables and the search index, from the HTML of fragments."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from explainer.exports.text_from_html import text_from_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.fragment import Fragment

# Characters that XML 1.0 doesn't allow (section 2.2) but YAML can contain as escapes.
_NOT_XML = dict.fromkeys({*range(32), 0xFFFE, 0xFFFF} - {9, 10, 13})
_HEADING = re.compile(r'<h[1-6][^>]* id="([^"]*)"[^>]*>.*?</h[1-6]>', re.DOTALL)


def plain_text(html: str) -> str:
    """Return the HTML of a Fragment as plain text, with an empty line between paragraphs."""
    return text_from_html(html)


def one_line(html: str) -> str:
    """Return the HTML of a Fragment as plain text on one line."""
    return " ".join(plain_text(html).split())


def xml_text(text: str) -> str:
    """Return the text without the characters that XML doesn't allow."""
    return text.translate(_NOT_XML)


def sections(fragment: Fragment) -> Iterator[tuple[str, str]]:
    """Yield `(heading id, text)` for each section of a page's text, the text as one line.

    The first pair is the text before the first heading; its id is an empty string.
    """
    parts = _HEADING.split(fragment.html)
    for id_, html in zip(("", *parts[1::2]), parts[::2], strict=True):
        yield unescape(id_), one_line(html)


def shorten(text: str, *, length: int) -> str:
    """Return the text, cut to at most `length` characters if it is longer.

    Cut text ends with an ellipsis, which counts too. It is cut after a whole word, unless that
    would drop more than half of the characters.
    """
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    whole, space, _ = cut.rpartition(" ")
    return f"{whole if space and len(whole) > length // 2 else cut}…"
