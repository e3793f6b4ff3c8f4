"""The project folder holds content, site, cache and templates, wherever a command is started."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from examples import FIVE

from explainer import TEMPLATES
from explainer.cache_folder import project_folder
from explainer.cli import main

PAGE = "<!doctype html><title>Own page</title>"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a template of its own, and another folder as the current one."""
    monkeypatch.delenv("EXPLAINER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    folder = tmp_path / "project"
    shutil.copytree(FIVE, folder / "content")
    (folder / "templates").mkdir()
    (folder / "templates" / "404.html").write_text(PAGE)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return folder


def has_own_page(site: Path) -> bool:
    return "Own page" in (site / "404.html").read_text("utf-8")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


WHOLE = {"content", "templates", "site", ".explainer-cache"}


def test_in_the_project_folder_no_option_is_needed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assert main(["--quiet"]) == 0
    assert names(project) == WHOLE
    assert has_own_page(project / "site")


@pytest.mark.parametrize("option", ["--project=../project", "--content=../project/content"])
def test_a_project_named_from_elsewhere_has_everything_in_its_own_folder(
    option: str, project: Path
) -> None:
    assert main(["--quiet", option]) == 0
    assert names(project) == WHOLE
    assert has_own_page(project / "site")
    assert names(Path.cwd()) == set()


def test_the_content_folder_itself_can_be_the_current_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "content")
    assert main(["--quiet", "--content", "."]) == 0
    assert names(project) == WHOLE


def test_paths_that_are_named_are_relative_to_the_current_folder(project: Path) -> None:
    shutil.copytree(FIVE, "texts")
    assert main(["--quiet", "--project", str(project), "--content", "texts", "--site", "web"]) == 0
    assert names(Path.cwd()) == {"texts", "web"}
    assert names(project) == {"content", "templates", ".explainer-cache"}


def test_content_with_another_name_has_no_templates_and_no_cache_of_its_own(
    project: Path, tmp_path: Path
) -> None:
    shutil.move(project / "content", project / "texts")
    assert main(["--quiet", "--content", str(project / "texts")]) == 0
    assert names(project) == {"texts", "templates"}
    assert names(Path.cwd()) == {"site"}
    assert not has_own_page(Path("site"))
    (cache,) = (tmp_path / "home" / "explainer").iterdir()
    assert cache.name.startswith("texts-")


def test_templates_can_be_named_for_any_content(project: Path) -> None:
    shutil.move(project / "content", project / "texts")
    templates = str(project / "templates")
    assert main(["--quiet", "--content", str(project / "texts"), "--templates", templates]) == 0
    assert has_own_page(Path("site"))


def test_the_cache_command_finds_the_cache_of_a_project(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--quiet", "--project", str(project)]) == 0
    assert main(["cache", "--project", str(project), "--clear"]) == 0
    assert str(project / ".explainer-cache") in capsys.readouterr().out
    assert names(project) == WHOLE - {".explainer-cache"}


def test_the_built_in_templates_are_not_put_over_themselves(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(project / "templates")
    templates = shutil.copytree(TEMPLATES, project / "templates")
    page = templates / "page.html"
    page.write_text(page.read_text("utf-8").replace("<h1>", "<h1>{{ no_such }}", 1), "utf-8")
    monkeypatch.setattr("explainer.cli.TEMPLATES", str(templates))
    monkeypatch.chdir(project)
    for arguments in ["check"], ["check", "--templates", "../project/templates"]:
        assert main(arguments) == 1
        error = capsys.readouterr().err
        assert error.startswith("templates/page.html:")
        assert "restore the original file" in error


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["check", *arguments], "explainer") == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    return line.rstrip("\n")


def test_a_folder_without_content_is_refused_with_what_to_do(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    assert said(capsys) == (
        'explainer: "content" doesn\'t exist; change to the folder that holds content, '
        "name it with --project DIR, or start an explainer with explainer new DIR"
    )
    assert said(capsys, "--project", "..") == (
        f'explainer: "{Path("..", "content")}" doesn\'t exist; '
        "name the folder that holds content with --project DIR, "
        "or start an explainer with explainer new DIR"
    )
    assert str(project / "none") in said(capsys, "--project", str(project / "none"))


def test_a_folder_inside_a_project_is_refused_with_the_option_to_add(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = project / "content" / "timeline"
    inside.mkdir(exist_ok=True)
    monkeypatch.chdir(inside)
    message = said(capsys)
    assert message.endswith(
        f"you are inside the project {project}; add --project {Path('..', '..')}"
    )
    assert main(["check", *message.rpartition("add ")[2].split()]) == 0


def test_a_file_in_place_of_the_templates_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(project / "templates")
    (project / "templates").write_text("Templates")
    monkeypatch.chdir(project)
    wanted = (
        '"templates" isn\'t a folder; rename it, or put your templates into a folder of that name'
    )
    assert said(capsys) == f"explainer: {wanted}"
    (project / "templates").unlink()
    (project / "templates").symlink_to("nowhere")
    assert said(capsys) == f"explainer: {wanted}"


def test_templates_that_are_named_must_exist(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = '"look" doesn\'t exist; name the folder of your templates with --templates DIR'
    assert said(capsys, "--project", str(project), "--templates", "look") == f"explainer: {wanted}"


@pytest.mark.parametrize(
    ("option", "kinds"),
    [
        ("--site=templates", ("site folder", "templates folder")),
        ("--site=templates/site", ("site folder", "templates folder")),
        ("--templates=content/look", ("content folder", "templates folder")),
        ("--templates=.", ("content folder", "templates folder")),
        ("--cache=templates/cache", ("cache folder", "templates folder")),
    ],
)
def test_folders_that_overlap_with_the_templates_are_refused(
    option: str,
    kinds: tuple[str, str],
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (project / "content" / "look").mkdir()
    monkeypatch.chdir(project)
    message = said(capsys, option)
    assert all(kind in message for kind in kinds)


@pytest.mark.parametrize(
    ("content", "project"),
    [
        ("content", ""),
        ("content/", ""),
        (os.path.join("..", "lamps", "content"), os.path.join("..", "lamps")),  # noqa: PTH118
        ("lamps", None),
        ("content/lamps", None),
        ("/content", "/"),
    ],
)
def test_the_project_folder_is_the_one_that_holds_content(
    content: str, project: str | None
) -> None:
    assert project_folder(content) == project
