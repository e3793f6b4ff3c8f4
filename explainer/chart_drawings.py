"""Drawings of charts that were made before, so that no chart is drawn twice.

Drawing is the slowest part of a build.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING

from explainer.chart_spec import ChartError
from explainer.store import Store, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explainer.model import Chart, Table


class Drawings:
    """Draws charts, each once for as long as the store keeps the drawing."""

    def __init__(self) -> None:
        self._store = Store()

    @contextmanager
    def kept_in(self, store: Store) -> Iterator[None]:
        """Look drawings up in a store, and keep new ones there, until the block ends."""
        before, self._store = self._store, store
        try:
            yield
        finally:
            self._store = before

    def draw(self, chart: Chart, table: Table, draw_form: Callable[[Chart, Table], str]) -> str:
        """Return the drawing that `draw_form` makes of a chart; raises ChartError if it fails.

        A failure is remembered as long as the store is in memory: a chart that takes too long would
        delay each rebuild of the preview.
        """
        key = digest("drawing", draw_form.__name__, _text_of(chart), _text_of(table))
        store = self._store

        def drawing_or_error() -> str | ChartError:
            try:
                return store.keep_or_create(key, lambda: draw_form(chart, table))
            except ChartError as error:
                return error

        drawing = store.get_or_create(digest("drawing or error", key), drawing_or_error)
        if isinstance(drawing, ChartError):
            raise drawing.with_traceback(None)
        return drawing

    def errors(
        self, chart: Chart, table: Table, find: Callable[[Chart, Table], Iterator[ChartError]]
    ) -> tuple[ChartError, ...]:
        """Return the errors of a chart that `find` yields. One without errors is kept as such."""
        key = digest("chart without errors", _text_of(chart), _text_of(table))
        if key in self._store:
            return ()
        errors = tuple(find(chart, table))
        if not errors:
            self._store.keep(key, value="")
        return errors


DRAWINGS = Drawings()


def _text_of(record: Chart | Table) -> str:
    """Return a text that is equal for equal records; unlike values, 1 and True differ as text."""
    return repr([getattr(record, item.name) for item in fields(record) if item.compare])
