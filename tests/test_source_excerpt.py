"""The line that a problem is about is shown with the place that the message names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from explainer.source_excerpt import LONGEST, Excerpt, excerpt

if TYPE_CHECKING:
    from pathlib import Path


def test_the_place_is_the_first_quotation_of_the_message_that_the_line_has(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("first: 1\r\n  side: nroth\r\n", "utf-8")
    found = excerpt(file, 2, 'unknown "key" "nroth"; did you mean "north"?')
    assert found == Excerpt("  side: nroth", 8, 13)


def test_without_a_quotation_the_whole_line_is_the_place(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("  side: nroth  \n", "utf-8")
    assert excerpt(file, 1, "wrong") == Excerpt("  side: nroth", 2, 13)


@pytest.mark.parametrize("before", [0, 50, 500, 950])
def test_a_long_line_is_cut_around_the_place(tmp_path: Path, before: int) -> None:
    file = tmp_path / "a.md"
    text = "word " * 200
    file.write_text(f"{text[:before]}[@here]{text[before:]}", "utf-8")
    found = excerpt(file, 1, 'unknown source "here"')
    assert found
    assert found.text[found.start : found.end] == "here"
    assert len(found.text) <= LONGEST + 2
    assert found.text.startswith("…") == (before > LONGEST // 3)


def test_what_has_no_such_line_or_is_no_file_has_no_excerpt(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"\xff\n\n")
    os.mkfifo(tmp_path / "pipe")
    assert excerpt(file, 1, "wrong") == Excerpt("�", 0, 1)
    for name, line in (("a.md", 2), ("a.md", 9), ("a.md", 0), ("b.md", 1), (".", 1), ("pipe", 1)):
        assert excerpt(tmp_path / name, line, "wrong") is None
