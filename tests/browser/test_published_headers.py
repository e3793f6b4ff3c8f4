"""A site works under the headers that the publishing guide recommends."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from examples import LAMPS
from test_publishing import headers_for_cloudflare

from explainer.build import Settings, build
from explainer.store import Store

from .conftest import QuietHandler

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ("index.html", "timeline.html", "moves/index.html", "sources.html", "404.html")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a built site with the recommended headers, and yield its address."""
    site = tmp_path_factory.mktemp("published") / "site"
    assert build(Settings(LAMPS, site), Store()).can_publish

    class Handler(QuietHandler):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, directory=str(site), **options)

        def end_headers(self) -> None:
            for name, value in headers_for_cloudflare().items():
                self.send_header(name, value)
            super().end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("page_address", PAGES)
def test_a_page_is_styled_and_complains_about_nothing(
    page_address: str, address: str, browser: Browser
) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/{page_address}")
    font = page.evaluate("getComputedStyle(document.body).fontFamily")
    page.close()
    assert complaints == []
    assert "Charter" in font


def test_search_works_under_the_policy(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{address}/index.html")
    page.locator("[data-search]").click()
    page.locator(".search-input").fill("lamp")
    page.locator("dialog a").first.wait_for(timeout=5_000)
    page.close()


def test_another_site_cannot_show_a_page_in_a_frame(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    outer = tmp_path / "outer.html"
    outer.write_text(f'<iframe src="{address}/index.html"></iframe>', encoding="utf-8")
    page = browser.new_page()
    with page.expect_console_message() as refusal:
        page.goto(outer.as_uri())
    assert "frame-ancestors" in refusal.value.text
    page.close()


def test_the_policies_let_a_font_of_the_project_load(tmp_path: Path, browser: Browser) -> None:
    assets = tmp_path / "templates" / "assets"
    assets.mkdir(parents=True)
    # Not a font: only the policy is tested.
    (assets / "kite.woff2").write_bytes(b"wOF2")
    rule = '@font-face { font-family: Kite; src: url("kite.woff2") } body { font-family: Kite }'
    (assets / "extra.css").write_text(rule, encoding="utf-8")
    site = tmp_path / "site"
    settings = Settings(LAMPS, site, overlay=tmp_path / "templates")
    assert build(settings, Store()).can_publish
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    with page.expect_request("**/kite.woff2"):
        page.goto((site / "index.html").as_uri())
    page.close()
    assert [text for text in complaints if "Content Security Policy" in text] == []
    assert "font-src 'self'" in headers_for_cloudflare()["Content-Security-Policy"]
