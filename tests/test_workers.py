"""Further processes: what they make comes back in order, and none of them is left behind."""

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

# Each of its processes shows its fault, if any, on the same standard error, which ends when the
# last of them does.
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


def test_what_is_made_comes_in_the_order_of_what_it_is_made_from() -> None:
    assert list(in_processes(double, MANY, jobs=3)) == [2 * number for number in MANY]


def test_a_process_that_the_machine_kills_costs_no_more_than_what_it_had_not_made() -> None:
    made = list(in_processes(double_until_killed, MANY, jobs=2))
    assert len(made) < len(MANY)
    assert made == [2 * number for number in MANY][: len(made)]


@pytest.mark.parametrize(
    ("lacking", "fault"),
    [
        ("multiprocessing.context.BaseContext.Lock", FileNotFoundError(2, "no /dev/shm")),
        ("multiprocessing.context.BaseContext.Lock", ImportError("no sem_open")),
        ("multiprocessing.process.BaseProcess.start", BlockingIOError(11, "too many processes")),
    ],
)
def test_a_machine_that_gives_no_further_processes_leaves_all_to_the_caller(
    monkeypatch: pytest.MonkeyPatch, lacking: str, fault: Exception
) -> None:
    def refuse(*_given: object, **_options: object) -> None:
        raise fault

    monkeypatch.setattr(lacking, refuse)
    assert list(in_processes(double, MANY, jobs=2)) == []


def test_no_more_processes_are_asked_for_than_windows_can_wait_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert list(in_processes(double, (), jobs=200)) == []


def test_ctrl_c_ends_all_of_them_without_a_word(tmp_path: Path) -> None:
    done = run(tmp_path, "os.killpg(0, signal.SIGINT)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped\n", "")


def test_none_is_left_behind_when_the_first_is_killed(tmp_path: Path) -> None:
    done = run(tmp_path, "os.kill(parent_process().pid, signal.SIGKILL); signal.pause()")
    assert done.returncode == -signal.SIGKILL
