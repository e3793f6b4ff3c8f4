"""Times cold builds of this generator beside Pelican and MkDocs, on explainers of made-up words.

Each build is a fresh process with nothing kept from an earlier one. The other two come from the
package index into a throwaway environment; without a network, this generator is timed alone.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import posixpath
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

PROJECT = Path(__file__).resolve().parent.parent
# An explainer has a handful of chapters, however long it is.
CHAPTERS, FEWEST_IN_CHAPTER = 8, 25
SOURCES, TERMS = 60, 20
# The words of one page.
SECTIONS, PARAGRAPHS, WORDS, ITEMS, ITEM = 5, 2, 62, 4, 6
SETTINGS = """\
Ours: build.py build, as it comes; once with a process for each processor and once with one.
Pelican: theme as it comes; pages alone, no feeds, no tag, category or author pages.
MkDocs: the bundled theme "mkdocs" without highlighting; no plugins, so no search index.
Markdown extensions of the other two: {extensions}.
The same words for all; a citation of ours is an ordinary link for the others."""
EXTENSIONS = {
    "own": "their own defaults",
    "alike": "extra, admonition, sane_lists, smarty, toc: what our syntax rests on",
}


@dataclass(frozen=True)
class Text:
    """How one page is written: the headings of its front, a citation, a link between pages."""

    front: Callable[[str], str]
    cite: Callable[[int], str]
    link: Callable[[str, str], str]


@dataclass(frozen=True)
class Build:
    """A way to build a folder of pages: its name, its command, and where the pages lie."""

    name: str
    command: tuple[str, ...]
    folder: Path
    site: Path


@dataclass(frozen=True)
class Run:
    """What one build took: seconds by the clock, seconds of processor, megabytes at its peak."""

    clock: float
    processor: float
    memory: float


def main(arguments: Sequence[str]) -> int:
    """Time everything, print a table, and return the exit status."""
    options = _options(arguments)
    if options.share:
        return _print_share(Path(options.share))
    kept = options.folder
    folder = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        _say(f"Python {platform.python_version()}, {os.cpu_count()} processors")
        tools = _install(folder / "environment")
        _say(SETTINGS.format(extensions=EXTENSIONS[options.markdown]))
        _say(f"Medians of {options.runs} runs, in turn.\n")
        for pages in options.sizes:
            _compare(folder / str(pages), pages, tools=tools, options=options)
    finally:
        if not kept:
            shutil.rmtree(folder)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time cold builds beside Pelican and MkDocs.")
    add = parser.add_argument
    add("--sizes", type=_sizes, default=(10, 100, 1000), help="pages (default: 10,100,1000)")
    add("--runs", type=int, default=3, help="of which the median counts (default: 3)")
    add("--markdown", choices=EXTENSIONS, default="own", help="the others' Markdown extensions")
    add("--folder", help="work here and keep everything, rather than in a throwaway folder")
    add("--share", metavar="CONTENT", help="print only what Markdown costs of one build, as JSON")
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


# Writing


def write_pages(folder: Path, pages: int, *, text: Text) -> None:
    """Write a home page and chapters of made-up pages: the same words for every way of writing."""
    names = page_names(pages)
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        chance = random.Random(number)  # noqa: S311 (words, not secrets)
        path.write_text(_page(names, number, chance=chance, text=text), encoding="utf-8")


def page_names(pages: int) -> list[str]:
    """Return the paths of that many pages: the home page, then a few chapters."""
    names = ["index.md"]
    length = max(FEWEST_IN_CHAPTER, -(-pages // CHAPTERS))
    for number in range(pages - 1):
        chapter, place = divmod(number, length)
        page = f"page-{place:03}.md" if place else "index.md"
        names.append(f"chapter-{chapter + 1}/{page}")
    return names


def _page(names: Sequence[str], number: int, *, chance: random.Random, text: Text) -> str:
    blocks = [text.front(f"{_title(chance)} {number}")]
    source = itertools.count(number * SECTIONS * PARAGRAPHS)
    for section in range(SECTIONS):
        blocks.append(f"## {_title(chance)}")
        # What quotes must cite: all sources in turn, so that each is cited.
        blocks += [
            _paragraph(chance) + text.cite(next(source) % SOURCES) for _ in range(PARAGRAPHS)
        ]
        if section in (1, 3):
            target = names[chance.randrange(len(names))]
            blocks[-1] += f" {_title(chance)} {text.link(names[number], target)}."
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


def _between(page: str, target: str) -> str:
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


OURS = Text(
    front=lambda title: f"---\ntitle: {title}\nsummary: Made-up words.\n---",
    cite=lambda number: f" [@source-{number}]",
    link=lambda page, target: f"[here it is told]({_between(page, target)})",
)
MKDOCS = Text(
    front=lambda title: f"# {title}",
    cite=lambda number: f" [{number}](https://example.org/source-{number})",
    link=OURS.link,
)
PELICAN = Text(
    front=lambda title: f"Title: {title}\nSummary: Made-up words.",
    cite=MKDOCS.cite,
    link=lambda page, target: f"[here it is told]({{filename}}{_between(page, target)})",
)


def write_ours(folder: Path, pages: int) -> None:
    """Write the content of an explainer."""
    write_pages(folder, pages, text=OURS)
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
    """Write MkDocs' configuration and pages."""
    write_pages(folder / "docs", pages, text=MKDOCS)
    settings = {
        "site_name": "Made-up words",
        "theme": {"name": "mkdocs", "highlightjs": False},
        "plugins": [],
    }
    if alike:
        settings["markdown_extensions"] = ["extra", "admonition", "sane_lists", "smarty"]
    # JSON is YAML.
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")


