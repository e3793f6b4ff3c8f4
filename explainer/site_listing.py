"""What a site folder contains before a build changes it, and which files there are foreign."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from explainer.case_renames import renamed
from explainer.failures import FolderRefused
from explainer.published_files import (
    MANIFEST,
    OWN_NAMES,
    address_of,
    current_bytes,
    files_below,
    is_file,
    parents,
)
from explainer.store import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from explainer.render import RenderedFile


class SiteListing:
    """The files in a site folder before a build changes it.

    `manifest` has the digests of the files that the last build published, by address. `untouched`
    are the addresses of files, such as the manifest, that surely are as it left them.
    `respelled` are the `case_renames` of this build, and `published` is the manifest after those.
    """

    def __init__(
        self,
        site_dir: Path,
        manifest: Mapping[str, str],
        *,
        untouched: Collection[str],
        respelled: Mapping[str, str],
    ) -> None:
        self.site_dir = site_dir
        self.respelled = respelled
        self.published = {renamed(name, respelled): made for name, made in manifest.items()}
        # Without the manifest, nobody knows how the last build left them.
        untouched = untouched if MANIFEST in untouched else ()
        self._untouched = self.published.keys() & set(untouched)
        # Whether each is a symbolic link.
        self._files = dict(_files_in(site_dir, ""))

    def differs(self, page: RenderedFile) -> bool:
        """Return whether a file is missing, has other contents than this one or isn't a file."""
        if page.address in self._untouched:
            return self.published[page.address] != page.facts.digest
        data = current_bytes(self.site_dir / page.address, size=page.facts.size)
        return data is None or digest(data) != page.facts.digest

    def was_changed_by_others(self, page: RenderedFile) -> bool:
        """Return whether a file exists, but isn't as the last build made it.

        Only call this if it `differs` from what it's to be.
        """
        made = self.published.get(page.address)
        if made is None or page.address in self._untouched:
            return False
        data = current_bytes(self.site_dir / page.address)
        return data is not None and digest(data) != made

    def refuse_foreign_files(self, files: Mapping[str, RenderedFile]) -> None:
        """Raise FolderRefused if a file that no build created is where an output must go.

        A foreign file with the same contents as the output is accepted.
        """
        ours = self.published
        if not self._files:
            return
        for address, page in files.items():
            if address in ours and self._files.get(address) is False:
                # It was found without following links, so the folders above it are real ones.
                continue
            path = self.site_dir / address
            obstacles = [path, *parents(self.site_dir, address)]
            obstacles = [place for place in obstacles if is_file(place)] + files_below(path)
            for obstacle in obstacles:
                # Following a symbolic link to a folder would make the build write somewhere else.
                leads_away = obstacle.is_symlink() and (obstacle != path or obstacle.is_dir())
                is_ours = address_of(self.site_dir, obstacle) in ours and not leads_away
                if not is_ours and (obstacle != path or self.differs(page)):
                    message = f"{obstacle} is in the way of {address}, and no build created it"
                    raise FolderRefused(f"{message}; move it away, or rename the page")

    def foreign_files(self, ours: Collection[str]) -> Iterator[str]:
        """Yield the addresses of files that no build created, links and named pipes included.

        `ours` are the addresses of the files that this build publishes, and of those it removes.
        """
        for address in sorted(self._files):
            is_own = address.split("/")[0] in OWN_NAMES
            if not is_own and renamed(address, self.respelled) not in ours:
                yield address


def _files_in(site_dir: Path, folder: str) -> Iterator[tuple[str, bool]]:
    """Yield the address of everything that isn't a folder, and whether it is a symbolic link.

    `folder` is empty or ends in a slash. Links aren't followed. What is in a folder that can't be
    read isn't known; the build fails if it needs that folder.
    """
    try:
        with os.scandir(site_dir / folder) as scan:
            entries = list(scan)
    except PermissionError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files_in(site_dir, f"{folder}{entry.name}/")
        else:
            yield f"{folder}{entry.name}", entry.is_symlink()
