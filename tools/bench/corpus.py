"""Generates the benchmark's made-up sites: the same text for Explainer, Pelican and MkDocs."""

from __future__ import annotations

import itertools
import json
import posixpath
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# An explainer has only a few chapters, however long it is.
CHAPTERS, MIN_CHAPTER_PAGES = 8, 25
SOURCES, TERMS = 60, 20
# Per page: sections, paragraphs per section, words per paragraph, list items, words per item.
SECTIONS, PARAGRAPHS, WORDS, ITEMS, ITEM = 5, 2, 62, 4, 6


@dataclass(frozen=True)
class Dialect:
    """How a generator's pages are written, as functions that return a piece of a page.

    `front(title)`: the lines at its start that give its title and summary.
    `cite(number)`: a citation of that source, or an ordinary link to it.
    `link(page, target)`: a link from one page to another, given by their paths.
    """

    front: Callable[[str], str]
    cite: Callable[[int], str]
    link: Callable[[str, str], str]


def write_pages(folder: Path, pages: int, *, dialect: Dialect) -> None:
    """Write a home page and chapters, `pages` pages in all, of made-up words.

    The words are the same each time and in every dialect.
    """
    names = page_names(pages)
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        chance = random.Random(number)  # noqa: S311 (words, not secrets)
        path.write_text(_page(names, number, chance=chance, dialect=dialect), encoding="utf-8")


def page_names(pages: int) -> list[str]:
    """Return the paths of `pages` pages: the home page, then the pages of each chapter."""
    names = ["index.md"]
    length = max(MIN_CHAPTER_PAGES, -(-pages // CHAPTERS))
    for number in range(pages - 1):
        chapter, place = divmod(number, length)
        page = f"page-{place:03}.md" if place else "index.md"
        names.append(f"chapter-{chapter + 1}/{page}")
    return names


def _page(names: Sequence[str], number: int, *, chance: random.Random, dialect: Dialect) -> str:
    blocks = [dialect.front(f"{_title(chance)} {number}")]
    source = itertools.count(number * SECTIONS * PARAGRAPHS)
    for section in range(SECTIONS):
        blocks.append(f"## {_title(chance)}")
        # A paragraph with a quotation needs a citation. Sources take turns, so that each is cited.
        blocks += [
            _paragraph(chance) + dialect.cite(next(source) % SOURCES) for _ in range(PARAGRAPHS)
        ]
        if section in (1, 3):
            target = names[chance.randrange(len(names))]
            blocks[-1] += f" {_title(chance)} {dialect.link(names[number], target)}."
            items = (" ".join(_words(chance, ITEM)) for _ in range(ITEMS))
            blocks.append("\n".join(f"- {item}" for item in items))
    if number % 4 == 0:
        blocks.append(_table(chance))
    return "\n\n".join(blocks) + "\n"


def _paragraph(chance: random.Random) -> str:
    words = _words(chance, WORDS)
    words[7] = f"*{words[7]}*"
    words[19] = f"**{words[19]}**"
    words[28] = f'"{words[28]}'
    words[30] = f'{words[30]}"'
    words[40] = _term(chance.randrange(TERMS))
    for end in (14, 33, 48):
        words[end] += "."
        words[end + 1] = words[end + 1].capitalize()
    return " ".join(words).capitalize() + "."


def _table(chance: random.Random) -> str:
    head = "| " + " | ".join(_words(chance, 3)) + " |\n|---|---|---|"
    rows = ("| " + " | ".join(_words(chance, 3)) + " |" for _ in range(5))
    return "\n".join((head, *rows))


def _title(chance: random.Random) -> str:
    return " ".join(_words(chance, 3)).capitalize()


def _words(chance: random.Random, number: int) -> list[str]:
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(number)]


def _term(number: int) -> str:
    chance = random.Random(f"term {number}")  # noqa: S311 (words, not secrets)
    return " ".join("".join(chance.choices(_SYLLABLES, k=4)) for _ in range(2))


_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]


def _relative(page: str, target: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


EXPLAINER = Dialect(
    front=lambda title: f"---\ntitle: {title}\nsummary: Made-up words.\n---",
    cite=lambda number: f" [@source-{number}]",
    link=lambda page, target: f"[the wider story]({_relative(page, target)})",
)
MKDOCS = Dialect(
    front=lambda title: f"# {title}",
    cite=lambda number: f" [{number}](https://example.org/source-{number})",
    link=EXPLAINER.link,
)
PELICAN = Dialect(
    front=lambda title: f"Title: {title}\nSummary: Made-up words.",
    cite=MKDOCS.cite,
    link=lambda page, target: f"[the wider story]({{filename}}{_relative(page, target)})",
)


def write_explainer(folder: Path, pages: int) -> None:
    """Write a content folder of `pages` pages for this generator."""
    write_pages(folder, pages, dialect=EXPLAINER)
    chapters = sorted({name.split("/")[0] for name in page_names(pages) if "/" in name})
    site = f"title: Made-up words\nas_of: 2026-01-01\nchapters: [{', '.join(chapters)}]\n"
    (folder / "site.yaml").write_text(site, encoding="utf-8")
    sources = (
        f"- id: source-{number}\n  title: Report {number}\n  publisher: Nobody\n"
        f"  standing: primary\n  url: https://example.org/source-{number}\n"
        for number in range(SOURCES)
    )
    (folder / "sources.yaml").write_text("".join(sources), encoding="utf-8")
    terms = (
        f"- id: term-{number}\n  term: {_term(number)}\n  text: A made-up term.\n"
        for number in range(TERMS)
    )
    (folder / "glossary.yaml").write_text("".join(terms), encoding="utf-8")


def write_mkdocs(folder: Path, pages: int, *, alike: bool) -> None:
    """Write pages and configuration for MkDocs, with Markdown extensions like ours if `alike`."""
    write_pages(folder / "docs", pages, dialect=MKDOCS)
    settings = {
        "site_name": "Made-up words",
        "theme": {"name": "mkdocs", "highlightjs": False},
        "plugins": [],
    }
    if alike:
        settings["markdown_extensions"] = ["extra", "admonition", "sane_lists", "smarty"]
    # JSON is valid YAML.
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")


def write_pelican(folder: Path, pages: int, *, alike: bool) -> None:
    """Write pages and configuration for Pelican, with Markdown extensions like ours if `alike`."""
    write_pages(folder / "content", pages, dialect=PELICAN)
    settings = """\
PATH = "content"
PAGE_PATHS = [""]
ARTICLE_PATHS = []
PAGE_URL = PAGE_SAVE_AS = "{path_no_ext}.html"
PATH_METADATA = r"(?P<path_no_ext>.*)\\..*"
DIRECT_TEMPLATES = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
TIMEZONE = "UTC"
RELATIVE_URLS = True
"""
    if alike:
        names = ("extra", "admonition", "sane_lists", "smarty", "toc", "meta")
        extensions: dict[str, dict[str, str]] = {
            f"markdown.extensions.{name}": {} for name in names
        }
        settings += f"MARKDOWN = {{'extension_configs': {extensions}}}\n"
    (folder / "pelicanconf.py").write_text(settings, encoding="utf-8")
