"""Writes the site folder safely, with a lock, a staging folder, a journal and atomic renames.

All changed files are first staged inside the site folder, so that a full disk is noticed before
the first rename. After a crash, each file is either old or new, never partly written; the next
build finishes the work from the journal.
"""

from __future__ import annotations

import contextlib
import json
import posixpath
import shutil
import signal
import stat
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from explainer.failures import FolderBusy, FolderRefused, PublishFailure
from explainer.render import RenderedFile
from explainer.store import digest

MANIFEST = ".manifest.json"
STAGE = ".stage"
LOCK = ".lock"
JOURNAL = "journal.json"
# Names that are never foreign: the build's own files, and git's if the folder is a checkout.
_OWN_NAMES = frozenset({MANIFEST, STAGE, LOCK, ".git"})


@dataclass(frozen=True)
class Published:
    """What a build changed in the site folder.

    `written`, `removed`: the addresses of the files that it wrote and removed.
    `unchanged`: how many files were already up to date.
    `foreign`: the addresses of files in the folder that no build created; they are left alone.
    """

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    foreign: tuple[str, ...]


def publish(pages: Iterable[RenderedFile], site_dir: Path) -> Published:
    """Write the files to the site folder, remove those of earlier builds, and return what changed.

    Raises FolderRefused if the folder has foreign files but no manifest, or if a foreign file is
    where an output must go; FolderBusy if another build is writing; PublishFailure if the operating
    system reports an error.
    """
    files = {page.address: page for page in pages}
    try:
        with _locked(site_dir):
            _finish_previous_build(site_dir)
            manifest = read_manifest(site_dir)
            case_renames = _case_renames(site_dir, files, manifest)
            previous = [_renamed(address, case_renames) for address in manifest]
            _refuse_foreign_files(site_dir, files, previous)
            return _replace(site_dir, files, previous, case_renames=case_renames)
    except OSError as error:
        path = error.filename or site_dir
        raise PublishFailure(f"{path}: {error.strerror or error}") from error


