"""Writes the site folder safely, with a lock, a staging folder, a journal and atomic renames.

All changed files are first staged inside the site folder, so that a full disk is noticed before
the first rename. After a crash, no file is partly written and no link between pages is broken;
the next build finishes the work from the journal.
"""

from __future__ import annotations

import contextlib
import json
import posixpath
import shutil
import signal
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, field
from functools import partial
from pathlib import Path

from explainer.case_renames import case_renames, is_listed_as
from explainer.failures import PublishFailure
from explainer.publish_journal import FINAL, INTERIM, Journal, address_of_staged, read_journal
from explainer.publish_order import Step, publishing_order
from explainer.published_files import (
    JOURNAL,
    MANIFEST,
    OLD_LOCK,
    STAGE,
    address_of,
    current_bytes,
    files_below,
    is_file,
    is_still_ours,
    manifest_of,
    parents,
    read_manifest,
    refuse_other_folder,
)
from explainer.readonly import frozen
from explainer.render import RenderedFile
from explainer.site_listing import SiteListing
from explainer.site_lock import locked
from explainer.store import digest


@frozen
class Published:
    """What a build changed in the site folder.

    `written`, `removed`: the addresses of the files that it wrote and removed.
    `unchanged`: how many files were already up to date.
    `foreign`: the addresses of files in the folder that no build created; they are left alone.
    `digests`: those of the files that it published, the manifest included, by address.
    `remade`: the addresses among `written` whose files were changed by others, such as a merge.
    """

    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    foreign: tuple[str, ...]
    digests: Mapping[str, str] = field(default_factory=dict, compare=False)
    remade: tuple[str, ...] = ()


def publish(
    pages: Iterable[RenderedFile],
    site_dir: Path,
    *,
    untouched: Callable[[], Collection[str]] = frozenset,
) -> Published:
    """Write the files to the site folder, remove those of earlier builds, and return what changed.

    `untouched` returns the addresses of files, such as the manifest, that surely are as the last
    build left them; all others are read.

    Raises FolderRefused if the folder has foreign files but no manifest, or if a foreign file is
    where an output must go; FolderBusy if another build is writing; PublishFailure if the operating
    system reports an error.
    """
    files = {page.address: page for page in pages}
    try:
        refuse_other_folder(site_dir)
        site_dir.mkdir(parents=True, exist_ok=True)
        with locked(site_dir):
            _finish_previous_build(site_dir)
            manifest = read_manifest(site_dir)
            respelled = case_renames(site_dir, files, manifest)
            listing = SiteListing(site_dir, manifest, untouched=untouched(), respelled=respelled)
            listing.refuse_foreign_files(files)
            return _replace(listing, files)
    except OSError as error:
        path = error.filename or site_dir
        raise PublishFailure(f"{path}: {error.strerror or error}") from error


def _replace(listing: SiteListing, files: Mapping[str, RenderedFile]) -> Published:
    """Make the site folder contain the files, and return what changed."""
    site_dir = listing.site_dir
    changed = [page for page in files.values() if listing.differs(page)]
    remade = sorted(page.address for page in changed if listing.was_changed_by_others(page))
    gone = [address for address in listing.published if address not in files]
    removed = sorted(address for address in gone if is_still_ours(site_dir, address))
    digests = {address: files[address].facts.digest for address in sorted(files)}
    manifest = manifest_of(digests)
    if changed or removed or current_bytes(site_dir / MANIFEST) != manifest:
        steps = publishing_order(
            changed, removed, current=lambda address: current_bytes(site_dir / address)
        )
        # Pages first: what they load has to stay until then.
        removals = sorted(removed, key=lambda address: (not address.endswith(".html"), address))
        journal = Journal(dict(listing.respelled), list(map(_staged_name, steps)), removals)
        _stage(site_dir, steps, manifest, journal)
        _finish(site_dir)
    written = tuple(sorted(page.address for page in changed))
    return Published(
        written,
        len(files) - len(changed),
        tuple(removed),
        tuple(listing.foreign_files({*files, *removed})),
        {**digests, MANIFEST: digest(manifest)},
        tuple(remade),
    )


def _staged_name(step: Step) -> str:
    """Return a step's path in the staging folder."""
    return f"{INTERIM if step.is_interim else FINAL}/{step.address}"


def _stage(site_dir: Path, steps: Iterable[Step], manifest: bytes, journal: Journal) -> None:
    """Write the changed files to the staging folder, then the journal of pending changes."""
    stage = site_dir / STAGE
    try:
        for step in (*steps, Step(MANIFEST, partial(bytes, manifest))):
            path = stage / _staged_name(step)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(step.read())
        draft = stage / f"{JOURNAL}.draft"
        draft.write_text(json.dumps(asdict(journal)), encoding="utf-8")
        draft.replace(stage / JOURNAL)
    except (OSError, KeyboardInterrupt, MemoryError):
        shutil.rmtree(stage, ignore_errors=True)
        raise


def _finish_previous_build(site_dir: Path) -> None:
    """Finish what a killed build was writing, or discard it if there is no journal of it."""
    if (site_dir / STAGE / JOURNAL).exists():
        _finish(site_dir)
    elif is_file(site_dir / STAGE):
        (site_dir / STAGE).unlink()
    elif (site_dir / STAGE).exists():
        shutil.rmtree(site_dir / STAGE)
    if (site_dir / OLD_LOCK).is_file():
        (site_dir / OLD_LOCK).unlink()


def _finish(site_dir: Path) -> None:
    """Make the changes in the journal, except those already made, and remove the staging folder."""
    stage = site_dir / STAGE
    journal = read_journal(site_dir)
    with _ctrl_c_delayed():
        for before, now in journal.respelled.items():
            path = site_dir / now
            if is_listed_as(path, name := posixpath.basename(before)):
                path.with_name(name).rename(path)
        removals = set(journal.removals)
        for name in journal.renames:
            _clear_the_way(site_dir, address_of_staged(name), removals)
            _rename(stage / name, site_dir / address_of_staged(name))
        for address in journal.removals:
            _remove(site_dir, address)
        _rename(stage / FINAL / MANIFEST, site_dir / MANIFEST)
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


def _rename(staged: Path, path: Path) -> None:
    """Move a file from the staging folder to its path, unless it was moved before."""
    if staged.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(path)


def _clear_the_way(site_dir: Path, address: str, removals: set[str]) -> None:
    """Make room for a new file at the address, by removing files that are to be removed anyway.

    These are a file where the address needs a folder, and files in a folder of the same name.
    """
    path = site_dir / address
    for place in (*parents(site_dir, address), *files_below(path)):
        if is_file(place) and address_of(site_dir, place) in removals:
            _remove(site_dir, address_of(site_dir, place))
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
    if is_file(path):
        path.unlink()
    for parent in parents(site_dir, address):
        with contextlib.suppress(OSError):
            parent.rmdir()


__all__ = ["MANIFEST", "STAGE", "Published", "publish", "read_manifest"]
