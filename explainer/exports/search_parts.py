"""The search index of a large site, in parts from which the client loads what a query needs.

A document's number is made from its address. So it keeps its number, and its place in a part,
whatever is added to the site, and an edit changes only the parts with its text and with words that
it gains or loses. How many parts there are depends on the site's size, in powers of two.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from explainer.content import Content
from explainer.exports.data_script import data_script
from explainer.exports.export import Export
from explainer.exports.search_entries import (
    Entry,
    EntryReader,
    addresses,
    chapter_titles,
    chart_pages,
    term_names,
)
from explainer.exports.search_index import estimated_size
from explainer.exports.search_words import RULES, is_spaceless, search_words, title_words
from explainer.readonly import read_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from explainer.model import Term

# About how many bytes of entries a part with texts has, and how many there are for a part with words.
_TEXT_BYTES, _WORD_BYTES = 32_000, 32_000
# About how many bytes of entries a shard has. After an edit only its words are sorted again.
_SHARD_BYTES = 8_000_000
_SPELLING_WORDS = 50_000
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# Where words are: in the title or another name, in headings, in the text before them, or elsewhere.
_TITLE, _HEADING, _OPENING, _REST = range(4)


@read_only
class Layout:
    """How an index is divided.

    `numbers`: each document's number, by address; `width`: its length in letters. `texts`, `shards`:
    how many parts with texts there are, and how many shards; `words`: how many parts a shard has.
    `chapters`, `charts`, `terms`: see `EntryReader`.
    """

    numbers: Mapping[str, int]
    width: int
    texts: int
    shards: int
    words: int
    chapters: Mapping[str, str]
    charts: Mapping[str, str]
    terms: tuple[Term, ...]

    def name_of(self, address: str) -> str:
        """Return a document's number as letters, as the parts with words have it."""
        number = self.numbers[address]
        return "".join(_DIGITS[number >> 6 * place & 63] for place in reversed(range(self.width)))

    def entries(self, content: Content) -> Iterator[tuple[str, Entry]]:
        """Yield each document's number as letters, with its entry."""
        reader = EntryReader(content, chapters=self.chapters, charts=self.charts, terms=self.terms)
        names = (self.name_of(address) for _, address in addresses(content, self.charts))
        return zip(names, reader.entries(), strict=True)


def search_parts(content: Content) -> Iterator[Export]:
    """Yield the files of a divided index.

    `search.js` has the rules, all documents in order and the names of terms; it's loaded when search
    is opened. Documents are dealt out to a few shards. `search/words-SHARD-N.js` says which of a
    shard's documents have the words with certain first letters, and `search/words-SHARD-titles.js`
    has the words of their titles. `search/text-N.js` has the entries of some documents.
    """
    layout = _layout(content)
    yield Export("search.js", content, partial(_opening, layout))
    for shard, part in enumerate(_divided(content, layout, layout.shards)):
        words = _ShardWords(layout, shard)
        made_with = "\n".join(_made_with(layout, part))
        for number in range(layout.words):
            address = f"search/words-{shard}-{number}.js"
            yield Export(address, part, partial(words.script, number), made_with)
        yield Export(f"search/words-{shard}-titles.js", part, words.titles, made_with)
    for number, part in enumerate(_divided(content, layout, layout.texts)):
        made_with = "\n".join(_made_with(layout, part))
        if made_with:
            make = partial(_texts, layout, number)
            yield Export(f"search/text-{number}.js", part, make, made_with)


