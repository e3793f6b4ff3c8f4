"""Each way to be wrong is told by exactly the line that helps to mend it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from explainer.build import TEMPLATES, Settings, build, make
from explainer.store import Store

HERE = Path(__file__).parent
BROKEN = sorted(path for path in (HERE / "broken").iterdir() if path.is_dir())
CODE_AT = re.compile(r'(?:Problem|warning|Fault)\(\s*(?:[\w.]+(?:\([^()]*\))?,\s*)"([a-z0-9-]+)"')
# Told at the machine's or the templates' doing: each has a test of its own below.
SET_UP_ELSEWHERE = {"dead-link", "template", "unreadable"}


def lines_of(content: Path, *, templates: Path = TEMPLATES) -> list[str]:
    result = make(Settings(content=content, templates=templates), Store())
    return [problem.text() for problem in result.problems]


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_a_mistake_is_told_by_the_expected_line_and_no_other(folder: Path) -> None:
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert lines_of(folder / "content") == expected
    codes = {problem.code for problem in make(Settings(folder / "content"), Store()).problems}
    assert codes == {folder.name}


def test_every_code_has_an_example_and_is_explained() -> None:
    sources = (HERE.parent / "explainer").rglob("*.py")
    named = {code for path in sources for code in CODE_AT.findall(path.read_text("utf-8"))}
    examples = {folder.name for folder in BROKEN}
    assert named <= examples | SET_UP_ELSEWHERE
    guide = (HERE.parent / "docs" / "problems.md").read_text(encoding="utf-8")
    explained = re.findall(r"^- `([a-z0-9-]+)`", guide, re.MULTILINE)
    assert explained == sorted(examples | SET_UP_ELSEWHERE)


def test_after_a_mistake_the_site_is_as_it_was_times_included(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert build(Settings(HERE / "explainers" / "five", site), Store()).published
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    result = build(Settings(HERE / "broken" / "unknown-event" / "content", site), Store())
    assert result.published is None
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def copied_templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def test_a_broken_template_is_told_at_its_file_and_line(tmp_path: Path) -> None:
    templates = copied_templates(tmp_path)
    (templates / "changes.html").write_text("<p>\n{{ nothing.here }}\n", encoding="utf-8")
    lines = lines_of(HERE / "explainers" / "five", templates=templates)
    expected = "templates/changes.html:2: error: 'nothing' is undefined; mend the template"
    assert lines == [expected]


def test_a_template_that_cannot_be_parsed_is_told_at_its_line(tmp_path: Path) -> None:
    templates = copied_templates(tmp_path)
    (templates / "changes.html").write_text("<p>\n\n{% if %}\n", encoding="utf-8")
    (line,) = lines_of(HERE / "explainers" / "five", templates=templates)
    assert line.startswith("templates/changes.html:3: error: ")


def test_a_link_that_a_template_makes_to_nowhere_is_told(tmp_path: Path) -> None:
    templates = copied_templates(tmp_path)
    (templates / "404.html").write_text('<a href="nowhere.html">x</a>', encoding="utf-8")
    (line,) = lines_of(HERE / "explainers" / "five", templates=templates)
    assert line.startswith('site/404.html:1: error: the link "nowhere.html" leads nowhere; ')


def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = Path(shutil.copytree(HERE / "explainers" / "five", tmp_path / "content"))
    real = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path == content / "index.md":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert lines_of(content)[0] == (
        "content/index.md:1: error: the file cannot be read: Permission denied; "
        "check its permissions"
    )
