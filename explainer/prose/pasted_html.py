"""Reports text pasted as HTML from Word, Google Docs or a web page once, instead of every tag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.fragment import Fault
from explainer.patterns import lazy_pattern

# What only these programs write.
_PASTED = lazy_pattern(
    r"class=[\"']?Mso\w|</?[owvm]:\w|docs-internal-guid|<!--\s*(?:Start|End)Fragment|<!--\[if "
    r"|(?<![\w-])mso-[\w-]+:|xmlns:[owvm]=|google-docs|data-sheets-",
    re.IGNORECASE,
)
# A style on its own may be typed by hand; several weren't.
_STYLED = lazy_pattern(
    r"<(?:span|p|font|div|td|b|h[1-6]|li|ul|ol)\b[^<>]*\s(?:style|color|face)=", re.I
)
_MANY = 3
_GAP = 10  # lines without a sign, after which something else may have been pasted
_CODES = frozenset({"unsafe-html", "unclosed-html"})
_MESSAGE = "this was pasted as HTML, from a word processor or a web page"
_HINT = "paste it again as plain text (Ctrl+Shift+V or Cmd+Shift+V), and write it as Markdown"


def with_pastes_reported_once(text: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield the faults of a text, but one fault for each passage that was pasted as HTML.

    A passage reaches from its first sign of pasted HTML to its last, with the lines next to them.
    """
    passages = list(_passages(text)) if "<" in text else []
    for start, _ in passages:
        yield Fault(start, "unsafe-html", _MESSAGE, _HINT)
    for fault in faults:
        inside = any(start <= fault.line <= end for start, end in passages)
        if not (inside and fault.code in _CODES):
            yield fault


def _passages(text: str) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each passage, counting from 1."""
    certain = [match.start() for match in _PASTED.finditer(text)]
    styled = [match.start() for match in _STYLED.finditer(text)]
    if not certain and len(styled) < _MANY:
        return
    lines = text.split("\n")
    signs = list(_lines_of(sorted(certain + styled), lines))
    first = 0
    for index, line in enumerate(signs):
        if index + 1 == len(signs) or signs[index + 1] - line > _GAP:
            start, end = signs[first], line
            while start > 1 and _is_html(lines[start - 2]):
                start -= 1
            while end < len(lines) and _is_html(lines[end]):
                end += 1
            yield start, end
            first = index + 1


def _lines_of(positions: Iterable[int], lines: list[str]) -> Iterator[int]:
    """Yield the line of each position in the joined lines; positions are in ascending order."""
    line, end = 1, len(lines[0])
    for position in positions:
        while position > end:
            end += len(lines[line]) + 1
            line += 1
        yield line


def _is_html(line: str) -> bool:
    return bool(re.search(r"</?\w[^<>]*>?", line))
