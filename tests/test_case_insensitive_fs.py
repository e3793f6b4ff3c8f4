"""Publishing on a case-insensitive file system: a case-only rename never loses a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from case_insensitive_fs import ignore_letter_case
from test_publish import assert_finished, killed_at, put, texts_in

from explainer.failures import FolderRefused
from explainer.publish import MANIFEST, STAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = {"index.html": "home"}
RENAMES: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "a page": ({"Lamps.html": "lamps"}, {"lamps.html": "lamps"}),
    "a page with new text": ({"Lamps.html": "lamps"}, {"lamps.html": "new"}),
    "a folder": ({"Lamps/Red.html": "red"}, {"lamps/Red.html": "red"}),
    "a folder and a page": (
        {"Lamps/Red.html": "red", "Lamps/Green.html": "green", "Lamps/gone.html": "gone"},
        {"lamps/red.html": "red", "lamps/green.html": "new", "lamps/new.html": "new"},
    ),
    "nested folders": ({"A/B/C.html": "c", "A/d.html": "d"}, {"a/b/c.html": "c"}),
    "a folder with different pages": ({"Lamps/old.html": "old"}, {"lamps/new.html": "new"}),
    "a folder that becomes a file": ({"Turns/in.html": "in"}, {"turns": "a file"}),
    "a file that becomes a folder": ({"Turns": "a file"}, {"turns/in.html": "in"}),
}
each_rename = pytest.mark.parametrize(("old", "new"), RENAMES.values(), ids=RENAMES)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    ignore_letter_case(monkeypatch, tmp_path)
    return tmp_path / "site"


def test_the_simulated_file_system_ignores_and_preserves_case(site: Path) -> None:
    site.mkdir()
    (site / "Lamps.html").write_text("lamps")
    assert (site / "LAMPS.html").read_text() == "lamps"
    (site / "new").write_text("new")
    (site / "new").replace(site / "lamps.html")
    assert [path.name for path in site.iterdir()] == ["Lamps.html"]
    (site / "Lamps.html").rename(site / "lamps.html")
    assert [path.name for path in site.iterdir()] == ["lamps.html"]


@each_rename
def test_a_case_only_rename_keeps_the_file_under_its_new_spelling(
    site: Path, old: Mapping[str, str], new: Mapping[str, str]
) -> None:
    put({**HOME, **old}, site)
    assert put({**HOME, **new}, site).foreign == ()
    assert_finished(site, {**HOME, **new})
    assert put({**HOME, **new}, site).written == ()


@each_rename
def test_the_next_build_finishes_a_case_only_rename_killed_at_any_step(
    site: Path, old: Mapping[str, str], new: Mapping[str, str]
) -> None:
    killed, step = True, 0
    while killed:
        put({**HOME, **old}, site / str(step))
        killed = killed_at(step, {**HOME, **new}, site / str(step))
        put({**HOME, **new}, site / str(step))
        assert_finished(site / str(step), {**HOME, **new})
        step += 1


def test_a_foreign_file_that_differs_only_in_case_is_kept(site: Path) -> None:
    put(HOME, site)
    (site / "Lamps.html").write_text("mine")
    with pytest.raises(FolderRefused, match="no build created it"):
        put({**HOME, "lamps.html": "lamps"}, site)
    assert texts_in(site) == {**HOME, "Lamps.html": "mine"}


def test_a_refused_build_renames_nothing(site: Path) -> None:
    put({**HOME, "Lamps.html": "lamps"}, site)
    (site / "new.html").write_text("mine")
    with pytest.raises(FolderRefused, match="no build created it"):
        put({**HOME, "lamps.html": "lamps", "new.html": "new"}, site)
    assert texts_in(site) == {**HOME, "Lamps.html": "lamps", "new.html": "mine"}


@each_rename
def test_a_case_only_rename_works_on_the_real_file_system_too(
    tmp_path: Path, old: Mapping[str, str], new: Mapping[str, str]
) -> None:
    put({**HOME, **old}, tmp_path)
    put({**HOME, **new}, tmp_path)
    assert_finished(tmp_path, {**HOME, **new})


def test_a_journal_that_renames_a_file_outside_the_site_is_refused(tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    outside.write_text("precious")
    put(HOME, site)
    (site / STAGE / "files").mkdir(parents=True)
    journal = {"respelled": {"OUTSIDE": "../outside"}, "renames": [], "removals": []}
    (site / STAGE / "journal.json").write_text(json.dumps(journal))
    with pytest.raises(FolderRefused, match="invalid journal"):
        put(HOME, site)
    assert (outside.read_text(), texts_in(site)) == ("precious", HOME)
    assert (site / MANIFEST).exists()
