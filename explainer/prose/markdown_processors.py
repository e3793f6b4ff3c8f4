"""Python-Markdown processors for our syntax: citations, markers, checked links, figures, tables.

Python-Markdown keeps no line numbers. Before inline parsing, `BlockLocator` finds each block in
the source and inserts "line notes" into its citations and links: line numbers between two
private-use characters. Later processors read them, and the converter removes any that are left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, cast
from xml.etree.ElementTree import SubElement

from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from explainer.fragment import LINE_CLOSE, LINE_OPEN, RECORD_KINDS, Fault, Mark, MarkKind, Stray
from explainer.prose import allowed_html
from explainer.prose.foreign_syntax import (
    block_faults,
    find_strays,
    marker_lines,
    mistyped_markers,
    paragraph_faults,
)
from explainer.prose.uncited import states_facts
from explainer.urls import scheme_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from markdown import Markdown

LINE_NOTE = re.compile(f"{LINE_OPEN}(\\d+){LINE_CLOSE}")

# The lookahead for the closing bracket comes first, to avoid trying each @ after an unclosed one.
_CITATION = re.compile(
    r"(?<!\\)\[(?=[^\[\]]*+\](?!\())((?:[^\[\]^][^\[\]]*[\s;-])?-?@[^\[\]]*)\](?!\()"
)
_NOTED_CITATION = f"\\[{LINE_OPEN}(\\d+){LINE_CLOSE}([^\\[\\]]*)\\]"
_CITED = re.compile(r"@([^\s,;@]+)(?:,\s*([^;@]+))?")
_CITATION_FORMS = "write [@id], [@id, p. 12] or [@a; @b]"
_CITATION_OR_LINK = re.compile(_CITATION.pattern + r"|\](\(\s*<?)")
_MARKER = re.compile(r"\[([A-Za-z][A-Za-z-]*)((?:\s+[^\[\]]+)?)\]")
_TYPED_LINE = re.compile(r"[^\n\x02]*")
# Python-Markdown's placeholder for raw HTML, such as a comment.
_PLACEHOLDER = re.compile("\x02[^\x03]*\x03")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_PROSE = _HEADINGS | {"th", "td"}
_LISTS = frozenset({"ul", "ol", "dl"})
_PARAGRAPHS = frozenset({"p", "li", "dd"})


class ConversionContext(Protocol):
    """The text being converted, and what the processors record about it."""

    markdown: Markdown
    faults: list[Fault]
    strays: list[Stray]
    uncited_lines: list[int]
    heading_lines: list[int]

    def has_footnote(self, name: str) -> bool:
        """Return whether the text defines a footnote of that name."""

    def mark(self, mark: Mark) -> str:
        """Add a mark to the fragment, and return its placeholder for the HTML."""

    def find_line(self, piece: str, start: int = 1) -> int:
        """Return the number of a line that contains the piece, preferably from `start` on."""


class BlockLocator(Treeprocessor):
    """Finds each block's line, replaces markers, and adds line notes to citations and links."""

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown)
        self.context = context

    def run(self, root: Element) -> None:
        """Process every block of the tree, before Python-Markdown parses its inline text."""
        references = cast("dict[str, tuple[str, str | None]]", self.md.references)
        for name, (address, title) in references.items():
            references[name] = (_line_note(self.context.find_line(address)) + address, title)
        start = 1
        for paragraph in _paragraphs(root):
            texts: list[tuple[int, str]] = []
            for element in paragraph:
                for attribute in ("text", "tail"):
                    text = getattr(element, attribute)
                    if text and text.strip() and not isinstance(text, AtomicString):
                        line = self._process(element, attribute, start)
                        # Cells of a row share a line; any other block starts below the last one.
                        is_cell = element.tag in {"th", "td"} or attribute == "tail"
                        start = line if is_cell else line + text.strip().count("\n") + 1
                        if element.tag not in _NOT_PROSE and not isinstance(
                            element.text, AtomicString
                        ):
                            texts.append((line, _PLACEHOLDER.sub("", text)))
                if element.tag in _HEADINGS and not (element.text or "").strip():
                    self.context.heading_lines.append(start)
            self._record_uncited(texts)

    def _process(self, element: Element, attribute: str, line: int) -> int:
        """Find the line of an element's text, report its faults, and add its placeholders.

        `attribute` is "text" or "tail" (ElementTree's name for the text after an element). The line
        is searched from `line` on. Returns the line.
        """
        text: str = getattr(element, attribute)
        typed = text.strip()
        # Search for the first line, up to any placeholder of Python-Markdown's.
        line = self.context.find_line(_TYPED_LINE.findall(typed)[0], line)
        if element.tag in _HEADINGS and attribute == "text":
            self.context.heading_lines.append(line)
        marker = _MARKER.fullmatch(typed) if element.tag == "p" and attribute == "text" else None
        if marker and not len(element) and typed[1:-1].lower() not in self.md.references:
            element.tag = "div"
            element.text = AtomicString(self._marker(marker, line))
            return line
        lead = text[: len(text) - len(text.lstrip())].count("\n")
        self._record_faults(text, line - lead)
        if element.tag in _PARAGRAPHS and attribute == "text":
            self.context.faults += paragraph_faults(text, line - lead)
            self.context.strays += mistyped_markers(text, line - lead)
        if "[" in text:
            setattr(element, attribute, self._with_line_notes(text, line - lead))
        return line

    def _with_line_notes(self, text: str, line: int) -> str:
        """Return the text with a line note in each citation and link; `line` is its first line."""

        def annotate(match: re.Match[str]) -> str:
            note = _line_note(line + text.count("\n", 0, match.start()))
            return f"[{note}{match[1]}]" if match[1] is not None else f"]{match[2]}{note}"

        return _CITATION_OR_LINK.sub(annotate, text)

    def _record_faults(self, text: str, line: int) -> None:
        if "[" in text or "@" in text or text.lstrip().startswith("|"):
            references = self.md.references
            has_footnote = self.context.has_footnote
            self.context.faults += block_faults(
                text, line, references=references, has_footnote=has_footnote
            )
            self.context.strays += marker_lines(text, line, references=references)
            self.context.strays += find_strays(text, line)

    def _marker(self, match: re.Match[str], line: int) -> str:
        pairs = []
        # Spaces around an equals sign are ignored.
        for word in re.sub(r"\s*=\s*", "=", match[2]).split():
            name, equals, value = word.partition("=")
            pairs.append((name, value) if equals else ("", name))
        return self.context.mark(Mark("block", match[1], line, pairs=tuple(pairs)))

    def _record_uncited(self, texts: list[tuple[int, str]]) -> None:
        """Record the first line that states a fact, if the paragraph or list cites nothing."""
        if any(_CITATION.search(text) or ".uncited" in text for _, text in texts):
            return
        for line, text in texts:
            if states_facts(text):
                self.context.uncited_lines.append(line)
                return


