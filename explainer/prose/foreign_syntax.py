"""Reports text that looks like unsupported or mistyped Markdown syntax.

Examples are bullets (•), wiki links and a table without a separator row. Without a report,
the page would silently show them as typed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.fragment import Fault, Stray
from explainer.patterns import lazy_pattern
from explainer.prose.code_spans import blank, without_literals

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

_CITED = lazy_pattern(r"\[(?=[^\[\]]*+\])[^\[\]@]*+@[^\[\]]*+\]")
_SPACED_LINK = lazy_pattern(r"\][ \t]+\((?=(?:event|term|source|outcome|https?):|[^()\s]+\.md\b)")
_REFERENCE = lazy_pattern(r"\[[^\[\]^@][^\[\]]*\]\[([^\[\]^@][^\[\]]*)\]")
_FOOTNOTE = lazy_pattern(r"\[\^([^\[\]\s]+)\](?!:)")
# A citation kept as text by a backslash, such as `\[@mill-book]`.
_ESCAPED_CITED = lazy_pattern(r"(?<!\\)(?:\\\\)*+\\\[[^\[\]]*+\]")
_AT_NAME = lazy_pattern(r"@(?<![\w@./-]@)([A-Za-z0-9][\w-]*)")
_BRACKETED = lazy_pattern(r"\[(?<![\]!]\[)([A-Za-z0-9][^\[\]]*)\](?![(\[:])")
_SPACED_PICTURE = lazy_pattern(r"!\[[^\[\]]*\][ \t]+\([^()\s]+\)")
_SWAPPED_BRACKETS = lazy_pattern(
    r"\([^()\[\]]+\)\[(?:https?:[^\[\]]*|[^\[\]]+\.md(?:#[^\[\]]*)?)\]"
)
_MARKER_LINE = lazy_pattern(r"^[ \t]*\[([A-Za-z-]++)((?:\s++[^\[\]]*+)?)\][ \t]*$", re.MULTILINE)
# A marker's name in the brackets of other systems, in emphasis, or with wrong separators.
_MISTYPED_MARKER = lazy_pattern(
    r"(?:\[\[|\{\{|\{%)\s*([A-Za-z-]++)\b[^\[\]{}]*(?:\]\]|\}\}|%\})"
    r"|\[([A-Za-z-]++)(?:\s*[:,][^\[\]]*\]|\]\[\])"
    r"|\*{1,2}\[\s*([A-Za-z-]++)[^\[\]]*\]\*{1,2}"
    r"|\[\s+([A-Za-z-]++)[^\[\]]*\]"
)
# An attribute list that doesn't directly follow a link, an image, emphasis, code or a tag.
_ATTRIBUTES = lazy_pattern(r"(?<![)\]*_`>}])\{:[^{}\n]*\}")
# Syntax of other Markdown dialects: the signs, one of which the text must contain, the pattern, the
# message and the hint.
_UNSUPPORTED = (
    ("•‣◦", lazy_pattern(r"^[ \t]*[•‣◦]", re.MULTILINE), "• doesn't start a list item", "start each item with a hyphen: -"),
    ("+", lazy_pattern(r"(?<![\w+])\+\+(?=[^\s+])[^+\n]*(?<!\s)\+\+(?![\w+])"), "++…++ isn't supported", "write <ins>…</ins>"),
    ("~", lazy_pattern(r"(?<![\w~)/])~(?=[^\W\d])[^~\n]*(?<!\s)~(?![\w~/])"), "~…~ doesn't strike text out here", "write ~~…~~, or a backslash before it to keep it as text"),
    ("=", lazy_pattern(r"^===[!+]? ?[\"'“]", re.MULTILINE), "tabs aren't supported", "write a heading or a paragraph for each"),
    ("<", lazy_pattern(r"^-{2,}8<-{2,}", re.MULTILINE), "--8<-- doesn't include a file", "write its text here"),
    ("#", lazy_pattern(r"^#{1,6}(?=[^\W\d_])", re.MULTILINE), "# without a space doesn't start a heading", "write a space after it, or a backslash before it to keep it as text"),
)  # fmt: skip
_BARE_RECORD = lazy_pattern(r"\[(?<!\]\[)((?:event|term|source|outcome):[\w-]+)\](?![(\[:])")
_SEPARATOR_ROW = lazy_pattern(
    r"\n[ \t]*+(?:\|[ \t]*+)?:?-{2,}+:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)++(?:\|[ \t]*+)?(?=\n|\Z)"
)
_NUMBERED_LINES = lazy_pattern(
    r"^ {0,3}([0-9]{1,9})[.)][ \t]+\S.*\n {0,3}([0-9]{1,9})[.)][ \t]+\S", re.MULTILINE
)
_WIKI = lazy_pattern(r"(!?)\[\[[^\[\]]+\]\](?![(\[])")
_ROW = lazy_pattern(r"\|.*\|[ \t]*")


def block_faults(
    text: str,
    line: int,
    *,
    references: Container[str],
    has_footnote: Callable[[str], bool],
) -> Iterator[Fault]:
    """Yield a fault for each malformed link, picture, footnote or table in the text of a block.

    A block is a paragraph, list item, table cell and so on. `line` is the line it starts on, and
    `references` are the names of the reference links that the page defines, in lower case.
    """
    prose = without_literals(text)
    for match in _SPACED_LINK.finditer(prose):
        message = "there's a space between the link's text and its address"
        yield Fault(_line(prose, line, match), "link-form", message, "write [text](address)")
    for match in _REFERENCE.finditer(prose):
        name = " ".join(match[1].split())
        if name.lower() not in references:
            message = f'missing address for the link "[{name}]"'
            hint = f"write [text](address), or add a line [{name}]: address"
            yield Fault(_line(prose, line, match), "link-form", message, hint)
    for match in _FOOTNOTE.finditer(prose):
        if not has_footnote(match[1]):
            message = f'missing text for the footnote "[^{match[1]}]"'
            hint = f"add a line [^{match[1]}]: followed by the text"
            yield Fault(_line(prose, line, match), "footnote", message, hint)
    for match in _SPACED_PICTURE.finditer(prose):
        message = "there's a space between the picture's text and its file"
        yield Fault(_line(prose, line, match), "link-form", message, "write ![text](file)")
    for match in _SWAPPED_BRACKETS.finditer(prose):
        message = "the link's round and square brackets are swapped"
        yield Fault(_line(prose, line, match), "link-form", message, "write [text](address)")
    for match in _BARE_RECORD.finditer(prose):
        message = f'"{match[0]}" would be shown as typed'
        yield Fault(_line(prose, line, match), "link-form", message, f"write [text]({match[1]})")
    rows = prose.strip().split("\n")
    if len(rows) > 1 and all(map(_ROW.fullmatch, map(str.strip, rows))):
        message = "table is missing its separator row"
        hint = "add |---|---| under the header, with as many cells"
        yield Fault(line, "table-form", message, hint)


def paragraph_faults(text: str, line: int) -> Iterator[Fault]:
    """Yield a fault for syntax that isn't supported or is in the wrong place, such as a table.

    Applies to paragraphs, list items and definitions; `line` is the line that the text starts on.
    """
    prose = without_literals(text)
    if "[[" in prose and not _MISTYPED_MARKER.fullmatch(prose.strip()):
        for match in _WIKI.finditer(prose):
            hint = "write ![what it shows](file)" if match[1] else "write [text](page.md)"
            message = f'"{match[0]}" would be shown as typed'
            yield Fault(_line(prose, line, match), "link-form", message, hint, is_warning=True)
    for match in _ATTRIBUTES.finditer(prose) if "{:" in prose else ():
        before, after = prose[: match.start()], prose[match.end() :].strip()
        if after or not before.strip() or before.rstrip(" \t")[-1] != "\n":
            message = f'"{match[0]}" would be shown as typed here'
            hint = "move it to a line of its own, directly below the last line of the paragraph"
            yield Fault(
                _line(prose, line, match), "attributes-place", message, hint, is_warning=True
            )
    for signs, pattern, message, hint in _UNSUPPORTED:
        if any(sign in prose for sign in signs) and (found := pattern.search(prose)):
            yield Fault(_line(prose, line, found), "not-markdown", message, hint, is_warning=True)
    if "--" in prose and (separator := _SEPARATOR_ROW.search(prose)):
        message = "this table starts in the middle of a paragraph"
        hint = "add a blank line above its header"
        yield Fault(_line(prose, line, separator), "table-form", message, hint)
    yield from _numbered_lines_faults(prose, line)


def _numbered_lines_faults(prose: str, line: int) -> Iterator[Fault]:
    """Yield a fault if lines of a paragraph count up, like a list that doesn't start at 1."""
    for lines in _NUMBERED_LINES.finditer(prose):
        if int(lines[1]) < int(lines[2]):
            message = "these numbered lines would run together in one paragraph"
            is_below_text = prose[: lines.start()].strip()
            where = "above the first" if is_below_text else "between them"
            hint = f"add a blank line {where}, or start each with a hyphen"
            fault_line = _line(prose, line, lines)
            yield Fault(fault_line, "list-form", message, hint, is_warning=True)
            return


