"""The colours that a chart may use: the page's, by name, and those of CSS (Color Module Level 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from explainer.patterns import lazy_pattern

COLOURS = (
    *(f"side-{number}" for number in range(1, 7)),
    *("ink", "muted", "hairline", "ground"),
)
# Pages have two accent colours, so other sides are drawn like text.
_VARIABLES = {"side-3": "muted", "side-4": "ink", "side-5": "muted", "side-6": "ink"}
# Section 6.1: the names, each with its hexadecimal value.
_HEX_WORDS = """
    aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc
    bisque ffe4c4 black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a
    burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50
    cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b darkcyan
    008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b
    darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000
    darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey
    2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray
    696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22
    fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080
    green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4 indianred cd5c5c
    indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00
    lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow
    fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a
    lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899
    lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta
    ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3
    mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a
    mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose
    ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab
    6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98
    paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink
    ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown
    bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57
    seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090
    slategrey 708090 snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080
    thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff
    whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32
""".split()
_HEX = dict(zip(_HEX_WORDS[::2], _HEX_WORDS[1::2], strict=True))
_KEYWORDS = frozenset({"none", "transparent", "currentcolor"})
_FUNCTION = lazy_pattern(
    r"(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([\w\s.,%/+-]*\)", re.ASCII | re.IGNORECASE
)
_VARIABLE = lazy_pattern(r"var\(\s*--([\w-]+)\s*\)", re.ASCII)
_RGB = lazy_pattern(r"rgba?\(\s*([\d.]+)\s*,\s*([\d.]+)\s*,\s*([\d.]+)\s*(?:,.*)?\)", re.IGNORECASE)
_HEX_COLOUR = lazy_pattern(r"#(?:[0-9a-f]{3}){1,2}")
# The page's background in each theme; a test compares these with the style sheet.
GROUNDS = {"light": "#fcfbf7", "dark": "#16171a"}
# Scales that can be seen on both, from little to much and from one end over the middle to the other.
RAMP = ("#9db7d8", "#1f4f8f")
DIVERGING = ("#b9701f", "#9a9a94", "#3f6fb0")

Rgb = tuple[float, float, float]


def is_invalid_colour(value: str) -> bool:
    """Return whether a value is neither a colour's name nor written as CSS writes colours."""
    value = value.strip()
    if value.startswith("#"):
        return not re.fullmatch(r"#([0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})", value)
    if variable := _VARIABLE.fullmatch(value):
        return variable[1] not in COLOURS
    is_name = value in COLOURS or value.lower() in _HEX or value.lower() in _KEYWORDS
    return not (is_name or _FUNCTION.fullmatch(value))


def paint(value: str) -> str:
    """Return a valid colour as CSS: one of the page's as a variable, and any other unchanged."""
    variable = _VARIABLE.fullmatch(value.strip())
    name = variable[1] if variable else value
    return f"var(--{_VARIABLES.get(name, name)})" if name in COLOURS else value


def fixed_rgb(value: str) -> Rgb | None:
    """Return red, green and blue, from 0 to 255, of a colour that is the same in both themes.

    Return None for one of the page's colours, for none at all, and for notations other than names,
    hexadecimal and `rgb(…)` with commas.
    """
    value = value.strip()
    digits = value[1:] if value.startswith("#") else _HEX.get(value.lower(), "")
    if digits:
        short = len(digits) < 6
        pairs = [digits[i] * 2 if short else digits[2 * i : 2 * i + 2] for i in range(3)]
        red, green, blue = (float(int(pair, 16)) for pair in pairs)
        return red, green, blue
    match = _RGB.fullmatch(value)
    return (float(match[1]), float(match[2]), float(match[3])) if match else None


def hex_colour(value: str) -> str:
    """Return a colour written as `#rgb` or `#rrggbb` as the latter, in lower case, or else ""."""
    digits = value.strip().lower()
    if not _HEX_COLOUR.fullmatch(digits):
        return ""
    return digits if len(digits) == 7 else "#" + "".join(2 * digit for digit in digits[1:])


def as_hex(value: str) -> str:
    """Return an opaque colour as `#rrggbb`, or "" if it isn't written as `fixed_rgb` reads it."""
    value = value.strip()
    rgb = None if value.count(",") > 2 or is_invalid_colour(value) else fixed_rgb(value)
    if rgb is None or max(rgb) > 255:
        return ""
    red, green, blue = (part / 255 for part in rgb)
    return _hex((red, green, blue))


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lowest_contrast(value: str, backgrounds: Iterable[Rgb]) -> float:
    """Return the contrast of a colour to the background that it's most similar to."""
    rgb = fixed_rgb(value) or (0, 0, 0)
    return min((contrast(rgb, ground) for ground in backgrounds), default=21)


def readable(value: str, backgrounds: tuple[Rgb, ...], least: float) -> str:
    """Return the nearest colour of the same hue and saturation with a contrast to all backgrounds.

    That's the colour itself if it has the contrast `least`. If none has it, return black or white.
    """
    if (own := hex_colour(value)) and lowest_contrast(own, backgrounds) >= least:
        return own
    import colorsys  # noqa: PLC0415 (only needed for a project's own colours)

    red, green, blue = (part / 255 for part in fixed_rgb(value) or (0, 0, 0))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    steps = sorted(range(256), key=lambda step: abs(step / 255 - lightness))
    candidates = (_hex(colorsys.hls_to_rgb(hue, step / 255, saturation)) for step in steps)
    found = (each for each in candidates if lowest_contrast(each, backgrounds) >= least)
    black_or_white = map(_hex, ((0, 0, 0), (1, 1, 1)))
    return next(found, "") or max(black_or_white, key=lambda end: lowest_contrast(end, backgrounds))


def paler(value: str) -> str:
    """Return a colour of the same hue that is nearly white."""
    red, green, blue = (1 - (1 - part / 255) / 20 for part in fixed_rgb(value) or (0, 0, 0))
    return _hex((red, green, blue))


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)
