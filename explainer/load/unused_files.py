"""Files that nothing reads: which they are, what they were meant for, and what to do with them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from explainer.load.page_files import NOT_PAGES, page_files
from explainer.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.load.files import Tree

KNOWN_FILES = ("site.yaml", "sources.yaml", "glossary.yaml", "accounts.yaml", "changes.yaml")
# The records that others name, by the file or the folder that holds them.
NAMED = {
    "sources.yaml": "source",
    "glossary.yaml": "term",
    "accounts.yaml": "accounts",
    "timeline/": "event",
    "charts/": "chart",
}
FOLDERS = ("timeline", "charts")
# How like a known name a file's is when it must be meant, and not some other file.
SURELY = 0.9
# What others call them.
_ALSO_CALLED = {
    "timeline": "timeline/",
    "events": "timeline/",
    "graphs": "charts/",
    "terms": "glossary.yaml",
    "references": "sources.yaml",
    "bibliography": "sources.yaml",
    "changelog": "changes.yaml",
    "config": "site.yaml",
}
_YAML = frozenset({".yaml", ".yml"})
_READ = "YAML is read from " + ", ".join((*KNOWN_FILES, "timeline/ and charts/"))


def unread(tree: Tree) -> Iterator[str]:
    """Yield the paths of files that nothing reads."""
    folders = ("images/", "data/")
    pages = set(page_files(tree.paths))
    for path in tree.paths:
        known = path in KNOWN_FILES or path in pages or path.startswith(folders)
        if not known and not (path.endswith(".yaml") and path.startswith(("timeline/", "charts/"))):
            yield path


def what_is_meant(path: str, tree: Tree) -> tuple[str, str] | None:
    """Return the kind of what a file must have been meant to hold, and a page's path.

    None where it may be any file, or where what it was meant for is there.
    """
    if page := _meant_page(path):
        return None if page in tree.paths else ("page", page)
    meant = _meant_place(path, alike=SURELY)
    file = meant + _as_yaml(path).name if meant.endswith("/") else meant
    return (NAMED[meant], "") if meant in NAMED and file not in tree.paths else None


def hint_for(path: str) -> str:
    """Return what to do with a file that nothing reads."""
    file = PurePosixPath(path)
    if file.suffix.lower() in _YAML:
        meant = _meant_place(path, alike=0.75)
        if meant.endswith("/"):
            meant += _as_yaml(path).name
        return f'did you mean "{meant}"?' if meant else _READ
    if file.suffix == ".md":
        return f"a page cannot lie in {file.parts[0]}/: move it"
    if file.suffix.lower() in {".md", ".markdown", ".txt"}:
        return "a page's name must end in .md"
    return "pictures and other files belong in images/, tables in data/"


def _meant_page(path: str) -> str:
    """Return the path of the page that a file was surely meant to be."""
    if path.split("/", maxsplit=1)[0] in NOT_PAGES:
        return ""
    for ending in (".md.txt", ".markdown", ".md"):
        if path.lower().endswith(ending):
            return path[: -len(ending)] + ".md"
    return ""


def _meant_place(path: str, *, alike: float) -> str:
    """Return the file, or the folder with a slash, that a file of YAML was meant to be or lie in."""
    file = _as_yaml(path)
    if PurePosixPath(path).suffix.lower() not in _YAML:
        return ""
    folder, name = file.parts[0] if len(file.parts) > 1 else "", file.stem.lower()
    if folder:
        near = nearest(folder, FOLDERS, alike=alike)
        return f"{near}/" if near else _ALSO_CALLED.get(folder.lower(), "")
    return nearest(file.name, KNOWN_FILES, alike=alike) or _ALSO_CALLED.get(name, "")


def _as_yaml(path: str) -> PurePosixPath:
    return PurePosixPath(path).with_suffix(".yaml")
