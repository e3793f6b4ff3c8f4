"""Read pages (Markdown files with YAML front matter) and sort them into reading order."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from explainer.load.decode import ABSENT, Decoder
from explainer.load.yaml_tree import UNREADABLE, read_tree
from explainer.model import FrontMatter, Page
from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from explainer.load.prose_fields import ProseMaker

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


def read_page(
    path: str, text: str, chapters: Sequence[str], make_prose: ProseMaker
) -> tuple[Page | None, list[Problem]]:
    """Parse a page; return it (None if its front matter is invalid) and its problems."""
    front_text, body, line = split_front(text)
    place = Place(path)
    if not front_text.strip():
        return None, [_missing_front_matter(text, place)]
    node, problems = read_tree(front_text, place.at(2))
    if node is None and not problems:
        hint = 'write at least "title: …"'
        return None, [Problem(place.at(2), "missing-key", "the front matter is empty", hint)]
    prose = make_prose.page(body, place.at(line))
    decoder = Decoder(place.at(2), make_prose)
    if any(problem.code in UNREADABLE for problem in problems):
        node = None
    front = ABSENT if node is None else decoder.record(node, FrontMatter)
    problems += decoder.problems
    if not isinstance(front, FrontMatter):
        return None, problems
    page = Page(
        source=path,
        address=path.removesuffix(".md") + ".html",
        chapter=chapter_of(path, chapters),
        front=front,
        prose=prose,
        place=place,
    )
    return page, problems


def _missing_front_matter(text: str, place: Place) -> Problem:
    """Return the problem for a page whose front matter is missing, unclosed or not at the top."""
    message = "missing front matter"
    hint = "start the file with a line ---, then title: …, then another line ---"
    if text.strip() and text.lstrip().startswith("---\n") and not text.startswith("---"):
        message = "front matter must start on the first line"
        hint = "remove everything above the first ---"
    if re.match(r"---[ \t]*\n", text) and not _FRONT.match(text):
        message, hint = "unclosed front matter", "end it with a line of three dashes: ---"
    return Problem(place, "missing-front-matter", message, hint)


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
