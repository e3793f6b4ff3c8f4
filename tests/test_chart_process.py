"""The process that draws charts: what happens when a drawing, or the process itself, goes wrong."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from explainer.charts import vega_process, vega_worker
from explainer.charts.process_usage import Usage, from_ps, usage_of
from explainer.charts.vega_process import Limits, TooMuch, VegaError, VegaProcess
from explainer.cli import FAILED, main
from explainer.failures import DrawingFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNAL: dict[str, Any] = {"width": 9, "height": 9}
# Expressions that never end, take gigabytes, and make a large drawing.
ENDLESS = {**SIGNAL, "signals": [{"name": "a", "init": f"test(/(a+)+$/, '{'a' * 40}!')"}]}
HUGE = {**SIGNAL, "signals": [{"name": "a", "init": "length(sequence(5e8))"}]}
LONG = {
    **SIGNAL,
    "marks": [{"type": "text", "encode": {"enter": {"text": {"value": "kite" * 999}}}}],
}


@pytest.fixture(scope="module")
def shared() -> Iterator[VegaProcess]:
    """Yield a process that many tests use, as many charts do."""
    process = VegaProcess()
    yield process
    process.stop()


@pytest.fixture
def process(shared: VegaProcess) -> Iterator[VegaProcess]:
    """Yield the shared process; the limits that a test sets are reset after it."""
    yield shared
    shared.limits = Limits()


def pid_of(process: VegaProcess) -> int:
    assert process._process is not None
    return process._process.pid


def draws(process: VegaProcess) -> bool:
    return process.draw(SIGNAL).startswith("<svg")


@pytest.mark.parametrize(
    ("vega", "limits", "message"),
    [
        (ENDLESS, Limits(cpu=0.4), "takes more than 0.4 seconds of processor time"),
        (HUGE, Limits(cpu=60, memory=150 << 20), "takes more than 150 MB of memory"),
        (LONG, Limits(svg=2000), "has 0.0 MB, more than the"),
    ],
    ids=["endless", "huge", "long"],
)
def test_a_drawing_that_exceeds_a_limit_is_stopped_and_the_next_one_is_drawn(
    vega: object, limits: Limits, message: str, process: VegaProcess
) -> None:
    process.limits = limits
    with pytest.raises(TooMuch, match=message):
        process.draw(vega)
    process.limits = Limits()
    assert draws(process)


def test_a_drawing_is_stopped_by_the_clock_where_the_system_tells_nothing(
    process: VegaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vega_process, "usage_of", lambda _pid: None)
    assert draws(process)
    process.limits = Limits(wall=0.3)
    with pytest.raises(TooMuch, match=r"takes more than 0\.3 seconds$"):
        process.draw(ENDLESS)


def test_an_error_of_vega_does_not_end_the_process(process: VegaProcess) -> None:
    assert draws(process)
    before = pid_of(process)
    with pytest.raises(VegaError, match="Unrecognized function: fly"):
        process.draw({**SIGNAL, "signals": [{"name": "a", "init": "fly()"}]})
    with pytest.raises(VegaError):
        process.compile("{}")
    assert draws(process)
    assert pid_of(process) == before


def test_the_drawings_of_one_chart_together_take_no_more_than_one_may(process: VegaProcess) -> None:
    process.limits = Limits(cpu=0.4)
    busy = {**SIGNAL, "signals": [{"name": "a", "init": "length(sequence(1e6))"}]}

    def draw_often() -> None:
        for _ in range(1000):
            process.draw(busy)

    with process.shared_limit(), pytest.raises(TooMuch, match=r"more than 0\.4 seconds"):
        draw_often()
    assert process.draw(busy).startswith("<svg")


def test_a_process_that_was_killed_is_replaced(process: VegaProcess) -> None:
    assert draws(process)
    os.kill(pid_of(process), signal.SIGTERM)
    assert draws(process)


def test_a_process_that_keeps_too_much_memory_is_replaced(
    process: VegaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert draws(process)
    before = pid_of(process)
    monkeypatch.setattr(vega_process, "_LARGEST_IDLE", 1)
    assert draws(process)
    assert pid_of(process) != before


def worker(folder: Path, program: str, monkeypatch: pytest.MonkeyPatch) -> VegaProcess:
    """Return a process that runs another program than the one that draws."""
    path = folder / "worker.py"
    path.write_text(f"import json, os, sys\n{program}\n")
    monkeypatch.setattr(vega_process, "_WORKER", path)
    return VegaProcess()


READY = 'print(json.dumps({"ready": True}), flush=True); sys.stdin.readline()\n'


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("sys.exit(1)", "it ended at once; close other programs"),
        (READY + "os.kill(os.getpid(), 9)", "was killed twice, perhaps because memory ran out"),
        (READY + "sys.exit(0)", "was killed twice"),
    ],
)
def test_a_machine_that_cannot_draw_is_not_the_contents_fault(
    program: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DrawingFailure, match=message):
        worker(tmp_path, program, monkeypatch).draw(SIGNAL)


def test_a_drawing_that_ends_the_process_is_the_contents_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TooMuch, match="ends Vega's process"):
        worker(tmp_path, READY + "os.abort()", monkeypatch).draw(SIGNAL)


def test_the_systems_own_time_limit_counts_as_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = worker(tmp_path, READY + f"os.kill(os.getpid(), {signal.SIGXCPU})", monkeypatch)
    with pytest.raises(TooMuch, match="5 seconds of processor time"):
        process.draw(SIGNAL)


def test_a_process_that_never_gets_ready_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vega_process, "_START_TIME", 0.1)
    with pytest.raises(DrawingFailure, match="isn't ready after 0 seconds"):
        worker(tmp_path, "sys.stdin.readline()", monkeypatch).draw(SIGNAL)


def test_a_build_says_if_no_process_can_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "content" / "charts").mkdir(parents=True)
    vega_process.VEGA.stop()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == FAILED
    assert capsys.readouterr().err.startswith("build.py: can't start the program that draws charts")


def test_ctrl_c_ends_a_drawing_and_its_process(
    process: VegaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert draws(process)
    pid = pid_of(process)
    looks: list[int] = []

    def interrupt(pid: int) -> Usage:
        looks.append(pid)
        if len(looks) > 3:
            raise KeyboardInterrupt
        return Usage(0, 0)

    monkeypatch.setattr(vega_process, "usage_of", interrupt)
    with pytest.raises(KeyboardInterrupt):
        process.draw(ENDLESS)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_stopping_the_preview_does_not_wait_for_a_drawing(process: VegaProcess) -> None:
    assert draws(process)
    with ThreadPoolExecutor() as threads:
        drawing = threads.submit(process.draw, ENDLESS)
        while not drawing.running() or not process._lock.locked():
            continue
        while not drawing.done():
            process.stop()
    with pytest.raises(DrawingFailure, match="stopped"):
        drawing.result()


def test_stopping_twice_or_before_the_start_is_harmless() -> None:
    process = VegaProcess()
    process.stop()
    process.start()
    process.start()
    pid = pid_of(process)
    process.stop()
    process.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_process_ends_with_its_input_and_prints_only_answers(tmp_path: Path) -> None:
    library = importlib.util.find_spec("vl_convert")
    assert library is not None
    assert library.origin is not None
    requests = [
        {"compile": json.dumps({"mark": "point", "data": {"values": [{"a": 1}]}})},
        {"draw": SIGNAL, "limit": 9999},
        {"draw": SIGNAL, "limit": 5},
        {"draw": {"marks": 5}, "limit": 5},
    ]
    finished = subprocess.run(
        [sys.executable, "-I", vega_worker.__file__, Path(library.origin).parent.parent],
        input="".join(f"{json.dumps(request)}\n" for request in requests),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in finished.stdout.splitlines()]
    assert [next(iter(answer)) for answer in answers] == ["ready", "done", "done", "size", "error"]


def test_a_process_without_the_library_says_so(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-I", "-S", vega_worker.__file__],
        cwd=tmp_path,
        input="",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "No module named 'vl_convert'" in json.loads(finished.stdout)["failed"]


def test_both_ways_to_ask_the_system_agree() -> None:
    precise, rough = usage_of(os.getpid()), from_ps(os.getpid())
    assert precise is not None
    assert rough is not None
    assert abs(precise.cpu - rough.cpu) < 5
    assert 0.2 < precise.memory / rough.memory < 5


def test_a_process_that_has_ended_uses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert usage_of(ended.pid) is None
    assert from_ps(ended.pid) is None
    monkeypatch.setattr(sys, "platform", "win32")
    assert usage_of(os.getpid()) is None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("  2048 0:01.50\n", Usage(1.5, 2 << 20)),
        (" 10 00:00:02\n", Usage(2, 10 << 10)),
        (" 10 1-02:00:01\n", Usage(93601, 10 << 10)),
        ("\n", None),
    ],
)
def test_the_output_of_ps_is_read_on_every_system(
    printed: str, expected: Usage | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = partial(subprocess.CompletedProcess[str], [], 0, printed)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done())
    monkeypatch.setattr(sys, "platform", "darwin")
    assert usage_of(1) == expected
