"""A new project builds at once, shows every feature once, and overwrites nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, get_args

import pytest
import yaml
from examples import PROJECT, load_valid
from schema_checks import faults, schema_of
from test_writing_guide import IMPLICIT_IDS, kinds_of_records, records_in

from explainer.build import Settings, make
from explainer.cli import main
from explainer.fragment import Mark, MarkKind
from explainer.load import load
from explainer.load.page_files import NOT_PAGES
from explainer.load.record_fields import fields_by_key
from explainer.load.unused_files import KNOWN_FILES
from explainer.marker_options import FILTERS
from explainer.new.project import PLACEHOLDER, STARTER, STARTER_TITLE, starter_files
from explainer.new.schema_files import FOLDER
from explainer.pages.marker_table import MARKERS
from explainer.schemas import SCHEMA_FILES, all_schemas
from explainer.store import Store

BASH = shutil.which("bash") or "bash"
WORKFLOW = ".github/workflows/publish.yml"
# Keys that the starter doesn't show. A new key must be shown there, or added here with its reason.
NOT_SHOWN = {
    "Site": {"base_url"},  # the workflow passes it
    # Rare, and explained in the guide: a starter with all of them would be hard to read.
    "Source": {"collection-title", "edition", "chapter-number", "isbn", "issn", "translator"},
    "Name": {"dropping-particle", "non-dropping-particle", "static-ordering", "suffix"},
}


def new(folder: Path, *options: str) -> int:
    return main(["new", str(folder), *options])


@cache
def starter() -> Any:
    content, problems = load(STARTER / "content", Store(), drafts=True)
    assert problems == []
    return content


def test_a_new_project_builds_at_once_without_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(tmp_path / "strait") == 0
    assert "README.md says how to make it yours" in capsys.readouterr().out
    content = tmp_path / "strait" / "content"
    site = tmp_path / "strait" / "site"
    assert main(["build", "--strict", "--content", str(content), "--site", str(site)]) == 0
    assert capsys.readouterr().err == ""
    assert (site / "index.html").exists()


def test_a_new_project_also_builds_with_drafts_and_a_base_url() -> None:
    settings = Settings(
        STARTER / "content", strict=True, drafts=True, base_url="https://example.org/strait/"
    )
    assert [p for p in make(settings, Store()).problems if p.code != "card-font"] == []


@pytest.mark.parametrize("kind", kinds_of_records(), ids=lambda kind: kind.__name__)
def test_the_starter_shows_every_key_of_every_kind_of_record(kind: Any) -> None:
    records = [record for record in records_in(starter()) if type(record) is kind]
    shown = {path[0] for record in records for path in record.lines}
    keys = {key for key in fields_by_key(kind) if (kind, key) not in IMPLICIT_IDS}
    assert keys - shown == NOT_SHOWN.get(kind.__name__, set())


def block_marks() -> list[Mark]:
    marks = [mark for page in starter().pages for mark in page.prose.marks]
    return [mark for mark in marks if mark.kind == "block"]


def test_the_starter_shows_every_marker_with_every_filter() -> None:
    assert {mark.target for mark in block_marks()} == set(MARKERS)
    assert {name for mark in block_marks() for name, _ in mark.pairs if name} == FILTERS


def test_the_starter_shows_every_kind_of_link() -> None:
    kinds = {mark.kind for page in starter().pages for mark in page.prose.marks}
    assert kinds == set(get_args(MarkKind))


def test_the_starter_has_every_file_and_folder_that_a_build_knows() -> None:
    files = {path.relative_to(STARTER / "content").as_posix() for path in content_files()}
    assert set(KNOWN_FILES) <= files
    assert set(NOT_PAGES) - {"assets"} <= {PurePosixPath(name).parts[0] for name in files}
    assert {path.suffix for path in content_files() if path.parent.name == "timeline"} == {
        ".csv",
        ".yaml",
    }


def content_files() -> list[Path]:
    return [path for path in (STARTER / "content").rglob("*") if path.is_file()]


def test_the_starter_shows_a_chart_of_each_form_and_an_outcome_of_each_state() -> None:
    assert {bool(chart.type) for chart in starter().charts} == {True, False}
    outcomes = [page.front.outcome for page in starter().outcome_pages]
    assert {bool(outcome.resolved) for outcome in outcomes} == {True, False}
    assert any(outcome.indicators for outcome in outcomes)


@pytest.mark.parametrize(
    "html",
    [
        *('<div class="admonition note">', '<div class="admonition tip">', "<blockquote>"),
        *("<details", "<dl>", "<table", "☐", "language-python", "<del>", "<mark>"),
        *("<sub>2</sub>", "<sup>2</sup>", "<br", "<abbr ", 'class="decorative"', 'lang="eo"'),
        *('href="mailto:', "footnote-ref", "<figcaption>average.py", 'id="ten-minutes"'),
    ],
)
def test_the_starter_shows_every_kind_of_markdown(html: str) -> None:
    (page,) = (page for page in starter().pages if page.source == "about.md")
    assert html in page.prose.fragment.html


def test_everything_in_the_starter_is_made_up() -> None:
    """Only reserved addresses are used, apart from those of GitHub's actions."""
    for name, text in starter_files().items():
        if name.startswith(FOLDER):
            continue
        hosts = re.findall(r"(?:https?://|git\+https://|@)((?:[\w-]+\.)+[a-z]{2,})", text)
        allowed = ("example.org", "example.com", "your.address", "www.w3.org")
        assert [host for host in hosts if not host.endswith(allowed)] == [], name


