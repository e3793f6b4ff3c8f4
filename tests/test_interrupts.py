"""Ctrl-C stops a command wherever it arrives, and prints nothing of Python's own."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from explainer.interrupts import ctrl_c_raises

if TYPE_CHECKING:
    from collections.abc import Iterator


class Deaf:
    """Like a callback of Python's import system: no exception gets out of it."""

    def __del__(self) -> None:
        raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def _as_build_py() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted_in_a_callback() -> None:
    with ctrl_c_raises():
        Deaf()
        threading.Event().wait(60)


def test_ctrl_c_is_not_lost_in_a_callback(capsys: pytest.CaptureFixture[str]) -> None:
    hook = sys.unraisablehook
    with pytest.raises(KeyboardInterrupt):
        interrupted_in_a_callback()
    assert capsys.readouterr().err == ""
    assert sys.unraisablehook is hook
    assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL


class Interrupting:
    """An attribute that is interrupted while the class that has it is created."""

    def __set_name__(self, owner: type, name: str) -> None:
        raise KeyboardInterrupt


def interrupted_in_a_class() -> None:
    with ctrl_c_raises():
        type("Lamp", (), {"light": Interrupting()})


def failing() -> None:
    with ctrl_c_raises():
        raise RuntimeError("out of oil")


def test_ctrl_c_while_a_class_is_created_is_no_other_error() -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted_in_a_class()
    with pytest.raises(RuntimeError, match="out of oil"):
        failing()


def test_other_mistakes_in_callbacks_are_still_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda error: printed.append(error.exc_type))
    monkeypatch.setattr(Deaf, "__del__", lambda _: 1 / 0)
    with ctrl_c_raises():
        Deaf()
    assert printed == [ZeroDivisionError]
