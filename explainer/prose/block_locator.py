"""Takes the line notes out of each block's text, and reports the block's faults at their lines.

Runs before inline text is parsed. Citations, links, tags and attribute lists get a line note of
their own, because what Python-Markdown makes of them may be anywhere in the tree.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from explainer.fragment import Mark
from explainer.patterns import lazy_pattern
from explainer.prose.foreign_syntax import (
    block_faults,
    find_strays,
    marker_lines,
    mistyped_markers,
    paragraph_faults,
)
from explainer.prose.line_notes import (
    attribute_note,
    line_note,
    read_notes,
    tag_note,
    without_notes,
)
from explainer.prose.markdown_processors import CITATION
from explainer.prose.other_dialects import dialect_faults
from explainer.prose.uncited import states_facts, states_values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from explainer.prose.markdown_processors import ConversionContext

_MARKER = lazy_pattern(r"\[([A-Za-z][A-Za-z-]*+)((?:\s++[^\[\]]*+)?)\]")
# A citation (group 1), a link's address (2), a tag (3 and 4) or the inside of an attribute list (5).
# An address in angle brackets counts as a tag; one for mail doesn't, as its letters are encoded one
# by one. Each begins with its sign, so that a search can skip to the signs.
_NOTED = lazy_pattern(
    CITATION.pattern + r"|\](\(\s*<?)"
    r"|<(/?[A-Za-z][^\s<>@]*+|[A-Za-z]+://[^\s<>]*+)((?:\s[^<>]*)?>)"
    r"|\{(?<!\\\{)(:?[ ]*[^{}\n ][^{}\n]*)(?=\})"
)
# The same, or the place in front of what may be a bare address.
_NOTED_OR_ADDRESS = lazy_pattern(
    _NOTED.pattern + r"|(?<![A-Za-z0-9/@.:+\\-])"
    r"(?=(?i:https?)://[^\W_]|www\.[^\W_]|(?:mailto:)?[A-Za-z0-9._+-]++@[A-Za-z0-9-]++\.)"
)
_ANY_SIGN = lazy_pattern(r"[\[<{]")
_ADDRESS_SIGN = lazy_pattern(r"://|www\.|@(?<=[A-Za-z0-9._+-]@)")
# Python-Markdown's placeholder for raw HTML, such as a comment.
_PLACEHOLDER = lazy_pattern("\x02[^\x03]*\x03")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_PROSE = _HEADINGS | {"caption", "summary", "th", "td"}
_LISTS = frozenset({"ul", "ol", "dl"})
_PARAGRAPHS = frozenset({"blockquote", "dd", "details", "div", "figcaption", "li", "p"})


class BlockLocator(Treeprocessor):
    """Finds each block's lines, replaces markers, and adds line notes to citations and links.

    `line` is the last line seen so far.
    """

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown)
        self.context = context
        self.line = 1

    def run(self, root: Element) -> None:
        """Process every block of the tree, before Python-Markdown parses its inline text."""
        self.line = 1
        self._locate_references()
        for paragraph in _paragraphs(root):
            texts: list[tuple[int, str]] = []
            for element in paragraph:
                for attribute in ("text", "tail"):
                    text = getattr(element, attribute)
                    if not text:
                        continue
                    if isinstance(text, AtomicString):
                        setattr(element, attribute, AtomicString(without_notes(text)))
                    elif text.strip():
                        text = self._process(element, attribute)
                        if element.tag not in _NOT_PROSE and not isinstance(
                            element.text, AtomicString
                        ):
                            texts.append(text)
                if element.tag in _HEADINGS and not (element.text or "").strip():
                    self.context.heading_lines.append(self.line)
            self._record_uncited(texts)

    def _locate_references(self) -> None:
        """Move the line notes in the names of reference links to the front of their addresses."""
        references = cast("dict[str, tuple[str, str | None]]", self.md.references)
        definitions = list(references.items())
        references.clear()
        for noted_name, (address, title) in definitions:
            name, numbers = read_notes(noted_name, 1)
            noted_address = line_note(numbers[0]) + without_notes(address)
            references[name] = (noted_address, title and without_notes(title))

    def _process(self, element: Element, attribute: str) -> tuple[int, str]:
        """Take out the notes of an element's text, report its faults, and add its placeholders.

        `attribute` is "text" or "tail" (ElementTree's name for the text after an element). Returns
        the line of the text, and the text without placeholders of comments.
        """
        text, numbers = read_notes(getattr(element, attribute), self.line)
        setattr(element, attribute, text)
        typed = text.strip()
        line = numbers[text.count("\n", 0, len(text) - len(text.lstrip()))]
        self.line = numbers[-1]
        if element.tag in _HEADINGS and attribute == "text":
            self.context.heading_lines.append(line)
        marker = _MARKER.fullmatch(typed) if element.tag == "p" and attribute == "text" else None
        if marker and not len(element) and typed[1:-1].lower() not in self.md.references:
            element.tag = "div"
            element.text = AtomicString(self._marker(marker, line))
            return line, ""
        self._record_faults(text, numbers)
        is_paragraph = element.tag in _PARAGRAPHS if attribute == "text" else element.tag != "tbody"
        self.context.faults += [
            replace(fault, line=numbers[fault.line])
            for fault in dialect_faults(text, 0, is_paragraph=is_paragraph)
        ]
        if is_paragraph:
            self.context.faults += [
                replace(fault, line=numbers[fault.line]) for fault in paragraph_faults(text, 0)
            ]
            self.context.strays += [
                replace(stray, line=numbers[stray.line]) for stray in mistyped_markers(text, 0)
            ]
        setattr(element, attribute, _with_line_notes(text, numbers))
        return line, _PLACEHOLDER.sub("", text)

    def _record_faults(self, text: str, numbers: list[int]) -> None:
        if "[" in text or "@" in text or text.lstrip().startswith("|"):
            references = self.md.references
            has_footnote = self.context.has_footnote
            # Lines within the text, from 0.
            faults = block_faults(text, 0, references=references, has_footnote=has_footnote)
            strays = (*marker_lines(text, 0, references=references), *find_strays(text, 0))
            self.context.faults += [replace(fault, line=numbers[fault.line]) for fault in faults]
            self.context.strays += [replace(stray, line=numbers[stray.line]) for stray in strays]

    def _marker(self, match: re.Match[str], line: int) -> str:
        pairs = []
        # Spaces around an equals sign are ignored.
        for word in re.sub(r"\s*=\s*", "=", match[2]).split():
            name, equals, value = word.partition("=")
            pairs.append((name, value) if equals else ("", name))
        return self.context.mark(Mark("block", match[1], line, pairs=tuple(pairs)))

    def _record_uncited(self, texts: list[tuple[int, str]]) -> None:
        """Record the first line that states a fact, if the paragraph or list cites nothing."""
        if any(CITATION.search(text) or ".uncited" in text for _, text in texts):
            return
        for lines, is_found in (
            (self.context.uncited_lines, states_facts),
            (self.context.uncited_values, states_values),
        ):
            lines.extend([line for line, text in texts if is_found(text)][:1])


def _with_line_notes(text: str, numbers: list[int]) -> str:
    """Return the text with a line note in each citation, link, tag and attribute list.

    `numbers` are those of the text's lines.
    """
    if _ADDRESS_SIGN.search(text):
        pattern = _NOTED_OR_ADDRESS
    elif _ANY_SIGN.search(text):
        pattern = _NOTED
    else:
        return text
    position = index = 0

    def annotate(match: re.Match[str]) -> str:
        nonlocal position, index
        citation, address, tag, rest_of_tag, attributes = match.groups()
        # The address may be on the line below the link's text.
        start = match.start() if address is None else match.end()
        index += text.count("\n", position, start)
        position = start
        number = numbers[index]
        if citation is not None:
            return f"[{line_note(number)}{citation}]"
        if attributes is not None:
            return f"{{{attributes}{attribute_note(number)}"
        if tag is not None:
            return f"<{tag}{tag_note(number)}{rest_of_tag}"
        return f"{match[0]}{line_note(number)}"

    return pattern.sub(annotate, text)


def _paragraphs(parent: Element) -> Iterator[list[Element]]:
    """Yield the elements of each paragraph; a whole list or table counts as one paragraph."""
    for child in parent:
        if child.tag in _LISTS or child.tag == "table":
            yield list(child.iter())
        else:
            yield [child]
            yield from _paragraphs(child)
