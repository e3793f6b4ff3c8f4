"""A project's own templates go over the built-in ones, file by file, and their mistakes are reported."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from examples import FIVE, copy_content, templates, write_files

from explainer.build import TEMPLATES, Settings, build
from explainer.cli import main
from explainer.compiled_templates import CompiledTemplates
from explainer.preview.browsers import Browsers
from explainer.preview.rebuilding import Rebuilder
from explainer.preview.site_folder import SiteFolder
from explainer.problems import CannotMake, Place, Problem
from explainer.store import Store
from explainer.styles.joining import EXTRA, STYLE_SHEET
from explainer.templates import Templates, read_templates


def read(folder: Path, files: dict[str, str]) -> Templates:
    return read_templates(TEMPLATES, overlay=write_files(folder / "templates", files))


def problems_of(folder: Path, files: dict[str, str]) -> tuple[Problem, ...]:
    """Return what is reported about an overlay, with errors or without."""
    try:
        return read(folder, files).problems
    except CannotMake as error:
        return error.problems


def test_an_own_file_replaces_the_built_in_one_and_a_new_one_can_be_included(
    tmp_path: Path,
) -> None:
    files = {"page-terms.html": '{% include "own/lamp.html" %}', "own/lamp.html": "A lamp"}
    own = read(tmp_path, files)
    assert own.render("page-terms.html", {}) == "A lamp"
    assert own.problems == ()
    assert own.texts.keys() - templates().texts.keys() == {"own/lamp.html"}
    assert own.texts["base.html"] == templates().texts["base.html"]
    assert own.assets == templates().assets


def test_a_missing_or_empty_folder_changes_nothing(tmp_path: Path) -> None:
    for own in (read_templates(TEMPLATES, overlay=tmp_path / "none"), read(tmp_path, {})):
        assert own == templates()
        assert own.key == templates().key


def test_only_pages_that_use_an_own_template_get_another_key(tmp_path: Path) -> None:
    own = read(tmp_path, {"page-terms.html": "", "own/lamp.html": "", "glossary.html": ""})
    changed = {
        name for name in templates().texts if own.digest_of(name) != templates().digest_of(name)
    }
    assert {"base.html", "page.html", "page-terms.html", "glossary.html"} <= changed
    assert changed.isdisjoint({"404.html", "card.svg", "moved.html", "blocks/chart.html"})
    assert own.key != templates().key


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("<p>\n{% if %}\n", 2, "Expected an expression"),
        ("\n\n{{ no_such }}", 3, "'no_such' is undefined"),
        ("{% include 'no-such-file-anywhere.html' %}", 1, "unknown template"),
    ],
)
def test_a_mistake_in_an_own_template_is_reported_there_with_how_to_undo_it(
    text: str, line: int, message: str, tmp_path: Path
) -> None:
    with pytest.raises(CannotMake) as raised:
        read(tmp_path, {"page-terms.html": text}).render("page-terms.html", {})
    (problem,) = raised.value.problems
    assert problem.place == Place("page-terms.html", line, "overlay")
    assert message in problem.message
    assert problem.hint == "fix the template, or delete it to get the built-in one back"


def test_a_mistake_that_shows_in_a_built_in_template_is_reported_with_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy_content(FIVE, tmp_path / "content")
    write_files(tmp_path / "templates", {"macros/sources.html": "{# nothing #}"})
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 1
    error = capsys.readouterr().err
    assert f"{TEMPLATES.as_posix()}/base.html:" in error
    assert "compare your own macros/sources.html with the built-in one, which had it" in error
    assert "restore the original file" not in error


def test_a_mistake_is_printed_with_the_path_of_the_folder_that_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path / "my" / "look", {"base.html": "{% if %}"})
    monkeypatch.chdir(tmp_path)
    options = ["--content", str(FIVE), "--templates", "my/look"]
    assert main(["check", *options]) == 1
    assert capsys.readouterr().err.startswith("my/look/base.html:1: error: ")
    assert main(["check", *options, "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error file=my/look/base.html,line=1,")


def test_an_own_file_that_is_not_utf8_is_reported_with_its_line(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "templates", {})
    folder.mkdir()
    (folder / "page-terms.html").write_bytes(b"<p>\n\xe9\n")
    (folder / "assets").mkdir()
    (folder / "assets" / "extra.css").write_bytes(b"\n\n/* \xe9 */")
    places = {problem.place for problem in problems_of(tmp_path, {})}
    assert places == {Place("page-terms.html", 2, "overlay"), Place(EXTRA, 3, "overlay")}


def test_an_own_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    real = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == "page-terms.html" and tmp_path in path.parents:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    with patch.object(Path, "read_bytes", read_bytes):
        (problem,) = problems_of(tmp_path, {"page-terms.html": ""})
    assert problem.place == Place("page-terms.html", 1, "overlay")
    assert problem.message == "this file can't be read: Permission denied"
    assert problem.severity == "error"


def test_a_folder_of_own_files_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    write_files(tmp_path / "templates", {"blocks/chart.html": ""})
    real = os.scandir

    def scandir(path: str | Path) -> object:
        if str(path).endswith("blocks") and str(path).startswith(str(tmp_path)):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    with patch("os.scandir", scandir):
        (problem,) = problems_of(tmp_path, {})
    assert problem.place == Place("blocks", 1, "overlay")
    assert problem.message == "this folder can't be read: Permission denied"


def test_a_link_to_nowhere_and_a_named_pipe_are_reported_and_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").symlink_to("nowhere.html")
    os.mkfifo(folder / "base.html")
    found = problems_of(tmp_path, {})
    assert [problem.place.file for problem in found] == ["base.html", "page.html"]
    assert {problem.message for problem in found} == {
        "this is a link to nowhere, or no regular file"
    }


def test_a_link_to_a_folder_is_not_followed_but_reported(tmp_path: Path) -> None:
    write_files(tmp_path / "brand", {"extra.css": "p { margin: 0 }"})
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "assets").symlink_to(tmp_path / "brand", target_is_directory=True)
    (problem,) = problems_of(tmp_path, {})
    hint = "links to folders aren't followed; copy the folder itself to this place"
    assert problem.text() == f"overlay/assets:1: warning: {hint}"
    (tmp_path / "templates" / "assets").unlink()
    (tmp_path / "templates" / "assets").mkdir()
    (tmp_path / "templates" / "assets" / "fonts").symlink_to(tmp_path / "brand")
    (problem,) = problems_of(tmp_path, {})
    assert problem.text() == f"overlay/assets/fonts:1: warning: {hint}"


def test_what_people_and_systems_keep_beside_templates_is_left_out(tmp_path: Path) -> None:
    files = {
        "README.md": "",
        ".git/x.html": "",
        "page.html~": "",
        "assets/.DS_Store": "",
        "a.bak": "",
    }
    assert read(tmp_path, files) == templates()


def test_a_new_file_that_another_one_names_is_no_misspelt_one(tmp_path: Path) -> None:
    files = {
        EXTRA: "@font-face { font-family: Kite; src: url(fonts/kite.woff2) }",
        "assets/fonts/kite.woff2": "font",
        "flag.svg": "<svg/>",
        "page-terms.html": "{% include 'flag.svg' %}<script src=\"assets/kite.js\"></script>",
        "assets/kite.js": "1",
    }
    own = read(tmp_path, files)
    assert own.problems == ()
    assert own.assets.keys() - templates().assets.keys() == {
        "assets/fonts/kite.woff2",
        "assets/kite.js",
    }


def test_a_file_name_in_other_letters_is_reported_on_any_file_system(tmp_path: Path) -> None:
    names = ["Page.html", "ASSETS/style.css", "assets/Extra.css", "styles/Footer.css"]
    for name in names:
        (problem,) = problems_of(tmp_path / name, {name: ""})
        assert problem.place == Place(name, 1, "overlay")
        assert f'write "{name.lower()}", in these letters' in problem.hint


def test_a_part_of_the_style_sheet_can_be_replaced(tmp_path: Path) -> None:
    own = read(tmp_path, {"styles/footer.css": ".foot { margin: 12.5rem }"})
    assert "margin: 12.5rem" in own.assets[STYLE_SHEET].decode()
    assert own.assets.keys() == templates().assets.keys()
    (problem,) = problems_of(tmp_path, {"styles/footer.css": "\n.foot { margin: 0"})
    assert problem.place == Place("styles/footer.css", 2, "overlay")


def test_extra_rules_come_after_all_layers_and_are_no_file_of_their_own(tmp_path: Path) -> None:
    own = read(tmp_path, {EXTRA: "p { margin: var(--space-4) }"})
    before, after = templates().assets[STYLE_SHEET], own.assets[STYLE_SHEET]
    assert after.startswith(before)
    assert after[len(before) :].strip() == b"p { margin: 1rem }"
    assert EXTRA not in own.assets
    assert own.colours == templates().colours


def test_extra_rules_are_added_to_a_style_sheet_of_ones_own(tmp_path: Path) -> None:
    own_sheet = "body { color: var(--ink) }\n"
    imports = '@import "../styles/colours.css";\n'
    parts = [name.name for name in (TEMPLATES / "styles").iterdir() if name.name != "colours.css"]
    imports += "".join(f'@import "../styles/{name}" layer(rest);\n' for name in sorted(parts))
    files = {STYLE_SHEET: imports + own_sheet, EXTRA: "p { margin: 0 }"}
    style = read(tmp_path, files).assets[STYLE_SHEET].decode()
    assert style.endswith("body { color: var(--ink) }\n\np { margin: 0 }")


def test_extra_rules_may_set_colours_for_both_modes_and_lengths(tmp_path: Path) -> None:
    text = ":root {\n --ground: light-dark(#fff, #111);\n --measure: 30rem; --own: 2px }\n"
    own = read(tmp_path, {EXTRA: text})
    style = own.assets[STYLE_SHEET].decode()
    assert "light-dark" not in style.partition("--measure: 30rem")[0].rpartition(":root")[2]
    assert "var(--measure)" in style
    assert own.colours["light"]["ground"] == "#fff"
    assert own.colours["dark"]["ground"] == "#111"
    assert "own" not in own.colours["light"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("p {\n margin: 0;\n", 1, '"{" is never closed'),
        ("p { margin: 0 }\n}", 2, '"}" closes nothing'),
        ('\n@import "other.css";', 2, "this file can't import"),
        ("p { margin: var(--space-44) }", 1, "unknown space --space-44"),
        ("/* Lamps", 1, "this comment is never closed"),
    ],
)
def test_a_mistake_in_the_extra_rules_is_reported_at_its_line(
    text: str, line: int, message: str, tmp_path: Path
) -> None:
    (problem,) = problems_of(tmp_path, {EXTRA: text})
    assert problem.place == Place(EXTRA, line, "overlay")
    assert problem.message == message
    assert problem.code == "style-sheet"


def test_the_code_of_own_templates_is_not_kept_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept = tmp_path / "kept"
    monkeypatch.setattr("explainer.templates._COMPILED", kept)
    own = read(tmp_path, {"page-terms.html": "{% include 'moved.html' ignore missing %}"})
    own.environment.get_template("page-terms.html")
    assert not kept.exists()
    own.environment.get_template("moved.html")
    assert len(list(kept.iterdir())) == 1
    assert CompiledTemplates(kept, {})._own_keys == set()


class Project:
    """A project with a small explainer, whose commands run in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        copy_content(FIVE, folder / "content")

    def write(self, name: str, text: str) -> None:
        write_files(self.folder, {name: text})

    def text(self, address: str) -> str:
        return (self.folder / "site" / address).read_text("utf-8")

    def builds_anew(self) -> bool:
        """Build, and return whether that did more than repeat the last result."""
        with patch("explainer.cli._build_anew", side_effect=AssertionError("built")):
            try:
                assert main(["--quiet"]) == 0
            except AssertionError:
                built = True
            else:
                built = False
        assert main(["--quiet"]) == 0
        return built


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def test_a_build_notices_each_change_of_the_own_templates(project: Project) -> None:
    assert project.builds_anew()
    assert not project.builds_anew()
    project.write("templates/404.html", "Own 404 page")
    assert project.builds_anew()
    assert project.text("404.html") == "Own 404 page"
    assert not project.builds_anew()
    project.write("templates/404.html", "The same size"[:12])
    assert project.builds_anew()
    project.write("templates/assets/extra.css", "p { margin: 7px }")
    assert project.builds_anew()
    assert "margin:7px" in project.text("assets/style.css")
    (project.folder / "templates").rename(project.folder / "look")
    assert project.builds_anew()
    assert "Page not found" in project.text("404.html")
    assert "margin:7px" not in project.text("assets/style.css")
    assert not project.builds_anew()


def test_the_preview_notices_own_templates_also_when_their_folder_is_new(
    project: Project,
) -> None:
    settings = Settings(Path("content"), Path("site"), overlay=Path("templates"))
    nobody = Browsers(SiteFolder(settings.site), settings, on_loop=lambda call: call())
    rebuilder = Rebuilder(settings, nobody, report=lambda _: None)
    assert Path("templates") in rebuilder._folders()
    before = rebuilder._input_digest()
    project.write("templates/404.html", "Own 404 page")
    assert rebuilder._input_digest() != before


def test_a_warning_about_an_own_file_does_not_stop_the_site(project: Project) -> None:
    project.write("templates/pages.html", "")
    settings = Settings(Path("content"), Path("site"), overlay=Path("templates"))
    result = build(settings, Store())
    assert [problem.code for problem in result.problems] == ["unused-template"]
    assert result.can_publish
    assert main(["check", "--strict"]) == 1
