"""Where the cache is, what the `cache` command says about it, and what clearing it deletes."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from explainer import last_build
from explainer.cache_folder import PROJECT_FOLDER, cache_folder
from explainer.cli import main

FIVE = Path(__file__).resolve().parent / "explainers" / "five"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a content folder, where nothing says where the cache should be."""
    monkeypatch.delenv("EXPLAINER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    return shutil.copytree(FIVE, tmp_path / "content")


def build(content: Path, *options: str) -> None:
    site = str(content.parent / "site")
    assert main(["--quiet", "--content", str(content), "--site", site, *options]) == 0


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["cache", *arguments]) == 0
    return capsys.readouterr().out


def test_the_cache_of_a_project_is_beside_its_content_folder(content: Path) -> None:
    build(content)
    cache = content.parent / PROJECT_FOLDER
    assert {file.name for file in cache.iterdir()} > {".gitignore", "CACHEDIR.TAG"}
    assert (cache / ".gitignore").read_text() == "*\n"


def test_an_option_comes_before_the_environment_and_both_before_the_default(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_folder("chosen", str(content)) == "chosen"
    monkeypatch.setenv("EXPLAINER_CACHE", "variable")
    assert cache_folder("chosen", str(content)) == "chosen"
    assert cache_folder(None, str(content)) == "variable"


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_content_folders_of_other_names_have_a_cache_each_in_the_users(
    content: Path, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", str(content.parent / "home"))
    folders = {cache_folder(None, str(content.parent / name / "lamps")) for name in ("a", "b")}
    assert len(folders) == 2
    assert all(folder.startswith(str(content.parent / "home")) for folder in folders)


def test_a_folder_that_exists_gets_no_file_that_hides_it_from_git(content: Path) -> None:
    own = content.parent / "own"
    own.mkdir()
    build(content, "--cache", str(own))
    assert not (own / ".gitignore").exists()


def test_the_cache_command_says_where_the_cache_is_and_how_large(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(content.parent / PROJECT_FOLDER)
    options = ["--content", str(content)]
    assert said(capsys, *options) == f"{folder}: nothing is kept\n"
    build(content)
    size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
    assert said(capsys, *options) == f"{folder}: {size:.1f} MB; delete it with --clear\n"
    assert said(capsys, *options, "--clear") == f"{folder}: cleared, {size:.1f} MB\n"
    assert not Path(folder).exists()
    build(content)


def test_clearing_deletes_what_a_killed_build_left_too(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(content)
    cache = content.parent / PROJECT_FOLDER
    for name in (".time-12", "last-build-00000000.json.12", "values.sqlite3-journal"):
        (cache / name).write_text("left")
    said(capsys, "--content", str(content), "--clear")
    assert not cache.exists()


def test_clearing_deletes_nothing_that_no_build_has_made(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = content.parent / "own"
    own.mkdir()
    (own / "letter.txt").write_text("Dear lamps")
    build(content, "--cache", str(own))
    said(capsys, "--content", str(content), "--cache", str(own), "--clear")
    assert [file.name for file in own.iterdir()] == ["letter.txt"]


def test_only_the_endings_of_recent_builds_are_kept(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_build, "_MOST_KEPT", 2)
    cache = content.parent / PROJECT_FOLDER
    for number in range(4):
        build(content, "--base-url", f"https://example.org/{number}/")
        for age, file in enumerate(sorted(cache.glob("last-*"), key=os.path.getmtime)):
            os.utime(file, (number * 10 + age, number * 10 + age))
    assert len(list(cache.glob("last-*"))) == 2


@pytest.mark.parametrize("place", ["content/kept", "content/.kept", "site/kept", "content"])
def test_a_cache_in_the_content_or_the_site_is_refused(
    content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    folders = ["--content", str(content), "--site", str(tmp_path / "site")]
    assert main([*folders, "--cache", str(tmp_path / place)]) == 2
    name = place.split("/", maxsplit=1)[0]
    assert (
        f'is in the {name} folder "{tmp_path / name}"; name another one' in capsys.readouterr().err
    )
    assert not (tmp_path / "site").exists()
