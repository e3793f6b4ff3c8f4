"""A build for the preview makes the pages in view first, and shows none of an explainer with errors."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from explainer.build import First, Settings, build, make
from explainer.check import RULES_FOR_WARNINGS, check
from explainer.load import load
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Collection

    from explainer.render import RenderedFile

TESTS = Path(__file__).parent
LAMPS = TESTS / "explainers" / "lamps"


class Shown:
    """What a build with these addresses in view has shown, and what the pages read meanwhile."""

    def __init__(self, *addresses: str) -> None:
        self.files: dict[str, bytes] = {}
        self.first = First(addresses, self._show)

    def _show(self, files: Collection[RenderedFile]) -> None:
        assert not self.files, "shown twice"
        self.files = {file.address: file.read() for file in files}


def without_charts(tmp_path: Path) -> Path:
    """Return a copy of lamps in which no page has a chart: they are slow to draw."""
    content = shutil.copytree(LAMPS, tmp_path / "content")
    for page in content.rglob("*.md"):
        page.write_text(page.read_text("utf-8").replace("[chart lamps", "[outcomes"), "utf-8")
    return content


@pytest.fixture
def content_dir(tmp_path: Path) -> Path:
    return without_charts(tmp_path)


def test_the_first_pages_and_style_sheets_are_those_that_the_build_publishes(
    content_dir: Path, tmp_path: Path
) -> None:
    shown = Shown("about.html", "timeline.html", "assets/style.css", "no-such.html")
    result = build(Settings(content_dir, tmp_path / "site"), Store(), first=shown.first)
    assert result.can_publish
    assert sorted(shown.files) == ["about.html", "assets/style.css", "timeline.html"]
    for address, data in shown.files.items():
        assert (tmp_path / "site" / address).read_bytes() == data


def test_nothing_is_shown_of_content_with_an_error_in_any_file(content_dir: Path) -> None:
    with (content_dir / "glossary.yaml").open("a", encoding="utf-8") as file:
        file.write("\n- {id: half}\n")
    shown = Shown("about.html")
    assert not make(Settings(content_dir), Store(), shown.first).can_publish
    assert not shown.files


def test_nothing_is_shown_before_all_is_checked_if_warnings_are_errors(content_dir: Path) -> None:
    shown = Shown("about.html")
    make(Settings(content_dir, strict=True), Store(), shown.first)
    assert not shown.files


def test_the_first_page_is_rendered_once(
    content_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[str] = []

    def count(make_page: Any, name: str, templates: Any) -> bytes:
        rendered.append(name)
        return original(make_page, name, templates)

    from explainer import plan  # noqa: PLC0415 (a private function is replaced)

    original = plan._render
    monkeypatch.setattr(plan, "_render", count)
    make(Settings(content_dir), Store(), Shown("timeline.html").first)
    assert rendered.count("timeline.html") == 1


@pytest.mark.parametrize("folder", sorted((TESTS / "broken").glob("*/content")), ids=str)
def test_what_is_checked_after_a_page_was_shown_is_no_error(folder: Path) -> None:
    content, _ = load(folder, Store())
    if content:
        problems = check(content, RULES_FOR_WARNINGS)
        assert {problem.severity for problem in problems} <= {"warning"}
