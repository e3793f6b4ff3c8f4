"""Slips in charts that once aborted, blocked or silently changed a build, reported at their line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explainer.build import Settings, make
from explainer.charts.vega_process import VEGA, Limits
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    MakeContent = Callable[[Mapping[str, str | bytes | None]], Path]

# The specification starts on line 5.
HEAD = "title: Kites\nsummary: More kites.\ndata: data/kites.csv\nspec:\n"
CSV = f"""town,kites,cells,day,light.total,note
Highfield,120,100,2041-01-01,1,{"a" * 40}!
Lowfield,640,900000100,2041-02-01,2,b
Farfield,30,7,2041-03-01,3,c
Midfield,8,9,2041-04-01,4,d
Overfield,9,11,2041-05-01,5,e
"""
LOW = Limits(cpu=0.5, memory=150 << 20)
X = "encoding: {x: {field: kites, type: quantitative}}"
TOWNS = "encoding: {x: {field: kites, type: quantitative}, y: {field: town}}"

# A name, the specification, the line of the problem, and a part of its message.
SLIPS = [
    ("a bin for each number", ("mark: bar\nencoding:\n  x:\n    field: cells\n    type: quantitative\n"
     "    bin:\n      step: 1"), 11, "a step of 1 makes 900,000,093 bins; write a larger step"),
    ("tiny bins", "mark: bar\nencoding:\n  x: {field: kites, bin: {step: 1e-7}}", 7, "bins; write a"),
    ("tiny bins of a transform", ("mark: bar\ntransform:\n  - bin: {step: 1e-7, extent: [0, 9]}\n"
     "    field: kites\n    as: z\nencoding: {x: {field: z}}"), 7, "makes 90,000,000 bins"),
    ("no step", "mark: bar\nencoding:\n  x: {field: kites, bin: {step: 0}}", 7, "makes endlessly many bins"),
    ("millions of ticks", f"mark: bar\n{TOWNS}\nconfig:\n  axis:\n    tickCount: 10000000", 9,
     '10,000,000 for "tickCount" is more than a chart can show; write at most 2,000'),
    ("millions of rows", "mark: bar\ntransform:\n  - impute: kites\n    key: cells\n"
     "    keyvals: {start: 0, stop: 1e7}\n" + X, 9, '"keyvals" adds 10,000,000 rows'),
    ("millions of steps", ("mark: area\ntransform:\n  - density: kites\n    steps: 1000000\n"
     "encoding: {x: {field: value}}"), 8, '1,000,000 for "steps" is more than'),
    ("a sequence as data", "data: {sequence: {start: 0, stop: 1e6}}\nmark: bar", 5, "its own data"),
    ("a layer's data", "layer:\n  - mark: bar\n    data: {values: [{a: 1}]}", 7, "its own data"),
    ("data to look up", "mark: bar\ntransform:\n  - lookup: town\n    from:\n      key: a\n"
     "      data: {values: [{a: 1}]}\n" + X, 10, "its own data"),
    ("named data", "mark: bar\ndatasets: {a: [1]}", 6, "its own data"),
    ("a regular expression without end", "mark: bar\ntransform:\n  - calculate: datum.kites * 2\n"
     "    as: twice\n  - filter: test(/(a|aa)+$/, datum.note)\n" + X, 9,
     "takes more than 0.5 seconds of processor time; write a simpler regular expression"),
    ("a repetition of a repetition", "mark: bar\ntransform:\n  - filter: test(/(a+)+$/, datum.note)\n" + X,
     7, '"(a+)+" in a regular expression repeats a repetition, and may take forever; write a+'),
    ("a long sequence", "mark: bar\ntransform:\n  - calculate: length(sequence(1e8))\n    as: z\n" + X, 7,
     "write a shorter sequence"),
    ("a fill from nowhere", 'mark:\n  type: bar\n  fill: "url(#nope)"\n' + X, 7,
     'invalid colour "url(#nope)": a chart can\'t refer to anything outside it'),
    ("a fill from a host", ("mark: bar\nencoding:\n  x: {field: kites}\n"
     "  color:\n    value: url(https://example.org/a)"), 9, 'unknown colour "url('),
    ("an escaped space", "mark: bar\ntransform:\n  - calculate: random ()\n    as: z\n" + X, 7,
     'a chart can\'t use "random()"; remove it'),
    ("an escaped letter", "mark: bar\ntransform:\n  - filter: {not: 'n\\u006fw() > 1'}\n" + X, 7,
     'a chart can\'t use "now()"'),
    ("the present time", "mark: bar\ntransform:\n  - calculate: datetime( )\n    as: z\n" + X, 7,
     'a chart can\'t use "datetime()"'),
    ("chance in a label", ("mark: bar\nencoding:\n  x:\n    field: kites\n    axis:\n"
     "      labelExpr: sampleUniform/**/(1, 2)"), 10, 'a chart can\'t use "sampleUniform()"'),
    ("chance in a parameter", "mark: bar\nparams:\n  - name: p\n    expr: random()\n" + X, 8, "random"),
    ("chance in a condition", ("mark: bar\nencoding:\n  x: {field: kites}\n  color:\n    condition:\n"
     "      test: random() > 0.5\n      value: ink"), 10, "random"),
    ("a sample", "mark: bar\ntransform:\n  - sample: 3\n" + X, 7, 'a chart can\'t use "sample"'),
    ("a sampled interval", "mark:\n  type: errorbar\n  extent: ci\n" + TOWNS, 7,
     'a chart can\'t use "ci", which is estimated from random samples; use stderr, stdev or iqr'),
    ("a sampled aggregate", "mark: bar\nencoding:\n  x:\n    field: kites\n    aggregate: ci0", 9, '"ci0"'),
    ("a sampled operation", ("mark: bar\ntransform:\n  - aggregate: [{op: ci1, field: kites, as: z}]\n"
     "encoding: {x: {field: z}}"), 7, '"ci1", which is estimated from random samples'),
    ("a timer", ("mark: bar\nparams:\n  - name: p\n    select:\n      type: point\n"
     "      on: timer{100}\n") + X, 10, "a chart can't use a timer"),
    ("a call in brackets", "mark: bar\ntransform:\n  - calculate: (random)()\n    as: z\n" + X, 7, "random"),
    ("a typing mistake in a key", "mark:\n  type: bar\n  opacty: 0.5\n" + X, 7, 'did you mean "opacity"?'),
    ("a syntax error in one of two", "mark: bar\ntransform:\n  - filter: datum.kites > 1\n"
     "  - filter: datum.kites +* 1\n" + X, 8, "Unexpected token *"),
    ("nothing to draw", "width: 300\nmark: bar\ntransform: [{filter: datum.kites > 900}]\n" + X, 6,
     "the chart draws nothing"),
    ("small letters", ("mark: bar\nencoding:\n  x: {field: kites}\n  y:\n    field: town\n    axis:\n"
     "      labelFontSize: 7"), 11, "write a larger font size"),
    ("a wide chart", f"mark: bar\n{TOWNS}\nwidth: 1400", 7, "pixels high where the page is 640 wide"),
    ("wide panels", "mark: bar\nencoding:\n  x: {field: kites}\n  column: {field: town}", 8, "fewer panels"),
    ("narrow panels", "mark: bar\nwidth: 5\nencoding:\n  x: {field: kites}\n  column: {field: town}", 6,
     "pixels wide where the page is 640 wide; draw fewer side by side"),
    ("a tower", f"mark: bar\nheight: 9000\n{X}", 6, "pixels high, more than 4,000"),
    ("no width", f"mark: bar\nwidth: -5\n{X}", 6, 'invalid value -5 for "width"'),
    ("a colour too many", "mark: point\nencoding:\n  x: {field: kites}\n  color: {field: town}", 8,
     '"town" has 5 values, but there are only 4 colours, so some repeat'),
    ("a colour too many of a list", ("mark: point\nencoding:\n  x: {field: kites}\n  color:\n"
     "    field: town\n    scale: {range: [ink, muted, ink]}"), 8, "there are only 2 colours"),
    ("two names of one colour", ("mark: point\nencoding:\n  x: {field: kites}\n  color:\n"
     "    field: note\n    scale: {range: [ink, side-3, muted, side-4, side-1]}"), 8, "are only 3 colours"),
    ("a legend of what isn't there", ("mark: point\nencoding:\n  x: {field: kites}\n  shape:\n"
     "    field: town\n    scale: {domain: [Highfield, Hihgfield]}"), 8,
     'the legend would show "Hihgfield", which no row of the table has'),
    ("colours of a computed field", ("mark: point\ntransform:\n  - {calculate: 'datum.town + 1', as: z}\n"
     "encoding:\n  x: {field: kites}\n  color: {field: z}"), 10, "with the same symbol"),
    ("white", f"mark:\n  type: bar\n  color: white\n{X}", 7, "can't be seen in the light theme"),
    ("dark text", "mark:\n  type: text\n  color: '#222'\nencoding: {text: {field: town}}", 7,
     "can't be seen in the dark theme"),
    ("a picture", "mark:\n  type: image\n" + X, 6, 'invalid value "image" for "type"'),
    ("a white background", f"mark: bar\nbackground: white\n{X}", 6, 'remove "background"'),
    ("a channel that is only a name", "mark: bar\nencoding:\n  color: town", 7,
     'expected a mapping for "color"; write {field: town}, or {value: town} for one value'),
    ("pale text", "mark:\n  type: text\n  color: hairline\nencoding: {text: {field: town}}", 7,
     'can\'t be read in the colour "hairline"; use ink or muted'),
    ("nothing but faint marks", f"mark:\n  type: bar\n  opacity: 0.01\n{X}", 5, "draws nothing"),
    ("bars without height", ("mark: bar\ntransform: [{calculate: '0', as: z}]\n"
     "encoding: {x: {field: z, type: quantitative}}"), 5, "draws nothing"),
    ("an unknown field", "mark: bar\nencoding:\n  x: {field: kite}", 7, 'did you mean "kites"?'),
    ("an unknown group", ("mark: bar\ntransform:\n  - aggregate: [{op: count, as: n}]\n"
     "    groupby: [twon]\nencoding: {x: {field: n}}"), 8, 'did you mean "town"?'),
    ("an unknown panel", ("repeat: [kites, cels]\nspec:\n  mark: bar\n  encoding:\n"
     "    x: {field: {repeat: repeat}}"), 5, 'did you mean "cells"?'),
]  # fmt: skip


@pytest.fixture
def check(
    make_content_dir: MakeContent, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Return a function that builds a chart, under low limits, and returns its problems.

    All builds of a test share their store, as in the preview.
    """
    store = Store()

    def check(spec: str, *, csv: str = CSV, limits: Limits = LOW) -> list[str]:
        monkeypatch.setattr(VEGA, "limits", limits)
        body = "".join(f"  {line}\n" for line in spec.splitlines())
        files = {"data/kites.csv": csv, "charts/kites.yaml": HEAD + body}
        front = "---\ntitle: Kites\n---\nKites.\n\n[chart kites]\n"
        content_dir = make_content_dir({**files, "index.md": front})
        result = make(Settings(content_dir), store)
        return [
            problem.text().removeprefix("content/charts/kites.yaml:") for problem in result.problems
        ]

    return check


