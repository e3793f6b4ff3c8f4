"""Runs a function over many things in further processes, none of which outlives this one.

Ctrl-C, which a terminal sends to all of them, ends them without a word. They also end when this
process is killed, and when one of them is, what it left undone is for the caller to do.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

# Handed over so many at a time: each for itself would cost more to hand over than to make.
CHUNK = 16
# More cannot be waited for at a time on Windows.
MOST = 61
# No shared memory for locks, no system that knows them, or no room for another process.
_NO_PROCESSES = (OSError, ImportError, NotImplementedError)
_HAS_MASK = hasattr(signal, "pthread_sigmask")


def in_processes(function: Callable[[T], R], things: Sequence[T], *, jobs: int) -> Iterator[R]:
    """Yield what the function makes of each thing, in order.

    Fewer where a process was killed, and none where the machine gives us no further processes.
    """
    try:
        pool = ProcessPoolExecutor(min(jobs, MOST), initializer=_begin)
    except _NO_PROCESSES:
        return
    starts = range(0, len(things), CHUNK)
    try:
        with _ctrl_c_waiting():
            made = [pool.submit(_each, function, things[at : at + CHUNK]) for at in starts]
        for some in made:
            yield from some.result()
    except (BrokenProcessPool, *_NO_PROCESSES):
        return
    finally:
        # The pool's own thread cancels what is left. `pool.map` would do so on this one, and the
        # two then fall out over who ends a future, with a traceback (Python 3.11).
        pool.shutdown(cancel_futures=True)


def _each(function: Callable[[T], R], things: Sequence[T]) -> list[R]:
    return [function(thing) for thing in things]


@contextmanager
def _ctrl_c_waiting() -> Iterator[None]:
    """Let Ctrl-C wait: processes that are begun here inherit that, until they can end quietly."""
    if not _HAS_MASK:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if _HAS_MASK:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _end_with_parent() -> None:
    """End as soon as the process is gone that began this one, and that would have told it to."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
