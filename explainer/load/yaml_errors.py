"""Says in an editor's words what libyaml says of a text that is no YAML, and where to look."""

from __future__ import annotations

import re
from typing import Any

from explainer.problems import Place, Problem

_TAB = re.compile(r" *\t")
_ODD_SPACE = re.compile(r"\s*[\u00a0\u2000-\u200b\u202f\u3000]")
_KEY = r"\s*(?:- +)?([\w-]+):"
_NO_SPACE_AFTER_COLON = re.compile(_KEY + r"(\S.*)")
_TWO_COLONS = re.compile(_KEY + r"\s+[^\s:][^:]*:")
_NO_SPACE_AFTER_DASH = re.compile(r"\s*-[^\s-]")
_QUOTED = re.compile(_KEY + r"\s+([\"'])(.*)")
_LONG_DASH = re.compile(r"\s*[–—]\s")
# A text that begins with a sign of YAML's own: brackets of a link, stars of emphasis, a quotation.
_BEGINS_WITH_SIGN = re.compile(
    _KEY + r"\s+(\[[^\]]*\]\s*[^\s,#\]}].*|\*{1,2}[^\s*]+[\s*].*|[|>][ \t]+[^\s#].*)"
)
_NO_VALUE = re.compile(r".*?[\w-]+:(?=[,}\]])")


def explained(error: Any, text: str, place: Place) -> Problem:
    """Return the problem of a YAML text that begins at the place and could not be read."""
    lines = [*text.split("\n"), ""]
    marks = [mark.line for mark in (error.context_mark, error.problem_mark) if mark]
    first, last = marks[0], min(marks[-1], len(lines) - 1)
    line, message, hint = _explained(error, lines, first, last)
    return Problem(place.at(place.line + line), "yaml-syntax", message, hint)


def _explained(error: Any, lines: list[str], first: int, last: int) -> tuple[int, str, str]:
    said: str = error.problem or ""
    at = lines[last]
    upwards = range(last, first - 1, -1)
    for number in (*upwards, max(first - 1, 0)):
        if seen := _sign_seen(lines[number]):
            return number, *seen
    if "escape character" in said:
        hint = "write it twice, or put the text in single quotes"
        return last, "a backslash stands in a text with double quotes", hint
    if "expected ':'" in said:
        return first, *_no_key(lines[first])
    if "mapping values" in said and (found := _TWO_COLONS.match(at)):
        return last, "a colon stands in this text", f'put quotes round it: {found[1]}: "…: …"'
    if "cannot start any token" in said:
        sign = at[error.problem_mark.column : error.problem_mark.column + 1]
        hint = (
            "leave it out, or put quotes round the text" if sign == "@" else "put quotes round it"
        )
        return last, f"a text cannot begin with {sign}", hint
    if "quoted scalar" in (error.context or ""):
        return first, "a quotation mark is opened here and never closed", "close it"
    if "',' or" in said:
        hint = "close its bracket, and set its entries apart by commas"
        return first, "the list or mapping in brackets that begins here cannot be read", hint
    if "expected" in said or "mapping values" in said:
        return _misfit(lines, upwards)
    hint = "check the indentation, and put quotes round a text that holds : or #"
    said = " ".join(part for part in (error.context, error.problem) if part)
    return last, f"this is no YAML: {said}", hint


def _sign_seen(line: str) -> tuple[str, str] | None:
    """Return what is wrong with a line for anyone to see, whatever the reader stumbled at."""
    if _TAB.match(line):
        return "a tab stands in the indentation", "use spaces"
    if _ODD_SPACE.match(line):
        return "a space that is no plain one stands in the indentation", "type it anew"
    if _LONG_DASH.match(line):
        return "this line begins with a long dash", "begin it with a hyphen: - id: …"
    if found := _BEGINS_WITH_SIGN.match(line):
        sign = found[2][0]
        if sign in "|>":
            hint = "begin the text on the next line, further indented"
            return f"the text stands on the line of its {sign}", hint
        return f"a text cannot begin with {sign}", "put quotes round it"
    return None


def _no_key(line: str) -> tuple[str, str]:
    if _NO_VALUE.match(line):
        return "a key without a value stands in these brackets", "write one, after a space"
    if found := _NO_SPACE_AFTER_COLON.match(line):
        return "a space is missing after the colon", f"write {found[1]}: {found[2][:40]}"
    if _NO_SPACE_AFTER_DASH.match(line):
        return "a space is missing after the dash", "write it: - id: …"
    message = "this line is no key with a value, and no entry of a list"
    return message, "write key: value, or indent it if it belongs to the text above"


def _misfit(lines: list[str], upwards: range) -> tuple[int, str, str]:
    """Return what makes a line not fit those above it, as far as can be seen."""
    last = upwards[0]
    if _NO_SPACE_AFTER_DASH.match(lines[last]):
        return last, "a space is missing after the dash", "write it: - id: …"
    for number in upwards:
        found = _QUOTED.match(lines[number])
        # Its first quotation mark after the opening one should be the last sign of the line.
        if found and found[3].rstrip().find(found[2]) != len(found[3].rstrip()) - 1:
            hint = "begin and end it with one, and none within; curly ones ’ “ ” may stand anywhere"
            return number, "the quotation marks round this text do not pair", hint
    hint = "line it up with its like, and check that quotes and brackets above it are closed"
    return last, "this line does not fit those above it", hint