def _layout(content: Content) -> Layout:
    charts = chart_pages(content)
    found = [address for _, address in addresses(content, charts)]
    size = estimated_size(content)
    shards = _power_of_two(size // _SHARD_BYTES)
    return Layout(
        numbers=_numbers(found),
        width=_width(len(found)),
        # At least as many as shards, so that a part's documents are in the same shard.
        texts=max(shards, _power_of_two(size // _TEXT_BYTES)),
        shards=shards,
        words=_power_of_two(size // shards // _WORD_BYTES),
        chapters=chapter_titles(content),
        charts=charts,
        terms=content.terms,
    )


def _made_with(layout: Layout, part: Content) -> Iterator[str]:
    """Yield what a part with texts depends on besides its own records."""
    yield from (layout.name_of(address) for _, address in addresses(part, layout.charts))
    yield from (layout.chapters.get(page.chapter, "") for page in part.pages)
    yield from (layout.charts[chart.id] for chart in part.charts)
    proses = [
        *(page.prose for page in part.pages),
        *(page.front.outcome.test for page in part.pages if page.front.outcome),
        *(event.text for event in part.events),
        *(upcoming.text for upcoming in part.upcoming),
        *(term.text for term in part.terms),
    ]
    if any(prose and b"\\" in prose.fragment.encoded_html for prose in proses):
        yield from (name for term in layout.terms for name in (term.term, *term_names(term)))


def _width(documents: int) -> int:
    """Return how many letters a document's number has: enough for few to be taken."""
    return 3 if documents < 1 << 16 else 4 if documents < 1 << 22 else 5


def _numbers(addresses: Sequence[str]) -> dict[str, int]:
    """Return a number for each address, by its digest; the next free one if that's taken."""
    size = 1 << 6 * _width(len(addresses))
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for first, address in sorted((zlib.crc32(a.encode()), a) for a in addresses):
        number = first % size
        while number in taken:
            number = (number + 1) % size
        taken.add(number)
        numbers[address] = number
    return numbers


def _power_of_two(number: int) -> int:
    """Return the smallest power of two that isn't smaller."""
    return 1 << max(number - 1, 0).bit_length()


def _divided(content: Content, layout: Layout, parts: int) -> list[Content]:
    """Return the content divided into parts, by the remainders of the documents' numbers."""
    kinds = ("pages", "events", "upcoming", "terms", "charts", "sources")
    charts = tuple(chart for chart in content.charts if chart.id in layout.charts)
    found = iter(addresses(content, layout.charts))
    divided: list[dict[str, list[Any]]] = [{kind: [] for kind in kinds} for _ in range(parts)]
    for kind in kinds:
        for record in charts if kind == "charts" else getattr(content, kind):
            _, address = next(found)
            divided[layout.numbers[address] % parts][kind].append(record)
    return [_content(content, records) for records in divided]


def _content(content: Content, records: Mapping[str, list[Any]]) -> Content:
    return Content(
        site=content.site_without_status,
        pages=tuple(records["pages"]),
        events=tuple(records["events"]),
        upcoming=tuple(records["upcoming"]),
        terms=tuple(records["terms"]),
        charts=tuple(records["charts"]),
        sources=tuple(records["sources"]),
    )


def _opening(layout: Layout, content: Content) -> bytes:
    documents: dict[str, list[str]] = {}
    for kind, address in addresses(content, layout.charts):
        documents.setdefault(kind, []).append(layout.name_of(address))
    names = [
        [layout.name_of(f"glossary.html#{term.id}"), term.term, *term_names(term)]
        for term in content.terms
    ]
    return data_script(
        "explainerSearch",
        {
            "rules": RULES,
            "width": layout.width,
            "documents": {kind: "".join(found) for kind, found in documents.items()},
            "names": names,
            "shards": layout.shards,
            "words": layout.words,
            "texts": layout.texts,
        },
    )


def _texts(layout: Layout, number: int, content: Content) -> bytes:
    entries = {name: entry.as_list() for name, entry in layout.entries(content)}
    return data_script(f"explainerSearch_text_{number}", entries)


def words_by_place(entry: Entry) -> tuple[Iterable[str], ...]:
    """Return an entry's words by where they are: title, headings, opening, and the rest."""
    headings = " ".join(section.heading for section in entry.sections)
    rest = " ".join((*(section.text for section in entry.sections), entry.place))
    return (
        title_words(" ".join((entry.title, *entry.names))),
        title_words(headings) if headings else (),
        search_words(entry.text) if entry.text else (),
        search_words(rest),
    )


class _ShardWords:
    """The files with a shard's words, which are all made at once when the first is asked for."""

    def __init__(self, layout: Layout, shard: int) -> None:
        self._layout = layout
        self._shard = shard
        self._parts: dict[int, bytearray] = {}
        self._titles: list[str] | None = None

    def script(self, number: int, content: Content) -> bytes:
        """Return a part: lines with a place, a document's number, and the words there."""
        if number not in self._parts:
            self._make(content)
        # What was asked for isn't kept: only large sites have parts.
        text = bytes(self._parts.pop(number))
        return b'window.explainerSearch_words_%d_%d="%b";\n' % (self._shard, number, text)

    def titles(self, content: Content) -> bytes:
        """Return the words of titles and headings, the most frequent ones if there are many."""
        if self._titles is None:
            self._make(content)
        words, self._titles = self._titles, None
        return data_script(f"explainerSearch_words_{self._shard}_titles", words or ())

    def _make(self, content: Content) -> None:
        layout = self._layout
        parts = {number: bytearray() for number in range(layout.words)}
        part_of = _PartOf(layout.words)
        counts: Counter[str] = Counter()
        for name, entry in layout.entries(content):
            title, headings, *others = words_by_place(entry)
            counts.update({*title, *headings})
            for place, words in enumerate((title, headings, *others)):
                found: defaultdict[int, list[str]] = defaultdict(list)
                for word in words:
                    found[part_of[word[:3]]].append(word)
                head = f"{place}{name} "
                for number, some in found.items():
                    parts[number] += f"{head}{' '.join(some)}\\n".encode()
        often = sorted(counts, key=lambda word: (-counts[word], word))
        self._parts = parts
        self._titles = sorted(often[: _SPELLING_WORDS // layout.shards])


class _PartOf(dict[str, int]):
    """The number of the part that has the words with given first letters."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, letters: str) -> int:
        first = letters[:1] if is_spaceless(letters[:1]) else letters
        number = self[letters] = zlib.crc32(first.encode()) % self._count
        return number
