"""The files of content/: found, and read as text, each at most once."""

from __future__ import annotations

import codecs
import os
import re
import sys
import unicodedata
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from explainer.fragment import RESERVED_CHARACTERS
from explainer.problems import Place, Problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_LINE = 100_000

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# As git and others write them; both, since a line of one alone may be a writer's own.
_CONFLICT = re.compile(r"^<{7} [^\n]*\n(?=(?:.*\n)*?>{7} )", re.MULTILINE)
_FILE_ENDINGS = (".md", ".yaml", ".csv")
_UNREADABLE_HINT = "check that it is there, and its permissions"

_REFUSED = re.compile(
    # Half a character is spelled by YAML alone, and passed on by its reader in Python alone.
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]|{RESERVED_CHARACTERS.pattern}"
)
# HTML's numbers for characters, which would bring the same in: with or without a semicolon.
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}))", re.ASCII)


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
    paths = sorted(_walk(root, "", (os.path.realpath(root),), problems))
    return Tree(root, tuple(paths), (*problems, *_case_problems(paths)))


def read_bytes(tree: Tree, path: str) -> tuple[bytes, list[Problem]]:
    """Return a file's bytes; a file that cannot be read is a problem."""
    try:
        return (tree.root / path).read_bytes(), []
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        return b"", [Problem(Place(path), "unreadable", message, _UNREADABLE_HINT)]


def read_text(tree: Tree, path: str) -> tuple[str | None, list[Problem]]:
    """Return a file's text with plain line ends and no byte order mark, or None and why not."""
    data, problems = read_bytes(tree, path)
    if problems:
        return None, problems
    place = Place(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(data, place, error.start)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = list(_text_problems(text, place))
    return (None if problems else text), problems


def first_refused(text: str) -> tuple[int, str] | None:
    """Return where the first character stands that no page can hold, and its name, if any does."""
    found = [(match.start(), ord(match[0])) for match in [_REFUSED.search(text)] if match]
    if "&#" in text:
        found += islice(_refused_references(text), 1)
    if not found:
        return None
    position, code = min(found)
    return position, f"U+{code:04X}"


def _refused_references(text: str) -> Iterator[tuple[int, int]]:
    for match in _REFERENCE.finditer(text):
        code = int(match[1], 16) if match[1] else int(match[2])
        if code <= sys.maxunicode and _REFUSED.match(chr(code)):
            yield match.start(), code


def _walk(root: Path, below: str, above: tuple[str, ...], problems: list[Problem]) -> Iterator[str]:
    """Yield the files below a folder; `above` are the real folders from the root down to it."""
    for entry in _entries(root, below, problems):
        path = str(PurePosixPath(below) / entry.name)
        real = os.path.realpath(entry.path) if entry.is_symlink() else ""
        if not entry.name.isprintable():
            shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in path)
            message = "this file's name holds characters that no address can hold"
            problems.append(Problem(Place(shown), "bad-name", message, "rename the file"))
        elif real and not _stays(real, above):
            message = "this link leads out of the content folder, in a circle, or nowhere"
            hint = "put the file itself here"
            problems.append(Problem(Place(path), "outside-content", message, hint))
        elif entry.is_dir():
            if entry.name.endswith(_FILE_ENDINGS):
                message = "this is a folder, but is named as a file"
                problems.append(warning(Place(path), "unread-file", message, "rename it"))
            yield from _walk(root, path, (*above, real or _joined(above, entry)), problems)
        elif entry.is_file():
            yield path


def _entries(root: Path, below: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """Return what stands in a folder by name, hidden things and editors' backups left out."""
    try:
        with os.scandir(root / below) as entries:
            seen = [e for e in entries if not e.name.startswith(".") and not e.name.endswith("~")]
    except OSError as error:
        message = f"the folder cannot be read: {error.strerror}"
        problems.append(Problem(Place(below), "unreadable", message, _UNREADABLE_HINT))
        return []
    return sorted(seen, key=lambda entry: entry.name)


def _stays(real: str, above: tuple[str, ...]) -> bool:
    """Return whether a link leads to something below the root, and to no folder that it is in."""
    inside = Path(real).is_relative_to(above[0])
    return inside and real not in above and os.path.exists(real)  # noqa: PTH110


def _joined(above: tuple[str, ...], entry: os.DirEntry[str]) -> str:
    return f"{above[-1]}{os.sep}{entry.name}"


def _case_problems(paths: list[str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for path in paths:
        # Some file systems take both for one: in letter case, and in how accents are spelled.
        other = first.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            message = f'this file differs from "{other}" in letter case or accents alone'
            yield Problem(Place(path), "address-taken", message, "rename one of the two")


def _not_utf8(data: bytes, place: Place, start: int) -> Problem:
    if data.startswith(_UTF_16_MARKS):
        hint = "save it as UTF-8, which editors offer under Save as"
        return Problem(place, "not-utf8", "this file is UTF-16", hint)
    message = f"byte {start + 1} of this file is not UTF-8"
    hint = "save the file as UTF-8"
    if b"\0" in data:
        hint = "if it is a picture or the like, move it to images/"
    return Problem(place.at(data.count(b"\n", 0, start) + 1), "not-utf8", message, hint)


def _text_problems(text: str, place: Place) -> Iterator[Problem]:
    if len(text) > LONGEST_LINE:
        for number, line in enumerate(text.split("\n"), start=1):
            if len(line) > LONGEST_LINE:
                message = f"this line has {len(line)} characters"
                hint = f"break it; a line may have {LONGEST_LINE}"
                yield Problem(place.at(number), "line-too-long", message, hint)
    if conflict := _CONFLICT.search(text):
        message = "a merge left two versions here"
        hint = "keep one, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>"
        at = place.at(text.count("\n", 0, conflict.start()) + 1)
        yield Problem(at, "merge-conflict", message, hint)
    if refused := first_refused(text):
        position, name = refused
        before = text.count("\n", 0, position)
        yield refused_problem(place.at(before + 1), name)


def refused_problem(place: Place, name: str) -> Problem:
    """Return the problem of a character that no page can hold."""
    message = f"the character {name} stands here, which no page can show"
    return Problem(place, "control-character", message, "take it out")
