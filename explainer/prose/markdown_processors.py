"""Python-Markdown processors for our syntax: citations, checked links, figures.

`BlockLocator` has put line notes into citations, links and attribute lists. These processors read
them, and the converter removes any that are left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, cast
from xml.etree.ElementTree import SubElement

from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from explainer.fragment import LINE_CLOSE, LINE_OPEN, RECORD_KINDS, Fault, Mark, MarkKind, Stray
from explainer.patterns import lazy_pattern
from explainer.problems import shortened
from explainer.prose import allowed_html, html_content, link_text
from explainer.prose.line_notes import LINE_NOTE, take_class_note, without_notes
from explainer.prose.literal_html import attribute_literals
from explainer.urls import scheme_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from explainer.prose.source_lines import Line

# The lookahead for the closing bracket comes first, to avoid trying each @ after an unclosed one.
_CITED_TEXT = r"((?:[^\[\]^][^\[\]]*[\s;-])?-?@[^\[\]]*)"
CITATION = lazy_pattern(rf"\[(?<!\\\[)(?=[^\[\]]*+\](?!\()){_CITED_TEXT}\](?!\()")
# A note may also belong to an address, as in [https://example.org].
_NOTED_CITATION = rf"\[{LINE_OPEN}(\d+){LINE_CLOSE}{_CITED_TEXT}\]"
# An id, and where in the source. Words in place of the id may be the source's title or author.
_CITED = lazy_pattern(r"@([^\s,;@][^,;@]*)(?:,\s*([^;@]+))?")
_CITATION_FORMS = "write [@id], [@id, p. 12] or [@a; @b]"
# Python-Markdown's placeholder for an escaped character, such as \_ in an address.
_ESCAPED = lazy_pattern("\x02(\\d+)\x03")


class ConversionContext(Protocol):
    """The text being converted, and what the processors record about it.

    `text` is the Markdown that Python-Markdown gets, and `lines` are its lines. `raw_lines` says on
    which of them, from 1, each piece of raw HTML starts, by its index in Python-Markdown's stash.
    """

    markdown: Markdown
    text: str
    lines: list[Line]
    raw_lines: dict[int, int]
    faults: list[Fault]
    strays: list[Stray]
    uncited_lines: list[int]
    uncited_values: list[int]
    heading_lines: list[int]

    def has_footnote(self, name: str) -> bool:
        """Return whether the text defines a footnote of that name."""

    def mark(self, mark: Mark) -> str:
        """Add a mark to the fragment, and return its placeholder for the HTML."""


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
        typed = without_notes(m[2])
        for item in typed.split(";"):
            cited = _CITED.fullmatch(item.strip())
            if cited is None:
                message = f'unsupported citation "{shortened(f"[{typed}]", 60)}"'
                self.context.faults.append(Fault(line, "citation-form", message, _CITATION_FORMS))
                return "", m.start(), m.end()
            name, place = (" ".join((part or "").split()) for part in cited.groups())
            pairs.append((name, place))
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
        line = 1
        for element in root.iter():
            line = _take_line(element) or line
            if element.tag == "a":
                line = self._link(element, line)
            elif element.tag == "img":
                line = self._picture(element, line)
            elif element.tag == "p":
                _make_figure(element)
            elif element.tag in {"td", "th"} and (align := element.attrib.pop("align", "")):
                _add_class(element, f"align-{align}")
            elif element.tag == "div" and element.get("class") == "footnote":
                _make_footnotes(element)
            self._check(element, line)
            self._check_id(element.get("id", ""), ids, line)

    def _link(self, element: Element, line: int) -> int:
        """Add a mark and placeholder for a link, unless it's a footnote's, and return its line.

        `line` is the line of the element before it.
        """
        noted, target = _split_line_note(element.get("href", ""))
        line = noted or line
        text = without_notes("".join(element.itertext()))
        # The class alone isn't enough: an editor's own link may have a footnote's class.
        if element.get("class") == "footnote-ref" and text.isascii() and text.isdigit():
            element.text = _footnote_letter(int(text))
            return line
        if element.get("class") == "footnote-backref" and "title" in element.attrib:
            element.set("aria-label", element.attrib.pop("title"))
            return line
        text, faults = link_text.read(element, line)
        self.context.faults += [*faults, *link_text.title_faults(element, text, line)]
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

    def _picture(self, element: Element, line: int) -> int:
        """Check a picture, replace its address with a placeholder, and return its line.

        `line` is the line of the element before it.
        """
        noted, target = _split_line_note(element.get("src", ""))
        line = noted or line
        if LINE_OPEN in element.get("alt", ""):
            element.set("alt", without_notes(element.get("alt", "")))
        if fault := allowed_html.picture_fault(target, line):
            self.context.faults.append(fault)
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
        self.context.faults += link_text.alternative_text_faults(element, target, line)
        self.context.faults += link_text.title_faults(element, target, line)
        element.set("src", self.context.mark(Mark("image", target, line, element.get("alt", ""))))
        return line

    def _check(self, element: Element, line: int) -> None:
        _remove_class(element, "uncited")
        tag = element.tag
        if tag not in allowed_html.TAGS and tag not in {"div", "span"}:
            self.context.faults.append(allowed_html.forbidden_fault(tag, line))
            return
        for name, value in list(element.attrib.items()):
            fault = allowed_html.attribute_fault(tag, name, value, line)
            if fault:
                hint = fault.hint + allowed_html.hint_for_braces(element)
                self.context.faults.append(Fault(line, fault.code, fault.message, hint))
            elif name not in {"href", "src", "alt"} and value:
                typed = without_notes(value)
                self.context.faults += attribute_literals(tag, typed, (line,))

    def _check_id(self, id_: str, ids: set[str], line: int) -> None:
        if id_ and id_ in ids:
            message = f'duplicate id "{id_}" in this text'
            fault = Fault(line, "duplicate-anchor", message, "rename one of them")
            self.context.faults.append(fault)
        ids.add(id_)


def _take_line(element: Element) -> int:
    """Return the line noted in an element's attributes, 0 if none, and remove the note."""
    line = int(element.attrib.pop(html_content.LINE, "0"))
    classes = element.get("class", "")
    if LINE_OPEN in classes:
        line, classes = take_class_note(classes)
        element.set("class", classes)
        if not classes:
            element.attrib.pop("class")
    return line


def _split_line_note(address: str) -> tuple[int, str]:
    """Return `(line, address)`: the line in the address's line note (0 if none), and the rest."""
    match = LINE_NOTE.search(address)
    typed = _ESCAPED.sub(lambda escaped: chr(int(escaped[1])), without_notes(address))
    return (int(match[1]) if match else 0), typed


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
