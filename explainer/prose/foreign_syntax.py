"""Finds what was most likely meant as Markdown, and would be shown as it was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.fragment import Fault, Stray
from explainer.markers import MARKERS, NAMED
from explainer.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

_LITERAL = re.compile(r"\\.|(`+)(?!`)(?:.*?[^`])\1(?!`)", re.DOTALL)
_CITED = re.compile(r"\[[^\[\]]*@[^\[\]]*\]")
_APART = re.compile(r"\][ \t]+\((?=(?:event|term|source|outcome|https?):|[^()\s]+\.md\b)")
_REFERENCE = re.compile(r"\[[^\[\]^@][^\[\]]*\]\[([^\[\]^@][^\[\]]*)\]")
_NOTE = re.compile(r"\[\^([^\[\]\s]+)\](?!:)")
_AT = re.compile(r"(?<![\w@./-])@([A-Za-z0-9][\w-]*)")
_BRACKETED = re.compile(r"(?<![\]!])\[([A-Za-z0-9][^\[\]]*)\](?![(\[:])")
_PICTURE_APART = re.compile(r"!\[[^\[\]]*\][ \t]+\([^()\s]+\)")
_TURNED = re.compile(r"\([^()\[\]]+\)\[(?:https?:[^\[\]]*|[^\[\]]+\.md(?:#[^\[\]]*)?)\]")
_MARKER_LINE = re.compile(r"^[ \t]*\[([A-Za-z-]++)((?:\s++[^\[\]]*+)?)\][ \t]*$", re.MULTILINE)
# A marker's name in other systems' brackets, or with a sign that sets off what follows.
_NEARLY_MARKER = re.compile(
    r"(?:\[\[|\{\{|\{%)\s*([A-Za-z-]++)\b[^\[\]{}]*(?:\]\]|\}\}|%\})"
    r"|\[([A-Za-z-]++)(?:\s*[:,][^\[\]]*\]|\]\[\])"
    r"|\*{1,2}\[\s*([A-Za-z-]++)[^\[\]]*\]\*{1,2}"
    r"|\[\s+([A-Za-z-]++)[^\[\]]*\]"
)
# What stands below a heading's or paragraph's text, or right behind what it is about.
_ATTRIBUTES = re.compile(r"(?<![)\]*_`>}])\{:[^{}\n]*\}")
_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})", re.MULTILINE)
# What other kinds of Markdown have and this one has not, with what says it here.
_OF_OTHERS = (
    (re.compile(r"~~\S(?:[^~\n]*\S)?~~"), "~~ strikes nothing through", "write <del>…</del>"),
    (re.compile(r"==\S(?:[^=\n]*\S)?=="), "== highlights nothing", "write <mark>…</mark>"),
    (re.compile(r"\A\[[ xX]\][ \t]"), "a box to tick is not read", "write ☐ or ☑"),
    (re.compile(r"\A\s*\[!\w+\]"), "a note is not written so", "write !!! note, its text indented below"),
    (re.compile(r"^[ \t]*[•‣◦]", re.MULTILINE), "• begins no list", "begin each entry with a hyphen: -"),
)  # fmt: skip
_RECORD_ALONE = re.compile(r"(?<!\])\[((?:event|term|source|outcome):[\w-]+)\](?![(\[:])")
_RULE_BELOW_HEADER = re.compile(
    r"\n[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*(?=\n|\Z)"
)
_LIST_SIGN = re.compile(r"\n {0,3}(?:[-*+]|1[.)])[ \t]+(?=\S)")
_WIKI = re.compile(r"(!?)\[\[[^\[\]]+\]\](?![(\[])")
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
    for match in _PICTURE_APART.finditer(said):
        message = "a space stands between a picture's text and its file"
        yield Fault(_line(said, line, match), "link-form", message, "write ![text](file)")
    for match in _TURNED.finditer(said):
        message = "the brackets of this link are the wrong way round"
        yield Fault(_line(said, line, match), "link-form", message, "write [text](address)")
    for match in _RECORD_ALONE.finditer(said):
        message = f'"{match[0]}" would be shown as typed'
        yield Fault(_line(said, line, match), "link-form", message, f"write [text]({match[1]})")
    rows = said.strip().split("\n")
    if len(rows) > 1 and all(map(_ROW.fullmatch, map(str.strip, rows))):
        message = "this is no table yet"
        hint = "write a line such as |---|---| below its header, with as many cells"
        yield Fault(line, "table-form", message, hint)


def paragraph_slips(text: str, line: int) -> Iterator[Fault]:
    """Yield what is wrong in the text of a paragraph or of a list's item, as `slips` does."""
    said = _without_literals(text)
    if nearly := _NEARLY_MARKER.fullmatch(said.strip()):
        word = next(filter(None, nearly.groups()))
        if nearly[1] or word in MARKERS:
            near = nearest(word, MARKERS) or "events"
            hint = f"write it in one pair of brackets, with spaces alone, as [{_form_of(near)}]"
            yield Fault(line, "unknown-marker", f'"{said.strip()}" is no marker', hint)
    else:
        for match in _WIKI.finditer(said):
            hint = "write ![what it shows](file)" if match[1] else "write [text](page.md)"
            message = f'"{match[0]}" would be shown as typed'
            yield Fault(_line(said, line, match), "link-form", message, hint, is_warning=True)
    for match in _ATTRIBUTES.finditer(said):
        before, after = said[: match.start()], said[match.end() :].strip()
        if after or not before.strip() or before.rstrip(" \t")[-1] != "\n":
            message = f'"{match[0]}" would be shown as typed here'
            hint = "put it on a line of its own, right below the last line of the paragraph"
            yield Fault(
                _line(said, line, match), "attributes-place", message, hint, is_warning=True
            )
    opened = said.find("<!--", said.rfind("-->") + 1)
    if opened >= 0:
        message = "a comment is opened here, and never closed"
        at = line + said.count("\n", 0, opened)
        yield Fault(at, "unclosed-html", message, "write --> where it ends")
    # In the text as it was typed, of which what stands between ticks is no words.
    if fence := _FENCE.search(text):
        hint = "indent the code by four spaces, with an empty line above"
        at, message = _line(text, line, fence), "a fence round code is not read"
        yield Fault(at, "not-markdown", message, hint, is_warning=True)
    for pattern, message, hint in _OF_OTHERS:
        if found := pattern.search(said):
            at = _line(said, line, found)
            yield Fault(at, "not-markdown", message, hint, is_warning=True)
    if rule := _RULE_BELOW_HEADER.search(said):
        message = "a table begins in the midst of a paragraph"
        hint = "put an empty line above its header"
        yield Fault(_line(said, line, rule), "table-form", message, hint)
    for match in _LIST_SIGN.finditer(said):
        message = "a list begins in the midst of a paragraph"
        hint = "put an empty line above it; or, for plain text, a backslash before its sign"
        at = _line(said, line, match) + 1
        yield Fault(at, "list-form", message, hint, is_warning=True)
        break


def markers_within(text: str, line: int, *, references: Container[str]) -> Iterator[Fault]:
    """Yield markers that have a line for themselves, but share their paragraph with others."""
    for match in _MARKER_LINE.finditer(_without_literals(text)):
        if match[1] in MARKERS and match[0].strip()[1:-1].lower() not in references:
            message = f'the marker "{match[0].strip()}" stands within a paragraph'
            hint = "put it on a line of its own, with an empty line above and below"
            yield Fault(_line(text, line, match), "marker-place", message, hint)


def _form_of(marker: str) -> str:
    return f"{marker} {'ID' if marker == 'accounts' else 'NAME'}" if marker in NAMED else marker


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
