"""Common mistakes in Markdown and YAML: each is reported once, at its line, with the fix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from examples import templates_of

from explainer import model
from explainer.build import Settings, make
from explainer.load.decode import Decoder
from explainer.load.prose_fields import ProseMaker
from explainer.load.record_fields import fields_by_key
from explainer.load.yaml_tree import read_tree
from explainer.problems import Place, did_you_mean
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
GAZETTE = (
    "- {id: gazette, title: The Lamp Rule, publisher: Gazette, standing: primary, "
    "url: 'https://example.org/gazette'}\n"
)
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
def check_files(
    make_content_dir: MakeContent, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Return a function that checks some files and returns the text of each problem."""
    monkeypatch.setattr("explainer.build.read_templates", templates_of)

    def check(files: Mapping[str, str]) -> list[str]:
        result = make(Settings(make_content_dir(files)), Store())
        return [problem.text().removeprefix("content/") for problem in result.problems]

    return check


# The files as typed, and the start and end of each problem to report.
RECORDS: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "a plain value instead of a mapping": (
        {"site.yaml": f"{SITE}publisher: The Press\n"},
        [("site.yaml:7: error: expected a mapping, ", "write {name: The Press}")],
    ),
    "sides as a list": (
        {"site.yaml": f"{BARE}sides:\n  - north: Northport\n  - south: Southport\n"},
        [("site.yaml:4: error: expected a mapping of ids", "write {north: …, south: …}")],
    ),
    "an empty side": (
        {"site.yaml": f"{BARE}sides:\n  north:\n  south: {{name: Southport}}\n"},
        [("site.yaml:4: error: expected a mapping, found nothing; ", "write {name: …}")],
    ),
    "kinds as a list": (
        {"site.yaml": SITE.replace("{rule: Rule}", "[rule, talks]")},
        [('site.yaml:6: error: expected a mapping for "kinds", ', "write {rule: …, talks: …}")],
    ),
    "a kind without a name": (
        {"site.yaml": SITE.replace("rule: Rule", "rule: ")},
        [('site.yaml:6: error: missing value for "rule"; ', "or remove the key")],
    ),
    "an empty account": (
        {"accounts.yaml": "- id: a\n  question: Why?\n  accounts:\n    north: ~\n    south: No.\n"},
        [('accounts.yaml:4: error: missing value for "north"; ', "or remove the key")],
    ),
    "a language's name instead of its code": (
        {"site.yaml": f"{SITE}language: English\n"},
        [('site.yaml:7: error: invalid value "English" for "language"; ', "such as en, pt-BR or zh")],
    ),
    "an unknown CSL type": (
        {
            "sources.yaml": GAZETTE.replace("}", ", type: newspaper}"),
            "index.md": f"{FRONT}Dim [@gazette].\n",
        },
        [('sources.yaml:1: error: invalid value "newspaper" for "type"; ', 'did you mean "article-newspaper"?')],
    ),
    "unknown chapters, each on its own line": (
        {"site.yaml": f"{SITE}chapters:\n  - lamps.md\n  - oil\n", "lamps.md": f"{FRONT}Dim."},
        [
            ("site.yaml:8: error: unknown chapter", 'did you mean "lamps"?'),
            ("site.yaml:9: error: unknown chapter", "or remove the chapter"),
        ],
    ),
    "an unknown source on its own line": (
        {
            "sources.yaml": GAZETTE,
            "timeline/a.yaml": f"{EVENT}  sources:\n    - gazette\n    - gazete\n",
        },
        [('timeline/a.yaml:9: error: unknown source "gazete"; ', 'did you mean "gazette"?')],
    ),
    "two sides without a comma": (
        {
            "sources.yaml": GAZETTE,
            "timeline/a.yaml": EVENT.replace("side: north", "side: [north south]")
            + "  sources: [gazette]\n",
        },
        [("timeline/a.yaml:3: error: ", "write several ids as a list: [north, south]")],
    ),
    "no space after a colon in braces": (
        {
            "sources.yaml": GAZETTE,
            "timeline/a.yaml": f"{EVENT}  sources: gazette\n  other_date: {{date:2030, where: Here}}\n",
        },
        [('timeline/a.yaml:8: error: unknown key "date:2030"; ', "colon: date: 2030")],
    ),
    "an id with an accent": (
        {"timeline/a.yaml": EVENT.replace("id: dim", "id: dïm")},
        [("timeline/a.yaml:1: error: ", "starting with a letter or digit (for example: dim)")],
    ),
    "an id with a space": (
        {"timeline/a.yaml": EVENT.replace("id: dim", "id: The rule")},
        [("timeline/a.yaml:1: error: ", "starting with a letter or digit (for example: The-rule)")],
    ),
    "a measure's key outside the measure": (
        {
            "sources.yaml": GAZETTE,
            "timeline/a.yaml": f"{EVENT}  tool: lamp\n  sources: [gazette]\n",
        },
        [('timeline/a.yaml:7: error: unknown key "tool"; ', 'below "measure:" and indent it further')],
    ),
    "a dash before each key": (
        {"timeline/a.yaml": "- id: dim\n- date: 2030\n- side: north\n"},
        [("timeline/a.yaml:1: error: the dash before each key ", "before the first key of each entry")],
    ),
    "a list under a top-level key": (
        {"timeline/a.yaml": "events:\n  - id: dim\n"},
        [("timeline/a.yaml:1: error: expected a list, ", 'only the list, without "events:" above it')],
    ),
    "no space after colons": (
        {"timeline/a.yaml": "- id:dim\n  date:2030\n"},
        [("timeline/a.yaml:1: error: ", "add a space after the colon of each key")],
    ),
    "an outcome's key outside the outcome": (
        {"index.md": "---\ntitle: Light\nby: 2032-01-01\n---\nText.\n"},
        [('index.md:3: error: unknown key "by"; ', 'below "outcome:" and indent it further')],
    ),
    "front matter with only a comment": (
        {"index.md": "---\n# title: Light\n---\nText.\n"},
        [("index.md:2: error: the front matter is empty; ", 'write at least "title: …"')],
    ),
    "an invalid alias in a list": (
        {"index.md": "---\ntitle: Light\naliases:\n  - old.html\n  - older\n---\nText.\n"},
        [('index.md:5: error: the alias "older" is invalid: it doesn\'t end in .html; ', "write older.html")],
    ),
    "a changed page without its folder": (
        {
            "site.yaml": f"{SITE}chapters: [oil]\n",
            "oil/index.md": f"{FRONT}Dear.\n",
            "oil/prices.md": f"{FRONT}Dear.\n",
            "changes.yaml": "- date: 2031-01-01\n  kind: update\n  note: New.\n  pages:\n"
            "    - oil/index.md\n    - prices.md\n",
        },
        [("changes.yaml:6: error: unknown page ", 'did you mean "oil/prices.md"?')],
    ),
    "two terms with the same name": (
        {
            "glossary.yaml": "- {id: wick, term: wick, text: It burns.}\n"
            "- id: cord\n  term: cord\n  also: [rope, Wick]\n  text: It is twisted.\n",
            "index.md": f"{FRONT}A wick is a cord.\n",
        },
        [("glossary.yaml:4: error: duplicate name ", "remove one of them")],
    ),
    "a CSV file with spaces after its commas": (
        {"data/lamps.csv": "lamp, light\nOld, 900\n"},
        [("data/lamps.csv:1: error: ", "remove the spaces around commas, in the rows below too")],
    ),
    "an unknown column": (
        {
            "index.md": f"{FRONT}[chart lamps]\n",
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
def test_a_mistake_in_a_record_is_reported_once_at_its_line_with_a_fix(
    files: dict[str, str], lines: list[tuple[str, str]], check_files: Callable[..., list[str]]
) -> None:
    problems = check_files({"site.yaml": SITE, **files})
    assert len(problems) == len(lines), problems
    for problem, (start, end) in zip(problems, lines, strict=True):
        assert problem.startswith(start)
        assert problem.endswith(end)


# Misnamed files, and the problem to report for each.
MISNAMED = {
    "timeline/b.yml": 'error: unused file; did you mean "timeline/b.yaml"?',
    "Timeline/b.yaml": 'error: unused file; did you mean "timeline/b.yaml"?',
    "events/b.yaml": 'error: unused file; did you mean "timeline/b.yaml"?',
    "timeline.yaml": 'error: unused file; did you mean "timeline/timeline.yaml"?',
    "timeline/a.yml": 'warning: unused file; did you mean "timeline/a.yaml"?',
    "timeline/b.CSV": 'error: unused file; did you mean "timeline/b.csv"?',
    "events/b.csv": 'error: unused file; did you mean "timeline/b.csv"?',
    "timeline/b.xlsx": "error: unused file; save it as timeline/b.csv",
    "sources.yml": 'warning: unused file; did you mean "sources.yaml"?',
    "notes/b.yaml": "warning: unused file; rename it to one of site.yaml, sources.yaml,"
    " glossary.yaml, accounts.yaml, changes.yaml, upcoming.yaml, or move it to timeline/ or charts/",
    "timeline/b.md": "warning: unused file; move it: timeline/ can't contain pages",
    "images.zip": "warning: unused file; move pictures and other files to images/, tables to data/",
    "assets/extra.css": "warning: unused file; move it to the folder templates beside the content"
    " folder, if it's to change the look",
    "templates/page.html": "warning: unused file; move it to the folder templates beside the content"
    " folder, if it's to change the look",
    "images.png": "warning: nothing uses this file, but it would be published; show it, link to it"
    " or remove it",
}


@pytest.mark.parametrize(("path", "line"), MISNAMED.items())
def test_a_misnamed_file_is_an_error_only_if_its_content_would_be_missing(
    path: str, line: str, check_files: Callable[..., list[str]]
) -> None:
    event = f"{EVENT}  sources: [gazette]\n"
    files = {"site.yaml": SITE, "sources.yaml": GAZETTE, "timeline/a.yaml": event}
    assert check_files({**files, path: ""}) == [f"{path}:1: {line}"]


@pytest.mark.parametrize("name", ["lamps.MD", "lamps.markdown", "lamps.md.txt"])
def test_a_misnamed_page_is_reported_but_not_the_links_to_it(
    name: str, check_files: Callable[..., list[str]]
) -> None:
    files = {name: f"{FRONT}Dim.\n", "index.md": f"{FRONT}See [the lamps](lamps.md).\n"}
    assert check_files(files) == [
        f"{name}:1: error: unused file; if it's a page, rename it to end in .md"
    ]


@pytest.mark.parametrize(
    ("file", "hint"),
    [
        ("oil/Index.md", "rename oil/Index.md to oil/index.md"),
        ("oil/prices.md", "add its first page, oil/index.md"),
    ],
)
def test_a_chapter_without_its_index_page_is_reported_with_the_file_to_write(
    file: str, hint: str, check_files: Callable[..., list[str]]
) -> None:
    (problem,) = check_files({"site.yaml": f"{BARE}chapters: [oil]\n", file: f"{FRONT}Dear.\n"})
    assert problem.startswith('site.yaml:3: error: unknown chapter "oil"')
    assert problem.endswith(hint)


def test_a_table_row_whose_extra_cells_would_be_lost_is_reported(
    check_files: Callable[..., list[str]],
) -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 | 5 |\n| 6 |\n| 7 | 8 \\| 9 |\n"
    (problem,) = check_files({"index.md": f"{FRONT}{table}"})
    assert problem.startswith(
        "index.md:7: error: this row has 3 cells, but the table has 2 columns; "
    )


def test_a_mistyped_key_for_sides_is_reported_without_its_consequences(
    check_files: Callable[..., list[str]],
) -> None:
    letter = GAZETTE.replace("primary", "company")
    event = EVENT.replace("side: north", "side: south") + "  sources: [gazette]\n"
    site = SITE.replace("sides:", "side:").replace("kinds:", "kind:")
    problems = check_files({"site.yaml": site, "sources.yaml": letter, "timeline/a.yaml": event})
    assert problems == [
        'site.yaml:3: error: unknown key "side"; did you mean "sides"?',
        'site.yaml:6: error: unknown key "kind"; did you mean "kinds"?',
    ]


@pytest.mark.parametrize("ending", ["index.html", "kites?x", "#top"])
def test_a_base_url_that_is_not_a_folder_is_reported(
    ending: str, check_files: Callable[..., list[str]]
) -> None:
    (problem,) = check_files({"site.yaml": f"{BARE}base_url: 'https://example.org/{ending}'\n"})
    assert problem.startswith("site.yaml:3: error: ")
    assert problem.endswith("write the address of the folder that index.html is in")


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("updated: 2031-05-21", 3),
        (f"{OUTCOME}  resolved: {{date: 2031-06, result: came true}}", 8),
        (f"{OUTCOME}  history:\n    - {{date: 2032, likelihood: likely, why: Dim.}}", 9),
    ],
)
def test_a_date_later_than_as_of_is_reported(
    front: str, line: int, check_files: Callable[..., list[str]]
) -> None:
    (problem,) = check_files({"light.md": f"---\ntitle: Light\n{front}\n---\nDim.\n"})
    assert problem.startswith(f"light.md:{line}: warning: ")
    assert problem.endswith('fix the date, or write a later "as_of" in site.yaml')


