"""Builds with a cache, after random edits and under bad conditions: each must equal a clean one."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from explainer.build import Settings, make
from explainer.store import Store
from tools.soak.edits import Project, files_in
from tools.soak.paired_builds import Pair, wait
from tools.soak.trials import LAMPS, Failed, Soak

_CODE_EDITS = (
    ("explainer/exports/robots.py", "Allow: /", "Allow: /index.html"),
    ("explainer/pages/reading_time.py", "round(words", "2 + round(words"),
    ("explainer/pages/view_models.py", '"""', '"""And '),
)


def run_cached_builds(soak: Soak) -> str:
    """Run many series of edits, each followed by builds with and without a cache."""
    # Everything that builds import, once for all that are forked.
    make(Settings(LAMPS), Store())
    jobs = [(soak.folder, soak.chance.random(), number) for number in range(soak.series)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("fork")) as pool:
        endings = list(pool.map(_series, jobs))
    failures = [failure for _, failure in endings if failure]
    if failures:
        raise Failed(f"{len(failures)} series failed\n" + "\n".join(failures))
    counts = sum((counts for counts, _ in endings), Counter[str]())
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def _series(job: tuple[Path, float, int]) -> tuple[Counter[str], str]:
    """Make one series of edits, with one kind of bad conditions.

    Returns what was done how often, and what failed, which ends the series.
    """
    folder, seed, number = job
    chance = random.Random(seed)  # noqa: S311 (no secret)
    (disturb,) = chance.choices(
        [disturb for disturb, _ in _KINDS], [weight for _, weight in _KINDS]
    )
    is_real = disturb is _edit_code
    where = folder / f"series-{number}"
    project = Project(where, chance, has_charts=chance.random() < 0.03)
    pair = Pair(project, where / "cache", where / "site", is_real=is_real)
    pair.counts["series"] += 1
    try:
        for step in range(chance.randint(3, 6)):
            if step:
                pair.edit()
            pair.done.append(f"- {disturb.__name__.strip('_')} -")
            disturb(pair)
            if chance.random() < 0.3:
                pair.repeat()
    except Failed as failure:
        return pair.counts, f"series {number}: {failure}"
    shutil.rmtree(where)
    return pair.counts, ""


def _only_edit(pair: Pair) -> None:
    pair.compare()


def _edit_code(pair: Pair) -> None:
    """Edit the program itself, which runs in new processes."""
    pair.counts["program edited"] += 1
    name, old, new = pair.project.chance.choice(_CODE_EDITS)
    path = pair.project.folder / "code" / name
    text = path.read_text("utf-8")
    changed = text.replace(new, old, 1) if new in text else text.replace(old, new, 1)
    path.write_text(changed, "utf-8")
    pair.done.append(name)
    pair.compare()


def _kill(pair: Pair) -> None:
    """Kill a build at a random moment, most often when it writes to the cache."""
    chance, cache = pair.project.chance, pair.cache
    process = pair.start(pair.site, cache, pair.project.folder / "log")
    place = chance.choice(["", "", "values.sqlite3-journal", "last-*.json.*", ".time-*"])
    if place:
        patience = time.monotonic() + 3 * pair.seconds
        while not any(cache.glob(place)) and time.monotonic() < patience and _runs(process):
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.005))
    else:
        time.sleep(chance.uniform(0, 1.2 * pair.seconds))
    process.kill()
    was_killed = wait(process) != 0
    (pair.project.folder / "log.anew").unlink(missing_ok=True)
    pair.counts["kills"] += 1
    pair.counts["kills before the end"] += was_killed
    pair.done.append(f"kill {place}: {was_killed}")
    if chance.random() < 0.3:
        pair.edit()
    pair.compare()


def _runs(process: object) -> bool:
    return getattr(process, "exitcode", None) is None


def _damage_cache(pair: Pair) -> None:
    """Damage some files of the cache folder, or bring back an older one."""
    chance, folder = pair.project.chance, pair.project.folder
    older = folder / "older-cache"
    for _ in range(chance.randint(1, 3)):
        files = files_in(pair.cache)
        if not files:
            break
        path = chance.choice([*files, *(file for file in files if file.suffix == ".sqlite3")])
        pair.counts["files of the cache damaged"] += 1
        pair.done.append(f"damage {path.name}: {_damage_file(path, older, chance)}")
    if chance.random() < 0.3 and pair.cache.is_dir():
        shutil.rmtree(older, ignore_errors=True)
        shutil.copytree(pair.cache, older)
    pair.compare(complaints=1)
    # The next build has replaced what was damaged.
    pair.compare()


def _damage_file(path: Path, older: Path, chance: random.Random) -> str:
    """Damage a file at random; return how."""
    data = path.read_bytes()
    kind = chance.choice(
        ["flip", "flip", "flip more", "cut", "empty", "replace", "delete", "extend"]
    )
    if kind.startswith("flip") and data:
        changed = bytearray(data)
        for _ in range(chance.randint(1, 30) if kind == "flip more" else 1):
            # The first bytes of a database describe it.
            end = chance.choice([100, 4096, len(data)])
            changed[chance.randrange(min(end, len(data)))] = chance.randrange(256)
        path.write_bytes(changed)
    elif kind == "cut":
        path.write_bytes(data[: chance.randrange(len(data) + 1)])
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "extend":
        path.write_bytes(data + os.urandom(chance.randint(1, 5000)))
    elif kind == "delete":
        path.unlink()
    elif others := files_in(older):
        path.write_bytes(chance.choice(others).read_bytes())
    return kind


def _share_cache(pair: Pair) -> None:
    """Build two explainers at once with the same cache, or one with other options to one site."""
    chance, folder = pair.project.chance, pair.project.folder
    if chance.random() < 0.3:
        first = pair.start(pair.site, pair.cache, folder / "log")
        before, pair.project.options = pair.project.options, ("--drafts",)
        second = pair.start(pair.site, pair.cache, folder / "log-2")
        pair.project.options = before
        # The second may find the site folder busy.
        pair.done.append(f"twice at once: {wait(first)} {wait(second)}")
        pair.counts["builds of one site at once"] += 1
        (folder / "log.anew").unlink(missing_ok=True)
        pair.compare()
        return
    other_folder = folder / f"other-{len(pair.done)}"
    other = Pair(Project(other_folder, chance), pair.cache, other_folder / "site")
    other.edit()
    logs = (folder / "log", other_folder / "log")
    processes = [
        each.start(each.site, each.cache, log)
        for each, log in zip((pair, other), logs, strict=True)
    ]
    for each, process, log in zip((pair, other), processes, logs, strict=True):
        ending = each.ending(wait(process), each.site, log)
        if ending.complaints:
            each.fail("".join(ending.complaints))
    pair.counts["builds with one cache at once"] += 1
    pair.compare()
    other.compare()


def _change_meanwhile(pair: Pair) -> None:
    """Edit and replace files while a build runs, also forth and back."""
    chance, folder = pair.project.chance, pair.project.folder
    process = pair.start(pair.site, pair.cache, folder / "log")
    for _ in range(chance.randint(1, 3)):
        time.sleep(chance.uniform(0, 0.5 * pair.seconds))
        if chance.random() < 0.4:
            path = pair.project.file()
            if not path.is_file():
                continue
            aside = folder / "aside"
            shutil.copy2(path, aside)
            path.write_bytes(b"---\ntitle: Meanwhile\n---\nX.\n")
            time.sleep(chance.uniform(0, 0.3 * pair.seconds))
            aside.replace(path)
            pair.done.append(f"forth and back: {path.name}")
        else:
            pair.edit(1)
    status = wait(process)
    pair.counts["changed meanwhile"] += 1
    pair.done.append(f"meanwhile: {status}")
    # A folder may go at any moment, which is the machine's fault.
    if status not in {0, 1, 3}:
        pair.fail(f"status {status}")
    (folder / "log.anew").unlink(missing_ok=True)
    pair.compare()


def _prevent_writing(pair: Pair) -> None:
    """Build with a cache that can't be written, wholly or in part, and then again with one."""
    hinder = pair.project.chance.choice(_HINDRANCES)
    shutil.rmtree(pair.cache, ignore_errors=True)
    if pair.project.chance.random() < 0.5:
        pair.build()
    pair.done.append(f"hinder: {hinder.__name__}")
    pair.counts["caches that couldn't be written"] += 1
    with hinder(pair):
        pair.compare(complaints=1)
    pair.compare()


