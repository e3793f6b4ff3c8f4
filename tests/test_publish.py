"""Publishing survives kills, Ctrl+C and full disks: no file is half written, none is lost."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from examples import QUICK, file_of
from hypothesis import given
from hypothesis import strategies as st

from explainer.failures import FolderBusy, FolderRefused, PublishFailure
from explainer.plan import Rank
from explainer.publish import MANIFEST, STAGE, Published, publish, read_manifest
from explainer.site_lock import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from explainer.render import RenderedFile

OLD = {
    "index.html": "old home",
    "about.html": "the same",
    "gone.html": "gone",
    "gone/deep/er.html": "gone too",
    "turns": "a file",
    "folds/in.html": "a folder's",
    "assets/style.css": "old style",
}
NEW = {
    "index.html": "new home",
    "about.html": "the same",
    "turns/into/a-folder.html": "a folder now",
    "folds": "a file now",
    "assets/style.css": "new style",
    "moves/index.html": "new page",
}


def pages(texts: Mapping[str, str]) -> list[RenderedFile]:
    return [
        file_of(
            address,
            text.encode(),
            Rank.PAGE if address.endswith(".html") else Rank.NEEDED_BY_PAGES,
        )
        for address, text in texts.items()
    ]


def put(texts: Mapping[str, str], site: Path) -> Published:
    return publish(pages(texts), site)


def texts_in(site: Path) -> dict[str, str]:
    """Return the text of each file in the folder, except the build's own files."""
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.relative_to(site).parts[0] not in {MANIFEST, STAGE}
    }


def assert_finished(site: Path, texts: Mapping[str, str]) -> None:
    assert texts_in(site) == dict(texts)
    assert sorted(read_manifest(site)) == sorted(texts)
    assert not (site / STAGE).exists()
    folders = [path for path in site.rglob("*") if path.is_dir()]
    assert [folder for folder in folders if not any(folder.iterdir())] == []


class Killed(BaseException):
    """Simulates a kill: neither `except OSError` nor `except Exception` catches it."""


@contextmanager
def record_changes(index: int, fail: Callable[[], BaseException | None]) -> Iterator[list[str]]:
    """Record each change to the disk; before change `index`, raise what `fail` returns, if any."""
    changes: list[str] = []
    with pytest.MonkeyPatch.context() as patch:

        def watch(owner: Any, name: str) -> None:
            real = getattr(owner, name)

            def wrapper(*args: Any, **options: Any) -> Any:
                changes.append(f"{name} {args[-1] if name == 'replace' else args[0]}")
                if len(changes) == index + 1 and (error := fail()):
                    raise error
                return real(*args, **options)

            patch.setattr(owner, name, wrapper)

        for name in ("rename", "replace", "unlink", "rmdir", "mkdir", "write_bytes", "write_text"):
            watch(Path, name)
        watch(shutil, "rmtree")
        yield changes


def killed_at(index: int, texts: Mapping[str, str], site: Path) -> bool:
    """Publish, but kill it after `index` changes; return False if it finished before that."""
    try:
        with record_changes(index, Killed):
            put(texts, site)
    except Killed:
        return True
    return False


def ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


# What is written


