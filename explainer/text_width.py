"""Estimates the width of text and wraps it into lines, without loading any font.

Widths are in ems and approximate those of Verdana and DejaVu Sans, the widest common sans-serif
fonts, since readers' fonts differ. The same text always wraps at the same places.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ELLIPSIS = "…"

_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_OPENING = "（「『【《〈“‘"
_CLOSING = "、。，．：；！？）」』】》〉”’％…"
# A piece contains no line break opportunity: a word up to its hyphen, or an ideograph together
# with its punctuation.
_PIECE = lazy_pattern(
    rf"\s*(?:[{_OPENING}]*[{_CJK}][{_CLOSING}]*"
    rf"|[^\s{_CJK}]+?(?:(?<=[^\W\d_]{{3}})-(?=[^\W\d_])|(?=[\s{_CJK}]|$)))"
)
_EMS = {
    **dict.fromkeys("ijl'’‘|.,:;!·", 0.36),
    **dict.fromkeys('frt-()[]/“”"', 0.47),
    **dict.fromkeys("mwMW@%&…—œŒæÆ", 1.0),
    " ": 0.35,
}


def width_of(text: str) -> float:
    """Return the estimated maximum width of the text, in ems."""
    return sum(map(_em, text))


@lru_cache(maxsize=2048)
def _em(character: str) -> float:
    if character in _EMS:
        return _EMS[character]
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0 if ord(character) < 0x1F000 else 1.4
    if character.isupper():
        return 0.76
    return 0.64 if character < "\u0530" else 0.8


def wrap(text: str, *, width: float, lines: int) -> tuple[str, ...]:
    """Wrap the text into at most `lines` lines of at most `width` ems.

    Text that fits on two lines is balanced between them. Text that doesn't fit is cut after a word
    and ends with an ellipsis.
    """
    whole = " ".join(text.split())
    if width_of(whole) <= width:
        return (whole,)
    pieces = tuple(_split_long(_PIECE.findall(whole), width))
    if lines > 1 and (balanced := _balance(pieces, width)):
        return balanced
    return _fill(pieces, width=width, lines=lines)


def _split_long(pieces: Iterable[str], width: float) -> Iterator[str]:
    """Yield the pieces, with those wider than a line split, leaving room for an ellipsis."""
    for piece in pieces:
        part = ""
        for character in piece:
            if part.strip() and width_of(part + character + ELLIPSIS) > width:
                yield part
                part = ""
            part += character
        yield part


def _balance(pieces: Sequence[str], width: float) -> tuple[str, ...]:
    """Return two lines of nearly equal width, or an empty tuple if the text needs more than two."""
    splits = (
        ("".join(pieces[:index]).strip(), "".join(pieces[index:]).strip())
        for index in range(1, min(len(pieces), 80))
    )
    measured = [(max(map(width_of, pair)), pair) for pair in splits]
    longest, pair = min(measured, default=(width + 1, ()))
    return pair if longest <= width else ()


def _fill(pieces: Sequence[str], *, width: float, lines: int) -> tuple[str, ...]:
    """Return up to `lines` lines, each as full as possible; cut the last if text is left over."""
    filled: list[str] = []
    start = 0
    while start < len(pieces) and len(filled) < lines:
        is_last = len(filled) == lines - 1
        end = _end_of_line(pieces, start, width - (_em(ELLIPSIS) if is_last else 0))
        rest_fits = width_of("".join(pieces[start:]).strip()) <= width
        end = len(pieces) if is_last and rest_fits else end
        line = "".join(pieces[start:end]).strip()
        is_cut = is_last and end < len(pieces)
        filled.append(line.rstrip(" ,;:–—-(") + ELLIPSIS if is_cut else line)
        start = end
    return tuple(filled)


def _end_of_line(pieces: Sequence[str], start: int, width: float) -> int:
    """Return the index after the last piece that fits on a line which starts with `pieces[start]`.

    A line has at least one piece, even if that is too wide.
    """
    end = start + 1
    while end < len(pieces) and width_of("".join(pieces[start : end + 1]).strip()) <= width:
        end += 1
    return end
