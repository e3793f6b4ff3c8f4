"""Every problem code, shown by a small explainer that is broken in just that way.

Each folder in `broken/` is named after a code. It contains `content/`, the lines that
`build.py check` prints for it (`expected.txt`) and any templates that replace or join the shipped
ones (`templates/`). This module creates what can't be stored in the repository: an unreadable file,
a file name that some systems refuse, and a line of megabytes.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples import FIVE, PROJECT, templates, templates_of

from explainer.check.name_lookup import DEFINED_IN
from explainer.cli import main
from explainer.load.files import LONGEST_LINE
from explainer.problems import CannotMake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


BROKEN = Path(__file__).parent / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir())
# The content is right, so these are warnings even with --strict.
OF_THE_MACHINE = ["card-font"]
DOCUMENT = PROJECT / "docs" / "problems.md"
# The calls that create a problem; each takes the code as its second argument.
PROBLEM_CALLS = {"Problem", "Fault", "warning", "_add_problem"}
# Arguments that pass on a code from another call.
PASSED_ON = {"code", "fault.code"}


def refuse_to_read(name: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    """Return a function that makes reading a file fail, even where the tests run as root."""

    def refuse(content_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real_read_bytes = Path.read_bytes

        def read_bytes(path: Path) -> bytes:
            if path.name == name:
                raise PermissionError(13, "Permission denied", str(path))
            return real_read_bytes(path)

        assert (content_dir / name).exists()
        monkeypatch.setattr(Path, "read_bytes", read_bytes)

    return refuse


def add_names_that_other_systems_refuse(content_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    names = {
        "two\nlines.md": "Two lines",
        "aux.md": "Aux",
        "why?.md": "Why",
        f"{'a' * 201}.md": "A",
    }
    for name, title in names.items():
        page = f"---\ntitle: {title}\n---\nLamps.\n"
        (content_dir / name).write_text(page, encoding="utf-8")


def add_a_long_line(content_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    with (content_dir / "index.md").open("a", encoding="utf-8") as file:
        file.write("lamp " * (LONGEST_LINE // 5) + "!\n")


CREATED_HERE = {
    "bad-name": add_names_that_other_systems_refuse,
    "line-too-long": add_a_long_line,
    "unreadable": refuse_to_read("lamps.md"),
}


@pytest.fixture
def content_dir(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to a folder with a copy of the case's content, and use the case's templates."""
    folder = tmp_path / "content"
    shutil.copytree(BROKEN / case / "content", folder)
    if case in CREATED_HERE:
        CREATED_HERE[case](folder, monkeypatch)
    if (BROKEN / case / "templates").is_dir():
        shutil.copytree(BROKEN / case / "templates", tmp_path / "templates")
    monkeypatch.setattr("explainer.build.read_templates", templates_of)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.usefixtures("content_dir")
@pytest.mark.parametrize("case", CASES)
def test_check_prints_exactly_the_expected_lines(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["check"])
    printed = capsys.readouterr().err
    assert printed == (BROKEN / case / "expected.txt").read_text(encoding="utf-8")
    assert status == (1 if ": error: " in printed else 0)


@pytest.mark.usefixtures("content_dir")
@pytest.mark.parametrize("case", CASES)
def test_each_broken_explainer_reports_only_its_own_code_with_a_hint(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "--format", "json"])
    problems = json.loads(capsys.readouterr().out)
    assert {problem["code"] for problem in problems} == {case}, "is the rule in RULES?"
    for problem in problems:
        assert problem["hint"] or "; write " in problem["message"]


@pytest.fixture(scope="session")
def good_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("good") / "site"
    assert main(["build", "--content", str(FIVE), "--site", str(site), "--quiet"]) == 0
    return site


@pytest.mark.parametrize("case", [case for case in CASES if case not in OF_THE_MACHINE])
def test_an_error_leaves_the_published_site_untouched(
    content_dir: Path, good_site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site_before, content_before = file_states(good_site), file_states(content_dir)
    assert main(["build", "--strict", "--site", str(good_site)]) == 1
    assert file_states(good_site) == site_before
    assert file_states(content_dir) == content_before
    assert ": warning: " not in capsys.readouterr().err


@pytest.mark.usefixtures("content_dir")
@pytest.mark.parametrize("case", OF_THE_MACHINE)
def test_what_only_the_machine_lacks_never_fails_a_strict_build(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--strict"]) == 0
    assert capsys.readouterr().err == (BROKEN / case / "expected.txt").read_text(encoding="utf-8")


def file_states(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return each path's inode, modification time and size: any rewrite or replacement shows."""
    return {
        str(path): (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        for path in (folder, *folder.rglob("*"))
        for stat in [path.lstat()]
    }


def test_a_template_syntax_error_is_reported_at_its_line() -> None:
    faulty = replace(templates(), texts={**templates().texts, "404.html": "<p>\n\n{% if %}\n"})
    with pytest.raises(CannotMake) as raised:
        faulty.render("404.html", {})
    assert raised.value.problems[0].text().startswith("templates/404.html:3: error: ")


def test_every_problem_code_has_a_broken_explainer() -> None:
    assert set(CASES) == codes_in_the_source()


def test_the_documentation_lists_every_problem_code_alphabetically() -> None:
    assert [code for code, _ in documented()] == sorted(codes_in_the_source())


def test_the_documentation_gives_each_code_its_right_severity() -> None:
    severities = dict(documented())
    for case in CASES:
        lines = (BROKEN / case / "expected.txt").read_text(encoding="utf-8")
        assert all(f": {severity}: " in lines for severity in severities[case].split(" or "))


def documented() -> list[tuple[str, str]]:
    """Return the code and severity of each table row that also has a meaning and a fix."""
    severity = "error|warning|error or warning"
    row = re.compile(rf"^\| `([a-z0-9-]+)` \| ({severity}) \| .+ \| .+ \|$", re.MULTILINE)
    return row.findall(DOCUMENT.read_text(encoding="utf-8"))


def codes_in_the_source() -> set[str]:
    """Return every problem code that the package's source creates."""
    return {
        code
        for path in (PROJECT / "explainer").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and function_name(call) in PROBLEM_CALLS
        for code in codes_in(call, path)
    }


def function_name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def codes_in(call: ast.Call, path: Path) -> Iterator[str]:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    for code in named or call.args[1:2]:
        if isinstance(code, ast.Constant):
            yield str(code.value)
        elif ast.unparse(code) == "f'unknown-{kind}'":
            yield from (f"unknown-{kind}" for kind in DEFINED_IN)
        else:
            assert ast.unparse(code) in PASSED_ON, (
                f"{path}:{call.lineno} uses an unknown expression for a code"
            )
