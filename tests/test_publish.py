"""The site folder is whole after anything: no build, kill or full disk leaves it torn."""

from __future__ import annotations

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
from examples import QUICK
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from explainer.failures import FolderBusy, FolderRefused, PublishFailure
from explainer.plan import Rank
from explainer.publish import LOCK, MANIFEST, STAGE, Published, publish, read_manifest
from explainer.render import Rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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


def pages(texts: Mapping[str, str]) -> list[Rendered]:
    return [
        Rendered(
            address,
            text.encode(),
            Rank.PAGE if address.endswith(".html") else Rank.NEEDED_BY_PAGES,
            "index.md",
        )
        for address, text in texts.items()
    ]


def put(texts: Mapping[str, str], site: Path) -> Published:
    return publish(pages(texts), site)


def held(site: Path) -> dict[str, str]:
    """Return what the folder holds, the build's own notes left out."""
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.relative_to(site).parts[0] not in {MANIFEST, STAGE, LOCK}
    }


def assert_finished(site: Path, texts: Mapping[str, str]) -> None:
    assert held(site) == dict(texts)
    assert sorted(read_manifest(site)) == sorted(texts)
    assert not (site / STAGE).exists()
    folders = [path for path in site.rglob("*") if path.is_dir()]
    assert [folder for folder in folders if not any(folder.iterdir())] == []


class Killed(BaseException):
    """What no `except OSError` and no `except Exception` stops: the process is gone."""


@contextmanager
def counting(at: int, fail: Callable[[], BaseException | None]) -> Iterator[list[str]]:
    """Note every change to the disk, and at the one numbered `at` raise what `fail` returns."""
    done: list[str] = []
    with pytest.MonkeyPatch.context() as patch:

        def watch(owner: Any, name: str) -> None:
            real = getattr(owner, name)

            def watched(*args: Any, **options: Any) -> Any:
                done.append(f"{name} {args[-1] if name == 'replace' else args[0]}")
                if len(done) == at + 1 and (fault := fail()):
                    raise fault
                return real(*args, **options)

            patch.setattr(owner, name, watched)

        for name in ("rename", "replace", "unlink", "rmdir", "mkdir", "write_bytes", "write_text"):
            watch(Path, name)
        watch(shutil, "rmtree")
        yield done


def killed_at(at: int, texts: Mapping[str, str], site: Path) -> bool:
    """Publish, killed at the n-th change; return whether it was killed before it was done."""
    try:
        with counting(at, Killed):
            put(texts, site)
    except Killed:
        return True
    return False


def ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


# What is written


