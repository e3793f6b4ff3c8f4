"""Which HTML an editor's Markdown may bring along: a short list, checked with line numbers.

The check names what it found and where. `nh3` with the same list is the last net under it, since
it does not tell what it takes away.
"""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import nh3

from explainer.fragment import Fault
from explainer.urls import scheme_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
# What an editor may type as HTML, and what Markdown makes besides.
TYPED_TAGS = frozenset(
    "abbr b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption "
    "figure hr i ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup "
    "table tbody td tfoot th thead time tr u ul var wbr".split()
)
WITHIN_LINES = frozenset(
    "abbr b bdi bdo cite code del dfn em i ins kbd mark q ruby s samp small span strong sub sup "
    "time u var".split()
)
TAGS = TYPED_TAGS | frozenset("a h1 h2 h3 h4 h5 h6 img".split())
ADDRESS_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def attribute_fault(tag: str, name: str, value: str, line: int) -> Fault | None:
    """Return what is wrong with an attribute of an element, if anything is."""
    allowed = ATTRIBUTES | TAG_ATTRIBUTES.get(tag, frozenset())
    if name not in allowed:
        known = ", ".join(sorted(allowed))
        return Fault(
            line,
            "unsafe-html",
            f'the attribute "{name}" is not allowed on <{tag}>',
            f"allowed there: {known}",
        )
    if name in {"href", "src", "cite"} and scheme_of(value) not in ADDRESS_SCHEMES | {""}:
        return Fault(
            line,
            "unsafe-html",
            f'an address may not begin with "{scheme_of(value)}:"',
            "use https:, mailto: or a file's path",
        )
    return None


def raw_html_faults(pieces: Iterable[tuple[str, int]]) -> Iterator[Fault]:
    """Yield what is not harmless in pieces of raw HTML, each given with its line.

    An element within a line that is opened in one piece may be closed in a later one.
    """
    opened: dict[str, list[int]] = {}
    for piece, line in pieces:
        parser = _TagReader(line, opened)
        parser.feed(piece)
        parser.close()
        yield from parser.faults
    for tag, lines in opened.items():
        for line in lines:
            yield never_closed(tag, line)


def never_closed(tag: str, line: int) -> Fault:
    """Return the fault of an element that is opened on a line, and never closed."""
    message = f"<{tag}> is opened here, and never closed"
    return Fault(line, "unclosed-html", message, f"write </{tag}> where it ends")


def clean(html: str) -> str:
    """Return the HTML with nothing in it but what the lists above allow."""
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(ATTRIBUTES | TAG_ATTRIBUTES.get(tag, frozenset())) for tag in TAGS},
        url_schemes=set(ADDRESS_SCHEMES),
        link_rel=None,
    )


class _TagReader(HTMLParser):
    """Collects the faults of each tag that it meets, and the lines of those still open."""

    def __init__(self, line: int, opened: dict[str, list[int]]) -> None:
        super().__init__(convert_charrefs=True)
        self.line = line
        self.opened = opened
        self.faults: list[Fault] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.line + self.getpos()[0] - 1
        if tag not in TYPED_TAGS:
            hint = "write links and pictures as Markdown" if tag in {"a", "img"} else ""
            hint = hint or "take it out, or say it in Markdown"
            self.faults.append(Fault(line, "unsafe-html", f"<{tag}> is not allowed here", hint))
            return
        if tag in WITHIN_LINES:
            self.opened.setdefault(tag, []).append(line)
        for name, value in attrs:
            # Python-Markdown's own, to have Markdown inside an element; it is gone afterwards.
            if name == "markdown":
                continue
            if fault := attribute_fault(tag, name, value or "", line):
                self.faults.append(fault)

    def handle_endtag(self, tag: str) -> None:
        if lines := self.opened.get(tag):
            lines.pop()
