"""The files of content/: found, and read as text, each at most once."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from explainer.fragment import RESERVED_CHARACTERS
from explainer.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_LINE = 100_000

_REFUSED = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f]|{RESERVED_CHARACTERS.pattern}")


@dataclass(frozen=True)
class Tree:
    """A folder's files by path below it (POSIX, sorted), and what is wrong with them."""

    root: Path
    paths: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    def below(self, folder: str, *endings: str) -> tuple[str, ...]:
        """Return the paths below a folder, of those endings if any are given."""
        prefix = f"{folder}/" if folder else ""
        return tuple(
            path
            for path in self.paths
            if path.startswith(prefix) and (not endings or path.endswith(endings))
        )


def find_files(root: Path) -> Tree:
    """Find the files below a folder, hidden ones and editors' backups left out."""
    problems: list[Problem] = []
    paths = sorted(_walk(root, root.resolve(), "", problems))
    return Tree(root, tuple(paths), (*problems, *_case_problems(paths)))


def read_bytes(tree: Tree, path: str) -> tuple[bytes, list[Problem]]:
    """Return a file's bytes; a file that cannot be read is a problem."""
    try:
        return (tree.root / path).read_bytes(), []
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        return b"", [Problem(Place(path), "unreadable", message, "check its permissions")]


def read_text(tree: Tree, path: str) -> tuple[str | None, list[Problem]]:
    """Return a file's text with plain line ends and no byte order mark, or None and why not."""
    content, problems = read_bytes(tree, path)
    if problems:
        return None, problems
    place = Place(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start + 1} of this file is not UTF-8"
        return None, [Problem(place.at(line), "not-utf8", message, "save the file as UTF-8")]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = list(_text_problems(text, place))
    return (None if problems else text), problems


def _walk(root: Path, real_root: Path, below: str, problems: list[Problem]) -> Iterator[str]:
    with os.scandir(root / below) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith(".") or entry.name.endswith("~"):
                continue
            path = str(PurePosixPath(below) / entry.name)
            if entry.is_symlink() and not _stays(Path(entry.path), real_root):
                message = "this link leads out of the content folder, or nowhere"
                hint = "put the file itself here"
                problems.append(Problem(Place(path), "outside-content", message, hint))
            elif entry.is_dir():
                yield from _walk(root, real_root, path, problems)
            elif entry.is_file():
                yield path


def _stays(link: Path, real_root: Path) -> bool:
    """Return whether a link leads to something below the root, and not to a folder above it."""
    target = link.resolve()
    inside = target.is_relative_to(real_root) and target.exists()
    return inside and not link.parent.resolve().is_relative_to(target)


def _case_problems(paths: list[str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for path in paths:
        other = first.setdefault(path.casefold(), path)
        if other != path:
            message = f'this file differs from "{other}" in letter case alone'
            yield Problem(Place(path), "address-taken", message, "rename one of the two")


def _text_problems(text: str, place: Place) -> Iterator[Problem]:
    if len(text) > LONGEST_LINE:
        for number, line in enumerate(text.split("\n"), start=1):
            if len(line) > LONGEST_LINE:
                message = f"this line has {len(line)} characters"
                hint = f"break it; a line may have {LONGEST_LINE}"
                yield Problem(place.at(number), "line-too-long", message, hint)
    if refused := _REFUSED.search(text):
        at = text.count("\n", 0, refused.start()) + 1
        message = f"the character U+{ord(refused[0]):04X} stands here, which has no meaning in text"
        yield Problem(place.at(at), "control-character", message, "take it out")
