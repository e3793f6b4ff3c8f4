"""After any edits, a build with a cache ends as a clean one does, and leaves the same site.

`make soak SOAK=cached` does the same at length, with kills, damage and full disks.
"""

from __future__ import annotations

import random
import re
from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from explainer import cli, render
from explainer.cli import main
from tools.soak.edits import EDITS, Project, files_in, write
from tools.soak.made_up_files import CHART, MISTAKES, REPLACEMENTS, TEMPLATE_REPLACEMENTS

if TYPE_CHECKING:
    from pathlib import Path

# What a build wrote, and how long it took, depends on what was there before.
COUNTS = re.compile(r"\d+ files? written, \d+ unchanged, \d+ removed|[\d.]+ s$", re.MULTILINE)
# Files that every page depends on.
WIDE = {"site.yaml", "base.html", "macros.html", "macros/sources.html", "styles/colours.css"}


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
        arguments = [*map(str, folders), "--jobs", "1", *self.project.arguments]
        with patch("explainer.render.facts_of", side_effect=render.facts_of) as rendered:
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


def test_after_any_changes_of_texts_a_cached_build_equals_a_clean_one(builds: Builds) -> None:
    project = builds.project
    replacements = [(each, False) for each in REPLACEMENTS]
    replacements += [(each, True) for each in TEMPLATE_REPLACEMENTS]
    project.chance.shuffle(replacements)
    # What changes every page comes alone: it would hide what others ought to change.
    wide = [*replacements, *((each, False) for each in MISTAKES)]
    steps = [[each] for each in wide if each[0][0] in WIDE]
    narrow = [each for each in replacements if each[0][0] not in WIDE]
    steps += [narrow[start : start + 5] for start in range(0, len(narrow), 5)]
    builds.compare()
    for step in steps:
        builds.compare([project.replace(each, templates=where) for each, where in step])
        if builds.is_refused:
            project.repair()
    assert builds.rendered["cached"] < builds.rendered["clean"]


def test_after_any_other_edits_a_cached_build_equals_a_clean_one(builds: Builds) -> None:
    """Files are added, renamed, linked, damaged and deleted, and mistakes made and repaired."""
    project = builds.project
    edits = [edit for edit, _ in EDITS]
    edits += [partial(Project.replace, replacement=mistake) for mistake in MISTAKES]
    project.chance.shuffle(edits)
    while edits:
        some, edits = edits[:3], edits[3:]
        builds.compare([edit(project) for edit in some])
        if builds.is_refused:
            project.repair()


def test_changed_code_renders_everything_again(builds: Builds) -> None:
    package = builds.project.folder / "package"
    package.mkdir()
    with patch("explainer.last_build._PACKAGE", str(package)):
        builds.compare()
        (package / "reading_time.py").write_text("WORDS_PER_MINUTE = 1")
        with (
            patch("explainer.pages.reading_time.WORDS_PER_MINUTE", 1),
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
