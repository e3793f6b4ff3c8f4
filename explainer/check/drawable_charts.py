"""Charts can be drawn, from what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from explainer.chart_spec import value_of
from explainer.check.references import unknown_entries
from explainer.content import Content
from explainer.model import Chart, Path, Table
from explainer.problems import Place, Problem, did_you_mean


def charts_can_be_drawn(content: Content) -> Iterator[Problem]:
    """A chart's sources, its data and the columns that it names are there; so it can be drawn."""
    for chart in content.charts:
        yield from unknown_entries(content, "source", chart, "sources")
        table = content.tables.get(chart.data)
        if table is None:
            if ("table", chart.data) not in content.broken:
                message = f'there is no table "{chart.data}"'
                hint = did_you_mean(chart.data, content.tables) if content.tables else ""
                hint = hint or "name a CSV file by its path: data/NAME.csv"
                yield Problem(chart.place_of("data"), "unknown-data", message, hint)
        else:
            told = list(_unknown_columns(chart, table)) or list(_no_numbers(chart, table))
            yield from told
            if not told and ("chart", chart.id) not in content.broken:
                yield from _faults(chart, table)


def _faults(chart: Chart, table: Table) -> Iterator[Problem]:
    from explainer.charts import faults  # noqa: PLC0415 (only an explainer with charts pays for it)

    for fault in faults(chart, table):
        yield Problem(chart.place_of(*fault.path), "chart", fault.message, fault.hint)


def _no_numbers(chart: Chart, table: Table) -> Iterator[Problem]:
    """Tell the first cell of each column that is drawn as numbers, and holds a text."""
    for field in dict.fromkeys(_quantities([chart.spec, chart.narrow])):
        if field not in table.header:
            continue
        column = table.header.index(field)
        for row, line in zip(table.rows, table.lines, strict=True):
            cell = row[column]
            if isinstance(value_of(cell), str):
                message = f'"{cell.strip()}" in the column "{field}" is no number, as the chart "{chart.id}" draws it'
                hint = "write it as 1200 or 0.5, or leave the cell empty"
                yield Problem(Place(chart.data, line), "chart", message, hint)
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
            yield Problem(chart.place_of("columns", column), "unknown-column", message, hint)
    forms = {"spec": chart.spec, "narrow": chart.narrow}
    made = {name for _, name in _named(forms, "as")}
    told: set[str] = set()
    for path, field in _named(forms, "field"):
        if field not in table.header and field not in made | told:
            told.add(field)
            message = f'the chart draws a field "{field}", which {chart.data} does not have'
            hint = did_you_mean(field, table.header) or "name one of its columns"
            yield Problem(chart.place_of(*path), "unknown-column", message, hint)


def _named(spec: Any, key: str, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the names that stand under the key anywhere in a Vega-Lite specification, and where."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            values: Iterable[Any] = value if isinstance(value, list) else [value]
            if name == key:
                yield from (((*path, name), each) for each in values if isinstance(each, str))
            yield from _named(value, key, (*path, name))
    elif isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from _named(item, key, (*path, number))


RULES = (charts_can_be_drawn,)
