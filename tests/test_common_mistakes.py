"""Slips of those who know Markdown and a little YAML: told where they are, with what to type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from examples import templates

from explainer import model
from explainer.build import Settings, make
from explainer.load.decode import Decoder, _fields
from explainer.load.prose_fields import ProseMaker
from explainer.load.yaml_tree import read_tree
from explainer.problems import Place
from explainer.store import Store

MakeContent = Callable[[Mapping[str, str]], Path]

BARE = "title: The Lamp Dispute\nas_of: 2031-05-20\n"
SITE = f"""\
{BARE}sides:
  north: {{name: Northport}}
  south: {{name: Southport}}
kinds: {{rule: Rule}}
"""
FRONT = "---\ntitle: The lamps\n---\n"
GAZETTE = "- {id: gazette, title: The Lamp Rule, publisher: Gazette, standing: primary}\n"
EVENT = """\
- id: dim
  date: 2030-03-01
  side: north
  kind: rule
  title: Northport dims its lamps
  certainty: confirmed
"""
OUTCOME = """\
outcome:
  id: light
  likelihood: likely
  confidence: low
  by: 2032-01-01
"""
CHART = """\
title: Lamps
summary: Fewer lamps.
data: data/lamps.csv
columns:
  lamp: Lamp
spec:
"""


@pytest.fixture
def told(
    make_content_dir: MakeContent, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Return what tells the problems of some files, each as `FILE:LINE: severity: …`."""
    monkeypatch.setattr("explainer.build.read_templates", lambda _: templates())

    def tell(files: Mapping[str, str]) -> list[str]:
        result = make(Settings(make_content_dir(files)), Store())
        return [problem.text().removeprefix("content/") for problem in result.problems]

    return tell


