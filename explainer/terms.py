"""Finds glossary terms in HTML fragments and replaces each term's first use.

Matches whole words, the longest name first; an abbreviation must match in letter case too. Skips
links, headings and code. A backslash before a term leaves it as plain text. The patterns here rely
on the form of HTML that `allowed_html.clean` returns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import accumulate

from explainer.fragment import MARK_CLOSE, MARK_OPEN
from explainer.model import Term
from explainer.patterns import lazy_pattern

# Splits HTML into text, at even places, and tags and placeholders, at odd ones.
PIECE = lazy_pattern(f"(<[^>]*>|{MARK_OPEN}\\d+{MARK_CLOSE})")
_TAG = lazy_pattern(r"<(/?)([a-z0-9]+)")
_WORD = lazy_pattern(r"[^\W_]+")
_SKIPPED = frozenset({"a", "abbr", "code", "pre", "kbd", "samp", "h1", "h2", "h3", "h4", "h5", "h6",
                      "summary", "dfn"})  # fmt: skip

# The class of an abbreviation that the text itself explains (see `prose/abbreviations.py`).
EXPLAINED = "explained"
_EXPLAINED = lazy_pattern(rf'<abbr class="{EXPLAINED}"[^<>]*>([^<>]*)</abbr>')

# Takes a term and the words that matched it, and returns their replacement.
Replace = Callable[[Term, str], str]


class TermFinder:
    """Finds the names of a glossary's terms in HTML."""

    def __init__(self, terms: Iterable[Term]) -> None:
        glossary = tuple(terms)
        self._ids = frozenset(term.id for term in glossary)
        self._abbreviations = frozenset(term.abbr for term in glossary)
        self._names = frozenset(
            name.casefold() for term in glossary for name in (term.term, *term.also)
        )
        names = [
            (name, term, name == term.abbr)
            for term in glossary
            for name in dict.fromkeys((term.term, term.abbr, *term.also))
            if name
        ]
        names.sort(key=lambda entry: -len(entry[0]))
        self._by_word: defaultdict[str, list[tuple[re.Pattern[str], Term]]] = defaultdict(list)
        self._unspaced: list[tuple[re.Pattern[str], Term]] = []
        for name, term, exact in names:
            pattern = _pattern(name, exact=exact)
            first = _WORD.search(escape(name, quote=False))
            if first is None or first.start() or _has_ideographs(name):
                self._unspaced.append((pattern, term))
            else:
                self._by_word[first[0].casefold()].append((pattern, term))

    def has(self, name: str) -> bool:
        """Return whether the glossary has a term of this name; abbreviations match exactly."""
        return name in self._abbreviations or name.casefold() in self._names

    def replace_first_uses(self, html: str, seen: set[str], replace: Replace) -> str:
        """Return the HTML with each term's first use replaced by the result of `replace`.

        `seen` holds the ids of the terms already used on the page; the ids found here are added.
        An abbreviation that the text itself explains is left as it is, unless it's also a term, or
        part of a first use.
        """
        if EXPLAINED in html:
            html = self._without_abbreviations_of_terms(html, seen)
        if self._ids <= seen and "\\" not in html:
            return html
        parts = PIECE.split(html)
        for index in plain_text_places(parts):
            parts[index] = self._replaced(parts[index], seen, replace)
        return "".join(parts)

    def unescape(self, html: str) -> str:
        """Return the HTML without the backslashes before terms; no term is replaced."""
        return self.replace_first_uses(html, set(self._ids), lambda _, text: text)

    def used_ids(self, htmls: Iterable[str]) -> set[str]:
        """Return the ids of the terms that occur in any of the HTML texts."""
        seen: set[str] = set()
        for html in htmls:
            self.replace_first_uses(html, seen, lambda _, text: text)
        return seen

    def _without_abbreviations_of_terms(self, html: str, seen: set[str]) -> str:
        """Return the HTML with no explanation of an abbreviation in a term that will be replaced."""
        uses = list(self._first_uses(_EXPLAINED.sub(r"\1", html), set(seen)))
        removed = 0

        def kept(abbr: re.Match[str]) -> str:
            nonlocal removed
            start = abbr.start() - removed
            end = start + len(abbr[1])
            removed += len(abbr[0]) - len(abbr[1])
            is_in_use = any(start < use_end and use_start < end for use_start, use_end in uses)
            return abbr[1 if is_in_use or self.has(abbr[1]) else 0]

        return _EXPLAINED.sub(kept, html)

    def _first_uses(self, html: str, seen: set[str]) -> Iterator[tuple[int, int]]:
        """Yield where in the HTML each term is used for the first time, and add it to `seen`."""
        parts = PIECE.split(html)
        offsets = tuple(accumulate(map(len, parts), initial=0))
        for index in plain_text_places(parts):
            for start, end, term in self._uses(parts[index], seen):
                if term.id not in seen and parts[index][start - 1 : start] != "\\":
                    seen.add(term.id)
                    yield offsets[index] + start, offsets[index] + end

    def _replaced(self, text: str, seen: set[str], replace: Replace) -> str:
        pieces: list[str] = []
        position = 0
        for start, end, term in self._uses(text, seen):
            if text[start - 1 : start] == "\\":
                pieces += [text[position : start - 1], text[start:end]]
            elif term.id in seen:
                pieces.append(text[position:end])
            else:
                seen.add(term.id)
                pieces += [text[position:start], replace(term, text[start:end])]
            position = end
        pieces.append(text[position:])
        return "".join(pieces)

    def _uses(self, text: str, seen: set[str]) -> Iterator[tuple[int, int, Term]]:
        """Yield the start, end and term of each use that doesn't overlap an earlier one.

        Yield none if no use has to be replaced, and no backslash to be removed.
        """
        words = self._by_word.keys() & map(str.casefold, _WORD.findall(text))
        if not self._unspaced and not self._may_change(text, words, seen):
            return
        position = 0
        for start, end, term in self._matches(text, words):
            if start >= position:
                yield start, end, term
                position = end

    def _may_change(self, text: str, words: Iterable[str], seen: set[str]) -> bool:
        """Return whether the text may hold an unseen term, or a backslash that must be removed.

        `words` are the words of the text that some term's name starts with.
        """
        return any(
            "\\" in text or term.id not in seen for word in words for _, term in self._by_word[word]
        )

    def _matches(self, text: str, words: Iterable[str]) -> list[tuple[int, int, Term]]:
        """Return the start, end and term of each match, by position and then longest first."""
        patterns = [entry for word in words for entry in self._by_word[word]] + self._unspaced
        places = (
            (match.start(), match.end(), term)
            for pattern, term in patterns
            for match in pattern.finditer(text)
        )
        return sorted(places, key=lambda place: (place[0], -place[1]))


