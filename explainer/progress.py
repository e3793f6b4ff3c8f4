"""A line on the terminal that says how long a slow build has been running."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Seconds: a quicker build shows nothing.
_PATIENCE = 1.0
_CLEAR = b"\r\033[K"


@contextmanager
def progress_line() -> Iterator[None]:
    """Show a line on standard error while the block runs, if it takes long; it's removed then.

    Only on a terminal, and where the system has timers, which excludes Windows: a thread couldn't
    be used, since the build starts processes.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not (is_main and hasattr(signal, "setitimer") and sys.stderr.isatty()):
        yield
        return
    terminal, started = sys.stderr.fileno(), time.monotonic()
    lines: list[bytes] = []

    def show(_number: int, _frame: object) -> None:
        lines.append(_CLEAR + f"building, {time.monotonic() - started:.0f} s".encode())
        # What has been interrupted may be writing to sys.stderr.
        os.write(terminal, lines[-1])

    before = signal.signal(signal.SIGALRM, show)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE, _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if lines:
            os.write(terminal, _CLEAR)