# What was typed, as files; and the beginning and the end of each line that tells it.
RECORDS: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "a name where keys are wanted": (
        {"site.yaml": f"{SITE}publisher: The Press\n"},
        [("site.yaml:7: error: ", "write keys with values, as {name: The Press}")],
    ),
    "sides as a list": (
        {"site.yaml": f"{BARE}sides:\n  - north: Northport\n  - south: Southport\n"},
        [("site.yaml:4: error: a list stands here; ", "as {north: …, south: …}")],
    ),
    "a side without anything": (
        {"site.yaml": f"{BARE}sides:\n  north:\n  south: {{name: Southport}}\n"},
        [("site.yaml:4: error: nothing stands here; ", "as {name: …}")],
    ),
    "kinds as a list": (
        {"site.yaml": SITE.replace("{rule: Rule}", "[rule, talks]")},
        [("site.yaml:6: error: a list stands here; ", 'for "kinds", as {rule: …, talks: …}')],
    ),
    "a kind without a name": (
        {"site.yaml": SITE.replace("rule: Rule", "rule: ")},
        [('site.yaml:6: error: nothing stands after "rule"; ', "or take it out")],
    ),
    "an account without anything": (
        {"accounts.yaml": "- id: a\n  question: Why?\n  accounts:\n    north: ~\n    south: No.\n"},
        [('accounts.yaml:4: error: nothing stands after "north"; ', "or take it out")],
    ),
    "a language by its name": (
        {"site.yaml": f"{SITE}language: English\n"},
        [('site.yaml:7: error: "language" cannot be "English"; ', "such as en, pt-BR or zh")],
    ),
    "a type that CSL does not know": (
        {
            "sources.yaml": GAZETTE.replace("}", ", type: newspaper}"),
            "index.md": f"{FRONT}Dim [@gazette].\n",
        },
        [('sources.yaml:1: error: "type" cannot be "newspaper"; ', 'did you mean "article-newspaper"?')],
    ),
    "chapters that are not there, each on a line": (
        {"site.yaml": f"{SITE}chapters:\n  - lamps.md\n  - oil\n", "lamps.md": f"{FRONT}Dim."},
        [
            ("site.yaml:8: error: there is no chapter", 'did you mean "lamps"?'),
            ("site.yaml:9: error: there is no chapter", "or take the chapter out"),
        ],
    ),
    "a source that is not there, on a line of its own": (
        {
            "sources.yaml": GAZETTE,
            "timeline/a.yaml": f"{EVENT}  sources:\n    - gazette\n    - gazete\n",
        },
        [('timeline/a.yaml:9: error: there is no source "gazete"; ', 'did you mean "gazette"?')],
    ),
    "sides without a comma": (
        {"timeline/a.yaml": EVENT.replace("side: north", "side: [north south]")},
        [("timeline/a.yaml:3: error: ", "write several as a list: [north, south]")],
    ),
    "no space after colons in brackets": (
        {
            "sources.yaml": GAZETTE,
            "timeline/a.yaml": f"{EVENT}  sources: gazette\n  other_date: {{date:2030, where: Here}}\n",
        },
        [('timeline/a.yaml:8: error: there is no key "date:2030" here; ', "colon: date: 2030")],
    ),
    "an id with an accent": (
        {"timeline/a.yaml": EVENT.replace("id: dim", "id: dïm")},
        [("timeline/a.yaml:1: error: ", "beginning with a letter or digit: dim")],
    ),
    "an id with a space": (
        {"timeline/a.yaml": EVENT.replace("id: dim", "id: The rule")},
        [("timeline/a.yaml:1: error: ", "beginning with a letter or digit: The-rule")],
    ),
    "keys of a measure beside it": (
        {
            "sources.yaml": GAZETTE,
            "timeline/a.yaml": f"{EVENT}  tool: lamp\n  sources: [gazette]\n",
        },
        [('timeline/a.yaml:7: error: there is no key "tool" here; ', 'below "measure:", further indented')],
    ),
    "a dash before each key": (
        {"timeline/a.yaml": "- id: dim\n- date: 2030\n- side: north\n"},
        [("timeline/a.yaml:1: error: each key here ", "before the first key of each entry alone")],
    ),
    "a list below a name": (
        {"timeline/a.yaml": "events:\n  - id: dim\n"},
        [("timeline/a.yaml:1: error: a mapping", 'the list alone, without the line "events:"')],
    ),
    "no space after colons": (
        {"timeline/a.yaml": "- id:dim\n  date:2030\n"},
        [("timeline/a.yaml:1: error: ", "write a space after the colon of each key")],
    ),
    "an outcome's keys beside it": (
        {"index.md": "---\ntitle: Light\nby: 2032-01-01\n---\nText.\n"},
        [('index.md:3: error: there is no key "by" here; ', 'below "outcome:", further indented')],
    ),
    "front matter that is a comment": (
        {"index.md": "---\n# title: Light\n---\nText.\n"},
        [("index.md:2: error: the front matter is empty; ", "write at least title: …")],
    ),
    "a bad alias in a list": (
        {"index.md": "---\ntitle: Light\naliases:\n  - old.html\n  - older\n---\nText.\n"},
        [('index.md:5: error: "older" is no old address; ', "write it as folder/old-name.html")],
    ),
    "a page of changes by its name alone": (
        {
            "site.yaml": f"{SITE}chapters: [oil]\n",
            "oil/index.md": f"{FRONT}Dear.\n",
            "oil/prices.md": f"{FRONT}Dear.\n",
            "changes.yaml": "- date: 2031-01-01\n  kind: update\n  note: New.\n  pages:\n"
            "    - oil/index.md\n    - prices.md\n",
        },
        [("changes.yaml:6: error: there is no page ", 'did you mean "oil/prices.md"?')],
    ),
    "a name that two terms have": (
        {
            "glossary.yaml": "- {id: wick, term: wick, text: It burns.}\n"
            "- id: cord\n  term: cord\n  also: [rope, Wick]\n  text: It is twisted.\n",
            "index.md": f"{FRONT}A wick is a cord.\n",
        },
        [("glossary.yaml:4: error: ", "leave it to one of the two")],
    ),
    "a table with spaces after its commas": (
        {"data/lamps.csv": "lamp, light\nOld, 900\n"},
        [("data/lamps.csv:1: error: ", "take out the spaces round commas, below it too")],
    ),
    "a column that is not there": (
        {
            "data/lamps.csv": "lamp\nOld\n",
            "charts/lamps.yaml": CHART.replace("lamp:", "lam:")
            + "  mark: bar\n  encoding:\n    x:\n      field: lamps\n",
        },
        [
            ("charts/lamps.yaml:5: error: ", 'did you mean "lamp"?'),
            ("charts/lamps.yaml:10: error: ", 'did you mean "lamp"?'),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "lines"), RECORDS.values(), ids=RECORDS.keys())
