"""Gives charts of a project with its own colours scales in these colours.

Marks are drawn in the page's colours, which browsers look up. The colours between two ends of a
scale are computed when the chart is drawn, so its ends can't be names: they are fixed colours that
can be seen in light and in dark mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from explainer.chart_colours import DIVERGING, GROUNDS, Rgb, fixed_rgb, paler, readable
from explainer.chart_records import Chart
from explainer.model import Theme

# About the contrasts of the scales in `chart_colours`: of a ramp's pale end in light mode, of its
# strong end in either mode, and of both ends of a diverging scale in both modes.
_PALE, _STRONG = 2.0, {"light": 4.5, "dark": 2.2}
_DIVERGING_END = 3.5


def with_theme(chart: Chart, theme: Theme) -> Chart:
    """Return a chart whose scales have the theme's colours, unless the chart has its own."""
    ranges = scales(theme)
    if not ranges or not chart.spec:
        return chart
    narrow = chart.narrow
    if "config" in narrow:
        narrow = {**narrow, "config": _config(narrow["config"], ranges)}
    spec = {**chart.spec, "config": _config(chart.spec.get("config") or {}, ranges)}
    return replace(chart, spec=spec, narrow=narrow)


def scales(theme: Theme) -> dict[str, Any]:
    """Return the ranges of Vega-Lite's configuration in the theme's colours, if it has any."""
    one = theme.side_1 or theme.side_1_dark
    two = theme.side_2 or theme.side_2_dark
    ranges: dict[str, Any] = {}
    if one:
        ramp = {"scheme": [_pale(one), _strong(one)]}
        ranges = {"ramp": ramp, "heatmap": ramp, "ordinal": ramp}
    if one or two:
        low, middle, high = DIVERGING
        ends = (_medium(two) if two else low, _medium(one) if one else high)
        ranges["diverging"] = {"scheme": [ends[0], middle, ends[1]]}
    return ranges


def _config(own: Any, ranges: Mapping[str, Any]) -> Any:
    """Return a chart's own configuration with the ranges that it doesn't set."""
    if not isinstance(own, Mapping) or not isinstance(own.get("range", {}), Mapping):
        # Reported as a mistake when the chart is drawn.
        return own
    return {**own, "range": {**ranges, **own.get("range", {})}}


def _medium(colour: str) -> str:
    """Return the nearest colour of the same hue that can be seen well in both modes."""
    return readable(colour, (*_ground("light"), *_ground("dark")), _DIVERGING_END)


def _strong(colour: str) -> str:
    """Return the nearest colour of the same hue that is the strong end of a ramp."""
    dark_enough = readable(colour, _ground("light"), _STRONG["light"])
    return readable(dark_enough, _ground("dark"), _STRONG["dark"])


def _pale(colour: str) -> str:
    """Return the lightest colour of the same hue that can be seen in light mode."""
    return readable(paler(colour), _ground("light"), _PALE)


def _ground(mode: str) -> tuple[Rgb, ...]:
    rgb = fixed_rgb(GROUNDS[mode])
    return (rgb,) if rgb else ()
