"""Markdown within a line that Python-Markdown lacks: `~~struck~~`, `==marked==`, `H~2~O`, `x^2^`.

Also a backslash at the end of a line, which breaks it (CommonMark 0.31, section 6.7).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor

from explainer.fragment import LINE_CLOSE, LINE_OPEN

if TYPE_CHECKING:
    from markdown import Markdown

# Letters of scripts that put spaces between words, where `==` within a word isn't a sign.
_LETTER = "0-9A-Za-z_\u00aa-\u1fff"
# Python-Markdown's placeholder for what it has already read counts as one character.
_PLACEHOLDER = "\x02[^\x03]*\x03"
_SHORT = f"((?:{_PLACEHOLDER}|[^\\s\x02{{0}}]){{{{1,12}}}})"
_AFTER_WORD = r"(?<=[^\W_]|\))"

_PAIRS = {
    # GitHub Flavored Markdown 0.29, section 6.5.
    "strike": ("del", r"(?<!~)~~(?=[^\s~])", r"(?<=[^\s~])~~(?!~)"),
    "highlight": (
        "mark",
        rf"(?<![={_LETTER}])==(?=[^\s=])",
        rf"(?<=[^\s=])==(?![={_LETTER}])",
    ),
}
# A note may follow: `m^2^^[Measured.]`.
SUPERSCRIPT = rf"{_AFTER_WORD}\^(?!\[){_SHORT.format('^')}\^(?!\d|\^(?!\[))"
_SCRIPTS = {
    "subscript": ("sub", rf"{_AFTER_WORD}~(?!~){_SHORT.format('~')}~(?![~\d])"),
    "superscript": ("sup", SUPERSCRIPT),
}
_HARD_BREAK = rf"\\(?:{LINE_OPEN}\d+{LINE_CLOSE})?\n"


def register_inline_syntax(markdown: Markdown) -> None:
    """Add the patterns of this module to Markdown."""
    patterns = markdown.inlinePatterns
    # After code (190) and `escape` (180), which takes two backslashes.
    patterns.register(HardBreakProcessor(_HARD_BREAK, markdown), "hard_break", 178)
    # After HTML (90), before emphasis (60), which may be inside or outside.
    for priority, (name, (tag, opening, closing)) in enumerate(_PAIRS.items(), start=86):
        patterns.register(PairProcessor(tag, opening, closing, markdown), name, priority)
    for priority, (name, (tag, pattern)) in enumerate(_SCRIPTS.items(), start=70):
        patterns.register(ScriptProcessor(tag, pattern, markdown), name, priority)


class HardBreakProcessor(InlineProcessor):
    """Replaces a backslash at the end of a line with `<br>`."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element, int, int]:
        """Return the element, and the start and end of what it replaces."""
        return Element("br"), m.start(), m.end()


class PairProcessor(InlineProcessor):
    """Makes an element of the text between an opening and a closing sign."""

    def __init__(self, tag: str, opening: str, closing: str, markdown: Markdown) -> None:
        super().__init__(opening, markdown)
        self.tag = tag
        self.closing = re.compile(closing)
        # Text in which nothing closes a sign from some point on: not searched again from later ones.
        self.unclosed = ""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the element, and the start and end of what it replaces; None if it isn't closed."""
        if data is self.unclosed:
            return None, None, None
        end = self.closing.search(data, m.end() + 1)
        if end is None:
            self.unclosed = data
            return None, None, None
        element = Element(self.tag)
        element.text = data[m.end() : end.start()]
        return element, m.start(), end.end()


class ScriptProcessor(InlineProcessor):
    """Makes a subscript or superscript of a short text right after a letter, digit or `)`."""

    def __init__(self, tag: str, pattern: str, markdown: Markdown) -> None:
        super().__init__(pattern, markdown)
        self.tag = tag

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element, int, int]:
        """Return the element, and the start and end of what it replaces."""
        element = Element(self.tag)
        element.text = m[1]
        return element, m.start(), m.end()