def test_a_slip_in_a_record_is_told_once_at_its_line_with_what_to_type(
    files: dict[str, str], lines: list[tuple[str, str]], told: Callable[..., list[str]]
) -> None:
    problems = told({"site.yaml": SITE, **files})
    assert len(problems) == len(lines), problems
    for problem, (beginning, end) in zip(problems, lines, strict=True):
        assert problem.startswith(beginning)
        assert problem.endswith(end)


# Files that nothing reads, and the one line that tells each of them.
MISNAMED = {
    "timeline/b.yml": 'error: nothing reads this file; did you mean "timeline/b.yaml"?',
    "Timeline/b.yaml": 'error: nothing reads this file; did you mean "timeline/b.yaml"?',
    "events/b.yaml": 'error: nothing reads this file; did you mean "timeline/b.yaml"?',
    "timeline.yaml": 'error: nothing reads this file; did you mean "timeline/timeline.yaml"?',
    "timeline/a.yml": 'warning: nothing reads this file; did you mean "timeline/a.yaml"?',
    "sources.yml": 'warning: nothing reads this file; did you mean "sources.yaml"?',
    "notes/b.yaml": "warning: nothing reads this file; YAML is read from site.yaml, sources.yaml,"
    " glossary.yaml, accounts.yaml, changes.yaml, timeline/ and charts/",
    "timeline/b.md": "warning: nothing reads this file; a page cannot lie in timeline/: move it",
    "images.png": "warning: nothing reads this file; pictures and other files belong in images/,"
    " tables in data/",
}


@pytest.mark.parametrize(("path", "line"), MISNAMED.items())
def test_a_misnamed_file_is_an_error_where_what_it_holds_would_be_missing(
    path: str, line: str, told: Callable[..., list[str]]
) -> None:
    event = f"{EVENT}  sources: [gazette]\n"
    files = {"site.yaml": SITE, "sources.yaml": GAZETTE, "timeline/a.yaml": event}
    assert told({**files, path: ""}) == [f"{path}:1: {line}"]


@pytest.mark.parametrize("name", ["lamps.MD", "lamps.markdown", "lamps.md.txt"])
def test_a_misnamed_page_is_told_and_not_the_links_to_it(
    name: str, told: Callable[..., list[str]]
) -> None:
    files = {name: f"{FRONT}Dim.\n", "index.md": f"{FRONT}See [the lamps](lamps.md).\n"}
    assert told(files) == [
        f"{name}:1: error: nothing reads this file; a page's name must end in .md"
    ]


@pytest.mark.parametrize(
    ("there", "hint"),
    [
        ("oil/Index.md", "rename oil/Index.md to oil/index.md"),
        ("oil/prices.md", "write oil/index.md, its first page"),
    ],
)
def test_a_chapter_without_its_first_page_is_told_which_to_write(
    there: str, hint: str, told: Callable[..., list[str]]
) -> None:
    (problem,) = told({"site.yaml": f"{BARE}chapters: [oil]\n", there: f"{FRONT}Dear.\n"})
    assert problem.startswith('site.yaml:3: error: there is no chapter "oil"')
    assert problem.endswith(hint)


def test_a_row_with_more_cells_than_its_table_is_told_since_they_would_be_lost(
    told: Callable[..., list[str]],
) -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 | 5 |\n| 6 |\n| 7 | 8 \\| 9 |\n"
    (problem,) = told({"index.md": f"{FRONT}{table}"})
    assert problem.startswith("index.md:7: error: this row has 3 cells, and its table 2 columns; ")


