"""Reads the folder of built-in templates, and a project's own folder over it, file by file."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from explainer.load.files import is_litter
from explainer.problems import Place, Problem, nearest, warning
from explainer.readonly import frozen
from explainer.styles.joining import EXTRA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

# The start and end of the paths of files that are read.
_KINDS = (("", ".html"), ("styles/", ".css"), ("assets/", ""))
# What to do with a file of no such kind, by its ending.
_HINTS = {
    ".css": f"add its rules to {EXTRA}, or delete it",
    ".js": "move it to assets/, or delete it",
}


@frozen
class TemplateFiles:
    """The files of both folders by path, as one folder.

    `own` are the paths of files of the project's folder. Each replaces the built-in one of the same
    path. `problems` are what is wrong with them.
    """

    files: Mapping[str, bytes]
    own: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def place(self, name: str, line: int) -> Place:
        """Return the place of a line of a file."""
        return Place(name, line, "overlay" if name in self.own else "templates")


def read_template_files(built_in: Path, overlay: Path | None) -> TemplateFiles:
    """Return the files of the folder of built-in templates, and those of a folder over it.

    The folder `overlay` may be missing. Hidden files and folders, README files and what editors and
    operating systems leave behind are left out.
    """
    files = {}
    for name in _paths_in(built_in):
        if _is_read(name) and os.path.isfile(built_in / name):  # noqa: PTH113 (faster)
            files[name] = (built_in / name).read_bytes()
    if overlay is None:
        return TemplateFiles(files)
    own: dict[str, bytes] = {}
    problems: list[Problem] = []
    try:
        names = _paths_in(overlay) if overlay.is_dir() else []
    except OSError as error:
        name = os.path.relpath(error.filename, overlay).replace(os.sep, "/")
        message = f"this folder can't be read: {error.strerror or error}"
        hint = "change its permissions, or delete it"
        problem = Problem(Place(name, 1, "overlay"), "template", message, hint)
        return TemplateFiles(files, problems=(problem,))
    for name in names:
        place = Place(name, 1, "overlay")
        path = overlay / name
        if not _is_read(name) or path.is_dir():
            problems.append(_unread(place, path, files))
        elif not path.is_file():
            message = "this is a link to nowhere, or no regular file"
            problems.append(Problem(place, "template", message, "replace it with a file"))
        else:
            try:
                own[name] = path.read_bytes()
            except OSError as error:
                message = f"this file can't be read: {error.strerror or error}"
                hint = "change its permissions, or delete it"
                problems.append(Problem(place, "template", message, hint))
    problems += _unused(own, files)
    return TemplateFiles(files | own, frozenset(own), tuple(problems))


def _paths_in(folder: Path) -> list[str]:
    """Return the paths of all files in a folder, in order; links to folders count as files.

    Raises OSError if it or a folder in it can't be read.
    """
    paths = []
    for parent, folders, names in os.walk(folder, onerror=_raise):
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]  # noqa: PTH114, PTH118
        folders[:] = [name for name in folders if name not in links and not is_litter(name)]
        prefix = os.path.relpath(parent, folder).replace(os.sep, "/")
        prefix = "" if prefix == "." else f"{prefix}/"
        paths += [f"{prefix}{name}" for name in (*names, *links) if not is_litter(name)]
    return sorted(paths)


def _raise(error: OSError) -> None:
    raise error


def _is_read(name: str) -> bool:
    if name.endswith(".svg") and "/" not in name:
        return True
    return any(name.startswith(start) and name.endswith(end) for start, end in _KINDS)


def _unread(place: Place, path: Path, built_in: Collection[str]) -> Problem:
    """Return a warning about something in the project's folder that is of no use there."""
    if path.is_dir():
        hint = "copy the folder itself to this place"
        return warning(place, "unused-template", "links to folders aren't followed", hint)
    hint = _meant(place.file, built_in) or _HINTS.get(
        path.suffix, "move it to assets/, or delete it"
    )
    return warning(place, "unused-template", "nothing reads this file", hint)


def _unused(own: Mapping[str, bytes], built_in: Mapping[str, bytes]) -> Iterator[Problem]:
    """Warn about files that replace nothing, and that no other file names."""
    for name in own:
        # Parts of the style sheet that nothing imports are reported where they are joined.
        if name in built_in or name == EXTRA or name.startswith("styles/"):
            continue
        others = (text for other, text in {**built_in, **own}.items() if other != name)
        wanted = (f"'{name}'", f'"{name}"')
        if "/" in name and not name.endswith(".html"):
            # A style sheet is named relative to the one that loads it, and pages compute the root.
            wanted = (posixpath.basename(name), "")
        if any(word.encode() in text for text in others for word in wanted if word):
            continue
        message = "this file replaces no built-in one, and no other file names it"
        hint = _meant(name, built_in) or "rename it, name it in another file, or delete it"
        yield warning(Place(name, 1, "overlay"), "unused-template", message, hint)


def hint_for_part(name: str, read: TemplateFiles) -> str:
    """Return what to do with a part of the project's own that no style sheet imports."""
    return _meant(name, read.files.keys() - read.own) or (
        f"move its rules to {EXTRA}, or delete the file"
    )


def _meant(name: str, built_in: Collection[str]) -> str:
    """Return a suggestion of the built-in file that a name was meant to be, or ""."""
    known = [*sorted(built_in), EXTRA]
    if same := next((other for other in known if other.casefold() == name.casefold()), ""):
        return f'write "{same}", in these letters, to replace the built-in file'
    by_name = {posixpath.basename(other): other for other in known}
    near = by_name.get(posixpath.basename(name), "")
    if not near:
        # What all names have in common would make any two similar.
        stem, end = posixpath.splitext(posixpath.basename(name))
        stems = [posixpath.splitext(other)[0] for other in by_name if other.endswith(end)]
        near = by_name.get(f"{nearest(stem, stems, cutoff=0.75)}{end}", "")
    return f'did you mean "{near}"?' if near else ""
