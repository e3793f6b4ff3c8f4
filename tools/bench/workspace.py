"""One generator's copy of a corpus: where its files are, and how it's built."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.bench.corpus import Corpus, Dialect
from tools.bench.generators import (
    OURS,
    OWN_DIALECT,
    Generator,
    Mode,
    listed_in_chapter,
    output_of,
    own_command,
)
from tools.bench.own_content import write_explainer, write_shipped
from tools.bench.peers import Program

# The page to be edited, and the folder to which pages are added.
MADE_UP_PAGE, SHIPPED_PAGE = "chapter-1/page-002.md", "background/the-chip.md"
CODE = ("build.py", "explainer", "templates")


@dataclass
class Workspace:
    """A project that is edited and built again and again.

    `pages` is the folder of its Markdown and `edited` the page to edit, a path in it.
    `output(page)` is the path in `site` of a page, and `listed(page)` are the outputs that contain
    its title besides. `clean` are the folders without which a build is a cold one. `built` says
    whether the site is that of the present files.
    """

    name: str
    corpus: Corpus
    folder: Path
    pages: Path
    site: Path
    edited: str
    dialect: Dialect
    output: Callable[[str], str]
    listed: Callable[[str], tuple[str, ...]]
    command: Callable[[Mode], tuple[str, ...]]
    variables: Callable[[Mode], Mapping[str, str]]
    clean: Sequence[Path]
    modes_alike: bool = True
    built: bool = field(default=False)

    def forget(self) -> None:
        """Remove the site and everything kept from earlier builds."""
        for folder in self.clean:
            shutil.rmtree(folder, ignore_errors=True)
        self.built = False

    def expected_outputs(self) -> list[str]:
        """Return the output of every Markdown file, as paths in the site."""
        paths = (path.relative_to(self.pages).as_posix() for path in self.pages.rglob("*.md"))
        return [self.output(path) for path in sorted(paths)]


def missing_outputs(site: Path, outputs: Sequence[str]) -> list[str]:
    """Return the outputs that a site lacks, or that are empty."""
    return [name for name in outputs if not _size(site / name)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def own_workspace(folder: Path, corpus: Corpus, *, project: Path) -> Workspace:
    """Write content for this generator, beside a copy of its code and templates, which may be edited.

    The copy also keeps a long benchmark independent of edits to the project.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for name in CODE:
        copy = shutil.copytree if (project / name).is_dir() else shutil.copy2
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(project / name, folder / name)
    content, site, cache = folder / "content", folder / "site", folder / "cache"
    made_up = corpus.kind in {"neutral", "cited"}
    if made_up:
        write_explainer(content, corpus)
    else:
        write_shipped(content, corpus, project=project)
    return Workspace(
        name=OURS,
        corpus=corpus,
        folder=folder,
        pages=content,
        site=site,
        edited=MADE_UP_PAGE if made_up else SHIPPED_PAGE,
        dialect=OWN_DIALECT,
        output=lambda page: output_of(page, flat=True),
        listed=lambda page: listed_in_chapter(corpus, page),
        command=lambda mode: own_command(folder, mode, content=content, site=site),
        variables=lambda _: {"EXPLAINER_CACHE": str(cache)},
        clean=(site, cache, folder / ".explainer-cache"),
    )


def peer_workspace(
    folder: Path, corpus: Corpus, *, generator: Generator, program: Program, alike: bool
) -> Workspace:
    """Write a peer's project, with Markdown extensions like ours if `alike`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    generator.write(folder, corpus, alike=alike)
    return Workspace(
        name=generator.name,
        corpus=corpus,
        folder=folder,
        pages=folder / generator.pages,
        site=folder / "site",
        edited=MADE_UP_PAGE,
        dialect=generator.dialect,
        output=lambda page: output_of(page, index=generator.index, flat=generator.flat),
        listed=lambda page: generator.listed(corpus, page),
        command=lambda mode: (*program.command, *generator.options[mode]),
        variables=lambda mode: {**generator.variables.get(mode, {}), "PYTHONHASHSEED": "random"},
        clean=(folder / "site", folder / "cache", folder / "resources"),
        modes_alike=generator.options["cold"] == generator.options["warm"],
    )


def free_gigabytes(folder: Path) -> float:
    """Return how much can still be written to a folder's disk."""
    return shutil.disk_usage(folder if folder.exists() else os.curdir).free / 1e9
