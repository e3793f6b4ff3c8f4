"""Each address is one page's alone, and those that lead away lead to the web."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from explainer.content import Content
from explainer.model import Record
from explainer.problems import Place, Problem
from explainer.urls import is_address, is_base, scheme_of

# Pages of the editor's own that may stand above a list that the build makes.
TAKEN_OVER = frozenset({"timeline.html", "sources.html", "glossary.html", "changes.html"})
RESERVED = frozenset({"everything.html", "404.html"})
_ALIAS = re.compile(r"[^\s?#\\:*\"<>|]+\.html")


def addresses_are_ones_own(content: Content) -> Iterator[Problem]:
    """Two pages with one address, letter case apart too, would overwrite one another."""
    taken: dict[str, str] = {}
    for page in content.pages:
        yield from _clash(page.address, page.source, page.place, taken)
    for page in content.pages:
        for number, alias in enumerate(page.front.aliases):
            place = page.front.place_of("aliases", number)
            if not _ALIAS.fullmatch(alias) or not _stays(alias):
                message = f'"{alias}" is no old address'
                yield Problem(place, "bad-alias", message, "write it as folder/old-name.html")
            elif alias.casefold() in TAKEN_OVER:
                message = f'the address "{alias}" is one that the build makes'
                yield Problem(place, "reserved-address", message, "choose another")
            else:
                yield from _clash(alias, page.source, place, taken)


def addresses_are_no_folders(content: Content) -> Iterator[Problem]:
    """A page cannot stand where another needs a folder (`a.html` and `a.html/index.html`)."""
    taken = {page.address.casefold() for page in content.pages} | TAKEN_OVER | RESERVED
    for page in content.pages:
        places = [page.place]
        places += [page.front.place_of("aliases", n) for n in range(len(page.front.aliases))]
        for address, place in zip((page.address, *page.front.aliases), places, strict=True):
            for folder in PurePosixPath(address).parents:
                if str(folder).casefold() in taken:
                    message = f'the address "{folder}" is a page, and cannot be a folder'
                    yield Problem(place, "address-taken", message, "rename the folder")


def _clash(address: str, source: str, place: Place, taken: dict[str, str]) -> Iterator[Problem]:
    if address.casefold() in RESERVED or address.casefold().startswith("assets/"):
        message = f'the address "{address}" is one that the build makes'
        yield Problem(place, "reserved-address", message, "choose another name")
        return
    other = taken.setdefault(address.casefold(), source)
    # Files that differ in letter case alone are told where they were found.
    if other != source and other.casefold() != source.casefold():
        message = f'the address "{address}" is that of "{other}" too'
        yield Problem(place, "address-taken", message, "rename one of the two")


def _stays(address: str) -> bool:
    """Return whether an address lies below the site, and is written in its one plain form.

    Nothing in it is hidden: what begins with a full stop is the build's own, or a server's.
    """
    parts = address.split("/")
    return posixpath.normpath(address) == address and all(
        part[:1] not in {"", "."} for part in parts
    )


def addresses_are_of_the_web(content: Content) -> Iterator[Problem]:
    """An address in a record leads to the web: nothing else may come onto a page as a link."""
    for address, record, key in _web_addresses(content):
        if address and not (is_address(address) and scheme_of(address) in {"http", "https"}):
            message = f'"{address}" is no address of the web'
            hint = "begin it with https:// or http://, and write a space as %20"
            yield Problem(record.place_of(key), "bad-url", message, hint)


def base_address_is_a_folders(content: Content) -> Iterator[Problem]:
    """All pages stand below the base address, so it must be a folder's."""
    base = content.site.base_url
    if not is_base(base):
        message = f'"{base.removesuffix("/")}" is no folder, below which a site could lie'
        hint = "end it with the folder that index.html lies in"
        yield Problem(content.site.place_of("base_url"), "bad-url", message, hint)


def _web_addresses(content: Content) -> Iterator[tuple[str, Record, str]]:
    site = content.site
    yield site.base_url, site, "base_url"
    if site.publisher:
        yield site.publisher.url, site.publisher, "url"
    for source in content.sources:
        yield source.url, source, "url"
        yield source.archived, source, "archived"
        if source.via:
            yield source.via.url, source.via, "url"


RULES = (
    addresses_are_ones_own,
    addresses_are_no_folders,
    addresses_are_of_the_web,
    base_address_is_a_folders,
)
