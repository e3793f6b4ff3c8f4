"""Finds files that could run scripts if the site published them, such as SVG with scripts.

A picture in a page can't run scripts, but a reader may open its file directly.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.parsers.expat import XMLParserType

# What browsers, plug-ins or servers run.
_RUNNABLE = frozenset(
    ".html .htm .xhtml .xht .shtml .mht .mhtml .xml .xsl .xslt .rdf .rss .atom .mathml .mml .svgz"
    " .js .mjs .cjs .wasm .swf .jar .hta .php .phtml .php5 .asp .aspx .jsp .cgi .pl".split()
)
_MARKUP = lazy_pattern(rb"\s*<(?:!doctype|\?xml|html|head|body|script|svg|!--)", re.IGNORECASE)
# Elements that run scripts, or contain HTML, which may.
_UNSAFE_ELEMENTS = frozenset(
    "script foreignobject handler listener iframe object embed audio video canvas html body meta"
    " link base form input button applet portal".split()
)
_SUSPICIOUS = lazy_pattern(rb"<[\w:]*script|script:|\bon[a-z]+\s*=|foreignobject|<!entity|\0", re.I)
_LINKS = frozenset({"href", "src", "data", "action", "formaction", "poster", "srcset"})
_ANIMATED_VALUES = frozenset({"to", "from", "by", "values"})
_URL = lazy_pattern(
    r"""url\(\s*["']?\s*([^"')\s]*)|@import\s*(?:url\()?\s*["']?([^"')\s;]*)""", re.I
)
_IMAGE_SET = lazy_pattern(r"image-set\([^)]*//", re.IGNORECASE)
_CSS_ESCAPE = lazy_pattern(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.IGNORECASE)
_SCRIPT_URL = lazy_pattern(r"(?:java|vb|live)script:", re.IGNORECASE)
_IGNORED = lazy_pattern(r"[\x00-\x20]+")
# Embedded pictures and fonts, which can't run scripts. An embedded SVG could.
_SAFE_DATA = lazy_pattern(
    r"data:(?:image/(?:png|jpe?g|gif|webp|avif)|(?:application/(?:x-)?)?font[-/])", re.IGNORECASE
)
_HINT = "remove it in a text editor, or export the picture again as plain SVG"


def unsafe_file_problems(path: str, data: bytes) -> Iterator[Problem]:
    """Yield a problem for each reason not to publish a file; for SVG at the line of the reason."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix == ".svg":
        yield from _svg_problems(path, data)
    elif suffix in _RUNNABLE or (not suffix and _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf"))):
        kind = f"a {suffix} file" if suffix else "a web page"
        message = f"{kind} isn't published, because it could run scripts as part of the site"
        hint = (
            "remove it; write pages in Markdown, and link to other pages where they are published"
        )
        yield Problem(Place(path), "unsafe-file", message, hint)


def _svg_problems(path: str, data: bytes) -> Iterator[Problem]:
    # Only content with SVG pays for the import.
    from xml.parsers import expat  # noqa: PLC0415

    reader = _SvgReader(expat.ParserCreate())
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        # Browsers show no more than this reader has seen, unless they know the encoding better.
        if suspicious := _SUSPICIOUS.search(data):
            found = "a NUL" if suspicious[0] == b"\0" else f'"{suspicious[0].decode()}"'
            fault = f"it isn't valid XML from here on, and contains {found}"
            reader.faults.append((getattr(error, "lineno", 1), fault))
    for line, fault in dict.fromkeys(reader.faults):
        message = f"this SVG isn't published: {fault}"
        yield Problem(Place(path, line), "unsafe-file", message, _HINT)


class _SvgReader:
    """Collects, as `(line, fault)`, what an SVG contains that could run scripts or load files."""

    def __init__(self, parser: XMLParserType) -> None:
        self.faults: list[tuple[int, str]] = []
        self._depth = 0
        self._style: list[str] | None = None
        self.parser = parser
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.EntityDeclHandler = self._entity

    def _add(self, fault: str) -> None:
        self.faults.append((self.parser.CurrentLineNumber, fault))

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        if not self._depth and name != "svg":
            self._add(f"it's <{tag}> and not <svg>")
        self._depth += 1
        if name in _UNSAFE_ELEMENTS:
            self._add(f"it contains <{tag}>")
        if name == "style":
            self._style = []
        animated = _local(attributes.get("attributeName", ""))
        if animated in _LINKS or animated.startswith("on"):
            self._add(f'it changes "{attributes["attributeName"]}" by animation')
        for attribute, value in attributes.items():
            self._check_attribute(name, attribute, value)

    def _check_attribute(self, element: str, attribute: str, value: str) -> None:
        name = _local(attribute)
        if name.startswith("on"):
            self._add(f'it contains the event handler "{attribute}"')
        elif attribute.lower() == "xml:base":
            self._add('it contains "xml:base"')
        elif name in _LINKS:
            self._check_link(element, attribute, value)
        elif name in _ANIMATED_VALUES and _SCRIPT_URL.search(_IGNORED.sub("", value)):
            self._add(f'"{attribute}" contains a script')
        elif not attribute.startswith("xmlns"):
            self._check_css(value)

    def _check_link(self, element: str, attribute: str, value: str) -> None:
        address = _IGNORED.sub("", value)
        # A link that a reader follows loads nothing by itself.
        is_web_link = element == "a" and address.lower().startswith(("https:", "http:", "mailto:"))
        if _SCRIPT_URL.match(address):
            self._add(f'"{attribute}" contains a script')
        elif not (is_web_link or _is_inside(address)):
            self._add(f'it refers to another file, "{address[:80]}"')

    def _check_css(self, text: str) -> None:
        css = _CSS_ESCAPE.sub(_unescaped, text) if "\\" in text else text
        if _IMAGE_SET.search(css):
            self._add("it refers to another file in image-set()")
        for match in _URL.finditer(css):
            address = match[1] if match[1] is not None else match[2]
            if match[1] is None or not _is_inside(address):
                self._add(f'it refers to another file, "{address[:80]}"')

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if _local(tag) == "style" and self._style is not None:
            self._check_css("".join(self._style))
            self._style = None

    def _instruction(self, target: str, data: str) -> None:
        del data
        if target.lower() == "xml-stylesheet":
            self._add("it refers to another file, a style sheet")

    def _entity(self, name: str, *_: object) -> None:
        self._add(f'it defines the entity "{name}"')


def _local(name: str) -> str:
    """Return an element's or attribute's name in lower case, without a namespace prefix."""
    return name.rpartition(":")[2].lower()


def _is_inside(address: str) -> bool:
    """Return whether an address is a place in the same file, or embedded data that is safe."""
    return not address or address.startswith("#") or bool(_SAFE_DATA.match(address))


def _unescaped(match: re.Match[str]) -> str:
    """Return the character that a CSS escape encodes, such as `u` for a backslash and 75."""
    if match[2]:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 else "\ufffd"
