"""Renders outputs to bytes, reusing cached ones, and checks the links in rendered pages."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from explainer.page_links import ids_and_links, link_target
from explainer.plan import Output, Rank
from explainer.problems import CannotMake, Place, Problem
from explainer.readonly import frozen
from explainer.store import Store, digest

if TYPE_CHECKING:
    from explainer.spool import Spool

# How many bytes of rendered files are kept in the store.
KEPT_BYTES = 16_000_000


@frozen
class Facts:
    """What is kept of a rendered file instead of its bytes.

    `digest`, `size`: those of its bytes.
    `ids`: the values of `id`, if it is an HTML page.
    `links`: the values of `href` and `src` that lead to the site, or that are invalid.
    """

    digest: str
    size: int
    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@frozen
class RenderedFile:
    """A file of the site, ready to be published.

    `source`: the file to fix if something in it is wrong.
    `read`: returns its bytes. They may have to be rendered first, or read from the disk, so call it
    only for files that changed.
    """

    address: str
    rank: Rank
    source: str
    facts: Facts
    read: Callable[[], bytes] = field(compare=False)


def render(
    outputs: Iterable[Output], store: Store
) -> tuple[tuple[RenderedFile, ...], list[Problem]]:
    """Return the rendered files of outputs, in the same order, and the problems of those that fail.

    A file whose key is in the store isn't rendered, or read from there, until its bytes are needed.
    """
    files: list[RenderedFile] = []
    problems: list[Problem] = []
    renderer = _Renderer(store)
    for output in outputs:
        try:
            files.append(renderer.file(output))
        except CannotMake as error:
            problems += error.problems
    return tuple(files), problems


class _Renderer:
    """Renders outputs, and keeps the bytes of a small site in the store.

    Those of a large one wait in a temporary file. They aren't kept: memory and cache would be
    several times as large, and the site has them too.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._room = KEPT_BYTES

    def file(self, output: Output) -> RenderedFile:
        """Return the rendered file for an output; raises CannotMake if it can't be rendered."""
        bytes_key = digest("bytes", output.key)
        read: Callable[[], bytes] = partial(self._store.keep_or_create, bytes_key, output.make)

        def facts() -> Facts:
            nonlocal read
            data = output.make()
            if len(data) <= self._room:
                self._room -= len(data)
                self._store.keep(bytes_key, data)
            else:
                read = self._spool.add(data)
            return facts_of(output.address, data)

        known = self._store.keep_or_create(output.key, facts)
        return RenderedFile(output.address, output.rank, output.place.file, known, read)

    @cached_property
    def _spool(self) -> Spool:
        # Imported here because only large sites need it.
        from explainer.spool import Spool  # noqa: PLC0415

        return Spool()


def facts_of(address: str, data: bytes) -> Facts:
    """Return what is kept of a file: its digest and size, and the ids and links of a page."""
    is_page = address.endswith(".html")
    ids, links = ids_and_links(data) if is_page else ((), ())
    folder = posixpath.dirname(address)
    own = tuple(link for link in links if not _leaves_site(folder, link))
    return Facts(digest(data), len(data), ids, own)


def check_links(pages: Iterable[RenderedFile]) -> list[Problem]:
    """Return a problem for each broken link or anchor and each duplicate id in the pages.

    Most are mistakes in templates: links in prose were checked earlier, at their own lines.
    """
    site = {page.address: page for page in pages}
    ids = {page.address: frozenset(page.facts.ids) for page in site.values()}
    return [problem for page in site.values() for problem in _link_problems(page, ids)]


def _leaves_site(folder: str, link: str) -> bool:
    try:
        return link_target(folder, link) is None
    except ValueError:
        return False


def _link_problems(page: RenderedFile, ids: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Yield the problems of one page; `ids` are the ids on each page of the site, by address."""
    place = Place(page.address, 1, "site")
    own_ids = page.facts.ids
    if len(ids[page.address]) < len(own_ids):
        duplicates = sorted({id_ for id_ in own_ids if own_ids.count(id_) > 1})
        for id_ in duplicates:
            message = f'duplicate id "{id_}" on this page'
            hint = f"rename one of them, in this page's template or in {page.source}"
            yield Problem(place, "duplicate-anchor", message, hint)
    folder = posixpath.dirname(page.address)
    hint = f"fix the link in {page.source} or, if it isn't there, in the page's template"
    for link in page.facts.links:
        try:
            target = link_target(folder, link)
        except ValueError:
            message = f'invalid link "{link}": it isn\'t a URL'
            yield Problem(place, "dead-link", message, hint)
            continue
        if target is None:
            continue
        address, anchor = target
        target_ids = ids.get(address or page.address)
        if target_ids is None or (anchor and anchor not in target_ids):
            message = f'broken link "{link}": the site has no such file'
            if target_ids is not None:
                message = f'broken link "{link}": its page has no id "{anchor}"'
            yield Problem(place, "dead-link", message, hint)
