"""Find the files of the content folder, and read them as bytes or as checked text."""

from __future__ import annotations

import codecs
import errno
import os
import re
import sys
from dataclasses import field
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from explainer.fragment import RESERVED_CHARACTERS
from explainer.load.file_names import name_problems
from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem, warning
from explainer.readonly import frozen
from explainer.urls import composed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST_LINE = 100_000  # characters

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Git's first and last conflict marker: one without the other may be ordinary text.
_CONFLICT = lazy_pattern(r"^<{7} ", re.MULTILINE)
_FILE_ENDINGS = (".md", ".yaml", ".csv")
# Too many open files, too little memory, a broken disk.
_MACHINE_ERRORS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO})
_UNREADABLE_HINT = "check that it exists, and check its permissions"

_INVALID_CHARACTER = lazy_pattern(
    # Only a YAML escape can produce a lone surrogate, and only PyYAML's Python reader lets it pass.
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|{RESERVED_CHARACTERS.pattern}"
)
# Characters that break lines in word processors (and U+2028 in YAML), but not in pages.
_LINE_BREAKS = frozenset({"U+000B", "U+000C", "U+0085", "U+2028", "U+2029"})
_LITTER = lazy_pattern(
    r"\..*|.*~|~\$.*|#.*#"
    r"|(?:README|LICEN[CS]E)(?:[ ._-].*)?|[Rr]eadme\.\w+"
    r"|.*\.(?i:bak|sw[j-p]|tmp|old|part|crdownload)"
    r"|(?i:(?:eh)?thumbs\.db|desktop\.ini)|Icon\r|__MACOSX|\$RECYCLE\.BIN|@eaDir",
    re.DOTALL,
)
# HTML's numeric character references can produce the same characters, even without a semicolon.
_REFERENCE = lazy_pattern(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}))", re.ASCII)


@frozen
class Tree:
    """The files below the folder `root`: their relative POSIX paths, sorted, and any problems.

    Paths are in Unicode's composed form (NFC). `stored` maps those that the file system stores in
    another form to the names that it knows.
    """

    root: Path
    paths: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    stored: Mapping[str, str] = field(default_factory=dict)

    def below(self, folder: str, *endings: str) -> tuple[str, ...]:
        """Return the paths below a folder; if endings are given, only paths with one of them."""
        prefix = f"{folder}/" if folder else ""
        return tuple(
            path
            for path in self.paths
            if path.startswith(prefix) and (not endings or path.endswith(endings))
        )


def find_files(root: Path) -> Tree:
    """Find the files below a folder, except those that aren't content: see `is_litter`."""
    problems: list[Problem] = []
    found = sorted(_walk(root, "", (os.path.realpath(root),), problems))
    by_name = {composed(path): path for path in found}
    # If both forms of a name exist, which is an error, the composed one is read.
    as_found = set(found)
    stored = {name: path for name, path in by_name.items() if name not in as_found}
    paths = tuple(sorted(by_name))
    problems += [*_case_problems(found), *name_problems(paths)]
    return Tree(root, paths, tuple(problems), stored)


def read_bytes(tree: Tree, path: str) -> tuple[bytes, list[Problem]]:
    """Return a file's bytes, or no bytes and a problem if it can't be read."""
    try:
        return (tree.root / tree.stored.get(path, path)).read_bytes(), []
    except OSError as error:
        _raise_if_machine(error)
        message = f"can't read this file: {error.strerror}"
        return b"", [Problem(Place(path), "unreadable", message, _UNREADABLE_HINT)]


def _raise_if_machine(error: OSError) -> None:
    """Raise the error again if no change to the content can help."""
    if error.errno in _MACHINE_ERRORS:
        raise error


def read_text(tree: Tree, path: str) -> tuple[str | None, list[Problem]]:
    """Read a file as UTF-8; return its text and no problems, or None and its problems.

    Line ends become LF, and a byte order mark is removed.
    """
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


def first_invalid_character(text: str) -> tuple[int, str] | None:
    """Return the index and name (U+0007) of the first character that no page can show, or None.

    An HTML reference, such as `&#7;`, counts as the character it refers to.
    """
    match = _INVALID_CHARACTER.search(text)
    found = [(match.start(), ord(match[0]))] if match else []
    if "&#" in text:
        found += islice(_invalid_references(text), 1)
    if not found:
        return None
    index, code = min(found)
    return index, f"U+{code:04X}"


def _invalid_references(text: str) -> Iterator[tuple[int, int]]:
    """Yield the index and code point of each character reference that no page can show."""
    for match in _REFERENCE.finditer(text):
        code = int(match[1], 16) if match[1] else int(match[2])
        if code <= sys.maxunicode and _INVALID_CHARACTER.match(chr(code)):
            yield match.start(), code


