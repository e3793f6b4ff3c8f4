"""No text makes a build hang: what would take Markdown minutes is reported instead.

`make soak` measures how long our own patterns take.
"""

from __future__ import annotations

import pytest

from explainer.load.prose_fields import fragment_of
from explainer.prose.text_limits import MAX_SIGNS, limit_fault

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
    (fault,) = fragment_of(text).faults
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
