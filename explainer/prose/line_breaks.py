"""Joins lines between Chinese or Japanese characters, where a browser would show a space.

Like Pandoc's `east_asian_line_breaks` and the CSS Text Module, level 3, section 4.1.3; Korean puts
spaces between words, so there a line break stays a space.
"""

from __future__ import annotations

import re

from explainer.fragment import MARK_CLOSE, MARK_OPEN
from explainer.patterns import lazy_pattern

_BREAK = lazy_pattern(r"[ \t]*\n[ \t]*(?!\s)")
# Han, kana, bopomofo, and punctuation and forms of their width; not Hangul.
_EAST_ASIAN = lazy_pattern(
    "[\u2e80-\u303f\u3041-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uff9f\U0001b000-\U0001b2ff\U00020000-\U0003fffd]"
)
# Text in which line breaks count.
_LITERAL = lazy_pattern(r"(<(pre|code|kbd|samp)\b.*?</\2>)", re.DOTALL)
_INLINE_TAG = lazy_pattern(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|ruby|s|samp|small|span|strong"
    r"|sub|sup|time|u|var)(?:\s[^<>]*)?>"
)
_MARKUP_AT_END = lazy_pattern(r"(?:[*_~=]|\]\([^()]*\)|\s*\[@[^\[\]]*\]|\s)+\Z")
_MARKUP_AT_START = lazy_pattern(r"(?:[*_~=\[\s]|\[@[^\[\]]*\])+")
# Signs that Chinese shares with other scripts, such as quotation marks, and variation selectors.
_SHARED = frozenset("“”‘’—…·\u200b\ufe00\ufe01\ufe0e\ufe0f")


def join_lines(html: str) -> str:
    """Return HTML without the line breaks between two Chinese or Japanese characters.

    Inline tags, placeholders of citations, and quotation marks may be between the two.
    """
    if "\n" not in html or html.isascii() or not _EAST_ASIAN.search(html):
        return html
    kept, start = [], 0
    for index, piece in enumerate(_outside_literals(html)):
        kept.append(piece if index % 2 else _joined(html, start, piece))
        start += len(piece)
    return "".join(kept)


def joins(before: str, after: str) -> bool:
    """Return whether two lines of Markdown join without a space: CJK before and after the break.

    Signs of emphasis, citations and the addresses of links may be between the two characters.
    """
    before, after = _MARKUP_AT_END.sub("", before), _MARKUP_AT_START.sub("", after)
    last, first = _character_before(before, len(before)), _character_after(after, 0)
    return bool(_EAST_ASIAN.match(last) and _EAST_ASIAN.match(first))


def _outside_literals(html: str) -> list[str]:
    """Return the HTML in pieces; those at odd places are literal."""
    pieces = _LITERAL.split(html)
    # The name of each literal element is a group of its own.
    return [piece for index, piece in enumerate(pieces) if index % 3 != 2]


def _joined(html: str, start: int, piece: str) -> str:
    """Return a piece of the HTML, which starts at `start`, without the breaks to be joined."""

    def replacement(line_break: re.Match[str]) -> str:
        before = _character_before(html, start + line_break.start())
        if not _EAST_ASIAN.match(before):
            return line_break[0]
        after = _character_after(html, start + line_break.end())
        return "" if _EAST_ASIAN.match(after) else line_break[0]

    return _BREAK.sub(replacement, piece)


def _character_before(html: str, end: int) -> str:
    """Return the last visible character before a position; "" if a block starts there."""
    while end > 0:
        sign = html[end - 1]
        if sign == ">":
            start = html.rfind("<", 0, end)
            if start < 0 or not _INLINE_TAG.fullmatch(html, start, end):
                return ""
            end = start
        elif sign == MARK_CLOSE:
            # A space before a citation isn't shown.
            end = len(html[: html.rfind(MARK_OPEN, 0, end)].rstrip(" "))
        elif sign in _SHARED:
            end -= 1
        else:
            return sign
    return ""


def _character_after(html: str, start: int) -> str:
    """Return the first visible character after a position; "" if a block ends there."""
    while start < len(html):
        sign = html[start]
        if sign == "<":
            tag = _INLINE_TAG.match(html, start)
            if tag is None:
                return ""
            start = tag.end()
        elif sign == MARK_OPEN:
            start = html.find(MARK_CLOSE, start) + 1
        elif sign in _SHARED:
            start += 1
        else:
            return sign
    return ""
