"""Detects facts in Markdown that need a source: numbers, dates and quotations."""

from __future__ import annotations

import re

# A free-standing number, such as 75,000, 25% or 2026, but not one in a name: H200, 3A090, GPT-4.
_NUMBER = re.compile(r"(?<![\w-])\d[\d.,]*(?![\w-]*[^\W\d_])")
_QUOTATION = re.compile(r'"[^"\s]+\s[^"]+"|“[^”\s]+\s[^”]+”|‘[^’\s]+\s[^’]+’')
_NOT_TEXT = re.compile(
    r"!\[[^\]]*\]\([^)]*\)"  # a picture, with its text and caption
    r"|\]\([^)]*\)"  # a link's address
    r"|`[^`]*`"
    r"|^\s*\d+\.\s"  # a list's numbering
    r"|<[^>]*>"
    r"|\{:[^}]*\}"
    r"|\[\^[^\]]*\]",
    re.MULTILINE,
)


def states_facts(markdown: str) -> bool:
    """Return whether the text contains a free-standing number, a date or a quotation."""
    text = _NOT_TEXT.sub(" ", markdown)
    return bool(_NUMBER.search(text) or _QUOTATION.search(text))
