"""Builds under bad conditions: very many files, a file that changes meanwhile, a full disk."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from explainer.failures import PublishFailure
from explainer.publish import publish
from explainer.render import RenderedFile, facts_of
from tools.soak.trials import LAMPS, Failed, Soak, contents, expect_equal, pages_of, run_build

Site = tuple[RenderedFile, ...]
_WRITES = ("write_bytes", "write_text", "mkdir", "replace", "rename")


def run_many_files(soak: Soak) -> str:
    """Build an explainer with very many files to copy, then build it again unchanged."""
    content, site = soak.fresh("many-content"), soak.fresh("many-site")
    shutil.copytree(LAMPS, content)
    for number in range(soak.files):
        file = content / "data" / f"{number // 1000}" / f"{number}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"Lamp {number}\n", encoding="utf-8")
    times = []
    for _ in range(2):
        started = time.monotonic()
        result = run_build(content, site)
        times.append(time.monotonic() - started)
        if result.returncode:
            raise Failed(f"{soak.files} files: exit status {result.returncode}")
    found = sum(1 for path in (site / "data").rglob("*.txt"))
    if found != soak.files:
        raise Failed(f"{found} of {soak.files} files were copied")
    return f"{soak.files:,} files: first build {times[0]:.1f} s, unchanged {times[1]:.1f} s"


def run_changing_file(soak: Soak) -> str:
    """Build while a page is rewritten, truncated, removed and replaced all the time."""
    content, site = soak.fresh("changing-content"), soak.fresh("changing-site")
    shutil.copytree(LAMPS, content)
    page = content / "about.md"
    original = page.read_bytes()
    stop = threading.Event()
    writer = threading.Thread(target=_rewrite, args=(page, original, stop))
    writer.start()
    statuses: list[int] = []
    ends = time.monotonic() + soak.seconds / 10
    try:
        while not statuses or time.monotonic() < ends:
            statuses.append(run_build(content, site).returncode)
    finally:
        stop.set()
        writer.join()
    page.write_bytes(original)
    run_build(content, site)
    expected = {file.address: file.read() for file in pages_of(content)}
    expect_equal(contents(site), expected, "after the last change")
    counts = ", ".join(f"{statuses.count(n)} with status {n}" for n in sorted(set(statuses)))
    return f"{len(statuses)} builds while a page changed: {counts}"


def _rewrite(page: Path, original: bytes, stop: threading.Event) -> None:
    draft = page.with_name(".draft")
    while not stop.is_set():
        page.write_bytes(original + b"\nDim.\n")
        page.write_bytes(original[: len(original) // 2])
        page.unlink()
        draft.write_bytes(original)
        draft.replace(page)
        # Most builds should find a whole file, some none.
        stop.wait(0.05)


def run_full_disk(soak: Soak) -> str:
    """Fail at every single write, then use a disk that is too small, if one can be mounted."""
    old = pages_of(LAMPS)
    kept = (file for file in old if not file.address.startswith("outcomes/"))
    new = tuple(_longer(file) for file in kept)
    total = 0
    while _survives(soak, old, new, failing=total):
        total += 1
    return f"a full disk at each of {total} writes; {_small_disks(soak)}"


def _longer(file: RenderedFile) -> RenderedFile:
    data = file.read() + b"\n"
    return replace(file, facts=facts_of(file.address, data), read=lambda: data)


def _survives(soak: Soak, old: Site, new: Site, *, failing: int) -> bool:
    """Publish with one failing write and check what is left; return False if none failed."""
    site = soak.fresh("full-site")
    publish(old, site)
    before = contents(site)
    try:
        with _failing_write(failing):
            publish(new, site)
    except PublishFailure as failure:
        if "No space left" not in str(failure):
            raise Failed(f"write {failing}: unclear message: {failure}") from failure
        if not (site / ".stage").exists():
            expect_equal(contents(site), before, f"after the failing write {failing}")
        publish(new, site)
        expect_equal(contents(site), {f.address: f.read() for f in new}, f"after write {failing}")
        return True
    return False


@contextmanager
def _failing_write(failing: int) -> Iterator[None]:
    """Make the write, of all writes, with this number fail as on a full disk."""
    count = 0

    def wrapped(real: Any) -> Any:
        def write(path: Path, *args: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == failing + 1:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            return real(path, *args, **options)

        return write

    patches = [patch.object(Path, name, wrapped(getattr(Path, name))) for name in _WRITES]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def _small_disks(soak: Soak) -> str:
    """Build onto disks of growing sizes, in memory; needs Linux and root."""
    disk = soak.fresh("disk")
    disk.mkdir()
    for failures, kilobytes in enumerate(range(64, 4096, 64)):
        mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
        if sys.platform != "linux" or subprocess.run(mount, check=False).returncode:  # noqa: S603
            return "no small disk, since mounting one needs Linux and root"
        try:
            result = run_build(LAMPS, disk / "site")
        finally:
            subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607
        if result.returncode == 0:
            return f"{failures} disks that were too small"
        lines = result.stderr.splitlines()
        if result.returncode != 3 or len(lines) != 1 or "No space left" not in lines[0]:
            raise Failed(f"a disk of {kilobytes} KB: status {result.returncode}: {result.stderr}")
    raise Failed("a disk of 4 MB was too small")
