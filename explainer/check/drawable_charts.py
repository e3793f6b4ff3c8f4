"""Checks that charts can be drawn from the tables and columns that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, get_args

from explainer.chart_drawings import kept_errors
from explainer.chart_fields import (
    UNREADABLE_IN_NAMES,
    column_of,
    made_names,
    unknown_fields,
    used_fields,
)
from explainer.chart_records import Chart, ChartType, Table
from explainer.chart_short_form import columns_of_y
from explainer.chart_spec import ChartError, is_date, value_of
from explainer.check.name_lookup import unknown_in_list
from explainer.content import Content
from explainer.problems import Place, Problem, did_you_mean


def charts_are_complete(content: Content) -> Iterator[Problem]:
    """Report charts that name an unknown source, table or column, or draw what isn't a number."""
    for chart in content.charts:
        yield from unknown_in_list(content, "source", chart, "sources")
        yield from _problems_before_drawing(content, chart)


def charts_can_be_drawn(content: Content) -> Iterator[Problem]:
    """Report charts that can't be drawn although they are complete."""

    def find(chart: Chart, table: Table) -> Iterable[ChartError]:
        if any(_problems_before_drawing(content, chart)):
            return ()
        from explainer.charts import chart_errors  # noqa: PLC0415 (slow, and rarely needed)

        return chart_errors(chart, table)

    for chart in content.charts:
        is_whole = ("chart", chart.id) not in content.broken
        table = content.tables.get(chart.data)
        if is_whole and table:
            for error in kept_errors(chart, table, find):
                yield Problem(chart.place_of(*error.path), "chart", error.message, error.hint)


def _problems_before_drawing(content: Content, chart: Chart) -> Iterator[Problem]:
    yield from _form_problems(chart)
    table = content.tables.get(chart.data)
    if table is None:
        if ("table", chart.data) not in content.broken:
            message = f'unknown table "{chart.data}"'
            hint = did_you_mean(chart.data, content.tables) if content.tables else ""
            hint = hint or "write the path of a CSV file, such as data/NAME.csv"
            yield Problem(chart.place_of("data"), "unknown-data", message, hint)
        return
    yield from (
        list(_unknown_columns(chart, table))
        or list(_wrong_cells(chart, table))
        or list(_rows_at_one_place(chart, table))
    )


def _form_problems(chart: Chart) -> Iterator[Problem]:
    """Report a chart with both forms, neither, or with too little or too much for its short one."""
    short = {"x": chart.x, "y": chart.y, "series": chart.series}
    written = [key for key, value in short.items() if value]
    if ("spec",) in chart.lines and (chart.type or written):
        key = "type" if chart.type else written[0]
        message = f'"{key}" can\'t be combined with "spec"'
        yield Problem(chart.place_of(key), "chart", message, "remove one of them")
    elif chart.type is None and ("spec",) not in chart.lines:
        message = 'missing required key "type"' if written else 'missing required key "spec"'
        hint = f"write one of: {', '.join(get_args(ChartType))}"
        if not written:
            hint = 'add it, or "type", "x" and "y"'
        yield Problem(chart.place, "missing-key", message, hint)
    elif chart.type:
        for key in ("x", "y"):
            if not short[key]:
                message = f'missing required key "{key}" of a chart with a "type"'
                yield Problem(chart.place_of("type"), "missing-key", message, "name a column")
        needed = columns_of_y(chart)
        if chart.y and len(chart.y) != needed:
            message = f'a chart of the type {chart.type} needs {needed} column for "y"'
            hint = "write one, and name the column that tells rows apart under series"
            if chart.type == "range":
                message = 'a chart of the type range needs 2 columns for "y"'
                hint = "write [FROM, TO]"
            yield Problem(chart.place_of("y"), "chart", message, hint)


def _rows_at_one_place(chart: Chart, table: Table) -> Iterator[Problem]:
    """Report the first row of a short form that would be drawn over another, or added to it."""
    if chart.type in {None, "point"} or not chart.spec or not chart.x:
        return
    columns = [table.header.index(name) for name in (chart.x, chart.series) if name]
    first: dict[tuple[str, ...], int] = {}
    for row, line in zip(table.rows, table.lines, strict=True):
        cells = tuple(row[column] for column in columns)
        if first.setdefault(cells, line) != line:
            what = " and ".join(f'"{cell}"' for cell in cells)
            message = f"the row on line {first[cells]} has {what} too, so the chart can't show both"
            hint = (
                "keep one" if chart.series else 'name the column that tells them apart as "series"'
            )
            yield Problem(Place(chart.data, line), "chart", message, hint)
            return


