"""The only writer to the site folder: staging, a journal, renames, a lock.

Everything that differs is staged inside the folder first, so that a full disk is met before the
first rename. A build that is killed leaves every file whole, old or new; the next one finishes
its work from the journal.
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
from explainer.render import Rendered
from explainer.store import digest

MANIFEST = ".manifest.json"
STAGE = ".stage"
LOCK = ".lock"
JOURNAL = "journal.json"
# Made by the build besides what the manifest lists, or by git where the folder is a checkout.
_NO_STRANGERS = frozenset({MANIFEST, STAGE, LOCK, ".git"})


@dataclass(frozen=True)
class Published:
    """What a build did to the site folder; `left` names files that it did not make."""

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    left: tuple[str, ...]


def publish(pages: Iterable[Rendered], site_dir: Path) -> Published:
    """Bring the site folder to hold these files, and of its own no others.

    Raises FolderRefused where the folder holds other things and no manifest, or where something
    that the build did not make stands in a page's place; FolderBusy while another build writes;
    PublishFailure where the machine does not let it write.
    """
    files = {page.address: page for page in pages}
    try:
        with _locked(site_dir):
            _finish_earlier(site_dir)
            made_before = read_manifest(site_dir)
            respelled = _respelled(site_dir, files, made_before)
            made = [_anew(address, respelled) for address in made_before]
            _refuse_strangers(site_dir, files, made)
            return _replace(site_dir, files, made, respelled=respelled)
    except OSError as error:
        where = error.filename or site_dir
        raise PublishFailure(f"{where}: {error.strerror or error}") from error


def read_manifest(site_dir: Path) -> dict[str, str]:
    """Return what an earlier build made, as addresses with their digests."""
    file = site_dir / MANIFEST
    if not file.exists():
        return {}
    try:
        made = json.loads(file.read_text(encoding="utf-8"))["made"]
        _refuse_to_leave(made)
        return {str(address): str(key) for address, key in made.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"{file} cannot be read; restore it, or empty the folder and build again"
        raise FolderRefused(message) from error


@dataclass(frozen=True)
class _Journal:
    """What is to be done: old spellings with new ones, addresses to rename and to remove."""

    respelled: dict[str, str]
    renames: list[str]
    removals: list[str]


def _read_journal(site_dir: Path) -> _Journal:
    file = site_dir / STAGE / JOURNAL
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
        journal = _Journal(dict(read["respelled"]), list(read["renames"]), list(read["removals"]))
        spellings = (*journal.respelled, *journal.respelled.values())
        _refuse_to_leave((*spellings, *journal.renames, *journal.removals))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"{file} cannot be read; remove {site_dir / STAGE} and build again"
        raise FolderRefused(message) from error
    return journal


def _refuse_to_leave(addresses: Iterable[str]) -> None:
    """Raise ValueError where an address leads out of the site folder, or is that folder."""
    for address in addresses:
        if address in {"", "."} or posixpath.normpath(address) != address:
            raise ValueError(address)
        if address.startswith("/") or address.split("/")[0] == "..":
            raise ValueError(address)


@contextlib.contextmanager
def _locked(site_dir: Path) -> Iterator[None]:
    if site_dir.exists() and not site_dir.is_dir():
        raise FolderRefused(f"{site_dir} is no folder; name another with --site")
    if site_dir.exists() and not _is_ours(site_dir):
        others = sorted(path.name for path in site_dir.iterdir() if path.name not in _NO_STRANGERS)
        if others:
            message = f"{site_dir} holds other things ({others[0]} among them) and no manifest"
            raise FolderRefused(f"{message}; name another folder with --site, or empty this one")
    # Checking imports this module too, and locks nothing.
    from filelock import FileLock, Timeout  # noqa: PLC0415

    site_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(site_dir / LOCK, timeout=0)
    try:
        with lock:
            yield
    except Timeout as error:
        message = f"another build is writing to {site_dir}; wait until it is done"
        raise FolderBusy(message) from error


def _is_ours(site_dir: Path) -> bool:
    """Return whether a build published here, or was killed while it first did."""
    return (site_dir / MANIFEST).exists() or (site_dir / STAGE / JOURNAL).exists()


def _respelled(site_dir: Path, files: Iterable[str], made_before: Iterable[str]) -> dict[str, str]:
    """Return old spellings with new ones, of files and folders that differ in letter case alone.

    There are some only where the file system takes both for one; folders precede what they hold.
    """
    old, new = _with_folders(made_before), _with_folders(files)
    by_letters = {place.casefold(): place for place in sorted(old - new)}
    pairs = ((by_letters.get(place.casefold(), ""), place) for place in sorted(new - old))
    return {before: now for before, now in pairs if before and _is_one(site_dir, before, now)}


def _with_folders(addresses: Iterable[str]) -> set[str]:
    places = set(addresses)
    for address in tuple(places):
        while address := posixpath.dirname(address):
            places.add(address)
    return places


def _is_one(site_dir: Path, before: str, now: str) -> bool:
    """Return whether two spellings are of one file or folder."""
    if before == now:
        return True
    (folder, name), (folder_now, name_now) = posixpath.split(before), posixpath.split(now)
    is_same = name == name_now or _is_listed_as(site_dir / now, name)
    return is_same and _is_one(site_dir, folder, folder_now)


def _is_listed_as(path: Path, name: str) -> bool:
    """Return whether what is found by a path is listed by another name, its own in other letters.

    The number of the file does not tell: some file systems give each spelling one of its own.
    """
    try:
        path.lstat()
        names = {other.name for other in path.parent.iterdir()}
    except (FileNotFoundError, NotADirectoryError):
        return False
    return name in names and path.name not in names


def _anew(address: str, respelled: Mapping[str, str]) -> str:
    """Return an address in the new spelling of itself, or of the folders that it stands in."""
    if not address or address in respelled:
        return respelled.get(address, "")
    folder, name = posixpath.split(address)
    return posixpath.join(_anew(folder, respelled), name)


def _refuse_strangers(
    site_dir: Path, files: Mapping[str, Rendered], made_before: Collection[str]
) -> None:
    """Refuse to overwrite what the build did not make, unless it is the very same."""
    for address, page in files.items():
        path = site_dir / address
        in_the_way = [place for place in (path, *_parents(site_dir, address)) if _is_thing(place)]
        in_the_way += _things_below(path)
        for place in in_the_way:
            # A link on the way to a page would lead the build to write elsewhere.
            leads_away = place.is_symlink() and (place != path or place.is_dir())
            made = _below(site_dir, place) in made_before and not leads_away
            if not made and (place != path or _differs(path, page.data)):
                message = f"{place} stands where the build would write, but it did not make it"
                raise FolderRefused(f"{message}; move it away, or rename the page")


def _replace(
    site_dir: Path,
    files: Mapping[str, Rendered],
    made_before: Collection[str],
    *,
    respelled: Mapping[str, str],
) -> Published:
    changed = [page for page in files.values() if _differs(site_dir / page.address, page.data)]
    gone = [address for address in made_before if address not in files]
    removed = tuple(sorted(address for address in gone if _is_still_ours(site_dir, address)))
    manifest = _manifest(files)
    if changed or removed or _differs(site_dir / MANIFEST, manifest):
        ordered = sorted(changed, key=lambda page: (page.rank, page.address))
        contents = {page.address: page.data for page in ordered}
        journal = _Journal(dict(respelled), [*contents], [*removed])
        _stage(site_dir, contents, manifest, journal)
        _finish(site_dir)
    written = tuple(sorted(page.address for page in changed))
    left = tuple(_strangers(site_dir, files))
    return Published(written, len(files) - len(changed), removed, left)


def _manifest(files: Mapping[str, Rendered]) -> bytes:
    made = {address: digest(files[address].data) for address in sorted(files)}
    return (json.dumps({"made": made}, indent=1) + "\n").encode()


def _differs(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size != len(data) or path.read_bytes() != data
    except (FileNotFoundError, NotADirectoryError):
        return True


def _stage(
    site_dir: Path, contents: Mapping[str, bytes], manifest: bytes, journal: _Journal
) -> None:
    """Write everything that changed beside its place, then the journal of what is to be done."""
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


def _finish_earlier(site_dir: Path) -> None:
    """Finish what a killed build began, or clear away what it had not yet decided."""
    if (site_dir / STAGE / JOURNAL).exists():
        _finish(site_dir)
    elif (site_dir / STAGE).exists():
        shutil.rmtree(site_dir / STAGE)


def _finish(site_dir: Path) -> None:
    """Do what the journal says; what is done already is passed over."""
    stage = site_dir / STAGE
    journal = _read_journal(site_dir)
    with _ctrl_c_held_back():
        for before, now in journal.respelled.items():
            path = site_dir / now
            if _is_listed_as(path, name := posixpath.basename(before)):
                path.with_name(name).rename(path)
        for address in journal.renames:
            _make_way(site_dir, address, set(journal.removals))
            _rename(stage, site_dir, address)
        for address in journal.removals:
            _remove(site_dir, address)
        _rename(stage, site_dir, MANIFEST)
        shutil.rmtree(stage)


@contextlib.contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Let Ctrl-C wait until what has begun is done: renames take no time worth breaking off."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler or not _is_main_thread():
        # It does not come here, or somebody else decides what it does.
        yield
        return
    asked: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked:
        raise KeyboardInterrupt


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _rename(stage: Path, site_dir: Path, address: str) -> None:
    staged = stage / "files" / address
    if staged.exists():
        (site_dir / address).parent.mkdir(parents=True, exist_ok=True)
        staged.replace(site_dir / address)


def _make_way(site_dir: Path, address: str, removals: set[str]) -> None:
    """Remove files of the last site where a folder is to stand, or a folder for a file."""
    path = site_dir / address
    for place in (*_parents(site_dir, address), *_things_below(path)):
        if _is_thing(place) and _below(site_dir, place) in removals:
            _remove(site_dir, _below(site_dir, place))
    _remove_empty(path)


def _remove_empty(folder: Path) -> None:
    """Remove a folder that holds nothing but empty folders, where there is one."""
    if folder.is_dir():
        for place in (*sorted(folder.rglob("*"), reverse=True), folder):
            with contextlib.suppress(OSError):
                place.rmdir()


def _remove(site_dir: Path, address: str) -> None:
    path = site_dir / address
    if _is_thing(path):
        path.unlink()
    for parent in _parents(site_dir, address):
        with contextlib.suppress(OSError):
            parent.rmdir()


def _is_thing(path: Path) -> bool:
    """Return whether something other than a folder stands there, a link of any kind included."""
    try:
        return not stat.S_ISDIR(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _things_below(path: Path) -> list[Path]:
    return [] if _is_thing(path) else [place for place in path.rglob("*") if _is_thing(place)]


def _is_still_ours(site_dir: Path, address: str) -> bool:
    """Return whether a file still stands where it was made, and not behind somebody's link."""
    behind_link = any(parent.is_symlink() for parent in _parents(site_dir, address))
    return (site_dir / address).is_file() and not behind_link


def _parents(site_dir: Path, address: str) -> list[Path]:
    """Return the folders between a file and the site folder, the innermost first."""
    parents = list((site_dir / address).parents)
    return parents[: parents.index(site_dir)]


def _below(site_dir: Path, path: Path) -> str:
    return path.relative_to(site_dir).as_posix()


def _strangers(site_dir: Path, files: Mapping[str, Rendered]) -> Iterator[str]:
    """Yield the files in the site folder that the build did not make."""
    for path in sorted(site_dir.rglob("*")):
        name = _below(site_dir, path)
        if path.is_file() and name not in files and name.split("/")[0] not in _NO_STRANGERS:
            yield name
