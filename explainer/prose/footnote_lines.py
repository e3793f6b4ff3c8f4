"""Footnotes as in Python-Markdown, with the line of each definition."""

from __future__ import annotations

from markdown.extensions.footnotes import FootnoteExtension

from explainer.prose.line_notes import read_notes


class LocatedFootnotes(FootnoteExtension):
    """Takes the line notes out of the names of footnotes; `lines` has the line of each name.

    `inline` are the names that notes within the text, `^[…]`, have got.
    """

    def reset(self) -> None:
        """Forget the footnotes of the last text."""
        super().reset()
        self.lines: dict[str, int] = {}
        self.inline: set[str] = set()

    def setFootnote(self, id: str, text: str) -> None:  # noqa: A002, N802
        """Add the definition of a footnote."""
        name, numbers = read_notes(id, 1)
        self.lines[name] = numbers[0]
        super().setFootnote(name, text)

    def makeFootnoteId(self, id: str) -> str:  # noqa: A002, N802
        """Return the id of a footnote; its name may have spaces, which ids can't have."""
        return super().makeFootnoteId(without_spaces(id))

    # Python-Markdown names the argument too when it calls this.
    def makeFootnoteRefId(self, id: str, *, found: bool = False) -> str:  # type: ignore[override]  # noqa: A002, N802
        """Return the id of a sign that leads to a footnote."""
        return super().makeFootnoteRefId(without_spaces(id), found=found)


def without_spaces(name: str) -> str:
    """Return a footnote's name with a hyphen in place of spaces, as in ids."""
    return "-".join(name.split())
