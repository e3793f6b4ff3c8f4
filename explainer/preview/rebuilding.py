"""Watches the content and templates folders, and rebuilds the site on each save, on a thread.

A save during a build leads to one more build right after it. The thread survives anything that is
saved or deleted, broken content, and bugs in the generator.
"""

from __future__ import annotations

import gc
import sys
import threading
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

from explainer.build import First, build
from explainer.failures import Failure
from explainer.preview.watching import CHECK_INTERVAL, names_and_times, watch_folders
from explainer.store import Store, digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explainer.build import Result, Settings
    from explainer.preview.browsers import Browsers

# Seconds after which a file with errors is read again, in case that it was only half-written; and
# how often, if it changes each time.
_SAVING, _MOST_TRIES = 0.075, 5


class Rebuilder:
    """Builds a site once, then again whenever its content or templates folder changes.

    `report` is called with the result of each build, and `browsers` show it; the pages that they
    show are built before all others. The first build also uses what earlier processes kept in the
    `store`, and adds to it.
    """

    def __init__(
        self,
        settings: Settings,
        browsers: Browsers,
        *,
        report: Callable[[Result], None],
        store: Store | None = None,
    ) -> None:
        self.settings = settings
        self.browsers = browsers
        self.report = report
        self._store = Store() if store is None else store
        self._is_first = True
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
            self._build()
        except (Failure, OSError):
            raise
        except Exception as error:
            self._report_failure(_internal_error(error))
        self._end_first()

    def _end_first(self) -> None:
        """Keep what the first build made for later processes, and get ready for the next builds."""
        self._is_first = False
        try:
            self._store.save()
        except OSError as error:
            self._print_once(f"preview: can't write the cache: {error.strerror or error}")
        self._store.close()
        # What the first build has made stays: looking through it for garbage would only take time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)

    def start(self) -> None:
        """Start watching the folders, on a thread, and build unless `build_first` has."""
        # Beside other threads, forking worker processes isn't safe.
        self.settings = replace(self.settings, jobs=1)
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
                for may_have_changed in watch_folders(
                    self._folders(), self._stopped, polling=polling
                ):
                    if may_have_changed or self._built_digest is None:
                        self.build_if_changed()
            except Exception as error:
                # Unless a folder was deleted, the system's notifications may not work: poll.
                polling = not isinstance(error, FileNotFoundError)
                self._print_once(f"preview: watching for changes failed, retrying: {error}")
                self._stopped.wait(CHECK_INTERVAL / 1000)

    def build_if_changed(self) -> None:
        """Build if a file has changed since the last build started.

        Build also if something else than the content, such as a full disk, stopped the last one.
        """
        try:
            # One save may cause several notifications, and there may be another one meanwhile.
            for tries in range(_MOST_TRIES):
                input_digest = self._input_digest()
                if input_digest == self._built_digest:
                    break
                self._built_digest = input_digest
                line = self._build(may_wait=tries < _MOST_TRIES - 1)
                if line:
                    print(line, flush=True)  # noqa: T201
        except (Failure, OSError) as error:
            self._built_digest = None
            if not self._stopped.is_set():
                self._report_failure(f"preview: {error}")
        except Exception as error:
            self._report_failure(_internal_error(error))
        if self._is_first:
            self._end_first()

    def _build(self, *, may_wait: bool = False) -> str:
        """Build, report the problems and show the result; return a line for the terminal.

        If there are errors and a file is still being written, none are reported, and the line is
        empty.
        """
        first = First(self.browsers.in_view(), self.browsers.show)
        result = build(self.settings, self._store, first=first if first.addresses else None)
        self._store.forget_unused(is_whole=result.can_publish)
        if not result.can_publish and may_wait and self._is_being_written():
            return ""
        self._last_message = ""
        self.report(result)
        changed = self.browsers.finish(result)
        if not result.can_publish:
            return "not published; the preview keeps the last good pages"
        files = "1 file" if len(changed) == 1 else f"{len(changed)} files"
        return f"rebuilt, {files} refreshed" if changed else "rebuilt, nothing to refresh"

    def _is_being_written(self) -> bool:
        """Wait a moment, and return whether a file was saved since the last build started."""
        self._stopped.wait(_SAVING)
        return self._input_digest() != self._built_digest

    def _report_failure(self, line: str) -> None:
        """Report what has stopped a build, other than the content, here and in browsers."""
        if line != self._last_message:
            self.browsers.fail(line.removeprefix("preview: "))
        self._print_once(line)

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
        return digest(*(part for folder in self._folders() for part in names_and_times(folder)))


def _internal_error(error: Exception) -> str:
    """Return the line that reports a bug in the generator, with the place that raised it."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    cause = f"{type(error).__name__}: {error} ({frame.filename}:{frame.lineno})"
    return f"preview: internal error: {cause}; the preview keeps the last good pages"
