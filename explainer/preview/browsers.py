"""The browser tabs that show the preview: which page each shows, and what it's told about builds.

A tab is sent the whole new page, and its script changes only what differs. `in_view`, `show`,
`finish` and `fail` may be called on any thread; everything else runs on the server's event loop.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Protocol

from explainer.preview.client_script import with_policy
from explainer.preview.problem_panel import failure_row, panel_of
from explainer.preview.renamed_pages import renamed_pages
from explainer.preview.site_folder import digest_of_loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from explainer.build import Result, Settings
    from explainer.content import Content
    from explainer.preview.site_folder import SiteFolder
    from explainer.render import RenderedFile

# Seconds that a build waits, at most, for the pages in view to be shown before it goes on: it would
# take processor time from the browser.
_SHOWING = 0.2


class Tab(Protocol):
    """A browser tab that is connected.

    `address` is that of the file it shows; if that's the page for missing ones, `wanted` is the
    path that it was asked for. `digest` is that of the page, None if it's unknown, and `loaded` has
    those of the other files as of when it was last told about them. `host` is the preview's, as the
    tab knows it.
    """

    address: str
    wanted: str
    digest: str | None
    loaded: Mapping[str, str]
    host: str

    def send_message(self, message: Any) -> None:
        """Send a message to the tab's script."""


class Browsers:
    """All connected tabs, and the problems that they show.

    `on_loop` calls a function soon on the server's event loop. `editor`: see `panel_of`.
    """

    def __init__(
        self,
        site: SiteFolder,
        settings: Settings,
        *,
        on_loop: Callable[[Callable[[], None]], object],
        editor: str = "",
    ) -> None:
        self.site = site
        self._settings = settings
        self._on_loop = on_loop
        self._editor = editor
        self._tabs: set[Tab] = set()
        self._awaited: set[Tab] = set()
        self._all_shown = threading.Event()
        self._in_view: frozenset[str] = frozenset()
        self._content: Content | None = None
        self._renamed: dict[str, str] = {}
        self._panel: dict[str, Any] = {"command": "panel", "building": True, "problems": []}

    def in_view(self) -> frozenset[str]:
        """Return the addresses of the pages that tabs show, and of all style sheets."""
        sheets = (name for name in self.site.loaded_files() if name.endswith(".css"))
        return self._in_view.union(sheets) if self._in_view else frozenset()

    def show(self, files: Sequence[RenderedFile]) -> None:
        """Show files that a build has made first; wait until they are shown, but not for long."""
        self.site.put_first([f for f in files if f.facts.digest != self.site.digest_of(f.address)])
        self._all_shown.clear()
        self._on_loop(self._show_all)
        self._all_shown.wait(_SHOWING)

    def _show_all(self) -> None:
        self._awaited = {tab for tab in tuple(self._tabs) if self._update(tab)}
        self._note_shown()

    def shown(self, tab: Tab) -> None:
        """Note that a tab shows the page that it was sent."""
        self._awaited.discard(tab)
        self._note_shown()

    def _note_shown(self) -> None:
        if not self._awaited:
            self._all_shown.set()

    def finish(self, result: Result) -> tuple[str, ...]:
        """Show what a build has published, and its problems; return the addresses that changed.

        If it has errors, tabs go back to what was published before.
        """
        changed = self.site.update()
        content = result.content
        if result.can_publish and content:
            if self._content:
                self._renamed |= renamed_pages(self._content, content)
            self._content = content
        self._renamed = {
            old: new
            for old, new in self._renamed.items()
            if self.site.digest_of(old) is None and self.site.digest_of(new)
        }
        rows = panel_of(result.problems, self._settings, self._editor)
        self._tell(rows, errors=sum(p.severity == "error" for p in result.problems),
                   warnings=sum(p.severity == "warning" for p in result.problems))  # fmt: skip
        return changed

    def fail(self, message: str) -> None:
        """Show that something else than the content has stopped a build."""
        self.site.update()
        self._tell([failure_row(message)], errors=1, warnings=0)

    def connect(self, tab: Tab, *, loaded: str) -> None:
        """Add a tab, and bring it up to date; `loaded` is its `digest_of_loaded`."""
        self._tabs.add(tab)
        tab.loaded = self.site.loaded_files()
        self._note_pages()
        tab.send_message(self._panel)
        if loaded == digest_of_loaded(tab.loaded):
            self._update(tab)
        else:
            tab.send_message({"command": "reload"})

    def disconnect(self, tab: Tab) -> None:
        """Forget a tab; it may have been forgotten before."""
        self._tabs.discard(tab)
        self.shown(tab)
        self._note_pages()

    def _note_pages(self) -> None:
        self._in_view = frozenset(tab.address for tab in self._tabs if not tab.wanted)

    def _tell(self, rows: list[dict[str, Any]], *, errors: int, warnings: int) -> None:
        notices = [
            {"old": old, "new": new, "source": self._source_of(new)}
            for old, new in self._renamed.items()
        ]
        self._panel = {
            "command": "panel",
            "building": False,
            "has_site": not self.site.is_empty,
            "errors": errors,
            "warnings": warnings,
            "problems": rows,
            "renamed": notices,
        }
        self._on_loop(self._update_and_tell_all)

    def _source_of(self, address: str) -> str:
        pages = self._content.pages if self._content else ()
        return next((page.source for page in pages if page.address == address), address)

    def _update_and_tell_all(self) -> None:
        for tab in tuple(self._tabs):
            tab.send_message(self._panel)
            self._update(tab)

    def _update(self, tab: Tab) -> bool:
        """Tell a tab what has changed since it was last told; return whether it's a new page."""
        loaded = self.site.loaded_files()
        if loaded != tab.loaded:
            before, tab.loaded = tab.loaded, loaded
            changed = {a: digest for a, digest in loaded.items() if before.get(a) != digest}
            tab.send_message({"command": "loaded", "changed": changed})
        if tab.wanted and self.site.resolve(tab.wanted):
            tab.send_message({"command": "reload"})
            return False
        digest = self.site.digest_of(tab.address)
        if digest == tab.digest:
            return False
        tab.digest = digest
        page = self.site.read(tab.address) if digest else None
        if page is not None:
            html = with_policy(page, host=tab.host).decode(errors="replace")
            tab.send_message({"command": "patch", "html": html, "digest": digest})
            return True
        if new := self._renamed.get(tab.address):
            tab.send_message({"command": "go", "address": new})
        elif not self.site.is_empty:
            tab.send_message({"command": "reload"})
        return False
