"""After any edits, a build with a cache ends as a clean one does, and leaves the same site.

`make soak SOAK=cached` does the same at length, with kills, damage and full disks.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from explainer import cli, render
from explainer.cli import main
from tools.soak.edits import Project, files_in, write
from tools.soak.made_up_files import CHART

if TYPE_CHECKING:
    from pathlib import Path

# What a build wrote, and how long it took, depends on what was there before.
COUNTS = re.compile(r"\d+ files? written, \d+ unchanged, \d+ removed|[\d.]+ s$", re.MULTILINE)


class Builds:
    """Builds of an explainer with a cache, each compared with one from nothing."""

    def __init__(self, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
        self.project = project
        self.capsys = capsys
        self.site = project.folder / "site"
        self.rendered = {"cached": 0, "clean": 0}
        self.number = 0
        self.is_refused = False

    def run(self, kind: str, site: Path, cache: Path) -> tuple[int, str, str]:
        """Return the exit status and what was printed, without the counts and the site's path."""
        folders = ("--content", self.project.content, "--site", site, "--cache", cache)
        arguments = [*map(str, folders), "--jobs", "1", *self.project.options]
        with patch("explainer.render._render_file", side_effect=render._render_file) as rendered:
            status = main(arguments)
        self.rendered[kind] += rendered.call_count
        out, err = self.capsys.readouterr()
        return status, COUNTS.sub("", out), err.replace(str(site), "SITE")

    def compare(self, done: object = "") -> None:
        """Build with the cache and from nothing; `done` are the edits since the last time."""
        self.number += 1
        folder = self.project.folder
        clean_site = folder / f"clean-{self.number}"
        before = files_of(self.site)
        cached = self.run("cached", self.site, folder / "cache")
        clean = self.run("clean", clean_site, folder / f"cache-{self.number}")
        assert cached == clean, done
        self.is_refused = clean[0] != 0
        assert files_of(self.site) == (before if self.is_refused else files_of(clean_site)), done


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_in(folder)}


@pytest.fixture
def builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Builds:
    project = Project(tmp_path / "project", random.Random(1))  # noqa: S311
    monkeypatch.setattr(cli, "TEMPLATES", str(project.templates))
    return Builds(project, capsys)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_series_of_edits_a_cached_build_equals_a_clean_one(
    builds: Builds, seed: int
) -> None:
    project = builds.project
    project.chance.seed(seed)
    builds.compare()
    for _ in range(4):
        done = [project.repair()] if builds.is_refused and project.chance.random() < 0.6 else []
        done += [project.edit() for _ in range(project.chance.randint(1, 3))]
        builds.compare(done)
    assert builds.rendered["cached"] < builds.rendered["clean"]


def test_changed_code_renders_everything_again(builds: Builds) -> None:
    package = builds.project.folder / "package"
    package.mkdir()
    with patch("explainer.last_build._PACKAGE", str(package)):
        builds.compare()
        (package / "reading_time.py").write_text("WORDS_PER_MINUTE = 1")
        with (
            patch("explainer.pages.reading_time.WORDS_PER_MINUTE", 1),
            patch("explainer.plan.code_digest", return_value="changed"),
            patch("explainer.code_digest.code_digest", return_value="changed"),
        ):
            builds.compare()
    assert builds.rendered["cached"] == builds.rendered["clean"]
    builds.compare()
    assert builds.rendered["cached"] < builds.rendered["clean"]


def test_a_chart_is_drawn_again_when_its_data_changes(builds: Builds) -> None:
    content = builds.project.content
    for name, text in CHART.items():
        write(content / name, text.encode())
    builds.compare()
    data = (content / "data/rings.csv").read_text()
    (content / "data/rings.csv").write_text(data.replace("9", "8"))
    builds.compare()
    assert "8</td>" in (builds.site / "rings.html").read_text()
