"""What we add to Python-Markdown's syntax, as its own kinds of processors.

Its tree carries no line numbers. `Locate` finds each block's lines in the source before anything
inline is read, and notes them, between two private characters, inside the citations and links
that it meets; the processors that follow read the notes, and what is left over is taken out.
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
from explainer.prose.foreign_syntax import markers_within, paragraph_slips, slips, strays
from explainer.prose.uncited import states_facts
from explainer.urls import scheme_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from markdown import Markdown

ANY_NOTE = re.compile(f"{LINE_OPEN}\\d+{LINE_CLOSE}")

_NOTE = re.compile(f"{LINE_OPEN}(\\d+){LINE_CLOSE}")
# That it closes is looked up first, or each @ of a bracket left open would be tried in vain.
_CITATION = re.compile(
    r"(?<!\\)\[(?=[^\[\]]*+\](?!\())((?:[^\[\]^][^\[\]]*[\s;-])?-?@[^\[\]]*)\](?!\()"
)
_NOTED_CITATION = f"\\[{LINE_OPEN}(\\d+){LINE_CLOSE}([^\\[\\]]*)\\]"
_CITED = re.compile(r"@([^\s,;@]+)(?:,\s*([^;@]+))?")
_CITATION_FORMS = "write [@id], [@id, p. 12] or [@a; @b]"
_CITATION_OR_LINK = re.compile(_CITATION.pattern + r"|\](\(\s*<?)")
_MARKER = re.compile(r"\[([A-Za-z][A-Za-z-]*)((?:\s+[^\[\]]+)?)\]")
_TYPED_LINE = re.compile(r"[^\n\x02]*")
# What Python-Markdown leaves where HTML stood, a comment for one: a number between two marks.
_PLACEHOLDER = re.compile("\x02[^\x03]*\x03")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_PROSE = _HEADINGS | {"th", "td"}
_LISTS = frozenset({"ul", "ol", "dl"})
_PARAGRAPHS = frozenset({"p", "li", "dd"})


class Notes(Protocol):
    """What the processors write down of the text that is being converted."""

    markdown: Markdown
    faults: list[Fault]
    strays: list[Stray]
    unsourced: list[int]
    heading_lines: list[int]

    def has_note(self, name: str) -> bool:
        """Return whether the text has a footnote of that name."""

    def mark(self, mark: Mark) -> str:
        """Keep a mark, and return what stands for it in the HTML."""

    def find_line(self, piece: str, start: int = 1) -> int:
        """Return the line that holds the piece."""


class Locate(Treeprocessor):
    """Finds each block's lines, takes markers out, and notes lines in citations and links."""

    def __init__(self, notes: Notes) -> None:
        super().__init__(notes.markdown)
        self.notes = notes

    def run(self, root: Element) -> None:
        """Walk the tree of blocks, their text still as it was typed."""
        references = cast("dict[str, tuple[str, str | None]]", self.md.references)
        for name, (address, title) in references.items():
            references[name] = (_note(self.notes.find_line(address)) + address, title)
        start = 1
        for paragraph in _paragraphs(root):
            said: list[tuple[int, str]] = []
            for element in paragraph:
                for where in ("text", "tail"):
                    text = getattr(element, where)
                    if text and text.strip() and not isinstance(text, AtomicString):
                        line = self._locate(element, where, start)
                        # Cells share a line; any other block is looked for below the last.
                        is_cell = element.tag in {"th", "td"} or where == "tail"
                        start = line if is_cell else line + text.strip().count("\n") + 1
                        if element.tag not in _NOT_PROSE and not isinstance(
                            element.text, AtomicString
                        ):
                            said.append((line, _PLACEHOLDER.sub("", text)))
                if element.tag in _HEADINGS and not (element.text or "").strip():
                    self.notes.heading_lines.append(start)
            self._note_unsourced(said)

    def _locate(self, element: Element, where: str, line: int) -> int:
        text: str = getattr(element, where)
        typed = text.strip()
        # Up to a line's end, or to a placeholder of Python-Markdown's own.
        line = self.notes.find_line(_TYPED_LINE.findall(typed)[0], line)
        if element.tag in _HEADINGS and where == "text":
            self.notes.heading_lines.append(line)
        marker = _MARKER.fullmatch(typed) if element.tag == "p" and where == "text" else None
        if marker and not len(element) and typed[1:-1].lower() not in self.md.references:
            element.tag = "div"
            element.text = AtomicString(self._marker(marker, line))
            return line
        lead = text[: len(text) - len(text.lstrip())].count("\n")
        self._note_slips(text, line - lead)
        if element.tag in _PARAGRAPHS and where == "text":
            self.notes.faults += paragraph_slips(text, line - lead)
        if "[" in text:
            setattr(element, where, self._with_notes(text, line - lead))
        return line

    def _with_notes(self, text: str, line: int) -> str:
        """Return a text that begins on a line with notes of the lines of its citations and links."""

        def annotate(match: re.Match[str]) -> str:
            note = _note(line + text.count("\n", 0, match.start()))
            return f"[{note}{match[1]}]" if match[1] is not None else f"]{match[2]}{note}"

        return _CITATION_OR_LINK.sub(annotate, text)

    def _note_slips(self, text: str, line: int) -> None:
        if "[" in text or "@" in text or text.lstrip().startswith("|"):
            references = self.md.references
            known = self.notes.has_note
            self.notes.faults += slips(text, line, references=references, is_note=known)
            self.notes.faults += markers_within(text, line, references=references)
            self.notes.strays += strays(text, line)

    def _marker(self, match: re.Match[str], line: int) -> str:
        pairs = []
        # Spaces round an equals sign say nothing.
        for word in re.sub(r"\s*=\s*", "=", match[2]).split():
            name, equals, value = word.partition("=")
            pairs.append((name, value) if equals else ("", name))
        return self.notes.mark(Mark("block", match[1], line, pairs=tuple(pairs)))

    def _note_unsourced(self, said: list[tuple[int, str]]) -> None:
        """Note the first line that states a fact in a paragraph or list that cites nothing."""
        if any(_CITATION.search(text) or ".uncited" in text for _, text in said):
            return
        for line, text in said:
            if states_facts(text):
                self.notes.unsourced.append(line)
                return


