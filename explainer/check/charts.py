"""Charts can be drawn, from what is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from explainer.book import Explainer
from explainer.check.known import unknown
from explainer.model import Chart, Table
from explainer.problems import Problem, did_you_mean

# As JSON has them (RFC 8259, section 6), which a chart is handed over in.
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def charts_can_be_drawn(explainer: Explainer) -> Iterator[Problem]:
    """A chart's sources, its data and the columns that it names are there; so it can be drawn."""
    for chart in explainer.charts:
        yield from unknown(explainer, "source", chart.sources, chart.place_of("sources"))
        table = explainer.tables.get(chart.data)
        if table is None:
            if ("table", chart.data) not in explainer.broken:
                message = f'there is no table "{chart.data}"'
                hint = did_you_mean(chart.data, explainer.tables) if explainer.tables else ""
                hint = hint or "name a CSV file by its path: data/NAME.csv"
                yield Problem(chart.place_of("data"), "unknown-data", message, hint)
        else:
            told = list(_unknown_columns(chart, table)) or list(_no_numbers(chart, table))
            yield from told
            if not told and ("chart", chart.id) not in explainer.broken:
                yield from _faults(chart, table)


def _faults(chart: Chart, table: Table) -> Iterator[Problem]:
    from explainer.charts import faults  # noqa: PLC0415 (only an explainer with charts pays for it)

    for key, fault in faults(chart, table):
        yield Problem(chart.place_of(key), "chart", fault.message, fault.hint)


def _no_numbers(chart: Chart, table: Table) -> Iterator[Problem]:
    """Tell the first cell of each column that is drawn as numbers, and holds a text."""
    for field in dict.fromkeys(_quantities([chart.spec, chart.narrow])):
        if field not in table.header:
            continue
        column = table.header.index(field)
        for row in table.rows:
            cell = row[column].strip()
            if cell and not _NUMBER.fullmatch(cell):
                message = f'"{cell}" in the column "{field}" of {chart.data} is no number'
                hint = "write it as 1200 or 0.5, or leave the cell empty"
                yield Problem(chart.place_of("data"), "chart", message, hint)
                break


def _quantities(spec: Any) -> Iterator[str]:
    """Yield the fields that a specification draws as quantities, as they stand in the table."""
    if isinstance(spec, Mapping):
        is_drawn = spec.get("type") == "quantitative" and not {"aggregate", "bin"} & spec.keys()
        if is_drawn and isinstance(spec.get("field"), str):
            yield spec["field"]
        for value in spec.values():
            yield from _quantities(value)
    elif isinstance(spec, list):
        for item in spec:
            yield from _quantities(item)


def _unknown_columns(chart: Chart, table: Table) -> Iterator[Problem]:
    for column in chart.columns:
        if column not in table.header:
            message = f'{chart.data} has no column "{column}"'
            hint = did_you_mean(column, table.header) or "name one of its columns"
            yield Problem(chart.place_of("columns"), "unknown-column", message, hint)
    made = set(_named([chart.spec, chart.narrow], {"as"}))
    for key, spec in (("spec", chart.spec), ("narrow", chart.narrow)):
        for field in dict.fromkeys(_named(spec, {"field"})):
            if field not in table.header and field not in made:
                message = f'the chart draws a field "{field}", which {chart.data} does not have'
                hint = did_you_mean(field, table.header) or "name one of its columns"
                yield Problem(chart.place_of(key), "unknown-column", message, hint)


def _named(spec: Any, keys: set[str]) -> Iterator[str]:
    """Yield the names that stand under the keys anywhere in a Vega-Lite specification."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            values: Iterable[Any] = value if isinstance(value, list) else [value]
            if key in keys:
                yield from (name for name in values if isinstance(name, str))
            yield from _named(value, keys)
    elif isinstance(spec, list):
        for item in spec:
            yield from _named(item, keys)


RULES = (charts_can_be_drawn,)
