"""Charts in short form: `type`, `x`, `y` and `series` draw what an editor expects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from examples import outputs

from explainer.build import Settings, make
from explainer.chart_records import Chart, Table
from explainer.chart_short_form import complete_chart
from explainer.charts import chart_errors, draw, draw_narrow
from explainer.load import load
from explainer.model import Id
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    MakeContent = Callable[[Mapping[str, str | bytes | None]], Path]

TOWNS = ("Highfield", "Lowfield", "Farfield", "Midfield", "Overfield")
KITES = Table(
    ("year", "day", "town", "kites", "tails.total", "lowest", "highest"),
    tuple(
        (str(year), f"{year}-0{n}-01", town, str(n * 100 + year - 2040), str(n), str(n), str(n * n))
        for year in (2040, 2041, 2043)
        for n, town in enumerate(TOWNS, start=1)
    ),
    tuple(range(2, 17)),
)
ONE_YEAR = Table(KITES.header, KITES.rows[:5], KITES.lines[:5])
LONG_NAMES = Table(("mill", "kites"), tuple((f"The old mill of {town}", "5") for town in TOWNS))


def chart(table: Table = KITES, **keys: Any) -> Chart:
    chart = Chart(Id("kites"), "Kites", "More kites.", "data/kites.csv", **keys)
    return complete_chart(chart, table)


def labels(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)", svg)


@pytest.mark.parametrize("kind", ["bar", "line", "area", "point", "range"])
def test_each_type_is_drawn_for_wide_and_narrow_screens(kind: str) -> None:
    y = ("lowest", "highest") if kind == "range" else ("kites",)
    kites = chart(ONE_YEAR, type=kind, x="town", y=y)
    assert list(chart_errors(kites, ONE_YEAR)) == []
    assert set(TOWNS) <= set(labels(draw(kites, ONE_YEAR)))
    assert draw_narrow(kites, ONE_YEAR)


def test_axes_are_named_after_the_columns_labels() -> None:
    kites = chart(
        type="line", x="year", y=("kites",), series="town", columns={"kites": "Kites sold"}
    )
    assert {"Kites sold", "year", "town"} <= set(labels(draw(kites, KITES)))


def test_years_have_no_thousands_separator_and_one_label_each() -> None:
    drawn = labels(draw(chart(type="line", x="year", y=("kites",), series="town"), KITES))
    assert [label for label in drawn if re.fullmatch(r"20\d\d", label)] == [
        "2040",
        "2041",
        "2042",
        "2043",
    ]
    few = Table(KITES.header, tuple(row for row in KITES.rows if row[0] in {"2040", "2041"}))
    drawn = labels(draw(chart(few, type="line", x="year", y=("kites",), series="town"), few))
    assert [label for label in drawn if re.fullmatch(r"20\d\d", label)] == ["2040", "2041"]


def test_days_are_placed_in_time_and_named_as_fine_as_they_are_drawn() -> None:
    def names(table: Table) -> list[str]:
        days = chart(table, type="line", x="day", y=("kites",))
        return labels(draw(days, table))

    year = Table(KITES.header, KITES.rows[:5])
    days = Table(("day", "kites"), (("2041-06-01", "1"), ("2041-06-09", "2")))
    decades = Table(("day", "kites"), (("2001-06-01", "1"), ("2041-06-09", "2")))
    assert "Mar 2040" in names(year)
    assert "3 Jun 2041" in names(days)
    assert "2020" in names(decades)


def test_bars_with_long_names_lie_on_their_side_in_the_tables_order() -> None:
    drawn = chart(LONG_NAMES, type="bar", x="mill", y=("kites",))
    assert drawn.spec["encoding"]["y"]["field"] == "mill"
    names = [label for label in labels(draw(drawn, LONG_NAMES)) if label.startswith("The old")]
    assert names == [row[0] for row in LONG_NAMES.rows]


def test_lines_and_points_with_more_series_than_colours_differ_in_dashes_and_shapes() -> None:
    for kind in ("line", "point"):
        kites = chart(type=kind, x="year", y=("kites",), series="town")
        assert list(chart_errors(kites, KITES)) == []
    assert draw(kites, KITES).count('fill="var(--side-1)"') > 2


def test_more_groups_of_bars_than_colours_are_reported_at_the_series() -> None:
    (error,) = chart_errors(chart(type="bar", x="year", y=("kites",), series="town"), KITES)
    assert error.path == ("series",)
    assert '"town" has 5 values, but there are only 4 colours' in error.message
    assert "type: line or point" in error.hint


def test_groups_of_bars_stand_side_by_side_and_are_not_added_up() -> None:
    rows = tuple(row for row in KITES.rows if row[2] in TOWNS[:2])
    two = Table(KITES.header, rows)
    kites = chart(two, type="bar", x="year", y=("kites",), series="town")
    assert "350" not in labels(draw(kites, two))
    assert draw(kites, two).count("<path") == 6 + 2


def test_a_range_from_a_value_to_itself_is_a_dot() -> None:
    drawn = draw(chart(ONE_YEAR, type="range", x="town", y=("lowest", "highest")), ONE_YEAR)
    assert drawn.count('stroke-linecap="round"') == 5


def test_a_column_with_a_dot_in_its_name_is_drawn() -> None:
    drawn = draw(chart(ONE_YEAR, type="bar", x="town", y=("tails.total",)), ONE_YEAR)
    assert "tails.total" in labels(drawn)
    assert len(re.findall(r"<path[^>]*var\(--side-1\)", drawn)) == 5


HEAD = "title: Kites\nsummary: More kites.\ndata: data/kites.csv\n"
CSV = "town,kites,day,note\nHighfield,120,2041-01-01,a\nLowfield,640,2041-02-01,b\n"
MISTAKES: list[tuple[str, str]] = [
    ("type: bar\nx: twon\ny: kites\n", '5: error: unknown column "twon" in data/kites.csv; did you mean "town"?'),
    ("type: bar\nx: town\ny: kite\n", '6: error: unknown column "kite" in data/kites.csv; did you mean "kites"?'),
    ("type: bar\nx: town\ny: kites\nseries: nte\n", '7: error: unknown column "nte" in data/kites.csv; did you mean "note"?'),
    ("type: bars\nx: town\ny: kites\n", '4: error: invalid value "bars" for "type"; did you mean "bar"?'),
    ("type: bar\ny: kites\n", '4: error: missing required key "x" of a chart with a "type"; name a column'),
    ("type: bar\nx: town\n", '4: error: missing required key "y" of a chart with a "type"; name a column'),
    ("x: town\ny: kites\n", '1: error: missing required key "type"; write one of: bar, line, area, point, range'),
    ("", '1: error: missing required key "spec"; add it, or "type", "x" and "y"'),
    ("type: bar\nspec: {mark: bar}\n", '4: error: "type" can\'t be combined with "spec"; remove one of them'),
    ("spec: {mark: bar}\nx: town\n", '5: error: "x" can\'t be combined with "spec"; remove one of them'),
    ("type: range\nx: town\ny: kites\n", '6: error: a chart of the type range needs 2 columns for "y"; write [FROM, TO]'),
    ("type: line\nx: town\ny: [kites, kites]\n", ('6: error: a chart of the type line needs 1 column for "y"; write one, and name '
     "the column that tells rows apart under series")),
]  # fmt: skip


def problems(make_content_dir: MakeContent, keys: str, csv: str = CSV) -> list[str]:
    front = "---\ntitle: Kites\n---\nKites.\n\n[chart kites]\n"
    files = {"index.md": front, "data/kites.csv": csv, "charts/kites.yaml": HEAD + keys}
    return [problem.text() for problem in make(Settings(make_content_dir(files)), Store()).problems]


@pytest.mark.parametrize(("keys", "problem"), MISTAKES)
def test_a_mistake_in_the_short_form_is_reported_at_its_line(
    keys: str, problem: str, make_content_dir: MakeContent
) -> None:
    assert problems(make_content_dir, keys) == [f"content/charts/kites.yaml:{problem}"]


def test_text_in_a_column_of_numbers_is_reported_at_its_row(make_content_dir: MakeContent) -> None:
    (problem,) = problems(make_content_dir, "type: bar\nx: town\ny: note\n")
    assert problem.startswith('content/data/kites.csv:2: error: "a" isn\'t a number')


def test_a_wrong_day_among_days_is_reported_and_not_drawn_as_a_name(
    make_content_dir: MakeContent,
) -> None:
    csv = f"{CSV}Farfield,3,soon,c\n"
    (problem,) = problems(make_content_dir, "type: line\nx: day\ny: kites\n", csv)
    assert problem.startswith('content/data/kites.csv:4: error: "soon" isn\'t a date')


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("type: bar\nx: town\ny: kites\n", ('the row on line 3 has "Lowfield" too, so the chart can\'t '
         'show both; name the column that tells them apart as "series"')),
        ("type: bar\nx: town\ny: kites\nseries: note\n", ('the row on line 3 has "Lowfield" and "b" too, '
         "so the chart can't show both; keep one")),
    ],
)  # fmt: skip
def test_two_rows_at_one_place_are_reported_and_not_added_up(
    keys: str, message: str, make_content_dir: MakeContent
) -> None:
    csv = f"{CSV}Lowfield,7,2041-03-01,b\n"
    assert problems(make_content_dir, keys, csv) == [f"content/data/kites.csv:4: error: {message}"]


def test_without_columns_the_table_shows_all_of_them(make_content_dir: MakeContent) -> None:
    front = "---\ntitle: Kites\n---\nKites.\n\n[chart kites]\n"
    keys = "type: bar\nx: town\ny: kites\n"
    files = {"index.md": front, "data/kites.csv": CSV, "charts/kites.yaml": HEAD + keys}
    content, found = load(make_content_dir(files), Store())
    assert content is not None
    assert found == []
    page = outputs(content)["index.html"].make().decode()
    assert re.findall(r'<th scope="col">(\w+)', page) == ["town", "kites", "day", "note"]
    assert "2041-02-01" in page
