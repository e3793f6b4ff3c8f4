"""Checks that page addresses and aliases are unique, and that URLs in records are web addresses."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from explainer.content import Content
from explainer.model import Record
from explainer.problems import Place, Problem
from explainer.urls import is_base_url, is_url, scheme_of

# Lists that the build generates. A page of the same name in content/ adds text above the list.
LIST_ADDRESSES = frozenset({"timeline.html", "sources.html", "glossary.html", "changes.html"})
# Other pages that the build generates. No page or alias can have their addresses.
RESERVED = frozenset({"everything.html", "404.html"})
_ALIAS = re.compile(r"[^\s?#\\:*\"<>|]+\.html")


def addresses_are_unique(content: Content) -> Iterator[Problem]:
    """Pages and aliases have valid addresses that differ by more than letter case."""
    taken: dict[str, str] = {}
    for page in content.pages:
        yield from _conflict(page.address, page.source, page.place, taken)
    for page in content.pages:
        for number, alias in enumerate(page.front.aliases):
            place = page.front.place_of("aliases", number)
            if not _ALIAS.fullmatch(alias) or not _is_normal(alias):
                message = f'"{alias}" isn\'t a valid alias'
                hint = "write the old address as folder/old-name.html"
                yield Problem(place, "bad-alias", message, hint)
            elif alias.casefold() in LIST_ADDRESSES:
                message = f'the address "{alias}" is reserved for the build'
                yield Problem(place, "reserved-address", message, "choose another one")
            else:
                yield from _conflict(alias, page.source, place, taken)


def no_address_is_a_folder(content: Content) -> Iterator[Problem]:
    """No page has the address of a folder that another needs (`a.html` and `a.html/index.html`)."""
    taken = {page.address.casefold() for page in content.pages} | LIST_ADDRESSES | RESERVED
    for page in content.pages:
        places = [page.place]
        places += [page.front.place_of("aliases", n) for n in range(len(page.front.aliases))]
        for address, place in zip((page.address, *page.front.aliases), places, strict=True):
            for folder in PurePosixPath(address).parents:
                if str(folder).casefold() in taken:
                    message = f'conflict: the address "{folder}" is both a page and a folder'
                    yield Problem(place, "address-taken", message, "rename the folder")


def _conflict(address: str, source: str, place: Place, taken: dict[str, str]) -> Iterator[Problem]:
    """Report a reserved address or one that is already in `taken`, and add it there."""
    if address.casefold() in RESERVED or address.casefold().startswith("assets/"):
        message = f'the address "{address}" is reserved for the build'
        yield Problem(place, "reserved-address", message, "choose another name")
        return
    first_source = taken.setdefault(address.casefold(), source)
    # Files that differ only in letter case are reported when the folder is read.
    if first_source != source and first_source.casefold() != source.casefold():
        message = f'conflict: "{first_source}" and "{source}" have the same address {address}'
        hint = "rename one of them, or remove the alias"
        yield Problem(place, "address-taken", message, hint)


def _is_normal(address: str) -> bool:
    """Return whether an address is normalised, within the site, and has no hidden part.

    Names that start with a full stop belong to the build, or to a server.
    """
    parts = address.split("/")
    return posixpath.normpath(address) == address and all(
        part[:1] not in {"", "."} for part in parts
    )


def urls_are_web_addresses(content: Content) -> Iterator[Problem]:
    """URLs in records use http or https, since they become links on pages."""
    for address, record, key in _web_addresses(content):
        if address and not (is_url(address) and scheme_of(address) in {"http", "https"}):
            message = f'"{address}" isn\'t a web address'
            hint = "start it with https:// or http://, and write a space as %20"
            yield Problem(record.place_of(key), "bad-url", message, hint)


def base_url_is_a_folder(content: Content) -> Iterator[Problem]:
    """The base URL is the address of a folder, since all pages are published below it."""
    base = content.site.base_url
    if not is_base_url(base):
        message = f'"{base.removesuffix("/")}" isn\'t the address of a folder'
        hint = "write the address of the folder that index.html is in"
        yield Problem(content.site.place_of("base_url"), "bad-url", message, hint)


def _web_addresses(content: Content) -> Iterator[tuple[str, Record, str]]:
    """Yield each URL in the site and its sources, with the record and key that contain it."""
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
    addresses_are_unique,
    no_address_is_a_folder,
    urls_are_web_addresses,
    base_url_is_a_folder,
)
