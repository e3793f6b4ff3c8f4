"""A slow build says on a terminal that it's running, and leaves no trace of that."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
SLOW = """
import select, sys
from explainer.progress import progress_line
with progress_line():
    select.select([], [], [], float(sys.argv[1]))
print("done", file=sys.stderr)
"""


def shown_on_terminal(seconds: str) -> bytes:
    """Return what a block of this length writes to a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", SLOW, seconds]
    with subprocess.Popen(command, cwd=PROJECT, stderr=theirs) as process:
        os.close(theirs)
        process.wait(60)
    output = b""
    while True:
        try:
            data = os.read(ours, 1000)
        except OSError:
            # Linux reports the end of a terminal as an error.
            break
        if not data:
            break
        output += data
    os.close(ours)
    return output


def test_a_slow_build_shows_a_line_and_removes_it() -> None:
    output = shown_on_terminal("1.3")
    assert b"building, 1 s" in output
    assert output.endswith(b"\r\x1b[Kdone\r\n")


def test_a_quick_build_shows_nothing() -> None:
    assert shown_on_terminal("0") == b"done\r\n"


@pytest.mark.parametrize("seconds", ["1.3"])
def test_nothing_is_shown_where_nobody_reads_along(seconds: str) -> None:
    command = [sys.executable, "-c", SLOW, seconds]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)
    assert done.stderr == b"done\n"
