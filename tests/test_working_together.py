"""Two people's changes merge in git, and a build after the merge equals a clean one."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from examples import LAMPS, PROJECT, copy_content, templates_of

from explainer.build import Settings, build
from explainer.new.project import STARTER
from explainer.store import Store

TEXT = (PROJECT / "docs" / "working-together.md").read_text(encoding="utf-8")
GIT = shutil.which("git") or "git"
ATTRIBUTES = re.search(r"```text\n(site/\*\* .*?)```", TEXT, re.DOTALL)


@pytest.fixture(autouse=True)
def shipped_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.build.read_templates", templates_of)


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = ("user.name=A", "user.email=a@example.org", "commit.gpgsign=false")
    options = [word for setting in settings for word in ("-c", setting)]
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(
        [GIT, *options, *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def committed(folder: Path, message: str) -> None:
    """Build the site of a project, and commit everything."""
    built(folder, "site")
    assert git(folder, "add", "--all").returncode == 0
    assert git(folder, "commit", "--message", message).returncode == 0


def built(folder: Path, site: str) -> dict[str, bytes]:
    """Build a project, and return the files of its site."""
    settings = Settings(folder / "content", folder / site, base_url="https://example.org/")
    result = build(settings, Store())
    assert result.can_publish, result.problems
    files = (path for path in (folder / site).rglob("*") if path.is_file())
    return {path.relative_to(folder / site).as_posix(): path.read_bytes() for path in files}


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "content" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_after_a_merge_the_site_is_the_one_that_a_clean_build_makes(tmp_path: Path) -> None:
    assert ATTRIBUTES is not None
    project = tmp_path / "project"
    copy_content(LAMPS, project / "content")
    (project / ".gitattributes").write_text(ATTRIBUTES[1], encoding="utf-8")
    (project / "content" / "old.md").write_text(
        "---\ntitle: Old page\n---\n" + "An old lamp. " * 900
    )
    git(tmp_path, "init", "--initial-branch", "main", "project")
    committed(project, "Start")
    git(project, "switch", "--create", "theirs")
    edit(project, "site.yaml", "title: ", "title: Their ")
    (project / "content" / "theirs.md").write_text("---\ntitle: Their page\n---\nA lamp.\n")
    committed(project, "Change the title, and add a page")
    git(project, "switch", "main")
    edit(project, "site.yaml", "searched_to: 2031-06-28", "searched_to: 2031-06-29")
    edit(project, "about.md", "\n---\n", "\n---\nOurs [@harbour-post].\n\n")
    (project / "content" / "old.md").unlink()
    (project / "content" / "ours.md").write_text("---\ntitle: Our page\n---\nAnother lamp.\n")
    committed(project, "Cite a source, and add a page")
    git(project, "merge", "theirs")
    conflicts = git(project, "diff", "--name-only", "--diff-filter=U").stdout.split()
    assert set(conflicts) == {"site/old.html", "site/card.png"}
    clean = built(project, "clean")
    assert built(project, "site") == clean
    shutil.rmtree(project / "clean")
    for command in re.findall(r"^git (add|commit) (.*)$", TEXT, re.MULTILINE):
        assert git(project, command[0], *shlex.split(command[1])).returncode == 0
    assert git(project, "status", "--porcelain").stdout == ""
    assert len(git(project, "log", "-1", "--format=%P").stdout.split()) == 2


def test_this_repository_and_new_projects_merge_as_the_guide_says() -> None:
    assert ATTRIBUTES is not None
    rules = ATTRIBUTES[1].splitlines()
    for file in (PROJECT / ".gitattributes", STARTER / "dot-gitattributes"):
        assert set(rules) <= set(file.read_text(encoding="utf-8").splitlines())
    ignored = re.search(r"```text\n(/site/\n.*?)```", TEXT, re.DOTALL)
    assert ignored is not None
    starter = (STARTER / "dot-gitignore").read_text(encoding="utf-8").splitlines()
    assert set(ignored[1].splitlines()) <= set(starter)


def test_each_make_target_for_editors_has_a_command_for_windows() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `make ?(\w*).*?` \| `\.venv\\Scripts\\python (.+?)` \|$", TEXT, re.M)
    for target, command in rows:
        recipe = re.search(rf"^{target or 'site'}: .*\n\t\$\(BIN\)/python (.+)$", makefile, re.M)
        assert recipe is not None
        words = set(recipe[1].replace("--content $(CONTENT)", "").split())
        assert words == set(command.replace("--content DIR", "").split())
    assert {target for target, _ in rows} == {"", "serve", "check"}
