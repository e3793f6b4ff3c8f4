"""Keeps two builds from writing to the same site folder at once, with no file in that folder.

The folder itself is locked, so that it doesn't matter which content, user or cache folder a build
uses. Where folders can't be locked (Windows, some network drives), a file in the system's folder
for temporary files is locked instead.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from explainer.failures import FolderBusy
from explainer.store import digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def locked(site_dir: Path) -> Iterator[None]:
    """Lock an existing folder until the block ends; raises FolderBusy if another build has."""
    with contextlib.ExitStack() as stack:
        descriptor = os.open(site_dir, os.O_RDONLY) if sys.platform != "win32" else -1
        if descriptor >= 0:
            # The system unlocks the folder when it is closed, also if this process is killed.
            stack.callback(os.close, descriptor)
        if not _lock_folder(descriptor, site_dir):
            stack.enter_context(_locked_file(site_dir))
        yield


def _lock_folder(descriptor: int, site_dir: Path) -> bool:
    """Lock an open folder; return False if folders can't be locked here."""
    if sys.platform == "win32":
        return False
    import fcntl  # noqa: PLC0415 (doesn't exist on Windows)

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise _busy(site_dir) from error
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _locked_file(site_dir: Path) -> Iterator[None]:
    """Lock a file whose name is a digest of the folder's path."""
    # Imported here because they are rarely needed, and slow to import.
    import tempfile  # noqa: PLC0415

    from filelock import FileLock, Timeout  # noqa: PLC0415

    name = f"explainer-{digest(os.path.realpath(site_dir))[:32]}.lock"
    try:
        with FileLock(os.path.join(tempfile.gettempdir(), name), timeout=0):  # noqa: PTH118
            yield
    except Timeout as error:
        raise _busy(site_dir) from error


def _busy(site_dir: Path) -> FolderBusy:
    return FolderBusy(f"another build is writing to {site_dir}; wait until it finishes")
