"""Renders outputs to bytes, reusing cached ones, and checks the links in rendered pages."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field

from explainer.page_links import ids_and_links, link_target
from explainer.plan import Output, Rank
from explainer.problems import CannotMake, Place, Problem
from explainer.readonly import frozen
from explainer.spool import Spool
from explainer.store import Store, digest


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


def render(outputs: Iterable[Output], store: Store) -> tuple[RenderedFile, ...]:
    """Return the rendered file for every output, in the same order.

    A file whose key is in the store isn't rendered until its bytes are needed. Raises CannotMake
    with the problems of all outputs that failed.
    """
    files: list[RenderedFile] = []
    problems: list[Problem] = []
    spool = Spool()
    for output in outputs:
        try:
            files.append(_rendered(output, store, spool))
        except CannotMake as error:
            problems += error.problems
    if problems:
        raise CannotMake(*problems)
    return tuple(files)


def _rendered(output: Output, store: Store, spool: Spool) -> RenderedFile:
    read = output.make

    def facts() -> Facts:
        nonlocal read
        data = output.make()
        read = spool.add(data)
        return facts_of(output.address, data)

    known = store.keep_or_create(output.key, facts)
    return RenderedFile(output.address, output.rank, output.place.file, known, read)


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
    for link in page.facts.links:
        try:
            target = link_target(folder, link)
        except ValueError:
            message = f'invalid link "{link}": it isn\'t a URL'
            hint = f"fix the link in {page.source} or, if it isn't there, in the page's template"
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
            hint = f"fix the link in {page.source} or, if it isn't there, in the page's template"
            yield Problem(place, "dead-link", message, hint)
