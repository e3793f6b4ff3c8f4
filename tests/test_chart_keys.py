"""Unknown keys in charts, which Vega-Lite drops without a word, and the list of known ones."""

from __future__ import annotations

import json
from typing import Any

import pytest
import vl_convert
from examples import FIVE, LAMPS, PROJECT, load_valid

from explainer.chart_keys import unknown_keys, version
from explainer.chart_spec import spec_problems
from tools.vega_lite_schema import as_json

X = {"field": "a", "type": "quantitative"}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"mark": {"opacty": 0.5}}, 'unknown key "opacty" under "mark"; did you mean "opacity"?'),
        (
            {"encoding": {"x": {"axis": {"tickcount": 5}}}},
            'under "axis"; did you mean "tickCount"?',
        ),
        ({"encoding": {"x": {"scale": {"domian": [0, 9]}}}}, 'did you mean "domain"?'),
        ({"encoding": {"color": {"legend": {"orientation": "top"}}}}, 'did you mean "orient"?'),
        ({"title": {"txt": "Kites"}}, 'under "title"; did you mean "text"?'),
        ({"encoding": {"row": {"header": {"titel": None}}}}, 'did you mean "title"?'),
        ({"config": {"axis": {"gridcolour": "ink"}}}, 'did you mean "gridColor"?'),
        ({"config": {"axiss": {}}}, 'under "config"; did you mean "axis"?'),
        ({"layer": [{"mark": "bar"}, {"mark": {"type": "line", "pont": 1}}]}, 'mean "point"?'),
        ({"mark": {"type": "line", "point": {"sise": 3}}}, 'under "point"; did you mean "size"?'),
        ({"transform": [{"calclate": "1", "as": "b"}]}, 'did you mean "calculate"?'),
        ({"encoding": {"y": {"stack": {"x": 1}, "sort": {"ordr": "x"}}}}, 'did you mean "order"?'),
        ({"encoding": {"x": {"bin": {"maxbin": 5}}}}, 'under "bin"; did you mean "maxbins"?'),
        ({"spec": {"view": {"strok": None}}}, 'under "view"; did you mean "stroke"?'),
        ({"width": {"steps": 20}}, 'under "width"; '),
        ({"zzz": 1}, 'unknown key "zzz"; see Vega-Lite\'s documentation'),
    ],
)
def test_a_typing_mistake_in_a_key_is_not_dropped_silently(
    spec: dict[str, Any], message: str
) -> None:
    problems = [f"{problem}; {hint}" for _, problem, hint in spec_problems(spec)]
    assert len(problems) == 1
    assert message in problems[0]


def test_the_path_of_an_unknown_key_leads_to_its_line() -> None:
    spec = {"layer": [{"encoding": {"x": {"axis": {"labels": True, "tikcs": 1}}}}]}
    assert [path for path, _ in unknown_keys(spec)] == [
        ("layer", 0, "encoding", "x", "axis", "tikcs")
    ]


