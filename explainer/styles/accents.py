"""Accents: a project's own colours in place of those of the palette, and whether they can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from explainer.chart_colours import Rgb, fixed_rgb, lowest_contrast, readable
from explainer.patterns import lazy_pattern
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

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
            if fixed_rgb(value) is None:
                # Set by the project's own styles, in a notation whose colour isn't known here.
                continue
            ratio = lowest_contrast(value, backgrounds)
            if ratio < LEAST_CONTRAST:
                near = readable(value, backgrounds, LEAST_CONTRAST)
                yield Unreadable(name, mode, value, ratio, near)


def grounds(palette: Palette, mode: str) -> tuple[Rgb, ...]:
    """Return the backgrounds of text in a mode, as far as their values are known."""
    values = (palette.get(mode, {}).get(name, "") for name in _GROUNDS)
    return tuple(rgb for value in values if (rgb := fixed_rgb(value)))
