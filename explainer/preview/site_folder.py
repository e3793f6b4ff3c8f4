"""Read-only access to the site folder for the preview's web server.

Hidden files, and files outside the folder that a symbolic link or `..` leads to, are treated as
missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.publish import read_manifest
from explainer.store import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class SiteFolder:
    """The site folder that the preview serves.

    `build` identifies the build that the folder contains, as of the last call of `update`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.build = ""
        self._manifest: Mapping[str, str] = {}

    def update(self) -> tuple[str, ...]:
        """Read the manifest; return the addresses of files that changed since the last call.

        These include files that were added or removed.
        """
        before, now = self._manifest, read_manifest(self.folder)
        addresses = sorted({*before, *now})
        self._manifest = now
        # Starts with a letter, because the client converts a string of digits to a number.
        self.build = "b" + digest(*(part for pair in now.items() for part in pair))[:16]
        return tuple(address for address in addresses if before.get(address) != now.get(address))

    def find(self, address: str) -> Path | None:
        """Return the path of the file or folder at an address.

        Return None if there is none, or if it may not be served.
        """
        parts = address.rstrip("/").split("/")
        if "\\" in address or any(part.startswith(".") for part in parts):
            return None
        try:
            root = self.folder.resolve()
            path = (root / address).resolve()
            return path if path.is_relative_to(root) and path.exists() else None
        except (OSError, ValueError, RuntimeError):
            # An impossible path: a NUL byte, a name that is too long, a loop of symbolic links.
            return None

    def read(self, address: str) -> bytes | None:
        """Return the bytes of the file at an address.

        Return None if there is no such file, or if it may not be served.
        """
        path = self.find(address)
        # Reading a named pipe would wait for ever.
        if path is None or not path.is_file():
            return None
        try:
            return path.read_bytes()
        except OSError:
            return None