def mistyped_markers(text: str, line: int) -> Iterator[Stray]:
    """Yield a paragraph that looks like a marker in another form, such as `{{events}}`."""
    typed = without_literals(text).strip()
    if mistyped := _MISTYPED_MARKER.fullmatch(typed):
        word = next(filter(None, mistyped.groups()))
        yield Stray(typed, line, word=word, is_foreign=bool(mistyped[1]))


def marker_lines(text: str, line: int, *, references: Container[str]) -> Iterator[Stray]:
    """Yield each line of a longer paragraph that looks like a marker."""
    for match in _MARKER_LINE.finditer(without_literals(text)):
        typed = match[0].strip()[1:-1]
        if typed.lower() not in references:
            yield Stray(typed, _line(text, line, match), is_line=True)


def find_strays(text: str, line: int) -> Iterator[Stray]:
    """Yield each `@name` and `[words]` in plain text: perhaps a mistyped citation or marker."""
    if "\\[" in text:
        text = _ESCAPED_CITED.sub(lambda match: blank(match[0]), text)
    prose = _CITED.sub(lambda match: blank(match[0]), without_literals(text))
    for match in _AT_NAME.finditer(prose):
        yield Stray(match[0], _line(prose, line, match))
    for match in _BRACKETED.finditer(prose):
        yield Stray(match[1], _line(prose, line, match))


def _line(text: str, line: int, match: re.Match[str]) -> int:
    return line + text.count("\n", 0, match.start())
