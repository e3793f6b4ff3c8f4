"""Read a page: a Markdown file with YAML front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.load.decode import ABSENT, Decoder
from explainer.load.page_files import chapter_of, split_front
from explainer.load.yaml_tree import UNREADABLE, read_tree
from explainer.model import FrontMatter, Page
from explainer.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.load.prose_fields import ProseMaker


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
    prose = make_prose(body, place.at(line))
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
    if re.match(r"---[ \t]*\n", text) and split_front(text)[1] == text:
        message, hint = "unclosed front matter", "end it with a line of three dashes: ---"
    return Problem(place, "missing-front-matter", message, hint)
