"""How the peers' pages are written: their front matter and their links."""

from __future__ import annotations

import posixpath

from tools.bench.corpus import Dialect, chart_rows


def relative(page: str, target: str) -> str:
    """Return the path from a page to another one."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def address(name: str) -> str:
    """Return the address of a page in a site that has a folder for each, such as `/a/b/`."""
    return "/" + name.removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"


def _front(title: str) -> str:
    return f"---\ntitle: {title}\nsummary: Made-up words.\n---"


def _cite(number: int) -> str:
    return f" [{number}](https://example.org/source-{number})"


def _table(number: int) -> str:
    rows = "\n".join(f"| {year} | {value} |" for year, value in chart_rows(number))
    return f"| Year | Value |\n|---|---|\n{rows}"


# The addresses are ready to use: these two don't have to look up the pages that are linked to.
READY_ADDRESSES = Dialect(
    front=_front,
    cite=_cite,
    link=lambda _, target: f"[the wider story]({address(target)})",
    chart=_table,
)
MKDOCS = Dialect(
    front=lambda title: f"# {title}",
    cite=_cite,
    link=lambda page, target: f"[the wider story]({relative(page, target)})",
    chart=_table,
)
PELICAN = Dialect(
    front=lambda title: f"Title: {title}\nSummary: Made-up words.",
    cite=_cite,
    link=lambda page, target: f"[the wider story]({{filename}}{relative(page, target)})",
    chart=_table,
)
