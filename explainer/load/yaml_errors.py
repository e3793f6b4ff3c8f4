"""Turn libyaml's syntax errors into problems that an editor can understand and locate."""

from __future__ import annotations

import re
from typing import Any

from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem

_TAB = lazy_pattern(r" *\t")
_ODD_SPACE = lazy_pattern(r"\s*[\u00a0\u2000-\u200b\u202f\u3000]")
_KEY = r"\s*(?:- +)?([\w-]+):"
_NO_SPACE_AFTER_COLON = lazy_pattern(_KEY + r"(\S.*)")
_TWO_COLONS = lazy_pattern(_KEY + r"\s+[^\s:][^:]*:")
_NO_SPACE_AFTER_DASH = lazy_pattern(r"\s*-[^\s-]")
_QUOTED = lazy_pattern(_KEY + r"\s+([\"'])(.*)")
_LONG_DASH = lazy_pattern(r"\s*[–—]\s")
# Unquoted text that starts with a YAML indicator: a link's bracket, * for emphasis, | or >.
_STARTS_WITH_INDICATOR = lazy_pattern(
    _KEY + r"\s+(\[[^\]]*\]\s*[^\s,#\]}].*|\*{1,2}[^\s*]+[\s*].*|[|>][ \t]+[^\s#].*)"
)
_NO_VALUE = lazy_pattern(r"[\w-]:(?=[,}\]])")
# A comment before the bracket is closed, evidently a colour or a tag.
_COMMENT_IN_BRACKETS = lazy_pattern(
    r"""[{\[](?:[^][{}#"']|"[^"]*"|'[^']*')*\s(#\w[^\s,}\]]*)""", re.ASCII
)
_QUOTE_HINT = "put quotes around it"
# A value that starts with a sign which means something else there, such as `? Lamps` or `{a} b`.
_ODD_START = lazy_pattern(
    r"\s*(?:- +)*([\w-]+):\s+([?:,\]}&*-](?=\s|$)|[|>](?=\S)(?![-+\d]{1,2}\s*(?:#|$))|\{[^{}]*\}\s*[^\s,#\]}])"
)


def syntax_problem(error: Any, text: str, place: Place) -> Problem:
    """Return the problem for a PyYAML error; `place` is where the YAML text starts in its file."""
    lines = [*text.split("\n"), ""]
    marks = [mark.line for mark in (error.context_mark, error.problem_mark) if mark]
    first, last = marks[0], min(marks[-1], len(lines) - 1)
    line, message, hint = _diagnosis(error, lines, first, last)
    return Problem(place.at(place.line + line), "yaml-syntax", message, hint)


def _diagnosis(error: Any, lines: list[str], first: int, last: int) -> tuple[int, str, str]:
    """Return `(index, message, hint)`, where `lines[index]` contains the mistake.

    PyYAML locates its error between the lines `first` and `last`, but the cause may be on the
    line above.
    """
    reason: str = error.problem or ""
    last_line = lines[last]
    upwards = range(last, first - 1, -1)
    for index in (*upwards, max(first - 1, 0)):
        if mistake := _visible_mistake(lines[index]):
            return index, *mistake
    if "escape character" in reason:
        hint = "write it twice, or put the text in single quotes"
        return last, "invalid backslash in double-quoted text", hint
    if "expected ':'" in reason:
        return first, *_incomplete_entry(lines[first])
    if "mapping values" in reason and (match := _TWO_COLONS.match(last_line)):
        hint = f'put quotes around it: {match[1]}: "…: …"'
        return last, 'unquoted text can\'t contain ": "', hint
    if "cannot start any token" in reason:
        sign = last_line[error.problem_mark.column : error.problem_mark.column + 1]
        hint = f"remove {sign}, or put quotes around the text" if sign == "@" else _QUOTE_HINT
        return last, f"unquoted text can't start with {sign}", hint
    if "undefined alias" in reason:
        return last, "unquoted text can't start with *", _QUOTE_HINT
    if "another document" in reason:
        return last, "a second document starts on this line", "remove the line ---"
    if "directive" in reason or "directive" in (error.context or ""):
        return last, "unquoted text can't start with %", _QUOTE_HINT
    if "quoted scalar" in (error.context or ""):
        return first, "unclosed quotation mark", "add the closing one"
    if "',' or" in reason:
        hint = "close the bracket, and separate the entries with commas"
        return first, "invalid list or mapping in brackets, starting here", hint
    if "expected" in reason or "mapping values" in reason:
        return _misplaced_line(lines, upwards)
    hint = "check the indentation, and put quotes around text that contains : or #"
    reason = " ".join(part for part in (error.context, error.problem) if part)
    return last, f"invalid YAML: {reason}", hint


def _visible_mistake(line: str) -> tuple[str, str] | None:
    """Return `(message, hint)` for a mistake visible in the line itself, such as a tab, or None."""
    if _TAB.match(line):
        return "tab in the indentation", "use spaces"
    if _ODD_SPACE.match(line):
        return "unusual space character in the indentation", "replace it with ordinary spaces"
    if _LONG_DASH.match(line):
        return "this line starts with a long dash", "start it with a hyphen: - id: …"
    if match := _COMMENT_IN_BRACKETS.search(line):
        message = f'"{match[1]}" is read as a comment, so the bracket before it is never closed'
        return message, f'put quotes around it: "{match[1]}"'
    if match := _ODD_START.match(line):
        return f"unquoted text can't start with {match[2][0]}", _QUOTE_HINT
    if match := _STARTS_WITH_INDICATOR.match(line):
        sign = match[2][0]
        if sign in "|>":
            hint = "start the text on the next line, indented further"
            return f"text can't start on the same line as {sign}", hint
        return f"unquoted text can't start with {sign}", _QUOTE_HINT
    return None


def _incomplete_entry(line: str) -> tuple[str, str]:
    """Return `(message, hint)` for a line that is neither a key with a value nor a list item."""
    if _NO_VALUE.search(line):
        return "missing value for a key in brackets", "write one after the colon and a space"
    if match := _NO_SPACE_AFTER_COLON.match(line):
        return "missing space after the colon", f"write {match[1]}: {match[2][:40]}"
    if _NO_SPACE_AFTER_DASH.match(line):
        return "missing space after the dash", "write - id: …"
    message = 'expected "key: value" or a list item starting with "- "'
    return message, "write one of them, or indent the line if it belongs to the text above"


def _misplaced_line(lines: list[str], upwards: range) -> tuple[int, str, str]:
    """Return `(index, message, hint)` for a line that doesn't fit those above it.

    `upwards` are the indexes of the lines to search for the cause, from the last one up.
    """
    last = upwards[0]
    if _NO_SPACE_AFTER_DASH.match(lines[last]):
        return last, "missing space after the dash", "write - id: …"
    for index in upwards:
        match = _QUOTED.match(lines[index])
        # The first quotation mark after the opening one should be the line's last character.
        if match and match[3].rstrip().find(match[2]) != len(match[3].rstrip()) - 1:
            hint = "write one at each end and none inside; curly ones ’ “ ” are allowed anywhere"
            return index, "mismatched quotation marks around this text", hint
    hint = "fix its indentation, and check that quotes and brackets above it are closed"
    return last, "this line doesn't fit the lines above it", hint