class Rows(TableProcessor):
    """Builds tables as Python-Markdown's own does, and tells cells that it would leave out."""

    def __init__(self, notes: Notes) -> None:
        super().__init__(notes.markdown.parser, {"use_align_attribute": True})
        self.notes = notes

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]
        cells = len(self._split_row(row))  # type: ignore[attr-defined]
        if cells > len(align):
            message = f"this row has {cells} cells, and its table {len(align)} columns"
            hint = "take a bar out, or put a backslash before one that is no cell's end"
            line = self.notes.find_line(row)
            self.notes.faults.append(Fault(line, "table-form", message, hint))


class CiteProcessor(InlineProcessor):
    """Pandoc's bracketed citations, as far as the content model goes."""

    def __init__(self, notes: Notes) -> None:
        super().__init__(_NOTED_CITATION, notes.markdown)
        self.notes = notes

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        """Leave a mark for a citation, or a fault for a form that is not supported."""
        line, pairs = int(m[1]), []
        for item in m[2].split(";"):
            cited = _CITED.fullmatch(item.strip())
            if cited is None:
                message = f'the citation "[{m[2]}]" is of a form that is not supported'
                self.notes.faults.append(Fault(line, "citation-form", message, _CITATION_FORMS))
                return "", m.start(), m.end()
            pairs.append((cited[1], " ".join((cited[2] or "").split())))
        token = self.notes.mark(Mark("cite", "", line, pairs=tuple(pairs)))
        return token, m.start(), m.end()


