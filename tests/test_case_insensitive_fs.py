"""Where a file system ignores letter case, a page that is renamed in nothing else is not lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from case_insensitive_fs import ignore_letter_case
from test_publish import assert_finished, held, killed_at, put

from explainer.failures import FolderRefused
from explainer.publish import MANIFEST, STAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = {"index.html": "home"}
RENAMED: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "a page": ({"Lamps.html": "lamps"}, {"lamps.html": "lamps"}),
    "a page with new words": ({"Lamps.html": "lamps"}, {"lamps.html": "new"}),
    "a folder": ({"Lamps/Red.html": "red"}, {"lamps/Red.html": "red"}),
    "a folder and a page": (
        {"Lamps/Red.html": "red", "Lamps/Green.html": "green", "Lamps/gone.html": "gone"},
        {"lamps/red.html": "red", "lamps/green.html": "new", "lamps/new.html": "new"},
    ),
    "folders in one another": ({"A/B/C.html": "c", "A/d.html": "d"}, {"a/b/c.html": "c"}),
    "a folder of other pages": ({"Lamps/old.html": "old"}, {"lamps/new.html": "new"}),
    "a folder that becomes a file": ({"Turns/in.html": "in"}, {"turns": "a file"}),
    "a file that becomes a folder": ({"Turns": "a file"}, {"turns/in.html": "in"}),
}
renamed = pytest.mark.parametrize(("old", "new"), RENAMED.values(), ids=RENAMED)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    ignore_letter_case(monkeypatch, tmp_path)
    return tmp_path / "site"


def test_this_file_system_is_as_those_that_ignore_letter_case(site: Path) -> None:
    site.mkdir()
    (site / "Lamps.html").write_text("lamps")
    assert (site / "LAMPS.html").read_text() == "lamps"
    (site / "new").write_text("new")
    (site / "new").replace(site / "lamps.html")
    assert [path.name for path in site.iterdir()] == ["Lamps.html"]
    (site / "Lamps.html").rename(site / "lamps.html")
    assert [path.name for path in site.iterdir()] == ["lamps.html"]


@renamed
def test_what_is_renamed_in_letter_case_alone_is_kept_in_its_new_spelling(
    site: Path, old: Mapping[str, str], new: Mapping[str, str]
) -> None:
    put({**HOME, **old}, site)
    assert put({**HOME, **new}, site).left == ()
    assert_finished(site, {**HOME, **new})
    assert put({**HOME, **new}, site).written == ()


@renamed
def test_a_renaming_that_is_killed_at_any_step_is_finished_by_the_next_build(
    site: Path, old: Mapping[str, str], new: Mapping[str, str]
) -> None:
    killed, at = True, 0
    while killed:
        put({**HOME, **old}, site / str(at))
        killed = killed_at(at, {**HOME, **new}, site / str(at))
        put({**HOME, **new}, site / str(at))
        assert_finished(site / str(at), {**HOME, **new})
        at += 1


def test_a_strangers_file_in_other_letters_is_refused_and_left(site: Path) -> None:
    put(HOME, site)
    (site / "Lamps.html").write_text("mine")
    with pytest.raises(FolderRefused, match="did not make it"):
        put({**HOME, "lamps.html": "lamps"}, site)
    assert held(site) == {**HOME, "Lamps.html": "mine"}


def test_a_refused_build_renames_nothing(site: Path) -> None:
    put({**HOME, "Lamps.html": "lamps"}, site)
    (site / "new.html").write_text("mine")
    with pytest.raises(FolderRefused, match="did not make it"):
        put({**HOME, "lamps.html": "lamps", "new.html": "new"}, site)
    assert held(site) == {**HOME, "Lamps.html": "lamps", "new.html": "mine"}


@renamed
def test_a_renaming_in_letter_case_is_done_on_this_machines_own_file_system_too(
    tmp_path: Path, old: Mapping[str, str], new: Mapping[str, str]
) -> None:
    put({**HOME, **old}, tmp_path)
    put({**HOME, **new}, tmp_path)
    assert_finished(tmp_path, {**HOME, **new})


def test_a_journal_whose_new_spelling_leads_outside_renames_nothing(tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    outside.write_text("precious")
    put(HOME, site)
    (site / STAGE / "files").mkdir(parents=True)
    journal = {"respelled": {"OUTSIDE": "../outside"}, "renames": [], "removals": []}
    (site / STAGE / "journal.json").write_text(json.dumps(journal))
    with pytest.raises(FolderRefused, match="cannot be read"):
        put(HOME, site)
    assert (outside.read_text(), held(site)) == ("precious", HOME)
    assert (site / MANIFEST).exists()
