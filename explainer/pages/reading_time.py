"""How long a text takes to read."""

from __future__ import annotations

WORDS_PER_MINUTE = 220


def minutes(words: int) -> int:
    """Return how many minutes it takes to read this many words, rounded, but at least 1."""
    return max(1, round(words / WORDS_PER_MINUTE))
