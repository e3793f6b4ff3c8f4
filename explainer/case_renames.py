"""Finds published files whose new address differs only in letter case and is the same file.

File systems that ignore letter case have such files. On others, there are none.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def case_renames(site_dir: Path, files: Iterable[str], previous: Iterable[str]) -> dict[str, str]:
    """Return the new addresses, by old ones, of files and folders that change only in letter case.

    On file systems that ignore letter case, these must be renamed, because the old and the new
    address are the same file. On others, the result is empty. A folder comes before its contents.
    """
    old, new = _with_folders(previous), _with_folders(files)
    by_folded = {address.casefold(): address for address in sorted(old - new)}
    pairs = ((by_folded.get(address.casefold(), ""), address) for address in sorted(new - old))
    return {before: now for before, now in pairs if before and _is_same_file(site_dir, before, now)}


def _with_folders(addresses: Iterable[str]) -> set[str]:
    """Return the addresses, and the addresses of all folders that they are in."""
    result = set(addresses)
    for address in tuple(result):
        while address := posixpath.dirname(address):
            result.add(address)
    return result


def _is_same_file(site_dir: Path, before: str, now: str) -> bool:
    """Return whether two addresses, equal apart from letter case, are the same file on disk."""
    if before == now:
        return True
    (folder, name), (new_folder, new_name) = posixpath.split(before), posixpath.split(now)
    is_same = name == new_name or is_listed_as(site_dir / now, name)
    return is_same and _is_same_file(site_dir, folder, new_folder)


def is_listed_as(path: Path, name: str) -> bool:
    """Return whether the path finds a file or folder that is stored under the spelling `name`.

    On file systems that ignore letter case, the path `Lamps.html` also finds the file `lamps.html`;
    only the folder's listing shows how it is spelled. Inode numbers can't answer this: some file
    systems give each spelling its own.
    """
    try:
        path.lstat()
        names = {sibling.name for sibling in path.parent.iterdir()}
    except (FileNotFoundError, NotADirectoryError):
        return False
    return name in names and path.name not in names


def renamed(address: str, renames: Mapping[str, str]) -> str:
    """Return an address as it is after the renames in letter case, of the file and its folders."""
    if not address or address in renames:
        return renames.get(address, "")
    folder, name = posixpath.split(address)
    return posixpath.join(renamed(folder, renames), name)
