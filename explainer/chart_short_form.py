"""Charts in short form: `type`, `x`, `y` and `series` become a Vega-Lite specification."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explainer.chart_fields import field_of
from explainer.chart_spec import value_of
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.chart_records import Chart, Table
    from explainer.model import Path

_DAY = lazy_pattern(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)
_YEAR = lazy_pattern(r"[12]\d{3}", re.ASCII)
# Labels of categories that together are wider than this many characters don't fit below a chart on
# a phone; the bars are drawn sideways then.
_ROOM = 40
# About how many labels an axis of numbers or days has; more would touch on a phone.
_TICKS = 5
# Room for the labels of sideways bars, at most; longer ones take what Vega measures.
_WIDEST_LABEL = 200
# With more series than this, dashes or shapes tell them apart too. Five dashes or seven shapes with
# four colours make 20 or 28 different looks.
_PLAIN_SERIES = 2
_DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]]
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"]
_MARKS: dict[str, dict[str, Any]] = {
    "bar": {"type": "bar"},
    "line": {"type": "line", "point": {"filled": True, "size": 40}, "strokeWidth": 2},
    "area": {"type": "area", "line": True, "fillOpacity": 0.6},
    "point": {"type": "point", "filled": True, "size": 70, "opacity": 1},
    # A round cap, so that a range from one value to the same value is a dot.
    "range": {"type": "rule", "color": "side-1", "strokeWidth": 6, "strokeCap": "round"},
}
# The key of the short form that each channel comes from.
_KEYS = {"color": "series", "shape": "series", "strokeDash": "series"}
# What to do about too many series, in place of a hint about Vega-Lite.
SERIES_HINT = "draw fewer, or write type: line or point, which also have dashes or shapes"
_CATEGORICAL = frozenset({"nominal", "ordinal"})


def complete_chart(chart: Chart, table: Table | None) -> Chart:
    """Return a chart with what its editor left out: all columns, and the short form's `spec`."""
    if table is None:
        return chart
    # Labels of axes come from the columns that the editor has named.
    spec = chart.spec or spec_of(chart, table)
    columns = chart.columns or {column: column for column in table.header}
    return replace(chart, spec=spec, columns=columns)


