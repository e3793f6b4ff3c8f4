"""The HTML elements, attributes and URL schemes allowed in Markdown, and their enforcement.

The check reports each violation with its line. `nh3`, with the same lists, then sanitises the
output; on its own it isn't enough, because it removes HTML without reporting it.
"""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import nh3

from explainer.fragment import Fault
from explainer.patterns import lazy_pattern
from explainer.problems import shortened
from explainer.prose.literal_html import attribute_literals
from explainer.urls import is_local_path, scheme_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

ATTRIBUTES = frozenset({"aria-label", "class", "dir", "id", "lang", "title"})
TAG_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "li": frozenset({"value"}),
    "td": frozenset({"align", "colspan", "rowspan"}),
    "th": frozenset({"align", "colspan", "rowspan", "scope"}),
    "details": frozenset({"open"}),
    "blockquote": frozenset({"cite"}),
    "q": frozenset({"cite"}),
    "del": frozenset({"datetime", "cite"}),
    "ins": frozenset({"datetime", "cite"}),
    "time": frozenset({"datetime"}),
}
# The elements an editor may type as HTML; TAGS adds those generated from Markdown.
TYPED_TAGS = frozenset(
    "abbr b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption "
    "figure hr i ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup "
    "table tbody td tfoot th thead time tr u ul var wbr".split()
)
INLINE_TAGS = frozenset(
    "abbr b bdi bdo cite code del dfn em i ins kbd mark q ruby s samp small span strong sub sup "
    "time u var".split()
)
TAGS = TYPED_TAGS | frozenset("a h1 h2 h3 h4 h5 h6 img".split())
_TAG = lazy_pattern("<[a-z]")
URL_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def attribute_fault(tag: str, name: str, value: str, line: int) -> Fault | None:
    """Return a fault if the element can't have this attribute, value or URL scheme, else None."""
    allowed = ATTRIBUTES | TAG_ATTRIBUTES.get(tag, frozenset())
    if name not in allowed:
        return Fault(
            line,
            "unsafe-html",
            f'the attribute "{name}" isn\'t allowed on <{tag}>',
            f"remove it, or use one of: {', '.join(sorted(allowed))}",
        )
    if name in {"href", "src", "cite"} and is_local_path(value):
        return local_path_fault(value, line)
    if name in {"href", "src", "cite"} and scheme_of(value) not in URL_SCHEMES | {""}:
        return Fault(
            line,
            "unsafe-html",
            f'a URL starting with "{scheme_of(value)}:" isn\'t allowed',
            "use https:, mailto: or the path of a file",
        )
    if wanted := _wanted_instead(name, value):
        message = f'invalid value "{value}" for the attribute "{name}" of <{tag}>'
        return Fault(line, "unsafe-html", message, f"write {wanted}, or remove the attribute")
    return None


def _wanted_instead(name: str, value: str) -> str:
    """Return what to write if HTML gives a value of this attribute no meaning, else ""."""
    if name == "dir" and value.lower() not in {"ltr", "rtl", "auto"}:
        return "ltr, rtl or auto"
    if name == "id" and (not value or any(map(str.isspace, value))):
        return "an id without spaces"
    if name in {"start", "value"} and not value.removeprefix("-").isdecimal():
        return "a whole number"
    if name in {"colspan", "rowspan"} and not (value.isdecimal() and int(value)):
        return "a whole number from 1"
    return ""


def hint_for_braces(element: Element) -> str:
    """Return a further hint, for braces that were meant as text but read as attributes.

    Elements that are typed as HTML have attributes without braces, so for them it's empty, as it is
    for addresses, which links and pictures write in parentheses.
    """
    if element.tag in {"div", "details", "summary", "span"}:
        return ""
    words = [
        # Python-Markdown gives an attribute without a value None or its own name.
        name if value in {None, name} else f"{name}={value}"
        for name, value in element.attrib.items()
        if name not in {"href", "src"} and attribute_fault(element.tag, name, value, 0)
    ]
    return f"; for braces as text, write \\{{{' '.join(words)}}}" if words else ""


def local_path_fault(path: str, line: int) -> Fault:
    """Return the fault for a link or picture whose address is a path on the editor's computer."""
    message = f'"{shortened(path, 60)}" is a path on your own computer'
    hint = "copy the file into the content folder, and write its path from the folder of this file"
    return Fault(line, "outside-content", message, hint)


