"""Runs `vega_worker`, and ends it when a drawing takes too much time or memory.

One process draws all charts, since its start takes about a second. It is started ahead of time
(`start`), and again whenever it has ended. No chart can abort or block the caller.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explainer.charts.process_usage import Usage, usage_of
from explainer.failures import DrawingFailure
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORKER = Path(__file__).with_name("vega_worker.py")
# Seconds between looks at a process that is drawing; `ps` is a program of its own, so less often.
_INTERVAL = 0.02 if sys.platform == "linux" else 0.25
# Seconds to wait for a process to start, on a machine that is very busy.
_START_TIME = 120.0
# How many times longer the limit by the clock is where processor time is limited too.
_PATIENCE = 5
# Bytes of resident memory above which an idle process is replaced.
_LARGEST_IDLE = 600 << 20
# Exit statuses that say nothing about the drawing.
_KILLED = frozenset({0, *(-number for number in (signal.SIGTERM, getattr(signal, "SIGKILL", 9)))})


@frozen
class Limits:
    """What one drawing may take, or several of one chart (see `VegaProcess.shared_limit`).

    `cpu` is processor time and `wall` time by the clock, both in seconds; `memory` is bytes above
    what the idle process takes; `svg` is the largest drawing, in characters. Where the system
    doesn't tell what a process uses (Windows), only `wall` and `svg` count.
    """

    cpu: float = 5
    wall: float = 60
    memory: int = 500 << 20
    svg: int = 2 << 20


class VegaError(ValueError):
    """Vega rejects a specification; the text is its own, with a stack trace."""


class TooMuch(Exception):
    """A drawing exceeds a limit or ends its process; the text says which."""


class VegaProcess:
    """A process that compiles and draws specifications, one at a time, from any thread."""

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008 (frozen)
        self.limits = limits
        self._process: subprocess.Popen[str] | None = None
        self._is_ready = False
        self._was_stopped = False
        self._lock = threading.Lock()
        # The processor time of the drawings so far that share a limit; None if they don't.
        self._spent: float | None = None

    @contextlib.contextmanager
    def shared_limit(self) -> Iterator[None]:
        """Let all drawings in the block together take the processor time that one may take."""
        self._spent = 0.0
        try:
            yield
        finally:
            self._spent = None

    def start(self) -> None:
        """Start the process unless it runs, without waiting for it.

        Raises DrawingFailure if the system can't start one.
        """
        if self._process is not None and self._process.poll() is None:
            return
        self._end()
        library = importlib.util.find_spec("vl_convert")
        paths = [str(Path(library.origin).parent.parent)] if library and library.origin else []
        # -I: neither the current folder nor the user's settings decide what is imported.
        command = [sys.executable, "-I", str(_WORKER), *paths]
        try:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                # Vega reads some dates as local time.
                env={**os.environ, "TZ": "UTC"},
            )
        except OSError as error:
            raise _cannot_start(error.strerror or str(error)) from error
        self._is_ready = False
        atexit.unregister(self.stop)
        atexit.register(self.stop)

    def stop(self) -> None:
        """End the process; a call that waits for it, on another thread, raises DrawingFailure."""
        self._was_stopped = True
        if process := self._process:
            process.kill()
        if self._lock.acquire(blocking=False):
            self._end()
            self._lock.release()

    def compile(self, vega_lite: str) -> Any:
        """Return the Vega specification for a Vega-Lite one. Raises as `draw` does."""
        return self._ask({"compile": vega_lite})

    def draw(self, vega: Any) -> str:
        """Return the SVG of a Vega specification.

        Raises VegaError if Vega rejects it, TooMuch if a limit is exceeded, and DrawingFailure if
        the machine can't run the process.
        """
        svg: str = self._ask({"draw": vega, "limit": self.limits.svg})
        return svg

    def _ask(self, request: dict[str, Any]) -> Any:
        line = f"{json.dumps(request)}\n"
        with self._lock:
            self._was_stopped = False
            try:
                # Twice: the system, or its user, may have ended the first process.
                answer = self._answer(line) or self._answer(line)
            except BaseException:
                # Also on Ctrl-C: what the process is still working on must not answer later.
                self._end()
                raise
        if answer is None:
            raise DrawingFailure(
                "the program that draws charts was killed twice, perhaps because memory ran out; "
                "close other programs"
            )
        if "size" in answer:
            megabytes = answer["size"] / (1 << 20)
            most = self.limits.svg / (1 << 20)
            raise TooMuch(f"the drawing has {megabytes:.1f} MB, more than the {most:g} allowed")
        if "error" in answer:
            raise VegaError(answer["error"])
        return answer["done"]

    def _answer(self, line: str) -> dict[str, Any] | None:
        """Return the answer to a request, or None if something else killed the process.

        Raises TooMuch or DrawingFailure.
        """
        usage = self._make_ready()
        answer = self._exchange(line, usage)
        if answer:
            self._count(usage)
            parsed: dict[str, Any] = json.loads(answer)
            return parsed
        status = self._end()
        self._raise_if_stopped()
        if status == -getattr(signal, "SIGXCPU", 0):
            raise self._too_long()
        if status not in _KILLED:
            raise TooMuch("drawing it ends Vega's process, usually for lack of memory")
        return None

    def _count(self, before: Usage | None) -> None:
        """Add what a drawing took to what the drawings that share a limit have taken."""
        after = usage_of(self._process.pid) if self._process and before else None
        if self._spent is not None and before and after:
            self._spent += after.cpu - before.cpu

    def _make_ready(self) -> Usage | None:
        """Start the process if needed; return what it uses while idle. Raises DrawingFailure."""
        usage = usage_of(self._process.pid) if self._process else None
        if usage and self._is_ready and usage.memory > _LARGEST_IDLE:
            # It keeps some memory of each drawing.
            self._end()
        self.start()
        if not self._is_ready:
            first = self._exchange("", None)
            self._raise_if_stopped()
            said = json.loads(first) if first else {"failed": "it ended at once"}
            if "ready" not in said:
                raise _cannot_start(said["failed"])
            self._is_ready = True
        return usage_of(self._process.pid) if self._process else None

    def _raise_if_stopped(self) -> None:
        if self._was_stopped:
            raise DrawingFailure("the drawing of charts was stopped")

    def _exchange(self, line: str, before: Usage | None) -> str:
        """Send a line and return the next one, or an empty string if the process ended.

        `before` is what the process used before; None sets no limit but _START_TIME, for its start.
        """
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return ""
        sent, received = process.stdin, process.stdout
        answers: list[str] = []

        def exchange() -> None:
            with contextlib.suppress(OSError, ValueError):
                if line:
                    sent.write(line)
                    sent.flush()
                answers.append(received.readline())

        # On a thread, since not every system can wait for a pipe with a time limit.
        thread = threading.Thread(target=exchange, name="chart", daemon=True)
        thread.start()
        started = time.monotonic()
        while thread.is_alive():
            thread.join(_INTERVAL)
            self._check_limits(process.pid, time.monotonic() - started, line, before)
        return answers[0] if answers else ""

    def _check_limits(self, pid: int, seconds: float, line: str, before: Usage | None) -> None:
        if not line:
            if seconds > _START_TIME:
                raise _cannot_start(f"it isn't ready after {_START_TIME:.0f} seconds")
            return
        usage = usage_of(pid) if before else None
        if before and usage:
            if usage.cpu - before.cpu + (self._spent or 0.0) > self.limits.cpu:
                raise self._too_long()
            if usage.memory - before.memory > self.limits.memory:
                megabytes = self.limits.memory >> 20
                raise TooMuch(f"drawing it takes more than {megabytes} MB of memory")
        # A process that is known to use little is waiting for others on a busy machine.
        wall = self.limits.wall * (_PATIENCE if usage else 1)
        if seconds > wall:
            raise TooMuch(f"drawing it takes more than {wall:g} seconds")

    def _too_long(self) -> TooMuch:
        return TooMuch(f"drawing it takes more than {self.limits.cpu:g} seconds of processor time")

    def _end(self) -> int:
        """Kill the process, if there is one, and wait for it; return its exit status."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.kill()
        status = process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        return status


def _cannot_start(reason: str) -> DrawingFailure:
    return DrawingFailure(
        f"can't start the program that draws charts: {reason}; close other programs, "
        "or install the requirements again"
    )


# The one process that all charts share.
VEGA = VegaProcess()