def test_a_mistyped_list_of_sides_is_told_alone_and_not_with_all_that_it_leads_to(
    told: Callable[..., list[str]],
) -> None:
    letter = GAZETTE.replace("primary", "company")
    event = EVENT.replace("side: north", "side: south") + "  sources: [gazette]\n"
    site = SITE.replace("sides:", "side:").replace("kinds:", "kind:")
    problems = told({"site.yaml": site, "sources.yaml": letter, "timeline/a.yaml": event})
    assert problems == [
        'site.yaml:3: error: there is no key "side" here; did you mean "sides"?',
        'site.yaml:6: error: there is no key "kind" here; did you mean "kinds"?',
    ]


@pytest.mark.parametrize("ending", ["index.html", "kites?x", "#top"])
def test_a_base_address_below_which_nothing_can_lie_is_told(
    ending: str, told: Callable[..., list[str]]
) -> None:
    (problem,) = told({"site.yaml": f"{BARE}base_url: 'https://example.org/{ending}'\n"})
    assert problem.startswith("site.yaml:3: error: ")
    assert problem.endswith("end it with the folder that index.html lies in")


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("updated: 2031-05-21", 3),
        (f"{OUTCOME}  resolved: {{date: 2031-06, result: came true}}", 8),
        (f"{OUTCOME}  history:\n    - {{date: 2032, likelihood: likely, why: Dim.}}", 9),
    ],
)
def test_what_is_dated_after_the_last_check_is_told(
    front: str, line: int, told: Callable[..., list[str]]
) -> None:
    (problem,) = told({"index.md": f"---\ntitle: Light\n{front}\n---\nDim.\n"})
    assert problem.startswith(f"index.md:{line}: warning: ")
    assert problem.endswith("correct the date, or move as_of in site.yaml")


def test_a_link_without_a_text_is_a_warning(told: Callable[..., list[str]]) -> None:
    files = {"sources.yaml": GAZETTE, "index.md": f"{FRONT}See [](source:gazette).\n"}
    assert told(files) == [
        'index.md:4: warning: the link to "gazette" has no text; write it into the square brackets'
    ]


@pytest.mark.parametrize(
    ("spec", "line", "end"),
    [
        ("  mark: bar\n  encodings: {}\n", 8, 'did you mean "encoding"?'),
        ("  layer:\n    - mark: bar\n    - mark: bar\n      with: 5\n", 10, 'did you mean "width"?'),
        ("  mark: bar\n  encoding:\n    x:\n      feild: lamp\n", 10, 'did you mean "field"?'),
        ("  mark: bar\n  width: wide\n", 8, "give a number"),
        ("  mark:\n    type: bar\n    color: '#12'\n  encoding: {x: {field: lamp}}\n", 9,
         "muted, hairline, ground"),
        ("  mark:\n    type: bar\n    color: grond\n  encoding: {x: {field: lamp}}\n", 9,
         'did you mean "ground"?'),
        ("  transform:\n    - calculate: now()\n      as: lamps\n  mark: bar\n", 8,
         "each build would draw another chart"),
    ],
)  # fmt: skip
def test_a_fault_in_a_chart_is_told_at_its_own_line(
    spec: str, line: int, end: str, told: Callable[..., list[str]]
) -> None:
    (problem,) = told({"data/lamps.csv": "lamp\nOld\n", "charts/lamps.yaml": f"{CHART}{spec}"})
    assert problem.startswith(f"charts/lamps.yaml:{line}: error: ")
    assert problem.endswith(end)


def test_an_unknown_key_in_any_record_is_told_and_brings_nothing_down() -> None:
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type)]
    records: list[Any] = [kind for kind in kinds if issubclass(kind, model.Record)]
    keys = {key for record in records for key in _fields(record)} | {"nonsense"}
    for record in records:
        for key in keys - _fields(record).keys():
            node, _ = read_tree(f"{key}: x", Place("a.yaml"))
            decoder = Decoder(Place("a.yaml"), ProseMaker(Store()))
            assert node is not None
            decoder.record(node, record)
            assert any(p.code == "unknown-key" and p.hint for p in decoder.problems), (record, key)


