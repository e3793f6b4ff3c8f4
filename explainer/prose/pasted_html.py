"""Reports text pasted as HTML from Word, Google Docs or a web page once, instead of every tag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from explainer.fragment import Fault

# What only these programs write.
_PASTED = re.compile(
    r"class=[\"']?Mso\w|</?[owvm]:\w|docs-internal-guid|<!--\s*(?:Start|End)Fragment|<!--\[if "
    r"|(?<![\w-])mso-[\w-]+:|xmlns:[owvm]=|google-docs|data-sheets-",
    re.IGNORECASE,
)
# A style on its own may be typed by hand; several weren't.
_STYLED = re.compile(
    r"<(?:span|p|font|div|td|b|h[1-6]|li|ul|ol)\b[^<>]*\s(?:style|color|face)=", re.I
)
_MANY = 3
_CODES = frozenset({"unsafe-html", "unclosed-html"})
_MESSAGE = "this was pasted as HTML, from a word processor or a web page"
_HINT = "paste it again as plain text (Ctrl+Shift+V or Cmd+Shift+V), and write it as Markdown"


def with_pastes_reported_once(text: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield the faults of a text, but one fault for each passage that was pasted as HTML.

    A passage reaches from its first sign of pasted HTML to its last, with the lines next to them.
    """
    passages = list(_passages(text.split("\n"))) if "<" in text else []
    for start, _ in passages:
        yield Fault(start, "unsafe-html", _MESSAGE, _HINT)
    for fault in faults:
        inside = any(start <= fault.line <= end for start, end in passages)
        if not (inside and fault.code in _CODES):
            yield fault


def _passages(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each passage, counting from 1."""
    numbered = list(enumerate(lines, start=1))
    certain = [number for number, line in numbered if _PASTED.search(line)]
    styled = [number for number, line in numbered for _ in _STYLED.findall(line)]
    if certain or len(styled) >= _MANY:
        start, end = min(certain + styled), max(certain + styled)
        while start > 1 and _is_html(lines[start - 2]):
            start -= 1
        while end < len(lines) and _is_html(lines[end]):
            end += 1
        yield start, end


def _is_html(line: str) -> bool:
    return bool(re.search(r"</?\w[^<>]*>?", line))