class Finish(Treeprocessor):
    """Turns links, pictures and footnotes into ours, and checks every attribute."""

    def __init__(self, notes: Notes) -> None:
        super().__init__(notes.markdown)
        self.notes = notes

    def run(self, root: Element) -> None:
        """Walk the finished tree."""
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
            self._note_id(element.get("id", ""), ids)

    def _link(self, element: Element) -> int:
        line, target = _read_note(element.get("href", ""))
        text = "".join(element.itertext())
        # An editor may give a link of their own the classes that footnotes have.
        if element.get("class") == "footnote-ref" and text.isascii() and text.isdigit():
            element.text = _letter(int(text))
            return line
        if element.get("class") == "footnote-backref" and "title" in element.attrib:
            element.set("aria-label", element.attrib.pop("title"))
            return line
        scheme = scheme_of(target)
        if scheme in RECORD_KINDS:
            record = target.partition(":")[2]
            token = self.notes.mark(Mark(cast("MarkKind", scheme), record, line, text))
        elif scheme or target.startswith("//"):
            self.notes.mark(Mark("web", target, line, text))
            element.set("href", target)
            return line
        else:
            token = self.notes.mark(Mark("page", target, line, text))
        element.set("href", token)
        return line

    def _picture(self, element: Element) -> int:
        line, target = _read_note(element.get("src", ""))
        if scheme_of(target) or target.startswith("//"):
            self.notes.faults.append(
                Fault(
                    line,
                    "remote-picture",
                    f'the picture "{target}" lies on another host',
                    "put the file into images/ and name it by its path",
                )
            )
        classes = element.get("class", "").split()
        decorative = "decorative" in classes
        if not decorative and not element.get("alt", "").strip():
            self.notes.faults.append(
                Fault(
                    line,
                    "missing-alt",
                    f'the picture "{target}" has no text for those who cannot see it',
                    "write it between the brackets, or {: .decorative} after a decoration",
                )
            )
        element.set("src", self.notes.mark(Mark("image", target, line, element.get("alt", ""))))
        return line

    def _check(self, element: Element, line: int) -> None:
        _remove_class(element, "uncited")
        tag = element.tag
        if tag not in allowed_html.TAGS and tag not in {"div", "span"}:
            at = line or self.notes.find_line(f"<{tag}")
            self.notes.faults.append(
                Fault(
                    at,
                    "unsafe-html",
                    f"<{tag}> is not allowed here",
                    "take it out, or say it in Markdown",
                )
            )
            return
        for name, value in list(element.attrib.items()):
            fault = allowed_html.attribute_fault(tag, name, value, line)
            if fault:
                at = line if name in {"href", "src"} else self.notes.find_line(name)
                self.notes.faults.append(Fault(at, fault.code, fault.message, fault.hint))

    def _note_id(self, id_: str, ids: set[str]) -> None:
        if id_ and id_ in ids:
            first = self.notes.find_line(f"#{id_}")
            line = self.notes.find_line(f"#{id_}", first + 1)
            message = f'the id "{id_}" stands twice in this text'
            fault = Fault(line, "duplicate-anchor", message, "rename one of the two")
            self.notes.faults.append(fault)
        ids.add(id_)


def _paragraphs(parent: Element) -> Iterator[list[Element]]:
    """Yield what counts as one paragraph: a list with all its items, any other block alone."""
    for child in parent:
        if child.tag in _LISTS or child.tag == "table":
            yield list(child.iter())
        else:
            yield [child]
            yield from _paragraphs(child)


def _note(line: int) -> str:
    return f"{LINE_OPEN}{line}{LINE_CLOSE}"


def _read_note(address: str) -> tuple[int, str]:
    """Return the line noted in an address, and the address without the note."""
    match = _NOTE.search(address)
    return (int(match[1]) if match else 1), ANY_NOTE.sub("", address)


def _letter(number: int) -> str:
    """Return a footnote's letter: a to z, then aa, ab and so on."""
    letters = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


def _make_footnotes(footnotes: Element) -> None:
    """Letter the list of footnotes, so that it is not taken for the citations."""
    footnotes.tag = "div"
    for child in list(footnotes):
        if child.tag == "hr":
            footnotes.remove(child)
        else:
            child.set("type", "a")


def _make_figure(paragraph: Element) -> None:
    """Turn a paragraph that is one picture into a figure, its title the caption."""
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
