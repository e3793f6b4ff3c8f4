"""Accents: a project's own colours in place of those of the palette, and whether they can be read.

A colour that is too light or too dark keeps its hue and its saturation in what is suggested.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from explainer.chart_colours import Rgb, contrast, fixed_rgb
from explainer.patterns import lazy_pattern
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from explainer.styles.palette import Palette

# The values of colours in light and in dark mode, as "#rrggbb", by name without the dashes; ""
# stands for the value that suits the other mode's.
Accents: TypeAlias = Mapping[str, tuple[str, str]]
# WCAG 2.2, success criterion 1.4.3: the least contrast of text.
LEAST_CONTRAST = 4.5
# The contrast of a colour that is made for the other mode, about that of the built-in ones.
_MADE_CONTRAST = 7.5
# What text in these colours is on.
_GROUNDS = ("ground", "raised", "band")
_ROOT_RULE = lazy_pattern(r"((?<![^\s{}]):root\s*\{)([^{}]*\})")


@frozen
class Unreadable:
    """An accent whose contrast is too low in a mode, with the nearest colour that can be read."""

    name: str
    mode: str
    value: str
    contrast: float
    nearest: str


def with_accents(text: str, accents: Accents) -> str:
    """Return the text of `colours.css` with the accents in place of its own values.

    They are written to the first rule for `:root`, where the text need not define them.
    """

    def changed(rule: re.Match[str]) -> str:
        body = rule[2]
        added = ""
        for name, (light, dark) in accents.items():
            value = f"--{name}: light-dark({light}, {dark});"
            body, count = re.subn(rf"--{name}[ \t]*:[^;}}]*;?", value, body)
            added += "" if count else f" {value}"
        return f"{rule[1]}{added}{body}"

    return _ROOT_RULE.sub(changed, text, count=1)


def completed(accents: Accents, palette: Palette) -> Accents:
    """Return the accents with a value for each mode, made of the other mode's if it has none."""
    return {
        name: (
            light or readable(dark, grounds(palette, "light"), _MADE_CONTRAST),
            dark or readable(light, grounds(palette, "dark"), _MADE_CONTRAST),
        )
        for name, (light, dark) in accents.items()
    }


def unreadable(accents: Accents, palette: Palette) -> Iterator[Unreadable]:
    """Yield each accent with too little contrast to one of the palette's backgrounds."""
    for name, values in accents.items():
        for mode, value in zip(("light", "dark"), values, strict=True):
            backgrounds = grounds(palette, mode)
            ratio = lowest_contrast(value, backgrounds)
            if ratio < LEAST_CONTRAST:
                near = readable(value, backgrounds, LEAST_CONTRAST)
                yield Unreadable(name, mode, value, ratio, near)


def grounds(palette: Palette, mode: str) -> tuple[Rgb, ...]:
    """Return the backgrounds of text in a mode, as far as their values are known."""
    values = (palette.get(mode, {}).get(name, "") for name in _GROUNDS)
    return tuple(rgb for value in values if (rgb := fixed_rgb(value)))


def lowest_contrast(value: str, backgrounds: Iterable[Rgb]) -> float:
    """Return the contrast of a colour to the background that it's most similar to."""
    rgb = fixed_rgb(value) or (0, 0, 0)
    return min((contrast(rgb, ground) for ground in backgrounds), default=21)


def readable(value: str, backgrounds: tuple[Rgb, ...], least: float) -> str:
    """Return the nearest colour of the same hue with a contrast to all the backgrounds.

    If there's none with the contrast `least`, return black or white.
    """
    red, green, blue = (part / 255 for part in fixed_rgb(value) or (0, 0, 0))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    steps = range(256)
    candidates = (_hex(colorsys.hls_to_rgb(hue, step / 255, saturation)) for step in steps)
    far = {
        abs(step / 255 - lightness): candidate
        for step, candidate in zip(steps, candidates, strict=True)
        if lowest_contrast(candidate, backgrounds) >= least
    }
    if far:
        return far[min(far)]
    black_or_white = map(_hex, ((0, 0, 0), (1, 1, 1)))
    return max(black_or_white, key=lambda end: lowest_contrast(end, backgrounds))


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)
