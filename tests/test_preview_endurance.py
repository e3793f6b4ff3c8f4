"""The preview survives what happens on an editor's machine, and its memory stays flat."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running_preview import Preview

from explainer.preview.session import _network_address
from tools.soak.rebuilds import memory_after

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    started = Preview(tmp_path_factory.mktemp("preview"))
    yield started
    started.end()


@pytest.fixture
def preview(running: Preview) -> Iterator[Preview]:
    """Yield the preview, and restore its content and templates after the test."""
    yield running
    running.restore()


def test_after_two_hundred_saves_at_once_the_last_one_is_shown(preview: Preview) -> None:
    text = preview.text("about.md")
    for number in range(200):
        preview.save("about.md", f"{text}\nSaved {number} times.\n")
    preview.save("about.md", f"{text}\nSaved for the last time.\n")
    message = preview.receive("patch", "panel", path="/index.html")
    while "Saved for the last time." not in preview.get("/about.html")[1]:
        preview.wait_for("refreshed", "nothing to refresh")
    assert message["command"] == "panel"


def test_pipes_and_sockets_in_the_site_folder_are_left_alone_and_not_served(
    preview: Preview,
) -> None:
    pipe = preview.site / "pipe"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        # The path of a socket may only have about 100 characters.
        os.chdir(preview.site)
        try:
            listener.bind("socket")
        finally:
            os.chdir(here)
        preview.add("The seventh lamp is green.")
        preview.wait_for("refreshed")
        for name in ("pipe", "socket"):
            assert preview.get(f"/{name}")[0] == 404
    assert "The seventh lamp is green." in preview.get("/about.html")[1]
    (preview.site / "socket").unlink()
    pipe.unlink()


def test_a_deleted_site_folder_is_written_again_at_the_next_save(preview: Preview) -> None:
    shutil.rmtree(preview.site)
    assert preview.get("/about.html")[0] == 404
    preview.add("The seventh lamp is green.")
    preview.wait_for("refreshed")
    assert preview.get("/about.html")[0] == 200
    assert preview.get("/timeline.html")[0] == 200


def test_a_clock_that_was_set_back_hides_no_save(preview: Preview) -> None:
    preview.add("The seventh lamp is green.")
    preview.wait_for("refreshed")
    preview.add("The eighth lamp is blue.")
    os.utime(preview.content_dir / "about.md", (1_000_000_000, 1_000_000_000))
    while "The eighth lamp is blue." not in preview.get("/about.html")[1]:
        preview.wait_for("refreshed", "nothing to refresh")


def test_a_tab_that_vanishes_without_a_word_keeps_no_save_from_others(preview: Preview) -> None:
    with socket.create_connection(("127.0.0.1", preview.port)) as gone:
        request = (
            f"GET /.preview/socket HTTP/1.1\r\nHost: 127.0.0.1:{preview.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: bGFtcHMgYW5kIGxlbnNlcw==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        gone.sendall(request.encode())
        assert gone.recv(12) == b"HTTP/1.1 101"
    message = preview.receive(
        "patch", path="/about.html", after=lambda: preview.add("The seventh lamp is green.")
    )
    assert "The seventh lamp is green." in message["html"]


@pytest.mark.parametrize("message", ["", "{", "[]", "null", '{"command": 5}', '"hello"', "{}"])
def test_what_is_no_message_of_the_protocol_does_not_stop_the_preview(
    running: Preview, message: str
) -> None:
    running.send(message)
    assert running.get("/about.html")[0] == 200


def test_memory_is_flat_after_the_first_rebuilds(tmp_path: Path) -> None:
    early, late = memory_after((10, 30), folder=tmp_path)
    assert late - early < 8


def test_only_a_preview_for_all_addresses_has_one_for_phones() -> None:
    assert _network_address("127.0.0.1") == ""
    assert _network_address("lamps.example") == ""
    found = _network_address("0.0.0.0")  # noqa: S104
    assert found == "" or len(found.split(".")) == 4