@pytest.mark.parametrize(
    ("spec", "line", "message"), [slip[1:] for slip in SLIPS], ids=[s[0] for s in SLIPS]
)
def test_a_slip_in_a_chart_is_reported_at_its_line(
    spec: str, line: int, message: str, check: Callable[..., list[str]]
) -> None:
    (problem,) = check(spec)
    assert problem.startswith(f"{line}: error: ")
    assert message in problem


@pytest.mark.parametrize(
    "settings",
    [
        "field: kites, scale: {domain: [8.0, 9, 30.00, 120, 640]}",
        "field: kites, scale: {domain: [8, 9, 30, 120, 640]}, legend: {values: {expr: '[8, 9]'}}",
        "field: town, scale: {domain: [Highfield, Lowfield, ~]}",
    ],
    ids=["numbers in other spellings", "values from an expression", "an empty value"],
)
def test_a_legend_of_values_that_the_table_has_is_accepted(
    settings: str, check: Callable[..., list[str]]
) -> None:
    spec = (
        f"mark: line\nencoding:\n  x: {{field: kites}}\n  strokeDash: {{type: ordinal, {settings}}}"
    )
    assert not [problem for problem in check(spec, limits=Limits()) if "the legend" in problem]


@pytest.mark.parametrize("day", ["soon", "2041-13-01", "2041-01-32", "13/02/2041"])
def test_what_is_no_date_is_reported_at_its_row(day: str, check: Callable[..., list[str]]) -> None:
    spec = "mark: point\nencoding: {x: {field: day, type: temporal}}"
    assert check(spec, csv=f"{CSV}Hillfield,1,1,{day},1,a\n") == [
        (
            f'content/data/kites.csv:7: error: "{day}" isn\'t a date, but the chart "kites" draws the column '
            '"day" as dates; write dates like 2041-06-01, or leave the cell empty'
        )
    ]


