"""Each kind of problem, in an explainer that is broken in just that way.

A folder in `broken/` is named after a problem's code. It holds `content/`, the lines that
`build.py check` prints of it in `expected.txt`, and in `templates/` any templates that stand in
for the shipped ones. What no folder can hold for everyone (a file that may not be read, a name
that some systems refuse, a line of megabytes) is made here.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples import FIVE, PROJECT, templates

from explainer.check.references import WHERE
from explainer.cli import main
from explainer.load.files import LONGEST_LINE
from explainer.problems import CannotMake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explainer.templates import Templates

BROKEN = Path(__file__).parent / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir())
DOCUMENT = PROJECT / "docs" / "problems.md"
# What makes a problem: each takes the problem's code second.
MAKERS = {"Problem", "Fault", "warning", "_tell"}
# Where a code is passed on that was given elsewhere.
PASSED_ON = {"code", "fault.code"}


def refuse_to_read(name: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    """Return what makes the machine refuse to read a file, as it does to all but its root."""

    def refuse(content_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        really_read = Path.read_bytes

        def read_bytes(path: Path) -> bytes:
            if path.name == name:
                raise PermissionError(13, "Permission denied", str(path))
            return really_read(path)

        assert (content_dir / name).exists()
        monkeypatch.setattr(Path, "read_bytes", read_bytes)

    return refuse


def add_a_nameless_file(content_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    (content_dir / "two\nlines.md").write_text("---\ntitle: The lamps\n---\n", encoding="utf-8")


def add_a_long_line(content_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    with (content_dir / "index.md").open("a", encoding="utf-8") as file:
        file.write("lamp " * (LONGEST_LINE // 5) + "!\n")


MADE_HERE = {
    "bad-name": add_a_nameless_file,
    "line-too-long": add_a_long_line,
    "unreadable": refuse_to_read("lamps.md"),
}


@pytest.fixture
def content_dir(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside a copy of a case's content, with the templates that it asks for."""
    folder = tmp_path / "content"
    shutil.copytree(BROKEN / case / "content", folder)
    if case in MADE_HERE:
        MADE_HERE[case](folder, monkeypatch)
    used = with_those_of(BROKEN / case / "templates")
    monkeypatch.setattr("explainer.build.read_templates", lambda _: used)
    monkeypatch.chdir(tmp_path)
    return folder


@cache
def with_those_of(folder: Path) -> Templates:
    """Return the shipped templates, with a folder's own in their places."""
    own = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    return replace(templates(), texts={**templates().texts, **own}) if own else templates()


@pytest.mark.usefixtures("content_dir")
@pytest.mark.parametrize("case", CASES)
def test_an_editor_reads_exactly_these_lines(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check"])
    printed = capsys.readouterr().err
    assert printed == (BROKEN / case / "expected.txt").read_text(encoding="utf-8")
    assert status == (1 if ": error: " in printed else 0)


@pytest.mark.usefixtures("content_dir")
@pytest.mark.parametrize("case", CASES)
def test_each_explainer_is_broken_in_one_way_which_says_what_to_do(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "--format", "json"])
    problems = json.loads(capsys.readouterr().out)
    assert {problem["code"] for problem in problems} == {case}
    for problem in problems:
        assert problem["hint"] or "; write " in problem["message"]


@pytest.fixture(scope="session")
def good_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("good") / "site"
    assert main(["build", "--content", str(FIVE), "--site", str(site), "--quiet"]) == 0
    return site


@pytest.mark.parametrize("case", CASES)
def test_after_an_error_the_site_is_as_it_was_to_the_last_moment(
    content_dir: Path, good_site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, written = state_of(good_site), state_of(content_dir)
    assert main(["build", "--strict", "--site", str(good_site)]) == 1
    assert state_of(good_site) == before
    assert state_of(content_dir) == written
    assert ": warning: " not in capsys.readouterr().err


def state_of(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return what would show that a file was written anew, or another one put in its place."""
    return {
        str(path): (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        for path in (folder, *folder.rglob("*"))
        for stat in [path.lstat()]
    }


def test_a_template_that_cannot_be_parsed_is_told_at_its_line() -> None:
    faulty = replace(templates(), texts={**templates().texts, "404.html": "<p>\n\n{% if %}\n"})
    with pytest.raises(CannotMake) as raised:
        faulty.render("404.html", {})
    assert raised.value.problems[0].text().startswith("templates/404.html:3: error: ")


def test_every_code_has_an_explainer_that_shows_it() -> None:
    assert set(CASES) == codes_in_the_source()


def test_every_code_is_documented_in_alphabetical_order_and_no_other() -> None:
    assert [code for code, _ in documented()] == sorted(codes_in_the_source())


def test_the_document_says_rightly_what_is_an_error_and_what_a_warning() -> None:
    said = dict(documented())
    for case in CASES:
        lines = (BROKEN / case / "expected.txt").read_text(encoding="utf-8")
        assert all(f": {severity}: " in lines for severity in said[case].split(" or "))


def documented() -> list[tuple[str, str]]:
    """Return each row's code and severity, of rows that also tell what it means and the mending."""
    severity = "error|warning|error or warning"
    row = re.compile(rf"^\| `([a-z0-9-]+)` \| ({severity}) \| .+ \| .+ \|$", re.MULTILINE)
    return row.findall(DOCUMENT.read_text(encoding="utf-8"))


def codes_in_the_source() -> set[str]:
    """Return every code that the package gives a problem, read from its source."""
    return {
        code
        for path in (PROJECT / "explainer").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and called(call) in MAKERS
        for code in codes_of(call, path)
    }


def called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def codes_of(call: ast.Call, path: Path) -> Iterator[str]:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    for code in named or call.args[1:2]:
        if isinstance(code, ast.Constant):
            yield str(code.value)
        elif ast.unparse(code) == "f'unknown-{kind}'":
            yield from (f"unknown-{kind}" for kind in WHERE)
        else:
            assert ast.unparse(code) in PASSED_ON, f"{path}:{call.lineno} makes up a code"
