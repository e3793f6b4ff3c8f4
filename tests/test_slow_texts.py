"""No text makes a build hang: our own patterns are linear, and Markdown's own have a limit.

Time is measured in processor time with a generous cap. Linear work takes a hundredth of it, and work
that grows with the square of the text's length many times as much.
"""

from __future__ import annotations

import time

import pytest

from explainer.date_spellings import iso_dates
from explainer.load.prose_fields import fragment_of
from explainer.load.yaml_tree import read_tree
from explainer.problems import Place
from explainer.prose.foreign_syntax import (
    block_faults,
    find_strays,
    marker_lines,
    mistyped_markers,
    paragraph_faults,
)
from explainer.prose.other_dialects import dialect_faults, tab_table_faults
from explainer.prose.pasted_html import with_pastes_reported_once
from explainer.prose.source_lines import Line
from explainer.prose.text_limits import MAX_SIGNS, limit_fault
from explainer.prose.uncited import states_facts

SIZE = 50_000  # characters
CAP = 20  # seconds
# Signs and beginnings of our syntax, each repeated without its end.
UNITS = [
    "“", '"', "‘", "'", "“a b ", '"a b ', "[", "]", "(", "![", "](", "[a](", "[@", "[@a", "@a", "@a.",
    "[^", "[[", "[events", " ", "\n ", "\t", "a\t", "\n", "\n|", "|", "|a", "-", "\n- ", "{", "{{", "{%",
    "{: ", "{{<", "%%", "%%a", "$", "$a=", "$$", ":", ":a", "`", "``", "`a", "``a`", "\\`", "~~", "==",
    "<", "<a ", "<!--", "<p style=", "mso-", "Mso", "</o:", "1", "1 ", "1, ", "1-", "1.", "75 a ", "A 1 ",
    "(1", "+1 ", "#1 ", "a", "_a", "a@", "a.b@", "http://", "www.", "A b of ", "said “", "\u00a0",
]  # fmt: skip
PREFIXES = ["", "[@a", "{{"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_our_own_patterns_take_time_in_proportion_to_the_text(prefix: str) -> None:
    start = time.process_time()
    for unit in UNITS:
        text = prefix + (unit * SIZE)[:SIZE] + "x"
        states_facts(text)
        list(block_faults(text, 1, references=(), has_footnote=lambda _: False))
        list(paragraph_faults(text, 1))
        list(marker_lines(text, 1, references=()))
        list(mistyped_markers(text, 1))
        list(find_strays(text, 1))
        list(dialect_faults(text, 1, is_paragraph=True))
        list(tab_table_faults([Line(1, line) for line in text.split("\n")]))
        list(with_pastes_reported_once(text, ()))
        limit_fault(text)
        iso_dates(text)
        assert time.process_time() - start < CAP, unit


@pytest.mark.parametrize(
    "unit", [" ", "a", "a ", "- ", "-", "a: ", "_", "\u00a0", "&a ", "#", " #", "'", ","]
)
@pytest.mark.parametrize("prefix", ["", "title: ", "a: b\ntitle: [", "a: b\n ", "a: {b"])
def test_yaml_mistakes_are_explained_in_time_whatever_the_line_holds(
    prefix: str, unit: str
) -> None:
    start = time.process_time()
    read_tree(prefix + (unit * SIZE)[:SIZE], Place("site.yaml"))
    assert time.process_time() - start < CAP


# Texts on which Python-Markdown takes more than two seconds, each of at most 100 KB.
ENDLESS = {
    "asterisks": "*a",
    "underscores": "_a",
    "backticks": "``a`",
    "quotation marks": '"',
    "apostrophes": "'a",
    "ellipses": "...",
    "open tags": "<a ",
    "closed tags": "<b>",
    "unclosed tags with quotes": '<span class="',
    "headings": "\n# a",
    "empty headings": "\n#",
    "underlines": "\na\n===",
    "rules": "\n---",
    "notes": "\n!!! note\n    a",
    "list items": "\n- a",
    "short paragraphs": "\n\na",
    "ampersands": "&",
    "table rows": "a\n",
}


@pytest.mark.parametrize("unit", ENDLESS.values(), ids=ENDLESS.keys())
def test_a_text_that_would_take_minutes_is_reported_at_its_place(unit: str) -> None:
    start_of_table = "| a | b |\n|---|---|\n" if unit == "a\n" else ""
    text = f"Lamps.\n\n{start_of_table}{(unit * 100_000)[:100_000]}"
    start = time.process_time()
    (fault,) = fragment_of(text).faults
    assert time.process_time() - start < CAP
    assert fault.code in {"too-long-to-convert", "nested-too-deep"}
    assert fault.line >= 3
    assert fault.hint


def test_the_line_of_the_first_sign_beyond_the_limit_is_named() -> None:
    fault = limit_fault("Lamps.\n\n" + "*a \n" * (2 * MAX_SIGNS))
    assert fault is not None
    assert fault.line == MAX_SIGNS + 3
    assert fault.message == f"too many * in one paragraph ({MAX_SIGNS + 1:,} up to here)"


ORDINARY = {
    "prose of a megabyte": "The *lamps* of Northport “burn”, don't they? `Dim` [@gazette], and so on.\nThey smoke when it rains, as the log of the keeper tells.\n\n" * 8_000,
    "a table of 2,000 rows": "| a | b |\n|---|---|\n" + "| **Lamp** | `dim` and *bright* |\n" * 2_000,
    "a list of 3,000 items": "- The *lamp* at the `quay` isn't lit.\n" * 3_000,
    "400 headings": "## The lamps\n\nThey burn *oil*.\n\n" * 400,
    "HTML": "<details>\n<summary>A <em>lamp</em></summary>\n\nIt burns.\n\n</details>\n\n" * 400,
    "comparisons": "Of lamps, a < b and b < c.\n\n" * 3_000,
}  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_a_long_ordinary_page_is_never_refused(text: str) -> None:
    assert limit_fault(text) is None
