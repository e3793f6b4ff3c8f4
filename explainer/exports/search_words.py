"""The words that search compares: folded, so that different spellings of a word are equal.

The client (search-words.js) folds queries and texts by the same rules, which the index carries as
data (`RULES`). Both apply them with plain replacements: a page's words are joined, each with a space
after it, and folded at once, which is many times faster than word by word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

# Left out of a query, unless it has nothing else; searched only in titles.
STOP_WORDS = frozenset(
    "a an and are as at be been but by can did do does for from had has have how i if in into is it "
    "its may no not of on or s so t than that the their then there these they this to was were what "
    "when where which while who whom whose why will with would you your".split()
)  # fmt: skip
# Applied to each word with a space after it, in this order. Endings that would lose their "s" with
# the plurals are marked by a capital letter first, since words are in lower case.
FOLDS = (
    ("iz", "is"), ("yz", "ys"),  # organize, analyze
    ("enc", "ens"), ("practic", "practis"),  # licence, defence, practice
    ("our", "or"), ("programme", "program"),  # colour
    ("news ", "newN "), ("ss ", "S "), ("us ", "U "), ("is ", "I "),
    ("s ", " "),  # lamps
    ("N ", "s "), ("S ", "ss "), ("U ", "us "), ("I ", "is "),
    ("ie ", "y "), ("xe ", "x "), ("he ", "h "), ("sse ", "ss "),  # parties, boxes, caches, glasses
    ("tre ", "ter "), ("bre ", "ber "), ("gre ", "ger "),  # centre, fibre, meagre
)  # fmt: skip
# Letters of scripts written without spaces: they are searched in pairs. The others are marks that
# belong to words though they aren't letters, such as vowels in Hindi.
SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U000323af"
)
MARKS = "\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e00-\u109f\u1780-\u17d3"
RULES = {
    "stop": sorted(STOP_WORDS),
    "folds": FOLDS,
    "spaceless": SPACELESS,
    "marks": MARKS,
}

_PER_CENT = lazy_pattern(r"per[ \u00a0]cent(?![a-z])")
_THOUSANDS = lazy_pattern(r",(?=[0-9]{3})")
_DECIMAL = lazy_pattern(r"\.(?=[0-9])")
_ACCENTS = lazy_pattern("[\u0300-\u036f]")
_JOINTS = lazy_pattern("['-]")
_NO_WORD = lazy_pattern(f"[^\\w{MARKS}]+")
_SPACELESS_RUN = lazy_pattern(f"([{SPACELESS}]+)")
_ASCII_TABLE = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}


def search_words(text: str) -> Iterable[str]:
    """Return the words of a text as search compares them, each once, in order; no stop words."""
    return _words(text, keep_stop_words=False)


def title_words(text: str) -> Iterable[str]:
    """Return the words of a title as search compares them, stop words too."""
    return _words(text, keep_stop_words=True)


def is_spaceless(letter: str) -> bool:
    """Return whether a letter belongs to a script that is written without spaces."""
    return not letter.isascii() and bool(_SPACELESS_RUN.match(letter))


def _words(text: str, *, keep_stop_words: bool) -> Iterable[str]:
    text = text.lower()
    if "per cent" in text or "per\u00a0cent" in text:
        text = _PER_CENT.sub("percent", text)
    if not text.isascii():
        chunks = dict.fromkeys(text.split())
        text = " ".join(c if c.isascii() else _without_accents(c) for c in chunks)
    if "-" in text or "'" in text:
        # "Case-by-case" is searched as three words and as one.
        whole = (_JOINTS.sub("", c) for c in text.split() if "-" in c or "'" in c)
        text = f"{text} {' '.join(whole)}"
    words = dict.fromkeys(_separated(text).split())
    if not keep_stop_words:
        for word in STOP_WORDS:
            words.pop(word, None)
    joined = f"{' '.join(words)} "
    if not joined.isascii():
        joined = _SPACELESS_RUN.sub(_pairs, joined)
    for before, after in FOLDS:
        joined = joined.replace(before, after)
    return dict.fromkeys(joined.split())


def _separated(text: str) -> str:
    """Return the text with spaces instead of what isn't part of a word."""
    text = text.replace("_", " ").replace("%", " percent ")
    if "," in text:
        text = _THOUSANDS.sub("", text)
    text = _DECIMAL.sub("_", text)
    return text.translate(_ASCII_TABLE) if text.isascii() else _NO_WORD.sub(" ", text)


def _without_accents(chunk: str) -> str:
    """Return a chunk without accents, differences in width and typographic quotes."""
    folded = _ACCENTS.sub("", normalize("NFKD", chunk).upper().lower())
    folded = folded.replace("ς", "σ").replace("’", "'").replace("‘", "'")
    return normalize("NFKC", folded.replace("‐", "-").replace("‑", "-"))


def _pairs(run: re.Match[str]) -> str:
    """Return each pair of letters in a run, and the last letter, as words."""
    letters = run[1]
    return f" {' '.join(letters[at : at + 2] for at in range(len(letters)))} "
