"""Find files in the content folder that the build ignores, and suggest where they belong."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from explainer.load.assets import asset_files
from explainer.load.file_names import copied_by
from explainer.load.page_files import NOT_PAGES, page_files
from explainer.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.load.files import Tree

KNOWN_FILES = (
    "site.yaml", "sources.yaml", "glossary.yaml", "accounts.yaml", "changes.yaml", "upcoming.yaml",
)  # fmt: skip
# Kinds of record that others refer to by id, by the file or folder that contains them.
KIND_BY_LOCATION = {
    "sources.yaml": "source",
    "glossary.yaml": "term",
    "accounts.yaml": "accounts",
    "upcoming.yaml": "upcoming",
    "timeline/": "event",
    "charts/": "chart",
}
YAML_FOLDERS = ("timeline", "charts")
# A file name at least this similar to a known one (see `nearest`) is surely a misspelling of it.
NEAR_CERTAIN = 0.9
# Names that an editor may know from other tools, and our equivalents.
_SYNONYMS = {
    "timeline": "timeline/",
    "events": "timeline/",
    "graphs": "charts/",
    "terms": "glossary.yaml",
    "references": "sources.yaml",
    "bibliography": "sources.yaml",
    "changelog": "changes.yaml",
    "agenda": "upcoming.yaml",
    "calendar": "upcoming.yaml",
    "config": "site.yaml",
}
_YAML_SUFFIXES = frozenset({".yaml", ".yml"})
_TABLE_SUFFIXES = frozenset({".csv", ".ods", ".tsv", ".xls", ".xlsx"})
_YAML_HINT = f"rename it to one of {', '.join(KNOWN_FILES)}, or move it to timeline/ or charts/"


def unused_files(tree: Tree) -> Iterator[str]:
    """Yield the paths of files that the build ignores, except stray copies, reported elsewhere."""
    used = {*KNOWN_FILES, *page_files(tree.paths), *asset_files(tree.paths)}
    for path in tree.paths:
        known = path in used or copied_by(path, used)
        is_record = path.endswith(".yaml") and path.startswith(("timeline/", "charts/"))
        is_event_table = path.endswith(".csv") and path.startswith("timeline/")
        if not (known or is_record or is_event_table):
            yield path


def intended_record(path: str, tree: Tree) -> tuple[str, str] | None:
    """Return the record that an ignored file with a misspelt name was meant to contain.

    As in `Content.broken`, that's ("page", its correct path), or (kind of record, "") since the ids
    in the file aren't known. Return None if that's unclear, or if the correct path exists as well.
    """
    if page := _intended_page(path):
        return None if page in tree.paths else ("page", page)
    if table := _intended_table(path):
        return None if table in tree.paths else ("event", "")
    location = _intended_location(path, cutoff=NEAR_CERTAIN)
    file = location + _as_yaml(path).name if location.endswith("/") else location
    if location in KIND_BY_LOCATION and file not in tree.paths:
        return KIND_BY_LOCATION[location], ""
    return None


def hint_for(path: str) -> str:
    """Return the hint for an ignored file: how to rename it, or where to move it."""
    file = PurePosixPath(path)
    if table := _intended_table(path):
        is_csv = file.suffix.lower() == ".csv"
        return f'did you mean "{table}"?' if is_csv else f"save it as {table}"
    if file.suffix.lower() in _YAML_SUFFIXES:
        location = _intended_location(path, cutoff=0.75)
        if location.endswith("/"):
            location += _as_yaml(path).name
        return f'did you mean "{location}"?' if location else _YAML_HINT
    if file.suffix == ".md":
        return f"move it: {file.parts[0]}/ can't contain pages"
    if file.suffix.lower() in {".md", ".markdown", ".txt"}:
        return "if it's a page, rename it to end in .md"
    if file.suffix.lower() == ".css" or "templates" in file.parts:
        return (
            "move it to the folder templates beside the content folder, if it's to change the look"
        )
    return "move pictures and other files to images/, tables to data/"


def _intended_page(path: str) -> str:
    """Return the path a misnamed page should have, such as `a.md` for `a.md.txt`, or ""."""
    if path.split("/", maxsplit=1)[0] in NOT_PAGES:
        return ""
    for ending in (".md.txt", ".markdown", ".md"):
        if path.lower().endswith(ending):
            return path[: -len(ending)] + ".md"
    return ""


def _intended_table(path: str) -> str:
    """Return the path that a table of events should have, such as `timeline/a.csv`, or ""."""
    file = PurePosixPath(path)
    if len(file.parts) == 1 or file.suffix.lower() not in _TABLE_SUFFIXES:
        return ""
    folder = file.parts[0].lower()
    is_timeline = "timeline/" in {f"{folder}/", _SYNONYMS.get(folder)}
    return f"timeline/{file.stem}.csv" if is_timeline else ""


def _intended_location(path: str, *, cutoff: float) -> str:
    """Return the file that a YAML file was meant to be, or the folder it was meant for (`charts/`).

    Return an empty string if that's unclear. `cutoff` is the least similarity, from 0 to 1.
    """
    file = _as_yaml(path)
    if PurePosixPath(path).suffix.lower() not in _YAML_SUFFIXES:
        return ""
    folder, name = file.parts[0] if len(file.parts) > 1 else "", file.stem.lower()
    if folder:
        near = nearest(folder, YAML_FOLDERS, cutoff=cutoff)
        return f"{near}/" if near else _SYNONYMS.get(folder.lower(), "")
    return nearest(file.name, KNOWN_FILES, cutoff=cutoff) or _SYNONYMS.get(name, "")


def _as_yaml(path: str) -> PurePosixPath:
    return PurePosixPath(path).with_suffix(".yaml")
