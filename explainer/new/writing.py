"""Writes the files of `new`: whole or not at all, and never over something else."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.failures import Failure
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence


@frozen
class NewFile:
    """A file to write; `line` is where the new piece starts.

    `before` is what the file contains now, or None if it doesn't exist yet.
    """

    path: str
    text: str
    line: int = 1
    before: bytes | None = None


def write_files(root: Path, files: Sequence[NewFile]) -> None:
    """Write files below a folder. If one can't be written, those before it are removed again."""
    created: list[Path] = []
    try:
        for file in files:
            # A link keeps leading to its file.
            path = Path(os.path.realpath(root / file.path))
            if file.before is None:
                created += _missing_folders(path.parent)
                path.parent.mkdir(parents=True, exist_ok=True)
                _create(path, file.text)
                created.append(path)
            else:
                _replace(path, file)
    except BaseException:
        for path in reversed(created):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)
        raise


def _missing_folders(folder: Path) -> list[Path]:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    return missing[::-1]


def _create(path: Path, text: str) -> None:
    """Create a file that appears complete; raise FileExistsError if there's one already."""
    staged = _staged(path, text)
    try:
        # Unlike a rename, this never replaces a file.
        if hasattr(os, "link"):
            _link(staged, path)
        else:
            staged.rename(path)
    finally:
        staged.unlink(missing_ok=True)


def _link(staged: Path, path: Path) -> None:
    try:
        path.hardlink_to(staged)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no hard links.
        with path.open("xb") as file:
            file.write(staged.read_bytes())


def _replace(path: Path, file: NewFile) -> None:
    """Replace a file at once, unless it has changed since it was read."""
    if not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied", str(path))
    staged = _staged(path, file.text)
    try:
        shutil.copymode(path, staged)
        if path.read_bytes() != file.before:
            raise Failure(f"{path} has just changed; try again")
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)


def _staged(path: Path, text: str) -> Path:
    """Write a text to a new hidden file in the folder of `path`."""
    number, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    with os.fdopen(number, "wb") as file:
        file.write(text.encode())
    staged = Path(name)
    # What a file that is simply opened would get.
    mask = os.umask(0)
    os.umask(mask)
    staged.chmod(0o666 & ~mask)
    return staged
