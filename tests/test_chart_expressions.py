"""Vega expressions and fields: what is code, what is text, and which column is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.chart_expressions import (
    calls,
    endless_regex,
    expressions,
    has_regex,
    to_utc,
    tokens,
    unrepeatable_call,
)
from explainer.chart_fields import column_of, field_of, unknown_fields

from examples import QUICK  # isort: skip


@pytest.mark.parametrize(
    "expression",
    [
        "random()",
        "random ()",
        "random\n(\n)",
        "random/* a */()",
        "random// a\n()",
        "r\\u0061ndom()",
        "\\u{72}andom()",
        "1 + (2 * now())",
        "'a' + sampleNormal(1, 2)",
        "datum.a / random() / 2",
        "[random()]",
        "{a: random()}",
        "datetime()",
        "datetime( )",
        "(random)()",
        "( (\\u006eow) )/* a */ ()",
        "(datetime)()",
        "random\u00a0()",
        "RANDOM()",
        "`a` + random()",
        "if(test(/[/(]/, datum.a), random(), 1)",
    ],
)
def test_chance_and_the_clock_are_found_in_any_spelling(expression: str) -> None:
    assert unrepeatable_call(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "'random()'",
        '"now()" + datum.now',
        "datum.random(1)",
        "datum['now']",
        "/random()/",
        "datetime(2041, 0)",
        "randomly()",
        "'it\\'s random()'",
        "random",
        "`now()`",
        "(datum.now)",
        "f(now) + (1)",
    ],
)
def test_text_and_columns_are_no_code(expression: str) -> None:
    assert not unrepeatable_call(expression)


def test_times_are_read_as_utc_but_text_and_columns_stay() -> None:
    assert to_utc("year (datum.a) + month(1)") == "utcyear (datum.a) + utcmonth(1)"
    assert to_utc("timeFormat(datum.day, 'year(')") == "utcFormat(datum.day, 'year(')"
    assert to_utc("datetime(2041, 1) - time(datum.a)") == "utc(2041, 1) - time(datum.a)"
    assert to_utc("datum.year(1) + 'day()'") == "datum.year(1) + 'day()'"


def test_a_slash_after_a_value_divides() -> None:
    assert not has_regex("datum.a / 2 / (3) / [4] / 5")
    assert has_regex("test(/a/, datum.a)")
    assert has_regex("regexp(datum.a)")
    assert list(calls("a / b(1) / c()")) == [("b", True), ("c", False)]


@pytest.mark.parametrize(
    ("expression", "instead"),
    [
        ("test(/(a+)+$/, datum.a)", "a+"),
        ("test(/^(?:[a-z]*)+$/, datum.a)", "[a-z]*"),
        ("replace(datum.a, regexp('(\\\\d+)*x'), '')", "\\\\d*"),
    ],
)
def test_a_regular_expression_that_may_take_forever_is_found(expression: str, instead: str) -> None:
    found = endless_regex(expression)
    assert found is not None
    assert found[1] == instead


@pytest.mark.parametrize(
    "expression",
    ["test(/(\\d+,)+/, datum.a)", "test(/(a+)/, '(a+)')", "'(a+)+'", "test(/(a+)?b+/, datum.a)"],
)
def test_other_regular_expressions_may_be_used(expression: str) -> None:
    assert endless_regex(expression) is None


@QUICK
@given(st.text(alphabet="ab1 .()/\\'\"[]{}+*u0041\n", max_size=40))
def test_no_character_of_an_expression_is_lost(expression: str) -> None:
    assert "".join(token.source for token in tokens(expression)) == expression


def test_expressions_are_found_wherever_vega_lite_allows_them() -> None:
    spec = {
        "transform": [{"filter": {"and": ["a", {"not": "b"}, {"field": "x", "equal": "c"}]}}],
        "params": [{"name": "p", "expr": "d"}],
        "encoding": {"x": {"axis": {"labelExpr": "e"}, "condition": {"test": "f", "value": "g"}}},
    }
    assert [text for _, text in expressions(spec)] == ["a", "b", "d", "e", "f"]
    assert ("transform", 0, "filter", "and", 1, "not") in dict(expressions(spec))


@pytest.mark.parametrize(
    ("field", "column"),
    [
        (r"light\.total", "light.total"),
        (r"tails\[0\]", "tails[0]"),
        ("['light.total']", "light.total"),
        ('["a b"]', "a b"),
        ("a.b", "a.b"),
        ("a[0]", "a[0]"),
        ("kites sold", "kites sold"),
        ("", ""),
    ],
)
def test_a_field_names_its_column(field: str, column: str) -> None:
    assert column_of(field) == column


@QUICK
@given(st.text(alphabet="ab .[]'\"\\", min_size=1, max_size=12))
def test_every_columns_name_can_be_written_as_a_field(column: str) -> None:
    assert column_of(field_of(column)) == column


@pytest.mark.parametrize(
    "field",
    [
        "sum_kites",
        "yearmonth_day",
        "bin_maxbins_10_kites_end",
        "__count",
        "mean_light.total",
        "kites",
    ],
)
def test_names_that_vega_lite_derives_from_columns_are_known(field: str) -> None:
    header = ("kites", "day", "light.total")
    assert list(unknown_fields({"encoding": {"x": {"field": field}}}, header)) == []


@pytest.mark.parametrize("field", ["sums_kites", "kite", "bin_kite", "_kites", "light.totals"])
def test_names_that_only_look_derived_are_unknown(field: str) -> None:
    header = ("kites", "day", "light.total")
    assert list(unknown_fields({"encoding": {"x": {"field": field}}}, header))
