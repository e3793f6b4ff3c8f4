"""Worker processes return results in order, and none outlives the main process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.load.workers import CHUNK, in_processes

PROJECT = Path(__file__).parent.parent
MANY = range(CHUNK * 6)

# All its processes share one standard error, so a traceback from any of them is captured, and the
# script counts as finished only when the last of them has ended.
SCRIPT = """
import os, signal
from multiprocessing import parent_process
import pytest

from explainer.load.workers import in_processes

def act(number):
    {act}

if __name__ == "__main__":
    try:
        list(in_processes(act, range(100), jobs=2))
    except KeyboardInterrupt:
        print("stopped")
"""


def double(number: int) -> int:
    return 2 * number


def double_until_killed(number: int) -> int:
    if number == MANY[-1]:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def run(folder: Path, act: str) -> subprocess.CompletedProcess[str]:
    script = folder / "script.py"
    script.write_text(SCRIPT.format(act=act), encoding="utf-8")
    return subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(PROJECT)},
        timeout=300,
        start_new_session=True,
        check=False,
    )


def test_results_come_in_the_order_of_their_items() -> None:
    assert list(in_processes(double, MANY, jobs=3)) == [2 * number for number in MANY]


def test_a_killed_worker_loses_only_results_it_had_not_yet_returned() -> None:
    results = list(in_processes(double_until_killed, MANY, jobs=2))
    assert len(results) < len(MANY)
    assert results == [2 * number for number in MANY][: len(results)]


@pytest.mark.parametrize(
    ("failing", "error"),
    [
        ("multiprocessing.context.BaseContext.Lock", FileNotFoundError(2, "no /dev/shm")),
        ("multiprocessing.context.BaseContext.Lock", ImportError("no sem_open")),
        ("multiprocessing.process.BaseProcess.start", BlockingIOError(11, "too many processes")),
    ],
)
def test_a_machine_that_cannot_start_workers_yields_no_results(
    monkeypatch: pytest.MonkeyPatch, failing: str, error: Exception
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(failing, refuse)
    assert list(in_processes(double, MANY, jobs=2)) == []


def test_no_more_workers_are_started_than_windows_can_wait_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert list(in_processes(double, (), jobs=200)) == []


def test_ctrl_c_ends_all_workers_without_printing_anything(tmp_path: Path) -> None:
    result = run(tmp_path, "os.killpg(0, signal.SIGINT)")
    assert (result.returncode, result.stdout, result.stderr) == (0, "stopped\n", "")


def test_no_worker_is_left_when_the_main_process_is_killed(tmp_path: Path) -> None:
    result = run(tmp_path, "os.kill(parent_process().pid, signal.SIGKILL); signal.pause()")
    assert result.returncode == -signal.SIGKILL
