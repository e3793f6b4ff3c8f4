"""A preview that runs in a process of its own, for tests with real saves, requests and browsers."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tornado.websocket import websocket_connect

from explainer.build import TEMPLATES
from explainer.preview.client_script import CLIENT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROJECT = Path(__file__).parent.parent
LAMPS = PROJECT / "tests" / "explainers" / "lamps"
SECONDS = 60

# Does what `build.py serve` does, but with the test's own templates and a report that can fail.
PREVIEW = """
import sys
from pathlib import Path
from explainer.build import Settings
from explainer.charts.vega_process import VEGA, Limits
from explainer.preview import serve

VEGA.limits = Limits(cpu=1)

def report(result):
    if Path("report-fails").exists():
        raise KeyError("lamp")
    for problem in result.problems:
        if problem.severity == "error":
            print(problem.text(), flush=True)

settings = Settings(Path("content"), Path("site"), Path("templates"), Path("overlay"))
sys.exit(serve(settings, host="127.0.0.1", port=0, open_browser=False, report=report))
"""


# Set by `make coverage`; empty in other runs.
COVERAGE = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}


class Preview:
    """A running preview of a copy of lamps, in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content_dir = folder / "content"
        self.site = folder / "site"
        self.restored = 0
        shutil.copytree(LAMPS, self.content_dir)
        shutil.copytree(TEMPLATES, folder / "templates")
        # Charts are slow to render, and these tests don't need them.
        text = re.sub(r"^\[chart .*\]$", "", self.text("background.md"), flags=re.MULTILINE)
        self.save("background.md", text)
        for name in ("content", "templates"):
            shutil.copytree(folder / name, folder / "pristine" / name)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PREVIEW],
            cwd=folder,
            env={"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1", **COVERAGE},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        self.lines = self.process.stdout
        self.address = self.wait_for("http://").split()[1]
        self.port = int(self.address.rstrip("/").rsplit(":", 1)[1])

    def wait_for(self, *words: str) -> str:
        """Return the next line of output that contains any of these strings."""
        # If the line never comes, the test fails instead of hanging.
        limit = threading.Timer(SECONDS, self.process.kill)
        limit.start()
        other_lines = []
        try:
            for line in self.lines:
                if any(word in line for word in words):
                    return line
                other_lines.append(line)
        finally:
            limit.cancel()
        pytest.fail(f"expected a line with one of {words}, found:\n{''.join(other_lines)}")

    def get(self, path: str, *, host: str = "") -> tuple[int, str]:
        """Return the status and body of the response; the path is sent exactly as given."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.putrequest("GET", path, skip_host=True)
            connection.putheader("Host", host or f"127.0.0.1:{self.port}")
            connection.endheaders()
            response = connection.getresponse()
            return response.status, response.read().decode(errors="replace")
        finally:
            connection.close()

    def ask(self, method: str, path: str) -> tuple[int, dict[str, str]]:
        """Return the status and the headers of the response to a request with any method."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return response.status, dict(response.getheaders())
        finally:
            connection.close()

    def save(self, file: str, text: str) -> None:
        """Save a file in content/, as an editor does."""
        path = self.content_dir / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def text(self, file: str) -> str:
        return (self.content_dir / file).read_text(encoding="utf-8")

    def add(self, sentence: str) -> None:
        """Add a sentence to about.md and save it."""
        self.save("about.md", f"{self.text('about.md')}\n{sentence}\n")

    def receive(
        self, *commands: str, path: str, after: Callable[[], object] = lambda: None
    ) -> dict[str, Any]:
        """Return the first message of these kinds (`kind_of`) that a tab gets after an action.

        The tab shows the page at the path as it's now.
        """
        known = self.known(path)
        message: dict[str, Any] = run(self._receive(commands, known, after))
        return message

    async def _receive(
        self, commands: Sequence[str], known: dict[str, str], after: Callable[[], object]
    ) -> dict[str, Any]:
        connection = await websocket_connect(f"ws://127.0.0.1:{self.port}/.preview/socket")

        async def read() -> dict[str, Any]:
            data = await asyncio.wait_for(connection.read_message(), SECONDS)
            assert data is not None
            message: dict[str, Any] = json.loads(data)
            return message

        try:
            hello = {"command": "hello", "protocols": ["official-7"], **known}
            await connection.write_message(json.dumps(hello))
            while (await read())["command"] != "panel":
                continue
            after()
            while kind_of(message := await read()) not in commands:
                continue
        finally:
            connection.close()
            # The socket is closed only once the server has confirmed.
            while await asyncio.wait_for(connection.read_message(), SECONDS) is not None:
                continue
        return message

    def send(self, message: str) -> None:
        """Send a message as a browser tab does, and wait until the preview has read it."""

        async def connect() -> None:
            connection = await websocket_connect(f"ws://127.0.0.1:{self.port}/.preview/socket")
            await connection.write_message(message)
            connection.close()
            while await asyncio.wait_for(connection.read_message(), SECONDS) is not None:
                continue

        run(connect())

    def known(self, path: str) -> dict[str, str]:
        """Return what the client script of a page tells the server about it."""
        script = self.get(path)[1].split(f'<script src="/{CLIENT}"')[1].split(">")[0]
        return dict(re.findall(r'data-(\w+)="([^"]*)"', script))

    def restore_all(self) -> None:
        """Restore all files."""
        (self.folder / "report-fails").unlink(missing_ok=True)
        shutil.rmtree(self.folder / "overlay", ignore_errors=True)
        for name in ("content", "templates"):
            restore_files(self.folder / "pristine" / name, self.folder / name)

    def restore(self) -> None:
        """Restore all files, and wait until the preview has rebuilt from them."""
        self.restore_all()
        self.restored += 1
        good, mark = self.text("about.md"), f"no-such-source-{self.restored}"
        self.add(f"Nobody said so [@{mark}].")
        self.wait_for(mark)
        self.wait_for("keeps the last good pages")
        self.save("about.md", good)
        self.wait_for("refreshed", "nothing to refresh")

    def end(self) -> None:
        # Ctrl-C and not SIGKILL, so that coverage is recorded.
        self.process.send_signal(signal.SIGINT)
        self.process.wait(SECONDS)
        self.lines.close()


def kind_of(message: dict[str, Any]) -> str:
    """Return a message's command, but "errors" for a panel that has some."""
    return "errors" if message.get("errors") else str(message["command"])


def restore_files(pristine: Path, folder: Path) -> None:
    """Make a folder's files the same as those in `pristine`."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if not (pristine / path.relative_to(folder)).is_file():
            path.unlink()
    shutil.copytree(pristine, folder, dirs_exist_ok=True)


def run(coroutine: Any) -> Any:
    """Run a coroutine on a new thread, since a browser test may use this thread's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
