"""Which files a site has, what each of them is made of, and how it is made.

An output's key is a digest of everything that it reads: its records, its template with all that
the template includes, and the code. The same key means the same bytes.
"""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

from explainer import __version__
from explainer.content import Content
from explainer.exports.absolute_urls import CARD
from explainer.exports.registry import exports
from explainer.fragment import Fragment
from explainer.model import Record, Site
from explainer.pages.contexts import context
from explainer.pages.kinds import Sheet, sheets
from explainer.problems import CannotMake, Place, Problem
from explainer.store import digest
from explainer.templates import Templates

_CARD = "card.svg"


class Rank(IntEnum):
    """The order in which outputs reach the site: what pages need comes before them."""

    NEEDED_BY_PAGES = 0
    PAGE = 1


@dataclass(frozen=True)
class Output:
    """A file of the site: its address, what it is made of (as a key), and how to make it.

    `place` is where an editor would mend it.
    """

    address: str
    key: str
    make: Callable[[], bytes]
    rank: Rank
    place: Place = Place("site.yaml")


def plan(content: Content, templates: Templates) -> tuple[Output, ...]:
    """Return every file of the site, each address once, in the order of their addresses.

    Raises CannotMake where two files would have one address, or one stand where another needs a
    folder.
    """
    fingerprint = Fingerprint()
    outputs = (
        *_pages(content, templates, fingerprint=fingerprint),
        *_exports(content, fingerprint=fingerprint),
        *_card(content, templates, fingerprint=fingerprint),
        *_copies(content, templates),
    )
    if clashes := tuple(_clashes(outputs)):
        raise CannotMake(*clashes)
    return tuple(sorted(outputs, key=lambda output: output.address))


def _clashes(outputs: Iterable[Output]) -> Iterator[Problem]:
    """Yield what is wrong where pages, aliases, pictures and files for machines get in one's way.

    Pages among themselves were checked before, with the lines of their aliases.
    """
    taken: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    for output in outputs:
        address = output.address.casefold()
        if (other := taken.setdefault(address, output)) is not output:
            yield _clash(output, other)
        while address := posixpath.dirname(address):
            folders.setdefault(address, output)
    yield from (_clash(folders[address], taken[address]) for address in folders.keys() & taken)


def _clash(one: Output, other: Output) -> Problem:
    # An editor chooses what a page is called, and not what is made for machines.
    page, file = (one, other) if one.rank >= other.rank else (other, one)
    message = f'the address "{page.address}" cannot stand beside that of "{file.address}"'
    if page.address == file.address:
        message = f'the address "{page.address}" is given twice'
    hint = "rename one of the two, or take the alias out"
    return Problem(page.place, "address-taken", message, hint)


def _pages(content: Content, templates: Templates, *, fingerprint: Fingerprint) -> Iterator[Output]:
    looks: dict[str, str] = {}
    for sheet in sheets(content):
        name = f"{sheet.kind}.html"
        if name not in looks:
            looks[name] = templates.digest_of(name)
        key = digest("page", code_digest(), looks[name], fingerprint.of(sheet))
        yield Output(
            sheet.address,
            key,
            partial(_render, sheet, name, templates),
            Rank.PAGE,
            sheet.place,
        )


def _render(sheet: Sheet, name: str, templates: Templates) -> bytes:
    return templates.render(name, context(sheet)).encode()


def _exports(content: Content, *, fingerprint: Fingerprint) -> Iterator[Output]:
    for export in exports(content):
        yield Output(
            export.address,
            digest("export", code_digest(), export.address, fingerprint.of(export.content)),
            partial(export.make, export.content),
            Rank.NEEDED_BY_PAGES,
        )


def _card(content: Content, templates: Templates, *, fingerprint: Fingerprint) -> Iterator[Output]:
    # Where things stand is no part of it.
    site = content.site_without_status
    if site.base_url:
        key = digest("card", code_digest(), templates.digest_of(_CARD), fingerprint.of(site))
        yield Output(CARD, key, partial(_draw_card, site, templates), Rank.NEEDED_BY_PAGES)