class StrictTableProcessor(TableProcessor):
    """Builds tables as Python-Markdown does, and reports the surplus cells that it drops."""

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown.parser, {"use_align_attribute": True})
        self.context = context

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]
        cells = len(self._split_row(row))  # type: ignore[attr-defined]
        if cells > len(align):
            message = f"this row has {cells} cells, but the table has {len(align)} columns"
            hint = "remove a |, or add a backslash before one that belongs to a cell's text"
            line = self.context.find_line(row)
            self.context.faults.append(Fault(line, "table-form", message, hint))


class CiteProcessor(InlineProcessor):
    """Replaces citations with placeholders; supports part of Pandoc's bracketed syntax."""

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(_NOTED_CITATION, context.markdown)
        self.context = context

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        """Return a citation's placeholder, start and end; report an unsupported form."""
        line, pairs = int(m[1]), []
        for item in m[2].split(";"):
            cited = _CITED.fullmatch(item.strip())
            if cited is None:
                message = f'unsupported citation "[{m[2]}]"'
                self.context.faults.append(Fault(line, "citation-form", message, _CITATION_FORMS))
                return "", m.start(), m.end()
            pairs.append((cited[1], " ".join((cited[2] or "").split())))
        token = self.context.mark(Mark("cite", "", line, pairs=tuple(pairs)))
        return token, m.start(), m.end()


