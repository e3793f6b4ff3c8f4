"""Reads the name of an author, editor or translator from text: a person or an institution."""

from __future__ import annotations

import re

from explainer.bibliography import OTHERS, Name
from explainer.patterns import lazy_pattern

# A comma before one of these doesn't separate a person's family and given names.
_COMPANY_FORMS = frozenset(
    "ab ag bv co corp gmbh inc kk limited llc llp lp ltd nv oy plc sa se spa the".split()
)
_SUFFIXES = frozenset("esq ii iii iv jr md phd sr".split())
_OTHERS = lazy_pattern(r"(?:and )?others|et al\.?", re.IGNORECASE)
# Signs that text contains more than one name.
SEVERAL = lazy_pattern(
    r";|[,\s](?:et al\.?|and others)$|,.*\s(?:and|&|und|et|y)\s|\s(?:and|&)\s.*,", re.IGNORECASE
)


def read_name(text: str) -> Name | None:
    """Return the name that text gives, or None if it seems to contain several names.

    `Family, Given` and `Family, Given, Jr.` are people, as in BibTeX and RIS; anything without a
    comma is an institution, and so is a company such as `Lamp Works, Inc.`
    """
    text = " ".join(text.split())
    if _OTHERS.fullmatch(text):
        return Name(literal=OTHERS)
    family, *rest = (part.strip() for part in text.split(","))
    if not all((family, *rest)) or not rest or _is_in(rest[-1], _COMPANY_FORMS):
        return None if SEVERAL.search(text) else Name(literal=text)
    if SEVERAL.search(text):
        return None
    if len(rest) == 1:
        return Name(family=family, given=rest[0])
    if len(rest) == 2 and _is_in(rest[1], _SUFFIXES):
        return Name(family=family, given=rest[0], suffix=rest[1])
    if len(rest) == 2 and _is_in(rest[0], _SUFFIXES):
        return Name(family=family, given=rest[1], suffix=rest[0])
    return None


def _is_in(word: str, words: frozenset[str]) -> bool:
    return word.replace(".", "").casefold() in words
