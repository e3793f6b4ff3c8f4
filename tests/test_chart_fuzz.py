"""Random charts, plausible and less so: each is drawn or reported, and never aborts the build."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from explainer.chart_records import Chart, Table
from explainer.charts import chart_errors, draw
from explainer.charts.vega_process import VEGA, Limits
from explainer.model import Id

KITES = Table(
    ("town", "kites", "tail", "day", "light.total", "note"),
    (
        ("Highfield", "120", "1.5", "2041-06-01", "900000000", "long"),
        ("Lowfield", "640", "", "2041-07-01", "2", "short & wide"),
        ("Farfield", "-3", "2.5", "2042-01-15", "0", "<b>"),
        ("Midfield", "0", "1e-9", "2042-02-01", "7", "北"),
    ),
)
FIELDS = ("town", "kites", "tail", "day", r"light\.total", "light.total", "note", "z", "value", "")
TYPES = ("quantitative", "temporal", "ordinal", "nominal", None, "quantitive")
MARKS = ("bar", "line", "area", "point", "rule", "text", "tick", "arc", "rect", "boxplot", "trail",
         "errorband", "errorbar", "circle", "square", "image", "geoshape", None, 5)  # fmt: skip
CHANNELS = ("x", "y", "x2", "y2", "color", "fill", "stroke", "shape", "size", "opacity", "text", "row",
            "column", "facet", "xOffset", "theta", "radius", "order", "detail", "tooltip", "strokeDash",
            "angle", "latitude", "key")  # fmt: skip
EXPRESSIONS = (
    "datum.kites > 1", "datum['light.total'] * 2", "random()", "now ()", "test(/(a+)+$/, datum.note)",
    "sequence(1e7)", "year(datum.day)", "datum.", "'", "/[", "1/0", "datum.kites.kites.kites", "[1,2]",
    "{a: 1}", "format(datum.kites, 'q')", "url(#nope)", "data('x')", "scale('x', 1)", "if(1,2,3)",
)  # fmt: skip
VALUES: tuple[Any, ...] = (0, 1, -1, 1e9, 1e308, 0.001, True, None, "side-1", "url(#nope)", "white", [], [1, 2], {}, "",
          "1e-7", "\ud800", "a\x00b", {"expr": "1"}, {"signal": "width"}, "ink", "#12", -1e9)  # fmt: skip
KEYS = ("step", "maxbins", "tickCount", "values", "scale", "axis", "legend", "title", "width", "height",
        "labelFontSize", "color", "fill", "padding", "interpolate", "href", "url", "zero", "domain",
        "range", "scheme", "nice", "bin", "timeUnit", "stack", "size", "config", "resolve", "params",
        "columns", "spacing", "projection", "labelExpr", "sort", "impute", "font", "description")  # fmt: skip


class Maker:
    """Makes random specifications from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.one_of: Callable[[Any], Any] = self.random.choice

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def value(self) -> Any:
        if self.chance(0.2):
            return {self.one_of(KEYS): self.value() for _ in range(self.random.randint(1, 2))}
        return self.one_of(VALUES)

    def channel(self) -> Any:
        if self.chance(0.05):
            return self.value()
        channel: dict[str, Any] = {"field": self.one_of(FIELDS[:6])}
        channel["type"] = self.one_of(TYPES[:4]) if self.chance(0.9) else self.one_of(TYPES)
        if self.chance(0.2):
            channel["aggregate"] = self.one_of(["sum", "count", "mean", "argmax", "q1", "most"])
        if self.chance(0.2):
            channel["bin"] = self.one_of(
                [True, {"step": 1}, {"step": 1e-7}, {"maxbins": 5}, "binned"]
            )
        if self.chance(0.3):
            channel[self.one_of(KEYS)] = self.value()
        if self.chance(0.1):
            channel["condition"] = {"test": self.one_of(EXPRESSIONS), "value": self.one_of(VALUES)}
        return {key: value for key, value in channel.items() if value is not None}

    def transform(self) -> Any:
        field, other = self.one_of(FIELDS), self.one_of(FIELDS)
        return self.one_of([
            {"calculate": self.one_of(EXPRESSIONS), "as": "z"},
            {"filter": self.one_of(EXPRESSIONS)},
            {"filter": {"field": field, self.one_of(["gt", "equal", "oneOf"]): self.one_of(VALUES)}},
            {"density": field, "steps": self.one_of([5, 10_000_000])},
            {"impute": field, "key": other, "value": 0,
             "keyvals": {"start": 0, "stop": self.one_of([5, 10_000_000])}},
            {"fold": [field, other]}, {"flatten": [field]}, {"sample": 3},
            {"bin": {"step": self.one_of([1, 0, -1, 1e-7])}, "field": field, "as": "z"},
            {"aggregate": [{"op": "sum", "field": field, "as": "z"}], "groupby": [other]},
            {"window": [{"op": "rank", "as": "z"}], "sort": [{"field": field}]},
            {"pivot": field, "value": other}, {"regression": field, "on": other},
            {"loess": field, "on": other}, {"quantile": field, "step": self.one_of([0.1, 1e-9])},
            {"stack": field, "groupby": [other], "as": ["value", "z"]},
            {"timeUnit": "milliseconds", "field": "day", "as": "z"},
            {"lookup": field, "from": {"data": {"url": "x.csv"}, "key": other}},
            {"extent": field, "param": "p"}, {"joinaggregate": [{"op": "sum", "field": field, "as": "z"}]},
            self.value(),
        ])  # fmt: skip

    def view(self, depth: int = 0) -> Any:
        view: dict[str, Any] = {}
        if self.chance(0.3):
            view["transform"] = [self.transform() for _ in range(self.random.randint(1, 2))]
        if self.chance(0.15):
            view[self.one_of(KEYS)] = self.value()
        if depth < 2 and self.chance(0.25):
            kind = self.one_of(["layer", "hconcat", "vconcat", "concat"])
            return view | {kind: [self.view(depth + 1) for _ in range(self.random.randint(1, 3))]}
        if depth < 2 and self.chance(0.1):
            facet = self.one_of(
                [self.channel(), {"row": self.channel()}, {"column": self.channel()}]
            )
            key, value = self.one_of([("facet", facet), ("repeat", ["kites", "tail", "nope"])])
            return view | {key: value, "spec": self.view(depth + 1)}
        mark = self.one_of(MARKS[:10]) if self.chance(0.9) else self.one_of(MARKS)
        if self.chance(0.3):
            mark = {"type": mark, self.one_of(KEYS): self.value()}
        channels = {self.one_of(CHANNELS[:2]), *(self.one_of(CHANNELS) for _ in range(2))}
        return view | {
            "mark": mark,
            "encoding": {name: self.channel() for name in sorted(channels)},
        }


def outcome(seed: int) -> str:
    """Draw a random chart; return "drawn" or the message. Any other exception fails the test."""
    spec = Maker(seed).view()
    chart = Chart(Id("kites"), "Kites", "More kites.", "data/kites.csv", {}, spec)
    for error in chart_errors(chart, KITES):
        assert error.message
        assert "\n" not in error.message
        return str(error)
    svg = draw(chart, KITES)
    assert not re.search(
        r"<(script|image|a|style|foreignObject)\b|href|\son\w+=|url\((?!#chart)", svg
    )
    return "drawn"


@pytest.fixture
def _low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VEGA, "limits", Limits(cpu=0.7, memory=200 << 20))


@pytest.mark.usefixtures("_low_limits")
@pytest.mark.parametrize("block", range(4))
def test_no_chart_that_an_editor_may_write_aborts_the_build(block: int) -> None:
    outcomes = [outcome(seed) for seed in range(block * 15, block * 15 + 15)]
    assert "drawn" in outcomes
    assert set(outcomes) != {"drawn"}
