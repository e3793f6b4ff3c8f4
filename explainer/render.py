"""Outputs to bytes, reusing what has the same key; and the check of every link that was made."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from html import unescape
from urllib.parse import unquote, urlsplit

from explainer.plan import Output, Rank
from explainer.problems import CannotMake, Place, Problem
from explainer.store import Store

# Most tags have none of these, and are passed over by the pattern itself.
_TAG = re.compile(rb'<[a-zA-Z][^<>]*\s(?:id|href|src)="[^<>]*>')
_ATTRIBUTE = re.compile(rb'\s(id|href|src)="([^"]*)"')


@dataclass(frozen=True)
class Rendered:
    """A file of the site as it will be published."""

    address: str
    data: bytes
    rank: Rank
    source: str
    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def render(outputs: Iterable[Output], store: Store) -> tuple[Rendered, ...]:
    """Make every output, or take it from the store where one of the same key is kept.

    Raises CannotMake with the problems of all those that cannot be made.
    """
    made: list[Rendered] = []
    problems: list[Problem] = []
    for output in outputs:
        try:
            made.append(store.keep(output.key, partial(_made, output)))
        except CannotMake as fault:
            problems += fault.problems
    if problems:
        raise CannotMake(*problems)
    return tuple(made)


def check_links(pages: Iterable[Rendered]) -> list[Problem]:
    """Return a problem for each link or anchor that leads nowhere, and each id given twice.

    Only what templates made can be at fault here: prose was checked before, with its lines.
    """
    site = {page.address: page for page in pages}
    ids = {page.address: frozenset(page.ids) for page in site.values()}
    return [problem for page in site.values() for problem in _link_problems(page, ids)]


def _made(output: Output) -> Rendered:
    data = output.make()
    ids: list[str] = []
    links: dict[str, None] = {}
    if output.address.endswith(".html"):
        for tag in _TAG.finditer(data):
            for name, value in _ATTRIBUTE.findall(tag[0]):
                text = unescape(value.decode())
                if name == b"id":
                    ids.append(text)
                else:
                    links[text] = None
    return Rendered(output.address, data, output.rank, output.place.file, tuple(ids), tuple(links))


def _link_problems(page: Rendered, ids: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    place = Place(page.address, 1, "site")
    if len(set(page.ids)) < len(page.ids):
        twice = sorted({id_ for id_ in page.ids if page.ids.count(id_) > 1})
        for id_ in twice:
            message = f'the id "{id_}" stands twice on this page'
            hint = f"rename it in the template that makes this page, or in {page.source}"
            yield Problem(place, "duplicate-anchor", message, hint)
    folder = posixpath.dirname(page.address)
    for link in page.links:
        try:
            led_to = _led_to(folder, link)
        except ValueError:
            message = f'the link "{link}" is no address'
            hint = f"correct it in the template that makes this page of {page.source}"
            yield Problem(place, "dead-link", message, hint)
            continue
        if led_to is None:
            continue
        address, anchor = led_to
        found = ids.get(address or page.address)
        if found is None or (anchor and anchor not in found):
            message = f'the link "{link}" leads nowhere'
            hint = f"correct it in the template that makes this page of {page.source}"
            yield Problem(place, "dead-link", message, hint)


@lru_cache(maxsize=1 << 16)
def _led_to(folder: str, link: str) -> tuple[str, str] | None:
    """Return the address and anchor that a link within the site leads to, from a folder of it.

    The address is empty for the page itself. Raises ValueError for what is none (`http://[`).
    """
    target = urlsplit(link)
    if target.scheme or target.netloc:
        return None
    path = unquote(target.path)
    address = posixpath.normpath(posixpath.join(folder, path)) if path else ""
    return address, unquote(target.fragment)
