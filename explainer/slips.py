"""Finds what was most likely meant as Markdown, and would be shown as it was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.fragment import Fault, Stray

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

_LITERAL = re.compile(r"\\.|(`+)(?!`)(?:.*?[^`])\1(?!`)", re.DOTALL)
_CITED = re.compile(r"\[[^\[\]]*@[^\[\]]*\]")
_APART = re.compile(r"\][ \t]+\((?=(?:event|term|source|outcome|https?):|[^()\s]+\.md\b)")
_REFERENCE = re.compile(r"\[[^\[\]^@][^\[\]]*\]\[([^\[\]^@][^\[\]]*)\]")
_NOTE = re.compile(r"\[\^([^\[\]\s]+)\](?!:)")
_AT = re.compile(r"(?<![\w@./-])@([A-Za-z0-9][\w-]*)")
_BRACKETED = re.compile(r"(?<![\]!])\[([A-Za-z0-9][^\[\]]*)\](?![(\[:])")
_ROW = re.compile(r"\|.*\|[ \t]*")


def slips(
    text: str, line: int, *, references: Container[str], is_note: Callable[[str], bool]
) -> Iterator[Fault]:
    """Yield what is wrong whatever the explainer holds, in a block's text that begins on a line."""
    said = _without_literals(text)
    for match in _APART.finditer(said):
        message = "a space stands between a link's text and its address"
        yield Fault(_line(said, line, match), "link-form", message, "write [text](address)")
    for match in _REFERENCE.finditer(said):
        name = " ".join(match[1].split())
        if name.lower() not in references:
            message = f'the link "[{name}]" has no address'
            hint = f"write [text](address), or [{name}]: address on a line of its own"
            yield Fault(_line(said, line, match), "link-form", message, hint)
    for match in _NOTE.finditer(said):
        if not is_note(match[1]):
            message = f'the footnote "[^{match[1]}]" has no text'
            hint = f"write [^{match[1]}]: and the text on a line of its own"
            yield Fault(_line(said, line, match), "footnote", message, hint)
    rows = said.strip().split("\n")
    if len(rows) > 1 and all(map(_ROW.fullmatch, map(str.strip, rows))):
        message = "this is no table yet"
        hint = "write a line such as |---|---| below its header, with as many cells"
        yield Fault(line, "table-form", message, hint)


def strays(text: str, line: int) -> Iterator[Stray]:
    """Yield words that would be a citation or a marker, were they written as such."""
    said = _CITED.sub(_blank, _without_literals(text))
    for match in _AT.finditer(said):
        yield Stray(match[0], _line(said, line, match))
    for match in _BRACKETED.finditer(said):
        yield Stray(match[1], _line(said, line, match))


def _without_literals(text: str) -> str:
    return _LITERAL.sub(_blank, text) if "`" in text or "\\" in text else text


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _line(text: str, line: int, match: re.Match[str]) -> int:
    return line + text.count("\n", 0, match.start())
