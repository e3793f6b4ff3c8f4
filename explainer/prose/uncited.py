"""Whether a piece of Markdown states something that a reader would want a source for."""

from __future__ import annotations

import re

# A number that stands free: 75,000 or 25% or 2026, but not the H200, 3A090 or GPT-4.
_NUMBER = re.compile(r"(?<![\w-])\d[\d.,]*(?![\w-]*[^\W\d_])")
_QUOTATION = re.compile(r'"[^"\s]+\s[^"]+"|“[^”\s]+\s[^”]+”|‘[^’\s]+\s[^’]+’')
_NOT_SAID = re.compile(
    r"!\[[^\]]*\]\([^)]*\)"  # a picture, with its text and caption
    r"|\]\([^)]*\)"  # where a link leads
    r"|`[^`]*`"
    r"|^\s*\d+\.\s"  # a list's numbering
    r"|<[^>]*>"
    r"|\{:[^}]*\}"
    r"|\[\^[^\]]*\]",
    re.MULTILINE,
)


def states_facts(markdown: str) -> bool:
    """Return whether the text has a free-standing number, a date or a quotation."""
    said = _NOT_SAID.sub(" ", markdown)
    return bool(_NUMBER.search(said) or _QUOTATION.search(said))
