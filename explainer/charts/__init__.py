"""Draws a chart: Vega-Lite and a table of CSV to SVG that stands inside a page.

The same chart gives the same bytes on any machine. What comes out has no style, no fixed size, no
roles of Vega's own, and nothing that leads elsewhere; its colours are the page's, by name.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from explainer.chart_spec import ChartError, path_to, spec_faults
from explainer.charts.inline_svg import give_name, refer_to_name, text_of, tidied, width_of
from explainer.charts.vega import to_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from xml.etree.ElementTree import Element

    from explainer.model import Chart, Table

# How wide a drawing may be, in its own units, to be read on a phone: there a letter of 12 units is
# about 11 pixels high.
NARROW = 344
# A width to measure by what stands beside the plot, and the least that a plot is any use at.
_FIRST_TRY, _LEAST = 240, 160


def faults(chart: Chart, table: Table) -> Iterator[ChartError]:
    """Yield what keeps a chart from being drawn: all that its words show, or what drawing met.

    The path of each begins at the chart.
    """
    for key, spec, how in (("spec", chart.spec, drawn), ("narrow", chart.narrow, drawn_narrow)):
        found = [
            ChartError(message, hint, path=(key, *path))
            for path, message, hint in spec_faults(spec)
        ]
        if not found:
            try:
                how(chart, table)
            except ChartError as error:
                error.path = (key, *path_to(spec, error.piece))
                found = [error]
        yield from found
        if found:
            return


def drawn(chart: Chart, table: Table) -> str:
    """Return what `draw` does, drawn once for all who ask: drawing is dear."""
    return _draw_once(_Drawn(chart, table), draw)


def drawn_narrow(chart: Chart, table: Table) -> str:
    """Return what `draw_narrow` does, drawn once for all who ask."""
    return _draw_once(_Drawn(chart, table), draw_narrow)


class _Drawn:
    """A chart and its table, which are compared as what they are: the very same records.

    What was written is compared as text, since to Python 1 equals true.
    """

    def __init__(self, chart: Chart, table: Table) -> None:
        self.chart = chart
        self.table = table
        self._key = (repr((chart.spec, chart.narrow)), chart, table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and self._key == other._key

    def __hash__(self) -> int:
        return hash((self.chart.id, self.chart.title, self.table.rows))


@lru_cache(maxsize=128)
def _draw_once(asked: _Drawn, how: Callable[[Chart, Table], str]) -> str:
    return how(asked.chart, asked.table)


def draw(chart: Chart, table: Table) -> str:
    """Return a chart over its table as an SVG element for an HTML page.

    Raises ChartError where the specification cannot be drawn.
    """
    root = _draw(chart.spec, chart, table)
    give_name(root, chart)
    return text_of(root)


def draw_narrow(chart: Chart, table: Table) -> str:
    """Return a chart as it stands on a phone, named by the other form, or nothing.

    That is as its editor wants it there; or, where its width was left to us, the same less wide.

    Raises ChartError where that cannot be drawn, or is too wide for a phone.
    """
    if chart.narrow:
        root = _draw({**chart.spec, **chart.narrow}, chart, table, form=".narrow")
        if (width := width_of(root)) > NARROW:
            message = f"the narrow form is {width:.0f} wide, and a phone has room for {NARROW}"
            raise ChartError(message, 'give it a smaller "width", and break long texts')
    elif "width" in chart.spec or not {"mark", "layer"} & chart.spec.keys():
        return ""
    else:
        tried = _draw({**chart.spec, "width": _FIRST_TRY}, chart, table)
        width = math.floor(_FIRST_TRY + NARROW - width_of(tried))
        if width < _LEAST:
            return ""
        root = _draw({**chart.spec, "width": width}, chart, table, form=".narrow")
        if width_of(root) > NARROW:
            return ""
    refer_to_name(root, chart)
    return text_of(root)


def _draw(spec: Mapping[str, Any], chart: Chart, table: Table, form: str = "") -> Element:
    for path, message, hint in spec_faults(spec):
        raise ChartError(message, hint, path=path)
    return tidied(to_svg(spec, table, where=chart.data), chart, form=form)


def prefixed(svg: str, chart: Chart, *, prefix: str) -> str:
    """Return a drawn chart with its ids under a prefix, for a page that shows it twice."""
    own = re.compile(rf'((?: id="|#|labelledby="|describedby="))(?=chart\.{chart.id}\.)')
    return own.sub(rf"\g<1>{prefix}", svg)
