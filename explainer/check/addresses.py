"""Each address is one page's alone, and what the build makes keeps its own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from explainer.book import Explainer
from explainer.problems import Place, Problem

# Pages of the editor's own that may stand above a list that the build makes.
TAKEN_OVER = frozenset({"timeline.html", "sources.html", "glossary.html", "changes.html"})
RESERVED = frozenset({"everything.html", "404.html"})
_ALIAS = re.compile(r"[^\s?#\\:*\"<>|]+\.html")


def addresses_are_ones_own(explainer: Explainer) -> Iterator[Problem]:
    """Two pages with one address, letter case apart too, would overwrite one another."""
    taken: dict[str, str] = {}
    for page in explainer.pages:
        yield from _clash(page.address, page.source, page.place, taken)
    for page in explainer.pages:
        for alias in page.front.aliases:
            place = page.front.place_of("aliases")
            if not _ALIAS.fullmatch(alias) or not _stays(alias):
                message = f'"{alias}" is no old address'
                yield Problem(place, "bad-alias", message, "write it as folder/old-name.html")
            elif alias.casefold() in TAKEN_OVER:
                message = f'the address "{alias}" is one that the build makes'
                yield Problem(place, "reserved-address", message, "choose another")
            else:
                yield from _clash(alias, page.source, place, taken)


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
    return not posixpath.normpath(address).startswith(("..", "/"))


RULES = (addresses_are_ones_own,)
