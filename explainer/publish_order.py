"""Decides in which order files are published, so that no link is broken at any moment.

A link may need a page or an id that doesn't exist yet, or still be on a page that isn't replaced
yet. Where pages need each other, each is first published in an interim form.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from dataclasses import field
from functools import cached_property, partial
from heapq import heapify, heappop, heappush
from html import escape
from typing import TYPE_CHECKING

from explainer.page_links import ids_and_links, link_target, without_links
from explainer.patterns import lazy_pattern
from explainer.plan import Rank
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from explainer.render import RenderedFile

_HOME = "index.html"
_ID = lazy_pattern(rb'\sid="([^"]*)"')
_BODY = lazy_pattern(rb"<body\b[^<>]*>")


@frozen
class Step:
    """One file to put into the site folder; `is_interim` if another step puts the final one.

    `read` returns its bytes.
    """

    address: str
    read: Callable[[], bytes] = field(compare=False)
    is_interim: bool = False


def publishing_order(
    changed: Iterable[RenderedFile],
    removed: Collection[str],
    *,
    current: Callable[[str], bytes | None],
) -> list[Step]:
    """Return the steps that publish the changed files; the files in `removed` go after them.

    What pages load comes first, then new pages, lists of pages (such as the feed), changed pages
    and the home page, except where links need another order. `current` returns the bytes that a
    file of an earlier build has now, or None if there is none.
    """
    files = sorted(changed, key=lambda file: (file.rank, file.address))
    edit = _Edit({f.address: f for f in files if f.rank == Rank.PAGE}, removed, current)
    is_late = {f.address: f.rank == Rank.LISTS_PAGES and current(f.address) for f in files}
    loaded = [f for f in files if f.address not in edit.pages and not is_late[f.address]]
    lists = [f for f in files if is_late[f.address]]
    steps = [*edit.removal_steps(), *edit.page_steps()]
    last_new = [n for n, step in enumerate(steps, 1) if step.address in edit.new - {_HOME}]
    split = max(last_new, default=0)
    return [*_steps(loaded), *steps[:split], *_steps(lists), *steps[split:]]


def _steps(files: Iterable[RenderedFile]) -> list[Step]:
    return [Step(file.address, file.read) for file in files]


class _Edit:
    """The difference between the pages that the site folder has, and those it is going to have.

    `pages` are the new and changed ones, by address, and `new` the addresses of the new ones.
    """

    def __init__(
        self,
        pages: Mapping[str, RenderedFile],
        removed: Collection[str],
        current: Callable[[str], bytes | None],
    ) -> None:
        self.pages = pages
        self.removed = dict.fromkeys(page for page in removed if page.endswith(".html"))
        self.new: set[str] = set()
        self._current = current
        self._gained: dict[str, set[str]] = {}
        self._lost: dict[str, set[str]] = {}
        for address, page in pages.items():
            data = current(address)
            if data is None:
                self.new.add(address)
            # A quick comparison first: reading ids exactly is slow, and most edits change none.
            elif _ID.findall(data) != [escape(id_).encode() for id_ in page.facts.ids]:
                before, now = set(ids_and_links(data)[0]), set(page.facts.ids)
                self._gained[address], self._lost[address] = now - before, before - now
        # The home page may be unchanged, and so not among the pages.
        self._is_first = self.new == pages.keys() and current(_HOME) is None

    def page_steps(self) -> Iterator[Step]:
        """Yield a step for each new and changed page, and interim steps for those in circles."""
        if self._is_first:
            # Nobody can be reading a site that doesn't exist yet.
            yield from self._final_steps(self._positions)
            return
        first = _in_order(self.pages.keys(), self._needs, position=self._positions)
        rest = self.pages.keys() - set(first)
        wanted_by = _reversed(self._needs)
        backwards = {page: -position for page, position in self._positions.items()}
        last = _in_order(rest, wanted_by, position=backwards)
        circular = sorted(rest - set(last), key=self._positions.__getitem__)
        yield from self._final_steps(first)
        yield from (Step(page, partial(self._interim, page), is_interim=True) for page in circular)
        yield from self._final_steps(circular)
        yield from self._final_steps(reversed(last))

    def removal_steps(self) -> Iterator[Step]:
        """Yield an interim step for each page to remove that has a link to what will be missing."""
        for page in self.removed:
            if any(self._will_be_dead(page, link) for link in ids_and_links(self._old(page))[1]):
                yield Step(page, partial(self._without_dead_links, page), is_interim=True)

    def _without_dead_links(self, page: str) -> bytes:
        return without_links(self._old(page), partial(self._will_be_dead, page))

    def _old(self, page: str) -> bytes:
        """Return the bytes of a page in the site folder; nothing if it isn't there."""
        return self._current(page) or b""

    def _final_steps(self, addresses: Iterable[str]) -> Iterator[Step]:
        return (Step(address, self.pages[address].read) for address in addresses)

    @cached_property
    def _positions(self) -> dict[str, int]:
        """The preferred position of each page: new ones, changed ones, the home page."""
        ordered = sorted(self.pages, key=lambda page: (page == _HOME, page not in self.new, page))
        return {page: position for position, page in enumerate(ordered)}

    @cached_property
    def _needs(self) -> dict[str, set[str]]:
        """The pages that each page has to be published after, by its address."""
        needs: defaultdict[str, set[str]] = defaultdict(set)
        if self.new or any(self._gained.values()):
            for page, file in self.pages.items():
                needs[page] |= {
                    target
                    for target, anchor in _targets(page, file.facts.links)
                    if target in self.new or anchor in self._gained.get(target, ())
                }
        if any(self._lost.values()):
            for page in self.pages.keys() - self.new:
                for target, anchor in _targets(page, ids_and_links(self._old(page))[1]):
                    if anchor in self._lost.get(target, ()):
                        needs[target].add(page)
        needs[_HOME] |= self.pages.keys()
        return {page: pages - {page} for page, pages in needs.items()}

    def _is_dead_now(self, page: str, link: str) -> bool:
        """Return whether a link on a new page leads to what doesn't exist in the site folder."""
        targets = [target for target in _targets(page, [link]) if target[0] != page]
        return any(to in self.new or id_ in self._gained.get(to, ()) for to, id_ in targets)

    def _will_be_dead(self, page: str, link: str) -> bool:
        """Return whether a link on an old page leads to what is going to be removed."""
        targets = [target for target in _targets(page, [link]) if target[0] != page]
        return any(to in self.removed or id_ in self._lost.get(to, ()) for to, id_ in targets)

    def _interim(self, page: str) -> bytes:
        """Return a page that suits both the old site and the new one.

        It is the new page, but links whose target doesn't exist yet are plain text, and the ids
        that old pages may link to are still there, at its top.
        """
        data = without_links(self.pages[page].read(), partial(self._is_dead_now, page))
        ids = sorted(self._lost.get(page, ()))
        spans = "".join(f'<span id="{escape(id_)}"></span>' for id_ in ids).encode()
        body = _BODY.search(data)
        start = body.end() if body else 0
        return data[:start] + spans + data[start:]


def _targets(page: str, links: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the address and anchor that each link on a page leads to within the site."""
    folder = posixpath.dirname(page)
    for link in links:
        try:
            target = link_target(folder, link)
        except ValueError:
            continue
        if target is not None:
            yield target[0] or page, target[1]


def _in_order(
    pages: Collection[str], needs: Mapping[str, set[str]], *, position: Mapping[str, int]
) -> list[str]:
    """Return the pages with each after those that it needs, else by position.

    Pages in a circle, and those that need a page in one, are left out.
    """
    all_pages = set(pages)
    missing = {page: needs.get(page, set()) & all_pages for page in pages}
    wanted_by = _reversed(missing)
    ready = [(position[page], page) for page, needed in missing.items() if not needed]
    heapify(ready)
    ordered: list[str] = []
    while ready:
        _, page = heappop(ready)
        ordered.append(page)
        for other in wanted_by.get(page, ()):
            missing[other].discard(page)
            if not missing[other]:
                heappush(ready, (position[other], other))
    return ordered


def _reversed(needs: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the pages that need each page, by that page's address."""
    wanted_by: defaultdict[str, set[str]] = defaultdict(set)
    for page, needed in needs.items():
        for other in needed:
            wanted_by[other].add(page)
    return wanted_by
