"""Watches the content and templates folders, and rebuilds the site on each save, on a thread.

A save during a build leads to one more build right after it. The thread survives anything that is
saved or deleted, broken content, and bugs in the generator.
"""

from __future__ import annotations

import sys
import threading
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

from watchfiles import watch

from explainer.build import build
from explainer.failures import Failure
from explainer.store import Store, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from explainer.build import Result, Settings
    from explainer.preview.site_folder import SiteFolder

# Debounce, in milliseconds: build once no file has changed for QUIET_TIME, at most MAX_WAIT later.
QUIET_TIME, MAX_WAIT = 10, 100
# Milliseconds between checks, also without a change, for a folder that was missing or a build
# that failed.
CHECK_INTERVAL = 1000


class Rebuilder:
    """Builds a site once, then again whenever its content or templates folder changes.

    `report` is called with the result of each build, and `refresh` with the addresses that the
    build changed, to update browsers. The first build also uses what earlier processes kept in the
    `store`, and adds to it.
    """

    def __init__(
        self,
        settings: Settings,
        site: SiteFolder,
        *,
        report: Callable[[Result], None],
        refresh: Callable[[tuple[str, ...]], None],
        store: Store | None = None,
    ) -> None:
        self.settings = settings
        self.site = site
        self.report = report
        self.refresh = refresh
        self._store = store or Store()
        self._built_digest: str | None = None
        self._last_message = ""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch_and_build, name="rebuild")

    def build_first(self) -> None:
        """Build once, before the server starts.

        Raises Failure or OSError if the machine prevents it; problems in the content are reported.
        """
        self._built_digest = self._input_digest()
        try:
            self._build(self.settings)
        except (Failure, OSError):
            raise
        except Exception as error:
            self._print_once(_internal_error(error))
        try:
            self._store.save()
        except OSError as error:
            self._print_once(f"preview: can't write the cache: {error.strerror or error}")
        self._store.close()
        # Later builds run beside other threads, where forking worker processes isn't safe.
        self.settings = replace(self.settings, jobs=1)

    def start(self) -> None:
        """Start watching the folders, on a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, and wait for a running build to finish; it doesn't finish its charts."""
        # Slow to import, and perhaps not used by this content.
        from explainer.charts.vega_process import VEGA  # noqa: PLC0415

        self._stopped.set()
        VEGA.stop()
        while self._thread.is_alive():
            self._thread.join(0.1)
            # The build may have gone on to another chart.
            VEGA.stop()

    def _watch_and_build(self) -> None:
        """Watch and build until `stop` is called; runs on the thread."""
        polling = False
        while not self._stopped.is_set():
            try:
                for may_have_changed in _watch(self._folders(), self._stopped, polling=polling):
                    if may_have_changed or self._built_digest is None:
                        self._build_if_changed()
            except Exception as error:
                # Unless a folder was deleted, the system's notifications may not work: poll.
                polling = not isinstance(error, FileNotFoundError)
                self._print_once(f"preview: watching for changes failed, retrying: {error}")
                self._stopped.wait(CHECK_INTERVAL / 1000)

    def _build_if_changed(self) -> None:
        """Build if a file has changed since the last build started.

        Build also if something else than the content, such as a full disk, stopped the last one.
        """
        try:
            input_digest = self._input_digest()
            # One save may cause several notifications.
            if input_digest != self._built_digest:
                self._built_digest = input_digest
                print(self._build(self.settings), flush=True)  # noqa: T201
        except (Failure, OSError) as error:
            self._built_digest = None
            if not self._stopped.is_set():
                self._print_once(f"preview: {error}")
        except Exception as error:
            self._print_once(_internal_error(error))

    def _build(self, settings: Settings) -> str:
        """Build, report the problems and refresh browsers; return a line for the terminal."""
        result = build(settings, self._store)
        if result.can_publish:
            self._store.forget_unused()
        self._last_message = ""
        self.report(result)
        changed = self.site.update()
        if changed:
            self.refresh(changed)
        if not result.can_publish:
            return "not published; the preview keeps the last good pages"
        files = "1 file" if len(changed) == 1 else f"{len(changed)} files"
        return f"rebuilt, {files} refreshed" if changed else "rebuilt, nothing to refresh"

    def _print_once(self, line: str) -> None:
        """Print a line to standard error unless it repeats the last one."""
        if line != self._last_message:
            print(line, file=sys.stderr, flush=True)  # noqa: T201
        self._last_message = line

    def _folders(self) -> tuple[Path, ...]:
        settings = self.settings
        folders = (settings.content_dir, settings.templates, settings.overlay)
        return tuple(folder for folder in folders if folder)

    def _input_digest(self) -> str:
        """Return a digest that changes when a file in the folders is saved, added or removed."""
        return digest(*(part for folder in self._folders() for part in _names_and_times(folder)))


def _watch(folders: tuple[Path, ...], stopped: threading.Event, *, polling: bool) -> Iterator[bool]:
    """Yield True when a file may have changed, False after a CHECK_INTERVAL without a change.

    End when a folder appears, disappears or is replaced, so that the caller can start again with
    the folders that exist, and when `stopped` is set. If `polling` is set, look for changes at
    intervals instead of relying on the system's notifications.
    """
    yield True
    present = [folder for folder in folders if folder.is_dir()]
    watched = _inodes(folders)
    if not present:
        stopped.wait(CHECK_INTERVAL / 1000)
        return
    # The watcher doesn't report what was saved before it started, so the first tick counts as a
    # change.
    is_first = True
    for changes in watch(
        *present,
        watch_filter=None,
        step=QUIET_TIME,
        debounce=MAX_WAIT,
        rust_timeout=CHECK_INTERVAL,
        yield_on_timeout=True,
        stop_event=stopped,
        raise_interrupt=False,
        force_polling=polling or None,
    ):
        yield bool(changes) or is_first
        is_first = False
        # The watcher follows the inode: a folder that was replaced under its name isn't watched.
        if _inodes(folders) != watched:
            return


def _inodes(folders: tuple[Path, ...]) -> list[tuple[int, int] | None]:
    """Return each folder's device and inode, or None where it is missing."""
    inodes: list[tuple[int, int] | None] = []
    for folder in folders:
        try:
            status = folder.stat()
            inodes.append((status.st_dev, status.st_ino))
        except OSError:
            inodes.append(None)
    return inodes


def _names_and_times(folder: Path) -> Iterator[str]:
    """Yield each path in a folder, then its times and size if it's a file; skip hidden paths.

    Times rather than contents: if a file is changed while a build reads it and then changed back,
    its contents are the same as before, but the site must be built again.
    """
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith(".") and "/." not in name:
            yield name
            try:
                status = path.stat()
            except OSError:
                yield ""
            else:
                times = (status.st_mtime_ns, status.st_ctime_ns)
                yield f"{times} {status.st_size}" if path.is_file() else ""


def _internal_error(error: Exception) -> str:
    """Return the line that reports a bug in the generator, with the place that raised it."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    cause = f"{type(error).__name__}: {error} ({frame.filename}:{frame.lineno})"
    return f"preview: internal error: {cause}; the preview keeps the last good pages"
