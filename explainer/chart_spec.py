"""What may stand in a chart's specification, and what in one is at fault, and where.

Only what Vega-Lite would not tell, or not well: it drops unknown marks, and paints what is no
colour black. Nothing here draws.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from explainer.problems import did_you_mean

if TYPE_CHECKING:
    from explainer.model import Path

# As JSON has them (RFC 8259, section 6), which a chart is handed over in.
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
COLOURS = ("side-1", "side-2", "side-3", "side-4", "ink", "muted", "hairline", "ground")
# CSS Color 4, section 6.1, and what is no colour but may stand for one.
_CSS_COLOURS = frozenset(
    """aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet
    brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan
    darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen
    darkorange darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey
    darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite
    forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
    hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue
    lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon
    lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime
    limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple
    mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue
    mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
    palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum
    powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen
    seashell sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal
    thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen
    none transparent currentcolor""".split()
)
MARKS = (
    "arc", "area", "bar", "boxplot", "circle", "errorband", "errorbar", "line", "point", "rect",
    "rule", "square", "text", "tick", "trail",
)  # fmt: skip
CHANNELS = (
    "angle", "color", "column", "description", "detail", "facet", "fill", "fillOpacity", "key",
    "latitude", "latitude2", "longitude", "longitude2", "opacity", "order", "radius", "radius2",
    "row", "shape", "size", "stroke", "strokeDash", "strokeOpacity", "strokeWidth", "text", "theta",
    "theta2", "tooltip", "x", "x2", "xError", "xError2", "xOffset", "y", "y2", "yError", "yError2",
    "yOffset",
)  # fmt: skip
# Vega-Lite 5: what a view holds, and what a channel.
_OF_VIEWS = frozenset(
    "$schema align autosize background bounds center columns concat config data datasets description"
    " encoding facet hconcat height layer mark name padding params projection repeat resolve spacing"
    " spec title transform usermeta vconcat view width".split()
)
_OF_CHANNELS = frozenset(
    "aggregate align axis band bandPosition bin bounds center columns condition datum empty expr field"
    " format formatType header impute legend param scale sort spacing stack test timeUnit title type"
    " value".split()
)
_HOLD_VIEWS = frozenset({"layer", "concat", "hconcat", "vconcat", "spec"})
TYPES = ("quantitative", "temporal", "ordinal", "nominal")
# What would reach beyond the page, or beyond the table that stands under the chart.
_REFUSED = {
    "url": "a chart may not fetch anything",
    "href": "a chart may not hold links",
    "blend": 'a chart may not use "blend", which needs a style',
}
_WORD = re.compile(r"\w+", re.ASCII)


class ChartError(ValueError):
    """A chart cannot be drawn as it is written; the message and the hint are for its editor.

    The path leads to what is at fault in the specification, as far as that can be told; else the
    piece is what stands there.
    """

    def __init__(self, message: str, hint: str = "", *, path: Path = (), piece: str = "") -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.message = message
        self.hint = hint
        self.path = path
        self.piece = piece


def value_of(cell: str) -> str | float | None:
    """Return a cell as the number that it wholly is, as nothing when empty, or else as text."""
    text = cell.strip()
    match = _NUMBER.fullmatch(text)
    if match is None:
        return cell if text else None
    number = float(text)
    if not math.isfinite(number):
        return cell
    return number if match[2] or match[3] else int(text)


def is_no_colour(value: str) -> bool:
    """Return whether a word stands where a colour should, and is none."""
    if value.startswith("#"):
        return not re.fullmatch(r"#([0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})", value)
    is_word = re.fullmatch(r"[A-Za-z][\w -]*", value)
    return bool(is_word) and value not in COLOURS and value.lower() not in _CSS_COLOURS


def path_to(spec: Any, piece: str) -> Path:
    """Return the way to the first text that is the piece or else holds it, or nothing."""
    texts = [(path, text) for path, text in _texts(spec) if piece and piece in text]
    exact = [path for path, text in texts if text == piece]
    return next(iter(exact or [path for path, _ in texts]), ())


def _texts(spec: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(spec, str):
        yield path, spec
    elif isinstance(spec, Mapping):
        for name, value in spec.items():
            yield from _texts(value, (*path, name))
    elif isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from _texts(item, (*path, number))


def spec_faults(spec: Any, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """Yield what is wrong with a specification that Vega-Lite would not tell, or not well."""
    if isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from spec_faults(item, (*path, number))
    elif isinstance(spec, Mapping):
        names = [step for step in path if isinstance(step, str)]
        inside = names[-1] if names else ""
        known = _known_in(names)
        for name, value in spec.items():
            if known and name not in known:
                hint = did_you_mean(name, sorted(known)) or "see Vega-Lite's documentation"
                yield (*path, name), f'there is no key "{name}" here in a chart', hint
            for message, hint in _faults_of(name, value, inside=inside):
                yield (*path, name), message, hint
            yield from spec_faults(value, (*path, name))


def _known_in(names: list[str]) -> frozenset[str]:
    """Return the keys that may stand where a way through the specification leads, if they are known."""
    if not names or names[-1] in _HOLD_VIEWS:
        return _OF_VIEWS | {"url", "href"}
    is_channel = len(names) > 1 and names[-2] == "encoding" and names[-1] in CHANNELS
    return _OF_CHANNELS | {"url", "href"} if is_channel else frozenset()


def _faults_of(name: str, value: Any, *, inside: str) -> Iterator[tuple[str, str]]:
    if name in _REFUSED:
        yield _REFUSED[name], f'leave "{name}" out'
    elif name.lower().endswith("font"):
        yield "a chart is set in the page's own letters", f'leave "{name}" out'
    elif name.lower().endswith(("fontweight", "fontstyle")) and not _WORD.fullmatch(str(value)):
        yield f'"{name}" is no single word or number', "write it as bold, italic or 600"
    elif name == "data" and not inside:
        yield "the specification brings data of its own", "name its table under data: instead"
    elif name == "mark" or (name == "type" and inside == "mark"):
        yield from _unknown("mark", value, MARKS)
    elif name == "type" and inside in {"x", "y", "color", "fill", "stroke", "size", "shape"}:
        yield from _unknown("type", value, TYPES)
    elif inside == "encoding":
        yield from _unknown("channel", name, CHANNELS)
    elif name in {"config", "encoding"} and not isinstance(value, Mapping):
        yield f'"{name}" must hold keys and values', "see Vega-Lite's documentation"
    elif name in {"width", "height"} and value == "container":
        yield f'a chart has no container to take its "{name}" from', "give a number"
    elif name in {"width", "height"} and not inside and isinstance(value, str):
        yield f'"{name}" cannot be "{value}"', "give a number"


def _unknown(kind: str, value: Any, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value not in known:
        listed = (
            f"use one of: {', '.join(known)}" if len(known) < 20 else "see Vega-Lite's channels"
        )
        yield f'there is no {kind} "{value}" in a chart', did_you_mean(value, known) or listed
