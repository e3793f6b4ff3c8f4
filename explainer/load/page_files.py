"""Which files are pages (Markdown with YAML front matter), and in which order they are read."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explainer.model import Page

# Top-level folders whose Markdown files aren't pages.
NOT_PAGES = ("timeline", "charts", "data", "images", "assets")
_FRONT = lazy_pattern(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def page_files(paths: Iterable[str]) -> list[str]:
    """Return the paths of pages: Markdown files outside the folders in `NOT_PAGES`."""
    return [
        path
        for path in paths
        if path.endswith(".md") and PurePosixPath(path).parts[0] not in NOT_PAGES
    ]


def split_front(text: str) -> tuple[str, str, int]:
    """Return the front matter ("" if there's none), the body, and the line on which that starts."""
    match = _FRONT.match(text)
    if match is None:
        return "", text, 1
    return match[1], text[match.end() :], text.count("\n", 0, match.end()) + 1


def chapter_of(path: str, chapters: Sequence[str]) -> str:
    """Return the name of the chapter that the page at a source path belongs to, or ""."""
    top = PurePosixPath(path).parts[0].removesuffix(".md")
    return top if top in chapters and path != "index.md" else ""


def in_reading_order(pages: Sequence[Page], chapters: Sequence[str]) -> tuple[Page, ...]:
    """Return the pages in reading order: the home page, chapter by chapter, then all others.

    A chapter starts with its first page; the others are sorted by `order`, then by path.
    """
    return tuple(sorted(pages, key=lambda page: _reading_key(page, chapters)))


def _reading_key(page: Page, chapters: Sequence[str]) -> tuple[int, int, bool, int, str]:
    order = page.front.order
    if page.source == "index.md":
        part = -1
    else:
        part = chapters.index(page.chapter) if page.chapter else len(chapters)
    return (part, 0 if page.opens_chapter else 1, order is None, order or 0, page.source)
