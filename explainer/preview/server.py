"""The preview's web server: livereload's, restricted to requests for this machine.

livereload itself polls for changes, ignores those within three seconds of the last one, and reloads
pages. Here `Browsers` reports each change instead, and a page that missed one gets it when it
connects.
"""

from __future__ import annotations

import contextlib
import mimetypes
import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from livereload import Server  # type: ignore[import-untyped]
from livereload.handlers import LiveReloadHandler  # type: ignore[import-untyped]
from livereload.watcher import Watcher  # type: ignore[import-untyped]
from tornado.escape import json_decode
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest, split_host_and_port
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from explainer.preview.client_script import CLIENT, SOCKET, client_script, with_client
from explainer.preview.site_folder import digest_of_loaded
from explainer.store import digest

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    from explainer.preview.browsers import Browsers

_NOT_FOUND = "404.html"
_NO_PAGE = (
    b"<!doctype html><html lang=en><head><meta charset=utf-8><title>No page yet</title>"
    b"<meta name=viewport content='width=device-width, initial-scale=1'></head>"
    b"<body><h1>No page yet</h1><p>There is no page at this address. It appears here as soon as it"
    b" is built without errors.</body></html>"
)
_MOST_BYTES = 100_000


class PreviewServer(Server):  # type: ignore[misc]
    """Serves a site folder on a socket that is already listening, until the event loop is stopped.

    `host` is the host name or IP address that the socket listens on.
    """

    def __init__(self, browsers: Browsers, *, listening: socket.socket, host: str) -> None:
        super().__init__(watcher=_NoPolling())
        self.browsers = browsers
        self.listening = listening
        self.host = host

    def application(self, *_args: Any, **_options: Any) -> None:
        """Start serving on the socket; livereload calls this before it starts its event loop."""
        LiveReloadHandler.watcher = self.watcher
        arguments = {"browsers": self.browsers}
        handlers: list[Any] = [
            (f"/{SOCKET}", _TabHandler, arguments),
            (f"/{CLIENT}", _ClientHandler),
            ("/(.*)", _SiteHandler, arguments),
        ]
        application = _LocalApplication(self.host, handlers, websocket_max_message_size=_MOST_BYTES)
        HTTPServer(application).add_socket(self.listening)

    def _setup_logging(self) -> None:
        """Turn off livereload's log of requests: the terminal is for problems."""


def is_this_machine(name: str, *, listening_on: str) -> bool:
    """Return whether the name in a request's Host header (RFC 9110, 7.2) may be used here.

    `listening_on` is the host that the preview listens on. This protects against DNS rebinding: a
    stranger's domain name can resolve to this machine, so the only names accepted are localhost and
    `listening_on`. IP addresses are safe: if others can reach the preview, any is accepted,
    otherwise only a loopback address.
    """
    if name in ("localhost", listening_on.lower()):
        return True
    if "%" in name:
        # ip_address accepts any text after %, as an IPv6 zone.
        return False
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return False
    return address.is_loopback or not is_loopback(listening_on)


def is_loopback(host: str) -> bool:
    """Return whether a server that listens on this host can be reached only from this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _NoPolling(Watcher):  # type: ignore[misc]
    """A livereload watcher that watches nothing: Rebuilder reports the changes instead."""

    def start(self, _callback: Any) -> bool:
        """Return True, which makes livereload skip its polling."""
        return True


class _LocalApplication(Application):
    """A web application that refuses each request whose Host header doesn't mean this machine."""

    def __init__(self, host: str, handlers: list[Any], **settings: Any) -> None:
        super().__init__(handlers, log_function=lambda _handler: None, **settings)
        self.host = host

    def find_handler(self, request: HTTPServerRequest, **options: Any) -> Any:
        """Return the handler for a request, or the refusing one if its Host header is foreign."""
        name, _ = split_host_and_port(request.host.lower())
        if is_this_machine(name, listening_on=self.host):
            return super().find_handler(request, **options)
        return self.get_handler_delegate(request, _RefusedHandler)


