"""How wide text is and where it breaks, estimated, since every reader's fonts differ.

Widths are those of Verdana and DejaVu Sans, the widest sans faces in common use; lengths are in
ems. Nothing is measured, so the same text always breaks in the same places.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ELLIPSIS = "…"

_CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_OPENING = "（「『【《〈“‘"
_CLOSING = "、。，．：；！？）」』】》〉”’％…"
# A piece is what no line breaks within: a word up to its hyphen, or an ideograph with its stops.
_PIECE = re.compile(
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
    """Return the width that a text takes at most, in ems."""
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
    """Return a text in at most so many lines of a width in ems, cut at a word with an ellipsis.

    Where all fits into two lines, they are of about one length.
    """
    whole = " ".join(text.split())
    if width_of(whole) <= width:
        return (whole,)
    pieces = tuple(_broken(_PIECE.findall(whole), width))
    if lines > 1 and (balanced := _halves(pieces, width)):
        return balanced
    return _filled(pieces, width=width, lines=lines)


def _broken(pieces: Iterable[str], width: float) -> Iterator[str]:
    """Yield the pieces, those too long for a line in parts that fit with an ellipsis."""
    for piece in pieces:
        part = ""
        for character in piece:
            if part.strip() and width_of(part + character + ELLIPSIS) > width:
                yield part
                part = ""
            part += character
        yield part


def _halves(pieces: Sequence[str], width: float) -> tuple[str, ...]:
    """Return the two lines whose longer one is shortest, or nothing where they do not fit."""
    breaks = (
        ("".join(pieces[:at]).strip(), "".join(pieces[at:]).strip())
        for at in range(1, min(len(pieces), 80))
    )
    measured = [(max(map(width_of, pair)), pair) for pair in breaks]
    longest, pair = min(measured, default=(width + 1, ()))
    return pair if longest <= width else ()


def _filled(pieces: Sequence[str], *, width: float, lines: int) -> tuple[str, ...]:
    """Return the lines filled one after another; the last one is cut where more is left."""
    made: list[str] = []
    start = 0
    while start < len(pieces) and len(made) < lines:
        last = len(made) == lines - 1
        end = _fitting(pieces, start, width - (_em(ELLIPSIS) if last else 0))
        rest_fits = width_of("".join(pieces[start:]).strip()) <= width
        end = len(pieces) if last and rest_fits else end
        line = "".join(pieces[start:end]).strip()
        cut = last and end < len(pieces)
        made.append(line.rstrip(" ,;:–—-(") + ELLIPSIS if cut else line)
        start = end
    return tuple(made)


def _fitting(pieces: Sequence[str], start: int, width: float) -> int:
    """Return the index after the last piece that fits on a line, always past the first."""
    end = start + 1
    while end < len(pieces) and width_of("".join(pieces[start : end + 1]).strip()) <= width:
        end += 1
    return end
