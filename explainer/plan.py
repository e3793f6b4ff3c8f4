"""Lists the files of a site, each with a cache key and the function that produces it.

A cache key is a digest of everything that the file depends on besides the code: its records, and its
template with the templates that one includes. To the same code, the same key means the same bytes.
"""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import IntEnum
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from explainer.content import Content
from explainer.declared import Undeclared, all_of
from explainer.exports.absolute_urls import CARD
from explainer.exports.registry import exports
from explainer.fragment import Fragment
from explainer.model import Record, Site
from explainer.pages.contexts import context
from explainer.pages.list_kinds import lists_of
from explainer.pages.page_kind import SitePage
from explainer.pages.page_kinds import site_pages
from explainer.patterns import lazy_pattern
from explainer.problems import CannotMake, Place, Problem
from explainer.readonly import frozen, remembered
from explainer.store import digest
from explainer.templates import Templates

_CARD = "card.svg"


class Rank(IntEnum):
    """The order in which outputs are published: files that pages load come before the pages."""

    NEEDED_BY_PAGES = 0
    LISTS_PAGES = 1
    PAGE = 2


@frozen
class Output:
    """A file of the site that is still to be built.

    `key`: its cache key.
    `make`: returns its bytes.
    `rank`: when it is published, compared with the others.
    `place`: where an editor can change its address.
    `has_charts`: whether `make` draws charts.
    """

    address: str
    key: str
    make: Callable[[], bytes]
    rank: Rank
    place: Place = Place("site.yaml")
    has_charts: bool = False


def plan(content: Content, templates: Templates) -> tuple[Output, ...]:
    """Return every file that the site will have, sorted by address. Builds none of them.

    Raises CannotMake if two files can't exist at once: if their addresses are equal apart from
    letter case, or if the address of one is a folder in the address of the other.
    """
    fingerprint = Fingerprint()
    outputs = (
        *_pages(content, templates, fingerprint=fingerprint),
        *_exports(content, fingerprint=fingerprint),
        *_card(content, templates, fingerprint=fingerprint),
        *_copies(content, templates),
    )
    if conflicts := tuple(_conflicts(outputs)):
        raise CannotMake(*conflicts)
    return tuple(sorted(outputs, key=lambda output: output.address))


def plan_only(
    content: Content, templates: Templates, addresses: Collection[str]
) -> tuple[Output, ...]:
    """Return the pages and style sheets of `plan` at these addresses; plans nothing else."""
    sheets = (
        _copy_of_template_asset(address, data)
        for address, data in templates.assets.items()
        if address in addresses and address.endswith(".css")
    )
    fingerprint = Fingerprint()
    pages = _pages(content, templates, fingerprint=fingerprint, only=addresses)
    return (*sheets, *pages)


def _conflicts(outputs: Iterable[Output]) -> Iterator[Problem]:
    """Yield a problem for each pair of outputs with conflicting addresses.

    Conflicts between pages were reported earlier, at the line of an alias; this finds those with
    images and exports.
    """
    taken: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    for output in outputs:
        address = output.address.casefold()
        if (other := taken.setdefault(address, output)) is not output:
            yield _conflict(output, other)
        while address := posixpath.dirname(address):
            folders.setdefault(address, output)
    yield from (_conflict(folders[address], taken[address]) for address in folders.keys() & taken)


def _conflict(output: Output, other: Output) -> Problem:
    """Return the problem that reports a conflict between the addresses of two outputs."""
    # Report it at the page: editors can rename pages, but not exports.
    page, file = (output, other) if output.rank >= other.rank else (other, output)
    if page.address == file.address:
        message = f'two files have the address "{page.address}"'
    elif page.address.casefold() == file.address.casefold():
        message = f'the addresses "{page.address}" and "{file.address}" differ only in letter case'
    else:
        pair = f'"{page.address}" and "{file.address}"'
        message = f"{pair} can't both exist: one is a file where the other needs a folder"
    hint = "rename one of them, or remove the alias"
    return Problem(page.place, "address-taken", message, hint)


def _pages(
    content: Content,
    templates: Templates,
    *,
    fingerprint: Fingerprint,
    only: Collection[str] | None = None,
) -> Iterator[Output]:
    template_digests: dict[str, str] = {}
    for make_page in site_pages(content, only=only):
        site_page = make_page()
        name = f"{site_page.kind.name}.html"
        if name not in template_digests:
            template_digests[name] = templates.digest_of(name)
        key = digest("page", template_digests[name], fingerprint.of(site_page))
        yield Output(
            site_page.address,
            key,
            partial(_render, make_page, name, templates),
            Rank.PAGE,
            site_page.place,
            has_charts=bool(site_page.content.tables),
        )


def _render(make_page: Callable[[], SitePage], name: str, templates: Templates) -> bytes:
    return templates.render(name, context(make_page())).encode()


