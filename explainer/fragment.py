"""What Markdown becomes before anything is looked up: HTML with marks, and a list of the marks.

A mark stands in the HTML as a number between two private characters; what it leads to is filled
in later from the records. A fragment depends on its text alone, so it can be kept by its text.
Lines count from 1 at the text's own first line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"
LINE_OPEN, LINE_CLOSE = "\ue002", "\ue003"
RESERVED_CHARACTERS = re.compile(f"[{MARK_OPEN}-{LINE_CLOSE}]")

MarkKind = Literal["cite", "page", "web", "event", "term", "source", "outcome", "image", "block"]
RECORD_KINDS = ("event", "term", "source", "outcome")


@dataclass(frozen=True)
class Mark:
    """A place in prose that something is to be filled into.

    `target` is an id, a path or a marker word; `pairs` holds a citation's sources with their
    locators, or a marker's options; `text` is a link's text or a picture's alternative text.
    """

    kind: MarkKind
    target: str
    line: int
    text: str = ""
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading in prose, with the id that links to it."""

    level: int
    id: str
    text: str
    line: int


@dataclass(frozen=True)
class Fault:
    """Something in the Markdown that must not reach a page, or was hardly meant, as a warning."""

    line: int
    code: str
    message: str
    hint: str = ""
    is_warning: bool = False


@dataclass(frozen=True)
class Stray:
    """Words that may have been meant as a citation or a marker, and stand as plain text."""

    text: str
    line: int


@dataclass(frozen=True)
class Fragment:
    """Prose as HTML with marks; `unsourced` holds lines that state facts and cite nothing."""

    html: str = ""
    marks: tuple[Mark, ...] = ()
    headings: tuple[Heading, ...] = ()
    ids: tuple[str, ...] = ()
    words: int = 0
    unsourced: tuple[int, ...] = ()
    strays: tuple[Stray, ...] = ()
    faults: tuple[Fault, ...] = ()


def mark_token(index: int) -> str:
    """Return what stands in the HTML for the mark of that index."""
    return f"{MARK_OPEN}{index}{MARK_CLOSE}"
