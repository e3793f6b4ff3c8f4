"""Finds files whose names show that they are stray copies, or that Windows can't hold them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Windows allows 260 characters for a whole path, and the site's folder needs some of them.
LONGEST_PATH = 200

# "Conflict", and "copy" or the other words that follow it, in the languages of sync tools.
_CONFLICT = "conflict|konflikt|conflit|conflito|конфликт|冲突|衝突|競合"
_COPY = (
    r"cop[yi]|kopi|cópia|kópia|копи|副本|复本|コピー|case|encoding|selective sync|\d{4}-\d\d-\d\d"
)
# The names that these tools give to the second version of a file, each with the tool's name.
_TOOLS = (
    # lamps (conflicted copy 2031-05-01).md, lamps (Konfliktkopie von Anna 2031-05-01).md
    (rf"[(\[（](?=[^()]*(?:{_CONFLICT}))(?=[^()]*(?:{_COPY}))[^()]*[)\]）]", "a sync tool"),
    (r"\(SFConflict [^()]*\)", "Seafile"),
    (r"\[conflict\]", "Google Drive"),
    (r"\.sync-conflict-\d{8}", "Syncthing"),
    (r"_conflict-\d{8}", "ownCloud or Nextcloud"),
    (r"\.conflict(?:ed)?(?=\.|$)", "Resilio Sync"),
    (r"\.(?:orig|rej)$", "git or patch"),
    (r"_(?:backup|base|local|remote)_\d+(?=\.|$)", "git mergetool"),
    (r"\.(?:mine|r\d+)$", "Subversion"),
    (r"-(?:desktop|laptop|win)-(?=[a-z0-9]*\d)[a-z0-9]{3,15}(?:-\d+)?(?=\.|$)", "OneDrive"),
)
_TOOL = [(lazy_pattern(pattern, re.IGNORECASE), tool) for pattern, tool in _TOOLS]
# Nearly all names contain none of these, and aren't searched any further.
_HINT = lazy_pattern(
    rf"{_CONFLICT}|\.orig|\.rej|\.mine|\.r\d|_\w+_\d|-(?:desktop|laptop|win)-|mac|\(\d"
    r"|cop[yi]|kopi|cópia|копия|副本|复制|コピー",
    re.IGNORECASE,
)
# The names of copies, in the languages of file managers. Alone they prove nothing: a page may be
# called "Hard copy". So the file that was copied must be there.
_COPY_NAME = lazy_pattern(
    r"(?:copy of|kopie von|copie de|copia d[ei]|cópia de|kopia) (?P<after>.+)"
    r"|(?P<before>.+?)(?: ?\(\d{1,2}\)"
    r"|(?: -)? (?:copy|kopie|copie|copia|cópia|kopia|копия)(?: \d{1,2}| \(\d{1,2}\))?"
    r"|(?: -)? ?(?:副本|复制|のコピー|コピー)(?: ?\(?\d{1,2}\)?)?"
    r"|-[^/]*(?:macbook|imac|mac-mini)[^/]*)",
    re.IGNORECASE,
)

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICE = lazy_pattern(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
_NOT_ON_WINDOWS = lazy_pattern(r'[<>:"|?*\\]')


def name_problems(paths: Iterable[str]) -> Iterator[Problem]:
    """Warn about stray copies, and names that Windows can't hold; each folder is judged once."""
    known = set(paths)
    seen: set[str] = set()
    for path in sorted(known):
        if tool := copied_by(path, known):
            message = f"the name says that this is a copy, made by {tool}"
            hint = "keep what is right in one of the two files, and remove the other"
            yield warning(Place(path), "stray-copy", message, hint)
        place = path
        while place and place not in seen:
            seen.add(place)
            folder, _, name = place.rpartition("/")
            if fault := windows_fault(name):
                message = f'the name "{name}" doesn\'t work on Windows: {fault}'
                yield warning(Place(place), "bad-name", message, "rename it")
            place = folder
        if len(path) > LONGEST_PATH:
            message = f"this path has {len(path)} characters, which is too long for Windows"
            hint = f"use shorter names, so that it has at most {LONGEST_PATH}"
            yield warning(Place(path), "bad-name", message, hint)


def copied_by(path: str, paths: Iterable[str]) -> str:
    """Return what evidently made the file as a copy of another, such as "OneDrive", or ""."""
    if not _HINT.search(path):
        return ""
    file = PurePosixPath(path)
    for pattern, tool in _TOOL:
        if pattern.search(file.name):
            return tool
    if match := _COPY_NAME.fullmatch(file.stem):
        original = file.with_name((match["after"] or match["before"]) + file.suffix)
        if str(original) in paths:
            return "a person or a sync tool"
    return ""


def windows_fault(name: str) -> str:
    """Return why Windows can't hold a file or folder of this name, or would change it, or ""."""
    stem = name.partition(".")[0]
    if _DEVICE.fullmatch(stem.strip()):
        return f'"{stem.strip()}" is the name of a device there'
    if invalid := _NOT_ON_WINDOWS.search(name):
        return f"it contains {invalid[0]}"
    if name.endswith((" ", ".")):
        return "it ends with a space or a full stop"
    if name.startswith(" ") or name.rpartition(".")[0].endswith((" ", ".")):
        return "it has a space at its start, or a space or full stop before its ending"
    return ""
