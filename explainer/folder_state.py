"""The state of a folder, by which a later build notices every change without reading all files.

A file is known by its size, its times and its inode. As file systems keep times in steps of up to
two seconds, a file could change once more within a step without a trace; so the state of a file
that had just changed also has a digest of its contents. Git's index works in the same way.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

from explainer.cache_folder import TIME_FILE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

# Nanoseconds between two times that every file system can tell apart.
TIME_STEP = 2_000_000_000

# By path below the folder; the paths of subfolders end in a slash. A file has its size, its times of
# modification and of the last change in nanoseconds, its inode, and perhaps a digest; a subfolder
# has nothing; what can't be read has the number of the error. A symbolic link has where it leads to,
# and then what is there.
State = dict[str, list[Any]]
# In place of the contents of a folder that a link leads to: they aren't looked at, but may be read,
# so that a state with this is never unchanged.
_ANYTHING = None


def folder_state(
    folder: str,
    *,
    now: int,
    skipped: Collection[str] = (),
    digests: Mapping[str, str] | None = None,
) -> State:
    """Return the state of a folder; that of a missing folder is empty.

    `now` is the present time of the file system (`file_system_time`). Names in `skipped` are left
    out, as are hidden ones if it contains a dot. `digests` are those that files ought to have, by
    path; without them the files are read.
    """
    state: State = {}
    for path, found in _walk(folder, "", skipped):
        state[path] = found
        if _is_file(found) and max(found[-3], found[-2]) > now - TIME_STEP:
            found.append((digests or {}).get(path) or _digest_of(os.path.join(folder, path)))
    return state


def is_unchanged(folder: str, state: State, *, skipped: Collection[str] = ()) -> bool:
    """Return whether a folder is still in a state."""
    count = 0
    for path, found in _walk(folder, "", skipped):
        known = state.get(path)
        if known is None or _ANYTHING in known:
            return False
        has_digest = _has_digest(known)
        if found != (known[:-1] if has_digest else known):
            return False
        if has_digest and known[-1] != _digest_of(os.path.join(folder, path)):
            return False
        count += 1
    return count == len(state)


def unchanged_files(folder: str, state: State, skipped: Collection[str]) -> Iterator[str]:
    """Yield the path of each file that is still in its state, except those with a digest."""
    for path, found in _walk(folder, "", skipped):
        if found == state.get(path) and _is_file(found):
            yield path


def has_digests(state: State) -> bool:
    """Return whether a state has files that had just changed."""
    return any(map(_has_digest, state.values()))


def leave_out_digests(state: State, *, now: int) -> bool:
    """Leave out the digests of files that can't change any more without a trace.

    `now` is the present time of the file system. Returns whether there were any.
    """
    old = [
        known
        for known in state.values()
        if _has_digest(known) and max(known[-4], known[-3]) <= now - TIME_STEP
    ]
    for known in old:
        known.pop()
    return bool(old)


def file_system_time(folder: str) -> int:
    """Return the present time, in nanoseconds, of the file system that has this folder.

    It may differ from that of this machine, for example on a network drive. Raises OSError if no
    file can be written to the folder.
    """
    path = os.path.join(folder, f"{TIME_FILE}{os.getpid()}")
    try:
        with open(path, "wb") as file:
            file.write(b".")
        return os.stat(path).st_mtime_ns
    finally:
        if os.path.exists(path):
            os.unlink(path)


def _walk(folder: str, prefix: str, skipped: Collection[str]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the path of everything below `folder/prefix`, and what it's known by without a digest.

    Links aren't followed. `prefix` is empty or ends in a slash.
    """
    try:
        with os.scandir(os.path.join(folder, prefix)) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        if prefix or not isinstance(error, FileNotFoundError):
            yield f"{prefix}/", [error.errno]
        return
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.name in skipped or (entry.name[0] == "." and "." in skipped):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield f"{path}/", []
            yield from _walk(folder, f"{path}/", skipped)
        elif entry.is_symlink():
            yield path, _state_of_link(entry)
        else:
            yield path, _state_of(entry)


def _state_of_link(entry: os.DirEntry[str]) -> list[Any]:
    """Return where a link leads to and what it's known by."""
    target = os.path.realpath(entry.path)
    return [target, _ANYTHING] if os.path.isdir(target) else [target, *_state_of(entry)]


def _state_of(entry: os.DirEntry[str]) -> list[Any]:
    try:
        status = entry.stat()
    except OSError as error:
        return [error.errno]
    if not stat.S_ISREG(status.st_mode):
        return [stat.S_IFMT(status.st_mode)]
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _is_file(found: list[Any]) -> bool:
    return len(found) >= 4


def _has_digest(known: list[Any]) -> bool:
    return _is_file(known) and isinstance(known[-1], str)


def _digest_of(path: str) -> str:
    from explainer.store import digest  # slow to import, and rarely needed

    try:
        with open(path, "rb") as file:
            return digest(file.read())
    except OSError as error:
        return f"error {error.errno}"
