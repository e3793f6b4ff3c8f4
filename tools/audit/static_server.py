"""A web server on this machine that sends a folder as a good host would: gzip, types, caching."""

from __future__ import annotations

import functools
import gzip
import threading
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from tools.audit.page_weight import GZIP_LEVEL, PACKED

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = (".html", ".css", ".js", ".txt", ".xml", ".csv", ".bib", ".ris", ".ics")


class Host(SimpleHTTPRequestHandler):
    """Answers a request for a file, over a connection that stays open."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send the file, or the page for what is not there."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if path.is_file():
            self._send(path, HTTPStatus.OK)
        else:
            self._send(Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND)

    def _send(self, path: Path, status: HTTPStatus) -> None:
        data = path.read_bytes()
        kind = self.guess_type(path)
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if path.suffix in TEXT else kind)
        if path.suffix not in PACKED:
            data = gzip.compress(data, GZIP_LEVEL, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        # A page is asked after each time; what it loads may be kept for a day.
        kept = "no-cache" if path.suffix == ".html" else "public, max-age=86400"
        self.send_header("Cache-Control", kept)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, and yield its address, `http://localhost:PORT/`."""
    handler = functools.partial(Host, directory=str(folder))
    with ThreadingHTTPServer(("localhost", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
