"""The site folder as the preview shows it: which of its files may be asked for, and its build.

It reads the folder and never writes to it; what is hidden, or lies elsewhere, is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.publish import read_manifest
from explainer.store import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class SiteFolder:
    """A published folder, and the name of the build that it was last seen to hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.build = ""
        self._made: Mapping[str, str] = {}

    def look(self) -> tuple[str, ...]:
        """Read the manifest anew, and return the addresses that changed since the last look."""
        before, now = self._made, read_manifest(self.folder)
        addresses = sorted({*before, *now})
        self._made = now
        # A letter first: the client would take a name of digits alone for a number.
        self.build = "b" + digest(*(part for pair in now.items() for part in pair))[:16]
        return tuple(name for name in addresses if before.get(name) != now.get(name))

    def find(self, address: str) -> Path | None:
        """Return the file or folder that an address names, if it is the site's to show."""
        parts = address.rstrip("/").split("/")
        if "\\" in address or any(part.startswith(".") for part in parts):
            return None
        try:
            root = self.folder.resolve()
            path = (root / address).resolve()
            return path if path.is_relative_to(root) and path.exists() else None
        except (OSError, ValueError, RuntimeError):
            # No path at all: a NUL byte, too long a name, links that run in a circle.
            return None

    def read(self, address: str) -> bytes | None:
        """Return a file's bytes, or None where there is none to show."""
        path = self.find(address)
        if path is None:
            return None
        try:
            return path.read_bytes()
        except OSError:
            return None