def spec_of(chart: Chart, table: Table) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart that has a `type`.

    Return an empty one if its columns aren't in the table, or aren't as many as its type needs.
    """
    names = [chart.x, *chart.y, *([chart.series] if chart.series else [])]
    if chart.type is None or not set(names) <= set(table.header):
        return {}
    if not chart.x or len(chart.y) != columns_of_y(chart):
        return {}
    kind = _type_of(chart, table)
    encoding: dict[str, Any] = {"x": _x(chart, table, kind), "y": _y(chart)}
    if chart.type == "range":
        encoding["y2"] = {"field": field_of(chart.y[1])}
    if chart.series:
        encoding |= _series(chart, table)
        if kind in _CATEGORICAL and chart.type in {"bar", "range"}:
            encoding["xOffset"] = {"field": field_of(chart.series), "sort": None}
    if kind in _CATEGORICAL and chart.type in {"bar", "range"} and _is_crowded(chart, table):
        encoding = _sideways(encoding, _cells(table, chart.x))
    return {"mark": dict(_MARKS[chart.type]), "encoding": encoding}


def key_of(path: Path) -> str:
    """Return the key of the short form that a path in its specification comes from."""
    return _KEYS.get(str(path[1]), "type") if len(path) > 1 and path[0] == "encoding" else "type"


def columns_of_y(chart: Chart) -> int:
    """Return how many columns `y` must name: two for a range, from and to, and else one."""
    return 2 if chart.type == "range" else 1


def _cells(table: Table, column: str) -> list[str]:
    index = table.header.index(column)
    return [cell for row in table.rows if (cell := row[index].strip())]


def _type_of(chart: Chart, table: Table) -> str:
    """Return the type of the x axis: days, numbers, steps of a bar chart, or names.

    Days and numbers are recognised by most of their cells; any other cell is reported later.
    """
    cells = _cells(table, chart.x)
    days = sum(bool(_DAY.fullmatch(cell)) for cell in cells)
    numbers = sum(not isinstance(value_of(cell), str) for cell in cells)
    if 2 * max(days, numbers) <= len(cells):
        return "nominal"
    if chart.type in {"bar", "range"}:
        return "ordinal" if max(days, numbers) == len(cells) else "nominal"
    return "temporal" if days > numbers else "quantitative"


def _x(chart: Chart, table: Table, kind: str) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "field": field_of(chart.x),
        "type": kind,
        "title": _label(chart, chart.x),
    }
    cells = _cells(table, chart.x)
    if kind == "nominal":
        # In the order of the table, which its editor has chosen.
        return channel | {"sort": None, "axis": {"labelAngle": 0}}
    if kind == "ordinal":
        return channel | {"axis": {"labelAngle": 0}}
    axis: dict[str, Any] = {"grid": False, "tickCount": _TICKS, "labelOverlap": True}
    if kind == "temporal":
        return channel | {"axis": axis | {"format": _format_of_days(cells)}}
    if all(map(_YEAR.fullmatch, cells)):
        axis |= {"format": "d", "tickMinStep": 1}
        first, last = min(map(int, cells)), max(map(int, cells))
        if last - first < _TICKS:
            # Vega would add ticks between few years, with the label of the next one.
            axis |= {"values": list(range(first, last + 1))}
    return channel | {"scale": {"zero": False, "nice": False}, "axis": axis}


def _format_of_days(cells: Sequence[str]) -> str:
    """Return the format of labels (d3-time-format) for days: as fine as their ticks will be."""
    days = filter(_DAY.fullmatch, cells)
    years = [int(day[:4]) + int(day[5:7]) / 12 for day in days]
    span = max(years) - min(years)
    if span > _TICKS:
        return "%Y"
    return "%b %Y" if span > 0.25 else "%-d %b %Y"


def _y(chart: Chart) -> dict[str, Any]:
    labels = dict.fromkeys(_label(chart, column) for column in chart.y)
    channel = {"field": field_of(chart.y[0]), "type": "quantitative"}
    return channel | {"title": " – ".join(labels), "axis": {"tickCount": _TICKS}}


def _series(chart: Chart, table: Table) -> dict[str, Any]:
    """Return the channels that tell the series apart: colour, and for many dash or shape too."""
    values = list(dict.fromkeys(_cells(table, chart.series)))
    channel: dict[str, Any] = {
        "field": field_of(chart.series),
        "type": "nominal",
        "title": _label(chart, chart.series),
        "sort": None,
        "legend": {"orient": "top", "columns": 2},
    }
    looks = {"line": ("strokeDash", _DASHES), "point": ("shape", _SHAPES)}
    if len(values) <= _PLAIN_SERIES or chart.type not in looks:
        return {"color": channel}
    name, scale_range = looks[chart.type]
    return {"color": channel, name: channel | {"scale": {"range": scale_range}}}


def _label(chart: Chart, column: str) -> str:
    return chart.columns.get(column, column)


def _is_crowded(chart: Chart, table: Table) -> bool:
    labels: Sequence[str] = list(dict.fromkeys(_cells(table, chart.x)))
    return sum(len(label) + 2 for label in labels) > _ROOM


def _sideways(encoding: dict[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    """Return the channels with x and y exchanged; the names say themselves what they are."""
    # Room for labels in readers' fonts, which may be wider than the one that Vega measures with.
    extent = min(7 * max(map(len, labels)) + 8, _WIDEST_LABEL)
    axis = {**encoding["x"]["axis"], "minExtent": extent}
    named = {**encoding, "x": {**encoding["x"], "title": None, "axis": axis}}
    other = {"x": "y", "y": "x", "y2": "x2", "xOffset": "yOffset"}
    return {other.get(name, name): channel for name, channel in named.items()}
