"""Links web and e-mail addresses that are written without any sign, as on GitHub.

GitHub Flavored Markdown 0.29, section 6.9, with three differences: an address that starts with
`www.` gets https; quotation marks and full-width punctuation end an address; and what isn't a valid
address stays text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString, code_escape

from explainer.fragment import BLOCK_CLOSE, MARK_OPEN
from explainer.patterns import lazy_pattern
from explainer.prose.line_notes import LINE_NOTE
from explainer.urls import is_url

if TYPE_CHECKING:
    from markdown import Markdown

# Python-Markdown's placeholder for something it has read, and what that is for an escaped character.
_PLACEHOLDER = lazy_pattern("\x02klzzwxh:([0-9]+)\x03")
_ESCAPED = lazy_pattern("\x02([0-9]+)\x03")
_NOT_IN_ADDRESS = f'\\s<>"`{{}}|\\\\^\x02\x03“”‘’«»‹›„…—、。〈-】〔-〟﹐-﹞！＂（），：；＜＞？［］｛｝～｟-､{MARK_OPEN}-{BLOCK_CLOSE}'
_PART = f"(?:[^{_NOT_IN_ADDRESS}]|{_PLACEHOLDER.pattern.replace('(', '(?:')})"
_MAIL = r"[A-Za-z0-9._+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]+)+"
# `BlockLocator` puts a line note in front of what may be an address. A backslash leaves it plain.
_START = rf"(?:(?P<note>{LINE_NOTE.pattern})|(?P<plain>\\))"
_ADDRESSES = {
    "web_address": rf"{_START}(?i:https?)://(?=[^\W_]){_PART}+",
    "www_address": rf"{_START}www\.(?=[^\W_]){_PART}+",
    "mail_address": rf"(?<!_){_START}(?:mailto:)?(?P<mail>{_MAIL})(?![\w/@-])",
}
# CommonMark 0.31, section 6.5.
_BRACKETED_MAIL = (
    rf"<(?P<note>{LINE_NOTE.pattern})?(?:mailto:)?"
    r"(?P<mail>[\w.!#$%&'*+/=?^`{|}~-]++@[A-Za-z0-9][A-Za-z0-9-]*+(?:\.[A-Za-z0-9-]+)*)>"
)
_HOST = lazy_pattern(
    r"(?i:https?)://(?:[^/?#@]*@)?[^\W_][\w-]*(?:\.[\w-]+)*(?::[0-9]+)?(?=[/?#]|\Z)"
)
# What may follow an address in a sentence isn't part of it.
_TRAILING = "?!.,:;*_~'"
_ENTITY = lazy_pattern(r"&[A-Za-z0-9]+;\Z")
_BRACKETS = {")": "(", "]": "["}


def register_addresses(markdown: Markdown) -> None:
    """Add the patterns of this module to Markdown; the last one replaces Python-Markdown's own."""
    # After HTML (90) and marked text, before entities (80), subscripts and emphasis.
    for name, pattern in _ADDRESSES.items():
        markdown.inlinePatterns.register(BareAddressProcessor(pattern, markdown), name, 85)
    markdown.inlinePatterns.register(MailProcessor(_BRACKETED_MAIL, markdown), "automail", 110)


class BareAddressProcessor(InlineProcessor):
    """Links a web address or e-mail address."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Return the link, and the start and end of its address; None if that isn't valid."""
        if m["plain"]:
            return m[0][1:], m.start(), m.end()
        start = m.end("note")
        mail = m.groupdict().get("mail")
        typed = mail or _without_trailing(self._up_to_markup(data[start : m.end()]))
        shown = _ESCAPED.sub(lambda escaped: chr(int(escaped[1])), self.unescape(typed))
        shown = shown.replace("&amp;", "&")
        address, end = shown, start + len(typed)
        if mail:
            address, end = f"mailto:{shown}", m.end()
        elif shown.startswith("www."):
            address = f"https://{shown}" if shown.count(".") > 1 else ""
        if not mail and not (_HOST.match(address) and is_url(address)):
            return None, None, None
        return _link(shown, m["note"] + address), m.start(), end

    def _up_to_markup(self, text: str) -> str:
        """Return the text up to the first thing that has been read and isn't an escaped character."""
        stash = cast("Any", self.md).treeprocessors["inline"].stashed_nodes
        for placeholder in _PLACEHOLDER.finditer(text):
            node = stash.get(placeholder[1])
            if not isinstance(node, str) or not _ESCAPED.fullmatch(node):
                return text[: placeholder.start()]
        return text


class MailProcessor(InlineProcessor):
    """Links an e-mail address in angle brackets (CommonMark 0.31, section 6.5)."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[Element, int, int]:
        """Return the link, and the start and end of what it replaces."""
        address = f"{m['note'] or ''}mailto:{m['mail']}"
        return _link(m["mail"], address), m.start(), m.end()


def _without_trailing(address: str) -> str:
    """Return an address without punctuation, entities and unmatched brackets at its end."""
    end = len(address)
    while end:
        last = address[end - 1]
        if last == ";" and (entity := _ENTITY.search(address, max(0, end - 40), end)):
            end = entity.start()
        elif last in _TRAILING or (
            last in _BRACKETS
            and address.count(last, 0, end) > address.count(_BRACKETS[last], 0, end)
        ):
            end -= 1
        else:
            break
    return address[:end]


def _link(shown: str, address: str) -> Element:
    link = Element("a", {"href": address})
    link.text = AtomicString(code_escape(shown))
    return link