class TreeFinisher(Treeprocessor):
    """Adds placeholders for links and pictures, and checks elements, attributes and ids."""

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown)
        self.context = context

    def run(self, root: Element) -> None:
        """Process every element of the tree, after Python-Markdown has parsed all of it."""
        ids: set[str] = set()
        for element in root.iter():
            line = 0
            if element.tag == "a":
                line = self._link(element)
            elif element.tag == "img":
                line = self._picture(element)
            elif element.tag == "p":
                _make_figure(element)
            elif element.tag in {"td", "th"} and (align := element.attrib.pop("align", "")):
                _add_class(element, f"align-{align}")
            elif element.tag == "div" and element.get("class") == "footnote":
                _make_footnotes(element)
            self._check(element, line)
            self._check_id(element.get("id", ""), ids)

    def _link(self, element: Element) -> int:
        """Add a mark and placeholder for a link, unless it's a footnote's, and return its line."""
        line, target = _split_line_note(element.get("href", ""))
        text = "".join(element.itertext())
        # The class alone isn't enough: an editor's own link may have a footnote's class.
        if element.get("class") == "footnote-ref" and text.isascii() and text.isdigit():
            element.text = _footnote_letter(int(text))
            return line
        if element.get("class") == "footnote-backref" and "title" in element.attrib:
            element.set("aria-label", element.attrib.pop("title"))
            return line
        scheme = scheme_of(target)
        if scheme in RECORD_KINDS:
            record = target.partition(":")[2]
            token = self.context.mark(Mark(cast("MarkKind", scheme), record, line, text))
        elif scheme or target.startswith("//"):
            self.context.mark(Mark("web", target, line, text))
            element.set("href", target)
            return line
        else:
            token = self.context.mark(Mark("page", target, line, text))
        element.set("href", token)
        return line

    def _picture(self, element: Element) -> int:
        """Check a picture, replace its address with a placeholder, and return its line."""
        line, target = _split_line_note(element.get("src", ""))
        if scheme_of(target) or target.startswith("//"):
            self.context.faults.append(
                Fault(
                    line,
                    "remote-picture",
                    f'the picture "{target}" is on another host',
                    "copy the file into images/ and write its path",
                )
            )
        classes = element.get("class", "").split()
        decorative = "decorative" in classes
        if not decorative and not element.get("alt", "").strip():
            self.context.faults.append(
                Fault(
                    line,
                    "missing-alt",
                    f'missing alternative text for the picture "{target}"',
                    "write what it shows between the brackets, "
                    "or, if it's only decoration, add {: .decorative} right after the picture",
                )
            )
        element.set("src", self.context.mark(Mark("image", target, line, element.get("alt", ""))))
        return line

    def _check(self, element: Element, line: int) -> None:
        _remove_class(element, "uncited")
        tag = element.tag
        if tag not in allowed_html.TAGS and tag not in {"div", "span"}:
            line = line or self.context.find_line(f"<{tag}")
            message, hint = f"<{tag}> isn't allowed here", "remove it, or use Markdown instead"
            self.context.faults.append(Fault(line, "unsafe-html", message, hint))
            return
        for name, value in list(element.attrib.items()):
            fault = allowed_html.attribute_fault(tag, name, value, line)
            if fault:
                fault_line = line if name in {"href", "src"} else self.context.find_line(name)
                self.context.faults.append(Fault(fault_line, fault.code, fault.message, fault.hint))

    def _check_id(self, id_: str, ids: set[str]) -> None:
        if id_ and id_ in ids:
            first = self.context.find_line(f"#{id_}")
            line = self.context.find_line(f"#{id_}", first + 1)
            message = f'duplicate id "{id_}" in this text'
            fault = Fault(line, "duplicate-anchor", message, "rename one of them")
            self.context.faults.append(fault)
        ids.add(id_)


def _paragraphs(parent: Element) -> Iterator[list[Element]]:
    """Yield the elements of each paragraph; a whole list or table counts as one paragraph."""
    for child in parent:
        if child.tag in _LISTS or child.tag == "table":
            yield list(child.iter())
        else:
            yield [child]
            yield from _paragraphs(child)


def _line_note(line: int) -> str:
    return f"{LINE_OPEN}{line}{LINE_CLOSE}"


def _split_line_note(address: str) -> tuple[int, str]:
    """Return `(line, address)`: the line in the address's line note (1 if none), and the rest."""
    match = LINE_NOTE.search(address)
    return (int(match[1]) if match else 1), LINE_NOTE.sub("", address)


def _footnote_letter(number: int) -> str:
    """Return the letter for the footnote of this number: a to z, then aa, ab and so on."""
    letters = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


def _make_footnotes(footnotes: Element) -> None:
    """Number the footnotes with letters, so that they aren't mistaken for citations."""
    footnotes.tag = "div"
    for child in list(footnotes):
        if child.tag == "hr":
            footnotes.remove(child)
        else:
            child.set("type", "a")


def _make_figure(paragraph: Element) -> None:
    """Turn a paragraph that is only a picture into a figure, with its title as the caption."""
    if len(paragraph) != 1 or paragraph[0].tag != "img" or (paragraph.text or "").strip():
        return
    picture = paragraph[0]
    if (picture.tail or "").strip():
        return
    paragraph.tag = "figure"
    if caption := picture.attrib.pop("title", ""):
        SubElement(paragraph, "figcaption").text = caption


def _add_class(element: Element, name: str) -> None:
    element.set("class", " ".join([*element.get("class", "").split(), name]))


def _remove_class(element: Element, name: str) -> None:
    classes = element.get("class", "").split()
    if name in classes:
        classes.remove(name)
        element.attrib.pop("class")
        if classes:
            element.set("class", " ".join(classes))