def test_one_key_point_needs_no_list(told: Callable[..., list[str]]) -> None:
    assert told({"index.md": "---\ntitle: Light\nkey_points: It dims.\n---\nText.\n"}) == []


@pytest.mark.parametrize(
    "written",
    ["The Lamp Dispute", '"“Dim them!”"', "“Dim” and “bright”", "The “dim” lamps", "It’s dim"],
)
def test_curly_quotation_marks_that_belong_to_a_text_are_left_alone(
    written: str, told: Callable[..., list[str]]
) -> None:
    assert told({"site.yaml": SITE.replace("The Lamp Dispute", written)}) == []


# What was typed as a page's text; and the beginning and the end of each line that tells it.
PROSE: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "a marker in two pairs of brackets": (
        "[[TIMELINE]]",
        [('"[[TIMELINE]]" is no marker; ', "with spaces alone, as [events]")],
    ),
    "a marker as templates have them": (
        "{{ in-force }}",
        [('"{{ in-force }}" is no marker; ', "with spaces alone, as [in-force]")],
    ),
    "a marker with a colon": (
        "[chart: lamps]",
        [('"[chart: lamps]" is no marker; ', "with spaces alone, as [chart NAME]")],
    ),
    "a marker with a comma": (
        "[events, side=north]",
        [('"[events, side=north]" is no marker; ', "with spaces alone, as [events]")],
    ),
    "a marker in bold": (
        "**[status]**",
        [('"**[status]**" is no marker; ', "with spaces alone, as [status]")],
    ),
    "a marker with spaces within its brackets": (
        "[ glossary ]",
        [('"[ glossary ]" is no marker; ', "with spaces alone, as [glossary]")],
    ),
    "a marker's hyphen left out": (
        "[in force]",
        [('there is no marker "[in]"; ', 'did you mean "in-force"?')],
    ),
    "dates the wrong way round": (
        "[events from=2031 to=2030]",
        [('the marker "[events]" asks for ', "turn the two dates round")],
    ),
    "a marker of another name": (
        "[Timeline]",
        [
            (
                'there is no marker "[Timeline]"; the markers are TOC, accounts, changes, ',
                "for plain text, put a backslash before",
            )
        ],
    ),
    "a marker right below a line": (
        "The moves:\n[events]",
        [('the marker "[events]" stands within a paragraph; ', "an empty line above and below")],
    ),
    "a marker as an item of a list": (
        "- [status]\n- more",
        [('the marker "[status]" stands within a paragraph; ', "an empty line above and below")],
    ),
    "a page by its address": (
        "[The lamps](lamps.html#light)",
        [('there is nothing at "lamps.html#light"; ', 'did you mean "lamps.md#light"?')],
    ),
    "a page that the build makes by its address": (
        "[The timeline](timeline.html)",
        [('there is nothing at "timeline.html"; ', 'did you mean "timeline.md"?')],
    ),
    "a page without an ending": (
        "[The lamps](lamps)",
        [('there is nothing at "lamps"; ', 'did you mean "lamps.md"?')],
    ),
    "a picture apart from its file": (
        "![A lens] (images/lens.svg)",
        [("a space stands between a picture's text and its file; ", "write ![text](file)")],
    ),
    "brackets the wrong way round": (
        "See (the lamps)[lamps.md].",
        [("the brackets of this link are the wrong way round; ", "write [text](address)")],
    ),
    "a link without an address": (
        "See [the lamps]().",
        [('the link "the lamps" has no address; ', "into the round brackets")],
    ),
    "a record's link without a text of its own": (
        "See [source:gazette].",
        [('"[source:gazette]" would be shown as typed; ', "write [text](source:gazette)")],
    ),
    "an address of the web without its beginning": (
        "See [them](example.org/lamps).",
        [('there is nothing at "example.org/lamps"; ', "as https://example.org/lamps")],
    ),
    "an address of mail without its beginning": (
        "Ask [the desk](desk@lamps.example).",
        [('there is nothing at "desk@lamps.example"; ', "as mailto:desk@lamps.example")],
    ),
    "a caption in curly quotes": (
        "![A lens](images/lens.svg “A lens”)",
        [("there is no picture ", 'in straight quotes: ![text](file "caption")')],
    ),
    "a comment that is never closed": (
        "<!-- Dim.",
        [("a comment is opened here, and never closed; ", "write --> where it ends")],
    ),
    "a table right below a line": (
        "The towns: |\n|---|---|\n| a | b |",
        [("a table begins in the midst of a paragraph; ", "an empty line above its header")],
    ),
}