FINE: list[dict[str, Any]] = [
    {"mark": {"type": "boxplot", "extent": "min-max", "median": {"color": "ink"}, "box": False}},
    {"mark": {"type": "errorband", "borders": {"opacity": 0.5, "strokeDash": [6, 4]}}},
    {"mark": {"type": "arc", "innerRadius": 9, "startAngle": 1, "tooltip": {"content": "data"}}},
    {"mark": {"type": "bar", "width": {"band": 0.7}, "cornerRadius": {"expr": "p"}, "x2Offset": 1}},
    {"mark": {"type": "bar", "opacity": {"signal": "p"}, "xOffset": {"signal": "p"}}},
    {"mark": {"type": "area", "color": {"gradient": "linear", "stops": [{"offset": 0}]}}},
    {"encoding": {"x": {**X, "axis": {"labelColor": {"condition": {"test": "a", "value": "ink"}}}}}},
    {"encoding": {"x": {**X, "scale": {"domain": {"unionWith": [1]}, "nice": {"interval": "day"}}}}},
    {"encoding": {"x": {**X, "sort": {"encoding": "y", "order": "descending"}}}},
    {"encoding": {"x": {**X, "impute": {"keyvals": {"start": 0, "stop": 9}, "method": "mean"}}}},
    {"encoding": {"x": {"aggregate": {"argmax": "b"}, "field": "a", "bin": {"extent": [0, 9]}}}},
    {"encoding": {"color": {"condition": [{"param": "p", "empty": False, **X}], "value": "ink"}}},
    {"encoding": {"facet": {**X, "columns": 2, "header": {"labelExpr": "datum.label"}}}},
    {"encoding": {"tooltip": [{**X, "format": ".1f", "formatType": "number", "title": "A"}]}},
    {"facet": {"row": {**X, "header": {"orient": "left"}}}, "spec": {"mark": "bar"}, "columns": 2},
    {"repeat": {"layer": ["a"]}, "spec": {"encoding": {"x": {"field": {"repeat": "layer"}}}}},
    {"resolve": {"scale": {"x": "shared"}}, "hconcat": [{"mark": "bar", "view": {"fill": "ink"}}]},
    {"transform": [{"window": [{"op": "rank", "as": "r", "param": 1}], "frame": [None, 0]}]},
    {"transform": [{"joinaggregate": [{"op": "sum", "field": "a", "as": "b"}], "groupby": ["c"]}]},
    {"transform": [{"timeUnit": {"unit": "year", "step": 2}, "field": "a", "as": "b"}]},
    {"transform": [{"filter": {"and": [{"field": "a", "range": [0, 1]}, {"not": "datum.a"}]}}]},
    {"transform": [{"regression": "a", "on": "b", "method": "poly", "order": 3, "params": False}]},
    {"params": [{"name": "p", "value": {"x": [1, 2]}, "bind": {"input": "range", "min": 0}}]},
    {"usermeta": {"anything": {"at": "all"}}, "autosize": {"type": "pad", "contains": "padding"}},
    {"config": {"style": {"mine": {"fill": "ink"}}, "range": {"category": ["ink"], "own": [1]}}},
    {"config": {"axisX": {"grid": False}, "axisYTemporal": {"ticks": 1}, "line": {"point": True}}},
    {"config": {"title": {"anchor": "start", "subtitlePadding": 5}, "fontSize": {"text": 12}}},
    {"title": {"text": ["A", "B"], "subtitle": "C", "frame": "group", "anchor": {"expr": "p"}}},
]  # fmt: skip


@pytest.mark.parametrize("spec", FINE, ids=str)
def test_no_key_that_vega_lite_knows_is_reported(spec: dict[str, Any]) -> None:
    assert list(spec_problems(spec)) == []


def test_no_key_of_a_chart_that_is_shown_is_reported() -> None:
    charts = [
        chart
        for folder in (LAMPS, FIVE, PROJECT / "content")
        for chart in load_valid(folder).charts
    ]
    assert len(charts) > 3
    for chart in charts:
        assert list(unknown_keys({**chart.spec, **chart.narrow})) == []


def test_the_known_keys_are_those_of_the_version_that_draws() -> None:
    assert version().startswith(f"{vl_convert.get_vegalite_versions()[-1]}.")


SCHEMA = {
    "$ref": "#/definitions/View",
    "definitions": {
        "View": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "views": {"type": "array", "items": {"$ref": "#/definitions/View"}},
                "mark": {"anyOf": [{"type": "string"}, {"$ref": "#/definitions/MarkDef"}]},
                "free": {},
                "named": {
                    "type": "object",
                    "additionalProperties": {"$ref": "#/definitions/MarkDef"},
                },
            },
        },
        "MarkDef": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"size": {"type": "number"}},
        },
    },
}


def test_a_new_schema_can_replace_the_known_keys() -> None:
    assert json.loads(as_json("7.0.0", SCHEMA)) == {
        "version": "7.0.0",
        "nodes": [
            {"0": "free", "3": "mark", "2": "named", "1": "views"},
            {"3": "*"},
            {"0": "endAngle size startAngle"},
        ],
    }