def _exports(content: Content, *, fingerprint: Fingerprint) -> Iterator[Output]:
    content_of_last: Content | None = None
    content_key = ""
    for export in exports(content, list_addresses=[kind.address for kind in lists_of(content)]):
        # Hundreds of parts of the search index depend on the same content.
        if export.content is not content_of_last:
            content_of_last = export.content
            content_key = digest(fingerprint.of(export.content))
        yield Output(
            export.address,
            digest("export", export.address, content_key, export.made_with),
            partial(export.make, export.content),
            Rank.LISTS_PAGES,
        )


def _card(content: Content, templates: Templates, *, fingerprint: Fingerprint) -> Iterator[Output]:
    # The card doesn't show "Where things stand", so a change to that mustn't change its key.
    site = content.site_without_status
    if site.base_url:
        key = digest("card", templates.digest_of(_CARD), fingerprint.of(site))
        yield Output(CARD, key, partial(_draw_card, site, templates), Rank.NEEDED_BY_PAGES)


def _draw_card(site: Site, templates: Templates) -> bytes:
    # Imported here to keep start-up fast for sites without a base address, which have no card.
    from explainer.exports.card import CardError, card_context, to_png  # noqa: PLC0415

    svg = templates.render(_CARD, card_context(site))
    try:
        return to_png(svg)
    except CardError as error:
        raise CannotMake(
            Problem(templates.place(_CARD), "template", str(error), "fix the template")
        ) from error


def _copies(content: Content, templates: Templates) -> Iterator[Output]:
    for asset in content.assets:
        yield _copy(asset.address, asset.data, bytes)
    for address, data in templates.assets.items():
        yield _copy_of_template_asset(address, data)


def _copy_of_template_asset(address: str, data: bytes) -> Output:
    return _copy(address, data, _MINIFIERS.get(PurePosixPath(address).suffix, bytes))


def _copy(address: str, data: bytes, make: Callable[[bytes], bytes]) -> Output:
    """Return the output for a file that is copied to the site, changed by `make`."""
    key = digest("copy", address, data)
    return Output(address, key, partial(make, data), Rank.NEEDED_BY_PAGES, Place(address))


# Matches the space in ".card :is(h3)". Inside a layer or media query, the library takes such a
# selector for a declaration and removes the space; it keeps it in ".card *:is(h3)".
_SPACE_BEFORE_PSEUDO_CLASS = lazy_pattern(rb"(?<=[^\s,{}>+~(;/])\s+(?=::?[a-z][^;{}]*\{)")


def _minify_css(data: bytes) -> bytes:
    """Return a style sheet without comments and unneeded white space."""
    from rcssmin import cssmin  # type: ignore[import-untyped]  # noqa: PLC0415

    return bytes(cssmin(_SPACE_BEFORE_PSEUDO_CLASS.sub(b" *", data)))


def _minify_js(data: bytes) -> bytes:
    """Return a script without comments and unneeded white space."""
    from rjsmin import jsmin  # type: ignore[import-untyped]  # noqa: PLC0415

    return bytes(jsmin(data))


_MINIFIERS: dict[str, Callable[[bytes], bytes]] = {".css": _minify_css, ".js": _minify_js}


# The most frequent types, handled first for speed.
_PLAIN = frozenset({str, int, bool, type(None)})


class Fingerprint:
    """Computes digests of records and other values, for cache keys.

    Values have the same digest if they have the same content, wherever an editor wrote it. A record
    remembers its digest, since many pages share it; if it's kept in a store, its digest is too.
    """

    def __init__(self) -> None:
        self._fields: dict[type[Any], tuple[str, ...]] = {}

    def of(self, value: Any) -> str:
        """Return a string that is equal for equal values, and different for different ones.

        It is a digest for records, fragments and bytes, but longer text for other values.
        """
        kind = type(value)
        if kind in _PLAIN:
            return f"{kind.__name__}:{value}"
        if isinstance(value, (Record, Fragment)):
            return remembered(value, "fingerprint", lambda: digest(self._of_fields(value)))
        if isinstance(value, (tuple, list)):
            # A page's partial collections refuse to be iterated in the usual way.
            items = all_of(value) if isinstance(value, tuple) else value
            return _join("sequence", map(self.of, items))
        if isinstance(value, Undeclared):
            return "undeclared"
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._of_fields(value)
        if isinstance(value, Mapping):
            return _join("mapping", (self.of(part) for pair in value.items() for part in pair))
        if isinstance(value, bytes):
            return digest("bytes", value)
        if isinstance(value, (set, frozenset)):
            return _join("set", sorted(map(self.of, value)))
        return f"{kind.__name__}:{value}"

    def _of_fields(self, value: Any) -> str:
        """Return a string for a dataclass, like `of`, from the fields that it is compared by."""
        kind = type(value)
        if kind not in self._fields:
            fields = dataclasses.fields(kind)
            self._fields[kind] = tuple(field.name for field in fields if field.compare)
        return _join(kind.__name__, [self.of(getattr(value, name)) for name in self._fields[kind]])


def _join(name: str, parts: Iterable[str]) -> str:
    """Return the name and the parts as one string, with each part's length before it.

    Without the lengths, ("ab", "c") and ("a", "bc") would give the same string.
    """
    return name + "".join([f"{len(part)}:{part}" for part in parts])