def test_a_first_build_writes_everything_and_says_so(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    done = put(NEW, site)
    assert_finished(site, NEW)
    assert done == Published(tuple(sorted(NEW)), 0, (), ())


def test_nothing_is_written_where_nothing_differs(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    for path in tmp_path.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    before.pop(tmp_path / LOCK, None)
    with counting(10**9, Killed) as done:
        assert put(OLD, tmp_path) == Published((), len(OLD), (), ())
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert [change for change in done if not change.startswith("mkdir")] == []


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    os.utime(tmp_path / "about.html", (1_000_000_000, 1_000_000_000))
    done = put({**OLD, "index.html": "new home"}, tmp_path)
    assert done == Published(("index.html",), len(OLD) - 1, (), ())
    assert (tmp_path / "about.html").stat().st_mtime == 1_000_000_000


def test_a_page_of_the_same_length_and_other_words_is_written(tmp_path: Path) -> None:
    put({"index.html": "abc"}, tmp_path)
    assert put({"index.html": "abd"}, tmp_path).written == ("index.html",)
    assert held(tmp_path) == {"index.html": "abd"}


def test_a_page_that_somebody_mended_by_hand_is_made_again(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    (tmp_path / "index.html").write_text("by hand")
    (tmp_path / "about.html").unlink()
    assert put(OLD, tmp_path).written == ("about.html", "index.html")
    assert_finished(tmp_path, OLD)


def test_removed_pages_and_emptied_folders_go(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    done = put({"index.html": "home"}, tmp_path)
    assert done.removed == tuple(sorted(set(OLD) - {"index.html"}))
    assert_finished(tmp_path, {"index.html": "home"})


def test_a_file_becomes_a_folder_and_back(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    put(NEW, tmp_path)
    assert_finished(tmp_path, NEW)
    put(OLD, tmp_path)
    assert_finished(tmp_path, OLD)


def test_an_empty_folder_in_a_pages_place_is_no_obstacle(tmp_path: Path) -> None:
    put({"a.html": "a", "turns/x.html": "x"}, tmp_path)
    (tmp_path / "turns" / "empty").mkdir()
    put({"a.html": "a", "turns": "file"}, tmp_path)
    assert_finished(tmp_path, {"a.html": "a", "turns": "file"})


def test_what_pages_need_comes_first_removals_late_and_the_manifest_last(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    new = {"a.html": "a", "z.css": "z", "index.html": "new", "assets/style.css": "new"}
    with counting(10**9, Killed) as done:
        put(new, tmp_path)
    moved = [Path(change.split(" ", 1)[1]).relative_to(tmp_path).as_posix() for change in done
             if change.startswith(("replace", "unlink"))]  # fmt: skip
    journal, *rest = moved
    assert journal == f"{STAGE}/journal.json"
    assert rest[:4] == ["assets/style.css", "z.css", "a.html", "index.html"]
    assert sorted(rest[4:-1]) == sorted(set(OLD) - set(new))
    assert rest[-1] == MANIFEST


def test_everything_is_staged_before_anything_is_renamed(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    with counting(10**9, Killed) as done:
        put(NEW, tmp_path)
    kinds = [change.split()[0] for change in done]
    last_write = max(at for at, kind in enumerate(kinds) if kind.startswith("write"))
    assert last_write < kinds.index("replace")


# Kills and failures


@pytest.mark.parametrize("old", [OLD, {}], ids=["over an old site", "the first time"])
def test_a_build_killed_at_any_step_leaves_files_whole_and_the_next_finishes(
    tmp_path: Path, old: Mapping[str, str]
) -> None:
    at = 0
    while True:
        site = tmp_path / str(at)
        if old:
            put(old, site)
        killed = killed_at(at, NEW, site)
        for address, text in held(site).items():
            assert text in {old.get(address), NEW.get(address)}, (at, address)
        put(NEW, site)
        assert_finished(site, NEW)
        if not killed:
            break
        at += 1
    assert at > 2 * len(NEW)


def test_ctrl_c_at_any_step_leaves_all_of_the_old_site_or_all_of_the_new(tmp_path: Path) -> None:
    left: list[Mapping[str, str]] = []
    stopped = True
    while stopped:
        site = tmp_path / str(len(left))
        put(OLD, site)
        try:
            with counting(len(left), ctrl_c):
                put(NEW, site)
            stopped = False
        except KeyboardInterrupt:
            left.append(NEW if held(site) == NEW else OLD)
            assert_finished(site, left[-1])
    assert [OLD in left, NEW in left] == [True, True]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_that_this_machine_is_told_to_pass_over_changes_nothing(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with counting(8, ctrl_c):
            put(NEW, tmp_path / "site")
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert_finished(tmp_path / "site", NEW)


def test_a_build_killed_twice_is_still_finished_by_the_next(tmp_path: Path) -> None:
    for first in range(0, 40, 3):
        for second in range(0, 30, 5):
            site = tmp_path / f"{first}-{second}"
            put(OLD, site)
            killed_at(first, NEW, site)
            killed_at(second, {"index.html": "newest", "gone": "a file"}, site)
            put(NEW, site)
            assert_finished(site, NEW)


@pytest.mark.parametrize("first_gone", ["journal.json", "files"])
def test_a_build_killed_while_it_clears_away_is_finished_by_the_next(
    tmp_path: Path, first_gone: str
) -> None:
    real = shutil.rmtree

    def half(stage: Path) -> None:
        real(stage / first_gone) if first_gone == "files" else (stage / first_gone).unlink()
        raise Killed

    put(OLD, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shutil, "rmtree", half)
        with pytest.raises(Killed):
            put(NEW, tmp_path)
    assert held(tmp_path) == NEW
    put(NEW, tmp_path)
    assert_finished(tmp_path, NEW)


def test_after_a_kill_nothing_that_was_there_all_along_is_missing(tmp_path: Path) -> None:
    for at in range(40):
        site = tmp_path / str(at)
        put(OLD, site)
        killed_at(at, NEW, site)
        there = held(site)
        assert {"index.html", "about.html", "assets/style.css"} <= set(there)


def test_a_full_disk_during_staging_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    def full() -> OSError:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "the disk")

    put(OLD, tmp_path)
    with counting(10**9, Killed) as done:
        put(OLD | {"index.html": "x"}, tmp_path)
    writes = sum(change.startswith("write") for change in done)
    assert writes == 3
    put(OLD, tmp_path)
    real = Path.write_bytes
    for broken in range(len(NEW)):
        with pytest.MonkeyPatch.context() as patch:
            count = iter(range(10**6))

            def write(path: Path, data: bytes, broken: int = broken) -> int:
                if next(count) == broken:  # noqa: B023
                    real(path, data[:1])
                    raise full()
                return real(path, data)

            patch.setattr(Path, "write_bytes", write)
            with pytest.raises(PublishFailure, match="No space left on device"):
                put(NEW, tmp_path)
        assert_finished(tmp_path, OLD)


def test_a_failure_says_where_it_happened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PublishFailure, match="file"):
        put(NEW, tmp_path / "file" / "site")


# Strangers


def test_a_strangers_file_is_left_and_told(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    (tmp_path / "CNAME").write_text("example.org")
    (tmp_path / "gone" / "mine.txt").write_text("mine")
    done = put(NEW, tmp_path)
    assert done.left == ("CNAME", "gone/mine.txt")
    assert held(tmp_path) == {**NEW, "CNAME": "example.org", "gone/mine.txt": "mine"}


def test_a_checkout_of_its_own_may_hold_the_site_and_its_history_is_no_stranger(
    tmp_path: Path,
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/pages")
    assert put(NEW, tmp_path).left == ()
    assert put(OLD, tmp_path).left == ()
    assert (tmp_path / ".git" / "HEAD").read_text() == "ref: refs/heads/pages"


def test_a_folder_of_other_things_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderRefused, match=r"thesis\.txt"):
        put(NEW, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_where_the_site_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(FolderRefused, match="is no folder"):
        put(NEW, tmp_path / "site")


@pytest.mark.parametrize(
    "stranger", ["moves/index.html", "moves", "folds/in/mine.html", "turns/into"]
)
def test_a_stranger_in_a_pages_place_is_refused_before_anything_is_written(
    tmp_path: Path, stranger: str
) -> None:
    start = {"index.html": "old home"}
    put(start, tmp_path)
    path = tmp_path / stranger
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    with pytest.raises(FolderRefused, match="did not make it"):
        put(NEW, tmp_path)
    assert held(tmp_path) == {**start, stranger: "mine"}


@pytest.mark.parametrize(
    "place", ["moves", "moves/index.html", "about.html", "turns", "turns/into"]
)
@pytest.mark.parametrize("leads_to", ["outside", "nowhere"])
def test_a_link_in_a_pages_place_is_refused_and_nothing_is_written_where_it_leads(
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
    with pytest.raises(FolderRefused, match="did not make it"):
        put(NEW, site)
    assert (site / "index.html").read_text() == "old home"
    assert (link.is_symlink(), [*outside.iterdir()]) == (True, [])


def test_a_link_within_a_folder_in_a_pages_place_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    put({"index.html": "old home"}, tmp_path)
    (tmp_path / "folds").mkdir()
    (tmp_path / "folds" / "link").symlink_to("nowhere")
    with pytest.raises(FolderRefused, match="did not make it"):
        put(NEW, tmp_path)
    assert held(tmp_path) == {"index.html": "old home"}


def test_nothing_is_removed_from_where_somebodys_link_leads(tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    put(OLD, site)
    (site / "folds").rename(outside)
    (site / "folds").symlink_to(outside)
    done = put({"index.html": "home"}, site)
    assert "folds/in.html" not in done.removed
    assert (outside / "in.html").read_text() == "a folder's"


def test_a_stranger_that_is_the_very_page_is_taken_in(tmp_path: Path) -> None:
    put({"index.html": "home"}, tmp_path)
    (tmp_path / "a.html").write_text("a")
    put({"index.html": "home", "a.html": "a"}, tmp_path)
    assert put({"index.html": "home"}, tmp_path).removed == ("a.html",)


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    assert_finished(tmp_path, OLD)


# The manifest


@pytest.mark.parametrize(
    "address",
    ["../outside.txt", "a/../../outside.txt", "{outside}", "..", ".", "", "a//b", "./a", "a/"],
)
def test_a_manifest_that_leads_outside_removes_nothing(tmp_path: Path, address: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("precious")
    site = tmp_path / "site"
    put({"index.html": "home"}, site)
    made = {"made": {address.format(outside=outside): "x", "index.html": "y"}}
    (site / MANIFEST).write_text(json.dumps(made))
    with pytest.raises(FolderRefused, match="cannot be read"):
        put({"index.html": "home"}, site)
    assert outside.read_text() == "precious"


@pytest.mark.parametrize("key", ["renames", "removals"])
def test_a_journal_that_leads_outside_touches_nothing(tmp_path: Path, key: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("precious")
    site = tmp_path / "site"
    put({"index.html": "home"}, site)
    (site / STAGE / "files").mkdir(parents=True)
    journal = {"respelled": {}, "renames": [], "removals": [], key: ["../outside.txt"]}
    (site / STAGE / "journal.json").write_text(json.dumps(journal))
    with pytest.raises(FolderRefused, match="cannot be read"):
        put({"index.html": "home"}, site)
    assert outside.read_text() == "precious"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"made": 5}', '{"made": ["a"]}', "\ud7ff", "null", "[" * 10**5]
)
def test_a_manifest_that_cannot_be_read_is_refused_in_words(tmp_path: Path, text: str) -> None:
    put(OLD, tmp_path)
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(FolderRefused, match="cannot be read; restore it"):
        put(NEW, tmp_path)
    assert held(tmp_path) == OLD


def test_a_manifest_lists_what_was_made_in_a_fixed_order(tmp_path: Path) -> None:
    put(NEW, tmp_path / "one")
    put(dict(reversed(NEW.items())), tmp_path / "two")
    one, two = ((tmp_path / name / MANIFEST).read_bytes() for name in ("one", "two"))
    assert one == two
    assert one.endswith(b"\n")


# Two builds at once


def test_a_second_build_is_told_to_wait(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    with FileLock(tmp_path / LOCK), pytest.raises(FolderBusy, match="another build"):
        put(NEW, tmp_path)
    assert held(tmp_path) == OLD
    put(NEW, tmp_path)
    assert_finished(tmp_path, NEW)


def test_builds_at_the_same_time_leave_one_of_their_sites(tmp_path: Path) -> None:
    put(OLD, tmp_path)
    failures: list[Exception] = []

    def build(texts: Mapping[str, str]) -> None:
        try:
            put(texts, tmp_path)
        except FolderBusy:
            pass
        except Exception as error:  # noqa: BLE001, RUF100 (what a thread raises is told below)
            failures.append(error)

    threads = [threading.Thread(target=build, args=(texts,)) for texts in (OLD, NEW) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert held(tmp_path) in (OLD, NEW)
    assert_finished(tmp_path, held(tmp_path))


# Any series of sites

ADDRESSES = st.sampled_from(
    ("index.html", "a", "a/b", "a/b/c.html", "a/d.html", "x.css", "x/y", "x/y/z", "m/n.html")
)
SITES = st.dictionaries(ADDRESSES, st.sampled_from(("one", "two")), max_size=6).filter(
    lambda site: not any(other.startswith(f"{address}/") for address in site for other in site)
)


@QUICK
@given(st.lists(SITES, min_size=1, max_size=5))
def test_after_any_series_of_sites_the_folder_holds_the_last_and_the_strangers(
    tmp_path_factory: pytest.TempPathFactory, series: list[dict[str, str]]
) -> None:
    site = tmp_path_factory.mktemp("site")
    put({"index.html": "first"}, site)
    (site / "stranger.txt").write_text("mine")
    for texts in series:
        done = put(texts, site)
        assert done.left == ("stranger.txt",)
        assert held(site) == {**texts, "stranger.txt": "mine"}
        assert sorted(read_manifest(site)) == sorted(texts)


@QUICK
@given(st.lists(st.tuples(SITES, st.integers(0, 30)), min_size=1, max_size=4), SITES)
def test_after_any_series_of_kills_the_next_build_is_whole(
    tmp_path_factory: pytest.TempPathFactory,
    series: list[tuple[dict[str, str], int]],
    last: dict[str, str],
) -> None:
    site = tmp_path_factory.mktemp("site")
    for texts, at in series:
        killed_at(at, texts, site)
    put(last, site)
    assert_finished(site, last)
