"""Talks to the language server that VS Code uses for YAML, by the Language Server Protocol."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from threading import Timer
from typing import IO, TYPE_CHECKING, Any

from tools.audit.external_tools import YAML_SERVER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Message = dict[str, Any]
# Seconds until a server is stopped; it needs about three.
TIME_LIMIT = 120.0


class LanguageClient:
    """A connection to a server; `settings` are what an editor's settings file contains.

    Every method raises EOFError if the server ends, also because it has taken too long.
    """

    def __init__(self, to_server: IO[bytes], from_server: IO[bytes], settings: Message) -> None:
        self._to_server = to_server
        self._from_server = from_server
        self._settings = settings
        self._last_id = 0

    def start(self, folder: Path) -> None:
        """Open the folder in which paths of schemas are looked up."""
        uri = folder.as_uri()
        self._request(
            "initialize",
            {
                "processId": None,
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": folder.name}],
                "capabilities": {
                    "workspace": {"configuration": True},
                    "textDocument": {
                        "completion": {"completionItem": {"snippetSupport": True}},
                        "hover": {"contentFormat": ["markdown"]},
                    },
                },
            },
        )
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": self._settings})

    def open(self, path: Path, text: str) -> list[Message]:
        """Open a file, which needn't exist, with a text; return what the server reports in it.

        Open each path only once: reports don't say which version of a file they are about.
        """
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})
        while True:
            message = self._read()
            is_report = message.get("method") == "textDocument/publishDiagnostics"
            if is_report and message["params"]["uri"] == uri:
                diagnostics: list[Message] = message["params"]["diagnostics"]
                return diagnostics

    def completions(self, path: Path, line: int, column: int) -> list[Message]:
        """Return what the server offers at a place in an open file; both numbers start at 0."""
        result = self._request("textDocument/completion", _place(path, line, column))
        items: list[Message] = result["items"] if isinstance(result, dict) else result or []
        return items

    def hover(self, path: Path, line: int, column: int) -> str:
        """Return what the server shows for the word at a place in an open file."""
        result = self._request("textDocument/hover", _place(path, line, column))
        return str(result["contents"]["value"]) if result else ""

    def _request(self, method: str, params: Message) -> Any:
        """Send a request and return the server's answer; raises RuntimeError if it's an error."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == self._last_id and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message.get("result")

    def _notify(self, method: str, params: Message) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Message) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to_server.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._to_server.flush()

    def _read(self) -> Message:
        """Return the server's next message; answer it if it's a question about the settings."""
        length = 0
        while line := self._from_server.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise EOFError("the language server ended")
        message: Message = json.loads(self._from_server.read(length))
        if "id" in message and "method" in message:
            self._send({"id": message["id"], "result": self._answer(message)})
        return message

    def _answer(self, message: Message) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        return [self._settings.get(item["section"]) for item in message["params"]["items"]]


@contextmanager
def language_client(folder: Path, settings: Message) -> Iterator[LanguageClient]:
    """Start the server for a folder, and stop it at the end.

    `settings` are by section, such as `{"yaml": {"schemas": {…}}}`.
    """
    command = ["node", str(YAML_SERVER), "--stdio"]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        if server.stdin is None or server.stdout is None:
            raise RuntimeError("the language server has no input or output")
        watchdog = Timer(TIME_LIMIT, server.kill)
        watchdog.start()
        try:
            client = LanguageClient(server.stdin, server.stdout, settings)
            client.start(folder)
            yield client
        finally:
            watchdog.cancel()
            server.kill()


def _place(path: Path, line: int, column: int) -> Message:
    return {
        "textDocument": {"uri": path.as_uri()},
        "position": {"line": line, "character": column},
    }
