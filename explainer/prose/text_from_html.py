"""Turns the HTML of a fragment into plain text that keeps its meaning.

Citations are dropped, and links become their text. Lists keep their numbers, `10<sup>26</sup>`
becomes 10²⁶ rather than 1026, struck text is left out, and quotations get quotation marks.
"""

from __future__ import annotations

import re
from html import unescape

from explainer.fragment import MARK_CLOSE, MARK_OPEN
from explainer.patterns import lazy_pattern

_MARK = lazy_pattern(f"(?<!\\s)\\s*{MARK_OPEN}\\d+{MARK_CLOSE}")
# A tag in the canonical form of sanitised HTML: (closing slash, name, attributes).
_TAG = lazy_pattern(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")
_HEADING = lazy_pattern(r'<h[1-6](?: [^<>]*)? id="([^"]*)"[^<>]*>(.*?)</h[1-6]>', re.DOTALL)
_NOTE_REFERENCE = lazy_pattern(r'<sup id="fnref:[^"]*">.*?</sup>')
_ATTRIBUTE = lazy_pattern(r'([a-z-]+)="([^"]*)"')
_BLOCKS = frozenset(
    "blockquote caption details div dl figcaption figure h1 h2 h3 h4 h5 h6 hr p pre summary "
    "table".split()
)
_LEFT_OUT = frozenset({"del", "s"})
# Elements whose text is collected, and changed when they end.
_COLLECTED = frozenset({"sup", "sub", "q", "blockquote", "rt", "dt"})
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()aehklmnopstx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕₖₗₘₙₒₚₛₜₓ")
# Endings of ordinal numbers, such as 5<sup>th</sup>, mean the same on the line.
_ORDINAL_ENDING = lazy_pattern(r"st|nd|rd|th|er|re|e|o|a|º|ª")
_OPENING_QUOTES = tuple("“‘\"'«„「『")
_OPENING_BRACKETS = frozenset("(（[〔")
_COLONS = (":", "：")
_INTEGER = lazy_pattern(r"-?\d{1,9}", re.ASCII)
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# Stand for breaks and spaces that must survive when white space is collapsed. The characters can't
# occur in content.
_PARAGRAPH, _LINE, _INDENT, _SPACE = "\x00", "\x01", "\x02", "\x03"


def text_from_html(html: str) -> str:
    """Return the plain text of HTML: paragraphs with an empty line between them.

    The HTML must be sanitised (`allowed_html.clean`); its elements needn't be balanced, so it may be
    a section of a longer text. List items, rows and lines are on lines of their own.
    """
    html = _MARK.sub("", html)
    if "<" not in html:
        return " ".join(unescape(html).split())
    writer = _TextWriter()
    pieces = _TAG.split(html)
    # The pieces are a text, then (slash, name, attributes, text) for each tag.
    writer.add_text(pieces[0])
    for index in range(1, len(pieces), 4):
        slash, name, attributes, text = pieces[index : index + 4]
        if slash:
            writer.end(name)
        else:
            writer.start(name, dict(_ATTRIBUTE.findall(attributes)))
        writer.add_text(text)
    return _assembled(writer.finish())


def heading_texts(html: str) -> dict[str, str]:
    """Return the plain text of each heading in HTML, on one line, by the heading's id."""
    return {
        unescape(id_): " ".join(text_from_html(_NOTE_REFERENCE.sub("", heading)).split())
        for id_, heading in _HEADING.findall(html)
    }


class _TextWriter:
    """Collects the text of HTML, tag by tag.

    `buffers`: the text so far; the later ones belong to elements in `_COLLECTED` that are open.
    `left_out`: how many open elements are left out with their text.
    `lists`: the lists that are open.
    `after_label`: whether nothing was written since an item's label.
    """

    def __init__(self) -> None:
        self.buffers: list[list[str]] = [[]]
        self.collected: list[tuple[str, dict[str, str]]] = []
        self.left_out: list[str] = []
        self.lists: list[_List] = []
        self.literal = 0
        self.in_first_cell = True
        self.after_label = False

    def add_text(self, html: str) -> None:
        """Add the text between two tags."""
        if not html or self.left_out:
            return
        text = unescape(html)
        if self.literal:
            text = text.replace(" ", _SPACE).replace("\n", self._line())
        self.buffers[-1].append(text)
        self.after_label = self.after_label and not text.strip()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle a start tag."""
        if name in _LEFT_OUT or attributes.get("class") == "footnote-backref":
            self.left_out.append(name)
        elif self.left_out:
            return
        elif name in {"ol", "ul"}:
            self._break()
            self.after_label = False
            style = attributes.get("type", "1") if name == "ol" else ""
            self.lists.append(_List(style, attributes.get("start", "")))
        elif name == "li":
            self._start_item(attributes)
        elif name in {"br", "dd", "tr"}:
            self._break(self._line())
            self.in_first_cell = True
        elif name in {"td", "th"}:
            self.buffers[-1].append("" if self.in_first_cell else " | ")
            self.in_first_cell = False
        elif name == "img" and attributes.get("alt"):
            self.buffers[-1].append(f"[{unescape(attributes['alt'])}]")
        elif name in _BLOCKS or name == "dt":
            self._break()
        self.literal += name in {"pre", "code"}
        if name in _COLLECTED:
            self.collected.append((name, attributes))
            self.buffers.append([])

    def end(self, name: str) -> None:
        """Handle an end tag, also if its start tag wasn't in the HTML."""
        if self.left_out:
            if self.left_out[-1] == name or name == "a":
                self.left_out.pop()
            return
        if self.collected and self.collected[-1][0] == name:
            self._end_collected()
        if name in {"ol", "ul"} and self.lists:
            self.lists.pop()
            self._break()
        elif name in _BLOCKS:
            self._break()
        if name in {"pre", "code"}:
            self.literal = max(0, self.literal - 1)

    def finish(self) -> str:
        """Return all text, with the placeholders for breaks and spaces."""
        while self.collected:
            self._end_collected()
        return "".join(self.buffers[0])

    def _end_collected(self) -> None:
        name, attributes = self.collected.pop()
        text = "".join(self.buffers.pop())
        if name == "sup" and attributes.get("id", "").startswith("fnref"):
            text = f"[{text}]"
        elif name in {"sup", "sub"}:
            text = _shifted(text, is_raised=name == "sup")
        elif name == "rt":
            # Editors may have typed brackets, in `rp`, for software that doesn't know `ruby`.
            has_brackets = self._last_letter() in _OPENING_BRACKETS
            text = text if has_brackets or not text.strip() else f"({text.strip()})"
        elif name == "dt":
            text = (
                text if not text.strip() or text.rstrip().endswith(_COLONS) else f"{text.rstrip()}:"
            )
        elif name == "q":
            is_inner = any(outer in {"q", "blockquote"} for outer, _ in self.collected)
            text = f"‘{text}’" if is_inner else _quoted(text)
        else:
            text = _quoted(text.strip(" \n" + _PARAGRAPH + _LINE))
        self.buffers[-1].append(text)

    def _last_letter(self) -> str:
        return next((text.rstrip()[-1] for text in self.buffers[-1][::-1] if text.strip()), "")

    def _start_item(self, attributes: dict[str, str]) -> None:
        if not self.lists:
            self.buffers[-1].append(_LINE)
            return
        label = self.lists[-1].next_label(attributes.get("value", ""))
        self.buffers[-1].append(f"{_LINE}{_INDENT * (len(self.lists) - 1)}{label} ")
        self.after_label = True

    def _break(self, placeholder: str = "") -> None:
        """Start a new paragraph, or within a list a new line, unless an item has just started."""
        if not self.after_label:
            paragraph = self._line() if self.lists else _PARAGRAPH
            self.buffers[-1].append(placeholder or paragraph)

    def _line(self) -> str:
        return _LINE + _INDENT * len(self.lists)


def _quoted(text: str) -> str:
    """Return the text in quotation marks, unless it's empty or has some."""
    return text if not text or text.startswith(_OPENING_QUOTES) else f"“{text}”"


class _List:
    """An open list: its style (`1`, `a`, `I` …, or empty for bullets), and its next number."""

    def __init__(self, style: str, start: str) -> None:
        self.style = style
        self.number = int(start) if _INTEGER.fullmatch(start) else 1

    def next_label(self, value: str) -> str:
        """Return the next item's label; `value` is its own number, or empty."""
        if _INTEGER.fullmatch(value):
            self.number = int(value)
        label = f"{_number(self.number, self.style)}." if self.style else "•"
        self.number += 1
        return label


def _number(number: int, style: str) -> str:
    """Return a number as an `ol` with this `type` shows it; large ones as digits."""
    if style in {"a", "A"} and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if style == "a" else letter.upper()
    if style in {"i", "I"} and 1 <= number < 40:
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (number // value)
            number %= value
        return roman if style == "i" else roman.upper()
    return str(number)


def _shifted(text: str, *, is_raised: bool) -> str:
    """Return superscript or subscript as plain text, such as ²⁶, ₂ or `^(n, m)`.

    What Unicode has no letters for gets a sign, so that a number never changes its value.
    """
    text = text.strip()
    if is_raised and _ORDINAL_ENDING.fullmatch(text):
        return text
    table = _RAISED if is_raised else _LOWERED
    if all(ord(letter) in table for letter in text):
        return text.translate(table)
    sign = "^" if is_raised else "_"
    return f"{sign}{text}" if text.isalnum() else f"{sign}({text})"


def _assembled(text: str) -> str:
    """Return the text with its placeholders replaced, and other white space collapsed."""
    paragraphs = []
    for paragraph in text.split(_PARAGRAPH):
        lines = [_collapsed(line) for line in paragraph.split(_LINE)]
        paragraphs.append("\n".join(line for line in lines if line.strip()))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _collapsed(line: str) -> str:
    indent = line.count(_INDENT)
    text = " ".join(line.replace(_INDENT, " ").split())
    return "  " * indent + text.replace(_SPACE, " ") if text else ""
