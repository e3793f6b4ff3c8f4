"""The preview's web server: livereload's, restricted to requests for this machine.

livereload itself polls for changes and ignores those within three seconds of the last one. Here
`refresh` reports each change instead, and a page that missed one is reloaded when it connects.
"""

from __future__ import annotations

import mimetypes
import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from livereload import Server  # type: ignore[import-untyped]
from livereload.handlers import (  # type: ignore[import-untyped]
    LiveReloadHandler,
    LiveReloadJSHandler,
)
from livereload.watcher import Watcher  # type: ignore[import-untyped]
from tornado.escape import json_decode
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest, split_host_and_port
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from explainer.preview.reload_script import CLIENT, with_reload

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

    from explainer.preview.site_folder import SiteFolder

_NOT_FOUND = "404.html"
_NO_PAGE = (
    b"<!doctype html><html lang=en><head><meta charset=utf-8><title>No page yet</title></head>"
    b"<body><h1>No page yet</h1><p>There is no page at this address. If the content has errors, "
    b"the terminal lists them, and this page reloads once they are fixed.</body></html>"
)


class PreviewServer(Server):  # type: ignore[misc]
    """Serves a site folder on a socket that is already listening, until the event loop is stopped.

    `host` is the host name or IP address that the socket listens on.
    """

    def __init__(self, site: SiteFolder, *, listening: socket.socket, host: str) -> None:
        super().__init__(watcher=_NoPolling())
        self.site = site
        self.listening = listening
        self.host = host

    def application(self, *_args: Any, **_options: Any) -> None:
        """Start serving on the socket; livereload calls this before it starts its event loop."""
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        arguments = {"site": self.site}
        handlers: list[Any] = [
            ("/livereload", _ReloadHandler, arguments),
            (f"/{CLIENT}", LiveReloadJSHandler),
            ("/(.*)", _SiteHandler, arguments),
        ]
        application = _LocalApplication(self.host, handlers)
        HTTPServer(application).add_socket(self.listening)

    def _setup_logging(self) -> None:
        """Turn off livereload's log of requests: the terminal is for problems."""


def refresh(addresses: Sequence[str]) -> None:
    """Make connected browsers show the files that changed, given by their addresses.

    Call this only on the server's event loop.

    If only style sheets changed, they are replaced in place; otherwise the page is reloaded.
    """
    if all(address.endswith(".css") for address in addresses):
        for address in addresses:
            LiveReloadHandler.reload_waiters(address)
    else:
        LiveReloadHandler.reload_waiters("*")


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

    def __init__(self, host: str, handlers: list[Any]) -> None:
        super().__init__(handlers, log_function=lambda _handler: None)
        self.host = host

    def find_handler(self, request: HTTPServerRequest, **options: Any) -> Any:
        """Return the handler for a request, or the refusing one if its Host header is foreign."""
        name, _ = split_host_and_port(request.host.lower())
        if is_this_machine(name, listening_on=self.host):
            return super().find_handler(request, **options)
        return self.get_handler_delegate(request, _RefusedHandler)


class _RefusedHandler(RequestHandler):
    """Answers a request with status 403 and a line on how to open the preview."""

    def prepare(self) -> None:
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("Forbidden: open the preview as localhost or by this machine's IP address.\n")


class _SiteHandler(RequestHandler):
    """Serves the site's files, and adds the livereload client to each page."""

    def initialize(self, site: SiteFolder) -> None:
        self.site = site

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-cache")
        # Keeps pages of other sites from loading drafts as a script or an image.
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def get(self, address: str) -> None:
        # Taken before the file is read: if a build ends in between, the page claims a build that is
        # too old and is reloaded. Claiming one that is too new would leave it stale.
        build = self.site.build
        path = self.site.find(address)
        if path is not None and path.is_dir():
            if address and not address.endswith("/"):
                self.redirect(f"{self.request.path}/")
                return
            address += "index.html"
        data = self.site.read(address)
        if data is None:
            self.set_status(404)
            address, data = _NOT_FOUND, self.site.read(_NOT_FOUND) or _NO_PAGE
        self._send(address, data, build)

    head = get

    def _send(self, address: str, data: bytes, build: str) -> None:
        mime_type = mimetypes.guess_type(address)[0] or "application/octet-stream"
        if mime_type == "text/html":
            host, port = split_host_and_port(self.request.host)
            data = with_reload(data, host=host, port=port or 80, build=build)
        is_text = mime_type.startswith("text/") or mime_type.endswith(("javascript", "json", "xml"))
        self.set_header("Content-Type", f"{mime_type}; charset=utf-8" if is_text else mime_type)
        self.finish(data)

    def compute_etag(self) -> None:
        """Send no ETag, so that the browser always gets the whole page again."""

    def log_exception(self, _type: Any, error: BaseException | None, _trace: Any) -> None:
        print(f"preview: can't serve {self.request.path}: {error!r}", file=sys.stderr)  # noqa: T201


class _ReloadHandler(LiveReloadHandler):  # type: ignore[misc]
    """livereload's WebSocket, which only the preview's own pages may connect to.

    When a page connects that is from an older build than the current one, it is reloaded.
    `build_of_page` is the build that the connected page says it is from.
    """

    def initialize(self, site: SiteFolder) -> None:
        self.site = site
        self.build_of_page: str | None = None

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        try:
            data = json_decode(message)
            super().on_message(message)
        except (ValueError, AttributeError):
            self.close(1002, "expected the livereload protocol")
            return
        if data["command"] == "hello":
            self.build_of_page = data.get("snipver")
        elif self.build_of_page not in (None, self.site.build):
            self.send_message({"command": "reload", "path": "*", "liveCSS": False})
