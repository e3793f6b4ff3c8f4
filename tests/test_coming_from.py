"""Each row of "Coming from another tool" is true: the message, what works, and what to write."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import NamedTuple

import pytest
from examples import PROJECT, templates_of
from test_cheat_sheet import FILES, build_files

from explainer.build import Result

TEXT = (PROJECT / "docs" / "coming-from.md").read_text(encoding="utf-8")
SAME, WORKS = "the same", "works"


class Row(NamedTuple):
    """Where something is written, what, what to write here, and what the build says."""

    place: str
    typed: str
    instead: str
    message: str


def unquoted(cell: str) -> str:
    """Return what a cell has in backticks, with its signs for line ends and tabs replaced."""
    text = re.fullmatch(r"`(.+)`", cell.replace("\\|", "|"))
    return text[1].replace("⏎", "\n").replace("⇥", "\t") if text else cell


def rows() -> list[Row]:
    found: list[Row] = []
    place = ""
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not cells:
            place = ""
        elif cells[0].startswith("in "):
            place = cells[0]
        elif place and not cells[0].startswith("--"):
            found.append(Row(place, *map(unquoted, cells)))
    return found


ROWS = rows()


def build_row(place: str, text: str, folder: Path) -> Result:
    """Build the cheat sheet's explainer with a row's text in it."""
    files = dict(FILES)
    if place == "in text":
        files["index.md"] += f"\n{text}\n"
    elif place == "in sources.yaml":
        files["index.md"] += "\nMore [@more].\n"
        entry = {"id": "more", "title": "More", "publisher": "P", "standing": "analysis"}
        entry.pop(text.partition(":")[0], None)
        files["sources.yaml"] += "- " + "\n  ".join([*map(": ".join, entry.items()), text]) + "\n"
    else:
        files["site.yaml"] = files["site.yaml"].replace("[background]", "[background, mills]")
        files["mills/index.md"] = "---\ntitle: Mills\n---\nMills turn.\n"
        files["mills/mill.md"] = f"---\ntitle: Mill\n{text}\n---\nIt turns.\n"
    return build_files(folder, files)


@pytest.fixture(autouse=True)
def shipped_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.build.read_templates", templates_of)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.typed)
def test_a_row_is_true(row: Row, tmp_path: Path) -> None:
    result = build_row(row.place, row.typed, tmp_path)
    messages = [f"{problem.message}; {problem.hint}" for problem in result.problems]
    if row.message == WORKS:
        assert messages == []
        pages = [page.read().decode() for page in result.pages if page.address == "index.html"]
        is_plain = re.fullmatch(r"[\w“”… —.]+", row.typed)
        assert is_plain or not any(escape(row.typed, quote=False) in page for page in pages)
        assert row.instead.startswith(SAME)
    else:
        assert any(row.message in message for message in messages), messages


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if f"`{row.instead}`".replace("\n", "⏎") in TEXT.replace("\\|", "|")],
    ids=lambda row: row.instead,
)
def test_what_to_write_instead_works(row: Row, tmp_path: Path) -> None:
    assert build_row(row.place, row.instead, tmp_path).problems == ()


def test_the_tables_are_read_whole() -> None:
    lines = [line for line in TEXT.splitlines() if line.startswith("| ")]
    assert len(ROWS) == len([line for line in lines if not line.startswith("| in ")]) > 50
    assert {row.place for row in ROWS} == {"in text", "in front matter", "in sources.yaml"}
