"""A local web server that serves a folder like a good web host: gzip, MIME types, caching."""

from __future__ import annotations

import functools
import gzip
import threading
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from tools.audit.page_weight import COMPRESSED, GZIP_LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = (".html", ".css", ".js", ".txt", ".xml", ".csv", ".bib", ".ris", ".ics")


class FolderHandler(SimpleHTTPRequestHandler):
    """Serves a folder's files, gzipped, over persistent connections; 404.html if one is missing."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send the file, or 404.html if there is none."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if path.is_file():
            self._send(path, HTTPStatus.OK)
        else:
            self._send(Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND)

    def _send(self, path: Path, status: HTTPStatus) -> None:
        data = path.read_bytes()
        mime_type = self.guess_type(path)
        content_type = f"{mime_type}; charset=utf-8" if path.suffix in TEXT else mime_type
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        if path.suffix not in COMPRESSED:
            data = gzip.compress(data, GZIP_LEVEL, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        # Browsers revalidate a page each time, and may cache what it loads for a day.
        caching = "no-cache" if path.suffix == ".html" else "public, max-age=86400"
        self.send_header("Cache-Control", caching)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the library's name)
        """Do nothing, so that requests aren't logged."""


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve a folder until the block ends, and yield its URL, `http://localhost:PORT/`."""
    handler = functools.partial(FolderHandler, directory=str(folder))
    with ThreadingHTTPServer(("localhost", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
