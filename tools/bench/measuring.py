"""Runs a command in a new process and measures its time and memory, its child processes included."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
# Reading a large process's memory takes milliseconds, in which it may have to wait; so does looking
# for its children among all processes of a machine, which is done less often.
_SHORTEST_PAUSE, _PAUSE_PER_COST, _PAUSE_PER_SEARCH = 0.005, 5, 20


@dataclass(frozen=True)
class Cost:
    """What a run took.

    `wall` and `cpu` are seconds; `cpu` includes all processes. `memory` is the highest sum of the
    processes' PSS in megabytes, or None if it wasn't watched. `others` is how much of the machine
    other processes used meanwhile, from 0 to 1.
    """

    wall: float
    cpu: float
    memory: float | None = None
    others: float | None = None


class RunFailed(Exception):
    """A command failed or took too long; the message says how."""


def run(
    command: Sequence[str],
    *,
    folder: Path,
    variables: Mapping[str, str],
    watch_memory: bool,
    limit: float,
) -> Cost:
    """Run a command and return its cost; raises RunFailed, after `limit` seconds at the latest."""
    # pip compiles what it installs; our own modules must be allowed to keep their bytecode.
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as errors:
        busy, started = _busy_seconds(), time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env={**inherited, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        with (
            _killed_after(limit, process.pid) as overdue,
            _watched(process.pid, wanted=watch_memory) as peak,
        ):
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if overdue.is_set():
            raise RunFailed(f"took more than {limit / 60:.0f} minutes")
        if process.returncode:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines()
            raise RunFailed(f"exit status {process.returncode}: {' / '.join(lines[-3:])[:300]}")
    cpu = used.ru_utime + used.ru_stime
    return Cost(wall, cpu, max(peak, default=None), _others(busy, cpu=cpu, wall=wall))


@contextlib.contextmanager
def _killed_after(seconds: float, pid: int) -> Iterator[threading.Event]:
    """Kill a process and its children after a time; the event says whether that happened."""
    overdue = threading.Event()

    def kill() -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)

    def too_late() -> None:
        overdue.set()
        kill()

    timer = threading.Timer(seconds, too_late)
    timer.start()
    try:
        yield overdue
    except BaseException:  # Ctrl-C reaches only this process.
        kill()
        raise
    finally:
        timer.cancel()


@contextlib.contextmanager
def _watched(pid: int, *, wanted: bool) -> Iterator[list[float]]:
    """Collect the memory of a process and its descendants, in megabytes, while it runs."""
    samples: list[float] = []
    finished = threading.Event()

    def watch() -> None:
        family = {pid}
        pause = next_search = 0.0
        while not finished.wait(pause):
            started = time.perf_counter()
            if started >= next_search:
                family |= _descendants(family, session=pid)
                searched = time.perf_counter()
                next_search = searched + _PAUSE_PER_SEARCH * (searched - started)
                started = searched
            if memory := sum(map(_pss, family)):
                samples.append(memory / 1024)
            cost = time.perf_counter() - started
            pause = max(_SHORTEST_PAUSE, _PAUSE_PER_COST * cost)

    watcher = threading.Thread(target=watch)
    if wanted and (_PROC / "self" / "smaps_rollup").exists():
        watcher.start()
    try:
        yield samples
    finally:
        finished.set()
        if watcher.ident:
            watcher.join()


def _descendants(family: set[int], *, session: int) -> set[int]:
    """Return the processes that the family started, also those that lost their parent since."""
    found = set()
    for entry in os.scandir(_PROC):
        if entry.name.isdigit():
            # The name of the program, in brackets, can contain spaces.
            fields = _read(_PROC / entry.name / "stat").rpartition(")")[2].split()
            if fields and (int(fields[1]) in family or int(fields[3]) == session):
                found.add(int(entry.name))
    return found


def _pss(pid: int) -> int:
    """Return a process's share of the memory in kilobytes; 0 if it has ended."""
    for line in _read(_PROC / str(pid) / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # The process has ended.
        return ""


def _busy_seconds() -> float | None:
    """Return the seconds that all processors have worked since the machine was started."""
    if not (_PROC / "stat").exists():
        return None
    user, nice, system, _, _, interrupts, soft, steal = map(
        int, _read(_PROC / "stat").splitlines()[0].split()[1:9]
    )
    return (user + nice + system + interrupts + soft + steal) / os.sysconf("SC_CLK_TCK")


def _others(before: float | None, *, cpu: float, wall: float) -> float | None:
    after = _busy_seconds()
    if before is None or after is None:
        return None
    share = (after - before - cpu) / (wall * (os.cpu_count() or 1))
    return min(max(share, 0.0), 1.0)