def test_yaml_files_of_the_starter_are_commented_and_name_their_schema(tmp_path: Path) -> None:
    assert new(tmp_path) == 0
    for path in (tmp_path / "content").rglob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        schema = schema_of(path.relative_to(tmp_path / "content").as_posix())
        assert schema is not None
        named = lines[0].removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / named).resolve() == tmp_path / FOLDER / schema.name
        assert any(line.startswith("# ") for line in lines[1:]), path


def test_the_settings_of_vs_code_name_each_schema_that_is_copied(tmp_path: Path) -> None:
    assert new(tmp_path) == 0
    settings = json.loads((tmp_path / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemas"] == {
        f"./{FOLDER}/{file.name}": f"content/{file.files}" for file in SCHEMA_FILES
    }
    copied = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / FOLDER).iterdir()}
    assert copied == all_schemas()


def test_the_schemas_accept_the_starter() -> None:
    assert faults(STARTER / "content") == []


def workflow() -> dict[str, Any]:
    # As text, since YAML reads a plain `on` as true.
    loaded: dict[str, Any] = yaml.load(starter_files()[WORKFLOW], yaml.BaseLoader)  # noqa: S506
    return loaded


def test_actions_are_pinned_by_hash_as_in_this_repository() -> None:
    text = starter_files()[WORKFLOW]
    uses = re.findall(r"uses: (\S+)@(\S+)(.*)", text)
    assert len(uses) == text.count("uses:") > 4
    for _, revision, comment in uses:
        assert re.fullmatch(r"[0-9a-f]{40}", revision)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    own = (PROJECT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    for name in ("actions/checkout", "actions/setup-python"):
        (line,) = set(re.findall(rf"uses: {name}@.*", own))
        assert line in text


def test_the_workflow_may_only_read_except_for_what_pages_needs() -> None:
    assert workflow()["permissions"] == {"contents": "read"}
    jobs = workflow()["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert "pull_request" in workflow()["on"]
    assert "github.event_name != 'pull_request'" in jobs["publish"]["if"]


def test_the_workflow_keeps_the_cache_folder_between_runs() -> None:
    (cache_step,) = (
        step
        for step in workflow()["jobs"]["build"]["steps"]
        if step.get("uses", "").startswith("actions/cache@")
    )
    assert cache_step["with"]["path"] == ".explainer-cache"


def first_step(address: str) -> subprocess.CompletedProcess[str]:
    """Run the workflow's first step, as GitHub does, with an address to install from."""
    script = workflow()["jobs"]["build"]["steps"][0]["run"]
    command = [BASH, "-e", "-c", script]
    return subprocess.run(
        command, env={"EXPLAINER": address}, capture_output=True, text=True, check=False
    )


def test_nothing_is_installed_until_the_placeholder_is_filled_in() -> None:
    assert PLACEHOLDER in starter_files()[WORKFLOW]
    refused = first_step(PLACEHOLDER.strip('"'))
    assert refused.returncode == 1
    assert "write in EXPLAINER where explainer is installed from" in refused.stdout
    assert first_step("git+https://git.example.org/me/explainer.git").returncode == 0


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [("", []), ("https://me.example.org/strait", ["--base-url", "https://me.example.org/strait/"])],
)
def test_the_workflow_builds_for_the_address_of_the_pages(
    base_url: str, expected: list[str]
) -> None:
    (step,) = (
        step
        for step in workflow()["jobs"]["build"]["steps"]
        if step.get("run", "").startswith("explainer build")
    )
    assert step["env"] == {"BASE_URL": "${{ steps.pages.outputs.base_url }}"}
    script = "explainer() { printf '%s\\n' \"$@\"; }\n" + step["run"]
    output = subprocess.run(
        [BASH, "-eu", "-c", script],
        env={"BASE_URL": base_url},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert output.split("\n") == ["build", "--format", "github", *expected, ""]


def test_the_title_and_the_address_to_install_from_can_be_given(tmp_path: Path) -> None:
    address = "git+https://git.example.org/me/explainer.git@main"
    assert new(tmp_path / "mine", "--title", "Lamps: “a row”", "--from", address) == 0
    site = load_valid(tmp_path / "mine" / "content").site
    assert site.title == "Lamps: “a row”"
    readme = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# Lamps: “a row”\n")
    text = (tmp_path / "mine" / WORKFLOW).read_text(encoding="utf-8")
    assert yaml.safe_load(text)["env"]["EXPLAINER"] == address
    assert STARTER_TITLE not in readme + text


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("explainer", "is a bare name, and may be somebody else's package"),
        ("explainer==1.0", "is a bare name"),
        ("git+https://example.org/${{ secrets.X }}", "contains a sign that no address has"),
        ('./a"b', "contains a sign that no address has"),
    ],
)
def test_an_address_that_would_install_something_else_is_refused(
    address: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(tmp_path / "mine", "--from", address) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["./tools/explainer", "dist/explainer-0.1.0-py3-none-any.whl"])
