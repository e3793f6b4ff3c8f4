"""Remembers how the last build or check ended, so that one with nothing to do can end at once.

It imports little: imports would take longer than everything else that such a build does.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from explainer.cache_folder import LAST, create_cache_folder, write_file
from explainer.folder_state import (
    State,
    file_system_time,
    folder_state,
    has_digests,
    is_unchanged,
    leave_out_digests,
    unchanged_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Increased whenever the format of the file changes.
_FORMAT = 1
# How many files for different settings, or of different versions, are kept.
_MOST_KEPT = 40
_PACKAGE = os.path.dirname(os.path.abspath(__file__))
# What isn't read from each folder, or is written there by others.
_SKIPPED: dict[str, tuple[str, ...]] = {
    # The installed package contains the templates, which have a state of their own.
    "package": (".", "__pycache__", "built_in_templates"),
    "templates": (".", "__pycache__"),
    "overlay": (".",),
    "content": (".",),
    "site": (".git",),
}


class LastBuild:
    """How the last build or check of some content ended that had the same settings.

    `settings` is all that a result depends on besides files. `folders` are the paths of "content",
    "templates" and "site", and that of the "overlay" if there is one. The cache folder has one file
    with the ending and the states of what was read, which serves checks and builds, and one with
    the state of the site that a build wrote.
    """

    def __init__(self, cache: str, folders: Mapping[str, str], settings: list[Any]) -> None:
        self.cache = cache
        self.folders = {"package": _PACKAGE, **folders}
        self._site = self.folders.pop("site")
        self._settings = [_FORMAT, self.folders, settings, sys.version, library_versions()]
        self._file = self._path("build", self._settings)
        self._site_settings = [*self._settings, self._site]
        self._site_file = self._path("site", self._site_settings)
        self._started = 0

    def ending(self, *, publishes: bool) -> dict[str, Any] | None:
        """Return how it ended if nothing has changed since then, else None.

        If it `publishes` its pages, the site folder must be unchanged too.
        """
        try:
            kept = _read(self._file, self._settings)
            if kept is None or not self._are_unchanged(kept["states"]):
                return None
            ending: dict[str, Any] = kept["ending"]
            if publishes and ending["can_publish"]:
                site = _read(self._site_file, self._site_settings)
                if site is None or site["started"] != kept["started"]:
                    return None
                if not is_unchanged(self._site, site["state"], skipped=_SKIPPED["site"]):
                    return None
                ending["summary"] = site["summary"]
                self._renew(self._site_file, site, [site["state"]])
            self._renew(self._file, kept, kept["states"].values())
        except OSError:
            # The build itself will report that the cache can't be used.
            return None
        return ending

    def untouched(self) -> set[str]:
        """Return the addresses of files in the site that surely are as the last build left them."""
        try:
            site = _read(self._site_file, self._site_settings)
        except OSError:
            return set()
        return set(unchanged_files(self._site, site["state"], _SKIPPED["site"])) if site else set()

    def inputs(self) -> dict[str, State]:
        """Return the states of all folders that a build reads, before it starts.

        Raises OSError if the cache folder can't be written.
        """
        create_cache_folder(self.cache)
        self._started = file_system_time(self.cache)
        return {
            name: folder_state(folder, now=self._started, skipped=_SKIPPED[name])
            for name, folder in self.folders.items()
        }

    def keep(
        self, inputs: Mapping[str, State], ending: Mapping[str, Any], digests: Mapping[str, str]
    ) -> None:
        """Keep how a build ended.

        If its `inputs` have changed since it started, nothing is kept. `digests` are those of the
        files that it published and of the manifest, by address, if it did. Raises OSError if no
        file can be written.
        """
        if not self._are_unchanged(inputs):
            return
        kept = {"settings": self._settings, "started": self._started, "states": inputs}
        _write(self._file, {**kept, "ending": ending})
        if digests:
            # A file that somebody else changes after the build has looked at it is newer than the
            # build's start, and so it's compared by its digest.
            state = folder_state(
                self._site, now=self._started, skipped=_SKIPPED["site"], digests=digests
            )
            site = {"settings": self._site_settings, "started": self._started, "state": state}
            _write(self._site_file, {**site, "summary": ending["summary"]})
        self._delete_oldest()

    def _are_unchanged(self, states: Mapping[str, State]) -> bool:
        return all(
            is_unchanged(self.folders[name], state, skipped=_SKIPPED[name])
            for name, state in states.items()
        )

    def _renew(self, path: str, kept: Mapping[str, Any], states: Iterable[State]) -> None:
        """Leave out the digests of files that are old enough by now, so as not to read them again."""
        if not any(map(has_digests, states)):
            return
        # A cache that can only be read serves as well.
        with suppress(OSError):
            now = file_system_time(self.cache)
            if any([leave_out_digests(state, now=now) for state in states]):  # noqa: C419 (all)
                _write(path, kept)

    def _path(self, kind: str, settings: list[Any]) -> str:
        number = zlib.crc32(json.dumps(settings).encode())
        return os.path.join(self.cache, f"{LAST}{kind}-{number:08x}.json")

    def _delete_oldest(self) -> None:
        """Delete what was kept for settings and versions that haven't been used for long."""
        # A file that another build has just deleted, or renamed, isn't there any more.
        with suppress(FileNotFoundError):
            names = [name for name in os.listdir(self.cache) if name.startswith(LAST)]
            files = [os.path.join(self.cache, name) for name in names]
            for file in sorted(files, key=os.path.getmtime)[:-_MOST_KEPT]:
                os.unlink(file)


def _write(path: str, kept: Mapping[str, Any]) -> None:
    """Write a file with a checksum."""
    data = json.dumps(kept).encode()
    write_file(path, f"{zlib.crc32(data):08x}\n".encode() + data)


def _read(path: str, settings: list[Any]) -> Any:
    """Return what a file contains, or None if it's missing, damaged or of other settings."""
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        checksum, _, data = file.read().partition(b"\n")
    if checksum != f"{zlib.crc32(data):08x}".encode():
        return None
    kept = json.loads(data)
    return kept if kept["settings"] == settings else None


def library_versions() -> list[str]:
    """Return the names of the installed libraries with their versions, without importing any."""
    folders = [path for path in sys.path if path.endswith("-packages") and os.path.isdir(path)]
    names = [name for folder in folders for name in os.listdir(folder)]
    return sorted(name for name in names if name.endswith(".dist-info"))
