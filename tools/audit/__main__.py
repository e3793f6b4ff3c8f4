"""Runs parts of the audit and prints a table of results, each beside its limit."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.audit.accessibility import check_accessibility
from tools.audit.browser_visits import check_visits
from tools.audit.conformance import check_conformance
from tools.audit.editor_schemas import check_editor_schemas
from tools.audit.external_tools import PROJECT, NotInstalled, prepare
from tools.audit.lighthouse import check_lighthouse
from tools.audit.measures import Measure
from tools.audit.page_weight import check_bytes
from tools.audit.reference_managers import check_reference_managers
from tools.audit.static_server import serve_folder
from tools.audit.thousand_events import check_many_events

PASSED, MISSED, NOT_RUN = 0, 1, 3
SITE = PROJECT / "site"
HELP = """\
parts:
  bytes       weight of each page's first view, with gzip
  nu          HTML and CSS, by the Nu Html Checker
  visits      requests, console errors, and text without scripts, in Chromium
  axe         accessibility, by axe in Chromium
  crowd       weight and input delay of a timeline of 1,000 made-up events
  sources     the exported sources, read by pandoc and biber
  editor      completion and checks of the content in VS Code, by its YAML server
  lighthouse  Lighthouse scores of four pages

exit status:
  0  every limit is met
  1  a limit is missed
  2  wrong command line
  3  not run: the site isn't built, or a program is missing
"""
HEADINGS = ("measure", "limit", "result", "")


@dataclass(frozen=True)
class Site:
    """The site to audit: its folder, its URL, and its pages' paths in the folder."""

    folder: Path
    address: str
    pages: tuple[str, ...]


PARTS: dict[str, Callable[[Site], Iterable[Measure]]] = {
    "bytes": lambda site: check_bytes(site.folder, site.pages),
    "nu": lambda site: check_conformance(site.folder, site.pages, address=site.address),
    "visits": lambda site: check_visits(site.folder, site.pages, address=site.address),
    "axe": lambda site: [check_accessibility(site.address, site.pages)],
    "sources": lambda site: check_reference_managers(site.folder),
    "editor": lambda _: check_editor_schemas(),
    "crowd": lambda _: check_many_events(),
    "lighthouse": lambda _: check_lighthouse(),
}
# The programs that a single part needs.
EXTRA_PROGRAMS = {"sources": ("pandoc", "biber")}
# These parts build their own site, or need none.
WITHOUT_SITE = {"editor", "crowd", "lighthouse"}


def main(arguments: Sequence[str]) -> int:
    """Run the requested parts and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.audit",
        description="Audit the built site, and print each result beside its limit.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="what to run (default: all parts)")
    parts = parser.parse_args(arguments).parts or list(PARTS)
    if unknown := set(parts) - PARTS.keys():
        names = ", ".join(f'"{name}"' for name in sorted(unknown))
        parser.error(f"unknown part {names}; use one of: {', '.join(PARTS)}")
    pages = _pages()
    if not pages and set(parts) - WITHOUT_SITE:
        print(f"audit: no pages in {SITE}; build the site first: make site", file=sys.stderr)  # noqa: T201
        return NOT_RUN
    try:
        prepare([program for part in parts for program in EXTRA_PROGRAMS.get(part, ())])
    except NotInstalled as reason:
        print(f"audit: {reason}", file=sys.stderr)  # noqa: T201
        return NOT_RUN
    measures = list(_measures(parts, pages))
    _say(_table(measures))
    return PASSED if all(measure.is_met for measure in measures) else MISSED


def _pages() -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")))


def _measures(parts: Sequence[str], pages: tuple[str, ...]) -> Iterable[Measure]:
    with serve_folder(SITE) as address:
        for part in parts:
            _say(f"{part} …")
            for measure in PARTS[part](Site(SITE, address, pages)):
                yield measure
                for fault in measure.faults:
                    _say(f"  {measure.name}: {fault}")


def _table(measures: Sequence[Measure]) -> str:
    rows = [(it.name, it.limit, it.result, "ok" if it.is_met else "MISSED") for it in measures]
    rows.insert(0, HEADINGS)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(("", *lines))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