def _wrong_cells(chart: Chart, table: Table) -> Iterator[Problem]:
    """Report the first cell that isn't one in each column drawn as numbers or as dates."""
    forms = [chart.spec, chart.narrow]
    made = made_names(forms)
    for name, kind in dict.fromkeys(_typed_fields(forms)):
        field = name if name in table.header else column_of(name)
        if field not in table.header or field in made:
            continue
        noun, is_right, example = _CELLS[kind]
        column = table.header.index(field)
        for row, line in zip(table.rows, table.lines, strict=True):
            cell = row[column]
            if not is_right(cell):
                message = (
                    f'"{cell.strip()}" isn\'t a {noun}, but the chart "{chart.id}" draws the column '
                    f'"{field}" as {noun}s'
                )
                hint = f"write {noun}s like {example}, or leave the cell empty"
                yield Problem(Place(chart.data, line), "chart", message, hint)
                break


# For each type: what its cells are called, how to recognise them, and an example.
_CELLS: dict[str, tuple[str, Callable[[str], bool], str]] = {
    "quantitative": ("number", lambda cell: not isinstance(value_of(cell), str), "1200 or 0.5"),
    "temporal": ("date", is_date, "2041-06-01"),
}


def _typed_fields(spec: Any) -> Iterator[tuple[str, str]]:
    """Yield columns drawn as numbers or dates, with their type, except counts, sums and bins."""
    if isinstance(spec, Mapping):
        kind, field = spec.get("type"), spec.get("field")
        is_plain = not {"aggregate", "bin"} & spec.keys()
        if isinstance(kind, str) and kind in _CELLS and isinstance(field, str) and is_plain:
            yield field, kind
        for value in spec.values():
            yield from _typed_fields(value)
    elif isinstance(spec, list):
        for item in spec:
            yield from _typed_fields(item)


def _unknown_columns(chart: Chart, table: Table) -> Iterator[Problem]:
    """Report columns that a chart uses but that its table lacks and no transform computes."""
    for column in chart.columns:
        if column not in table.header:
            message = f'unknown column "{column}" in {chart.data}'
            hint = did_you_mean(column, table.header) or "use one of its columns"
            yield Problem(chart.place_of("columns", column), "unknown-column", message, hint)
    if chart.type:
        for key, columns in (("x", (chart.x,)), ("y", chart.y), ("series", (chart.series,))):
            for number, column in enumerate(columns):
                if column and column not in table.header:
                    message = f'unknown column "{column}" in {chart.data}'
                    hint = did_you_mean(column, table.header) or "use one of its columns"
                    place = chart.place_of(key, number)
                    yield Problem(place, "unknown-column", message, hint)
    forms = {"spec": chart.spec, "narrow": chart.narrow}
    yield from _unreadable_columns(chart, table, forms)
    for path, field in unknown_fields(forms, table.header):
        message = f'unknown column "{field}" in {chart.data}'
        hint = did_you_mean(column_of(field), table.header) or "use one of its columns"
        yield Problem(chart.place_of(*path), "unknown-column", message, hint)


def _unreadable_columns(chart: Chart, table: Table, forms: Mapping[str, Any]) -> Iterator[Problem]:
    """Report columns whose names Vega-Lite can't read, even escaped; each once."""
    reported = set()
    for path, field in used_fields(forms):
        column = field if field in table.header else column_of(field)
        sign = UNREADABLE_IN_NAMES.search(column)
        if sign and column in table.header and column not in reported:
            reported.add(column)
            shown = "a line break" if sign[0].isspace() else sign[0]
            message = f'a chart can\'t draw the column "{column}", since its name contains {shown}'
            hint = f"rename it, in {chart.data} too"
            yield Problem(chart.place_of(*path), "unknown-column", message, hint)


RULES = (charts_are_complete,)
DRAWING_RULES = (charts_can_be_drawn,)
