"""Python-Markdown's parser for notes: `!!! note`, and `??? note` for those that readers unfold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.extensions.admonition import AdmonitionProcessor
from markdown.treeprocessors import Treeprocessor

from explainer.fragment import LINE_CLOSE, LINE_OPEN
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from markdown import Markdown

_FOLDED, _UNFOLDED = "folded", "unfolded"


class NoteProcessor(AdmonitionProcessor):
    """Parses notes as Python-Markdown's extension does, and also those that start with `???`."""

    RE = lazy_pattern(
        r"(?:^|\n)(!!!|\?\?\?\+?) ?(?=[\w\-\"])([\w\-]+(?: +[\w\-]+)*)?"
        rf'(?: +"(.*?)")?((?:{LINE_OPEN}\d+{LINE_CLOSE})?) *(?:\n|$)'
    )

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        """Return the classes of a note's element, and its title (None for none)."""
        sign, kind, title, note = match.groups()
        classes = self.RE_SPACES.sub(" ", kind or "note").lower()
        if title is None:
            title = classes.split(" ", 1)[0].capitalize()
        if sign != "!!!":
            classes += f" {_UNFOLDED if sign.endswith('+') else _FOLDED}"
        return classes, (title + note if title else None)


class NoteFolder(Treeprocessor):
    """Makes `<details>` of the notes that `NoteProcessor` has marked as foldable."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(markdown)

    def run(self, root: Element) -> None:
        """Replace the foldable notes in the tree."""
        for note in root.iter("div"):
            classes = note.get("class", "").split()
            if classes[:1] != ["admonition"] or classes[-1] not in {_FOLDED, _UNFOLDED}:
                continue
            note.tag = "details"
            note.set("class", " ".join(classes[:-1]))
            if classes[-1] == _UNFOLDED:
                note.set("open", "")
            title = note[0] if len(note) and note[0].get("class") == "admonition-title" else None
            if title is None:
                title = Element("summary")
                title.text = classes[1].capitalize()
                note.insert(0, title)
            title.tag = "summary"
            title.attrib.clear()
