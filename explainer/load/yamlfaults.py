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
    for number in upwards:
        if _TAB.match(lines[number]):
            return number, "a tab stands in the indentation", "use spaces"
        if _ODD_SPACE.match(lines[number]):
            return number, "a space that is no plain one stands in the indentation", "type it anew"
    if "expected ':'" in said:
        if found := _NO_SPACE_AFTER_COLON.match(lines[first]):
            hint = f"write {found[1]}: {found[2][:40]}"
            return first, "a space is missing after the colon", hint
        message = "this line is no key with a value, and no entry of a list"
        return first, message, "write key: value, or indent it if it belongs to the text above"
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
