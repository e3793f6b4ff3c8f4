"""Charts: the same drawing on every machine, in the page's colours, and safe to embed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from examples import templates

from explainer.chart_colours import GROUNDS, fixed_rgb, is_invalid_colour, paint
from explainer.chart_records import Chart, Table
from explainer.chart_spec import ChartError, value_of
from explainer.charts import NARROW, draw, draw_cached, draw_narrow, prefix_ids
from explainer.model import Id

LAMPS = Table(
    ("town", "lamps", "since", "note"),
    (
        ("Northport", "120", "1887-03-01", "ink"),
        ("Southport", "", "1901-07-15", "muted"),
        ("Eastport & Co", "7.5", "1902-01-01", "灯塔"),
    ),
)
BARS = {
    "mark": {"type": "bar", "color": "side-2"},
    "encoding": {
        "y": {"field": "town", "type": "nominal", "title": "Town"},
        "x": {"field": "lamps", "type": "quantitative", "title": "Lamps"},
    },
}


def chart(spec: dict[str, Any], **changes: Any) -> Chart:
    values = {"title": "Lamps <by> town", "summary": "More in\n the north."} | changes
    return Chart(Id("lamps"), data="data/lamps.csv", columns={}, spec=spec, **values)


def text_chart(**changes: Any) -> dict[str, Any]:
    return {"mark": {"type": "text", **changes}, "encoding": {"text": {"field": "note"}}}


def error_message(spec: dict[str, Any]) -> str:
    with pytest.raises(ChartError) as caught:
        draw(chart(spec), LAMPS)
    return str(caught.value)


def test_a_chart_takes_its_colours_from_the_page_so_both_themes_work() -> None:
    svg = draw(chart(BARS), LAMPS)
    assert 'fill="var(--side-2)"' in svg
    assert 'fill="var(--muted)"' in svg
    assert not re.search(r'="(#|black|white|side-|muted)', svg)


def test_changing_true_to_1_in_a_chart_redraws_it() -> None:
    def showing(value: object) -> Chart:
        return chart({"mark": "text", "encoding": {"text": {"value": value}}})

    assert ">true</text>" in draw_cached(showing(True), LAMPS)
    assert ">1</text>" in draw_cached(showing(1), LAMPS)


def test_a_third_and_fourth_side_are_drawn_in_colours_that_pages_define() -> None:
    css = templates().assets["assets/style.css"].decode()
    sides = {**BARS, "mark": {"type": "bar", "color": "side-3", "stroke": "side-4"}}
    names = set(re.findall(r"var\(--([\w-]+)\)", draw(chart(sides), LAMPS)))
    assert {name for name in names if f"--{name}:" not in css} == set()


def test_the_contrast_of_charts_is_measured_against_the_pages_own_grounds() -> None:
    assert {mode: colours["ground"] for mode, colours in templates().colours.items()} == GROUNDS


@pytest.mark.parametrize(
    ("colour", "rgb"),
    [
        ("#12f", (17, 34, 255)),
        ("#1020F0", (16, 32, 240)),
        ("White", (255, 255, 255)),
        ("rgb(1, 2, 3)", (1, 2, 3)),
        ("rgba(1,2,3,0.5)", (1, 2, 3)),
        ("ink", None),
        ("none", None),
        ("oklch(50% 0.1 20)", None),
    ],
)
def test_colours_are_read_as_css_writes_them(colour: str, rgb: object) -> None:
    assert fixed_rgb(colour) == rgb
    assert not is_invalid_colour(colour)


@pytest.mark.parametrize(
    "colour", ["", "inky", "#12", "url(#a)", "var(--edge)", "rgb(1;2)", "hsl(1"]
)
def test_what_is_no_colour_is_not_painted(colour: str) -> None:
    assert is_invalid_colour(colour)


def test_a_page_colour_may_be_written_as_a_variable_too() -> None:
    assert paint("var(--ink)") == paint("ink") == "var(--ink)"


def test_a_colour_name_in_the_data_is_shown_as_text() -> None:
    svg = draw(chart(text_chart()), LAMPS)
    assert ">ink</text>" in svg
    assert ">muted</text>" in svg


def test_a_chart_has_a_title_and_description_for_screen_readers() -> None:
    svg = draw(chart(BARS), LAMPS)
    assert svg.startswith('<svg class="chart" viewBox="0 0 ')
    assert 'role="img" aria-labelledby="chart.lamps.title"' in svg
    assert '<title id="chart.lamps.title">Lamps &lt;by&gt; town</title>' in svg
    assert '<desc id="chart.lamps.desc">More in the north.</desc>' in svg
    assert svg.count("role=") == 1


def test_a_chart_contains_no_inline_style_script_or_link() -> None:
    svg = draw(chart(BARS), LAMPS)
    assert not re.search(r"style|href|http|<script|<image|\son\w+=", svg)


def test_a_chart_scales_because_it_has_no_fixed_size() -> None:
    opening = draw(chart(BARS), LAMPS).partition(">")[0]
    assert " width=" not in opening
    assert " height=" not in opening


def width_of(svg: str) -> float:
    return float(re.findall(r'viewBox="0 0 ([0-9.]+) ', svg)[0])


def test_a_chart_without_a_set_width_gets_a_narrow_form_for_phones() -> None:
    wide, narrow = draw(chart(BARS), LAMPS), draw_narrow(chart(BARS), LAMPS)
    assert width_of(wide) > 640
    assert NARROW - 20 < width_of(narrow) <= NARROW
    assert set(re.findall('font-size="12px"', wide)) == set(re.findall('font-size="12px"', narrow))


def test_a_chart_with_a_set_width_needs_a_narrow_form_from_its_editor() -> None:
    spec = {**BARS, "width": 500}
    assert draw_narrow(chart(spec), LAMPS) == ""
    narrow = draw_narrow(chart(spec, narrow={"width": 200, "mark": "point"}), LAMPS)
    assert width_of(narrow) < NARROW
    assert 'fill="var(--side-2)"' in draw(chart(spec), LAMPS)
    assert 'fill="var(--side-2)"' not in narrow


def test_a_chart_whose_labels_would_fill_a_phone_has_no_narrow_form() -> None:
    towns = Table(("town", "lamps"), (("The northernmost of the harbours of the coast", "1"),))
    assert draw_narrow(chart(BARS), towns) == ""


def test_a_narrow_form_that_is_too_wide_for_a_phone_is_reported() -> None:
    with pytest.raises(ChartError, match=r"the narrow form is \d+ wide, but a phone has room"):
        draw_narrow(chart(BARS, narrow={"width": 400}), LAMPS)


def test_the_narrow_form_refers_to_the_wide_ones_title_and_repeats_no_id() -> None:
    spec = {**BARS, "mark": {"type": "bar", "clip": True}}
    wide, narrow = draw(chart(spec), LAMPS), draw_narrow(chart(spec), LAMPS)
    ids = [set(re.findall(r' id="([^"]*)"', svg)) for svg in (wide, narrow)]
    assert ids[1]
    assert not ids[0] & ids[1]
    named = re.findall(r'aria-labelledby="([^"]*)" aria-describedby="([^"]*)"', narrow)
    assert set(named[0]) <= ids[0]


def test_csv_cells_become_numbers_text_or_nothing() -> None:
    assert [value_of(cell) for cell in ("120", "-7.5", "1e3", "", " ")] == [
        120,
        -7.5,
        1000,
        None,
        None,
    ]
    for text in ("1887-03", "007", "12 lamps", "1e999", "9" * 5000, "１２", "nan"):
        assert value_of(text) == text


def test_two_clipped_charts_on_one_page_use_separate_clip_paths() -> None:
    spec = {**BARS, "mark": {"type": "bar", "clip": True}}
    first, again = draw(chart(spec), LAMPS), draw(chart(spec), LAMPS)
    assert first == again
    assert 'id="chart.lamps.1"' in first
    assert 'clip-path="url(#chart.lamps.1)"' in first


def test_a_chart_shown_twice_on_one_page_can_have_its_ids_prefixed() -> None:
    bars = chart({**BARS, "mark": {"type": "bar", "clip": True}}, summary="See chart.lamps.1")
    svg = prefix_ids(draw(bars, LAMPS), bars, prefix="two.")
    ids = set(re.findall(r' id="([^"]*)"', svg))
    assert ids == {"two.chart.lamps.title", "two.chart.lamps.desc", "two.chart.lamps.1"}
    assert 'aria-labelledby="two.chart.lamps.title"' in svg
    assert "url(#two.chart.lamps.1)" in svg
    assert ">See chart.lamps.1<" in svg


ON_DAYS = {
    "mark": "text",
    "transform": [{"calculate": "'in ' + year(datum.since)", "as": "year"}],
    "encoding": {
        "x": {"field": "since", "type": "temporal"},
        "y": {"field": "year", "type": "nominal"},
        "text": {"field": "since", "type": "temporal", "timeUnit": "yearmonthdate"},
    },
}
DRAW_ON_DAYS = """
import sys
sys.path.insert(0, "tests")
from test_charts import LAMPS, ON_DAYS, chart
from explainer.charts import draw
print(draw(chart(ON_DAYS), LAMPS))
"""


def test_a_day_is_the_same_day_in_every_time_zone() -> None:
    far_away = subprocess.run(
        [sys.executable, "-c", DRAW_ON_DAYS],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "TZ": "America/New_York"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert far_away == draw(chart(ON_DAYS), LAMPS) + "\n"
    assert ">Mar 01, 1887</text>" in far_away
    assert ">in 1902</text>" in far_away


def test_characters_missing_from_the_measuring_font_are_kept() -> None:
    names = Table(("town",), (("北港",), ("南港灯塔",)))
    spec = {"mark": "point", "encoding": {"y": {"field": "town", "type": "nominal", "title": "港"}}}
    svg = draw(chart(spec), names)
    assert {">北港</text>", ">南港灯塔</text>", ">港</text>"} <= set(
        re.findall(r">[^<>]+</text>", svg)
    )


def test_the_editors_chart_settings_override_the_defaults() -> None:
    spec = {**BARS, "config": {"axis": {"labelColor": "ink"}}}
    svg = draw(chart(spec), LAMPS)
    assert "var(--muted)" in svg
    assert 'fill="var(--muted)"' not in svg


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, "the specification cannot be drawn: Invalid specification"),
        ({**BARS, "mark": "bra"}, 'invalid value "bra" for "mark"; did you mean "bar"?'),
        ({**BARS, "mark": {"type": "bar", "color": "side-9"}}, 'unknown colour "side-9"'),
        ({**BARS, "data": {"url": "https://example.org/x.csv"}}, "contains its own data"),
        ({"layer": [{**BARS, "data": {"url": "x.csv"}}]}, 'remove "url"'),
        ({"mark": "bar", "encoding": {"href": {"value": "x"}}}, "can't contain links"),
        ({**BARS, "width": "container"}, "write a number"),
        ({**BARS, "config": "dark"}, 'expected a mapping for "config"'),
        ({**BARS, "layer": None}, "the specification cannot be drawn"),
        ({"mark": "bar", "encoding": "x"}, 'expected a mapping for "encoding"'),
        (
            {"mark": "bar", "encoding": {"colour": {}}},
            'unknown channel "colour" under "encoding"; did you',
        ),
        ({**text_chart(), "transform": [{"filter": "false"}]}, "the chart draws nothing"),
        ({**BARS, "transform": [{"filter": "datum.lamps +* 2"}]}, "Unexpected token *"),
        ({**BARS, "transform": [{"filter": "lit(datum)"}]}, "Unrecognized function: lit"),
        ({**BARS, "transform": [{"calculate": "now()", "as": "z"}]}, 'can\'t use "now()"'),
        (
            {"mark": "bar", "encoding": {"x": {"field": "lamps", "type": "much"}}},
            'invalid value "much" for "type"',
        ),
    ],
)
def test_a_chart_that_cannot_be_drawn_gives_a_one_line_reason(
    spec: dict[str, Any], expected: str
) -> None:
    message = error_message(spec)
    assert expected in message
    assert "\n" not in message
    assert len(message) < 300


@pytest.mark.parametrize(
    "spec",
    [
        {**BARS, "title": "a\x0bb"},
        {**BARS, "title": {"text": {"expr": r"'a\u000bb'"}}},
        {**BARS, "title": "a\ufffe"},
        text_chart(font='a"<b'),
        text_chart(fontWeight="<"),
        text_chart(fontStyle={"expr": "'<'"}),
    ],
)
def test_input_that_crashes_the_chart_library_becomes_a_message(spec: dict[str, Any]) -> None:
    assert error_message(spec)
