"""The result of converting Markdown: HTML with numbered placeholders, and what each one means.

A placeholder is an index into `Fragment.marks` between two private-use characters; what it refers
to is looked up and filled in later. A fragment depends only on its text, so it can be cached by
that text. Line numbers count from 1 within the text.
"""

from __future__ import annotations

from typing import Literal

from explainer.patterns import lazy_pattern
from explainer.readonly import frozen

MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"
LINE_OPEN, LINE_CLOSE = "\ue002", "\ue003"
BLOCK_OPEN, BLOCK_CLOSE = "\ue004", "\ue005"
LIST_OPEN, LIST_ITEM, LIST_CLOSE, LIST_BLANK = "\ue010", "\ue011", "\ue012", "\ue013"
RESERVED_CHARACTERS = lazy_pattern(f"[{MARK_OPEN}-{BLOCK_CLOSE}{LIST_OPEN}-{LIST_BLANK}]")

MarkKind = Literal["cite", "page", "web", "event", "term", "source", "outcome", "image", "block"]
RECORD_KINDS = ("event", "term", "source", "outcome")


@frozen
class Mark:
    """A citation, link, picture or marker in prose, left as a placeholder in the HTML.

    `target` is an id, a path, a URL or a marker's name; `pairs` is a citation's sources with their
    locators, or a marker's options; `text` is a link's text or a picture's alternative text.
    """

    kind: MarkKind
    target: str
    line: int
    text: str = ""
    pairs: tuple[tuple[str, str], ...] = ()


@frozen
class Heading:
    """A heading in prose; links use its `id`, as in `page.html#id`."""

    level: int
    id: str
    text: str
    line: int


@frozen
class Fault:
    """A mistake in Markdown text whose file isn't known; `line` counts from 1 within the text.

    `marker`: if it isn't empty, there is only a mistake if a marker has this name.
    """

    line: int
    code: str
    message: str
    hint: str = ""
    is_warning: bool = False
    marker: str = ""


@frozen
class Stray:
    """Plain text, such as `[gazette]` or `@gazette`, that may be a mistyped citation or marker.

    `is_line`: whether it is alone on its line. `word`: the marker's name, if the text is a paragraph
    that looks like one; `is_foreign`: whether it's in the brackets of other systems, as `{{name}}`.
    """

    text: str
    line: int
    is_line: bool = False
    word: str = ""
    is_foreign: bool = False


@frozen
class Abbreviation:
    """An abbreviation that a text explains itself, and the line that says what it means."""

    letters: str
    meaning: str
    line: int


@frozen
class Fragment:
    """Converted Markdown: HTML with placeholders, and what was found on the way.

    `html` has the form that `allowed_html.clean` describes. It's kept in UTF-8 (`encoded_html`): its
    placeholders would double the memory of a string. `marks` are what the placeholders mean,
    `ids` the HTML ids, and `words` the number of words. Of the paragraphs that cite nothing,
    `uncited_lines` are the lines of those that state a fact in English, and `uncited_values` of those
    that state a value or a date in any language. `strays` is text that may be a mistyped citation,
    `faults` are the mistakes in the Markdown, and `abbreviations` those that the text explains
    itself.
    """

    encoded_html: bytes = b""
    marks: tuple[Mark, ...] = ()
    headings: tuple[Heading, ...] = ()
    ids: tuple[str, ...] = ()
    words: int = 0
    uncited_lines: tuple[int, ...] = ()
    uncited_values: tuple[int, ...] = ()
    strays: tuple[Stray, ...] = ()
    faults: tuple[Fault, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()

    @property
    def html(self) -> str:
        """The HTML with placeholders."""
        return self.encoded_html.decode()


def mark_token(index: int) -> str:
    """Return the placeholder for the mark at an index of `Fragment.marks`."""
    return f"{MARK_OPEN}{index}{MARK_CLOSE}"
