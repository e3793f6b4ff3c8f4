"""A build with nothing to do ends at once as the last one did, and every change is noticed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from explainer import folder_state, last_build, published_files, site_listing
from explainer.cli import main
from explainer.folder_state import TIME_STEP, is_unchanged, leave_out_digests
from explainer.last_build import LastBuild
from explainer.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parent.parent
FIVE = PROJECT / "tests" / "explainers" / "five"
# What a build with nothing to do imports of ours, and libraries that it doesn't.
FEW_MODULES = {
    "explainer", "explainer.cache_folder", "explainer.cli", "explainer.failures",
    "explainer.folder_state", "explainer.interrupts", "explainer.last_build",
    "explainer.options", "explainer.reporting", "explainer.store",
}  # fmt: skip
SLOW_LIBRARIES = {
    "dataclasses", "inspect", "jinja2", "markdown", "typing_extensions", "vl_convert", "yaml",
}  # fmt: skip


class Project:
    """A copy of a small explainer with a warning, its site, and what its last command printed."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.content = shutil.copytree(FIVE, folder / "content")
        self.site = folder / "site"
        self.cache = Path(os.environ["EXPLAINER_CACHE"])
        self.capsys = capsys
        self.out = self.err = ""
        page = "---\ntitle: Lamps\n---\nA ++lamp++ burns for 20 days.\n"
        (self.content / "lamps.md").write_text(page)

    def run(self, *arguments: str) -> int:
        folders = ["--content", str(self.content), "--site", str(self.site), "--jobs", "1"]
        status = main([*arguments, *folders])
        self.out, self.err = self.capsys.readouterr()
        return status

    def repeats(self, *arguments: str) -> bool:
        """Run a command, and return whether it repeated the last result without a build."""
        with (
            patch("explainer.build.make", side_effect=OSError("built")),
            patch("explainer.build.load", side_effect=OSError("built")),
        ):
            status = self.run(*arguments)
        assert (status == 3) == ("built" in self.err)
        return status != 3


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Project:
    return Project(tmp_path, capsys)


def without_time(text: str) -> str:
    return text.rpartition(";")[0]


def test_a_build_with_nothing_to_do_repeats_warnings_and_summary(project: Project) -> None:
    assert project.run() == 0
    warnings = project.err
    assert "warning" in warnings
    written = len(list(project.site.rglob("*.*"))) - 1
    assert project.repeats()
    assert project.err == warnings
    summary = f"0 files written, {written} unchanged, 0 removed; 3 pages, 1 event"
    assert summary in project.out
    assert "not generated without a base URL" in project.out


@pytest.mark.parametrize("form", ["json", "github", "sarif", "text"])
@pytest.mark.parametrize("command", ["build", "check"])
def test_problems_are_repeated_in_every_format(project: Project, form: str, command: str) -> None:
    assert project.run(command, "--quiet", "--format", form) == 0
    printed = (project.out, project.err)
    other = "json" if form != "json" else "github"
    assert project.repeats(command, "--quiet", "--format", other)
    assert (project.out, project.err) != printed
    assert project.repeats(command, "--quiet", "--format", form)
    assert (project.out, project.err) == printed


def test_errors_and_their_exit_status_are_repeated(project: Project) -> None:
    (project.content / "lamps.md").write_text("---\ntitle: Lamps\n---\nA lamp [@nobody].\n")
    assert project.run() == 1
    printed = project.err
    assert "nobody" in printed
    assert project.repeats()
    assert project.err == printed
    assert not project.site.exists()
    assert project.repeats("check")


def test_a_check_repeats_what_a_build_found_but_no_build_that_of_a_check(project: Project) -> None:
    assert project.run("check") == 0
    assert project.repeats("check")
    checked = without_time(project.out)
    assert not project.repeats("build")
    assert project.run("build") == 0
    assert project.repeats("check")
    assert without_time(project.out) == checked
    project.site = project.site.with_name("other")
    assert project.repeats("check")
    assert not project.repeats("build")


@pytest.mark.parametrize(
    "option", [["--strict"], ["--drafts"], ["--base-url", "https://example.org/"], ["--clean"]]
)
def test_other_options_build_again(project: Project, option: list[str]) -> None:
    project.run()
    assert not project.repeats(*option)
    assert project.repeats()


def edit_with_the_old_size_and_time(project: Project) -> None:
    page = project.content / "lamps.md"
    status = page.stat()
    page.write_text(page.read_text().replace("20", "30"))
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))


