"""Lines of a text that keep their numbers while earlier steps of the conversion rewrite them."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """A line of Markdown, and the number of the line in the text that it comes from (from 1)."""

    number: int
    text: str