def _draw_card(site: Site, templates: Templates) -> bytes:
    # As with charts: a site without a base address has no card, and does not wait for one.
    from explainer.exports.card import CardError, card_context, to_png  # noqa: PLC0415

    svg = templates.render(_CARD, card_context(site))
    try:
        return to_png(svg)
    except CardError as error:
        place = Place(_CARD, 1, "templates")
        raise CannotMake(Problem(place, "template", str(error), "mend the template")) from error


def _copies(content: Content, templates: Templates) -> Iterator[Output]:
    for asset in content.assets:
        yield _copy(asset.address, asset.data, bytes)
    for address, data in templates.assets.items():
        yield _copy(address, data, _LIGHTENED.get(PurePosixPath(address).suffix, bytes))


def _copy(address: str, data: bytes, make: Callable[[bytes], bytes]) -> Output:
    key = digest("copy", code_digest(), address, data)
    return Output(address, key, partial(make, data), Rank.NEEDED_BY_PAGES, Place(address))


# The space in ".card :is(h3)", which the library takes away within a layer or a media query, as if
# a selector there were a declaration. It leaves the same written as ".card *:is(h3)".
_WITHIN = re.compile(rb"(?<=[^\s,{}>+~(;/])\s+(?=::?[a-z][^;{}]*\{)")


def _lightened_css(data: bytes) -> bytes:
    """Return a style sheet without comments and spare space, which are for those who change it."""
    from rcssmin import cssmin  # type: ignore[import-untyped]  # noqa: PLC0415

    return bytes(cssmin(_WITHIN.sub(b" *", data)))


def _lightened_js(data: bytes) -> bytes:
    """Return a script without comments and spare space."""
    from rjsmin import jsmin  # type: ignore[import-untyped]  # noqa: PLC0415

    return bytes(jsmin(data))


_LIGHTENED: dict[str, Callable[[bytes], bytes]] = {".css": _lightened_css, ".js": _lightened_js}


# Most of what is digested, and told apart at once.
_PLAIN = frozenset({str, int, bool, type(None)})


class Fingerprint:
    """Says of records what they hold, not where they were written; each is digested but once."""

    def __init__(self) -> None:
        # The records are kept too, so that none of their identities is given out again.
        self._known: dict[int, tuple[Any, str]] = {}
        self._fields: dict[type[Any], tuple[str, ...]] = {}

    def of(self, value: Any) -> str:
        """Return a text that no other value has, made of records, mappings and plain values."""
        kind = type(value)
        if kind in _PLAIN:
            return f"{kind.__name__}:{value}"
        if isinstance(value, (Record, Fragment)):
            known = self._known.get(id(value))
            if known is None:
                known = (value, digest(self._of_fields(value)))
                self._known[id(value)] = known
            return known[1]
        if isinstance(value, (tuple, list)):
            return _joined("sequence", map(self.of, value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._of_fields(value)
        if isinstance(value, Mapping):
            return _joined("mapping", (self.of(part) for pair in value.items() for part in pair))
        if isinstance(value, bytes):
            return digest("bytes", value)
        if isinstance(value, (set, frozenset)):
            return _joined("set", sorted(map(self.of, value)))
        return f"{kind.__name__}:{value}"

    def _of_fields(self, value: Any) -> str:
        kind = type(value)
        if kind not in self._fields:
            fields = dataclasses.fields(kind)
            self._fields[kind] = tuple(field.name for field in fields if field.compare)
        return _joined(
            kind.__name__, [self.of(getattr(value, name)) for name in self._fields[kind]]
        )


def _joined(name: str, parts: Iterable[str]) -> str:
    """Return one text of several, of which it says where each ends."""
    return name + "".join([f"{len(part)}:{part}" for part in parts])


def code_digest() -> str:
    """Return a digest of this package's own code, so that no key outlives a change to it."""
    return _CODE.value


class _Code:
    @cached_property
    def value(self) -> str:
        folder = Path(__file__).parent
        files = sorted(folder.rglob("*.py"))
        return digest(__version__, *(file.read_bytes() for file in files))


_CODE = _Code()
