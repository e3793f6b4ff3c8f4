"""Draws charts: a Vega-Lite specification and a CSV table become SVG for inlining in a page.

The same chart gives the same bytes on any machine. The SVG has no styles, no fixed size, no links
and none of Vega's ARIA roles. Its named colours are the page's CSS variables.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from explainer.chart_drawings import kept_drawing
from explainer.chart_safety import safety_problems
from explainer.chart_series import series_problems
from explainer.chart_short_form import SERIES_HINT, key_of
from explainer.chart_spec import ChartError, TooMuchToDraw, spec_problems
from explainer.charts.inline_svg import (
    add_title_and_description,
    parse,
    set_root_attributes,
    tidy,
    to_text,
    width_of,
)
from explainer.charts.legibility import check_legible
from explainer.charts.vega import to_svg
from explainer.charts.vega_process import VEGA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from explainer.chart_records import Chart, Table
    from explainer.chart_safety import Mistake
    from explainer.model import Path

# The maximum width of a drawing on a phone, in its own units: there, a letter of 12 units is about
# 11 pixels high.
NARROW = 344
# A plot width for a trial drawing, which shows how much room the axes and legends take; and the
# smallest plot width that is still useful.
_TRIAL_WIDTH, _MIN_WIDTH = 240, 160


def chart_errors(chart: Chart, table: Table) -> Iterator[ChartError]:
    """Yield the errors that keep a chart from being drawn.

    They are all mistakes visible in its specification or, if it has none, the first error that
    drawing raises. The `path` of an error is one of the chart: it starts with `spec`, `narrow`, or
    in the short form, `type` or `series`. All of a chart's drawings share the limit of time.
    """
    with VEGA.shared_limit():
        yield from _errors(chart, table)


def _errors(chart: Chart, table: Table) -> Iterator[ChartError]:
    for key, spec, draw_form in (
        ("spec", chart.spec, draw_cached),
        ("narrow", chart.narrow, draw_narrow_cached),
    ):
        errors = [
            _with_path(message, hint, _path_in_chart(chart, key, path))
            for path, message, hint in _mistakes(spec, table)
        ]
        if not errors:
            try:
                draw_form(chart, table)
            except ChartError as error:
                drawn = {**chart.spec, **chart.narrow} if key == "narrow" else chart.spec
                path = _path_in_chart(chart, key, error.locate(drawn))
                errors = [_with_path(error.message, error.hint, path)]
        yield from errors
        if errors:
            return


def _with_path(message: str, hint: str, path: Path) -> ChartError:
    return ChartError(message, SERIES_HINT if path == ("series",) else hint, path=path)


def _mistakes(spec: Mapping[str, Any], table: Table) -> Iterator[Mistake]:
    yield from safety_problems(spec, table)
    yield from spec_problems(spec)
    yield from series_problems(spec, table)


def _path_in_chart(chart: Chart, form: str, path: Path) -> Path:
    """Return the path in a chart's file of a path in the specification of its form."""
    if form == "narrow" and chart.narrow and (not path or path[0] in chart.narrow):
        return ("narrow", *path)
    return (key_of(path),) if chart.type else ("spec", *path)


def draw_cached(chart: Chart, table: Table) -> str:
    """Return what `draw` returns, from the store if possible: drawing is slow."""
    return kept_drawing(chart, table, draw)


def draw_narrow_cached(chart: Chart, table: Table) -> str:
    """Return what `draw_narrow` returns, from the store if possible: drawing is slow."""
    return kept_drawing(chart, table, draw_narrow)


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
    elif "width" in chart.spec or not {"mark", "layer"} & chart.spec.keys():
        return ""
    else:
        trial = _trial({**chart.spec, "width": _TRIAL_WIDTH}, chart, table)
        width = math.floor(_TRIAL_WIDTH + NARROW - width_of(trial))
        if width < _MIN_WIDTH:
            return ""
        try:
            root = _draw({**chart.spec, "width": width}, chart, table, form=".narrow")
        except TooMuchToDraw:
            raise
        except ChartError:
            # Its editor didn't ask for it, and the wide form, which has been checked, scrolls.
            return ""
    set_root_attributes(root, chart)
    return to_text(root)


def _draw(spec: Mapping[str, Any], chart: Chart, table: Table, form: str = "") -> Element:
    """Return the SVG root of a drawing; its ids contain `form`, so that no two forms share one."""
    root = _trial(spec, chart, table)
    if form and (width := width_of(root)) > NARROW:
        message = f"the narrow form is {width:.0f} wide, but a phone has room for {NARROW}"
        raise ChartError(message, 'use a smaller "width", and break long texts', keys=("width",))
    check_legible(root, narrow=bool(form))
    return tidy(root, chart, form=form)


def _trial(spec: Mapping[str, Any], chart: Chart, table: Table) -> Element:
    """Return Vega's own SVG, if the specification has no mistakes."""
    for path, message, hint in _mistakes(spec, table):
        raise ChartError(message, hint, path=path)
    return parse(to_svg(spec, table, where=chart.data))


def prefix_ids(svg: str, chart: Chart, *, prefix: str) -> str:
    """Return a chart's SVG with `prefix` before its ids, for a page that shows the chart twice."""
    own_ids = re.compile(rf'((?: id="|#|labelledby="|describedby="))(?=chart\.{chart.id}\.)')
    return own_ids.sub(rf"\g<1>{prefix}", svg)
