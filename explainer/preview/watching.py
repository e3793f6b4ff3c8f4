"""Notices that a file in some folders was saved, added or removed, or a folder replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchfiles import watch

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator
    from pathlib import Path

# Debounce, in milliseconds: build once no file has changed for QUIET_TIME, at most MAX_WAIT later.
QUIET_TIME, MAX_WAIT = 10, 100
# Milliseconds between checks, also without a change, for a folder that was missing or a build
# that failed.
CHECK_INTERVAL = 1000


def watch_folders(
    folders: tuple[Path, ...], stopped: threading.Event, *, polling: bool
) -> Iterator[bool]:
    """Yield True when a file may have changed, False after a CHECK_INTERVAL without a change.

    End when a folder appears, disappears or is replaced, so that the caller can start again with
    the folders that exist, and when `stopped` is set. If `polling` is set, look for changes at
    intervals instead of relying on the system's notifications.
    """
    yield True
    present = [folder for folder in folders if folder.is_dir()]
    watched = _inodes(folders)
    if not present:
        stopped.wait(CHECK_INTERVAL / 1000)
        return
    # The watcher doesn't report what was saved before it started, so the first tick counts as a
    # change.
    is_first = True
    for changes in watch(
        *present,
        watch_filter=None,
        step=QUIET_TIME,
        debounce=MAX_WAIT,
        rust_timeout=CHECK_INTERVAL,
        yield_on_timeout=True,
        stop_event=stopped,
        raise_interrupt=False,
        force_polling=polling or None,
    ):
        yield bool(changes) or is_first
        is_first = False
        # The watcher follows the inode: a folder that was replaced under its name isn't watched.
        if _inodes(folders) != watched:
            return


def _inodes(folders: tuple[Path, ...]) -> list[tuple[int, int] | None]:
    """Return each folder's device and inode, or None where it is missing."""
    inodes: list[tuple[int, int] | None] = []
    for folder in folders:
        try:
            status = folder.stat()
            inodes.append((status.st_dev, status.st_ino))
        except OSError:
            inodes.append(None)
    return inodes


def names_and_times(folder: Path) -> Iterator[str]:
    """Yield each path in a folder, then its times and size if it's a file; skip hidden paths.

    Times rather than contents: if a file is changed while a build reads it and then changed back,
    its contents are the same as before, but the site must be built again.
    """
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(".") and "/." not in name:
            yield name
            try:
                status = path.stat()
            except OSError:
                yield ""
            else:
                times = (status.st_mtime_ns, status.st_ctime_ns)
                yield f"{times} {status.st_size}" if path.is_file() else ""
