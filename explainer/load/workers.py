"""Run a function over many items in worker processes that never outlive the main process.

A terminal sends Ctrl-C to all of them, and workers then exit silently. Workers also exit when the
main process is killed. When a worker is killed, the caller has to do the items that are left.
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

# Items per task: sending each item separately would cost more than processing it.
CHUNK = 16
# Windows can't wait for more processes than this at a time.
MAX_PROCESSES = 61
# Raised where there's no shared memory for locks, no support for locks, or too many processes.
_NO_PROCESSES = (OSError, ImportError, NotImplementedError)
_HAS_MASK = hasattr(signal, "pthread_sigmask")


def in_processes(function: Callable[[T], R], items: Sequence[T], *, jobs: int) -> Iterator[R]:
    """Call the function on each item in up to `jobs` processes; yield the results in order.

    Yields fewer results if a worker was killed, and none if the machine can't start workers.
    """
    try:
        pool = ProcessPoolExecutor(min(jobs, MAX_PROCESSES), initializer=_start_worker)
    except _NO_PROCESSES:
        return
    starts = range(0, len(items), CHUNK)
    try:
        with _ctrl_c_blocked():
            futures = [
                pool.submit(_apply_to_each, function, items[start : start + CHUNK])
                for start in starts
            ]
        for future in futures:
            yield from future.result()
    except (BrokenProcessPool, *_NO_PROCESSES):
        return
    finally:
        # The pool's own thread cancels what is left. `pool.map` would cancel on this thread, and
        # both threads could then end the same future, which prints a traceback (Python 3.11).
        pool.shutdown(cancel_futures=True)


def _apply_to_each(function: Callable[[T], R], items: Sequence[T]) -> list[R]:
    return [function(item) for item in items]


@contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Block SIGINT, also in worker processes that are started inside this context.

    Each worker unblocks it in `_start_worker`, once Ctrl-C ends the worker without a traceback.
    """
    if not _HAS_MASK:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker() -> None:
    """Set up a new worker: exit with the main process, and exit silently on Ctrl-C."""
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if _HAS_MASK:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _exit_with_parent() -> None:
    """Exit as soon as the main process has ended, since it can't stop this worker any more."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