def link_a_page(project: Project) -> None:
    (project.content / "other.md").symlink_to("lamps.md")


def replace_a_page_by_a_copy(project: Project) -> None:
    page = project.content / "lamps.md"
    copy = project.content.parent / "copy"
    shutil.copy2(page, copy)
    copy.replace(page)


CHANGES: dict[str, Callable[[Project], object]] = {
    "edit": lambda project: (project.content / "index.md").write_text("---\ntitle: X\n---\n"),
    "edit in place": edit_with_the_old_size_and_time,
    "replace": replace_a_page_by_a_copy,
    "add": lambda project: (project.content / "new.md").write_text("---\ntitle: New\n---\nX.\n"),
    "add a picture": lambda project: (project.content / "x.svg").write_text("<svg/>"),
    "add a folder": lambda project: (project.content / "empty.md").mkdir(),
    "delete": lambda project: (project.content / "lamps.md").unlink(),
    "rename": lambda project: (project.content / "lamps.md").rename(project.content / "l.md"),
    "link": link_a_page,
    "damage a page of the site": lambda project: (project.site / "index.html").write_text("x"),
    "delete a page of the site": lambda project: (project.site / "lamps.html").unlink(),
    "delete the manifest": lambda project: (project.site / ".manifest.json").unlink(),
    "add a file to the site": lambda project: (project.site / "CNAME").write_text("example.org"),
    "delete the site": lambda project: shutil.rmtree(project.site),
    "delete the cache": lambda project: shutil.rmtree(project.cache),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_builds_again(project: Project, change: Callable[[Project], object]) -> None:
    project.run()
    assert project.repeats()
    change(project)
    assert not project.repeats()


def link_to_a_hidden_folder(project: Project) -> None:
    page = project.content / ".shared" / "shared.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: Shared\n---\nText.\n")
    (project.content / "linked").symlink_to(".shared")


def edit_in_a_hidden_folder(project: Project) -> None:
    (project.content / ".shared" / "shared.md").write_text("---\ntitle: Changed\n---\nText.\n")


def link_by_a_link_outside(project: Project) -> None:
    for name in ("one", "two"):
        (project.content / name).mkdir()
        (project.content / name / "page.md").write_text(f"---\ntitle: {name}\n---\nText.\n")
    (project.content.parent / "between").symlink_to("content/one")
    (project.content / "linked").symlink_to("../between")


def turn_the_link_outside(project: Project) -> None:
    (project.content.parent / "between").unlink()
    (project.content.parent / "between").symlink_to("content/two")


@pytest.mark.parametrize(
    ("link", "change"),
    [
        (link_to_a_hidden_folder, edit_in_a_hidden_folder),
        (link_by_a_link_outside, turn_the_link_outside),
    ],
)
def test_changes_behind_links_build_again(
    project: Project, link: Callable[[Project], object], change: Callable[[Project], object]
) -> None:
    link(project)
    assert project.run() == 0
    change(project)
    assert not project.repeats()


@pytest.mark.parametrize("target", ["loop.md", "index.md/page.md", "nothing.md"])
def test_a_link_that_leads_nowhere_is_no_fault_of_the_cache(project: Project, target: str) -> None:
    (project.content / "loop.md").symlink_to(target)
    assert project.run() == 1
    assert "build.py:" not in project.err
    assert project.repeats()


def test_what_cannot_be_read_is_part_of_a_state(tmp_path: Path) -> None:
    (tmp_path / "moves").mkdir()
    (tmp_path / "lamp.md").write_text("x")
    state = folder_state.folder_state(str(tmp_path), now=0)
    with patch("os.scandir", side_effect=PermissionError(13, "denied")):
        unreadable = folder_state.folder_state(str(tmp_path), now=0)
        assert is_unchanged(str(tmp_path), unreadable)
        assert not is_unchanged(str(tmp_path), state)
    assert not is_unchanged(str(tmp_path), unreadable)
    now = (tmp_path / "lamp.md").stat().st_mtime_ns
    with patch.object(folder_state, "open", side_effect=PermissionError(13, "denied"), create=True):
        unreadable = folder_state.folder_state(str(tmp_path), now=now)
        assert is_unchanged(str(tmp_path), unreadable)
    assert not is_unchanged(str(tmp_path), unreadable)


def test_files_that_are_never_read_do_not_build_again(project: Project) -> None:
    project.run()
    (project.content / ".lamps.md.swp").write_text("x")
    assert project.repeats()


