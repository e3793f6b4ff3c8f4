"""Validates chart specifications: their keys, marks, channels and types.

This reports only what Vega-Lite itself doesn't report, or not clearly: it drops unknown marks, and
paints invalid colours black. Nothing here draws.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from explainer.chart_keys import unknown_keys
from explainer.patterns import lazy_pattern
from explainer.problems import did_you_mean

if TYPE_CHECKING:
    from explainer.model import Path

# Numbers as in JSON (RFC 8259, section 6), the format in which Vega-Lite gets its data.
_NUMBER = lazy_pattern(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
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
TYPES = ("quantitative", "temporal", "ordinal", "nominal")
# Keys that would load or link to something outside the page, or need what a page doesn't allow.
_FORBIDDEN_KEYS = {
    "url": "a chart can't load anything from a URL",
    "href": "a chart can't contain links",
    "blend": 'a chart can\'t use "blend", which needs an inline style',
}
_ISO_DAY = lazy_pattern(r"\d{4}-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?", re.ASCII)
_US_DAY = lazy_pattern(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/\d{2,4}", re.ASCII)
_WORD = lazy_pattern(r"\w+", re.ASCII)


class ChartError(ValueError):
    """Raised when a chart can't be drawn, with a message and a hint for its editor.

    `path` is the path of the mistake in the specification. Where that isn't known, `piece` is text
    to search for, `keys` keys to search for in turn, and `size` a font size (see `locate`).
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        path: Path = (),
        piece: str = "",
        keys: Sequence[str] = (),
        size: float | None = None,
    ) -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.message = message
        self.hint = hint
        self.path = path
        self.piece = piece
        self.keys = keys
        self.size = size

    def locate(self, spec: Any) -> Path:
        """Return the path of the mistake in a specification, or an empty path if it isn't found."""
        if self.path or self.piece:
            return self.path or find_path(spec, self.piece)
        places = [(path, value) for path, value in _values(spec) if path]
        if self.size is not None:
            sizes = ((p, v) for p, v in places if str(p[-1]).lower().endswith("size"))
            return next((path for path, value in sizes if value == self.size), ())
        named = (path for key in self.keys for path, _ in places if path[-1] == key)
        return next(named, ())


class TooMuchToDraw(ChartError):
    """Raised when drawing a chart takes too much time or memory."""


def value_of(cell: str) -> str | float | None:
    """Return a table cell as a number if it is one, as None if it is empty, or else as text."""
    text = cell.strip()
    match = _NUMBER.fullmatch(text)
    if match is None:
        return cell if text else None
    number = float(text)
    if not math.isfinite(number):
        return cell
    return number if match[2] or match[3] else int(text)


def is_date(cell: str) -> bool:
    """Return whether a cell may be a date that Vega understands; empty ones are no mistake.

    Only what is surely none is rejected: no digits, a month above 12, or a day above 31, in ISO 8601
    form or as 12/31/2041. JavaScript reads many other forms.
    """
    text = cell.strip()
    match = _ISO_DAY.match(text) or _US_DAY.match(text)
    if match:
        return int(match["month"]) <= 12 and int(match["day"] or 1) <= 31
    return not text or any(map(str.isdigit, text))


def find_path(spec: Any, piece: str) -> Path:
    """Return the path of the first string in a specification that equals `piece`.

    If none does, return the path of the first that contains it, or else an empty path.
    """
    texts = [
        (path, text)
        for path, text in _values(spec)
        if piece and isinstance(text, str) and piece in text
    ]
    exact = [path for path, text in texts if text == piece]
    return next(iter(exact or [path for path, _ in texts]), ())


def _values(spec: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the path and value of everything in a specification, itself first."""
    yield path, spec
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            yield from _values(value, (*path, name))
    elif isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from _values(item, (*path, number))


def spec_problems(spec: Any) -> Iterator[tuple[Path, str, str]]:
    """Yield `(path, message, hint)` for each mistake in a specification."""
    reported = set()
    for path, value in _values(spec):
        names = [step for step in path if isinstance(step, str)]
        if path and isinstance(path[-1], str):
            parent = names[-2] if len(names) > 1 else ""
            for message, hint in _key_problems(names[-1], value, parent=parent):
                reported.add(path)
                yield path, message, hint
    for path, known in unknown_keys(spec):
        if path not in reported:
            *outer, name = (step for step in path if isinstance(step, str))
            where = f' under "{outer[-1]}"' if outer else ""
            hint = did_you_mean(name, known) or "see Vega-Lite's documentation"
            yield path, f'unknown key "{name}"{where}', hint


def _key_problems(name: str, value: Any, *, parent: str) -> Iterator[tuple[str, str]]:
    """Yield `(message, hint)` for each mistake in a key and its value, under the key `parent`."""
    if name in _FORBIDDEN_KEYS:
        yield _FORBIDDEN_KEYS[name], f'remove "{name}"'
    elif name.lower().endswith("font"):
        yield "a chart always uses the page's own font", f'remove "{name}"'
    elif name.lower().endswith(("fontweight", "fontstyle")) and not _WORD.fullmatch(str(value)):
        yield f'expected one word or number for "{name}"', "write bold, italic or 600"
    elif name == "mark" or (name == "type" and parent == "mark"):
        yield from _invalid_choice(name, value, MARKS)
    elif name == "type" and parent in {"x", "y", "color", "fill", "stroke", "size", "shape"}:
        yield from _invalid_choice(name, value, TYPES)
    elif parent == "encoding" and name not in CHANNELS:
        hint = did_you_mean(name, CHANNELS) or "see the channels in Vega-Lite's documentation"
        yield f'unknown channel "{name}" under "encoding"', hint
    elif parent == "encoding" and isinstance(value, (str, int, float)):
        hint = f"write {{field: {value}}}, or {{value: {value}}} for one value"
        yield f'expected a mapping for "{name}"', hint
    elif name in {"config", "encoding"} and parent != "sort" and not isinstance(value, Mapping):
        hint = "write keys and values, as Vega-Lite's documentation shows"
        yield f'expected a mapping for "{name}"', hint
    elif name in {"width", "height"} and value == "container":
        message = f'invalid value "container" for "{name}": a chart has no container'
        yield message, "write a number"
    elif name in {"width", "height"} and not parent and isinstance(value, str):
        yield f'invalid value "{value}" for "{name}"', "write a number"


def _invalid_choice(key: str, value: Any, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value not in known:
        hint = did_you_mean(value, known) or f"use one of: {', '.join(known)}"
        yield f'invalid value "{value}" for "{key}"', hint