@pytest.mark.parametrize("day", ["1 June 2041", "2041", "6/13/2041", "2041-06-01T10:00", ""])
def test_dates_in_any_form_that_javascript_reads_are_drawn(
    day: str, check: Callable[..., list[str]]
) -> None:
    spec = "mark: point\nencoding: {x: {field: day, type: temporal}}"
    csv = f"{CSV}Hillfield,1,1,{day},1,a\n"
    assert check(spec, csv=csv, limits=Limits()) == []


FINE = {
    "a density": "mark: area\ntransform: [{density: kites}]\nencoding:\n"
    "  x: {field: value, type: quantitative}\n  y: {field: density, type: quantitative}",
    "a bin's end": "mark: bar\ntransform: [{bin: true, field: kites, as: b}]\nencoding:\n"
    "  x: {field: b, type: quantitative, bin: binned}\n  x2: {field: b_end}\n  y: {aggregate: count}",
    "escaped dots": "mark: point\nencoding:\n  x: {field: 'light\\.total', type: quantitative}",
    "an axis condition": "mark: point\nencoding:\n  x:\n    field: kites\n    type: quantitative\n    axis:\n"
    "      labelColor: {condition: {test: {field: value, gt: 100}, value: ink}, value: muted}",
    "folded columns": "mark: point\ntransform: [{fold: [kites, cells]}]\nencoding:\n"
    "  x: {field: value, type: quantitative}\n  color: {field: key}",
    "a pivot": "mark: point\ntransform:\n  - {pivot: town, value: kites, groupby: [note]}\n"
    "encoding: {x: {field: Highfield, type: quantitative}}",
    "sorted by a sum": "mark: bar\nencoding:\n  x: {aggregate: sum, field: kites, type: quantitative}\n"
    "  y: {field: town, sort: {field: kites, op: sum}}\n  tooltip: [{field: town}, {field: kites}]",
    "a name like a function": "mark: bar\ntransform: [{calculate: \"datum.now + 'random()'\", as: now}]\n"
    + X,
    "many series with shapes": "mark: point\nencoding:\n  x: {field: kites, type: quantitative}\n"
    "  color: {field: town}\n  shape: {field: town}",
    "a gradient": "mark:\n  type: bar\n  color: {gradient: linear, stops: [{offset: 0, color: ink},"
    " {offset: 1, color: muted}]}\n" + X,
    "shades": "mark: rect\nencoding: {x: {field: town}, color: {field: kites, type: quantitative}}",
    "ordered shades": "mark: rect\nencoding: {x: {field: town}, color: {field: kites, type: ordinal}}",
    "panels that fit": "mark: bar\nwidth: 80\nencoding:\n  x: {field: kites, type: quantitative,"
    " axis: {tickCount: 2}}\n  column: {field: town, title: null}",
}  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_nothing_is_reported_for_a_chart_that_is_fine(
    name: str, check: Callable[..., list[str]]
) -> None:
    assert check(FINE[name], limits=Limits()) == []


def test_a_chart_that_takes_too_long_is_not_drawn_again_for_the_same_content(
    check: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = f"width: 301\nmark: bar\ntransform: [{{filter: 'test(/(a|aa)+$/, datum.note)'}}]\n{X}"
    first = check(drawn)
    assert "0.5 seconds of processor time" in first[0]

    def fail(_vega: object) -> None:
        pytest.fail("drawn again")

    monkeypatch.setattr(VEGA, "draw", fail)
    assert check(drawn) == first