def test_a_change_within_one_step_of_the_file_systems_clock_is_noticed(project: Project) -> None:
    page = project.content / "lamps.md"
    real, now = folder_state._state_of, page.stat().st_mtime_ns

    def coarse(entry: os.DirEntry[str]) -> list[object]:
        found = real(entry)
        return [found[0], now, now, found[3]] if len(found) == 4 else found

    with patch.object(folder_state, "_state_of", coarse):
        project.run()
        assert project.repeats()
        page.write_text(page.read_text().replace("20", "30"))
        assert not project.repeats()


def test_a_file_that_just_changed_is_read_again_only_while_that_is_needed(tmp_path: Path) -> None:
    (tmp_path / "lamp.md").write_text("x")
    now = (tmp_path / "lamp.md").stat().st_mtime_ns
    state = folder_state.folder_state(str(tmp_path), now=now)
    assert len(state["lamp.md"]) == 5
    assert not leave_out_digests(state, now=now)
    with patch.object(folder_state, "_digest_of", return_value="other"):
        assert not is_unchanged(str(tmp_path), state)
        assert leave_out_digests(state, now=now + 2 * TIME_STEP)
        assert is_unchanged(str(tmp_path), state)


def test_a_clock_that_jumps_backwards_hides_no_edit(project: Project) -> None:
    page = project.content / "lamps.md"
    project.run()
    page.write_text(page.read_text().replace("20", "30"))
    os.utime(page, ns=(0, 10**18))
    assert not project.repeats()


def test_nothing_is_kept_if_a_file_changes_during_the_build(project: Project) -> None:
    from explainer.load import load as real  # noqa: PLC0415

    def change_after_loading(*arguments: object, **options: object) -> object:
        loaded = real(*arguments, **options)  # type: ignore[arg-type]
        (project.content / "lamps.md").write_text("---\ntitle: Other\n---\nText.\n")
        return loaded

    project.run()
    (project.content / "lamps.md").write_text("---\ntitle: New\n---\nText.\n")
    with patch("explainer.build.load", change_after_loading):
        project.run()
    assert not project.repeats()
    project.run()
    assert "Other" in (project.site / "lamps.html").read_text()


def test_a_page_changed_by_others_while_the_build_ends_is_written_again(project: Project) -> None:
    from explainer.publish import publish as real  # noqa: PLC0415

    def damage_after_publishing(*arguments: object, **options: object) -> object:
        published = real(*arguments, **options)  # type: ignore[arg-type]
        (project.site / "lamps.html").write_text("damaged")
        return published

    with patch("explainer.build.publish", damage_after_publishing):
        project.run()
    assert not project.repeats()
    project.run()
    assert "damaged" not in (project.site / "lamps.html").read_text()


def test_another_build_of_the_site_while_this_one_ends_is_noticed(project: Project) -> None:
    from explainer.publish import publish as real  # noqa: PLC0415

    draft = "---\ntitle: Later\ndraft: true\n---\nText.\n"
    (project.content / "draft.md").write_text(draft)

    def publish_another(*arguments: object, **options: object) -> object:
        published = real(*arguments, **options)  # type: ignore[arg-type]
        with patch("explainer.build.publish", real):
            project.run("--drafts")
        return published

    with patch("explainer.build.publish", publish_another):
        project.run()
    assert (project.site / "draft.html").exists()
    project.run()
    assert not (project.site / "draft.html").exists()


def test_what_another_build_deletes_meanwhile_is_no_fault_of_the_cache(project: Project) -> None:
    with (
        patch.object(last_build, "_MOST_KEPT", 1),
        patch("os.path.getmtime", side_effect=FileNotFoundError),
    ):
        project.run()
    assert "build.py:" not in project.err


