"""Checks that charts can be drawn from the tables and columns that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from explainer.chart_spec import value_of
from explainer.check.name_lookup import unknown_in_list
from explainer.content import Content
from explainer.model import Chart, Path, Table
from explainer.problems import Place, Problem, did_you_mean


def charts_can_be_drawn(content: Content) -> Iterator[Problem]:
    """Report charts that name an unknown source, table or column, or that can't be drawn."""
    for chart in content.charts:
        yield from unknown_in_list(content, "source", chart, "sources")
        table = content.tables.get(chart.data)
        if table is None:
            if ("table", chart.data) not in content.broken:
                message = f'unknown table "{chart.data}"'
                hint = did_you_mean(chart.data, content.tables) if content.tables else ""
                hint = hint or "write the path of a CSV file, such as data/NAME.csv"
                yield Problem(chart.place_of("data"), "unknown-data", message, hint)
        else:
            problems = list(_unknown_columns(chart, table)) or list(_non_numbers(chart, table))
            yield from problems
            if not problems and ("chart", chart.id) not in content.broken:
                yield from _drawing_problems(chart, table)


def _drawing_problems(chart: Chart, table: Table) -> Iterator[Problem]:
    from explainer.charts import chart_errors  # noqa: PLC0415 (slow, so only for charts)

    for error in chart_errors(chart, table):
        yield Problem(chart.place_of(*error.path), "chart", error.message, error.hint)


def _non_numbers(chart: Chart, table: Table) -> Iterator[Problem]:
    """Report the first text cell of each column that the chart draws as numbers."""
    for field in dict.fromkeys(_quantitative_fields([chart.spec, chart.narrow])):
        if field not in table.header:
            continue
        column = table.header.index(field)
        for row, line in zip(table.rows, table.lines, strict=True):
            cell = row[column]
            if isinstance(value_of(cell), str):
                message = (
                    f'"{cell.strip()}" isn\'t a number, but the chart "{chart.id}" draws the column '
                    f'"{field}" as numbers'
                )
                hint = "write numbers like 1200 or 0.5, or leave the cell empty"
                yield Problem(Place(chart.data, line), "chart", message, hint)
                break


def _quantitative_fields(spec: Any) -> Iterator[str]:
    """Yield the columns that a specification draws as numbers, except counts, sums and bins."""
    if isinstance(spec, Mapping):
        is_number = spec.get("type") == "quantitative" and not {"aggregate", "bin"} & spec.keys()
        if is_number and isinstance(spec.get("field"), str):
            yield spec["field"]
        for value in spec.values():
            yield from _quantitative_fields(value)
    elif isinstance(spec, list):
        for item in spec:
            yield from _quantitative_fields(item)


def _unknown_columns(chart: Chart, table: Table) -> Iterator[Problem]:
    """Report columns that a chart uses but that its table lacks and no transform computes."""
    for column in chart.columns:
        if column not in table.header:
            message = f'unknown column "{column}" in {chart.data}'
            hint = did_you_mean(column, table.header) or "use one of its columns"
            yield Problem(chart.place_of("columns", column), "unknown-column", message, hint)
    forms = {"spec": chart.spec, "narrow": chart.narrow}
    computed = {name for _, name in _values_of(forms, "as")}
    reported: set[str] = set()
    for path, field in _values_of(forms, "field"):
        if field not in table.header and field not in computed | reported:
            reported.add(field)
            message = f'unknown column "{field}" in {chart.data}'
            hint = did_you_mean(field, table.header) or "use one of its columns"
            yield Problem(chart.place_of(*path), "unknown-column", message, hint)


def _values_of(spec: Any, key: str, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield `(path, text)` for each string under a key, anywhere in a specification."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            values: Iterable[Any] = value if isinstance(value, list) else [value]
            if name == key:
                yield from (((*path, name), text) for text in values if isinstance(text, str))
            yield from _values_of(value, key, (*path, name))
    elif isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from _values_of(item, key, (*path, number))


RULES = (charts_can_be_drawn,)
