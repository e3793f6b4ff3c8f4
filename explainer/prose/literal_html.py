"""Reports citations, links and markers in HTML where they aren't read: in `<pre>`, in attributes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.fragment import Fault
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The lookahead for the closing bracket comes first, to avoid trying each @ after an unclosed one.
_CITATION_OR_LINK = lazy_pattern(
    r"\[(?=[^\[\]]*+\])(?:[^\[\]]*[\s;-])?@[A-Za-z0-9][^\[\]]*\]"
    r"|!?\[[^\[\]]*\]\((?:[a-z]+:[^\s()]+|[^\s():]+\.(?:md|png|svg|jpe?g|webp|gif))[^()]*\)"
    r"|\[\^[^\[\]\s]+\]"
)
_MARKER = lazy_pattern(r"^[ \t]*\[([a-z][a-z-]*)(?:[ \t][^\[\]@]*)?\][ \t]*$", re.MULTILINE)


def literal_faults(text: str, lines: Sequence[int], element: str) -> Iterator[Fault]:
    """Yield a warning for each piece of Markdown in text that a page shows as it was typed.

    `lines` are the numbers of the text's lines; `element` is the tag of the element that holds it.
    """
    found = [*_CITATION_OR_LINK.finditer(text), *_MARKER.finditer(text)]
    position = index = 0
    for match in sorted(found, key=lambda match: match.start()):
        typed = match[0].strip()
        start = match.end() - len(match[0].lstrip())
        index += text.count("\n", position, start)
        position = start
        message = f'"{typed}" would be shown as typed in <{element}>'
        hint = f"write it outside of <{element}>, or, if it's code, put <code> around it"
        marker = match[1] if match.re is _MARKER else ""
        yield Fault(lines[index], "html-text", message, hint, is_warning=True, marker=marker)


def attribute_literals(tag: str, text: str, lines: Sequence[int]) -> Iterator[Fault]:
    """Yield a warning for each citation, link and footnote in attributes, which show it as typed.

    `text` is a tag, or the value of one of its attributes, and `lines` are the numbers of its lines.
    """
    for match in _CITATION_OR_LINK.finditer(text):
        message = f'"{match[0]}" would be shown as typed in an attribute of <{tag}>'
        line = lines[min(text.count("\n", 0, match.start()), len(lines) - 1)]
        hint = "write it in the text, or without brackets"
        yield Fault(line, "html-text", message, hint, is_warning=True)
