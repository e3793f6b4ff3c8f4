"""Checks that page addresses and aliases are unique, and that URLs in records are web addresses."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import PurePosixPath

from explainer.content import Content
from explainer.model import Record
from explainer.pages.page_kinds import LIST_ADDRESSES, RESERVED_ADDRESSES
from explainer.patterns import lazy_pattern
from explainer.problems import Problem
from explainer.urls import is_base_url, is_url, scheme_of

_NOT_IN_ALIAS = lazy_pattern(r"[\s?#\\:*\"<>|]")
# A part of a path that normalising it would remove.
_EMPTY_STEP = lazy_pattern(r"//|/\.{1,2}/")
# The form of nearly all DOIs, as recommended by Crossref.
DOI = lazy_pattern(r"10\.\d{4,9}/\S+")


def addresses_are_unique(content: Content) -> Iterator[Problem]:
    """Report reserved addresses, invalid aliases, and aliases that are another page's address.

    An alias is an old address of a page. Letter case is ignored, as some file systems do.
    """
    page_sources: dict[str, str] = {}
    for page in content.pages:
        page_sources.setdefault(page.address.casefold(), page.source)
        if _is_reserved(page.address):
            message = f'the address "{page.address}" is reserved for a file that the build creates'
            yield Problem(page.place, "reserved-address", message, "rename the page's file")
    alias_sources: dict[str, str] = {}
    for page in content.pages:
        for number, alias in enumerate(page.front.aliases):
            place = page.front.place_of("aliases", number)
            address = alias.casefold()
            if reason := _alias_fault(alias):
                message = f'the alias "{alias}" is invalid: {reason}'
                yield Problem(place, "bad-alias", message, _alias_hint(alias))
            elif _is_reserved(alias) or address in LIST_ADDRESSES:
                message = f'the alias "{alias}" is reserved for a file that the build creates'
                yield Problem(place, "reserved-address", message, "change or remove the alias")
            elif _differ(source := page_sources.get(address, page.source), page.source):
                message = f'the alias "{alias}" is already the address of "{source}"'
                yield Problem(place, "address-taken", message, "change or remove the alias")
            elif _differ(source := alias_sources.setdefault(address, page.source), page.source):
                message = f'the alias "{alias}" is already an alias of "{source}"'
                yield Problem(place, "address-taken", message, "remove one of them")


def no_address_is_a_folder(content: Content) -> Iterator[Problem]:
    """Report addresses that need a folder with the name of a page: `a.html/b.html` and `a.html`."""
    taken = (
        {page.address.casefold() for page in content.pages}
        | {*LIST_ADDRESSES}
        | {*RESERVED_ADDRESSES}
    )
    for page in content.pages:
        places = [page.place]
        places += [page.front.place_of("aliases", n) for n in range(len(page.front.aliases))]
        names = ["address", *("alias" for _ in page.front.aliases)]
        addresses = (page.address, *page.front.aliases)
        for name, address, place in zip(names, addresses, places, strict=True):
            for folder in PurePosixPath(address).parents:
                if str(folder).casefold() in taken:
                    message = (
                        f'the {name} "{address}" needs a folder called "{folder}", but that is the '
                        "address of a page"
                    )
                    hint = "change the alias" if name == "alias" else "rename the folder"
                    yield Problem(place, "address-taken", message, hint)


def _is_reserved(address: str) -> bool:
    """Return whether the build itself creates a file at the address, or may create one."""
    return address.casefold() in RESERVED_ADDRESSES or address.casefold().startswith("assets/")


def _differ(source: str, other: str) -> bool:
    """Return whether two files differ in more than letter case, which the loader reports itself."""
    return source.casefold() != other.casefold()


def _alias_fault(alias: str) -> str:
    """Return why an alias isn't a valid address within the site, or "" if it is.

    Names that start with a full stop belong to the build, or to a server.
    """
    if invalid := _NOT_IN_ALIAS.search(alias):
        return "it contains a space" if invalid[0].isspace() else f"it contains {invalid[0]}"
    if alias.startswith(("/", "./")):
        return f"it starts with {alias[: alias.index('/') + 1]}"
    if f"{posixpath.normpath(alias)}/".startswith("../"):
        return "it leads out of the site"
    if inner := _EMPTY_STEP.search(alias):
        return f"it contains {inner[0]}"
    if any(part.startswith(".") for part in alias.split("/")):
        return "a name in it starts with a full stop"
    return "" if alias.endswith(".html") else "it doesn't end in .html"


def _alias_hint(alias: str) -> str:
    """Return a hint with the corrected alias, or with an example if it can't be corrected."""
    normal = posixpath.normpath(alias.lstrip("/"))
    for candidate in (normal, alias if "." in alias else f"{alias}.html"):
        if not _alias_fault(candidate):
            return f"write {candidate}"
    return "write the page's old address within the site, such as old-name.html or moves/rule.html"


def urls_are_web_addresses(content: Content) -> Iterator[Problem]:
    """Report URLs of the site and its sources that don't start with http:// or https://."""
    for address, record, key in _web_addresses(content):
        if address and not (is_url(address) and scheme_of(address) in {"http", "https"}):
            message = f'"{address}" isn\'t a web address'
            hint = "start it with https:// or http://, and write a space as %20"
            yield Problem(record.place_of(key), "bad-url", message, hint)


def dois_have_their_form(content: Content) -> Iterator[Problem]:
    """Report DOIs that aren't written as `10.1000/182`, from which their links are made."""
    for source in content.sources:
        if source.doi and not DOI.fullmatch(source.doi):
            found = DOI.search(source.doi)
            message = f'"{source.doi}" isn\'t a DOI'
            hint = f"write {found[0]}" if found else "write it from 10. on, as in 10.1000/182"
            yield Problem(source.place_of("doi"), "bad-value", message, hint)


def base_url_is_a_folder(content: Content) -> Iterator[Problem]:
    """Report a base URL that isn't a folder's, since all pages are published below it."""
    base = content.site.base_url
    if not is_base_url(base):
        message = f'"{base.removesuffix("/")}" isn\'t the address of a folder'
        hint = "write the address of the folder that index.html is in"
        yield Problem(content.site.place_of("base_url"), "bad-url", message, hint)


def _web_addresses(content: Content) -> Iterator[tuple[str, Record, str]]:
    """Yield `(URL, record, key)` for each URL in site.yaml and in the sources."""
    site = content.site
    yield site.base_url, site, "base_url"
    if site.publisher:
        yield site.publisher.url, site.publisher, "url"
    for source in content.sources:
        yield source.url, source, "url"
        yield source.archived, source, "archived"
        yield from ((copy.url, copy, "url") for copy in source.copies)
        if source.via:
            yield source.via.url, source.via, "url"


RULES = (
    addresses_are_unique,
    no_address_is_a_folder,
    urls_are_web_addresses,
    dois_have_their_form,
    base_url_is_a_folder,
)