@pytest.mark.parametrize(("text", "lines"), PROSE.values(), ids=PROSE.keys())
def test_a_slip_in_a_text_is_told_once_at_its_line_with_what_to_type(
    text: str, lines: list[tuple[str, str]], told: Callable[..., list[str]]
) -> None:
    last = 6 + text.startswith("The moves")
    lamps = f"{FRONT}## Light\n\nDim.\n"
    problems = told({"site.yaml": SITE, "lamps.md": lamps, "index.md": f"{FRONT}Dim.\n\n{text}\n"})
    assert len(problems) == len(lines), problems
    for problem, (beginning, end) in zip(problems, lines, strict=True):
        assert problem.startswith(f"index.md:{last}: error: {beginning}")
        assert problem.endswith(end)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("[[The lamps]]", "[text](page.md)"), ("![[lens.svg]]", "![what it shows](file)")],
)
def test_a_link_of_a_wikis_is_a_warning_since_two_brackets_may_be_meant(
    typed: str, meant: str, told: Callable[..., list[str]]
) -> None:
    assert told({"index.md": f"{FRONT}See {typed}, and [[1]](index.md).\n"}) == [
        f'index.md:4: warning: "{typed}" would be shown as typed; write {meant}'
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[Note: dim.]",
        "Said \\[[sic\\]] twice.",
        "`[[events]]` and `{: .x}`",
        "    [[events]]\n    * code",
        "*Dim*{: .x} and [dark](lamps.md){: .y}",
        "Dim.\n{: .uncited}",
        "## Light {: #light}",
        "Dim,\n\\- and dark.",
        "Dim -\n-5 degrees.",
        "- one\n- two\n    - three",
        "[status]\n\n[status]: lamps.md",
    ],
)
def test_what_only_looks_like_a_slip_is_left_alone(
    text: str, told: Callable[..., list[str]]
) -> None:
    assert told({"lamps.md": f"{FRONT}Dim.", "index.md": f"{FRONT}Dim.\n\n{text}\n"}) == []


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"timeline/a.yaml": f"{EVENT}  text: |\n    So.\n\n    [events]\n"}, "timeline/a.yaml:10"),
        ({"glossary.yaml": "- id: wick\n  term: wick\n  text: '[glossary]'\n"}, "glossary.yaml:3"),
        (
            {"changes.yaml": "- {date: 2031-01-01, kind: update, note: '[changes]'}\n"},
            "changes.yaml:1",
        ),
        ({"index.md": "---\ntitle: A wick\nkey_points: ['[status]']\n---\nA.\n"}, "index.md:3"),
    ],
)
def test_a_list_within_one_of_its_own_entries_is_told_and_does_not_run_for_ever(
    files: dict[str, str], place: str, told: Callable[..., list[str]]
) -> None:
    least = {"site.yaml": SITE, "index.md": f"{FRONT}A wick [@gazette].\n", "sources.yaml": GAZETTE}
    files = {name: text.replace("So.", "So [@gazette].") for name, text in files.items()}
    files = {name: text.replace("\nA.\n", "\nA [@gazette].\n") for name, text in files.items()}
    (problem,) = told({**least, **files})
    assert problem.startswith(f"{place}: error: the marker ")
    assert problem.endswith("put it into the text of a page, below its front matter")
