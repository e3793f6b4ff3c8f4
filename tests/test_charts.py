"""A chart is drawn the same everywhere, in the page's colours, and safely."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from explainer.chart_spec import ChartError, value_of
from explainer.charts import NARROW, draw, draw_narrow, drawn, prefixed
from explainer.model import Chart, Id, Table

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
    written = {"title": "Lamps <by> town", "summary": "More in\n the north."} | changes
    return Chart(Id("lamps"), data="data/lamps.csv", columns={}, spec=spec, **written)


def with_text(**changes: Any) -> dict[str, Any]:
    return {"mark": {"type": "text", **changes}, "encoding": {"text": {"field": "note"}}}


def refused(spec: dict[str, Any]) -> str:
    with pytest.raises(ChartError) as caught:
        draw(chart(spec), LAMPS)
    return str(caught.value)


def test_colours_come_from_the_page_so_that_dark_and_light_both_work() -> None:
    svg = draw(chart(BARS), LAMPS)
    assert 'fill="var(--side-2)"' in svg
    assert 'fill="var(--muted)"' in svg
    assert not re.search(r'="(#|black|white|side-|muted)', svg)


def test_a_preview_shows_the_new_chart_where_true_was_changed_to_1() -> None:
    def saying(value: object) -> Chart:
        return chart({"mark": "text", "encoding": {"text": {"value": value}}})

    assert ">true</text>" in drawn(saying(True), LAMPS)
    assert ">1</text>" in drawn(saying(1), LAMPS)


def test_a_name_of_a_colour_among_the_data_stays_what_it_says() -> None:
    svg = draw(chart(with_text()), LAMPS)
    assert ">ink</text>" in svg
    assert ">muted</text>" in svg


def test_a_picture_has_a_name_and_a_text_for_those_who_cannot_see_it() -> None:
    svg = draw(chart(BARS), LAMPS)
    assert svg.startswith('<svg class="chart" viewBox="0 0 ')
    assert 'role="img" aria-labelledby="chart.lamps.title"' in svg
    assert '<title id="chart.lamps.title">Lamps &lt;by&gt; town</title>' in svg
    assert '<desc id="chart.lamps.desc">More in the north.</desc>' in svg
    assert svg.count("role=") == 1


def test_nothing_in_it_breaks_a_strict_content_security_policy_or_leads_elsewhere() -> None:
    svg = draw(chart(BARS), LAMPS)
    assert not re.search(r"style|href|http|<script|<image|\son\w+=", svg)


def test_it_scales_since_it_has_no_size_of_its_own() -> None:
    opening = draw(chart(BARS), LAMPS).partition(">")[0]
    assert " width=" not in opening
    assert " height=" not in opening


def width_of(svg: str) -> float:
    return float(re.findall(r'viewBox="0 0 ([0-9.]+) ', svg)[0])


def test_a_chart_that_leaves_its_width_to_us_is_drawn_again_to_be_read_on_a_phone() -> None:
    wide, narrow = draw(chart(BARS), LAMPS), draw_narrow(chart(BARS), LAMPS)
    assert width_of(wide) > 640
    assert NARROW - 20 < width_of(narrow) <= NARROW
    assert set(re.findall('font-size="12px"', wide)) == set(re.findall('font-size="12px"', narrow))


def test_a_chart_of_a_width_of_its_own_has_a_narrow_form_where_its_editor_gives_one() -> None:
    spec = {**BARS, "width": 500}
    assert draw_narrow(chart(spec), LAMPS) == ""
    narrow = draw_narrow(chart(spec, narrow={"width": 200, "mark": "point"}), LAMPS)
    assert width_of(narrow) < NARROW
    assert 'fill="var(--side-2)"' in draw(chart(spec), LAMPS)
    assert 'fill="var(--side-2)"' not in narrow


def test_what_stands_beside_the_plot_may_leave_no_room_for_it_on_a_phone() -> None:
    towns = Table(("town", "lamps"), (("The northernmost of the harbours of the coast", "1"),))
    assert draw_narrow(chart(BARS), towns) == ""


def test_a_narrow_form_that_is_too_wide_for_a_phone_is_told() -> None:
    with pytest.raises(ChartError, match=r"the narrow form is \d+ wide, and a phone has room"):
        draw_narrow(chart(BARS, narrow={"width": 400}), LAMPS)


def test_the_narrow_form_takes_its_name_from_the_wide_one_and_keeps_its_ids_apart() -> None:
    spec = {**BARS, "mark": {"type": "bar", "clip": True}}
    wide, narrow = draw(chart(spec), LAMPS), draw_narrow(chart(spec), LAMPS)
    ids = [set(re.findall(r' id="([^"]*)"', svg)) for svg in (wide, narrow)]
    assert ids[1]
    assert not ids[0] & ids[1]
    named = re.findall(r'aria-labelledby="([^"]*)" aria-describedby="([^"]*)"', narrow)
    assert set(named[0]) <= ids[0]


def test_numbers_are_drawn_as_numbers_and_empty_cells_as_nothing() -> None:
    assert [value_of(cell) for cell in ("120", "-7.5", "1e3", "", " ")] == [
        120,
        -7.5,
        1000,
        None,
        None,
    ]
    for text in ("1887-03", "007", "12 lamps", "1e999", "9" * 5000, "１２", "nan"):
        assert value_of(text) == text


def test_two_clipped_charts_on_one_page_do_not_cut_one_another() -> None:
    spec = {**BARS, "mark": {"type": "bar", "clip": True}}
    first, again = draw(chart(spec), LAMPS), draw(chart(spec), LAMPS)
    assert first == again
    assert 'id="chart.lamps.1"' in first
    assert 'clip-path="url(#chart.lamps.1)"' in first


def test_a_chart_shown_twice_on_one_page_can_have_its_ids_prefixed() -> None:
    drawn = chart({**BARS, "mark": {"type": "bar", "clip": True}}, summary="See chart.lamps.1")
    svg = prefixed(draw(drawn, LAMPS), drawn, prefix="two.")
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
from tests.test_charts import LAMPS, ON_DAYS, chart
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


def test_characters_that_the_measuring_font_lacks_come_through_unharmed() -> None:
    names = Table(("town",), (("北港",), ("南港灯塔",)))
    spec = {"mark": "point", "encoding": {"y": {"field": "town", "type": "nominal", "title": "港"}}}
    svg = draw(chart(spec), names)
    assert {">北港</text>", ">南港灯塔</text>", ">港</text>"} <= set(
        re.findall(r">[^<>]+</text>", svg)
    )


def test_what_the_editor_sets_goes_before_what_we_would_take() -> None:
    spec = {**BARS, "config": {"axis": {"labelColor": "ink"}}}
    svg = draw(chart(spec), LAMPS)
    assert "var(--muted)" in svg
    assert 'fill="var(--muted)"' not in svg


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({}, "the specification cannot be drawn: Invalid specification"),
        ({**BARS, "mark": "bra"}, 'there is no mark "bra" in a chart; did you mean "bar"?'),
        ({**BARS, "mark": {"type": "bar", "color": "side-9"}}, 'there is no colour "side-9"'),
        ({**BARS, "data": {"url": "https://example.org/x.csv"}}, "brings data of its own"),
        ({"layer": [{**BARS, "data": {"url": "x.csv"}}]}, 'leave "url" out'),
        ({"mark": "bar", "encoding": {"href": {"value": "x"}}}, "may not hold links"),
        ({**BARS, "width": "container"}, "give a number"),
        ({**BARS, "config": "dark"}, '"config" must hold keys and values'),
        ({**BARS, "layer": None}, "the specification cannot be drawn"),
        ({"mark": "bar", "encoding": "x"}, '"encoding" must hold keys and values'),
        ({"mark": "bar", "encoding": {"colour": {}}}, 'no channel "colour" in a chart; did you'),
        ({**with_text(), "transform": [{"filter": "false"}]}, "the chart draws nothing"),
        ({**BARS, "transform": [{"filter": "datum.lamps +* 2"}]}, "Unexpected token *"),
        ({**BARS, "transform": [{"filter": "lit(datum)"}]}, "Unrecognized function: lit"),
        ({**BARS, "transform": [{"calculate": "now()", "as": "z"}]}, 'may not use "now()"'),
        ({"mark": "bar", "encoding": {"x": {"field": "lamps", "type": "much"}}}, 'no type "much"'),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_why_in_a_line(spec: dict[str, Any], said: str) -> None:
    message = refused(spec)
    assert said in message
    assert "\n" not in message
    assert len(message) < 300


@pytest.mark.parametrize(
    "spec",
    [
        {**BARS, "title": "a\x0bb"},
        {**BARS, "title": {"text": {"expr": r"'a\u000bb'"}}},
        {**BARS, "title": "a\ufffe"},
        with_text(font='a"<b'),
        with_text(fontWeight="<"),
        with_text(fontStyle={"expr": "'<'"}),
    ],
)
def test_what_would_kill_the_whole_build_is_a_message_instead(spec: dict[str, Any]) -> None:
    assert refused(spec)
