"""What may stand in a chart's specification, and how the rest is told.

Refused is what would reach beyond the page, what Vega-Lite would not tell, and what it would not
tell well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from explainer.problems import did_you_mean

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
# What would reach beyond the page, or beyond the table that stands under the chart.
_REFUSED = {
    "url": "a chart may not fetch anything",
    "href": "a chart may not hold links",
    "blend": 'a chart may not use "blend", which needs a style',
}

_WORD = re.compile(r"\w+", re.ASCII)


def faults_of(spec: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a specification that Vega-Lite would not tell, or not well."""
    if isinstance(spec, list):
        for item in spec:
            yield from faults_of(item, key)
    elif isinstance(spec, Mapping):
        for name, value in spec.items():
            yield from _faults_of(name, value, inside=key)
            yield from faults_of(value, name)


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
    elif name == "width" and value == "container":
        yield 'a chart has no container to take its "width" from', "give a number"


def _unknown(kind: str, value: Any, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value not in known:
        listed = (
            f"use one of: {', '.join(known)}" if len(known) < 20 else "see Vega-Lite's channels"
        )
        yield f'there is no {kind} "{value}" in a chart', did_you_mean(value, known) or listed
