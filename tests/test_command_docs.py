"""`docs/commands.md` lists every command and option as `--help` explains it."""

from __future__ import annotations

import re

import pytest

from explainer.cli import FAILED, INTERRUPTED, PROBLEMS, SUCCESS
from explainer.new_options import PIECES, new_parser, piece_parser
from explainer.options import COMMANDS, USAGE_ERROR, _Parser, _parsers
from tools.write_commands import FILE, PROGRAM, commands_document

TEXT = FILE.read_text(encoding="utf-8")
PARSERS = {
    **_parsers(PROGRAM)[1],
    "new": new_parser(_Parser(prog=f"{PROGRAM} new")),
    **{
        f"new {piece}": piece_parser(piece, _Parser(prog=f"{PROGRAM} new {piece}"))
        for piece in PIECES
    },
}


def test_the_commands_are_documented_as_they_are() -> None:
    assert commands_document() == TEXT, "run make commands"


def test_every_command_has_a_section() -> None:
    headings = re.findall(r"^## explainer ([\w ]+?)(?: DIR)?$", TEXT, re.MULTILINE)
    assert headings.count("new") == 1
    assert set(headings) == set(PARSERS)
    assert set(COMMANDS) <= set(headings)


@pytest.mark.parametrize("name", PARSERS)
def test_help_prints_what_is_documented(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    printed = "".join(PARSERS[name].format_help().split())
    section = re.split(rf"^## explainer {name}(?: DIR)?$", TEXT, flags=re.MULTILINE)[1]
    rows = re.findall(r"^\| `(.+?)` \| (.+) \|$", section.partition("\n## ")[0], re.MULTILINE)
    assert rows or "All options of" in section
    for names, meaning in rows:
        assert names.split()[0] in printed
        assert "".join(meaning.split()) in printed


def test_every_exit_status_is_documented() -> None:
    statuses = {SUCCESS, PROBLEMS, USAGE_ERROR, FAILED, INTERRUPTED}
    table = TEXT.partition("## Exit status")[2]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == statuses
