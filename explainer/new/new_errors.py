"""Finds errors that the content would have because of a new piece, before that is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from explainer.check import addresses, chronology, evidence, misplaced_keys, record_references
from explainer.load.page_files import in_reading_order
from explainer.load.page_reader import read_page
from explainer.load.prose_fields import ProseMaker
from explainer.new.list_files import LISTS, read_list
from explainer.problems import errors, in_order
from explainer.store import Store

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.new.writing import NewFile
    from explainer.problems import Problem

# The rules that can find an error in a new piece; those about texts and drawings can't.
_RULES = (
    *record_references.RULES,
    *chronology.RULES,
    *evidence.RULES,
    *addresses.RULES,
    *misplaced_keys.RULES,
)


def new_errors(piece: str, file: NewFile, content: Content) -> tuple[Problem, ...]:
    """Return the errors of the content with a list's or a page's file that it doesn't have without."""
    changed: dict[str, Any]
    if piece in LISTS:
        collection = LISTS[piece].collection
        read = read_list(piece, file.path, file.text, content.site)
        problems = read.problems
        records = getattr(content, collection)
        others = [record for record in records if record.place.file != file.path]
        changed = {collection: (*others, *read.records)}
    else:
        chapters = content.site.chapters
        page, found = read_page(file.path, file.text, chapters, ProseMaker(Store()))
        problems = tuple(found)
        pages = content.pages if page is None else (*content.pages, page)
        changed = {"pages": in_reading_order(pages, chapters)}
    known = Counter(map(_what, _found(content)))
    new = [problem for problem in _found(replace(content, **changed)) if not known[_what(problem)]]
    return in_order([*errors(problems), *new])


def _found(content: Content) -> list[Problem]:
    return [p for rule in _RULES for p in rule(content) if p.severity == "error"]


def _what(problem: Problem) -> tuple[str, str, str]:
    """Return what tells problems apart, whatever the lines on which they are now."""
    return problem.place.file, problem.code, problem.message
