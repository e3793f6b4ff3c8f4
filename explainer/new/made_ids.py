"""Makes ids and the names of files from titles."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from explainer.load.file_names import windows_fault
from explainer.model import VALID_ID
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

# Longer ids are cut at the end of a word.
LONGEST = 40
# Letters that Unicode doesn't take apart into a letter and an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_APOSTROPHES = lazy_pattern(r"['’`]")
_NO_ID = lazy_pattern(r"[^a-z0-9]+")
_NO_NAME = lazy_pattern(r"[^\w]+|_+")


def id_from(title: str) -> str:
    """Return an id for a title, or "" if too little of it is in Latin letters and digits."""
    text = title.casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", text)
    # Another alphabet: what it leaves of Latin letters may mean little, such as "2" or "ai".
    others = sum(c.isalpha() and not c.isascii() for c in decomposed)
    latin = sum(c.isalpha() and c.isascii() for c in decomposed)
    if others > latin:
        return ""
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _cut(_NO_ID.sub("-", _APOSTROPHES.sub("", plain)))


def file_name_from(title: str) -> str:
    """Return the name of a page's file, without `.md`, for a title; letters of any script stay.

    Return "" if the title has neither letters nor digits.
    """
    if made := id_from(title):
        return made
    name = unicodedata.normalize("NFC", title.casefold())
    return _cut(_NO_NAME.sub("-", name))


def has_letters(title: str) -> bool:
    """Return whether a title has letters or digits, unlike one of emoji alone."""
    return any(c.isalnum() for c in title)


def next_free(id_: str, is_taken: Callable[[str], object]) -> str:
    """Return the id, or the first of `id-2`, `id-3`, … that isn't taken."""
    number, free = 1, id_
    while is_taken(free):
        number += 1
        free = f"{id_}-{number}"
    return free


def id_fault(id_: str, *, ending: str = "") -> str:
    """Return what is wrong with an id, or "". `ending` is that of the file which it names."""
    if not VALID_ID.fullmatch(id_):
        return f'"{id_}" isn\'t a valid id; use letters, digits, - and _'
    return name_fault(id_, ending) if ending else ""


def name_fault(name: str, ending: str) -> str:
    """Return what is wrong with the name of a file, given without its ending, or ""."""
    if not name or name != name.strip() or "/" in name or "\0" in name or name.startswith("."):
        return f'"{name}" isn\'t a valid name for a file; use letters, digits, - and _'
    if len(name.encode()) > 200:
        return f"this name has {len(name)} characters; use a shorter one"
    if fault := windows_fault(name + ending):
        return f'the name "{name}{ending}" doesn\'t work on Windows: {fault}'
    if not name.isprintable():
        return "this name contains characters that can't be shown"
    return ""


def _cut(name: str) -> str:
    """Return a name without hyphens at its ends, cut at a word's end if it's long."""
    name = name.strip("-_")
    if len(name) <= LONGEST:
        return name
    head = name[: LONGEST + 1]
    return (head.rpartition("-")[0] or head[:LONGEST]).strip("-")
