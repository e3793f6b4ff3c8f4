"""The live preview, tested on a running server with real file saves and WebSocket connections."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from running_preview import LAMPS, PROJECT, SECONDS, Preview, run
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from explainer.build import First, Settings, build
from explainer.disk_store import DiskStore
from explainer.failures import PortTaken
from explainer.preview import serve
from explainer.preview.browsers import Browsers
from explainer.preview.client_script import CLIENT, extend_policy, with_client
from explainer.preview.rebuilding import Rebuilder
from explainer.preview.server import is_this_machine
from explainer.preview.site_folder import SiteFolder
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.build import Result

EVERYWHERE = "0.0.0.0"  # noqa: S104 (only a name here: nothing listens on it)

# A browser's opening handshake for a WebSocket (RFC 6455, 1.2).
UPGRADE = (
    "GET /.preview/socket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: bGFtcHMgYW5kIGxlbnNlcw==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n"
)


def nobody(settings: Settings) -> Browsers:
    """Return the browsers of a preview that nobody has opened."""
    return Browsers(SiteFolder(settings.site), settings, on_loop=lambda call: call())


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


def test_a_page_includes_the_client_script_and_its_policy_allows_it(running: Preview) -> None:
    status, page = running.get("/about.html")
    assert status == 200
    assert f'<head><script src="/{CLIENT}"' in page
    assert f"connect-src 'self' ws://127.0.0.1:{running.port}" in page
    assert running.get(f"/{CLIENT}")[0] == 200


def test_the_client_script_is_not_written_to_the_site_folder(running: Preview) -> None:
    running.get("/about.html")
    assert b".preview" not in (running.site / "about.html").read_bytes()


def test_a_chart_that_never_ends_is_reported_and_the_preview_lives_on(preview: Preview) -> None:
    chart = preview.text("charts/lamps.yaml")
    endless = chart.replace(
        "spec:\n", 'spec:\n  transform:\n    - filter: "test(/(a|aa)+$/, WORD)"\n'
    )
    preview.save("charts/lamps.yaml", endless.replace("WORD", f"'{'a' * 40}!'"))
    problem = preview.wait_for("lamps.yaml")
    assert "lamps.yaml:8: error: drawing it takes more than 1 seconds of processor time" in problem
    preview.wait_for("keeps the last good pages")
    assert preview.get("/about.html")[0] == 200
    preview.save("charts/lamps.yaml", chart.replace("Candela of", "Light of"))
    preview.save("about.md", preview.text("about.md") + "\n[chart lamps]\n")
    preview.wait_for("refreshed")
    assert "<path" in preview.get("/about.html")[1].partition("Light of the lamps")[2]


def test_a_folders_address_shows_its_index_page(running: Preview) -> None:
    assert running.get("/")[1] == running.get("/index.html")[1]
    assert running.get("/moves/")[1] == running.get("/moves/index.html")[1]
    assert running.get("/about?side=north")[1] == running.get("/about.html")[1]
    assert running.get("/about/")[0] == 404


def test_a_folders_address_without_a_slash_leads_to_it_with_its_query(running: Preview) -> None:
    status, headers = running.ask("GET", "/moves?side=north&kind=a%26b")
    assert status == 302
    assert headers["Location"] == "/moves/?side=north&kind=a%26b"


@pytest.mark.parametrize("path", ["/about.html", "/nowhere", f"/{CLIENT}"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
def test_only_reading_is_allowed_and_the_answer_says_so(
    running: Preview, path: str, method: str
) -> None:
    status, headers = running.ask(method, path)
    assert status == 405
    assert headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/%zz", 404), ("/%", 404), ("/%ff%fe", 400), ("/about.html?%zz=%ff", 200), ("/a%0ab", 404)],
)
def test_odd_addresses_get_a_proper_answer(running: Preview, path: str, status: int) -> None:
    assert running.ask("GET", path)[0] == status


@pytest.mark.parametrize("path", ["/about.html", "/nowhere", "/assets/style.css", f"/{CLIENT}"])
def test_browsers_are_told_not_to_guess_what_a_file_is(running: Preview, path: str) -> None:
    for method in ("GET", "HEAD"):
        _, headers = running.ask(method, path)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_unknown_address_shows_the_sites_404_page_which_also_updates(
    running: Preview,
) -> None:
    status, page = running.get("/moves/no-such-page.html")
    assert status == 404
    assert "Page not found" in page
    assert f"/{CLIENT}" in page


@pytest.mark.parametrize(
    "host", ["lamps.example", "lamps.example:80", "192.0.2.1", "localhost.example"]
)
def test_another_website_cannot_read_the_preview_under_its_own_host_name(
    running: Preview, host: str
) -> None:
    status, body = running.get("/index.html", host=host)
    assert status == 403
    assert "Lamp" not in body


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000"])
def test_the_preview_answers_requests_for_local_host_names(running: Preview, host: str) -> None:
    assert running.get("/index.html", host=host)[0] == 200


@pytest.mark.parametrize(
    "headers",
    [{"Host": "lamps.example"}, {"Origin": "http://lamps.example"}, {"Origin": "null"}],
)
def test_another_website_cannot_connect_to_the_reload_socket(
    running: Preview, headers: dict[str, str]
) -> None:
    async def connect() -> None:
        address = f"ws://127.0.0.1:{running.port}/.preview/socket"
        await websocket_connect(HTTPRequest(address, headers=headers))

    with pytest.raises(HTTPClientError, match="403"):
        run(connect())


@pytest.mark.parametrize(
    "path",
    [
        "/../content/site.yaml",
        "/%2e%2e/content/site.yaml",
        "/moves/../../content/site.yaml",
        "/moves/%2e%2e%2f%2e%2e%2fcontent/site.yaml",
        "/..%5ccontent%5csite.yaml",
        "//etc/passwd",
        "/.manifest.json",
        "/.lock",
        "/%2emanifest.json",
        "/about.html%00",
        "/" + "x" * 5000,
        "/leads-out.yaml",
    ],
)
def test_hidden_files_and_files_outside_the_site_are_not_served(
    running: Preview, path: str
) -> None:
    link = running.site / "leads-out.yaml"
    if not link.is_symlink():
        link.symlink_to(running.content_dir / "site.yaml")
    status, body = running.get(path)
    assert status == 404
    assert "as_of" not in body
    assert "root:" not in body
    assert '"made"' not in body


def test_saving_a_file_sends_the_new_page_to_the_browser(preview: Preview) -> None:
    message = preview.receive(
        "patch", path="/about.html", after=lambda: preview.add("The seventh lamp is green.")
    )
    assert "The seventh lamp is green." in message["html"]
    assert f"connect-src 'self' ws://127.0.0.1:{preview.port}" in message["html"]
    assert "The seventh lamp is green." in preview.get("/about.html")[1]


def test_each_of_several_quick_saves_reaches_the_page(preview: Preview) -> None:
    for number in range(4):
        sentence = f"Keeper number {number} signed."
        preview.receive("patch", path="/about.html", after=partial(preview.add, sentence))
        assert sentence in preview.get("/about.html")[1]


def test_a_page_that_missed_a_save_gets_it_as_soon_as_it_connects(preview: Preview) -> None:
    known = preview.known("/about.html")
    preview.add("The seventh lamp is green.")
    preview.wait_for("refreshed")
    message = run(preview._receive(("patch", "reload"), known, lambda: None))
    assert message["command"] in {"patch", "reload"}


def test_a_save_that_changes_nothing_on_a_page_doesnt_touch_it(preview: Preview) -> None:
    message = preview.receive(
        "patch", "panel", path="/404.html", after=lambda: preview.add("A seventh lamp.")
    )
    assert message["command"] == "panel"


def test_a_changed_stylesheet_is_applied_without_reloading_the_page(preview: Preview) -> None:
    sheet = preview.folder / "templates" / "styles" / "glossary.css"
    changed = f"{sheet.read_text('utf-8')}\np {{ color: teal }}\n"
    message = preview.receive(
        "loaded", "patch", "reload", path="/about.html",
        after=lambda: sheet.write_text(changed, "utf-8"),
    )  # fmt: skip
    assert list(message["changed"]) == ["assets/style.css"]
    assert "teal" in preview.get("/assets/style.css")[1]


def test_an_error_is_reported_and_the_last_good_page_stays_until_it_is_fixed(
    preview: Preview,
) -> None:
    good = preview.text("about.md")
    before = preview.get("/about.html")
    message = preview.receive(
        "errors", "patch", path="/about.html",
        after=partial(preview.add, "Nobody said so [@no-such-source]."),
    )  # fmt: skip
    problem = message["problems"][0]
    line = preview.text("about.md").count("\n")
    assert problem["place"] == f"content/about.md:{line}"
    assert problem["excerpt"] == ["Nobody said so [@", "no-such-source", "]."]
    assert problem["editor"] == f"vscode://file{preview.content_dir}/about.md:{line}"
    assert "content/about.md:" in preview.wait_for("no-such-source")
    preview.wait_for("keeps the last good pages")
    assert preview.get("/about.html") == before
    preview.save("about.md", f"{good}\nMended now.\n")
    preview.wait_for("refreshed")
    assert "Mended now." in preview.get("/about.html")[1]


def test_a_broken_template_is_reported_with_its_line(preview: Preview) -> None:
    template = preview.folder / "templates" / "page.html"
    good = template.read_text("utf-8")
    template.write_text(f"{good}\n{{% if %}}\n", "utf-8")
    line = good.count("\n") + 2
    preview.wait_for(f"templates/page.html:{line}: error")
    template.write_text(good, "utf-8")
    preview.wait_for("nothing to refresh")
    assert preview.get("/about.html")[0] == 200


def test_a_page_that_was_shown_before_an_error_elsewhere_was_found_goes_back(
    preview: Preview,
) -> None:
    template = preview.folder / "templates" / "timeline.html"
    good = template.read_text("utf-8")

    def break_both() -> None:
        broken = good.replace("{% block main %}", "{% block main %}{{ 1 // 0 }}")
        assert broken != good
        template.write_text(broken, "utf-8")
        preview.add("The seventh lamp is green.")

    before = preview.get("/about.html")
    preview.receive("errors", path="/about.html", after=break_both)
    preview.wait_for("templates/timeline.html")
    preview.wait_for("keeps the last good pages")
    assert preview.get("/about.html") == before


def test_a_half_written_file_is_reported_and_does_not_stop_the_preview(preview: Preview) -> None:
    sources = preview.content_dir / "sources.yaml"
    good = sources.read_bytes()
    sources.write_bytes(good[: len(good) // 2] + b"\xff\xfe")
    preview.wait_for("content/sources.yaml")
    sources.write_bytes(good)
    preview.wait_for("nothing to refresh")


def test_a_deleted_chapter_is_reported_and_can_be_put_back(preview: Preview) -> None:
    chapter = preview.content_dir / "moves"
    aside = preview.folder / "aside"
    chapter.rename(aside)
    preview.wait_for("error")
    aside.rename(chapter)
    preview.wait_for("nothing to refresh")
    preview.save("moves/later.md", "---\ntitle: What came later\n---\nNothing much.\n")
    preview.wait_for("refreshed")
    assert "Nothing much." in preview.get("/moves/later.html")[1]


def test_a_renamed_page_is_served_only_under_its_new_name(preview: Preview) -> None:
    preview.save("moves/early.md", "---\ntitle: An early move\n---\nLanterns at dusk.\n")
    preview.wait_for("refreshed")
    (preview.content_dir / "moves/early.md").rename(preview.content_dir / "moves/first.md")
    preview.wait_for("refreshed")
    assert "Lanterns at dusk." in preview.get("/moves/first.html")[1]
    assert preview.get("/moves/early.html")[0] == 404


def test_the_content_folder_can_be_removed_and_put_back(preview: Preview) -> None:
    aside = preview.folder / "aside-whole"
    preview.content_dir.rename(aside)
    preview.wait_for("content")
    shutil.copytree(aside, preview.content_dir)
    preview.wait_for("nothing to refresh")
    # The preview now watches the new folder.
    preview.add("The seventh lamp is green.")
    preview.wait_for("refreshed")


def test_an_internal_error_is_reported_in_one_line_and_the_server_keeps_running(
    preview: Preview,
) -> None:
    flag = preview.folder / "report-fails"
    flag.touch()
    preview.add("The seventh lamp is green.")
    line = preview.wait_for("internal error")
    assert "KeyError: 'lamp'" in line
    flag.unlink()
    preview.add("The eighth lamp is blue.")
    preview.wait_for("refreshed")
    assert "The eighth lamp is blue." in preview.get("/about.html")[1]


@pytest.mark.parametrize("browsing", [False, True])
def test_ctrl_c_stops_the_preview_quietly_with_or_without_a_browser(
    tmp_path: Path, browsing: bool
) -> None:
    preview = Preview(tmp_path)
    with socket.create_connection(("127.0.0.1", preview.port)) as browser:
        if browsing:
            browser.sendall(UPGRADE.format(port=preview.port).encode())
            assert browser.recv(12) == b"HTTP/1.1 101"
        preview.process.send_signal(signal.SIGINT)
        try:
            output, _ = preview.process.communicate(timeout=SECONDS)
        finally:
            preview.process.kill()
    assert preview.process.returncode == 0
    assert output.strip() == "preview stopped"


def test_a_port_in_use_is_reported_with_what_to_do(tmp_path: Path) -> None:
    port_error = pytest.raises(PortTaken, match=r"in use.*--port")
    with socket.create_server(("127.0.0.1", 0)) as listener, port_error:
        serve(
            Settings(LAMPS, tmp_path / "site"),
            host="127.0.0.1",
            port=listener.getsockname()[1],
            open_browser=False,
            report=lambda _result: None,
        )
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("default-src 'none'", "default-src 'none'; script-src 'self'; connect-src 'self' ws://x"),
        ("script-src 'self'", "script-src 'self'"),
        (
            "default-src *; CONNECT-SRC 'NONE'",
            "default-src *; connect-src 'self' ws://x; script-src * 'self'",
        ),
        ("", ""),
    ],
)
def test_a_policy_is_widened_only_by_what_the_client_script_needs(
    policy: str, allowed: str
) -> None:
    assert extend_policy(policy, "ws://x") == allowed


@pytest.mark.parametrize(
    "page",
    [
        b"<!doctype html><html><head><title>Lamps</title></head><body>",
        b"<HEAD class='a'><title>Lamps</title></HEAD ><body>",
        b"<!DOCTYPE html><title>Lamps</title>",
        b"<p>Half a page",
        b"",
        b"<head>" + b" " * 100_000 + b"</head>",
    ],
)
def test_a_page_gets_the_client_script_once_before_all_else_in_its_head(page: bytes) -> None:
    served = with_client(page, host="localhost:8000", page="about.html")
    assert served.count(b"<script") == 1
    assert re.sub(rb"<script[^>]*></script>", b"", served) == page
    assert b"<title" not in served.lower().split(b"<script")[0]


@pytest.mark.parametrize(
    ("name", "listening_on", "expected"),
    [
        ("192.0.2.7", "127.0.0.1", False),
        ("192.0.2.7", EVERYWHERE, True),
        ("lamps.example", EVERYWHERE, False),
        ("lamps.example", "lamps.example", True),
        ("[2001:db8::1]", "::", True),
        ("[::1%;script-src]", "::", False),
        ("", EVERYWHERE, False),
    ],
)
def test_a_preview_on_the_network_accepts_ip_addresses_but_not_unknown_host_names(
    name: str, listening_on: str, expected: bool
) -> None:
    assert is_this_machine(name, listening_on=listening_on) is expected


def test_a_file_restored_during_a_build_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "content" / "index.md"
    page.parent.mkdir()
    (page.parent / "site.yaml").write_text("title: Lamps\nas_of: 2031-05-04\n", "utf-8")
    page.write_text("---\ntitle: Lamps\n---\nA lamp.\n", "utf-8")
    settings = Settings(page.parent, tmp_path / "site")
    built: Queue[bool] = Queue()

    def report(result: Result) -> None:
        built.put(result.can_publish)

    def swap(settings: Settings, store: Store, *, first: First | None) -> Result:
        monkeypatch.undo()
        good = page.read_text("utf-8")
        page.write_text("No front matter.\n", "utf-8")
        result = build(settings, store, first=first)
        page.write_text(good, "utf-8")
        return result

    monkeypatch.setattr("explainer.preview.rebuilding.build", swap)
    rebuilder = Rebuilder(settings, nobody(settings), report=report)
    rebuilder.build_first()
    assert not built.get(timeout=SECONDS)
    rebuilder.start()
    try:
        assert built.get(timeout=SECONDS)
    finally:
        rebuilder.stop()


def test_a_half_written_file_is_read_again_before_anything_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "content" / "index.md"
    page.parent.mkdir()
    (page.parent / "site.yaml").write_text("title: Lamps\nas_of: 2031-05-04\n", "utf-8")
    page.write_text("---\ntitle: Lamps\n---\nA lamp.\n", "utf-8")
    settings = Settings(page.parent, tmp_path / "site")
    built: Queue[bool] = Queue()
    results: list[bool] = []
    rebuilder = Rebuilder(
        settings, nobody(settings), report=lambda result: built.put(result.can_publish)
    )
    rebuilder.build_first()
    assert built.get(timeout=SECONDS)

    def build_while_saving(settings: Settings, store: Store, *, first: First | None) -> Result:
        result = build(settings, store, first=first)
        results.append(result.can_publish)
        page.write_text("---\ntitle: Lamps\n---\nA lamp, wholly written.\n", "utf-8")
        monkeypatch.undo()
        return result

    monkeypatch.setattr("explainer.preview.rebuilding.build", build_while_saving)
    page.write_text("---\ntitle: La", "utf-8")
    rebuilder.start()
    try:
        assert built.get(timeout=SECONDS)
    finally:
        rebuilder.stop()
    assert results == [False]
    assert "wholly written" in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_a_file_name_that_is_not_utf_8_is_reported_and_the_preview_keeps_running(
    tmp_path: Path,
) -> None:
    content_dir = tmp_path / "content"
    shutil.copytree(PROJECT / "tests" / "explainers" / "five", content_dir)
    (content_dir / os.fsdecode(b"caf\xe9.md")).write_text("---\ntitle: Lit\n---\n")
    codes: list[str] = []
    settings = Settings(content_dir, tmp_path / "site")
    rebuilder = Rebuilder(
        settings,
        nobody(settings),
        report=lambda result: codes.extend(problem.code for problem in result.problems),
    )
    rebuilder.build_first()
    assert "bad-name" in codes


def test_what_failed_builds_made_is_forgotten_but_not_what_the_last_good_one_used() -> None:
    store = Store()
    store.get_or_create("good", lambda: "lamp")
    store.forget_unused()
    for number in range(3):
        store.get_or_create(f"failed {number}", lambda: "lamp")
        store.forget_unused(is_whole=False)
    assert "good" in store
    assert "failed 2" in store
    assert "failed 1" not in store


def test_the_previews_cache_keeps_only_what_the_last_build_used() -> None:
    store = Store()
    store.get_or_create("old", lambda: "lamp")
    store.get_or_create("kept", lambda: "lamp")
    store.forget_unused()
    store.get_or_create("kept", lambda: "another")
    store.forget_unused()
    assert "kept" in store
    assert "old" not in store


def test_the_first_build_of_a_preview_uses_what_earlier_processes_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content_dir = PROJECT / "tests" / "explainers" / "five"
    cache = str(tmp_path / "cache")

    def preview() -> Rebuilder:
        settings = Settings(content_dir, tmp_path / "site")
        store = DiskStore(cache, "made by")
        return Rebuilder(settings, nobody(settings), report=lambda _: None, store=store)

    preview().build_first()
    shutil.rmtree(tmp_path / "site")
    monkeypatch.setattr("explainer.prose.convert.to_fragment", lambda _: pytest.fail("converted"))
    monkeypatch.setattr("explainer.render.facts_of", lambda _: pytest.fail("rendered"))
    preview().build_first()
    assert (tmp_path / "site" / "index.html").exists()


def test_with_a_warm_cache_the_last_site_is_served_before_it_is_built_again(
    tmp_path: Path,
) -> None:
    shutil.copytree(PROJECT / "tests" / "explainers" / "five", tmp_path / "content")
    command = [sys.executable, str(PROJECT / "build.py")]
    subprocess.run([*command, "build"], cwd=tmp_path, check=True, capture_output=True)
    page = tmp_path / "content" / "index.md"
    page.write_text(f"{page.read_text('utf-8')}\nWritten meanwhile.\n", "utf-8")
    serving = [*command, "serve", "--port", "0"]
    with subprocess.Popen(serving, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().split()[1]
            assert "rebuilt" in process.stdout.readline()
            with urlopen(address, timeout=SECONDS) as response:  # noqa: S310 (our own address)
                assert b"Written meanwhile." in response.read()
        finally:
            process.send_signal(signal.SIGINT)


def test_a_preview_whose_cache_cannot_be_written_says_so_and_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    settings = Settings(PROJECT / "tests" / "explainers" / "five", tmp_path / "site")
    store = DiskStore(str(tmp_path / "file"), "made by")
    rebuilder = Rebuilder(settings, nobody(settings), report=lambda _: None, store=store)
    rebuilder.build_first()
    assert "preview: can't write the cache" in capsys.readouterr().err
    assert (tmp_path / "site" / "index.html").exists()