def read_manifest(site_dir: Path) -> dict[str, str]:
    """Return the last build's files as digests by address; raises FolderRefused if invalid."""
    file = site_dir / MANIFEST
    if not file.exists():
        return {}
    try:
        digests = json.loads(file.read_text(encoding="utf-8"))["made"]
        _refuse_outside(digests)
        return {str(address): str(digest_) for address, digest_ in digests.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"invalid manifest {file}; restore it, or empty the folder and build again"
        raise FolderRefused(message) from error


@dataclass(frozen=True)
class _Journal:
    """The changes that a build is making, so that the next can finish them after a crash.

    `respelled`: new addresses, by old ones, of files and folders that change only in letter case.
    `renames`: the addresses of files to move from the staging folder into the site folder.
    `removals`: the addresses of files to remove.
    """

    respelled: dict[str, str]
    renames: list[str]
    removals: list[str]


def _read_journal(site_dir: Path) -> _Journal:
    """Return the journal in the staging folder; raises FolderRefused if it is invalid."""
    file = site_dir / STAGE / JOURNAL
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        journal = _Journal(dict(data["respelled"]), list(data["renames"]), list(data["removals"]))
        spellings = (*journal.respelled, *journal.respelled.values())
        _refuse_outside((*spellings, *journal.renames, *journal.removals))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"invalid journal {file}; remove {site_dir / STAGE} and build again"
        raise FolderRefused(message) from error
    return journal


def _refuse_outside(addresses: Iterable[str]) -> None:
    """Raise ValueError if an address leaves the site folder or isn't normalised (`a/../b`)."""
    for address in addresses:
        if address in {"", "."} or posixpath.normpath(address) != address:
            raise ValueError(address)
        if address.startswith("/") or address.split("/")[0] == "..":
            raise ValueError(address)


@contextlib.contextmanager
def _locked(site_dir: Path) -> Iterator[None]:
    """Create and lock the site folder until the block ends; raises FolderRefused or FolderBusy."""
    if site_dir.exists() and not site_dir.is_dir():
        raise FolderRefused(f"{site_dir} isn't a folder; choose another with --site")
    if site_dir.exists() and not _is_ours(site_dir):
        names = sorted(path.name for path in site_dir.iterdir() if path.name not in _OWN_NAMES)
        if names:
            message = f"{site_dir} has other files, such as {names[0]}, and no manifest of a build"
            raise FolderRefused(f"{message}; choose another folder with --site, or empty this one")
    # Imported here because `build.py check` loads this module too, but never locks.
    from filelock import FileLock, Timeout  # noqa: PLC0415

    site_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(site_dir / LOCK, timeout=0)
    try:
        with lock:
            yield
    except Timeout as error:
        message = f"another build is writing to {site_dir}; wait until it finishes"
        raise FolderBusy(message) from error


def _is_ours(site_dir: Path) -> bool:
    """Return whether a build has published to the folder, or was killed while doing so."""
    return (site_dir / MANIFEST).exists() or (site_dir / STAGE / JOURNAL).exists()


def _case_renames(site_dir: Path, files: Iterable[str], previous: Iterable[str]) -> dict[str, str]:
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
    is_same = name == new_name or _is_listed_as(site_dir / now, name)
    return is_same and _is_same_file(site_dir, folder, new_folder)


def _is_listed_as(path: Path, name: str) -> bool:
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


def _renamed(address: str, case_renames: Mapping[str, str]) -> str:
    """Return an address as it is after the renames in letter case, of the file and its folders."""
    if not address or address in case_renames:
        return case_renames.get(address, "")
    folder, name = posixpath.split(address)
    return posixpath.join(_renamed(folder, case_renames), name)


def _refuse_foreign_files(
    site_dir: Path, files: Mapping[str, RenderedFile], previous: Collection[str]
) -> None:
    """Raise FolderRefused if a file that no build created is where an output must go.

    A foreign file with the same contents as the output is accepted. `previous` are the addresses of
    files that earlier builds created.
    """
    for address, page in files.items():
        path = site_dir / address
        obstacles = [place for place in (path, *_parents(site_dir, address)) if _is_file(place)]
        obstacles += _files_below(path)
        for obstacle in obstacles:
            # Following a symbolic link to a folder would make the build write somewhere else.
            leads_away = obstacle.is_symlink() and (obstacle != path or obstacle.is_dir())
            is_ours = _address_of(site_dir, obstacle) in previous and not leads_away
            if not is_ours and (obstacle != path or _differs(path, page.data)):
                message = f"{obstacle} is in the way of {address}, and no build created it"
                raise FolderRefused(f"{message}; move it away, or rename the page")


def _replace(
    site_dir: Path,
    files: Mapping[str, RenderedFile],
    previous: Collection[str],
    *,
    case_renames: Mapping[str, str],
) -> Published:
    """Make the site folder contain the files, and return what changed."""
    changed = [page for page in files.values() if _differs(site_dir / page.address, page.data)]
    gone = [address for address in previous if address not in files]
    removed = tuple(sorted(address for address in gone if _is_still_ours(site_dir, address)))
    manifest = _manifest(files)
    if changed or removed or _differs(site_dir / MANIFEST, manifest):
        ordered = sorted(changed, key=lambda page: (page.rank, page.address))
        contents = {page.address: page.data for page in ordered}
        journal = _Journal(dict(case_renames), [*contents], [*removed])
        _stage(site_dir, contents, manifest, journal)
        _finish(site_dir)
    written = tuple(sorted(page.address for page in changed))
    foreign = tuple(_foreign_files(site_dir, files))
    return Published(written, len(files) - len(changed), removed, foreign)


def _manifest(files: Mapping[str, RenderedFile]) -> bytes:
    """Return the contents of the manifest: the digest of each file, by address, as JSON."""
    digests = {address: digest(files[address].data) for address in sorted(files)}
    return (json.dumps({"made": digests}, indent=1) + "\n").encode()


def _differs(path: Path, data: bytes) -> bool:
    """Return whether the file is missing or has other contents."""
    try:
        return path.stat().st_size != len(data) or path.read_bytes() != data
    except (FileNotFoundError, NotADirectoryError):
        return True


def _stage(
    site_dir: Path, contents: Mapping[str, bytes], manifest: bytes, journal: _Journal
) -> None:
    """Write the changed files to the staging folder, then the journal of pending changes."""
    stage = site_dir / STAGE
    try:
        for address, data in {**contents, MANIFEST: manifest}.items():
            path = stage / "files" / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        draft = stage / f"{JOURNAL}.draft"
        draft.write_text(json.dumps(asdict(journal)), encoding="utf-8")
        draft.replace(stage / JOURNAL)
    except (OSError, KeyboardInterrupt):
        shutil.rmtree(stage, ignore_errors=True)
        raise


def _finish_previous_build(site_dir: Path) -> None:
    """Finish what a killed build was writing, or discard it if there is no journal of it."""
    if (site_dir / STAGE / JOURNAL).exists():
        _finish(site_dir)
    elif (site_dir / STAGE).exists():
        shutil.rmtree(site_dir / STAGE)


def _finish(site_dir: Path) -> None:
    """Make the changes in the journal, except those already made, and remove the staging folder."""
    stage = site_dir / STAGE
    journal = _read_journal(site_dir)
    with _ctrl_c_delayed():
        for before, now in journal.respelled.items():
            path = site_dir / now
            if _is_listed_as(path, name := posixpath.basename(before)):
                path.with_name(name).rename(path)
        for address in journal.renames:
            _clear_the_way(site_dir, address, set(journal.removals))
            _rename(stage, site_dir, address)
        for address in journal.removals:
            _remove(site_dir, address)
        _rename(stage, site_dir, MANIFEST)
        shutil.rmtree(stage)


@contextlib.contextmanager
def _ctrl_c_delayed() -> Iterator[None]:
    """Delay Ctrl-C until the block is done: renames are too quick to be worth interrupting."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler or not _is_main_thread():
        # Only the main thread receives Ctrl-C; another handler may have been installed.
        yield
        return
    signals: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: signals.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signals:
        raise KeyboardInterrupt


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _rename(stage: Path, site_dir: Path, address: str) -> None:
    """Move a file from the staging folder to the site folder, unless it was moved before."""
    staged = stage / "files" / address
    if staged.exists():
        (site_dir / address).parent.mkdir(parents=True, exist_ok=True)
        staged.replace(site_dir / address)


def _clear_the_way(site_dir: Path, address: str, removals: set[str]) -> None:
    """Make room for a new file at the address, by removing files that are to be removed anyway.

    These are a file where the address needs a folder, and files in a folder of the same name.
    """
    path = site_dir / address
    for place in (*_parents(site_dir, address), *_files_below(path)):
        if _is_file(place) and _address_of(site_dir, place) in removals:
            _remove(site_dir, _address_of(site_dir, place))
    _remove_empty(path)


def _remove_empty(folder: Path) -> None:
    """Remove the empty folders in a folder, and then the folder itself if nothing is left in it."""
    if folder.is_dir():
        for path in (*sorted(folder.rglob("*"), reverse=True), folder):
            with contextlib.suppress(OSError):
                path.rmdir()


def _remove(site_dir: Path, address: str) -> None:
    """Remove a file if it exists, and the folders that it leaves empty."""
    path = site_dir / address
    if _is_file(path):
        path.unlink()
    for parent in _parents(site_dir, address):
        with contextlib.suppress(OSError):
            parent.rmdir()


def _is_file(path: Path) -> bool:
    """Return whether the path is a file or any symbolic link, even a broken one."""
    try:
        return not stat.S_ISDIR(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _files_below(path: Path) -> list[Path]:
    """Return the files in a folder and its subfolders; none if the path is a file."""
    return [] if _is_file(path) else [place for place in path.rglob("*") if _is_file(place)]


def _is_still_ours(site_dir: Path, address: str) -> bool:
    """Return whether a file of an earlier build still exists and may be removed.

    It may not if a folder above it is now a symbolic link, which leads somewhere else.
    """
    behind_link = any(parent.is_symlink() for parent in _parents(site_dir, address))
    return (site_dir / address).is_file() and not behind_link


def _parents(site_dir: Path, address: str) -> list[Path]:
    """Return the folders between a file and the site folder, innermost first."""
    parents = list((site_dir / address).parents)
    return parents[: parents.index(site_dir)]


def _address_of(site_dir: Path, path: Path) -> str:
    return path.relative_to(site_dir).as_posix()


def _foreign_files(site_dir: Path, files: Mapping[str, RenderedFile]) -> Iterator[str]:
    """Yield the addresses of files in the site folder that no build created."""
    for path in sorted(site_dir.rglob("*")):
        address = _address_of(site_dir, path)
        if path.is_file() and address not in files and address.split("/")[0] not in _OWN_NAMES:
            yield address
