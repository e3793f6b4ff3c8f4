"""A file system that ignores letter case, as those of macOS and Windows do, played on any other.

What is found by any spelling is listed by the one that it was made with, also when another file
is renamed onto it; only a renaming to itself in other letters changes that. What it was tried
against is exFAT.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

_TAKE_A_PATH = ("stat", "lstat", "mkdir", "unlink", "rmdir", "listdir", "open")
_listdir = os.listdir


def ignore_letter_case(monkeypatch: pytest.MonkeyPatch, below: Path) -> None:
    """Let every path below a folder be found by any spelling of it."""

    def on_disk(path: Any) -> Any:
        if not isinstance(path, (str, Path)) or not Path(path).is_relative_to(below):
            return path
        found = str(below)
        for part in Path(path).relative_to(below).parts:
            found = f"{found}/{_listed_as(part, found)}"
        return found

    def finding(real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda path, *args, **options: real(on_disk(path), *args, **options)

    def renaming(real: Callable[..., Any]) -> Callable[..., Any]:
        def renamed(one: Any, other: Any) -> None:
            before, now = on_disk(one), on_disk(other)
            if before == now:
                now = os.path.join(os.path.dirname(now), os.path.basename(other))  # noqa: PTH118, PTH119, PTH120
            real(before, now)

        return renamed

    def scanning(real: Callable[..., Any]) -> Callable[..., Any]:
        def scanned(folder: Any = ".") -> Any:
            found = on_disk(folder)
            entries = real(found)
            if found == folder:
                return entries
            with entries:
                return _Listing(_Entry(entry, folder) for entry in entries)

        return scanned

    monkeypatch.setattr(os, "scandir", scanning(os.scandir))
    for name in _TAKE_A_PATH:
        monkeypatch.setattr(os, name, finding(getattr(os, name)))
    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, renaming(getattr(os, name)))
    monkeypatch.setattr(io, "open", finding(io.open))


class _Listing(list[Any]):
    """The entries of a folder, which is opened and closed as `os.scandir` has it."""

    def __enter__(self) -> _Listing:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _Entry:
    """An entry of a folder, whose path begins as the folder was asked for."""

    def __init__(self, entry: os.DirEntry[str], folder: Any) -> None:
        self._entry = entry
        self.path = os.path.join(folder, entry.name)  # noqa: PTH118

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)


def _listed_as(name: str, folder: str) -> str:
    """Return the name by which a folder lists what is found by this one, where there is any."""
    try:
        names = _listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return name
    return next((other for other in names if other.casefold() == name.casefold()), name)
