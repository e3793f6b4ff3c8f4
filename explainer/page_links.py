"""Reads the ids and links of HTML pages, and resolves links to addresses within the site."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

# Matches only tags with one of these attributes: most have none, and skipping them is fast.
_TAG = lazy_pattern(rb'<[a-zA-Z][^<>]*\s(?:id|href|src)="[^<>]*>')
_ATTRIBUTE = lazy_pattern(rb'\s(id|href|src)="([^"]*)"')
# Matches links that need no parser, as most do: a relative path and an anchor.
_PLAIN_LINK = lazy_pattern(r"(?:(?!/)[\w./-]+)?(?:#[\w.-]*)?", re.ASCII)
_HREF = lazy_pattern(rb'\shref="([^"]*)"')


def ids_and_links(page: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a page's ids (with duplicates), and the values of `href` and `src`, each once."""
    ids: list[str] = []
    links: dict[str, None] = {}
    for tag in _TAG.finditer(page):
        for name, value in _ATTRIBUTE.findall(tag[0]):
            text = unescape(value.decode(errors="replace"))
            if name == b"id":
                ids.append(text)
            else:
                links[text] = None
    return tuple(ids), tuple(links)


def without_links(page: bytes, is_dead: Callable[[str], bool]) -> bytes:
    """Return a page without the `href` of each link that `is_dead` is true for."""

    def kept(href: re.Match[bytes]) -> bytes:
        return b"" if is_dead(unescape(href[1].decode(errors="replace"))) else href[0]

    return _TAG.sub(lambda tag: _HREF.sub(kept, tag[0]), page)


@lru_cache(maxsize=1 << 16)
def link_target(folder: str, link: str) -> tuple[str, str] | None:
    """Return the address and anchor that a link leads to, or None if it leaves the site.

    `folder` is the folder of the page that has the link. The address is empty if the link leads to
    the same page. Raises ValueError if it isn't a valid URL, such as `http://[`.
    """
    if _PLAIN_LINK.fullmatch(link):
        path, _, anchor = link.partition("#")
    else:
        url = urlsplit(link)
        if url.scheme or url.netloc:
            return None
        path, anchor = unquote(url.path), unquote(url.fragment)
    return posixpath.normpath(posixpath.join(folder, path)) if path else "", anchor
