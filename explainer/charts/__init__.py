"""Draws charts: a Vega-Lite specification and a CSV table become SVG for inlining in a page.

The same chart gives the same bytes on any machine. The SVG has no styles, no fixed size, no links
and none of Vega's ARIA roles. Its named colours are the page's CSS variables.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from explainer.chart_spec import ChartError, find_path, spec_problems
from explainer.charts.inline_svg import (
    add_title_and_description,
    set_root_attributes,
    tidy,
    to_text,
    width_of,
)
from explainer.charts.vega import to_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from xml.etree.ElementTree import Element

    from explainer.model import Chart, Table

# The maximum width of a drawing on a phone, in its own units: there, a letter of 12 units is about
# 11 pixels high.
NARROW = 344
# A plot width for a trial drawing, which shows how much room the axes and legends take; and the
# smallest plot width that is still useful.
_TRIAL_WIDTH, _MIN_WIDTH = 240, 160


def chart_errors(chart: Chart, table: Table) -> Iterator[ChartError]:
    """Yield the errors that keep a chart from being drawn.

    They are all mistakes visible in its specification or, if it has none, the first error that
    drawing raises. An error's `path` starts with the chart's key, `spec` or `narrow`.
    """
    forms = (("spec", chart.spec, draw_cached), ("narrow", chart.narrow, draw_narrow_cached))
    for key, spec, draw_form in forms:
        errors = [
            ChartError(message, hint, path=(key, *path))
            for path, message, hint in spec_problems(spec)
        ]
        if not errors:
            try:
                draw_form(chart, table)
            except ChartError as error:
                error.path = (key, *find_path(spec, error.piece))
                errors = [error]
        yield from errors
        if errors:
            return


def draw_cached(chart: Chart, table: Table) -> str:
    """Return what `draw` returns, from a cache if possible: drawing is slow."""
    return _draw_once(_CacheKey(chart, table), draw)


def draw_narrow_cached(chart: Chart, table: Table) -> str:
    """Return what `draw_narrow` returns, from a cache if possible: drawing is slow."""
    return _draw_once(_CacheKey(chart, table), draw_narrow)


class _CacheKey:
    """The key of a cached drawing: a chart and the table with its data.

    The specifications are compared as text too, since 1 equals True in Python.
    """

    def __init__(self, chart: Chart, table: Table) -> None:
        self.chart = chart
        self.table = table
        self._key = (repr((chart.spec, chart.narrow)), chart, table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _CacheKey) and self._key == other._key

    def __hash__(self) -> int:
        return hash((self.chart.id, self.chart.title, self.table.rows))


@lru_cache(maxsize=128)
def _draw_once(key: _CacheKey, draw_form: Callable[[Chart, Table], str]) -> str:
    """Return the drawing, made by `draw_form` the first time that this key is used."""
    return draw_form(key.chart, key.table)


def draw(chart: Chart, table: Table) -> str:
    """Return a chart as an SVG element for an HTML page, for wide screens.

    Raises ChartError if the specification cannot be drawn.
    """
    root = _draw(chart.spec, chart, table)
    add_title_and_description(root, chart)
    return to_text(root)


def draw_narrow(chart: Chart, table: Table) -> str:
    """Return a chart for phones as an SVG element, or an empty string if it has no narrow form.

    The narrow form uses the keys of `narrow`. Without these, it is the same chart with a smaller
    width, if the specification sets none and the plot stays wide enough. It is labelled by the
    title and description in the wide form.

    Raises ChartError if the specification cannot be drawn, or is too wide for a phone.
    """
    if chart.narrow:
        root = _draw({**chart.spec, **chart.narrow}, chart, table, form=".narrow")
        if (width := width_of(root)) > NARROW:
            message = f"the narrow form is {width:.0f} wide, but a phone has room for {NARROW}"
            raise ChartError(message, 'use a smaller "width", and break long texts')
    elif "width" in chart.spec or not {"mark", "layer"} & chart.spec.keys():
        return ""
    else:
        trial = _draw({**chart.spec, "width": _TRIAL_WIDTH}, chart, table)
        width = math.floor(_TRIAL_WIDTH + NARROW - width_of(trial))
        if width < _MIN_WIDTH:
            return ""
        root = _draw({**chart.spec, "width": width}, chart, table, form=".narrow")
        if width_of(root) > NARROW:
            return ""
    set_root_attributes(root, chart)
    return to_text(root)


def _draw(spec: Mapping[str, Any], chart: Chart, table: Table, form: str = "") -> Element:
    """Return the SVG root of a drawing; its ids contain `form`, so that no two forms share one."""
    for path, message, hint in spec_problems(spec):
        raise ChartError(message, hint, path=path)
    return tidy(to_svg(spec, table, where=chart.data), chart, form=form)


def prefix_ids(svg: str, chart: Chart, *, prefix: str) -> str:
    """Return a chart's SVG with `prefix` before its ids, for a page that shows the chart twice."""
    own_ids = re.compile(rf'((?: id="|#|labelledby="|describedby="))(?=chart\.{chart.id}\.)')
    return own_ids.sub(rf"\g<1>{prefix}", svg)