def plain_text_places(pieces: list[str]) -> Iterator[int]:
    """Yield the places of text that isn't in links, headings or code in split HTML (`PIECE`)."""
    depth = 0
    for index, piece in enumerate(pieces):
        if index % 2:
            tag = _TAG.match(piece)
            if tag and tag[2] in _SKIPPED:
                depth += -1 if tag[1] else 1
        elif piece and not depth:
            yield index


def _has_ideographs(name: str) -> bool:
    # As a regular expression, these long ranges take longer to compile than a page to render.
    return not name.isascii() and any(
        "\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7af" or "\uf900" <= sign <= "\ufaff"
        for sign in name
    )


@lru_cache(maxsize=10_000)
def _pattern(name: str, *, exact: bool) -> re.Pattern[str]:
    """Return a pattern that finds a name in HTML text as whole words.

    Any white space and either form of apostrophe match; letter case matters only if `exact`.
    """
    words = [re.escape(escape(word, quote=False)) for word in name.split()]
    regex = r"\s+".join(words).replace("’", "'").replace("'", "['’]")
    if not _has_ideographs(name):
        # The name of an HTML entity, such as `amp` in `&amp;`, isn't a word of the text.
        regex = (
            rf"(?<![\w&-])(?<!&#){regex}(?![\w-])" if exact else rf"(?<![\w&])(?<!&#){regex}(?!\w)"
        )
    return lazy_pattern(regex, 0 if exact else re.IGNORECASE)
