"""The site in `site/` is byte for byte what `content/` builds, on any machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.build import Settings, build, make
from explainer.store import Store

PROJECT = Path(__file__).parent.parent
LAMPS = PROJECT / "tests" / "explainers" / "lamps"


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_published_site_is_byte_for_byte_what_the_content_builds(tmp_path: Path) -> None:
    result = build(Settings(PROJECT / "content", tmp_path), Store())
    assert result.problems == ()
    built, published = files_below(tmp_path), files_below(PROJECT / "site")
    outdated = [name for name in {**built, **published} if built.get(name) != published.get(name)]
    assert outdated == [], "site/ is out of date: run make, and commit it"


@pytest.mark.parametrize("name", ["five", "lamps"])
def test_another_dispute_builds_with_no_change_to_code_or_templates(name: str) -> None:
    result = make(Settings(PROJECT / "tests" / "explainers" / name), Store())
    assert result.can_publish
    assert result.pages


def built_elsewhere(folder: Path, environment: dict[str, str]) -> dict[str, bytes]:
    """Build lamps in a new process, from this folder and with this environment."""
    content_dir = Path(shutil.copytree(LAMPS, folder / "content"))
    command = [sys.executable, str(PROJECT / "build.py"), "--content", str(content_dir)]
    command += ["--site", str(folder / "site"), "--quiet"]
    subprocess.run(command, cwd=folder, env=os.environ | environment, check=True)
    return files_below(folder / "site")


def test_the_same_content_gives_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    here = {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LC_ALL": "C"}
    there = {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"}
    (tmp_path / "a").mkdir()
    (tmp_path / "b and c").mkdir()
    first = built_elsewhere(tmp_path / "a", here)
    assert first == built_elsewhere(tmp_path / "b and c", there)
