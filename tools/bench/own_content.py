"""Content for this generator: made-up explainers, and the shipped one with many more records."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

from tools.bench.corpus import (
    TERMS,
    Corpus,
    Dialect,
    chapters,
    chart_rows,
    term,
    title,
    write_pages,
)
from tools.bench.dialects import relative

MORE_EVENTS, MORE_SOURCES = 2000, 5000
EXPLAINER = Dialect(
    front=lambda text: f"---\ntitle: {text}\nsummary: Made-up words.\n---",
    cite=lambda number: f" [@source-{number}]",
    link=lambda page, target: f"[the wider story]({relative(page, target)})",
    chart=lambda number: f"[chart made-up-{number}]",
)


def write_explainer(folder: Path, corpus: Corpus) -> None:
    """Write a content folder of made-up pages, with sources, events and charts if it has any."""
    write_pages(folder, corpus, dialect=EXPLAINER, index="index.md")
    site = f"title: Made-up words\nas_of: 2045-01-01\nchapters: [{', '.join(chapters(corpus.pages))}]\n"
    if corpus.events:
        site += "sides: {north: {name: Northport}, south: {name: Southport}}\nkinds: {rule: Rule}\n"
        _write(folder / "sources.yaml", _sources(corpus.sources))
        _write(folder / "timeline" / "events.yaml", _events(corpus.events, sources=corpus.sources))
        _write(folder / "glossary.yaml", map(_term, range(TERMS)))
        for number in range(corpus.charts):
            _write_chart(folder, number)
    _write(folder / "site.yaml", [site])


def write_shipped(folder: Path, corpus: Corpus, *, project: Path) -> None:
    """Copy the shipped content; the corpus `records` has thousands more events and sources."""
    shutil.copytree(project / "content", folder)
    if corpus.kind == "records":
        with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
            file.writelines(_sources(MORE_SOURCES))
        events = _events(MORE_EVENTS, sources=MORE_SOURCES, sides=("us", "china"))
        _write(folder / "timeline" / "made-up.yaml", events)


def _write(path: Path, parts: Iterator[str] | list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(parts), encoding="utf-8")


def _sources(number: int) -> Iterator[str]:
    for index in range(number):
        yield (
            f"- id: source-{index}\n  title: Report {index}\n  publisher: Nobody\n"
            f"  standing: primary\n  url: https://example.org/source-{index}\n"
        )


def _events(
    number: int, *, sources: int, sides: tuple[str, str] = ("north", "south")
) -> Iterator[str]:
    """Yield events of the years from 2015 to 2025, in order; each cites its share of the sources."""
    for index in range(number):
        chance = random.Random(f"event {index}")  # noqa: S311 (words, not secrets)
        year, day = divmod(index * 11 * 336 // number, 336)
        cited = sorted({*range(index, sources, number), index % sources})
        yield (
            f"- id: event-{index}\n"
            f"  date: {2015 + year}-{day // 28 + 1:02}-{day % 28 + 1:02}\n"
            f"  side: {sides[index % 2]}\n  kind: rule\n  title: {title(chance)}\n"
            f"  text: {title(chance)} {title(chance).lower()} [@source-{cited[0]}].\n"
            f"  certainty: reported\n"
            f"  sources: [{', '.join(f'source-{source}' for source in cited)}]\n"
        )
        if index % 4 == 3:
            yield f"  answers: [event-{index - 1}]\n"


def _term(number: int) -> str:
    return f"- id: term-{number}\n  term: {term(number)}\n  text: A made-up term.\n"


def _write_chart(folder: Path, number: int) -> None:
    chart = (
        f"title: Made-up values {number}\nsummary: Made-up values of eight years.\n"
        f"data: data/made-up-{number}.csv\nsources: [source-0]\ntype: bar\nx: year\ny: value\n"
    )
    rows = (f"{year},{value}\n" for year, value in chart_rows(number))
    _write(folder / "charts" / f"made-up-{number}.yaml", [chart])
    _write(folder / "data" / f"made-up-{number}.csv", ["year,value\n", *rows])
