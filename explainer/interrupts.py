"""What Ctrl-C does: it raises KeyboardInterrupt during a command, and ends the process otherwise."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Seconds until Ctrl-C is tried again, so that Python has left the callback that swallowed it.
_SOON = 0.02


@contextmanager
def ctrl_c_raises() -> Iterator[None]:
    """Make Ctrl-C raise KeyboardInterrupt until the block ends, if it would end the process.

    build.py sets it to end the process, because it would print a traceback during imports and while
    Python exits. A process that ignores Ctrl-C keeps ignoring it.

    Where Python can't pass on an exception, as in the callbacks of its import system, it prints the
    KeyboardInterrupt and goes on. There it's raised again a moment later, and nothing is printed. Up
    to 3.11, Python turns one that is raised while a class is created into a RuntimeError.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.SIG_DFL:
        yield
        return
    before = sys.unraisablehook

    def hook(unraisable: sys.UnraisableHookArgs) -> None:
        if issubclass(unraisable.exc_type, KeyboardInterrupt):
            _thread.start_new_thread(_interrupt_soon, ())
        else:
            before(unraisable)

    sys.unraisablehook = hook
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except RuntimeError as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        raise
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        sys.unraisablehook = before


def _interrupt_soon() -> None:
    """Raise KeyboardInterrupt in the main thread, if Ctrl-C still does so then."""
    time.sleep(_SOON)
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        # Unlike `interrupt_main`, a signal also ends a wait.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
