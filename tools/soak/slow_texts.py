"""Measures how the time of our own patterns grows with texts made to be slow.

A pattern that tries every position for every beginning takes time in proportion to the square of
the text's length: four times the text takes sixteen times as long.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from explainer.date_spellings import iso_dates
from explainer.load.yaml_tree import read_tree
from explainer.problems import Place
from explainer.prose.foreign_syntax import (
    block_faults,
    find_strays,
    marker_lines,
    mistyped_markers,
    paragraph_faults,
)
from explainer.prose.list_structure import mark_lists
from explainer.prose.other_dialects import dialect_faults, tab_table_faults
from explainer.prose.pasted_html import with_pastes_reported_once
from explainer.prose.source_lines import Line
from explainer.prose.text_limits import limit_fault
from explainer.prose.uncited import states_facts
from tools.soak.trials import Failed, Soak

SHORT, LONG = 4_000, 16_000  # characters
# Linear work takes four times as long for the long text. The seconds are allowed besides, so that
# noise in very short times is no failure.
GROWTH, SECONDS = 9, 0.1

# Signs and beginnings of our syntax, each repeated without its end.
UNITS = [
    "“", '"', "‘", "'", "“a b ", '"a b ', "[", "]", "(", "![", "](", "[a](", "[@", "[@a", "@a", "@a.",
    "[^", "[[", "[events", " ", "\n ", "\t", "a\t", "\n", "\n|", "|", "|a", "-", "\n- ", "{", "{{", "{%",
    "{: ", "{{<", "%%", "%%a", "$", "$a=", "$$", ":", ":a", "`", "``", "`a", "``a`", "\\`", "~~", "==",
    "<", "<a ", "<!--", "<p style=", "mso-", "Mso", "</o:", "1", "1 ", "1, ", "1-", "1.", "75 a ", "A 1 ",
    "(1", "+1 ", "#1 ", "a", "_a", "a@", "a.b@", "http://", "www.", "A b of ", "said “", "\u00a0",
]  # fmt: skip
PREFIXES = ["", "[@a", "{{"]
# Without deep nesting, which is refused before lists are read.
LIST_UNITS = [
    "-", "  - a\n", " ", "\t", "_ ", "|-", "- a\n\n", "a\n: b\n", "!!! ",
    "[^a]: ", "[^", ":", "`", "- a\n", "- a\n+ b\n", "> - a\nb\n", "<!--\n", "\n",
]  # fmt: skip
YAML_UNITS = [" ", "a", "a ", "- ", "-", "a: ", "_", "\u00a0", "&a ", "#", " #", "'", ","]
YAML_PREFIXES = ["", "title: ", "a: b\ntitle: [", "a: b\n ", "a: {b"]


def run_slow_texts(_soak: Soak) -> str:
    """Time each function on each text at two lengths, and say how many were timed."""
    timed = 0
    for name, function, text in _trials():
        timed += 1
        short, long = (_seconds(function, _cut(text, length)) for length in (SHORT, LONG))
        if long > GROWTH * short + SECONDS:
            raise Failed(
                f"{name} takes {short:.2f} s for {SHORT:,} characters and {long:.2f} s for {LONG:,}:"
                f" {text[:30]!r} …"
            )
    return f"{timed:,} texts take time in proportion to their length"


def _trials() -> Iterator[tuple[str, Callable[[str], object], str]]:
    for name, function in PROSE.items():
        for prefix in PREFIXES:
            for unit in UNITS:
                yield name, function, prefix + unit * LONG
    for unit in LIST_UNITS:
        yield "mark_lists", _mark_lists, "- a\n" + unit * LONG
    for prefix in YAML_PREFIXES:
        for unit in YAML_UNITS:
            yield "read_tree", _read_yaml, prefix + unit * LONG


def _cut(text: str, length: int) -> str:
    return f"{text[:length]}x"


def _seconds(function: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    function(text)
    return time.process_time() - start


def _mark_lists(text: str) -> object:
    return mark_lists(_lines(text))


def _read_yaml(text: str) -> object:
    return read_tree(text, Place("site.yaml"))


def _lines(text: str) -> list[Line]:
    return [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]


PROSE: dict[str, Callable[[str], object]] = {
    "states_facts": states_facts,
    "block_faults": lambda text: list(
        block_faults(text, 1, references=(), has_footnote=lambda _: False)
    ),
    "paragraph_faults": lambda text: list(paragraph_faults(text, 1)),
    "marker_lines": lambda text: list(marker_lines(text, 1, references=())),
    "mistyped_markers": lambda text: list(mistyped_markers(text, 1)),
    "find_strays": lambda text: list(find_strays(text, 1)),
    "dialect_faults": lambda text: list(dialect_faults(text, 1, is_paragraph=True)),
    "tab_table_faults": lambda text: list(tab_table_faults(_lines(text))),
    "with_pastes_reported_once": lambda text: list(with_pastes_reported_once(text, ())),
    "limit_fault": limit_fault,
    "iso_dates": iso_dates,
}