def picture_fault(target: str, line: int) -> Fault | None:
    """Return a fault if a picture isn't a file of the content folder, else None."""
    if is_local_path(target):
        return local_path_fault(target, line)
    message, hint = "", "copy the file into images/ and write its path"
    if scheme_of(target) in {"data", "blob", "cid"}:
        message = f'the picture is embedded in the text ("{shortened(target, 60)}")'
        hint = "save it as a file in images/, and write its path"
    elif scheme_of(target) or target.startswith("//"):
        message = f'the picture "{target}" is on another host'
    return Fault(line, "remote-picture", message, hint) if message else None


def raw_html_faults(pieces: Iterable[tuple[str, Sequence[int]]]) -> Iterator[Fault]:
    """Yield the faults in raw HTML: tags and attributes that aren't allowed, and unclosed elements.

    `pieces` are `(html, numbers)`, where `numbers` are those of the HTML's lines.

    An inline element that is opened in one piece may be closed in a later one.
    """
    open_lines: dict[str, list[int]] = {}
    for piece, numbers in pieces:
        parser = _TagReader(numbers, open_lines)
        parser.feed(piece)
        parser.close()
        yield from parser.faults
    for tag, lines in open_lines.items():
        for line in lines:
            yield unclosed_fault(tag, line)


def forbidden_fault(tag: str, line: int) -> Fault:
    """Return the fault for an element that can't be typed as HTML."""
    hint = "write links and pictures in Markdown" if tag in {"a", "img"} else ""
    hint = hint or "remove it, or use Markdown instead"
    return Fault(line, "unsafe-html", f"<{tag}> isn't allowed here", hint)


def unclosed_fault(tag: str, line: int) -> Fault:
    """Return the fault for an element that is opened on a line but never closed."""
    return Fault(line, "unclosed-html", f"unclosed <{tag}>", f"add </{tag}> where it ends")


def clean(html: str) -> str:
    """Return the HTML without the elements, attributes and URLs that this module doesn't allow.

    The result has one form, on which code that searches it by pattern relies: names in lower case,
    attributes as ` name="value"`, `<`, `>` and `&` only as entities in text and values, every
    element closed and nested, and no comments or declarations.
    """
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(ATTRIBUTES | TAG_ATTRIBUTES.get(tag, frozenset())) for tag in TAGS},
        url_schemes=set(URL_SCHEMES),
        link_rel=None,
    )


class _TagReader(HTMLParser):
    """Parses a piece of HTML and collects its faults.

    `numbers` are those of the piece's lines; `open_lines` maps the tag of each inline element
    that is still open to the lines of its start tags.
    """

    def __init__(self, numbers: Sequence[int], open_lines: dict[str, list[int]]) -> None:
        super().__init__(convert_charrefs=True)
        self.numbers = numbers
        self.open_lines = open_lines
        self.faults: list[Fault] = []
        self.broken_lines: set[int] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.numbers[self.getpos()[0] - 1]
        if line in self.broken_lines:
            # These tags come from the Markdown in an attribute.
            return
        if tag not in TYPED_TAGS:
            self.faults.append(forbidden_fault(tag, line))
            return
        if tag in INLINE_TAGS:
            self.open_lines.setdefault(tag, []).append(line)
        typed = self.get_starttag_text() or ""
        if any('"' in name for name, _ in attrs) or _TAG.search(typed, 1):
            # Markdown in the value has ended it early, or has become a tag in it.
            message = f"an attribute of <{tag}> contains Markdown, which can't be shown there"
            hint = "write it in the text, or as plain text"
            self.faults.append(Fault(line, "html-text", message, hint))
            self.broken_lines.add(line)
            return
        self.faults += attribute_literals(tag, typed, self.numbers[self.getpos()[0] - 1 :])
        for name, value in attrs:
            # Python-Markdown's switch for Markdown inside an element, removed from its output.
            if name == "markdown":
                continue
            if fault := attribute_fault(tag, name, value or "", line):
                self.faults.append(fault)

    def handle_endtag(self, tag: str) -> None:
        if lines := self.open_lines.get(tag):
            lines.pop()
