"""The made-up pages that every generator builds: the same words for each, in its own syntax."""

from __future__ import annotations

import itertools
import posixpath
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# An explainer has only a few chapters, however long it is.
CHAPTERS, MIN_CHAPTER_PAGES = 8, 25
# Per page: sections, paragraphs per section, words per paragraph, list items, words per item.
# With headings, links and tables that makes 780 words.
SECTIONS, PARAGRAPHS, WORDS, ITEMS, ITEM = 5, 2, 70, 4, 6
TERMS = 20


@dataclass(frozen=True)
class Corpus:
    """What is built: a `kind` of content and, if it's made up, its number of Markdown pages.

    `neutral` and `cited` are made up for every generator; `shipped` and `records` are this
    project's own content, the latter with thousands of events and sources.
    """

    kind: str
    pages: int = 0

    @property
    def name(self) -> str:
        """The corpus in a file name and in the kept results, such as `neutral-100`."""
        return f"{self.kind}-{self.pages}" if self.pages else self.kind

    @property
    def sources(self) -> int:
        """How many sources the pages cite."""
        return min(max(60, self.pages // 2), 2000) if self.kind == "cited" else 0

    @property
    def events(self) -> int:
        """How many events the timeline has."""
        return min(max(20, self.pages // 4), 1000) if self.kind == "cited" else 0

    @property
    def charts(self) -> int:
        """How many charts there are, each on a page of its own."""
        return min(max(2, self.pages // 50), 20) if self.kind == "cited" else 0


@dataclass(frozen=True)
class Dialect:
    """How a generator's pages are written, as functions that return a piece of a page.

    `front(title)`: the lines at its start that give its title and summary.
    `cite(number)`: a citation of that source, or an ordinary link to it.
    `link(page, target)`: a link from one page to another, given by their paths.
    `chart(number)`: a chart of `chart_rows(number)`, or a table of them.
    """

    front: Callable[[str], str]
    cite: Callable[[int], str]
    link: Callable[[str, str], str]
    chart: Callable[[int], str]


def write_pages(folder: Path, corpus: Corpus, *, dialect: Dialect, index: str) -> None:
    """Write a home page and chapters, `corpus.pages` pages in all; `index` names first pages."""
    names = page_names(corpus.pages)
    for number, name in enumerate(names):
        path = (
            folder / posixpath.dirname(name) / posixpath.basename(name).replace("index.md", index)
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        chance = random.Random(number)  # noqa: S311 (words, not secrets)
        text = _page(names, number, corpus=corpus, chance=chance, dialect=dialect)
        path.write_text(text, encoding="utf-8")


def page_names(pages: int) -> list[str]:
    """Return the paths of `pages` pages: the home page, then the pages of each chapter."""
    names = ["index.md"]
    length = max(MIN_CHAPTER_PAGES, -(-pages // CHAPTERS))
    for number in range(pages - 1):
        chapter, place = divmod(number, length)
        page = f"page-{place:03}.md" if place else "index.md"
        names.append(f"chapter-{chapter + 1}/{page}")
    return names


def chapters(pages: int) -> list[str]:
    """Return the names of the chapters' folders, in order."""
    return list(dict.fromkeys(name.split("/")[0] for name in page_names(pages) if "/" in name))


def chart_rows(number: int) -> list[tuple[int, int]]:
    """Return what a chart shows: years with a value each."""
    chance = random.Random(f"chart {number}")  # noqa: S311 (numbers, not secrets)
    return [(year, chance.randrange(100, 1000)) for year in range(2030, 2038)]


def term(number: int) -> str:
    """Return a term of two words, which the pages use."""
    chance = random.Random(f"term {number}")  # noqa: S311 (words, not secrets)
    return " ".join("".join(chance.choices(_SYLLABLES, k=4)) for _ in range(2))


def title(chance: random.Random) -> str:
    """Return a title of three words."""
    return " ".join(_words(chance, 3)).capitalize()


def _page(
    names: Sequence[str],
    number: int,
    *,
    corpus: Corpus,
    chance: random.Random,
    dialect: Dialect,
) -> str:
    blocks = [dialect.front(f"{title(chance)} {number}")]
    source = itertools.count(number * SECTIONS * PARAGRAPHS)
    for section in range(SECTIONS):
        blocks.append(f"## {title(chance)}")
        for _ in range(PARAGRAPHS):
            paragraph = _paragraph(chance, quoted=bool(corpus.sources))
            # Sources take turns, so that each is cited.
            cited = dialect.cite(next(source) % corpus.sources) if corpus.sources else ""
            blocks.append(paragraph + cited)
        if section in (1, 3):
            target = names[chance.randrange(len(names))]
            blocks[-1] += f" {title(chance)} {dialect.link(names[number], target)}."
            items = (" ".join(_words(chance, ITEM)) for _ in range(ITEMS))
            blocks.append("\n".join(f"- {item}" for item in items))
    if number % 4 == 0:
        blocks.append(_table(chance))
    if number < corpus.charts:
        blocks.append(dialect.chart(number))
    return "\n\n".join(blocks) + "\n"


def _paragraph(chance: random.Random, *, quoted: bool) -> str:
    words = _words(chance, WORDS)
    words[7] = f"*{words[7]}*"
    words[19] = f"**{words[19]}**"
    if quoted:  # An explainer's quotation needs a citation.
        words[28] = f'"{words[28]}'
        words[30] = f'{words[30]}"'
    words[40] = term(chance.randrange(TERMS))
    for end in (14, 33, 48, 60):
        words[end] += "."
        words[end + 1] = words[end + 1].capitalize()
    return " ".join(words).capitalize() + "."


def _table(chance: random.Random) -> str:
    head = "| " + " | ".join(_words(chance, 3)) + " |\n|---|---|---|"
    rows = ("| " + " | ".join(_words(chance, 3)) + " |" for _ in range(5))
    return "\n".join((head, *rows))


def _words(chance: random.Random, number: int) -> list[str]:
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(number)]


_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]
