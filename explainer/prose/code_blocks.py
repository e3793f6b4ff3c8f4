"""Puts the code of fences back where its block tokens are in Python-Markdown's tree."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from explainer.fragment import BLOCK_OPEN
from explainer.prose.code_fences import code_element, code_html
from explainer.prose.protected_text import BLOCK_TOKEN

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from markdown import Markdown

    from explainer.prose.protected_text import Protected


class CodePlacer(Treeprocessor):
    """Replaces block tokens in the tree by code; `protected` belongs to the current text."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(markdown)
        self.protected: Protected

    def run(self, root: Element) -> None:
        """Replace the tokens in every element but those that hold code already."""
        if not self.protected.codes:
            return
        for parent in list(root.iter()):
            if BLOCK_OPEN in (parent.text or ""):
                self._split_text(parent)
            for child in list(parent):
                if BLOCK_OPEN in (child.tail or ""):
                    self._split_tail(parent, child)
                if child.tag == "p" and BLOCK_OPEN in (child.text or ""):
                    self._split_paragraph(parent, child)

    def in_html(self, html: str) -> str:
        """Return HTML with the tokens replaced that were in no element, such as those in raw HTML."""
        if BLOCK_OPEN not in html:
            return html

        def replacement(token: re.Match[str]) -> str:
            code = self.protected.code_of(token)
            return code_html(code) if code else ""

        return BLOCK_TOKEN.sub(replacement, html)

    def _pieces(self, text: str) -> tuple[str, list[tuple[Element | None, str]]]:
        """Return the text before the first token, and for each token its code and what follows."""
        tokens = list(BLOCK_TOKEN.finditer(text))
        ends = [token.start() for token in tokens[1:]] + [len(text)]
        pieces = []
        for token, end in zip(tokens, ends, strict=True):
            code = self.protected.code_of(token)
            pieces.append((code_element(code) if code else None, text[token.end() : end]))
        return text[: tokens[0].start()] if tokens else text, pieces

    def _split_text(self, parent: Element) -> None:
        if isinstance(parent.text, AtomicString):
            return
        parent.text, pieces = self._pieces(parent.text or "")
        self._insert(parent, 0, None, pieces)

    def _split_tail(self, parent: Element, child: Element) -> None:
        child.tail, pieces = self._pieces(child.tail or "")
        self._insert(parent, list(parent).index(child) + 1, child, pieces)

    def _insert(
        self,
        parent: Element,
        index: int,
        last: Element | None,
        pieces: list[tuple[Element | None, str]],
    ) -> None:
        """Insert code and the text after it into an element, after its child `last` (None: text)."""
        for code, text in pieces:
            if code is not None:
                parent.insert(index, code)
                code.tail, last, index = text, code, index + 1
            elif last is None:
                parent.text = (parent.text or "") + text
            else:
                last.tail = (last.tail or "") + text

    def _split_paragraph(self, parent: Element, paragraph: Element) -> None:
        """Split a paragraph at its tokens, because code can't be within a paragraph."""
        before, pieces = self._pieces(paragraph.text or "")
        index, tail = list(parent).index(paragraph), paragraph.tail
        parent.remove(paragraph)
        # The children come last, such as the link back from a footnote.
        texts = [before, *(text for _, text in pieces)]
        blocks: list[Element | None] = [_paragraph(text, paragraph.attrib) for text in texts[:-1]]
        blocks.append(_paragraph(texts[-1], paragraph.attrib, children=list(paragraph)))
        codes = [code for code, _ in pieces]
        ordered = [block for pair in zip(blocks, [*codes, None], strict=True) for block in pair]
        kept = [block for block in ordered if block is not None]
        for block in reversed(kept):
            parent.insert(index, block)
        if kept:
            kept[-1].tail = tail


def _paragraph(
    text: str, attributes: dict[str, str], children: Sequence[Element] = ()
) -> Element | None:
    """Return a paragraph, None if it would be empty."""
    if not text.strip() and not children:
        return None
    paragraph = Element("p", attributes)
    paragraph.text = text.strip("\n")
    paragraph.extend(children)
    return paragraph
