"""Read-only access to what the preview serves: the site folder, and pages that are newer than it.

Hidden files, and files outside the folder that a symbolic link or `..` leads to, are treated as
missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.failures import FolderRefused
from explainer.publish import read_manifest
from explainer.store import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from explainer.render import RenderedFile

INDEX = "index.html"


class SiteFolder:
    """The site folder that the preview serves.

    A build that isn't finished may already have made some files, the pages in view: they are served
    in place of those in the folder until `update` is called.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._published: Mapping[str, str] = {}
        self._newer: Mapping[str, RenderedFile] = {}

    def update(self) -> tuple[str, ...]:
        """Read the manifest; return the addresses of files that changed since the last call.

        These include files that were added or removed.
        """
        before = self._published
        try:
            now = read_manifest(self.folder)
        except (FolderRefused, OSError):
            # The next build reports it.
            now = {}
        self._published, self._newer = now, {}
        addresses = sorted({*before, *now})
        return tuple(address for address in addresses if before.get(address) != now.get(address))

    def put_first(self, files: Iterable[RenderedFile]) -> None:
        """Serve these files, which a build has made before all others, until `update` is called."""
        self._newer = {file.address: file for file in files}

    @property
    def is_empty(self) -> bool:
        """Whether no build has published anything."""
        return not self._published

    def digest_of(self, address: str) -> str | None:
        """Return the digest of a file that builds have made, or None if there's no such file."""
        newer = self._newer.get(address)
        return newer.facts.digest if newer else self._published.get(address)

    def loaded_files(self) -> dict[str, str]:
        """Return the digest of each file that isn't a page: what pages load, and data."""
        digests = {**self._published, **{a: f.facts.digest for a, f in self._newer.items()}}
        return {a: digest_ for a, digest_ in digests.items() if not a.endswith(".html")}

    def resolve(self, path: str) -> str | None:
        """Return the address of the file at a path of a URL, or None if there's none.

        As on most hosts, the path of a folder means its index page, and a page's may lack `.html`.
        """
        found = self.find(path)
        if found is not None and found.is_dir():
            path = f"{path.rstrip('/')}/{INDEX}".lstrip("/")
            found = self.find(path)
        elif found is None and path and not path.endswith("/"):
            path += ".html"
            found = self.find(path)
        return path if found is not None and found.is_file() else None

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
        if newer := self._newer.get(address):
            return newer.read()
        path = self.find(address)
        # Reading a named pipe would wait for ever.
        if path is None or not path.is_file():
            return None
        try:
            return path.read_bytes()
        except OSError:
            return None


def digest_of_loaded(files: Mapping[str, str]) -> str:
    """Return one digest of the digests in `SiteFolder.loaded_files`."""
    return digest(*(part for pair in sorted(files.items()) for part in pair))[:16]
