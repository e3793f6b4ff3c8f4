"""How much processor time and memory another process uses, as far as the system says."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NamedTuple


class Usage(NamedTuple):
    """Processor time in seconds, over all threads, and resident memory in bytes."""

    cpu: float
    memory: int


def usage_of(pid: int) -> Usage | None:
    """Return what a process uses, or None if it has ended or the system has no way to tell.

    Reads /proc on Linux and runs `ps` (POSIX) elsewhere. Windows has neither.
    """
    if sys.platform == "linux":
        return _from_proc(pid)
    return None if sys.platform == "win32" else from_ps(pid)


def _from_proc(pid: int) -> Usage | None:
    """Read proc_pid_stat(5): fields 14, 15 and 24, after the name, which may contain anything."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 (read many times a second)
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    ticks, pages = int(fields[11]) + int(fields[12]), int(fields[21])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE"))


def from_ps(pid: int) -> Usage | None:
    """Ask `ps`, which prints kilobytes and `[[DD-]HH:]MM:SS[.SS]`."""
    try:
        command = ["ps", "-o", "rss=", "-o", "time=", "-p", str(pid)]
        output = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
        kilobytes, time = output.split()
    except (OSError, ValueError):
        return None
    days, _, clock = time.rpartition("-")
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return Usage(int(days or 0) * 86400 + seconds, int(kilobytes) << 10)
