"""The five generators: what each one's project looks like, and the commands that build it."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tools.bench.corpus import Corpus, Dialect
from tools.bench.dialects import MKDOCS, PELICAN, READY_ADDRESSES
from tools.bench.own_content import EXPLAINER
from tools.bench.peer_projects import (
    LONGEST_MENU,
    ProjectWriter,
    write_eleventy,
    write_hugo,
    write_mkdocs,
    write_pelican,
)

# How a build is run: without anything from an earlier one, after an earlier one, after an earlier
# one if pages have to disappear, or not at all, as the content is only checked.
Mode = Literal["cold", "warm", "removing", "check"]
OURS = "Explainer"


@dataclass(frozen=True)
class Generator:
    """A peer: where it keeps its pages, and how it's run.

    `pages` is the folder of its Markdown, `index` the name of a folder's first page. If `flat`, the
    page `a.md` becomes `a.html`, else `a/index.html`. `options` are the arguments of each mode.
    `listed(corpus, page)` are the outputs that contain a page's title besides its own.
    """

    name: str
    write: ProjectWriter
    dialect: Dialect
    listed: Callable[[Corpus, str], tuple[str, ...]]
    options: Mapping[Mode, tuple[str, ...]]
    pages: str = "content"
    index: str = "index.md"
    flat: bool = False
    variables: Mapping[Mode, Mapping[str, str]] = field(default_factory=dict)


def output_of(page: str, *, index: str = "index.md", flat: bool) -> str:
    """Return the path of the output of a page, both relative to their folders."""
    folder, name = posixpath.split(page)
    if name in {index, "index.md"}:
        return posixpath.join(folder, "index.html")
    stem = page.removesuffix(".md")
    return f"{stem}.html" if flat else f"{stem}/index.html"


def own_command(project: Path, mode: Mode, *, content: Path, site: Path) -> tuple[str, ...]:
    """Return the command that builds or checks content with the code in a folder."""
    build = (sys.executable, str(project / "build.py"))
    if mode == "check":
        return (*build, "check", "--content", str(content))
    return (*build, "build", "--quiet", "--content", str(content), "--site", str(site))


def listed_in_chapter(_: Corpus, page: str) -> tuple[str, ...]:
    """Return the outputs that list a page if each chapter's first page lists its pages."""
    return (f"{posixpath.dirname(page)}/index.html",)


def _listed_in_menu(corpus: Corpus, _: str) -> tuple[str, ...]:
    return ("index.html",) if corpus.pages <= LONGEST_MENU else ()


_HUGO = ("--quiet", "--destination", "site")
_ELEVENTY = ("--quiet", "--config=eleventy.config.mjs")
_MKDOCS = ("build", "--quiet", "--site-dir", "site")
_PELICAN = ("--quiet", "-s", "pelicanconf.py", "-o", "site")
# Pelican's cache of what it read, which makes later builds faster, and the first one slower.
_PELICAN_CACHE = (*_PELICAN, "-e", "CACHE_CONTENT=true", "LOAD_CONTENT_CACHE=true")
PEERS = (
    Generator(
        "Hugo",
        write_hugo,
        READY_ADDRESSES,
        listed_in_chapter,
        {"cold": _HUGO, "warm": _HUGO, "removing": (*_HUGO, "--cleanDestinationDir")},
        index="_index.md",
    ),
    Generator(
        "Eleventy",
        write_eleventy,
        READY_ADDRESSES,
        listed_in_chapter,
        {"cold": _ELEVENTY, "warm": _ELEVENTY, "removing": _ELEVENTY},
        variables={"removing": {"BENCH_CLEAR": "1"}},
    ),
    Generator(
        "MkDocs",
        write_mkdocs,
        MKDOCS,
        _listed_in_menu,
        {"cold": _MKDOCS, "warm": _MKDOCS, "removing": _MKDOCS},
        pages="docs",
    ),
    Generator(
        "Pelican",
        write_pelican,
        PELICAN,
        _listed_in_menu,
        {
            "cold": _PELICAN,
            "warm": _PELICAN_CACHE,
            # Without -o's folder first being emptied, deleted pages would stay.
            "removing": ("--delete-output-directory", *_PELICAN_CACHE),
        },
        flat=True,
    ),
)
OWN_DIALECT = EXPLAINER
