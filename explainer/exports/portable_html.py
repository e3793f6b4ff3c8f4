"""Prose as HTML that is read away from the site, such as in a feed reader.

All addresses are absolute. Citations are left out, since their numbers mean nothing there, and so
are ids and links within the text. The patterns rely on the form of HTML that `allowed_html.clean`
returns.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from explainer.exports.absolute_urls import absolute_url
from explainer.exports.link_targets import link_target
from explainer.fragment import MARK_CLOSE, MARK_OPEN
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.exports.plain_text import ProseReader
    from explainer.model import Prose

_BLOCK = lazy_pattern(f"<div>{MARK_OPEN}\\d+{MARK_CLOSE}</div>")
_PLACEHOLDER = lazy_pattern(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
_TAG = lazy_pattern(r"<[a-z][a-z0-9]*(?: [^<>]*)?>")
_ATTRIBUTE = lazy_pattern(r' ([a-z-]+)="([^"]*)"')
_BACK_LINK = lazy_pattern(r'(?:\s|&nbsp;)*<a(?= )[^<>]* class="footnote-backref"[^<>]*>[^<>]*</a>')
# Attributes that only have a meaning on the site's own pages.
_DROPPED = frozenset({"aria-label", "class", "id"})


def portable_html(content: Content, prose: Prose, reader: ProseReader) -> str:
    """Return prose as HTML blocks with absolute addresses; the site must have a `base_url`."""
    html = _BACK_LINK.sub("", _BLOCK.sub("", reader.html(prose)))
    html = _TAG.sub(_portable_tag, html)
    pieces = _PLACEHOLDER.split(html)
    for index in range(1, len(pieces), 2):
        mark = prose.marks[int(pieces[index])]
        if mark.kind == "cite":
            pieces[index - 1], pieces[index] = pieces[index - 1].rstrip(), ""
        else:
            address, anchor = link_target(content, prose, mark)
            pieces[index] = escape(absolute_url(content.site, address, anchor))
    return "".join(pieces).strip()


def _portable_tag(tag: re.Match[str]) -> str:
    return _ATTRIBUTE.sub(_portable_attribute, tag[0])


def _portable_attribute(attribute: re.Match[str]) -> str:
    name, value = attribute.groups()
    is_within_text = name == "href" and value.startswith("#")
    return "" if name in _DROPPED or is_within_text else attribute[0]
