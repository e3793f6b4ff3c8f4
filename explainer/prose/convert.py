"""Converts Markdown to a fragment: HTML with placeholders, using Python-Markdown.

Citations, links, pictures and markers become placeholders. Nothing is looked up here, so a
fragment depends only on its text.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, cast

from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode

from explainer.fragment import (
    MARK_CLOSE,
    MARK_OPEN,
    RESERVED_CHARACTERS,
    Abbreviation,
    Fault,
    Fragment,
    Heading,
    Mark,
    Stray,
    mark_token,
)
from explainer.patterns import lazy_pattern
from explainer.prose import allowed_html
from explainer.prose.abbreviations import explain_abbreviations, read_abbreviations
from explainer.prose.apostrophes import ApostropheProcessor
from explainer.prose.attribute_lists import AttributeListExtension
from explainer.prose.bare_addresses import register_addresses
from explainer.prose.block_locator import BlockLocator
from explainer.prose.block_rules import follow_commonmark
from explainer.prose.callouts import rewrite_callouts
from explainer.prose.code_blocks import CodePlacer
from explainer.prose.fast_inline import guard_patterns
from explainer.prose.footnote_lines import LocatedFootnotes, without_spaces
from explainer.prose.html_blocks import HtmlBlockPreprocessor
from explainer.prose.html_content import HtmlContentProcessor, TagRestorer
from explainer.prose.inline_notes import InlineNoteProcessor
from explainer.prose.inline_syntax import register_inline_syntax
from explainer.prose.line_breaks import join_lines
from explainer.prose.line_notes import read_notes, without_notes
from explainer.prose.list_marks import without_marks
from explainer.prose.list_processor import replace_list_parsers
from explainer.prose.list_structure import mark_lists
from explainer.prose.markdown_processors import CiteProcessor, TreeFinisher
from explainer.prose.note_blocks import NoteFolder, NoteProcessor
from explainer.prose.other_dialects import tab_table_faults
from explainer.prose.pasted_html import with_pastes_reported_once
from explainer.prose.protected_text import BLOCK_TOKEN, Protected, protect
from explainer.prose.source_lines import Line
from explainer.prose.table_processor import StrictTableProcessor
from explainer.prose.task_lists import TaskProcessor
from explainer.prose.text_from_html import heading_texts
from explainer.urls import composed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_WORD = lazy_pattern(r"\w+")
_IDEOGRAPH = lazy_pattern("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ID = lazy_pattern(r'<[^<>]* id="([^"]*)"')
_TOKEN = lazy_pattern(f"{MARK_OPEN}\\d+{MARK_CLOSE}")
# What `protect`, `rewrite_callouts` and `read_abbreviations` look for.
_REWRITTEN = lazy_pattern(r"```|~~~|<!--|\[!|:::|\*\[")
# Each step rewrites the lines of a text; added lines have the number of a neighbour.
_BLOCK_STEPS: tuple[Callable[[list[Line]], list[Line]], ...] = (mark_lists,)


def to_fragment(text: str) -> Fragment:
    """Convert Markdown to a `Fragment`: the HTML, its placeholders, and the faults in the text."""
    return _converter().convert(text)


@cache
def _converter() -> Converter:
    return Converter()


class Converter:
    """Converts Markdown texts, one after another.

    `markdown` is configured once, as that takes long. All other attributes are the state of the
    current conversion: `lines` are the numbered lines that Python-Markdown gets, the others become
    parts of the fragment.
    """

    def __init__(self) -> None:
        self.footnotes = LocatedFootnotes(BACKLINK_TEXT="↩", BACKLINK_TITLE="Back to the text")
        self.markdown = Markdown(
            # Given as instances, because names are looked up in all installed packages.
            extensions=[
                TableExtension(use_align_attribute=True),
                self.footnotes,
                DefListExtension(),
                AttributeListExtension(),
                SmartyExtension(),
                MarkdownInHtmlExtension(),
                TocExtension(marker="", slugify=_slug),
            ],
            output_format="html",
        )
        self.markdown.block_level_elements.append("caption")
        # These three replace Python-Markdown's own.
        self.markdown.preprocessors.register(HtmlBlockPreprocessor(self), "html_block", 20)
        blocks = self.markdown.parser.blockprocessors
        blocks.register(HtmlContentProcessor(self.markdown.parser), "markdown_block", 105)
        blocks.register(NoteProcessor(self.markdown.parser), "admonition", 105)
        blocks.register(StrictTableProcessor(self), "table", 75)
        self.code = CodePlacer(self.markdown)
        # In this order, around Python-Markdown's own: footnotes (50), inline parsing (20),
        # attributes (8), quotation marks (6), and toc (5), which gives headings their ids.
        for processor, name, priority in (
            (InlineNoteProcessor(self, self.footnotes), "inline_notes", 60),
            (TagRestorer(self.markdown), "restore_tags", 48),
            (self.code, "code", 45),
            (NoteFolder(self.markdown), "fold", 44),
            (BlockLocator(self), "locate", 30),
            (TaskProcessor(self.markdown), "tasks", 25),
            (ApostropheProcessor(self), "apostrophes", 7),
            (TreeFinisher(self), "finish", 4),
        ):
            self.markdown.treeprocessors.register(processor, name, priority)
        self.markdown.inlinePatterns.register(CiteProcessor(self), "cite", 172)
        register_inline_syntax(self.markdown)
        register_addresses(self.markdown)
        replace_list_parsers(self.markdown, self)
        follow_commonmark(self.markdown)
        guard_patterns(self.markdown)
        self._reset("")

    def _reset(self, text: str) -> None:
        self.lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]
        self.marks: list[Mark] = []
        self.faults: list[Fault] = []
        self.strays: list[Stray] = []
        self.uncited_lines: list[int] = []
        self.uncited_values: list[int] = []
        self.heading_lines: list[int] = []
        self.raw_lines: dict[int, int] = {}
        self.text = text
        self.words = 0
        self.abbreviations: dict[str, Abbreviation] = {}

    def convert(self, text: str) -> Fragment:
        """Convert Markdown to a `Fragment`."""
        if not text.isascii():
            text = RESERVED_CHARACTERS.sub("", text)
        self._reset(text)
        self.markdown.reset()
        self._apply_block_steps()
        self.text = "\n".join(line.text for line in self.lines)
        html = without_notes(self.code.in_html(self.markdown.convert(self.text)))
        html = without_marks(html)
        self.faults += allowed_html.raw_html_faults(self._raw_html())
        html = join_lines(_with_composed_ids(allowed_html.clean(html)))
        html, unused = explain_abbreviations(html, self.abbreviations)
        self.faults += unused
        ids = tuple(_ID.findall(html))
        self.faults += self._unused_footnotes(ids)
        self.faults = list(with_pastes_reported_once(text, self.faults))
        return Fragment(
            encoded_html=html.encode(),
            marks=tuple(self.marks),
            headings=tuple(self._headings(html)),
            ids=ids,
            words=self.words,
            abbreviations=tuple(self.abbreviations.values()),
            uncited_lines=tuple(self.uncited_lines),
            uncited_values=tuple(self.uncited_values),
            strays=tuple(self.strays),
            faults=tuple(self.faults),
        )

    def _apply_block_steps(self) -> None:
        """Rewrite the lines, step by step, into what Python-Markdown understands."""
        self.code.protected = protected = Protected(self.lines)
        if _REWRITTEN.search(self.text):
            # First, so that no step mistakes code for Markdown.
            self.code.protected = protected = protect(self.lines)
            lines, callout_faults = rewrite_callouts(protected.lines)
            self.lines, self.abbreviations, abbreviation_faults = read_abbreviations(lines)
            self.faults += [*protected.faults, *callout_faults, *abbreviation_faults]
        self.faults += tab_table_faults(protected.lines)
        self.words = _count_words(protected)
        for step in _BLOCK_STEPS:
            self.lines = step(self.lines)

    def mark(self, mark: Mark) -> str:
        """Add a mark to the fragment, and return its placeholder for the HTML."""
        self.marks.append(mark)
        return mark_token(len(self.marks) - 1)

    def has_footnote(self, name: str) -> bool:
        """Return whether the text defines a footnote of that name."""
        return name in self.footnotes.footnotes

    def _unused_footnotes(self, ids: tuple[str, ...]) -> Iterator[Fault]:
        for name in self.footnotes.footnotes:
            if f"fnref:{escape(without_spaces(name))}" not in ids:
                message = f'unused footnote "[^{name}]"'
                hint = f"write [^{name}] where it belongs, or remove the footnote"
                if name in self.footnotes.inline:
                    message = "a note, ^[…], is where it can't be shown, such as in an attribute"
                    hint = "move it into the text, or write a backslash before it"
                yield Fault(self.footnotes.lines[name], "footnote", message, hint)

    def _headings(self, html: str) -> Iterator[Heading]:
        texts = heading_texts(html)
        tokens = cast("Any", self.markdown).toc_tokens
        for token, line in zip(_flat(tokens), self.heading_lines, strict=False):
            yield Heading(token["level"], token["id"], texts.get(token["id"], ""), line)

    def _raw_html(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield each piece of raw HTML, with the numbers of its lines."""
        for index, piece in enumerate(self.markdown.htmlStash.rawHtmlBlocks):
            if isinstance(piece, str) and piece.startswith("<"):
                if index in self.raw_lines:
                    first = self.raw_lines[index] - 1
                    lines = self.lines[first : first + piece.count("\n") + 1]
                    yield piece, [line.number for line in lines]
                else:
                    _, numbers = read_notes(piece, 1)
                    yield without_notes(piece), numbers


def _with_composed_ids(html: str) -> str:
    """Return sanitised HTML with its ids in Unicode's composed form, as links to them are."""
    if html.isascii():
        return html
    return _ID.sub(lambda match: match[0].replace(match[1], composed(match[1])), html)


def _count_words(protected: Protected) -> int:
    """Return the number of words in the text without comments, code included.

    Two Chinese or Japanese characters count as a word, since they aren't separated by spaces.
    """
    text = "\n".join(line.text for line in protected.lines)
    if protected.codes:
        codes = (code.text for code in protected.codes if code)
        text = "\n".join([BLOCK_TOKEN.sub("", text), *codes])
    ideographs = 0
    if not text.isascii():
        text, ideographs = _IDEOGRAPH.subn(" ", text)
    return len(_WORD.findall(text)) + (ideographs + 1) // 2


def _flat(tokens: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        yield token
        yield from _flat(token["children"])


def _slug(text: str, separator: str) -> str:
    # Composed first: a combining accent isn't a letter, and would be left out.
    return slugify_unicode(composed(_TOKEN.sub("", without_notes(text))), separator)
