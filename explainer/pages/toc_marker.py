"""`[TOC]`: the page's table of contents, where the editor wants it."""

from __future__ import annotations

from explainer.fragment import Heading, Mark
from explainer.model import Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Writer
from explainer.readonly import read_only


@read_only
class TocView:
    """An entry of a page's table of contents: a link to a heading, with the heading's level."""

    level: int
    href: str
    text: str


def toc(headings: tuple[Heading, ...]) -> tuple[TocView, ...]:
    """Return a page's table of contents: an entry for each heading of level 2 or 3."""
    return tuple(
        TocView(heading.level, f"#{heading.id}", heading.text)
        for heading in headings
        if heading.level in {2, 3}
    )


def puts_toc(page: Page) -> bool:
    """Return whether the page's text has the marker."""
    return any((mark.kind, mark.target) == ("block", TOC.name) for mark in page.prose.marks)


def _reads(dependencies: Dependencies, mark: Mark) -> None:
    """Declare nothing: the page's headings are part of its own text."""
    del dependencies, mark


def _shows(writer: Writer, mark: Mark) -> None:
    """Return nothing: the page's template has the table of contents already."""
    del writer, mark


TOC = Marker("TOC", "", _reads, _shows)