def test_a_link_without_text_is_a_warning(check_files: Callable[..., list[str]]) -> None:
    files = {"sources.yaml": GAZETTE, "index.md": f"{FRONT}See [](source:gazette).\n"}
    assert check_files(files) == [
        'index.md:4: warning: missing text for the link to "gazette"; write it between the square brackets'
    ]


@pytest.mark.parametrize(
    ("spec", "line", "end"),
    [
        ("  mark: bar\n  encodings: {}\n", 8, 'did you mean "encoding"?'),
        ("  layer:\n    - mark: bar\n    - mark: bar\n      with: 5\n", 10, 'did you mean "width"?'),
        ("  mark: bar\n  encoding:\n    x:\n      feild: lamp\n", 10, 'did you mean "field"?'),
        ("  mark: bar\n  width: wide\n", 8, "write a number"),
        ("  mark:\n    type: bar\n    color: '#12'\n  encoding: {x: {field: lamp}}\n", 9,
         "muted, hairline, ground, or a CSS colour"),
        ("  mark:\n    type: bar\n    color: grond\n  encoding: {x: {field: lamp}}\n", 9,
         'did you mean "ground"?'),
        ("  transform:\n    - calculate: now()\n      as: lamps\n  mark: bar\n", 8,
         "every build would draw a different chart"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_chart_is_reported_at_its_line(
    spec: str, line: int, end: str, check_files: Callable[..., list[str]]
) -> None:
    files = {"data/lamps.csv": "lamp\nOld\n", "charts/lamps.yaml": f"{CHART}{spec}"}
    (problem,) = check_files(files | {"index.md": f"{FRONT}[chart lamps]\n"})
    assert problem.startswith(f"charts/lamps.yaml:{line}: error: ")
    assert problem.endswith(end)


def test_an_unknown_key_in_any_record_is_reported_with_a_hint() -> None:
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type)]
    records: list[Any] = [kind for kind in kinds if issubclass(kind, model.Record)]
    keys = {key for record in records for key in fields_by_key(record)} | {"nonsense"}
    for record in records:
        for key in keys - fields_by_key(record).keys():
            node, _ = read_tree(f"{key}: x", Place("a.yaml"))
            decoder = Decoder(Place("a.yaml"), ProseMaker(Store()))
            assert node is not None
            decoder.record(node, record)
            assert any(p.code == "unknown-key" and p.hint for p in decoder.problems), (record, key)


def test_a_single_key_point_does_not_need_a_list(check_files: Callable[..., list[str]]) -> None:
    assert check_files({"index.md": "---\ntitle: Light\nkey_points: It dims.\n---\nText.\n"}) == []


@pytest.mark.parametrize(
    "title",
    ["The Lamp Dispute", '"“Dim them!”"', "“Dim” and “bright”", "The “dim” lamps", "It’s dim"],
)
def test_curly_quotes_that_belong_to_the_text_are_accepted(
    title: str, check_files: Callable[..., list[str]]
) -> None:
    assert check_files({"site.yaml": SITE.replace("The Lamp Dispute", title)}) == []


# Page text as typed, and the start and end of each problem to report.
PROSE: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "a marker in double brackets": (
        "[[TIMELINE]]",
        [('"[[TIMELINE]]" isn\'t a valid marker; ', "between words, as in [events]")],
    ),
    "a marker in template braces": (
        "{{ in-force }}",
        [('"{{ in-force }}" isn\'t a valid marker; ', "between words, as in [in-force]")],
    ),
    "a marker with a colon": (
        "[chart: lamps]",
        [('"[chart: lamps]" isn\'t a valid marker; ', "between words, as in [chart NAME]")],
    ),
    "a marker with a comma": (
        "[events, side=north]",
        [('"[events, side=north]" isn\'t a valid marker; ', "between words, as in [events]")],
    ),
    "a marker in bold": (
        "**[status]**",
        [('"**[status]**" isn\'t a valid marker; ', "between words, as in [status]")],
    ),
    "a marker with spaces inside its brackets": (
        "[ glossary ]",
        [('"[ glossary ]" isn\'t a valid marker; ', "between words, as in [glossary]")],
    ),
    "a marker without its hyphen": (
        "[in force]",
        [('unknown marker "[in]"; ', 'did you mean "in-force"?')],
    ),
    "dates in the wrong order": (
        "[events from=2031 to=2030]",
        [('"from=2031" is later than "to=2030" in the marker "[events]"; ', "swap the two dates")],
    ),
    "an unknown marker": (
        "[Timeline]",
        [
            (
                'unknown marker "[Timeline]"; use one of: TOC, accounts, changes, ',
                "or add a backslash before it to keep it as text",
            )
        ],
    ),
    "a marker directly below a line of text": (
        "The moves:\n[events]",
        [('the marker "[events]" is inside a paragraph; ', "a blank line above and below")],
    ),
    "a marker in a list item": (
        "- [status]\n- more",
        [('the marker "[status]" is inside a paragraph; ', "a blank line above and below")],
    ),
    "a link to a page's address": (
        "[The lamps](lamps.html#light)",
        [('unknown page or file "lamps.html#light"; ', 'did you mean "lamps.md#light"?')],
    ),
    "a link to a generated page's address": (
        "[The timeline](timeline.html)",
        [('unknown page or file "timeline.html"; ', 'did you mean "timeline.md"?')],
    ),
    "a link to a page without .md": (
        "[The lamps](lamps)",
        [('unknown page or file "lamps"; ', 'did you mean "lamps.md"?')],
    ),
    "a space between a picture's text and its file": (
        "![A lens] (images/lens.svg)",
        [("there's a space between the picture's text and its file; ", "write ![text](file)")],
    ),
    "a link with its brackets swapped": (
        "See (the lamps)[lamps.md].",
        [("the link's round and square brackets are swapped; ", "write [text](address)")],
    ),
    "a link without an address": (
        "See [the lamps]().",
        [('missing address for the link "the lamps"; ', "between the round brackets")],
    ),
    "a link to a record without link text": (
        "See [source:gazette].",
        [('"[source:gazette]" would be shown as typed; ', "write [text](source:gazette)")],
    ),
    "a web address without https://": (
        "See [them](example.org/lamps).",
        [('unknown page or file "example.org/lamps"; ', "as https://example.org/lamps")],
    ),
    "an email address without mailto:": (
        "Ask [the desk](desk@lamps.example).",
        [('unknown page or file "desk@lamps.example"; ', "as mailto:desk@lamps.example")],
    ),
    "a caption in curly quotes": (
        "![A lens](images/lens.svg “A lens”)",
        [("unknown picture ", 'in straight quotes: ![text](file "caption")')],
    ),
    "an unclosed comment": (
        "<!-- Dim.",
        [("unclosed comment; ", "add --> where it ends")],
    ),
    "a table directly below a line of text": (
        "The towns: |\n|---|---|\n| a | b |",
        [("this table starts in the middle of a paragraph; ", "a blank line above its header")],
    ),
}


