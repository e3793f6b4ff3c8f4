"""Drawings of charts that were made before, so that no chart is drawn twice.

Drawing is the slowest part of a build.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING

from explainer.store import Store, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from explainer.chart_spec import ChartError
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
        """Return the drawing that `draw_form` makes of a chart; raises ChartError if it fails."""
        key = digest("drawing", draw_form.__name__, _text_of(chart), _text_of(table))
        return self._store.keep_or_create(key, lambda: draw_form(chart, table))

    def errors(
        self, chart: Chart, table: Table, find: Callable[[Chart, Table], Iterable[ChartError]]
    ) -> tuple[ChartError, ...]:
        """Return the errors of a chart that `find` finds.

        They are remembered as long as the store is in memory: a chart that takes too long would
        delay each rebuild of the preview. That there are none is kept.
        """
        key = digest("chart errors", _text_of(chart), _text_of(table))
        if key not in self._store:
            errors = tuple(find(chart, table))
            (self._store.put if errors else self._store.keep)(key, errors)
        return self._store.get_or_create(key, tuple)


DRAWINGS = Drawings()


def _text_of(record: Chart | Table) -> str:
    """Return a text that is equal for equal records; unlike values, 1 and True differ as text."""
    return repr([getattr(record, item.name) for item in fields(record) if item.compare])