def test_a_first_build_writes_every_file_and_reports_it(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    result = put(NEW, site)
    assert_finished(site, NEW)
    assert result == Published(tuple(sorted(NEW)), 0, (), ())


def test_nothing_is_written_when_nothing_has_changed(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    for path in tmp_path.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    with record_changes(10**9, Killed) as changes:
        assert put(OLD, tmp_path) == Published((), len(OLD), (), ())
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert [change for change in changes if not change.startswith("mkdir")] == []


def test_only_changed_files_are_written(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    os.utime(tmp_path / "about.html", (1_000_000_000, 1_000_000_000))
    result = put({**OLD, "index.html": "new home"}, tmp_path)
    assert result == Published(("index.html",), len(OLD) - 1, (), ())
    assert (tmp_path / "about.html").stat().st_mtime == 1_000_000_000


def test_a_changed_page_of_the_same_length_is_written(tmp_path: Path) -> None:
    put({"index.html": "abc"}, tmp_path)
    assert put({"index.html": "abd"}, tmp_path).written == ("index.html",)
    assert texts_in(tmp_path) == {"index.html": "abd"}


def test_a_page_edited_or_deleted_by_hand_is_written_again(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    (tmp_path / "index.html").write_text("by hand")
    (tmp_path / "about.html").unlink()
    assert put(OLD, tmp_path).written == ("about.html", "index.html")
    assert_finished(tmp_path, OLD)


def test_removed_pages_and_emptied_folders_are_deleted(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    result = put({"index.html": "home"}, tmp_path)
    assert result.removed == tuple(sorted(set(OLD) - {"index.html"}))
    assert_finished(tmp_path, {"index.html": "home"})


def test_a_file_can_become_a_folder_and_back(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    put(NEW, tmp_path)
    assert_finished(tmp_path, NEW)
    put(OLD, tmp_path)
    assert_finished(tmp_path, OLD)


def test_an_empty_folder_in_a_pages_place_is_replaced(tmp_path: Path) -> None:
    put({"a.html": "a", "turns/x.html": "x"}, tmp_path)
    (tmp_path / "turns" / "empty").mkdir()
    put({"a.html": "a", "turns": "file"}, tmp_path)
    assert_finished(tmp_path, {"a.html": "a", "turns": "file"})


def test_assets_are_written_before_pages_then_removals_and_the_manifest_last(
    tmp_path: Path,
) -> None:
    put(OLD, tmp_path)
    new = {"a.html": "a", "z.css": "z", "index.html": "new", "assets/style.css": "new"}
    with record_changes(10**9, Killed) as changes:
        put(new, tmp_path)
    files = [Path(change.split(" ", 1)[1]).relative_to(tmp_path).as_posix() for change in changes
             if change.startswith(("replace", "unlink"))]  # fmt: skip
    journal, *rest = files
    assert journal == f"{STAGE}/journal.json"
    assert rest[:4] == ["assets/style.css", "z.css", "a.html", "index.html"]
    assert sorted(rest[4:-1]) == sorted(set(OLD) - set(new))
    assert rest[-1] == MANIFEST


def test_everything_is_staged_before_anything_is_renamed(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    with record_changes(10**9, Killed) as changes:
        put(NEW, tmp_path)
    kinds = [change.split()[0] for change in changes]
    last_write = max(index for index, kind in enumerate(kinds) if kind.startswith("write"))
    assert last_write < kinds.index("replace")


# Kills and failures


@pytest.mark.parametrize("old", [OLD, {}], ids=["over an old site", "the first time"])
def test_a_build_killed_at_any_step_leaves_whole_files_and_the_next_build_finishes(
    tmp_path: Path, old: Mapping[str, str]
) -> None:
    step = 0
    while True:
        site = tmp_path / str(step)
        if old:
            put(old, site)
        killed = killed_at(step, NEW, site)
        for address, text in texts_in(site).items():
            assert text in {old.get(address), NEW.get(address)}, (step, address)
        put(NEW, site)
        assert_finished(site, NEW)
        if not killed:
            break
        step += 1
    assert step > 2 * len(NEW)


def test_ctrl_c_at_any_step_leaves_the_complete_old_site_or_the_complete_new_one(
    tmp_path: Path,
) -> None:
    sites_left: list[Mapping[str, str]] = []
    stopped = True
    while stopped:
        site = tmp_path / str(len(sites_left))
        put(OLD, site)
        try:
            with record_changes(len(sites_left), ctrl_c):
                put(NEW, site)
            stopped = False
        except KeyboardInterrupt:
            sites_left.append(NEW if texts_in(site) == NEW else OLD)
            assert_finished(site, sites_left[-1])
    assert [OLD in sites_left, NEW in sites_left] == [True, True]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_has_no_effect_in_a_process_that_ignores_it(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with record_changes(8, ctrl_c):
            put(NEW, tmp_path / "site")
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert_finished(tmp_path / "site", NEW)


def test_after_a_build_is_killed_twice_the_next_build_still_finishes(tmp_path: Path) -> None:
    for first in range(0, 40, 3):
        for second in range(0, 30, 5):
            site = tmp_path / f"{first}-{second}"
            put(OLD, site)
            killed_at(first, NEW, site)
            killed_at(second, {"index.html": "newest", "gone": "a file"}, site)
            put(NEW, site)
            assert_finished(site, NEW)


@pytest.mark.parametrize("first", ["journal.json", "files"])
def test_after_a_build_is_killed_while_cleaning_up_the_next_build_finishes(
    tmp_path: Path, first: str
) -> None:
    real = shutil.rmtree

    def delete_half(stage: Path) -> None:
        real(stage / first) if first == "files" else (stage / first).unlink()
        raise Killed

    put(OLD, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shutil, "rmtree", delete_half)
        with pytest.raises(Killed):
            put(NEW, tmp_path)
    assert texts_in(tmp_path) == NEW
    put(NEW, tmp_path)
    assert_finished(tmp_path, NEW)


def test_a_killed_build_loses_no_file_that_is_in_both_the_old_and_new_site(tmp_path: Path) -> None:
    for step in range(40):
        site = tmp_path / str(step)
        put(OLD, site)
        killed_at(step, NEW, site)
        texts = texts_in(site)
        assert {"index.html", "about.html", "assets/style.css"} <= set(texts)


def test_a_full_disk_during_staging_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    def full() -> OSError:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "the disk")

    put(OLD, tmp_path)
    with record_changes(10**9, Killed) as changes:
        put(OLD | {"index.html": "x"}, tmp_path)
    writes = sum(change.startswith("write") for change in changes)
    assert writes == 3
    put(OLD, tmp_path)
    real = Path.write_bytes
    for failing in range(len(NEW)):
        with pytest.MonkeyPatch.context() as patch:
            count = iter(range(10**6))

            def write(path: Path, data: bytes, failing: int = failing) -> int:
                if next(count) == failing:  # noqa: B023
                    real(path, data[:1])
                    raise full()
                return real(path, data)

            patch.setattr(Path, "write_bytes", write)
            with pytest.raises(PublishFailure, match="No space left on device"):
                put(NEW, tmp_path)
        assert_finished(tmp_path, OLD)


def test_a_failure_to_write_names_the_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PublishFailure, match="file"):
        put(NEW, tmp_path / "file" / "site")


# Foreign files


def test_a_foreign_file_is_kept_and_reported(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    (tmp_path / "CNAME").write_text("example.org")
    (tmp_path / "gone" / "mine.txt").write_text("mine")
    result = put(NEW, tmp_path)
    assert result.foreign == ("CNAME", "gone/mine.txt")
    assert texts_in(tmp_path) == {**NEW, "CNAME": "example.org", "gone/mine.txt": "mine"}


def test_the_site_folder_can_be_a_git_checkout_of_its_own(
    tmp_path: Path,
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/pages")
    assert put(NEW, tmp_path).foreign == ()
    assert put(OLD, tmp_path).foreign == ()
    assert (tmp_path / ".git" / "HEAD").read_text() == "ref: refs/heads/pages"


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderRefused, match=r"thesis\.txt"):
        put(NEW, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_in_place_of_the_site_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(FolderRefused, match="isn't a folder"):
        put(NEW, tmp_path / "site")


@pytest.mark.parametrize(
    "foreign_file", ["moves/index.html", "moves", "folds/in/mine.html", "turns/into"]
)
def test_a_foreign_file_in_a_pages_place_is_refused_before_anything_is_written(
    tmp_path: Path, foreign_file: str
) -> None:
    start = {"index.html": "old home"}
    put(start, tmp_path)
    path = tmp_path / foreign_file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    with pytest.raises(FolderRefused, match="no build created it"):
        put(NEW, tmp_path)
    assert texts_in(tmp_path) == {**start, foreign_file: "mine"}


@pytest.mark.parametrize(
    "place", ["moves", "moves/index.html", "about.html", "turns", "turns/into"]
)
@pytest.mark.parametrize("leads_to", ["outside", "nowhere"])
def test_a_symlink_in_a_pages_place_is_refused_and_its_target_is_left_alone(
    tmp_path: Path, place: str, leads_to: str
) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    outside.mkdir()
    start = {"index.html": "old home", "turns": "a file"}
    put(start, site)
    link = site / place
    if place == "turns":
        link.unlink()
    elif place == "turns/into":
        (site / "turns").unlink()
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(tmp_path / leads_to)
    with pytest.raises(FolderRefused, match="no build created it"):
        put(NEW, site)
    assert (site / "index.html").read_text() == "old home"
    assert (link.is_symlink(), [*outside.iterdir()]) == (True, [])


def test_a_symlink_in_a_folder_in_a_pages_place_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    put({"index.html": "old home"}, tmp_path)
    (tmp_path / "folds").mkdir()
    (tmp_path / "folds" / "link").symlink_to("nowhere")
    with pytest.raises(FolderRefused, match="no build created it"):
        put(NEW, tmp_path)
    assert texts_in(tmp_path) == {"index.html": "old home"}


def test_nothing_is_removed_through_a_symlink(tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    put(OLD, site)
    (site / "folds").rename(outside)
    (site / "folds").symlink_to(outside)
    result = put({"index.html": "home"}, site)
    assert "folds/in.html" not in result.removed
    assert (outside / "in.html").read_text() == "a folder's"


def test_a_foreign_file_identical_to_a_page_becomes_part_of_the_site(tmp_path: Path) -> None:
    put({"index.html": "home"}, tmp_path)
    (tmp_path / "a.html").write_text("a")
    put({"index.html": "home", "a.html": "a"}, tmp_path)
    assert put({"index.html": "home"}, tmp_path).removed == ("a.html",)


def test_an_empty_folder_can_become_the_site_folder(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    assert_finished(tmp_path, OLD)


# The manifest


@pytest.mark.parametrize(
    "address",
    ["../outside.txt", "a/../../outside.txt", "{outside}", "..", ".", "", "a//b", "./a", "a/"],
)
def test_a_manifest_with_an_address_outside_the_site_removes_nothing(
    tmp_path: Path, address: str
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("precious")
    site = tmp_path / "site"
    put({"index.html": "home"}, site)
    manifest = {"made": {address.format(outside=outside): "x", "index.html": "y"}}
    (site / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(FolderRefused, match="invalid manifest"):
        put({"index.html": "home"}, site)
    assert outside.read_text() == "precious"


@pytest.mark.parametrize("key", ["renames", "removals"])
def test_a_journal_with_an_address_outside_the_site_changes_nothing(
    tmp_path: Path, key: str
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("precious")
    site = tmp_path / "site"
    put({"index.html": "home"}, site)
    (site / STAGE / "files").mkdir(parents=True)
    journal = {"respelled": {}, "renames": [], "removals": [], key: ["../outside.txt"]}
    (site / STAGE / "journal.json").write_text(json.dumps(journal))
    with pytest.raises(FolderRefused, match="invalid journal"):
        put({"index.html": "home"}, site)
    assert outside.read_text() == "precious"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"made": 5}', '{"made": ["a"]}', "\ud7ff", "null", "[" * 10**5]
)
def test_an_invalid_manifest_is_refused_with_advice_to_restore_it(
    tmp_path: Path, text: str
) -> None:
    put(OLD, tmp_path)
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(FolderRefused, match=r"invalid manifest .*; restore it"):
        put(NEW, tmp_path)
    assert texts_in(tmp_path) == OLD


def test_the_manifest_lists_files_in_a_fixed_order(tmp_path: Path) -> None:
    put(NEW, tmp_path / "one")
    put(dict(reversed(NEW.items())), tmp_path / "two")
    first, second = ((tmp_path / name / MANIFEST).read_bytes() for name in ("one", "two"))
    assert first == second
    assert first.endswith(b"\n")


# Two builds at once


def test_a_second_build_at_the_same_time_is_refused(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    with locked(tmp_path), pytest.raises(FolderBusy, match="another build"):
        put(NEW, tmp_path)
    assert texts_in(tmp_path) == OLD
    put(NEW, tmp_path)
    assert_finished(tmp_path, NEW)


def test_where_folders_cant_be_locked_a_second_build_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    site, same = tmp_path / "site", tmp_path / "same"
    same.symlink_to(site)
    put(OLD, site)
    with monkeypatch.context() as patch:
        patch.setattr("explainer.site_lock._lock_folder", lambda *_: False)
        with locked(site), pytest.raises(FolderBusy, match="another build"):
            put(NEW, same)
        put(NEW, site)
    monkeypatch.setattr("fcntl.flock", refuse)
    # FileLock itself would use the patched function.
    monkeypatch.setattr("explainer.site_lock._locked_file", lambda _: contextlib.nullcontext())
    put(OLD, site)
    assert_finished(site, OLD)


def test_builds_at_the_same_time_leave_one_complete_site(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    failures: list[Exception] = []

    def build(texts: Mapping[str, str]) -> None:
        try:
            put(texts, tmp_path)
        except FolderBusy:
            pass
        except Exception as error:  # noqa: BLE001, RUF100 (asserted below)
            failures.append(error)

    threads = [threading.Thread(target=build, args=(texts,)) for texts in (OLD, NEW) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert texts_in(tmp_path) in (OLD, NEW)
    assert_finished(tmp_path, texts_in(tmp_path))


# Any series of builds

ADDRESSES = st.sampled_from(
    ("index.html", "a", "a/b", "a/b/c.html", "a/d.html", "x.css", "x/y", "x/y/z", "m/n.html")
)
SITES = st.dictionaries(ADDRESSES, st.sampled_from(("one", "two")), max_size=6).filter(
    lambda site: not any(other.startswith(f"{address}/") for address in site for other in site)
)


@QUICK
@given(st.lists(SITES, min_size=1, max_size=5))
def test_after_any_series_of_builds_the_folder_has_the_last_site_and_foreign_files(
    tmp_path_factory: pytest.TempPathFactory, series: list[dict[str, str]]
) -> None:
    site = tmp_path_factory.mktemp("site")
    put({"index.html": "first"}, site)
    (site / "stranger.txt").write_text("mine")
    for texts in series:
        result = put(texts, site)
        assert result.foreign == ("stranger.txt",)
        assert texts_in(site) == {**texts, "stranger.txt": "mine"}
        assert sorted(read_manifest(site)) == sorted(texts)


@QUICK
@given(st.lists(st.tuples(SITES, st.integers(0, 30)), min_size=1, max_size=4), SITES)
def test_after_any_series_of_kills_the_next_build_is_complete(
    tmp_path_factory: pytest.TempPathFactory,
    series: list[tuple[dict[str, str], int]],
    last: dict[str, str],
) -> None:
    site = tmp_path_factory.mktemp("site")
    for texts, step in series:
        killed_at(step, texts, site)
    put(last, site)
    assert_finished(site, last)


def test_a_manifest_that_git_has_merged_names_the_files_of_both_sides(tmp_path: Path) -> None:
    site = tmp_path / "site"
    put({"a.html": "1", "b.html": "1"}, site)
    manifest = site / MANIFEST
    lines = manifest.read_text(encoding="utf-8").splitlines()
    entry = lines[2].replace("a.html", "c é.html").rstrip(",")
    manifest.write_text("\n".join([*lines[:3], entry, *lines[2:]]) + "\n", encoding="utf-8")
    assert set(read_manifest(site)) == {"a.html", "b.html", "c é.html"}
    manifest.write_text("\n".join([*lines[:3], "else", *lines[3:]]) + "\n", encoding="utf-8")
    with pytest.raises(FolderRefused, match="invalid manifest"):
        read_manifest(site)
