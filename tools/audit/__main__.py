"""Runs the checks, prints a table of the measures, and fails where one is missed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.audit.accessibility import check_accessibility
from tools.audit.browser_visits import check_visits
from tools.audit.conformance import check_conformance
from tools.audit.external_tools import PROJECT, NotInstalled, prepare
from tools.audit.lighthouse import check_lighthouse
from tools.audit.measures import Measure
from tools.audit.page_weight import check_bytes
from tools.audit.static_server import served
from tools.audit.thousand_events import check_crowd

HELD, MISSED, NOT_RUN = 0, 1, 3
SITE = PROJECT / "site"
HEADINGS = ("measure", "must reach", "found", "")


@dataclass(frozen=True)
class Site:
    """The built site: its folder, the address that it is served at, and its pages' paths."""

    folder: Path
    address: str
    pages: tuple[str, ...]


PARTS: dict[str, Callable[[Site], Iterable[Measure]]] = {
    "bytes": lambda site: check_bytes(site.folder, site.pages),
    "nu": lambda site: check_conformance(site.folder, site.pages, address=site.address),
    "visits": lambda site: check_visits(site.folder, site.pages, address=site.address),
    "axe": lambda site: [check_accessibility(site.address, site.pages)],
    "crowd": lambda _: check_crowd(),
    "lighthouse": lambda _: check_lighthouse(),
}
# These build what they look at.
WITHOUT_SITE = {"crowd", "lighthouse"}


def main(arguments: Sequence[str]) -> int:
    """Run the parts that are asked for, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.audit", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)} (all)")
    asked = parser.parse_args(arguments).parts or list(PARTS)
    if unknown := set(asked) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there is {', '.join(PARTS)}")
    pages = _pages()
    if not pages and set(asked) - WITHOUT_SITE:
        print(f"audit: there is no page in {SITE}; build first: make site", file=sys.stderr)  # noqa: T201
        return NOT_RUN
    try:
        prepare()
    except NotInstalled as reason:
        print(f"audit: {reason}", file=sys.stderr)  # noqa: T201
        return NOT_RUN
    measures = list(_measures(asked, pages))
    _say(_table(measures))
    return HELD if all(measure.is_held for measure in measures) else MISSED


def _pages() -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")))


def _measures(asked: Sequence[str], pages: tuple[str, ...]) -> Iterable[Measure]:
    with served(SITE) as address:
        for part in asked:
            _say(f"{part} …")
            for measure in PARTS[part](Site(SITE, address, pages)):
                yield measure
                for fault in measure.faults:
                    _say(f"  {measure.what}: {fault}")


def _table(measures: Sequence[Measure]) -> str:
    rows = [(it.what, it.must, it.found, "held" if it.is_held else "MISSED") for it in measures]
    rows.insert(0, HEADINGS)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(("", *lines))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
