"""Reports block-level HTML elements that are opened but never closed.

Python-Markdown silently closes them at the end of the text, and loses text if two of a kind are
open, so everything below the unclosed element goes wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions.md_in_html import HTMLExtractorExtra
from markdown.preprocessors import Preprocessor

from explainer.prose.allowed_html import INLINE_TAGS, TYPED_TAGS, unclosed_fault

if TYPE_CHECKING:
    from explainer.prose.markdown_processors import ConversionContext

# Unclosed inline elements and forbidden elements are reported by `allowed_html`.
_BLOCKS = TYPED_TAGS - INLINE_TAGS
# HTML, section 13.1.2.4: elements whose end tag may be omitted, because what follows implies it.
_END_TAG_OPTIONAL = frozenset("dd dt li p rp rt tbody td tfoot th thead tr".split())


class HtmlBlockPreprocessor(Preprocessor):
    """Replaces HTML blocks by placeholders, as in Python-Markdown; reports unclosed elements."""

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown)
        self.context = context

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with each HTML block replaced by Python-Markdown's placeholder."""
        reader = _BlockReader(self.md)
        reader.feed("\n".join(lines))
        reader.close()
        self.context.faults += [
            unclosed_fault(tag, line) for tag, line in reader.unclosed if tag in _BLOCKS
        ]
        return "".join(reader.cleandoc).split("\n")


class _BlockReader(HTMLExtractorExtra):
    """Extracts HTML blocks, and tracks which elements are open.

    `open_elements` and `unclosed` are pairs of a tag and the line of its start tag.
    """

    # The base class's own stack, for elements whose content it parses as Markdown.
    mdstack: list[str]

    def reset(self) -> None:
        """Reset the state, as the base class requires."""
        self.open_elements: list[tuple[str, int]] = []
        self.unclosed: list[tuple[str, int]] = []
        super().reset()

    def close(self) -> None:
        """Parse the rest of the input, and record every element that is still open."""
        self.goahead(end=True)
        outermost, inner = self.open_elements[:1], self.open_elements[1:]
        unclosed = [*self.unclosed, *outermost, *_requiring_end_tag(inner)]
        super().close()
        self.unclosed = unclosed

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Track the elements that a start tag opens."""
        super().handle_starttag(tag, attrs)
        self._update()

    def handle_endtag(self, tag: str) -> None:
        """Track the elements that an end tag closes, and record those it closes implicitly."""
        before = self.open_elements
        super().handle_endtag(tag)
        self._update()
        self.unclosed += _requiring_end_tag(before[len(self.open_elements) + 1 :])

    def _update(self) -> None:
        tags = [*self.mdstack, *self.stack]
        still_open = [
            element
            for element, tag in zip(self.open_elements, tags, strict=False)
            if element[0] == tag
        ]
        line = self.getpos()[0]
        self.open_elements = still_open + [(tag, line) for tag in tags[len(still_open) :]]


def _requiring_end_tag(elements: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [element for element in elements if element[0] not in _END_TAG_OPTIONAL]
