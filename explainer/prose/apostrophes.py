"""Apostrophes and primes that Python-Markdown's smart quotes would take for quotation marks.

Apostrophes replace omitted letters or digits: ’tis, rock ’n’ roll, the summer of ’26. Primes
mean feet and inches, or minutes and seconds: 5′10″.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from explainer.prose.markdown_processors import ConversionContext

# Words that start with an apostrophe; those in the second line are also ordinary words, and so may
# start a quotation.
_CLIPPED = "tis|tisn['’]t|twas|twasn['’]t|twere|twill|twould|twixt|til|cuz|neath|nuff"
_PERHAPS_CLIPPED = "em|cause|cos|round|bout|till|kay"
_ENDS_QUOTED = r"(?=[^'\n]{0,200}[^\s']'(?!\w))"
_AND = lazy_pattern(
    r"'(?<=\w ')(?<!the ')(?<!letter ')(?<!variable ')(?<!number ')(?<!an ')n(?:'(?= \w)|(?= \w))",
    re.IGNORECASE,
)
_APOSTROPHE = lazy_pattern(
    rf"'(?<![\w'’]')(?=(?:{_CLIPPED})(?![\w'])|(?!{_ENDS_QUOTED})(?:(?:{_PERHAPS_CLIPPED})(?![\w'])"
    # A year of two digits, or a decade.
    r"|[0-9]{2}(?:s(?![\w'])|(?![\w'])(?![.,][0-9]))))",
    re.IGNORECASE,
)
# Feet and inches together, then signs that may also be quotation marks.
_PRIME = lazy_pattern(
    r"(?<=[0-9°½¼¾])'(?:(?P<inches>[0-9]{1,2}(?![0-9])(?:\.[0-9]{1,3}|[½¼¾])?)(?P<close>\"|''|(?![\w']))"
    r"|(?P<apart>[ \u00a0][0-9]{1,2}(?:\.[0-9]{1,3}|[½¼¾])?)(?:\"|''))"
    r"|(?P<double>[\"“”])"
    r"|(?P<single>'(?!\w))"
    r"|(?<![\w'’])(?P<opening>')(?=\w)"
)
_MEASURED = "0123456789½¼¾°"
_ANY_SIGN = lazy_pattern("['\"“”]")
# Each alternative starts with a literal character: then Python looks only where one of these is.
_MAY_NEED = lazy_pattern(rf"'(?:(?<=[{_MEASURED}]')|(?<!\w')(?=\w))|\"(?<=[{_MEASURED}]\")")
_LITERAL = frozenset({"code", "pre", "kbd", "samp"})
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i img ins kbd mark q ruby s samp small span strong sub sup "
    "time u var br".split()
)


class ApostropheProcessor(Treeprocessor):
    """Sets apostrophes and primes in the tree, before Python-Markdown's quotation marks (6)."""

    def __init__(self, context: ConversionContext) -> None:
        super().__init__(context.markdown)
        self.context = context

    def run(self, root: Element) -> None:
        """Replace the signs in every text that isn't code."""
        if _MAY_NEED.search(self.context.text):
            self._read(root, Quotes())

    def _read(self, element: Element, quotes: Quotes) -> Quotes:
        """Replace the signs in an element; return which quotation marks are open at its end."""
        if element.tag in _LITERAL:
            return quotes
        is_block = element.tag not in _INLINE
        outer, quotes = quotes, Quotes() if is_block else quotes
        element.text, quotes = _replaced(element.text, quotes)
        for child in element:
            quotes = self._read(child, quotes)
            child.tail, quotes = _replaced(child.tail, quotes)
        return outer if is_block else quotes


class Quotes(NamedTuple):
    """Which quotation marks are open at a place in a paragraph."""

    double: bool = False
    single: bool = False


def _replaced(text: str | None, quotes: Quotes) -> tuple[str | None, Quotes]:
    if not text or isinstance(text, AtomicString) or not _ANY_SIGN.search(text):
        return text, quotes
    return set_apostrophes(text, quotes)


def set_apostrophes(text: str, quotes: Quotes = Quotes()) -> tuple[str, Quotes]:  # noqa: B008
    """Return the text with apostrophes and primes, and the quotation marks open at its end."""
    if "'" in text:
        text = _AND.sub(lambda match: match[0].replace("'", "’"), text)
        text = _APOSTROPHE.sub("’", text)
    last = text.rfind('"')
    pieces, position = [], 0
    for sign in _PRIME.finditer(text):
        pieces.append(text[position : sign.start()])
        position = sign.end()
        replaced, quotes = _prime(sign, quotes, is_last=sign.end() > last)
        pieces.append(replaced)
    return "".join([*pieces, text[position:]]), quotes


def _prime(sign: re.Match[str], quotes: Quotes, *, is_last: bool) -> tuple[str, Quotes]:
    """Return what a sign becomes, and the quotation marks open after it."""
    typed = sign[0]
    follows_number = sign.start() > 0 and sign.string[sign.start() - 1] in _MEASURED
    if sign["inches"] or sign["apart"]:
        measure = sign["inches"] or sign["apart"]
        second = typed[1 + len(measure) :]
        # The last sign of the text, if a quotation is open, ends that.
        if second == '"' and quotes.double and is_last:
            return f"′{measure}{second}", quotes._replace(double=False)
        return f"′{measure}{'″' if second else ''}", quotes
    if sign["double"]:
        if typed == '"' and follows_number and not quotes.double:
            return "″", quotes
        is_open = not quotes.double if typed == '"' else typed == "“"
        return typed, quotes._replace(double=is_open)
    if sign["opening"]:
        return typed, quotes._replace(single=True)
    if follows_number and not quotes.single:
        return "′", quotes
    return typed, quotes._replace(single=False)
