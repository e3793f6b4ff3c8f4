"""Drawings of charts that were made before, so that no chart is drawn twice.

Drawing is the slowest part of a build.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from explainer.kept_results import KEPT
from explainer.store import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from explainer.chart_records import Chart, Table
    from explainer.chart_spec import ChartError


def kept_drawing(chart: Chart, table: Table, draw_form: Callable[[Chart, Table], str]) -> str:
    """Return the drawing that `draw_form` makes of a chart; raises ChartError if it fails."""
    parts = (draw_form.__name__, _text_of(chart), _text_of(table))
    return KEPT.get(lambda: draw_form(chart, table), "drawing", *parts)


def kept_errors(
    chart: Chart, table: Table, find: Callable[[Chart, Table], Iterable[ChartError]]
) -> tuple[ChartError, ...]:
    """Return the errors of a chart that `find` finds.

    They are remembered as long as the store is in memory: a chart that takes too long would delay
    each rebuild of the preview. That there are none is kept.
    """
    store = KEPT.store
    key = digest("chart errors", _text_of(chart), _text_of(table))
    if key not in store:
        errors = tuple(find(chart, table))
        (store.put if errors else store.keep)(key, errors)
    return store.get_or_create(key, tuple)


def _text_of(record: Chart | Table) -> str:
    """Return a text that is equal for equal records; unlike values, 1 and True differ as text."""
    return repr([getattr(record, item.name) for item in fields(record) if item.compare])