@contextlib.contextmanager
def _file_in_place(pair: Pair) -> Iterator[None]:
    shutil.rmtree(pair.cache, ignore_errors=True)
    pair.cache.write_text("not a folder")
    yield
    pair.cache.unlink()


@contextlib.contextmanager
def _folders_in_place_of_files(pair: Pair) -> Iterator[None]:
    files = files_in(pair.cache)
    for path in files:
        path.unlink()
        (path / "x").mkdir(parents=True)
    yield
    for path in files:
        shutil.rmtree(path)


@contextlib.contextmanager
def _full_disk(pair: Pair) -> Iterator[None]:
    """Mount a small disk, in memory, at the place of the cache; needs Linux and root."""
    kilobytes = 4 * pair.project.chance.randint(1, 60)
    pair.cache.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(pair.cache)]
    if sys.platform != "linux" or subprocess.run(mount, check=False).returncode:  # noqa: S603
        yield
        return
    pair.done.append(f"a disk of {kilobytes} KB")
    pair.counts["full disks"] += 1
    try:
        yield
    finally:
        subprocess.run(["umount", str(pair.cache)], check=True)  # noqa: S603, S607


@contextlib.contextmanager
def _read_only_disk(pair: Pair) -> Iterator[None]:
    pair.cache.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(pair.cache)]
    if sys.platform != "linux" or subprocess.run(mount, check=False).returncode:  # noqa: S603
        yield
        return
    try:
        yield
    finally:
        subprocess.run(["umount", str(pair.cache)], check=True)  # noqa: S603, S607


_HINDRANCES = (_file_in_place, _folders_in_place_of_files, _full_disk, _full_disk, _read_only_disk)
_KINDS: tuple[tuple[Callable[[Pair], None], int], ...] = (
    (_only_edit, 40),
    (_kill, 20),
    (_damage_cache, 14),
    (_share_cache, 8),
    (_change_meanwhile, 9),
    (_prevent_writing, 6),
    (_edit_code, 3),
)