def test_a_cache_folder_that_cannot_be_written_costs_one_message(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = project.content.parent / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("EXPLAINER_CACHE", str(blocked))
    for _ in range(2):
        assert project.run("--quiet") == 0
        (line,) = [line for line in project.err.splitlines() if line.startswith("build.py")]
        assert f"can't use the cache folder {blocked}" in line
        assert "--cache DIR" in line


@pytest.mark.parametrize("kind", ["build", "site"])
@pytest.mark.parametrize("damage", ["empty", "cut", "changed", "foreign"])
def test_a_damaged_record_of_the_last_build_is_never_believed(
    project: Project, damage: str, kind: str
) -> None:
    project.run()
    (file,) = project.cache.glob(f"last-{kind}-*")
    data = file.read_bytes()
    damaged = {
        "empty": b"",
        "cut": data[: len(data) // 2],
        "changed": data.replace(b"1 event", b"9 event"),
        "foreign": json.dumps({"settings": []}).encode(),
    }
    assert damaged[damage] != data
    file.write_bytes(damaged[damage])
    assert not project.repeats()
    assert project.run() == 0
    assert "1 event" in project.out
    assert project.repeats()


def test_a_file_in_place_of_another_is_never_believed(project: Project) -> None:
    project.run()
    (ending,), (site,) = (list(project.cache.glob(f"last-{kind}-*")) for kind in ("build", "site"))
    for file, other in ((ending, site), (site, ending)):
        kept = file.read_bytes()
        file.write_bytes(other.read_bytes())
        assert not project.repeats()
        file.write_bytes(kept)
    assert project.repeats()


def test_changed_code_templates_and_libraries_build_again(tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("package", "templates", "content", "site")}
    for folder in folders.values():
        folder.mkdir()
        (folder / "file.py").write_text("x = 1")

    def last() -> LastBuild:
        names = {name: str(folder) for name, folder in folders.items() if name != "package"}
        with patch.object(last_build, "_PACKAGE", str(folders["package"])):
            return LastBuild(str(tmp_path / "cache"), names, [])

    def keep() -> None:
        build = last()
        ending = {"can_publish": True, "summary": {}}
        build.keep(build.inputs(), ending, {"file.py": "digest"})

    keep()
    (folders["site"] / "file.py").write_text("damaged")
    assert last().ending(publishes=False) == {"can_publish": True, "summary": {}}
    assert last().ending(publishes=True) is None
    for name in ("package", "templates", "content"):
        keep()
        (folders[name] / "file.py").write_text("x = 2")
        assert last().ending(publishes=False) is None
    keep()
    with patch.object(last_build, "library_versions", return_value=["lamps-2.0.dist-info"]):
        assert last().ending(publishes=False) is None
    with patch.object(sys, "version", "4.0"):
        assert last().ending(publishes=False) is None


def test_a_build_with_nothing_to_do_imports_only_what_it_needs(project: Project) -> None:
    folders = ["--content", str(project.content), "--site", str(project.site)]
    project.run()
    code = (
        "import sys; from explainer.cli import main; main(sys.argv[1:]);"
        "print(*sys.modules, sep='\\n')"
    )
    command = [sys.executable, "-c", code, *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT)
    assert "0 files written" in done.stdout
    modules = set(done.stdout.split("\n"))
    assert {name for name in modules if name.split(".")[0] == "explainer"} == FEW_MODULES
    assert not {name.split(".")[0] for name in modules} & SLOW_LIBRARIES


def test_a_repeated_message_names_the_site_folder_of_this_build(
    project: Project,
) -> None:
    dead = Problem(Place("index.html", 1, "site"), "dead-link", "broken link", "", "warning")
    with patch("explainer.build.check_links", return_value=[dead]):
        project.run("check")
        assert f"{project.site}/index.html:1:" in project.err
        assert project.repeats("check")
    project.site = project.site.with_name("other")
    assert project.repeats("check")
    assert f"{project.site}/index.html:1:" in project.err


def test_after_an_edit_only_changed_files_of_the_site_are_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if every file were older than it is.
    monkeypatch.setattr(folder_state, "TIME_STEP", -(10**12))
    project.run()
    damaged = project.site / "bell.html"
    damaged.write_bytes(damaged.read_bytes().replace(b"<p>", b"<b>"))
    (project.content / "lamps.md").write_text("---\ntitle: Lamps\n---\nOther text.\n")
    read = []

    def current_bytes(path: Path, **options: Any) -> bytes | None:
        read.append(path.name)
        return published_files.current_bytes(path, **options)

    monkeypatch.setattr(site_listing, "current_bytes", current_bytes)
    project.run()
    assert "bell.html" in read
    assert "glossary.html" not in read
    assert "style.css" not in read
    assert b"<b>" not in damaged.read_bytes()


def test_a_site_whose_manifest_changed_is_read_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_state, "TIME_STEP", -(10**12))
    project.run()
    manifest = project.site / ".manifest.json"
    digests = json.loads(manifest.read_text())["made"]
    manifest.write_text(json.dumps({"made": {**digests, "bell.html": digests["index.html"]}}))
    (project.content / "lamps.md").write_text("---\ntitle: Lamps\n---\nOther text.\n")
    project.run()
    assert json.loads(manifest.read_text())["made"]["bell.html"] == digests["bell.html"]
    assert "0 removed" in project.out
