"""What Ctrl-C does: it raises KeyboardInterrupt during a command, and ends the process otherwise."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def ctrl_c_raises() -> Iterator[None]:
    """Make Ctrl-C raise KeyboardInterrupt until the block ends, if it would end the process.

    build.py sets it to end the process, because it would print a traceback during imports and while
    Python exits. A process that ignores Ctrl-C keeps ignoring it.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
