"""Builds again after each save, on a thread of its own: watches, builds, tells.

Whatever is saved during a build is seen right after it, and leads to one more. Nothing that is
saved, deleted or broken ends it, nor does a fault of the generator's own.
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
from explainer.store import Store, T, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from explainer.build import Result, Settings
    from explainer.preview.site_folder import SiteFolder

# Milliseconds: a save is taken as complete after STEP without a further one, or after LONGEST.
STEP, LONGEST = 10, 100
# How often, also unasked, to look after a folder that went away or a build that failed.
LOOK = 1000


class Rebuilder:
    """Builds a site whenever what it is made of has changed."""

    def __init__(
        self,
        settings: Settings,
        site: SiteFolder,
        *,
        report: Callable[[Result], None],
        refresh: Callable[[tuple[str, ...]], None],
    ) -> None:
        self.settings = settings
        self.site = site
        self.report = report
        self.refresh = refresh
        self._store = RecentStore()
        self._built_from: str | None = None
        self._told = ""
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._keep_building, name="rebuild")

    def build_first(self) -> None:
        """Build, report, and raise the Failure of a machine that does not let us."""
        self._built_from = self._contents()
        try:
            self._build(self.settings)
        except (Failure, OSError):
            raise
        except Exception as error:
            self._tell(_own_fault(error))
        # A process may not be forked once there are threads in it.
        self.settings = replace(self.settings, jobs=1)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, once a build that is under way is done."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _keep_building(self) -> None:
        polling = False
        while not self._stopped.is_set():
            try:
                for is_due in _looks(self._folders(), self._stopped, polling=polling):
                    if is_due or self._built_from is None:
                        self._look()
            except Exception as error:
                polling = not isinstance(error, FileNotFoundError)
                self._tell(f"preview: watching for changes failed, and begins again: {error}")
                self._stopped.wait(LOOK / 1000)

    def _look(self) -> None:
        """Build if anything has changed since the last build began, or if that one failed."""
        try:
            contents = self._contents()
            # One save may be told of more than once.
            if contents != self._built_from:
                self._built_from = contents
                print(self._build(self.settings), flush=True)  # noqa: T201
        except (Failure, OSError) as error:
            self._built_from = None
            self._tell(f"preview: {error}")
        except Exception as error:
            self._tell(_own_fault(error))

    def _build(self, settings: Settings) -> str:
        """Build, report and refresh; return in a line what came of it."""
        result = build(settings, self._store)
        if result.is_sound:
            self._store.forget_unused()
        self._told = ""
        self.report(result)
        changed = self.site.look()
        if changed:
            self.refresh(changed)
        if not result.is_sound:
            return "the last good pages stay"
        files = "1 file" if len(changed) == 1 else f"{len(changed)} files"
        return f"{files} refreshed" if changed else "nothing that is shown has changed"

    def _tell(self, line: str) -> None:
        if line != self._told:
            print(line, file=sys.stderr, flush=True)  # noqa: T201
        self._told = line

    def _folders(self) -> tuple[Path, ...]:
        return self.settings.content_dir, self.settings.templates

    def _contents(self) -> str:
        return digest(*(part for folder in self._folders() for part in _versions(folder)))


class RecentStore(Store):
    """Keeps what the last sound build used, and no more: a preview may run for days."""

    def __init__(self) -> None:
        super().__init__()
        self._used: set[str] = set()

    def __contains__(self, key: str) -> bool:
        self._used.add(key)
        return super().__contains__(key)

    def keep(self, key: str, make: Callable[[], T]) -> T:
        """Return what is kept under the key, and make it first if nothing is."""
        self._used.add(key)
        return super().keep(key, make)

    def forget_unused(self) -> None:
        """Forget what was not asked for since this was last called."""
        self._kept = {key: made for key, made in self._kept.items() if key in self._used}
        self._used.clear()


def _looks(folders: tuple[Path, ...], stopped: threading.Event, *, polling: bool) -> Iterator[bool]:
    """Yield now and then, and whether something may have changed since."""
    yield True
    present = [folder for folder in folders if folder.is_dir()]
    watched = _identities(folders)
    if not present:
        stopped.wait(LOOK / 1000)
        return
    # What was saved before watching began is not told of.
    is_first = True
    for changes in watch(
        *present,
        watch_filter=None,
        step=STEP,
        debounce=LONGEST,
        rust_timeout=LOOK,
        yield_on_timeout=True,
        stop_event=stopped,
        raise_interrupt=False,
        force_polling=polling or None,
    ):
        yield bool(changes) or is_first
        is_first = False
        # A folder that was put in another's place is not the one that is being watched.
        if _identities(folders) != watched:
            return


def _identities(folders: tuple[Path, ...]) -> list[tuple[int, int] | None]:
    found: list[tuple[int, int] | None] = []
    for folder in folders:
        try:
            status = folder.stat()
            found.append((status.st_dev, status.st_ino))
        except OSError:
            found.append(None)
    return found


def _versions(folder: Path) -> Iterator[str]:
    """Yield the name of each file below a folder, hidden ones left out, and when it was written.

    Not what is in it: a build may read what is put back as it was before anybody looks again.
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


def _own_fault(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{last.filename}:{last.lineno}"
    fault = f"{type(error).__name__}: {error}"
    return f"preview: a fault of the generator's own, {fault} ({where}); the last good pages stay"
