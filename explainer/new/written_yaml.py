"""Writes text as a YAML value that is read as the same text again."""

from __future__ import annotations

import json

from explainer.patterns import lazy_pattern

# Text that needs no quotes: it starts with a letter, and has no sign that YAML knows.
_PLAIN = lazy_pattern(r"[^\W\d_](?:[\w .,;’()–—/+?!-]|:(?=\S))*")
_WORDS = frozenset("true false yes no on off null y n".split())
_LONGEST = 100


def scalar(text: str) -> str:
    """Return text as it's written after `key: `, in quotes if it needs them."""
    is_plain = _PLAIN.fullmatch(text) and not text.endswith((" ", ":"))
    if is_plain and text.casefold() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def in_brackets(ids: str) -> str:
    """Return ids with commas between them as a list: `[a, b]`."""
    return f"[{ids}]"


def one_or_list(ids: str) -> str:
    """Return one id as it is, and several as a list."""
    return in_brackets(ids) if "," in ids else ids