class _Handler(RequestHandler):
    """Answers requests so that browsers can't take drafts for something else."""

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")
        # Keeps pages of other sites from loading drafts as a script or an image.
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def write_error(self, status_code: int, **_details: Any) -> None:
        """Answer what can't be served in one line; tornado calls this, also for odd methods."""
        if status_code == 405:
            self.set_header("Allow", "GET, HEAD")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {self._reason}\n")

    def compute_etag(self) -> None:
        """Send no ETag, so that the browser always gets the whole page again."""

    def log_exception(self, _type: Any, error: BaseException | None, _trace: Any) -> None:
        if not isinstance(error, HTTPError):
            print(f"preview: can't serve {self.request.path}: {error!r}", file=sys.stderr)  # noqa: T201


class _RefusedHandler(_Handler):
    """Answers a request with status 403 and a line on how to open the preview."""

    def prepare(self) -> None:
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("Forbidden: open the preview as localhost or by this machine's IP address.\n")


class _ClientHandler(_Handler):
    """Serves the script that connects a page to the preview."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(client_script())

    head = get


class _SiteHandler(_Handler):
    """Serves the site's files, and adds the client script to each page."""

    def initialize(self, browsers: Browsers) -> None:
        self.site = browsers.site

    def get(self, path: str) -> None:
        # Taken before the file is read: if a build ends in between, the page claims to be older
        # than it is and is updated. Claiming to be newer would leave it stale.
        loaded = digest_of_loaded(self.site.loaded_files())
        found = self.site.find(path)
        if found is not None and found.is_dir() and path and not path.endswith("/"):
            query = f"?{self.request.query}" if self.request.query else ""
            self.redirect(f"{self.request.path}/{query}")
            return
        address = self.site.resolve(path)
        data = None if address is None else self.site.read(address)
        wanted = ""
        if address is None or data is None:
            self.set_status(404)
            address, data, wanted = _NOT_FOUND, self.site.read(_NOT_FOUND) or _NO_PAGE, path or "/"
        mime_type = mimetypes.guess_type(address)[0] or "application/octet-stream"
        if mime_type == "text/html":
            known = {"page": address, "digest": digest(data), "loaded": loaded, "wanted": wanted}
            data = with_client(data, host=self.request.host, **known)
        is_text = mime_type.startswith("text/") or mime_type.endswith(("javascript", "json", "xml"))
        self.set_header("Content-Type", f"{mime_type}; charset=utf-8" if is_text else mime_type)
        self.finish(data)

    head = get


class _TabHandler(LiveReloadHandler):  # type: ignore[misc]
    """livereload's WebSocket, which only the preview's own pages may connect to: a browser tab."""

    def initialize(self, browsers: Browsers) -> None:
        self.browsers = browsers
        self.host = self.request.host
        self.address = self.wanted = ""
        self.digest: str | None = None
        self.loaded: Mapping[str, str] = {}

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        """Answer livereload's handshake; its first part also says which page the tab shows."""
        try:
            data = json_decode(message)
            super().on_message(message)
            if data["command"] == "hello":
                page = {name: str(data.get(name, "")) for name in ("page", "wanted", "digest")}
                loaded = str(data.get("loaded", ""))
                self.address, self.wanted, self.digest = (
                    page["page"],
                    page["wanted"],
                    page["digest"],
                )
                self.browsers.connect(self, loaded=loaded)
            elif data["command"] == "shown":
                self.browsers.shown(self)
        except (ValueError, AttributeError, KeyError):
            self.close(1002, "expected the livereload protocol")

    def on_close(self) -> None:
        super().on_close()
        self.browsers.disconnect(self)

    def send_message(self, message: Any) -> None:
        """Send a message, unless the tab has just been closed."""
        with contextlib.suppress(WebSocketClosedError):
            self.write_message(message)
