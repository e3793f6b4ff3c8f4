"""Plain text for calendars, feeds, tables and the search index, from the HTML of fragments."""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING

from explainer.patterns import lazy_pattern
from explainer.prose.text_from_html import text_from_html
from explainer.readonly import remembered
from explainer.terms import TermFinder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explainer.model import Prose, Term

# Characters that XML 1.0 doesn't allow (section 2.2) but YAML can contain as escapes.
_NOT_XML = dict.fromkeys({*range(32), 0xFFFE, 0xFFFF} - {9, 10, 13})
_HEADING = lazy_pattern(r'<h[1-6][^>]* id="([^"]*)"[^>]*>.*?</h[1-6]>', re.DOTALL)


def plain_text(html: str) -> str:
    """Return the HTML of a Fragment as plain text, with an empty line between paragraphs."""
    return text_from_html(html)


def one_line(html: str) -> str:
    """Return the HTML of a Fragment as plain text on one line; semicolons separate a table's rows."""
    first, *others = plain_text(html).split("\n")
    text = first
    for before, line in zip((first, *others), others, strict=False):
        # In plain text, a table's cells are separated by "|".
        text += f"; {line}" if "|" in before and "|" in line else f" {line}"
    return " ".join(text.split())


def xml_text(text: str) -> str:
    """Return the text without the characters that XML doesn't allow."""
    return text.translate(_NOT_XML)


class ProseReader:
    r"""Reads prose as plain text, without the backslashes that keep words from being linked as terms.

    Only the names of `terms` matter. Other backslashes, as in `C:\lamps`, belong to the text.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = tuple(terms)

    @cached_property
    def _finder(self) -> TermFinder:
        return TermFinder(self._terms)

    def html(self, prose: Prose) -> str:
        """Return the prose's HTML without these backslashes; it still has its placeholders."""
        html = prose.fragment.html
        return self._finder.unescape(html) if "\\" in html else html

    def paragraphs(self, prose: Prose | None) -> str:
        """Return prose as plain text, with an empty line between paragraphs; "" for None."""
        return plain_text(self.html(prose)) if prose else ""

    def line(self, prose: Prose | None) -> str:
        """Return prose as plain text on one line; "" for None."""
        return one_line(self.html(prose)) if prose else ""

    def sections(self, prose: Prose) -> tuple[tuple[str, str], ...]:
        """Return `(heading id, text)` for each section of a page's text, the text as one line.

        The first pair is the text before the first heading; its id is an empty string.
        """
        fragment = prose.fragment
        if "\\" in fragment.html:
            return _sections(self.html(prose))
        return remembered(fragment, "sections", lambda: _sections(fragment.html))


def _sections(html: str) -> tuple[tuple[str, str], ...]:
    parts = _HEADING.split(html)
    ids = ("", *map(unescape, parts[1::2]))
    return tuple(zip(ids, map(one_line, parts[::2]), strict=True))


def shorten(text: str, *, length: int) -> str:
    """Return the text, cut to at most `length` characters if it is longer.

    Cut text ends with an ellipsis, which counts too. It is cut after a whole word, unless that
    would drop more than half of the characters.
    """
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    whole, space, _ = cut.rpartition(" ")
    return f"{whole if space and len(whole) > length // 2 else cut}…"
