"""Tells the HTML elements that a text opens and never closes.

Python-Markdown closes them at the end without a word, and loses text where two of a kind are
open: what stands below is then no longer what its editor meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions.md_in_html import HTMLExtractorExtra
from markdown.preprocessors import Preprocessor

from explainer.prose.allowed_html import TYPED_TAGS, WITHIN_LINES, never_closed

if TYPE_CHECKING:
    from explainer.prose.processors import Notes

# Those within lines are told by `markup`, and those that are not allowed as such.
_BLOCKS = TYPED_TAGS - WITHIN_LINES
# HTML, section 13.1.2.4: whose end may be left out, since what follows says it.
_ENDS_ITSELF = frozenset("dd dt li p rp rt tbody td tfoot th thead tr".split())


class OpenBlocks(Preprocessor):
    """Takes blocks of HTML out as Python-Markdown's own does, and notes what is left open."""

    def __init__(self, notes: Notes) -> None:
        super().__init__(notes.markdown)
        self.notes = notes

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with what stands for each block."""
        reader = _BlockReader(self.md)
        reader.feed("\n".join(lines))
        reader.close()
        self.notes.faults += [
            never_closed(tag, line) for tag, line in reader.left_open if tag in _BLOCKS
        ]
        return "".join(reader.cleandoc).split("\n")


class _BlockReader(HTMLExtractorExtra):
    """Follows which blocks are open, and from which line on."""

    # Of Python-Markdown's own, which keeps those apart whose text it reads.
    mdstack: list[str]

    def reset(self) -> None:
        """Begin anew."""
        self.opened: list[tuple[str, int]] = []
        self.left_open: list[tuple[str, int]] = []
        super().reset()

    def close(self) -> None:
        """Read what is left, and note all that is still open."""
        self.goahead(end=True)
        left_open = [*self.left_open, *self.opened[:1], *_lacking_an_end(self.opened[1:])]
        super().close()
        self.left_open = left_open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Follow what a tag opens."""
        super().handle_starttag(tag, attrs)
        self._follow()

    def handle_endtag(self, tag: str) -> None:
        """Follow what a tag closes, and note what was opened within that and is closed with it."""
        before = self.opened
        super().handle_endtag(tag)
        self._follow()
        self.left_open += _lacking_an_end(before[len(self.opened) + 1 :])

    def _follow(self) -> None:
        now = [*self.mdstack, *self.stack]
        kept = [each for each, tag in zip(self.opened, now, strict=False) if each[0] == tag]
        self.opened = kept + [(tag, self.getpos()[0]) for tag in now[len(kept) :]]


def _lacking_an_end(elements: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [element for element in elements if element[0] not in _ENDS_ITSELF]
