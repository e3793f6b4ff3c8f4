"""The guide to starting a project works as written: its commands run, and it leaves nothing out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from examples import PROJECT

from explainer import cli
from explainer.build import Settings, make
from explainer.new.project import starter_files
from explainer.new_options import PIECES
from explainer.new_options import PROJECT as PROJECT_OPTIONS
from explainer.store import Store

GUIDE = PROJECT / "docs" / "starting.md"
TEXT = GUIDE.read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line)
    for block in re.findall(r"^```sh\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]


def test_the_commands_of_the_guide_make_an_explainer_that_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for program, *arguments in COMMANDS:
        assert program == "explainer"
        assert cli.main(arguments) == 0
        monkeypatch.chdir(tmp_path / "strait")
    problems = make(Settings(Path("content")), Store()).problems
    assert {problem.severity for problem in problems} <= {"warning"}, problems


def test_every_piece_is_added_by_a_command_and_explained() -> None:
    pieces = {arguments[2] for arguments in COMMANDS[1:]}
    assert pieces == set(PIECES)
    section = TEXT[TEXT.index("| piece |") : TEXT.index("Where a list is sorted")]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(PIECES)


def test_every_option_of_each_piece_is_explained() -> None:
    section = TEXT[TEXT.index("| option | of |") : TEXT.index("[All commands and options]")]
    rows = re.findall(r"^\| (.*?) \| (.*?) \|", section, re.MULTILINE)[1:]
    documented = {
        (piece, option)
        for options, pieces in rows
        for option in re.findall(r"--(\w+)", options)
        for piece in pieces_of(pieces)
    }
    actual = {(piece, option.name) for piece, (_, all_) in PIECES.items() for option in all_[1:]}
    assert documented == actual | {(piece, "content") for piece in PIECES}


def pieces_of(cell: str) -> set[str]:
    """Return the pieces that a cell names: some of them, `all`, or all but some."""
    named = set(re.findall(r"`(\w+)`", cell))
    return set(PIECES) - named if cell.startswith("all") else named


def test_the_options_of_a_project_and_its_files_are_explained() -> None:
    section = TEXT[: TEXT.index("## Pieces")]
    assert re.findall(r"^\| `--(\w+)` \|", section, re.MULTILINE) == [
        option.name for option in PROJECT_OPTIONS
    ]
    table = section[section.index("| file or folder |") : section.index("| option |")]
    named = re.findall(r"`([\w./-]+)`", table)
    files = [*starter_files(), ".explainer/schemas/"]
    for name in files:
        assert any(name == each or (each[-1] == "/" and name.startswith(each)) for each in named)


def test_the_readme_and_the_writing_guide_lead_here() -> None:
    assert "(docs/starting.md)" in (PROJECT / "README.md").read_text(encoding="utf-8")
    assert "(../starting.md)" in (PROJECT / "docs" / "guide" / "README.md").read_text(
        encoding="utf-8"
    )
