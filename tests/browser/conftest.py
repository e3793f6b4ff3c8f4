"""A browser and a web server on this machine, for what can only be seen in a browser.

A machine without Chromium fails these tests; it does not pass over them.
"""

from __future__ import annotations

import functools
import shutil
import threading
from contextlib import ExitStack
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from .lamp_site import write_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    from playwright.sync_api import Browser, BrowserContext, Page

    Visit: TypeAlias = Callable[..., Page]

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        pytest.fail("no Chromium on this machine; install the package chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path)
        yield chromium
        chromium.close()


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder without a word on the terminal."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        """Say nothing."""


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
    """Yield a function that opens a page of the site; a word in the console fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def elsewhere(address: str) -> list[str]:
        return [] if address.startswith((base, "data:")) else [address]

    def opened(
        address: str = "index.html", *, before: str = "", lost: str = "", **options: Any
    ) -> Page:
        context = browser.new_context(**{"viewport": {"width": 800, "height": 600}, **options})
        contexts.append(context)
        context.on("console", lambda message: wrong.append(message.text))
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("request", lambda request: wrong.extend(elsewhere(request.url)))
        if before:
            context.add_init_script(before)
        if lost:
            context.route(f"**/{lost}", lambda route: route.fulfill(body=""))
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.goto(base + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong
