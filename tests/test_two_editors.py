"""Two people edit one explainer on two branches: their work merges, and a build puts the site right.

The site is committed, as in this repository. Merges are git's own, without any set-up.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explainer.cli import main
from explainer.publish import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parent.parent
LAMPS = PROJECT / "tests" / "explainers" / "lamps"


class Repository:
    """A clone in which two branches edit the explainer of lamps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(LAMPS, folder / "content")
        shutil.copy(PROJECT / ".gitattributes", folder)
        shutil.copy(PROJECT / ".gitignore", folder)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Keeper")
        self.git("config", "user.email", "keeper@lamps.example")
        self.git("config", "commit.gpgsign", "false")
        self.build_and_commit("Start")

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = ["git", *arguments]
        return subprocess.run(command, cwd=self.folder, check=check, capture_output=True, text=True)

    def build_and_commit(self, subject: str) -> None:
        assert main(["build", "--quiet"]) == 0
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)

    def edit_on_two_branches(
        self, ours: Callable[[Path], object], theirs: Callable[[Path], object]
    ) -> None:
        """Make, build and commit each edit on a branch of its own, and merge the second one."""
        for name, edit in (("theirs", theirs), ("ours", ours)):
            self.git("checkout", "--quiet", "-b", name, "main")
            edit(self.folder / "content")
            self.build_and_commit(f"Edit as {name}")
        merge = self.git("merge", "--no-edit", "theirs", check=False)
        assert merge.returncode == 0, merge.stdout + merge.stderr

    def site(self) -> dict[str, bytes]:
        return files_in(self.folder / "site")


def files_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    return Repository(tmp_path)


def replace(content: Path, file: str, before: str, after: str) -> None:
    path = content / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def add(content: Path, file: str, text: str) -> None:
    path = content / file
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(before + text, "utf-8")


def change_a_line(content: Path) -> None:
    add(content, "about.md", "\nThe keepers meet at dusk.\n")


def cite_above(content: Path) -> None:
    path = content / "about.md"
    front, _, body = path.read_text("utf-8").rpartition("---\n")
    path.write_text(f"{front}---\nA first sentence [@SOURCE].\n\n{body}".replace(
        "SOURCE", first_source(content)), "utf-8")  # fmt: skip


def first_source(content: Path) -> str:
    found = re.search(r"\bid: ([\w-]+)", (content / "sources.yaml").read_text("utf-8"))
    assert found
    return found[1]


def add_a_page(content: Path) -> None:
    add(content, "moves/later.md", "---\ntitle: What came later\n---\nNothing much.\n")


def add_an_event(content: Path) -> None:
    file = next((content / "timeline").glob("*.yaml"))
    entry = file.read_text("utf-8").split("\n\n")[0].split("- id:")[1]
    name = entry.splitlines()[0].strip()
    add(content, f"timeline/{file.name}", f"\n\n- id:{entry}\n".replace(name, f"{name}-again", 1))


@pytest.mark.parametrize("theirs", [cite_above, add_a_page, add_an_event])
def test_the_work_of_two_people_merges_and_a_build_makes_the_site_of_both(
    repository: Repository, theirs: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    repository.edit_on_two_branches(change_a_line, theirs)
    capsys.readouterr()
    assert main(["build"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum("that a merge or somebody else changed" in line for line in lines) <= 1
    merged = repository.site()
    shutil.rmtree(repository.folder / "site")
    assert main(["build", "--clean", "--quiet"]) == 0
    assert merged == repository.site()


def test_a_build_after_a_merge_says_in_one_line_which_files_it_made_again(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.edit_on_two_branches(change_a_line, cite_above)
    capsys.readouterr()
    assert main(["build"]) == 0
    (line,) = (li for li in capsys.readouterr().out.splitlines() if li.startswith("made again: "))
    assert "search.js" in line
    assert main(["build"]) == 0
    assert "made again" not in capsys.readouterr().out


def test_an_ordinary_build_does_not_claim_that_others_changed_the_site(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    change_a_line(repository.folder / "content")
    for options in ([], ["--clean"]):
        assert main(["build", *options]) == 0
    assert "made again" not in capsys.readouterr().out


@pytest.mark.parametrize("mark", ["", "<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n"])
def test_a_manifest_that_a_merge_has_spoilt_is_made_again(
    repository: Repository, mark: str
) -> None:
    manifest = repository.folder / "site" / MANIFEST
    good = manifest.read_bytes()
    text = good.decode().replace(
        "\n }\n}\n", '\n  "gone.html": "DIGEST"\n  "new.html": "DIGEST"\n }\n}\n'
    )
    if mark:
        entry = '  "gone.html": "DIGEST",\n'
        text = good.decode().replace(' "made": {\n', ' "made": {\n' + mark.format(entry, entry))
    text = text.replace("DIGEST", "0" * 64)
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(text)
    manifest.write_text(text, "utf-8")
    assert main(["build", "--quiet"]) == 0
    assert manifest.read_bytes() == good


def test_pages_of_both_manifests_are_known_as_the_builds_own(repository: Repository) -> None:
    site = repository.folder / "site"
    (site / "gone.html").write_text("A page of the other branch")
    text = (site / MANIFEST).read_text("utf-8")
    entry = '\n  "gone.html": "' + "0" * 64 + '"\n }'
    (site / MANIFEST).write_text(text.replace("\n }", entry), "utf-8")
    assert main(["build", "--quiet"]) == 0
    assert not (site / "gone.html").exists()
