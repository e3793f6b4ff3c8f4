"""What the panel in the browser shows: a build's problems, each with its line and what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from explainer.source_excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from explainer.build import Settings
    from explainer.problems import Place, Problem

# Opens a file at a line in Visual Studio Code; other editors have addresses of their own.
EDITOR = "vscode://file/{path}:{line}"
# More would make the message long, and nobody reads them before the first ones are fixed.
_MOST_SHOWN = 100


def panel_of(problems: Sequence[Problem], settings: Settings, editor: str) -> list[dict[str, Any]]:
    """Return what the panel shows of each problem, errors first, as values that JSON can hold.

    `editor` is the address that opens a file in an editor, with `{path}` and `{line}` in it; if
    it's empty, there are no links.
    """
    folders = _folders(settings)
    ordered = sorted(problems, key=lambda problem: problem.severity)
    return [_row(problem, folders, editor) for problem in ordered[:_MOST_SHOWN]]


def failure_row(message: str) -> dict[str, Any]:
    """Return what the panel shows of something that went wrong outside of the content."""
    return {"severity": "error", "place": "", "message": message, "hint": ""}


def _row(problem: Problem, folders: dict[str, Path | None], editor: str) -> dict[str, Any]:
    place = problem.place
    row: dict[str, Any] = {
        "severity": problem.severity,
        "code": problem.code,
        "place": f"{place.root}/{place.file}:{place.line}",
        "message": problem.message,
        "hint": problem.hint,
    }
    folder = folders[place.root]
    # A problem of a generated page isn't to be fixed in that page.
    if folder is None or place.root == "site":
        return row
    file = folder / place.file
    row["place"] = f"{_shown(file)}:{place.line}"
    if found := excerpt(file, place.line, problem.message):
        text, start, end = found.text, found.start, found.end
        row |= {"line": place.line, "excerpt": [text[:start], text[start:end], text[end:]]}
    if editor:
        row["editor"] = _editor_link(editor, file, place)
    return row


def _folders(settings: Settings) -> dict[str, Path | None]:
    return {
        "content": settings.content_dir,
        "overlay": settings.overlay,
        "templates": settings.templates,
        "site": settings.site,
    }


def _shown(file: Path) -> str:
    """Return a path as people know it: relative to the current folder if the file is in it."""
    path, here = os.path.abspath(file), os.getcwd()  # noqa: PTH100, PTH109 (links aren't followed)
    inside = path.startswith(here.rstrip(os.sep) + os.sep)
    return (os.path.relpath(path) if inside else path).replace(os.sep, "/")


def _editor_link(editor: str, file: Path, place: Place) -> str:
    path = quote(os.path.abspath(file).replace(os.sep, "/"), safe="/:")  # noqa: PTH100
    # A path starts with a slash, except on Windows.
    if "/{path}" in editor:
        path = path.lstrip("/")
    return editor.replace("{path}", path).replace("{line}", str(place.line))
