"""Checks a project's own colours: text in them must be readable in light and in dark mode."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from explainer.problems import Problem
from explainer.styles.accents import LEAST_CONTRAST, Unreadable, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.model import Theme
    from explainer.styles.palette import Palette


def theme_problems(theme: Theme, palette: Palette) -> Iterator[Problem]:
    """Report colours of a theme with too little contrast to the backgrounds of the palette.

    The palette is that of the published style sheet.
    """
    own = {
        name: (palette["light"].get(name, ""), palette["dark"].get(name, ""))
        for name in theme.accents
    }
    for accent in unreadable(own, palette):
        yield _problem(theme, accent)


def _problem(theme: Theme, accent: Unreadable) -> Problem:
    key = accent.name.replace("-", "_")
    if accent.mode == "dark":
        key += "_dark"
    # Rounded down: 4.499 isn't enough.
    ratio = math.floor(accent.contrast * 100) / 100
    message = (
        f'"{key}" is {accent.value}, which has a contrast of {ratio}:1 to the '
        f"{accent.mode} theme's background; text needs at least {LEAST_CONTRAST}:1"
    )
    return Problem(theme.place_of(key), "theme-contrast", message, f'write "{accent.nearest}"')
