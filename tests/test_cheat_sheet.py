"""The cheat sheet works as written: its files build, and each row gives what it says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest
from examples import PROJECT, templates_of, write_files

from explainer.build import Result, Settings, make
from explainer.load.unused_files import KNOWN_FILES
from explainer.new_options import PIECES
from explainer.options import COMMANDS, parse
from explainer.pages.marker_table import MARKERS
from explainer.store import Store

SHEET = PROJECT / "docs" / "cheat-sheet.md"
TEXT = SHEET.read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w./-]+)` · [^\n]+\n\n```\w+\n(.*?)^```$", TEXT, re.DOTALL | re.M))
SECTION = TEXT[TEXT.index("## Text") : TEXT.index("## Files")]
TYPED = [
    re.sub(r"\\\|", "|", typed.strip()).replace("⏎", "\n")
    for _, typed in re.findall(r"^\| (`+)(.+?)\1 \| .+ \|$", SECTION, re.MULTILINE)
]

# What each row's text becomes, as a part of the page's HTML.
GIVES = {
    "*mill* and **mill**": "<em>mill</em> and <strong>mill</strong>",
    "~~mill~~, ==mill==, H~2~O, x^2^": "<del>mill</del>, <mark>mill</mark>, H<sub>2</sub>O, x<sup>2</sup>",
    "[@mill-book]": '<p><sup class="cite"><a href="#src.mill-book"',
    "[@mill-book, p. 12; @post]": 'data-note>1, p. 12</a> <a href="#src.post"',
    "[the mill](background.md)": '<a href="background.html">the mill</a>',
    "[the law](background.md#the-law)": '<a href="background.html#the-law">the law</a>',
    "[the ban](event:tail-rule)": '<a href="timeline.html#tail-rule">the ban</a>',
    "[the mill](https://example.org/)": '<a href="https://example.org/">the mill</a>',
    "A mill.^[It turns.]": '<p>It turns.&nbsp;<a aria-label="Back to the text"',
    "A mill.[^1]\n\n[^1]: It turns.": '<p>It turns.&nbsp;<a aria-label="Back to the text"',
    "\\[@mill-book] \\SD": "<p>[@mill-book] SD</p>",
    "12\\. May": "<p>12. May</p>",
    "`mill`": "<p><code>mill</code></p>",
    "One mill.\\\nTwo mills.": "One mill.<br>\nTwo mills.",
    "## The mill": '<h2 id="the-mill">The mill</h2>',
    "- One\n- Two": "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>",
    "1. One\n2. Two": "<ol>\n<li>One</li>\n<li>Two</li>\n</ol>",
    "- [x] One\n- [ ] Two": '<span class="task-sign">☑</span>',
    "> A mill.": "<blockquote>\n<p>A mill.</p>\n</blockquote>",
    "> [!NOTE]\n> A mill.": '<p class="admonition-title">Note</p>\n<p>A mill.</p>',
    '??? note "More"\n    A mill.': "<summary>More</summary>\n<p>A mill.</p>",
    "| a | b |\n|---|---|\n| 1 | 2 |": "<td>1</td>\n<td>2</td>",
    "~~~\nmill~~~\n~~~": "<pre><code>mill~~~\n</code></pre>",
    "Mill\n: It turns.": "<dt>Mill</dt>\n<dd>It turns.</dd>",
    '![A kite](images/kite.svg "It flies.")': "<figcaption>It flies.</figcaption></figure>",
    "In 1890 it turned.\n{: .uncited}": "paced out.</p>\n<p>In 1890 it turned.</p>\n</div>",
    "<!-- Ask the miller. -->": "paced out.</p>\n</div>",
    "[events]": '<h2><a href="timeline.html#toll">',
    "[events side=highfield kind=rule from=2041 to=2042]": '<h2><a href="timeline.html#tail-rule">',
    "[diagram]": 'paced out.</p>\n<figure class="diagram-figure">',
    "[in-force]": '<table class="in-force-table">',
    "[chart sold]": '<figure class="chart-figure" id="chart.sold"',
    "[accounts why]": '<section class="accounts" aria-label="Why were long tails forbidden?">',
    "[outcomes]": '<a href="outcome.html">Long tails fly again</a></th><td><strong>likely',
    "[upcoming]": 'paced out.</p>\n<ul class="upcoming">',
    "[status]": 'paced out.</p>\n<ul class="status-items">',
    "[glossary]": '<a href="glossary.html#sail-distance">sail distance</a></dt>',
    "[sources]": '<ul class="all-sources">',
    "[changes]": 'paced out.</p>\n<ol class="changes">',
    "[TOC]\n\n## One\n\n## Two": '<nav class="toc"',
}


@pytest.fixture(autouse=True)
def shipped_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.build.read_templates", templates_of)


def build_files(folder: Path, files: Mapping[str, str]) -> Result:
    content_dir = write_files(folder / "content", files)
    return make(Settings(content_dir, folder / "site", strict=True), Store())


def test_the_files_of_the_cheat_sheet_build_without_a_warning(tmp_path: Path) -> None:
    result = build_files(tmp_path, FILES)
    assert [str(problem) for problem in result.problems] == []
    assert result.pages


def test_every_file_that_an_editor_can_write_is_on_the_cheat_sheet() -> None:
    assert set(KNOWN_FILES) <= FILES.keys()
    assert len(FILES) == TEXT.count("\n```") / 2


@pytest.mark.parametrize("typed", TYPED)
def test_a_row_gives_what_it_says(typed: str, tmp_path: Path) -> None:
    page = f"{FILES['index.md']}\n{typed}\n"
    result = build_files(tmp_path, FILES | {"index.md": page})
    assert [str(problem) for problem in result.problems] == []
    (html,) = (page.read().decode() for page in result.pages if page.address == "index.html")
    assert GIVES[typed] in html


def test_every_row_and_every_marker_is_tested() -> None:
    assert GIVES.keys() == set(TYPED)
    assert SECTION.count("\n| ") - SECTION.count("\n| you write") == len(TYPED)
    markers = {match[1] for typed in TYPED if (match := re.match(r"\[([\w-]+)[^@]*\]", typed))}
    assert set(MARKERS) <= markers


def test_every_command_of_the_cheat_sheet_exists_and_every_common_one_is_there() -> None:
    section = TEXT[TEXT.index("## Commands") : TEXT.index("## Text")]
    lines = re.findall(r"^\| `(explainer.*?)` \|", section, re.MULTILINE)
    commands = {parse(shlex.split(line)[1:], "explainer").command for line in lines}
    assert commands == set(COMMANDS) - {"cache"}
    assert set(PIECES) <= set(re.findall(r"`(?:explainer new )?(\w+)`", section))
