"""`card.png`: the social card, the picture that other sites show for a shared link.

The whole site has one card, drawn from `templates/card.svg`, and only if the site has a `base_url`.
Its bytes depend on the fonts of the machine that builds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from explainer.dates import day_words
from explainer.exports.absolute_urls import host_of, path_of
from explainer.exports.plain_text import xml_text
from explainer.patterns import lazy_pattern
from explainer.readonly import frozen
from explainer.text_width import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.model import Site

# More lines than fit on any card: wrap text without a limit.
_NO_LIMIT = 99
# SVG renderers assume that lines run left to right, so right-to-left lines are isolated explicitly.
_RTL_ISOLATE = "\u2067{}\u2069"
# The SVG library has a font for Latin, Greek and Cyrillic; other letters need the machine's fonts.
_FOREIGN = "[^\u0000-\u052f\u1e00-\u2fff\ufb00-\ufb06]"
_FOREIGN_TEXT = lazy_pattern(rf"<text\b[^>]*>[^<]*{_FOREIGN}[^<]*</text>")
# A private-use character: no font has a glyph for it.
_GLYPHLESS = "\U0010fffd"


class CardError(ValueError):
    """The card's template isn't valid SVG; the message is for the designer of the template."""


@frozen
class Card:
    """The texts on the social card, as variables for the template `card.svg`.

    `as_of`: the day to which everything was checked, in words.
    `searched_to`: the later day until which news was looked for, in words, or empty.
    `place`: the site's host and path, such as `example.org/chips`.
    `sides`: the names of the sides.
    `rtl`: whether the title is written from right to left, so that text is aligned right.
    """

    title: str
    tagline: str
    as_of: str
    searched_to: str
    place: str
    sides: tuple[str, ...]
    rtl: bool


@frozen
class Line:
    """A line of text; `y` is its baseline, in SVG user units below the top of its TextBox."""

    text: str
    y: float


@frozen
class TextBox:
    """Text broken into lines, with its font size and its total height in SVG user units."""

    size: int
    lines: tuple[Line, ...]
    height: float


def card_context(site: Site) -> dict[str, Any]:
    """Return the variables of the template `card.svg`: `card` and the function `fitted`."""
    card = Card(
        title=xml_text(site.title),
        tagline=xml_text(site.tagline),
        as_of=day_words(site.as_of),
        searched_to=day_words(searched) if (searched := site.searched_later) else "",
        place="/".join(filter(None, (host_of(site.base_url), path_of(site.base_url)))),
        sides=tuple(xml_text(side.name) for side in site.sides),
        rtl=_is_rtl(site.title),
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
    """Return each text broken into lines, all in the first font size in which every text fits.

    `width` and `height` are the room for each text, and `leading` is the line height as a multiple
    of the font size. If no size fits, the texts are cut to fit in the last size. A text's lines are
    balanced in length. Widths are estimates, since fonts differ by machine. If `rtl` is set, lines
    are marked as written from right to left.
    """

    def fits(size: int) -> bool:
        room = int(height / (size * leading))
        return all(len(wrap(text, width=width / size, lines=_NO_LIMIT)) <= room for text in texts)

    size = next(filter(fits, sizes), sizes[-1])
    step = size * leading
    most = max(1, int(height / step))
    return tuple(
        _box(_lines(text, width=width / size, most=most), size=size, step=step, rtl=rtl)
        for text in texts
    )


def _lines(text: str, *, width: float, most: int) -> tuple[str, ...]:
    """Return at most `most` lines, wrapped as narrowly as possible without adding lines."""
    lines = wrap(text, width=width, lines=most)
    tries = (wrap(text, width=width * part / 100, lines=_NO_LIMIT) for part in range(50, 100, 2))
    return next((narrow for narrow in tries if len(narrow) <= len(lines)), lines)


def _box(lines: Sequence[str], *, size: int, step: float, rtl: bool) -> TextBox:
    """Return the lines with their baselines; `step` is the distance from one to the next."""
    shown = (_RTL_ISOLATE.format(line) if rtl else line for line in lines)
    placed = (Line(line, round(0.8 * size + index * step, 1)) for index, line in enumerate(shown))
    return TextBox(size, tuple(placed), round(len(lines) * step, 1))


def to_png(svg: str) -> bytes:
    """Return the SVG rendered as PNG; raises CardError if it isn't valid SVG.

    Characters that no font on this machine has are left out, because they would be rendered as
    empty boxes; `missing_letters` names them.
    """
    return _render(_FOREIGN_TEXT.sub(lambda line: _without_missing(line[0]), svg))


def missing_letters(text: str) -> str:
    """Return the characters of a text, each once, that no font on this machine has."""
    foreign = dict.fromkeys(re.findall(_FOREIGN, text))
    # Accents, joiners and the like have no shape of their own.
    shown = (c for c in foreign if unicodedata.category(c) not in {"Mn", "Me", "Cf", "Zs"})
    return "".join(filter(_is_box, shown))


def _without_missing(line: str) -> str:
    """Return a text element without the characters that no font has; "" if no words are left."""
    missing = missing_letters(line)
    if not missing:
        return line
    # A joiner or accent on a missing character goes too.
    kept = re.sub(rf"[{re.escape(missing)}][\u0300-\u036f\u200d\ufe0f]*", " ", line)
    start, text, end = re.split(r"(?<=>)([^<]*)(?=<)", kept, maxsplit=1)
    words = " ".join(text.split())
    return f"{start}{words}{end}" if any(map(str.isalnum, words)) else ""


@lru_cache(maxsize=4096)
def _is_box(character: str) -> bool:
    """Return whether a character is rendered as an empty box."""
    return _probe(character) == _probe(_GLYPHLESS)


@lru_cache(maxsize=4096)
def _probe(letter: str) -> bytes:
    """Return a picture of a letter, to compare with other pictures."""
    return _render(
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">'
        f'<text y="18" font-size="16" font-family="sans-serif">{letter}</text></svg>'
    )


def _render(svg: str) -> bytes:
    # Slow to import, so it is imported only by a build with a base address.
    import vl_convert  # noqa: PLC0415

    try:
        return vl_convert.svg_to_png(svg)
    except (RuntimeError, ValueError) as error:
        # The first line is the library's message; the rest is its stack trace.
        raise CardError(str(error).partition("\n")[0]) from None


def _is_rtl(text: str) -> bool:
    """Return whether text is written from right to left, judged by its first letter.

    Signs and digits don't count, since they have no direction of their own.
    """
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((d for d in directions if d in {"L", "R", "AL"}), "L") != "L"
