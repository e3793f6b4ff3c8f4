"""Charts, and the tables that they draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from explainer.model import FilePath, Id, Record, Ref
from explainer.readonly import frozen

ChartType = Literal["bar", "line", "area", "point", "range"]


@frozen
class Chart(Record):
    """A chart: `spec` is Vega-Lite without data, `columns` the labels of its table's columns.

    A chart may have the short form instead: `type`, `x`, `y` (two columns for a range) and
    `series`, from which loading makes `spec`. On a phone the keys in `narrow` replace those in it.
    """

    id: Id
    title: str
    summary: str
    data: FilePath
    columns: Mapping[str, str] = field(default_factory=dict)
    spec: Mapping[str, Any] = field(default_factory=dict)
    type: ChartType | None = None
    x: str = ""
    y: tuple[str, ...] = ()
    series: str = ""
    narrow: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[Ref, ...] = ()


@frozen
class Table:
    """A CSV file's header and rows as text, and the line on which each row ends."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...] = field(default=(), compare=False)