def write_pelican(folder: Path, pages: int, *, alike: bool) -> None:
    """Write Pelican's configuration and pages."""
    write_pages(folder / "content", pages, text=PELICAN)
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


# Building


def _install(environment: Path) -> Path | None:
    """Return the folder of the other two's commands, or None where they cannot be had."""
    tools = environment / ("Scripts" if os.name == "nt" else "bin")
    if not (tools / "mkdocs").exists():
        _say("Installing Pelican and MkDocs into an environment of their own …")
        venv.create(environment, with_pip=True, clear=True)
        pip = [str(tools / "python"), "-m", "pip", "install", "--quiet", "pelican[markdown]"]
        done = subprocess.run([*pip, "mkdocs"], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
            _say(f"They cannot be had (is there a network?), so ours is timed alone: {reason}")
            return None
    for name in ("pelican", "mkdocs"):
        _say(f"{name}: {_output(str(tools / name), '--version')}")
    return tools


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip().split(" from ")[0]


def _compare(folder: Path, pages: int, *, tools: Path | None, options: argparse.Namespace) -> None:
    builds = list(_builds(folder, pages, tools=tools, alike=options.markdown == "alike"))
    for build in builds:
        # Once beforehand, so that nobody's modules have yet to be compiled or read from disk.
        _time(build)
    runs = [[_time(build) for build in builds] for _ in range(options.runs)]
    _say(f"{pages} pages: seconds (of processor), megabytes of the largest process")
    for build, timed in zip(builds, zip(*runs, strict=True), strict=True):
        _say(_line(build.name, timed))
    _say(_share_line(folder / "ours"))


def _builds(folder: Path, pages: int, *, tools: Path | None, alike: bool) -> Iterator[Build]:
    shutil.rmtree(folder, ignore_errors=True)
    ours, site = folder / "ours", folder / "ours-site"
    write_ours(ours, pages)
    command = (sys.executable, str(PROJECT / "build.py"), "build", "--quiet")
    where = ("--content", str(ours), "--site", str(site))
    yield Build("ours", (*command, *where), PROJECT, site)
    yield Build("ours, one process", (*command, *where, "--jobs", "1"), PROJECT, site)
    if tools:
        pelican, mkdocs = folder / "pelican", folder / "mkdocs"
        write_pelican(pelican, pages, alike=alike)
        write_mkdocs(mkdocs, pages, alike=alike)
        quiet = (str(tools / "pelican"), "--quiet", "-s", "pelicanconf.py", "-o", "site")
        yield Build("Pelican", quiet, pelican, pelican / "site")
        build = (str(tools / "mkdocs"), "build", "--quiet", "-d", "site")
        yield Build("MkDocs", build, mkdocs, mkdocs / "site")


def _time(build: Build) -> Run:
    """Build into an empty folder, and return what it took; a failed build ends everything."""
    shutil.rmtree(build.site, ignore_errors=True)
    # What pip installed was compiled when it was; ours is to be by the build beforehand.
    variables = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        build.command,
        cwd=build.folder,
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None  # noqa: S101 (asked for one line above)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{build.name} failed:\n{said}")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Run(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def _line(name: str, runs: Sequence[Run]) -> str:
    clock = statistics.median(run.clock for run in runs)
    processor = statistics.median(run.processor for run in runs)
    memory = max(run.memory for run in runs)
    return f"  {name:<20}{clock:8.2f} {f'({processor:.2f})':>9}{memory:8.0f} MB"


# What Markdown costs


def _share_line(content: Path) -> str:
    command = [sys.executable, str(Path(__file__)), "--share", str(content)]
    share = json.loads(_output(*command))
    markdown, rest = share["markdown"], share["rest"]
    return (
        f"  of ours, in seconds of processor: imports {share['imports']:.2f}, "
        f"Markdown {markdown:.2f}, everything else {rest:.2f} ({rest / markdown:.0%} of Markdown)\n"
    )


def _print_share(content: Path) -> int:
    """Build once in this process, and print what was spent where, in seconds of processor."""
    sys.path.insert(0, str(PROJECT))
    started = time.process_time()
    from explainer.build import Settings, build  # noqa: PLC0415
    from explainer.prose import to_fragment  # noqa: PLC0415
    from explainer.store import Store  # noqa: PLC0415

    imported = time.process_time()
    spent: list[float] = []

    def timed(text: str) -> object:
        began = time.process_time()
        fragment = to_fragment(text)
        spent.append(time.process_time() - began)
        return fragment

    with tempfile.TemporaryDirectory() as site, patch("explainer.load.proses.to_fragment", timed):
        build(Settings(content, Path(site)), Store())
    markdown, whole = sum(spent), time.process_time() - imported
    found = {"imports": imported - started, "markdown": markdown, "rest": whole - markdown}
    _say(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
