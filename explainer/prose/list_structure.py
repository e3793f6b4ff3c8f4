"""Finds lists by CommonMark's rules, and marks them for Python-Markdown, which has others.

Python-Markdown wants nested lists indented by four spaces, merges bullets with numbers and loses
the number that a list starts with. So this step decides where each list and item starts and ends,
as CommonMark 0.31 does (its appendix "A parsing strategy"), removes the items' indentation, and
adds invisible lines with the structure (`list_marks.py`), which `list_processor.py` reads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from explainer.fragment import BLOCK_OPEN, LIST_BLANK, LIST_CLOSE, LIST_OPEN
from explainer.patterns import lazy_pattern
from explainer.prose.list_containers import (
    Indented,
    List,
    Quote,
    indent_of,
    is_year,
    item_of,
    read_sign,
)
from explainer.prose.list_marks import item_mark, open_mark
from explainer.prose.source_lines import Line

if TYPE_CHECKING:
    from explainer.prose.list_containers import Container, Sign

_MAY_OPEN_CONTAINER = lazy_pattern(
    r"^(?:[:\t ]|\[\^[^\]\n]*\]:)*(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?:[ \t\u00a0\u202f\u3000]|$))"
)
_NOTE = lazy_pattern(r' {0,3}(?:!!!|\?\?\?\+?) ?[\w"-]')
_FOOTNOTE = lazy_pattern(r" {0,3}\[\^[^\]]+\]: *")
_DEFINITION = lazy_pattern(r" {0,3}: {1,3}(?=\S)")
_RULE = lazy_pattern(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})")
_UNDERLINE = lazy_pattern(r" {0,3}(?:=+|-+) *")
_SEPARATOR_ROW = lazy_pattern(r" {0,3}\|? *:?-+:? *(?:\| *:?-+:? *)*\|?")
_FENCE = lazy_pattern(r" {0,3}(?:(`{3,})[^`]*|(~{3,}).*)")
_HEADING = lazy_pattern(r" {0,3}#{1,6}(?: |$)")
_HTML_TAGS: Final = (
    "address article aside base basefont blockquote body caption center col colgroup dd details "
    "dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 "
    "head header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option "
    "p param search section summary table tbody td tfoot th thead title tr track ul"
)
_HTML_BLOCK = lazy_pattern(
    rf" {{0,3}}</?(?:{_HTML_TAGS.replace(' ', '|')})(?:[ >]|/>|$)", re.IGNORECASE
)
# HTML that isn't read as Markdown up to where it ends: what it starts with, and its end.
_LITERAL_HTML = tuple(
    (lazy_pattern(rf" {{0,3}}{start}", re.IGNORECASE), lazy_pattern(end, re.IGNORECASE))
    for start, end in (
        (r"<(?:pre|script|style|textarea)(?:[ >]|$)", r"</(?:pre|script|style|textarea)>"),
        (r"<!--", r"-->"),
        (r"<\?", r"\?>"),
        (r"<!\[CDATA\[", r"\]\]>"),
        (r"<![A-Za-z]", r">"),
    )
)
_CONTAINER_MARK = lazy_pattern(r" {0,3}:::")


def mark_lists(lines: list[Line]) -> list[Line]:
    """Return the lines with each list as Python-Markdown's `ListProcessor` expects it.

    Lines of code and HTML comments stay as they are but for the indentation of the items that they
    are in. An added line has the number of a line next to it.
    """
    if not any(_MAY_OPEN_CONTAINER.match(line.text) for line in lines):
        return lines
    return _Marker().run(lines)


class _Marker:
    """Reads lines one by one, keeping a stack of the containers that are still open.

    `leaf` is what the innermost one ends with: a "paragraph", "table", "code" or something that the
    next line can't continue. `literal` matches the end of the code fence or HTML that is open.
    """

    def __init__(self) -> None:
        # The line that is read, and the text of the next one.
        self.number = 1
        self.following = ""
        self.output: list[Line] = []
        self.containers: list[Container] = []
        self.leaf = ""
        self.literal: re.Pattern[str] | None = None
        # The blank lines that aren't in the output yet, and the quotation that they are in.
        self.blanks: list[int] = []
        self.quote_of_blanks: Quote | None = None
        self.needs_blank = False
        # How many containers the last paragraph is in: there, a definition may follow it.
        self.term_depth = -1

    def run(self, lines: list[Line]) -> list[Line]:
        """Return the lines with marks."""
        following = [line.text for line in lines[1:]] + [""]
        for line, next_text in zip(lines, following, strict=True):
            self.number, self.following = line.number, next_text
            # Most lines begin with a letter outside of any list, and need no closer look.
            if line.text[:1].isalpha() and not self.containers and self.literal is None:
                self._read_plain(line.text.expandtabs(4))
            else:
                self._read(line.text.expandtabs(4))
        self._close(0)
        self._write_blanks()
        return self.output

    def _read_plain(self, text: str) -> None:
        """Write a line that begins with a letter, outside of any container."""
        if self.leaf not in {"paragraph", "table"}:
            self._settle(0)
            self.leaf, self.term_depth = "paragraph", 0
        self.output.append(Line(self.number, text))

    def _read(self, text: str) -> None:
        depth, rest = self._match(text)
        if self.literal and depth == len(self.containers):
            self._write(rest)
            if self.literal.search(rest):
                self.literal = None
        elif rest.strip(" "):
            self._read_text(depth, rest)
        else:
            self._close(depth)
            self.leaf = "code" if self.leaf == "code" else ""
            self.blanks.append(self.number)
            self.quote_of_blanks = self._innermost_quote(depth)

    def _match(self, text: str) -> tuple[int, str]:
        """Return how many of the open containers the line belongs to, and its text in them."""
        for depth, container in enumerate(self.containers):
            rest = container.rest_of(text)
            if rest is None:
                return depth, text
            text = rest
        return len(self.containers), text

    def _read_text(self, depth: int, text: str) -> None:
        """Open the containers that the text starts with, and write the rest of it."""
        is_inside = depth == len(self.containers)
        continues = self.leaf == "paragraph" or (
            self.leaf == "table" and is_inside and indent_of(text) < 4
        )
        is_inside = is_inside and self.leaf == "paragraph"
        while (rest := self._open(depth, text, is_inside=is_inside)) is not None:
            text, depth = rest, len(self.containers)
            continues = is_inside = False
        if not text.strip(" "):
            return
        leaf, literal = _leaf_of(text, continues=continues, is_inside=is_inside)
        if continues and leaf in {"paragraph", "table"}:
            leaf = "table" if self.leaf == "table" else leaf
        else:
            continues_code = leaf == self.leaf == "code" and depth == len(self.containers)
            self._settle(depth, continues_code=continues_code)
            self.term_depth = len(self.containers) if leaf == "paragraph" else -1
        self.leaf, self.literal = leaf, literal
        self._write(_as_python_markdown_reads(text, leaf))

    def _open(self, depth: int, text: str, *, is_inside: bool) -> str | None:
        """Open the container that the text starts with, and return the rest of the text.

        Returns None if the text doesn't start with one. `is_inside` is whether the text would
        otherwise continue a paragraph, `depth` the number of containers that it is in.
        """
        if indent_of(text) >= 4 or _RULE.fullmatch(text):
            return None
        quote = Quote()
        if (rest := quote.rest_of(text)) is not None:
            self._settle(depth)
            self.containers.append(quote)
            return rest
        if sign := read_sign(text):
            return self._open_item(depth, sign, is_inside=is_inside)
        if _NOTE.match(text):
            self._settle(depth)
            self._write(text.lstrip(" "))
            self.containers.append(Indented(indent_of(text) + 4, 4))
            return ""
        if match := _FOOTNOTE.match(text):
            first = match[0].lstrip(" ")
        elif self._may_define(depth) and (match := _DEFINITION.match(text)):
            first = ":   "
        else:
            return None
        self._settle(depth)
        rest = text[match.end() :]
        if not rest:
            self._write(first)
            first = ""
        is_definition = first.startswith(":")
        self.containers.append(Indented(4, 4, first=first, is_definition=is_definition))
        return rest

    def _may_define(self, depth: int) -> bool:
        """Return whether a definition may start here: after a paragraph or another definition."""
        if depth == len(self.containers):
            return depth == self.term_depth
        container = self.containers[depth]
        return isinstance(container, Indented) and container.is_definition

    def _open_item(self, depth: int, sign: Sign, *, is_inside: bool) -> str | None:
        top = self.containers[depth - 1] if depth else None
        list_ = top if isinstance(top, List) else None
        if (is_inside and not sign.may_interrupt) or is_year(sign, list_, self.following):
            return None
        if list_ is not None and list_.takes(sign):
            self._settle(depth, next_item=True)
        else:
            self._settle(depth)
            self._write(LIST_OPEN)
            list_ = List(sign, mark=len(self.output) - 1)
            self.containers.append(list_)
        self.output.append(Line(self.number, self._prefix() + item_mark(self.number, sign.typed)))
        list_.count += 1
        self.containers.append(item_of(list_, sign))
        return sign.content

    def _settle(self, depth: int, *, next_item: bool = False, continues_code: bool = False) -> None:
        """Close the containers that a new block isn't in, and write the blank lines above it.

        `next_item` is whether the block is an item of the list that is the last of `depth`
        containers. Blank lines make a list loose between its items, and between an item's blocks.
        """
        top = self.containers[depth - 1] if depth else None
        if isinstance(top, List) and not next_item:
            depth -= 1
            top = self.containers[depth - 1] if depth else None
        if self.blanks and self.quote_of_blanks is self._innermost_quote(depth):
            if isinstance(top, List):
                top.is_loose = True
            elif isinstance(top, Indented) and top.list and not continues_code:
                top.list.is_loose = True
        # Python-Markdown takes any line directly below a table or a quotation for a part of it.
        self.needs_blank = self.leaf == "table"
        self._close(depth)
        self.leaf = ""
        if self.needs_blank and not self.blanks:
            self.blanks.append(self.number)
        if not next_item:
            self._write_blanks()
        self.blanks, self.needs_blank = [], False

    def _close(self, depth: int) -> None:
        """Close all but the outermost `depth` containers."""
        if depth < len(self.containers):
            self.leaf, self.literal = "", None
        while len(self.containers) > depth:
            container = self.containers.pop()
            if isinstance(container, List):
                opened = self.output[container.mark]
                mark = open_mark(
                    "ul" if container.first.number is None else "ol", is_loose=container.is_loose
                )
                self.output[container.mark] = opened._replace(
                    text=opened.text.replace(LIST_OPEN, mark)
                )
                self.output.append(Line(self.output[-1].number, self._prefix() + LIST_CLOSE))
            self.needs_blank = self.needs_blank or isinstance(container, List | Quote)

    def _innermost_quote(self, depth: int) -> Quote | None:
        quotes = (one for one in reversed(self.containers[:depth]) if isinstance(one, Quote))
        return next(quotes, None)

    def _write(self, text: str) -> None:
        """Write a line, with what Python-Markdown expects before it in the open containers."""
        text = self._prefix() + text if text.strip(" ") else self._blank()
        self.output.append(Line(self.number, text))

    def _write_blanks(self) -> None:
        self.output += [Line(number, self._blank()) for number in self.blanks]

    def _prefix(self) -> str:
        prefixes = []
        for container in self.containers:
            if isinstance(container, Indented) and container.first:
                prefixes.append(container.first)
                container.first = ""
            else:
                prefixes.append(container.prefix)
        return "".join(prefixes)

    def _blank(self) -> str:
        """Return a blank line; in a list it has a mark, so that the list stays in one piece."""
        for depth in range(len(self.containers), 0, -1):
            container = self.containers[depth - 1]
            if isinstance(container, Quote):
                return "".join(outer.prefix for outer in self.containers[:depth]).rstrip(" ")
            if isinstance(container, List):
                return "".join(outer.prefix for outer in self.containers) + LIST_BLANK
        return ""


def _leaf_of(text: str, *, continues: bool, is_inside: bool) -> tuple[str, re.Pattern[str] | None]:
    """Return the kind of block that the text is part of, and what ends it if it's a literal one.

    `continues` is whether it may continue a paragraph, `is_inside` whether without being "lazy".
    """
    first = text.lstrip(" ")[0]
    if indent_of(text) >= 4:
        return ("paragraph" if continues else "code"), None
    if first in "`~" and (fence := _FENCE.fullmatch(text)):
        sign = fence[1] or fence[2]
        return "literal", re.compile(f"^ {{0,3}}{sign}{sign[0]}* *$")
    if first == "<":
        for start, end in _LITERAL_HTML:
            if opened := start.match(text):
                return "literal", (None if end.search(text, opened.end()) else end)
        return ("closed" if _HTML_BLOCK.match(text) else "paragraph"), None
    if is_inside and _UNDERLINE.fullmatch(text):
        return "closed", None
    if is_inside and first in "|:-" and _SEPARATOR_ROW.fullmatch(text.rstrip(" ")):
        return "table", None
    if _RULE.fullmatch(text):
        return "rule", None
    if first == BLOCK_OPEN:
        # The token of a code fence or a comment.
        return "closed", None
    is_closed = first in "#:" and (_HEADING.match(text) or _CONTAINER_MARK.match(text))
    return ("closed" if is_closed else "paragraph"), None


def _as_python_markdown_reads(text: str, leaf: str) -> str:
    """Return the text of a block without what Python-Markdown doesn't accept, such as indentation.

    Where the indentation keeps a sign in the text from having its meaning, it stays.
    """
    if leaf == "rule":
        return "***"
    return text if leaf == "literal" or indent_of(text) >= 4 else text.lstrip(" ")
