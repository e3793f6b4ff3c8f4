"""Simulates a case-insensitive, case-preserving file system (as on macOS and Windows).

A file is found by any spelling of its name and listed by the spelling it was created with. That
spelling stays when another file is renamed onto it, and changes only when the file itself is
renamed to the same name in different letter case. The behaviour was compared with exFAT.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

_PATH_FUNCTIONS = ("stat", "lstat", "mkdir", "unlink", "rmdir", "listdir", "open")
_listdir = os.listdir


def ignore_letter_case(monkeypatch: pytest.MonkeyPatch, below: Path) -> None:
    """Patch the `os` functions so that paths below a folder are found whatever their letter case."""

    def on_disk(path: Any) -> Any:
        if not isinstance(path, (str, Path)) or not Path(path).is_relative_to(below):
            return path
        actual = str(below)
        for part in Path(path).relative_to(below).parts:
            actual = f"{actual}/{_listed_as(part, actual)}"
        return actual

    def with_disk_path(real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda path, *args, **options: real(on_disk(path), *args, **options)

    def wrap_rename(real: Callable[..., Any]) -> Callable[..., Any]:
        def rename(source: Any, target: Any) -> None:
            old, new = on_disk(source), on_disk(target)
            if old == new:
                new = os.path.join(os.path.dirname(new), os.path.basename(target))  # noqa: PTH118, PTH119, PTH120
            real(old, new)

        return rename

    def wrap_scandir(real: Callable[..., Any]) -> Callable[..., Any]:
        def scandir(folder: Any = ".") -> Any:
            actual = on_disk(folder)
            entries = real(actual)
            if actual == folder:
                return entries
            with entries:
                return _Listing(_Entry(entry, folder) for entry in entries)

        return scandir

    monkeypatch.setattr(os, "scandir", wrap_scandir(os.scandir))
    for name in _PATH_FUNCTIONS:
        monkeypatch.setattr(os, name, with_disk_path(getattr(os, name)))
    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, wrap_rename(getattr(os, name)))
    monkeypatch.setattr(io, "open", with_disk_path(io.open))


class _Listing(list[Any]):
    """The entries of a folder, usable as a context manager like the result of `os.scandir`."""

    def __enter__(self) -> _Listing:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _Entry:
    """A directory entry whose path starts with the folder as the caller spelled it."""

    def __init__(self, entry: os.DirEntry[str], folder: Any) -> None:
        self._entry = entry
        self.path = os.path.join(folder, entry.name)  # noqa: PTH118

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)


def _listed_as(name: str, folder: str) -> str:
    """Return the spelling in which a folder lists a name; the name itself where it isn't there."""
    try:
        names = _listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return name
    return next((entry for entry in names if entry.casefold() == name.casefold()), name)
