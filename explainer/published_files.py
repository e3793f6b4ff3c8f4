"""Reads and describes files in the site folder.

The build's own files there are the manifest and, during a build, the staging folder.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.failures import FolderRefused
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MANIFEST = ".manifest.json"
STAGE = ".stage"
JOURNAL = "journal.json"
# Earlier versions left this file in the site folder.
OLD_LOCK = ".lock"
# The lines of a manifest. Those of one file come from both sides of a merge in any order.
_LINE = lazy_pattern(r'^  ("(?:[^"\\\n]|\\.)+"): "([0-9a-f]{64})",?$', re.MULTILINE)
_MERGED = lazy_pattern(
    r'(?:(?:  "(?:[^"\\\n]|\\.)+": "[0-9a-f]{64}",?|\{| "made": \{| \}|\}|<{7}.*|={7}|>{7}.*)\n)*'
)
# Names that are never foreign: the build's own files, and git's if the folder is a checkout.
OWN_NAMES = frozenset({MANIFEST, STAGE, OLD_LOCK, ".git"})


def read_manifest(site_dir: Path) -> dict[str, str]:
    """Return the last build's files as digests by address; raises FolderRefused if invalid."""
    file = site_dir / MANIFEST
    if not file.exists():
        return {}
    try:
        digests = _made(text_of(file))
        refuse_outside(digests)
        return {str(address): str(digest_) for address, digest_ in digests.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"invalid manifest {file}; restore it, or empty the folder and build again"
        raise FolderRefused(message) from error


def _made(text: str) -> dict[str, str]:
    """Return what a manifest says; from one that git has merged, what both versions say.

    With `merge=union` git keeps the lines of both, which needn't be JSON together. Files that both
    have, with different digests, get the last one, so the build sees that they differ, or not.
    """
    try:
        made: dict[str, str] = json.loads(text)["made"]
    except ValueError:
        if not text.startswith('{\n "made": {\n') or not _MERGED.fullmatch(text):
            raise
        return {json.loads(name): digest for name, digest in _LINE.findall(text)}
    return made


def manifest_of(digests: Mapping[str, str]) -> bytes:
    """Return the contents of the manifest: the digest of each file, by address, as JSON."""
    return (json.dumps({"made": digests}, indent=1) + "\n").encode()


def text_of(file: Path) -> str:
    """Return a file's text; raises ValueError if it's something else, such as a named pipe."""
    if not file.is_file():
        raise ValueError(file)
    return file.read_text(encoding="utf-8")


def refuse_outside(addresses: Iterable[str]) -> None:
    """Raise ValueError if an address leaves the site folder or isn't normalised (`a/../b`)."""
    for address in addresses:
        if address in {"", "."} or posixpath.normpath(address) != address:
            raise ValueError(address)
        if address.startswith("/") or address.split("/")[0] == "..":
            raise ValueError(address)


def refuse_other_folder(site_dir: Path) -> None:
    """Raise FolderRefused if this isn't a folder, or if it has files and no build published it."""
    if os.path.lexists(site_dir) and not site_dir.is_dir():
        raise FolderRefused(f"{site_dir} isn't a folder; choose another with --site")
    if (site_dir / MANIFEST).exists() or (site_dir / STAGE / JOURNAL).exists():
        return
    if site_dir.exists():
        names = sorted(path.name for path in site_dir.iterdir() if path.name not in OWN_NAMES)
        if names:
            message = f"{site_dir} has other files, such as {names[0]}, and no manifest of a build"
            raise FolderRefused(f"{message}; choose another folder with --site, or empty this one")


def current_bytes(path: Path, *, size: int | None = None) -> bytes | None:
    """Return the bytes of a file, or None if it's missing or something else than a file.

    If a `size` is given, return None for a file of another size.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or size not in {None, status.st_size}:
            return None
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_file(path: Path) -> bool:
    """Return whether the path is anything but a folder, even a broken symbolic link."""
    try:
        return not stat.S_ISDIR(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def files_below(path: Path) -> list[Path]:
    """Return the files in a folder and its subfolders; none if the path is a file."""
    return [] if is_file(path) else [place for place in path.rglob("*") if is_file(place)]


def is_still_ours(site_dir: Path, address: str) -> bool:
    """Return whether a file of an earlier build still exists and may be removed.

    It may not if a folder above it is now a symbolic link, which leads somewhere else.
    """
    behind_link = any(parent.is_symlink() for parent in parents(site_dir, address))
    return (site_dir / address).is_file() and not behind_link


def parents(site_dir: Path, address: str) -> list[Path]:
    """Return the folders between a file and the site folder, innermost first."""
    folders = list((site_dir / address).parents)
    return folders[: folders.index(site_dir)]


def address_of(site_dir: Path, path: Path) -> str:
    """Return the address of a path in the site folder."""
    return path.relative_to(site_dir).as_posix()
