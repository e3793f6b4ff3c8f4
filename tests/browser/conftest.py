"""Fixtures for tests in a real browser: Chromium, a local web server and a small site.

Without Chromium these tests fail; they aren't skipped.
"""

from __future__ import annotations

import functools
import threading
from contextlib import ExitStack
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tools.prerequisites import chromium

from .lamp_site import write_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    from playwright.sync_api import Browser, BrowserContext, Page

    Visit: TypeAlias = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium("headless-chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path)
        yield launched
        launched.close()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder without logging requests to the terminal."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        """Discard the message."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Yield a function that serves a folder and returns its address, `http://127.0.0.1:PORT/`."""
    with ExitStack() as servers:

        def start(folder: Path) -> str:
            handler = functools.partial(QuietHandler, directory=str(folder))
            server = servers.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            servers.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}/"

        yield start


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("lamps") / "a site"
    write_site(site)
    return site


@pytest.fixture(scope="session", params=["served", "on disk"])
def base(request: pytest.FixtureRequest, folder: Path, serve: Callable[[Path], str]) -> str:
    if request.param == "on disk":
        return folder.as_uri() + "/"
    return serve(folder)


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    """Yield a function that opens a page of the site.

    `init_script` runs before the page's own scripts. The file at `empty` is served without content,
    as if it had failed to load. A console message, or a request to another host, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def other_host(address: str) -> list[str]:
        return [] if address.startswith((base, "data:")) else [address]

    def open_page(
        address: str = "index.html", *, init_script: str = "", empty: str = "", **options: Any
    ) -> Page:
        context = browser.new_context(**{"viewport": {"width": 800, "height": 600}, **options})
        contexts.append(context)
        context.on("console", lambda message: complaints.append(message.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("request", lambda request: complaints.extend(other_host(request.url)))
        if init_script:
            context.add_init_script(init_script)
        if empty:
            context.route(f"**/{empty}", lambda route: route.fulfill(body=""))
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.goto(base + address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints
