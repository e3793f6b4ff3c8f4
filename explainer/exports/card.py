"""`card.png`: the picture that stands for the site where a link to it is shared.

`templates/card.svg` says how it looks. Made only with a base address, and one for the whole site:
its bytes change with the machine's fonts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from explainer.dates import day_words
from explainer.exports.absolute_urls import host_of, path_of
from explainer.exports.plain_text import xml_text
from explainer.text_width import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.model import Site

# More lines than any card has room for.
_MANY = 99
# SVG's readers take each line to run from the left, whatever its letters say.
_FROM_THE_RIGHT = "\u2067{}\u2069"
# The library brings along a font for Latin, Greek and Cyrillic, and none for anything else.
_FOREIGN = "[^\u0000-\u052f\u1e00-\u2fff\ufb00-\ufb06]"
_FOREIGN_TEXT = re.compile(rf"<text\b[^>]*>[^<]*{_FOREIGN}[^<]*</text>")
_NO_LETTER = "\U0010fffd"


class CardError(ValueError):
    """The card's template made what is no picture; the message is for its designer."""


@dataclass(frozen=True)
class Card:
    """What the card says; `place` is the site's address for the eye, `rtl` its title's direction."""

    title: str
    tagline: str
    as_of: str
    place: str
    sides: tuple[str, ...]
    rtl: bool


@dataclass(frozen=True)
class Line:
    """A line of text; `y` is its base line, counted from the top of its box."""

    text: str
    y: float


@dataclass(frozen=True)
class TextBox:
    """A text in lines, the size of its letters, and the height that it takes."""

    size: int
    lines: tuple[Line, ...]
    height: float


def card_context(site: Site) -> dict[str, Any]:
    """Return what the card's template shows, and `fitted`, by which it breaks texts into lines."""
    card = Card(
        title=xml_text(site.title),
        tagline=xml_text(site.tagline),
        as_of=day_words(site.as_of),
        place="/".join(filter(None, (host_of(site.base_url), path_of(site.base_url)))),
        sides=tuple(xml_text(side.name) for side in site.sides),
        rtl=_reads_from_the_right(site.title),
    )
    return {"card": card, "fitted": partial(fitted, rtl=card.rtl)}


def fitted(
    *texts: str,
    width: float,
    height: float,
    sizes: Sequence[int],
    leading: float = 1.2,
    rtl: bool = False,
) -> tuple[TextBox, ...]:
    """Return texts in the first of the sizes in which each fits its box, or cut in the last.

    Widths are estimated, since every machine's fonts differ; a box's lines are of about one length.
    """

    def fits(size: int) -> bool:
        room = int(height / (size * leading))
        return all(len(wrap(text, width=width / size, lines=_MANY)) <= room for text in texts)

    size = next(filter(fits, sizes), sizes[-1])
    step = size * leading
    most = max(1, int(height / step))
    return tuple(
        _box(_lines(text, width=width / size, most=most), size=size, step=step, rtl=rtl)
        for text in texts
    )


def _lines(text: str, *, width: float, most: int) -> tuple[str, ...]:
    """Return the lines of the narrowest width, from half of it, that needs no more of them."""
    lines = wrap(text, width=width, lines=most)
    tries = (wrap(text, width=width * part / 100, lines=_MANY) for part in range(50, 100, 2))
    return next((narrow for narrow in tries if len(narrow) <= len(lines)), lines)


def _box(lines: Sequence[str], *, size: int, step: float, rtl: bool) -> TextBox:
    shown = (_FROM_THE_RIGHT.format(line) if rtl else line for line in lines)
    placed = (Line(line, round(0.8 * size + at * step, 1)) for at, line in enumerate(shown))
    return TextBox(size, tuple(placed), round(len(lines) * step, 1))


def to_png(svg: str) -> bytes:
    """Return a picture in SVG as PNG; raises CardError where it is none.

    A line for whose letters this machine has no font is left out: it would be a row of boxes.
    """
    return _drawn(_FOREIGN_TEXT.sub(lambda line: "" if _is_boxes(line[0]) else line[0], svg))


def _is_boxes(line: str) -> bool:
    """Return whether a line's foreign letters look like one that no font has."""
    found = dict.fromkeys(re.findall(_FOREIGN, line))
    letters = "".join(letter for letter in found if unicodedata.category(letter)[0] in "LC")
    return bool(letters) and _probe(letters) == _probe(_NO_LETTER * len(letters))


def _probe(letters: str) -> bytes:
    return _drawn(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{20 * len(letters)}" height="20">'
        f'<text y="16" font-size="16" font-family="sans-serif">{letters}</text></svg>'
    )


def _drawn(svg: str) -> bytes:
    # Dear to import: only a build with a base address pays for it.
    import vl_convert  # noqa: PLC0415

    try:
        return vl_convert.svg_to_png(svg)
    except (RuntimeError, ValueError) as error:
        # The first line is the library's own word, what follows a trace of its calls.
        raise CardError(str(error).partition("\n")[0]) from None


def _reads_from_the_right(text: str) -> bool:
    """Return whether the first letter with a direction is one of Hebrew, Arabic and their kin."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((d for d in directions if d in {"L", "R", "AL"}), "L") != "L"