def _walk(
    root: Path, folder: str, ancestors: tuple[str, ...], problems: list[Problem]
) -> Iterator[str]:
    """Yield the paths of the files in a folder and its subfolders, and collect problems.

    `ancestors` are the resolved paths of the folders from the root down to this one.
    """
    for entry in _entries(root, folder, problems):
        path = str(PurePosixPath(folder) / entry.name)
        real = os.path.realpath(entry.path) if entry.is_symlink() else ""
        if not entry.name.isprintable():
            shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in path)
            message = "invalid name: it contains characters that can't be shown"
            problems.append(Problem(Place(shown), "bad-name", message, "rename it"))
        elif real and not _is_safe_link(real, ancestors):
            message = "this symbolic link leads out of the content folder, in a circle or nowhere"
            hint = "replace it with the file itself"
            problems.append(Problem(Place(path), "outside-content", message, hint))
        elif entry.is_dir():
            if entry.name.endswith(_FILE_ENDINGS):
                message = "this folder is named like a file"
                problems.append(warning(Place(path), "unread-file", message, "rename it"))
            resolved = real or f"{ancestors[-1]}{os.sep}{entry.name}"
            yield from _walk(root, path, (*ancestors, resolved), problems)
        elif entry.is_file():
            yield path
        else:
            # Reading it could wait for ever.
            message = "this isn't a file, but a named pipe, a socket or a device"
            problems.append(Problem(Place(path), "unreadable", message, "remove it"))


def _entries(root: Path, folder: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """Return a folder's entries by name, except those that aren't content."""
    try:
        with os.scandir(root / folder) as entries:
            kept = [entry for entry in entries if not is_litter(entry.name)]
    except OSError as error:
        _raise_if_machine(error)
        message = f"can't read this folder: {error.strerror}"
        problems.append(Problem(Place(folder), "unreadable", message, _UNREADABLE_HINT))
        return []
    return sorted(kept, key=lambda entry: entry.name)


def _is_safe_link(real: str, ancestors: tuple[str, ...]) -> bool:
    """Return whether a symbolic link's resolved target exists below the root, and isn't a circle.

    `ancestors` are the resolved paths of the folders from the root down to the link's own.
    """
    inside = Path(real).is_relative_to(ancestors[0])
    return inside and real not in ancestors and os.path.exists(real)  # noqa: PTH110


def _case_problems(paths: list[str]) -> Iterator[Problem]:
    """Report paths that differ only in letter case or in how accents are encoded."""
    first: dict[str, str] = {}
    for path in paths:
        # Some file systems treat such names as the same file.
        other = first.setdefault(composed(path).casefold(), path)
        if other != path:
            message = (
                f'the paths "{path}" and "{other}" differ only in letter case'
                " or in the encoding of accents"
            )
            yield Problem(Place(path), "address-taken", message, "rename one of them")


def is_litter(name: str) -> bool:
    """Return whether a name is of a file or folder that people or systems keep beside content.

    These are hidden files, `README` and `LICENSE` files, and what editors, Office and operating
    systems leave behind. They are left out without a word.
    """
    return bool(_LITTER.fullmatch(name))


def _not_utf8(data: bytes, place: Place, start: int) -> Problem:
    """Return the problem for a file that isn't UTF-8 from the byte at index `start` on."""
    if data.startswith(_UTF_16_MARKS):
        hint = 'save it as UTF-8, which most text editors offer under "Save as"'
        return Problem(place, "not-utf8", "expected UTF-8, found UTF-16", hint)
    message = f"byte {start + 1} of this file isn't valid UTF-8"
    hint = "save the file as UTF-8"
    if b"\0" in data:
        hint = "if it's a picture or another binary file, move it to images/"
    return Problem(place.at(data.count(b"\n", 0, start) + 1), "not-utf8", message, hint)


def _text_problems(text: str, place: Place) -> Iterator[Problem]:
    """Report overlong lines, merge conflicts and the first character that no page can show."""
    if len(text) > LONGEST_LINE:
        for number, line in enumerate(text.split("\n"), start=1):
            if len(line) > LONGEST_LINE:
                message = f"this line has {len(line)} characters"
                hint = f"break it into lines of at most {LONGEST_LINE} characters"
                yield Problem(place.at(number), "line-too-long", message, hint)
    conflict = _CONFLICT.search(text)
    if conflict and text.find("\n>>>>>>> ", conflict.end()) >= 0:
        message = "unresolved merge conflict"
        hint = "keep one version and delete the <<<<<<<, ======= and >>>>>>> lines"
        yield Problem(place.at(_line_at(text, conflict.start())), "merge-conflict", message, hint)
    if invalid := first_invalid_character(text):
        index, name = invalid
        yield invalid_character(place.at(_line_at(text, index)), name)


def _line_at(text: str, index: int) -> int:
    return text.count("\n", 0, index) + 1


def invalid_character(place: Place, name: str) -> Problem:
    """Return the problem for a character that no page can show; `name` is such as `U+0007`."""
    message = f"invalid character {name}, which no page can show"
    hint = "remove it"
    if name in _LINE_BREAKS:
        message = f"unusual line break {name}, which no page shows as one"
        hint = "replace it with an ordinary line break or a space"
    return Problem(place, "control-character", message, hint)
