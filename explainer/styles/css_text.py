"""The text of a style sheet: without comments, and what would spoil the text joined after it."""

from __future__ import annotations

import re

from explainer.patterns import lazy_pattern
from explainer.readonly import frozen

_STRING = r"""(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
_STRING_OR_COMMENT = lazy_pattern(rf"({_STRING})|/\*.*?\*/", re.DOTALL)
_STRING_OR_OPENING = lazy_pattern(rf"{_STRING}|(/\*)")
_STRING_OR_BRACKET = lazy_pattern(rf"{_STRING}|([][(){{}}])", re.DOTALL)
_STRING_OR_OTHER = lazy_pattern(rf"{_STRING}|[^][(){{}}\"']+", re.DOTALL)
_PAIRS = {")": "(", "]": "[", "}": "{"}


@frozen
class Mistake:
    """A mistake in a style sheet: its line, counted from 1, what is wrong, and what to do."""

    line: int
    message: str
    hint: str


def line_of(text: str, position: int) -> int:
    """Return the line, counted from 1, of a position in a text."""
    return text.count("\n", 0, position) + 1


def decode(data: bytes) -> tuple[str, Mistake | None]:
    """Return a style sheet's text without comments and byte order mark, and a mistake if it has one.

    Comments become line breaks, as many as they have, so that lines keep their numbers.
    """
    mistake = None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", errors="replace")
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start + 1} of this file isn't valid UTF-8"
        mistake = Mistake(line, message, "save the file as UTF-8")
    if "\r" in text or "\f" in text:
        text = re.sub(r"\r\n?|\f", "\n", text)
    text = _STRING_OR_COMMENT.sub(_blank, text)
    return text, mistake or (_open_comment(text) if "/*" in text else None)


def _blank(match: re.Match[str]) -> str:
    return match[1] or "\n" * match[0].count("\n") or " "


def _open_comment(text: str) -> Mistake | None:
    for match in _STRING_OR_OPENING.finditer(text):
        if match[1]:
            line = line_of(text, match.start())
            return Mistake(line, "this comment is never closed", "write */ where it ends")
    return None


def mistake_in(text: str) -> Mistake | None:
    """Return the first mistake in a text without comments that would spoil what is joined after it.

    Those are brackets without their counterpart, an unfinished rule at the end, and an import,
    which browsers ignore after other rules.
    """
    if not _is_balanced(text):
        return _unbalanced(text)
    end = text.rstrip()
    if end and not end.endswith(("}", ";")):
        line = line_of(text, len(end))
        return Mistake(
            line, "the last rule isn't finished", "add what is missing, or remove the rule"
        )
    return None


def _is_balanced(text: str) -> bool:
    """Return whether all brackets are in pairs: a quick check, without saying where one isn't."""
    brackets = _STRING_OR_OTHER.sub("", text)
    before = ""
    while brackets != before:
        before = brackets
        brackets = brackets.replace("()", "").replace("[]", "").replace("{}", "")
    return not brackets


def _unbalanced(text: str) -> Mistake | None:
    """Return the first bracket without its counterpart, as a mistake."""
    opened: list[tuple[str, int]] = []
    for match in _STRING_OR_BRACKET.finditer(text):
        bracket = match[1]
        if bracket in _PAIRS:
            if not opened:
                message = f'"{bracket}" closes nothing'
                return Mistake(line_of(text, match.start()), message, "remove it")
            start, position = opened.pop()
            if start != _PAIRS[bracket]:
                return _unclosed(text, start, position)
        elif bracket:
            opened.append((bracket, match.start()))
    return _unclosed(text, *opened[-1]) if opened else None


def _unclosed(text: str, bracket: str, position: int) -> Mistake:
    closing = next(close for close, start in _PAIRS.items() if start == bracket)
    message = f'"{bracket}" is never closed'
    return Mistake(line_of(text, position), message, f"write {closing} where it ends")
