"""Finds glossary terms in prose: whole words, longest first, abbreviations by their letters.

Never inside links, headings or code. A term with a backslash before it stays plain.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from html import escape

from explainer.fragment import MARK_CLOSE, MARK_OPEN
from explainer.model import Term

_TOKEN = re.compile(f"(<[^>]*>|{MARK_OPEN}\\d+{MARK_CLOSE})")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_WORD = re.compile(r"[^\W_]+")
_CLOSED = frozenset({"a", "abbr", "code", "pre", "kbd", "samp", "h1", "h2", "h3", "h4", "h5", "h6",
                     "summary", "dfn"})  # fmt: skip

Found = Callable[[Term, str], str]


class TermFinder:
    """Knows a glossary's names, and finds them in a fragment's HTML."""

    def __init__(self, terms: Iterable[Term]) -> None:
        glossary = tuple(terms)
        self._ids = frozenset(term.id for term in glossary)
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

    def mark_first(self, html: str, seen: set[str], found: Found) -> str:
        """Return the HTML with each term's first use replaced by what `found` makes of it.

        `seen` holds the ids of terms already met on the page, and gains those met here.
        """
        if self._ids <= seen and "\\" not in html:
            return html
        parts = _TOKEN.split(html)
        closed = 0
        for index, part in enumerate(parts):
            if index % 2:
                tag = _TAG.match(part)
                if tag and tag[2] in _CLOSED:
                    closed += -1 if tag[1] else 1
            elif part and not closed:
                parts[index] = self._in_text(part, seen, found)
        return "".join(parts)

    def open_none(self, html: str) -> str:
        """Return the HTML with every term plain, and no backslash left before one."""
        return self.mark_first(html, set(self._ids), lambda _, text: text)

    def used(self, htmls: Iterable[str]) -> set[str]:
        """Return the ids of the terms that stand anywhere in the texts."""
        seen: set[str] = set()
        for html in htmls:
            self.mark_first(html, seen, lambda _, text: text)
        return seen

    def _in_text(self, text: str, seen: set[str], found: Found) -> str:
        words = self._by_word.keys() & map(str.casefold, _WORD.findall(text))
        if not self._unspaced and not self._may_change(text, words, seen):
            return text
        made: list[str] = []
        position = 0
        for start, end, term in self._matches(text, words):
            if start < position:
                continue
            if text[start - 1 : start] == "\\":
                made += [text[position : start - 1], text[start:end]]
            elif term.id in seen:
                made.append(text[position:end])
            else:
                seen.add(term.id)
                made += [text[position:start], found(term, text[start:end])]
            position = end
        made.append(text[position:])
        return "".join(made)

    def _may_change(self, text: str, words: Iterable[str], seen: set[str]) -> bool:
        """Return whether a name that begins with one of the words may be there to be marked.

        Of what was seen before, nothing changes but a backslash.
        """
        return any(
            "\\" in text or term.id not in seen for word in words for _, term in self._by_word[word]
        )

    def _matches(self, text: str, words: Iterable[str]) -> list[tuple[int, int, Term]]:
        """Return where names stand, in order of place, the longest first at each."""
        patterns = [entry for word in words for entry in self._by_word[word]] + self._unspaced
        places = (
            (match.start(), match.end(), term)
            for pattern, term in patterns
            for match in pattern.finditer(text)
        )
        return sorted(places, key=lambda place: (place[0], -place[1]))


def _has_ideographs(name: str) -> bool:
    # As a pattern, ranges as long as these would take longer to compile than a page to write.
    return not name.isascii() and any(
        "\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7af" or "\uf900" <= sign <= "\ufaff"
        for sign in name
    )


def _pattern(name: str, *, exact: bool) -> re.Pattern[str]:
    """Return what finds a name in HTML text: whole words, any white space, any apostrophe."""
    words = [re.escape(escape(word, quote=False)) for word in name.split()]
    typed = r"\s+".join(words).replace("’", "'").replace("'", "['’]")
    if not _has_ideographs(name):
        # In HTML the word within `&amp;` is none.
        typed = (
            rf"(?<![\w&-])(?<!&#){typed}(?![\w-])" if exact else rf"(?<![\w&])(?<!&#){typed}(?!\w)"
        )
    return re.compile(typed, 0 if exact else re.IGNORECASE)
