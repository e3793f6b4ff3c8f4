"""Work on a thread ends as it would have ended without one."""

from __future__ import annotations

import threading

import pytest

from explainer.background import Background


def test_the_caller_goes_on_while_the_function_runs() -> None:
    go_on = threading.Event()
    call = Background(lambda: go_on.wait(10))
    go_on.set()
    assert call.result() is True
    assert call.result() is True


def test_an_exception_is_raised_where_the_result_is_asked_for() -> None:
    call = Background(lambda: int("lamp"))
    with pytest.raises(ValueError, match="lamp"):
        call.result()
