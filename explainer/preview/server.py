"""The preview's web server: livereload's, which answers this machine alone.

livereload looks for changes by polling, and forgets those within three seconds of the last;
here it is told of them, and a page that missed one is found out when it connects.
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
    b"<body><h1>No page yet</h1><p>Nothing stands at this address. If the content has problems, "
    b"the terminal lists them; this page refreshes by itself once they are mended.</body></html>"
)


class PreviewServer(Server):  # type: ignore[misc]
    """Serves a site on a socket that listens already, until its loop is stopped."""

    def __init__(self, site: SiteFolder, *, listening: socket.socket, host: str) -> None:
        super().__init__(watcher=_NoPolling())
        self.site = site
        self.listening = listening
        self.host = host

    def application(self, *_args: Any, **_options: Any) -> None:
        """Answer on the socket; livereload calls this once its loop is about to start."""
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        about = {"site": self.site}
        handlers: list[Any] = [
            ("/livereload", _ReloadHandler, about),
            (f"/{CLIENT}", LiveReloadJSHandler),
            ("/(.*)", _SiteHandler, about),
        ]
        application = _LocalApplication(self.host, handlers)
        HTTPServer(application).add_socket(self.listening)

    def _setup_logging(self) -> None:
        """Say nothing of each request: the terminal is for problems."""


def refresh(addresses: Sequence[str]) -> None:
    """Have the browser show files that changed; only to be called on the server's loop.

    Stylesheets are swapped in the page as it stands; for anything else it is loaded again.
    """
    if all(address.endswith(".css") for address in addresses):
        for address in addresses:
            LiveReloadHandler.reload_waiters(address)
    else:
        LiveReloadHandler.reload_waiters("*")


def is_this_machine(name: str, *, listening_on: str) -> bool:
    """Return whether a Host (RFC 9110, 7.2) names this machine and nothing but it.

    Anyone can have a name of theirs lead here (DNS rebinding), but not an address.
    """
    if name in ("localhost", listening_on.lower()):
        return True
    if "%" in name:
        # Anything at all may follow it, as the name of a zone.
        return False
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return False
    return address.is_loopback or not is_loopback(listening_on)


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach what listens there."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _NoPolling(Watcher):  # type: ignore[misc]
    def start(self, _callback: Any) -> bool:
        """Return that no polling is wanted."""
        return True


class _LocalApplication(Application):
    """Refuses, before any handler is asked, whoever calls this machine by another's name."""

    def __init__(self, host: str, handlers: list[Any]) -> None:
        super().__init__(handlers, log_function=lambda _handler: None)
        self.host = host

    def find_handler(self, request: HTTPServerRequest, **options: Any) -> Any:
        """Return what answers a request."""
        name, _ = split_host_and_port(request.host.lower())
        if is_this_machine(name, listening_on=self.host):
            return super().find_handler(request, **options)
        return self.get_handler_delegate(request, _RefusedHandler)


class _RefusedHandler(RequestHandler):
    def prepare(self) -> None:
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("The preview answers to this machine's own address alone.\n")


class _SiteHandler(RequestHandler):
    """Gives the site's files, each page with the client in it."""

    def initialize(self, site: SiteFolder) -> None:
        self.site = site

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-cache")
        # Another site's page may not read drafts by loading them as a script or a picture.
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def get(self, address: str) -> None:
        # Before the file is read: a page may say too old a build, and is loaded again; never too
        # new a one.
        build = self.site.build
        found = self.site.find(address)
        if found is not None and found.is_dir():
            if address and not address.endswith("/"):
                self.redirect(f"{self.request.path}/")
                return
            address += "index.html"
        data = self.site.read(address)
        if data is None:
            self.set_status(404)
            address, data = _NOT_FOUND, self.site.read(_NOT_FOUND) or _NO_PAGE
        self._give(address, data, build)

    head = get

    def _give(self, address: str, data: bytes, build: str) -> None:
        kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
        if kind == "text/html":
            host, port = split_host_and_port(self.request.host)
            data = with_reload(data, host=host, port=port or 80, build=build)
        is_text = kind.startswith("text/") or kind.endswith(("javascript", "json", "xml"))
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if is_text else kind)
        self.finish(data)

    def compute_etag(self) -> None:
        """Give no tag: a page is never the one that the browser has."""

    def log_exception(self, _type: Any, error: BaseException | None, _trace: Any) -> None:
        print(f"preview: {self.request.path}: {error!r}", file=sys.stderr)  # noqa: T201


class _ReloadHandler(LiveReloadHandler):  # type: ignore[misc]
    """livereload's socket, for this machine's own pages, and told which build each is of."""

    def initialize(self, site: SiteFolder) -> None:
        self.site = site
        self.build_of_page: str | None = None

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        try:
            said = json_decode(message)
            super().on_message(message)
        except (ValueError, AttributeError):
            self.close(1002, "not the livereload protocol")
            return
        if said["command"] == "hello":
            self.build_of_page = said.get("snipver")
        elif self.build_of_page not in (None, self.site.build):
            self.send_message({"command": "reload", "path": "*", "liveCSS": False})