def test_a_folder_or_a_wheel_can_be_installed_from(address: str) -> None:
    text = starter_files(address=address)[WORKFLOW]
    assert yaml.safe_load(text)["env"]["EXPLAINER"] == address


def refuse(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Try to start a project in a folder, and return the message with which it's refused."""
    assert new(folder) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_a_folder_that_is_not_empty_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    assert "isn't empty: it contains letter.txt" in refuse(tmp_path, capsys)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_of_that_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("Dear all")
    assert "exists, and isn't a folder" in refuse(tmp_path / "mine", capsys)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert "exists, and isn't a folder" in refuse(tmp_path / "link", capsys)


def test_names_that_windows_cannot_hold_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("aux", "con.project", "what?", "mine."):
        assert "doesn't work on Windows" in refuse(tmp_path / name, capsys)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_within_the_content_of_another_project_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(tmp_path) == 0
    capsys.readouterr()
    assert "is in the content folder" in refuse(tmp_path / "content" / "mine", capsys)
    for name in ("site", "templates", ".explainer-cache/deep"):
        assert "of the project" in refuse(tmp_path / name, capsys)
    assert new(tmp_path / "others" / "mine") == 0


def test_a_clone_of_an_empty_repository_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert new(tmp_path) == 0
    assert (tmp_path / "content" / "site.yaml").exists()
    assert (tmp_path / ".gitignore").exists()


def test_a_project_within_another_repository_is_pointed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    assert new(tmp_path / "mine") == 0
    assert f"inside the git repository {tmp_path}" in capsys.readouterr().out


def test_a_project_appears_complete_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.write_bytes
    written: list[Path] = []

    def write_bytes(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) == 5:
            raise KeyboardInterrupt
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    assert new(tmp_path / "mine") == 130
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_failure_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse_writing(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr("tempfile.mkdtemp", refuse_writing)
    assert new(tmp_path / "mine") == 3
    assert "Permission denied" in capsys.readouterr().err


def test_git_ignores_what_builds_make_and_joins_the_site(tmp_path: Path) -> None:
    assert new(tmp_path) == 0
    git = shutil.which("git")
    assert git
    subprocess.run([git, "init", "--quiet", str(tmp_path)], check=True)

    def attributes(name: str) -> str:
        command = [
            git,
            "-C",
            str(tmp_path),
            "check-attr",
            "merge",
            "linguist-generated",
            "--",
            name,
        ]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "merge: union" in attributes("site/about.html")
    assert "linguist-generated: set" in attributes("site/about.html")
    assert "merge: binary" in attributes("site/card.png")
    assert "merge: unspecified" in attributes("content/about.md")
    ignored = ["site/about.html", ".explainer-cache/values.sqlite3"]
    command = [git, "-C", str(tmp_path), "check-ignore", *ignored, "content/index.md"]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert output.split() == ignored