@pytest.mark.parametrize(("text", "lines"), PROSE.values(), ids=PROSE.keys())
def test_a_mistake_in_a_page_is_reported_once_at_its_line_with_a_fix(
    text: str, lines: list[tuple[str, str]], check_files: Callable[..., list[str]]
) -> None:
    line = 6 + text.startswith("The moves")
    lamps = f"{FRONT}## Light\n\nDim.\n"
    problems = check_files(
        {"site.yaml": SITE, "lamps.md": lamps, "index.md": f"{FRONT}Dim.\n\n{text}\n"}
    )
    assert len(problems) == len(lines), problems
    for problem, (start, end) in zip(problems, lines, strict=True):
        assert problem.startswith(f"index.md:{line}: error: {start}")
        assert problem.endswith(end)


@pytest.mark.parametrize("filter_name", ["side", "kind", "from", "to"])
def test_a_filter_without_a_value_never_gets_itself_as_a_suggestion(
    filter_name: str, check_files: Callable[..., list[str]]
) -> None:
    (problem,) = check_files({"site.yaml": SITE, "index.md": f"{FRONT}[events {filter_name}]\n"})
    assert problem.endswith("; use side=, kind=, from= or to=")


def test_a_suggestion_is_never_what_was_typed() -> None:
    assert did_you_mean("side", ["side", "kind"]) == ""
    hint = 'did you mean "oil/lamps.md"?'
    assert did_you_mean("oil/lamps.md", ["oil/lamps.md"], typed="lamps.md") == hint


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [("[[The lamps]]", "[text](page.md)"), ("![[lens.svg]]", "![what it shows](file)")],
)
def test_a_wiki_link_is_only_a_warning_since_double_brackets_may_be_intended(
    typed: str, markdown: str, check_files: Callable[..., list[str]]
) -> None:
    assert check_files({"index.md": f"{FRONT}See {typed}, and [[1]](index.md).\n"}) == [
        f'index.md:4: warning: "{typed}" would be shown as typed; write {markdown}'
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
def test_text_that_only_looks_like_a_mistake_is_accepted(
    text: str, check_files: Callable[..., list[str]]
) -> None:
    assert check_files({"lamps.md": f"{FRONT}Dim.", "index.md": f"{FRONT}Dim.\n\n{text}\n"}) == []


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
def test_a_marker_inside_an_entry_of_its_own_list_is_reported_and_does_not_loop(
    files: dict[str, str], place: str, check_files: Callable[..., list[str]]
) -> None:
    minimal = {
        "site.yaml": SITE,
        "index.md": f"{FRONT}A wick [@gazette].\n",
        "sources.yaml": GAZETTE,
    }
    files = {name: text.replace("So.", "So [@gazette].") for name, text in files.items()}
    files = {name: text.replace("\nA.\n", "\nA [@gazette].\n") for name, text in files.items()}
    (problem,) = check_files({**minimal, **files})
    assert problem.startswith(f"{place}: error: the marker ")
    assert problem.endswith("move it to a page, below the front matter")


def test_a_citation_kept_as_text_by_a_backslash_is_not_reported(
    check_files: Callable[..., list[str]],
) -> None:
    text = r"In brackets: \[@gazette], \[@gazette, p. 2] and a\[gazette]; cited: [@gazette]."
    files = {"site.yaml": SITE, "sources.yaml": GAZETTE, "index.md": f"{FRONT}{text}\n"}
    assert check_files(files) == []
    (problem,) = check_files({**files, "index.md": f"{FRONT}{text}\n\n@gazette\n"})
    assert 'error: "@gazette" isn\'t a citation; write [@gazette]' in problem
