"""How many bytes a page's first view takes over the wire, counted from the files alone."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from tools.audit.measures import KILOBYTE, SCRIPT_LIMIT, Measure, limit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

# What servers use when nobody tells them otherwise; at 9, a page is hardly smaller.
GZIP_LEVEL = 6
# Formats that gzip makes no smaller, which servers send as they are.
PACKED = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".woff2")
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


@dataclass(frozen=True)
class Weight:
    """The bytes of a page with all that it loads at first, and those of its script alone."""

    page: str
    total: int
    script: int


def weigh(site: Path, page: str) -> Weight:
    """Return what a page's first view weighs; what it names and the site lacks is an error."""
    sizes = {path: size(site / path) for path in (page, *loaded_by(site, page))}
    script = sum(count for path, count in sizes.items() if path.endswith(".js"))
    return Weight(page, sum(sizes.values()), script)


def size(path: Path) -> int:
    """Return how many bytes a file is over the wire, its headers apart."""
    data = path.read_bytes()
    if path.suffix in PACKED:
        return len(data)
    return len(gzip.compress(data, GZIP_LEVEL, mtime=0))


def loaded_by(site: Path, page: str) -> tuple[str, ...]:
    """Return the paths within the site of what a page loads at first, each once.

    Pictures count wherever they stand on the page. What another host would have to send is not
    counted here: the browser's check finds that.
    """
    reader = _Loads()
    reader.feed((site / page).read_text(encoding="utf-8"))
    found: dict[str, None] = {}
    waiting = [(page, address) for address in reader.addresses]
    while waiting:
        base, address = waiting.pop(0)
        path = _within(base, address)
        if path is None or path in found:
            continue
        found[path] = None
        if path.endswith(".css"):
            style = (site / path).read_text(encoding="utf-8")
            waiting += [(path, one or other) for one, other in IN_STYLE.findall(style)]
    return tuple(found)


def _within(base: str, address: str) -> str | None:
    """Return the path that an address on a page means, or None for another host or for data."""
    parts = urlsplit(urljoin(f"//site/{base}", address))
    if parts.scheme or parts.netloc != "site":
        return None
    return unquote(parts.path).lstrip("/")


class _Loads(HTMLParser):
    """Collects the addresses of what a page loads by itself where scripts run."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self._is_spare = False

    def handle_endtag(self, tag: str) -> None:
        """Leave what is for browsers without scripts."""
        self._is_spare = self._is_spare and tag != "noscript"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of a script, a picture, a frame, or a link that loads."""
        self._is_spare = self._is_spare or tag == "noscript"
        if self._is_spare:
            return
        has = {name: value or "" for name, value in attrs}
        if tag == "link" and LOADED_LINKS & set(has.get("rel", "").lower().split()):
            self.addresses.append(has["href"])
        elif tag in {"script", "img", "iframe", "embed", "source", "video", "audio"}:
            self.addresses += [has["src"]] if "src" in has else []
            for choice in filter(str.strip, has.get("srcset", "").split(",")):
                self.addresses.append(choice.split()[0])
        elif tag == "image" and "href" in has:
            self.addresses.append(has["href"])


def check_bytes(site: Path, pages: Sequence[str]) -> tuple[Measure, ...]:
    """Return the rows of what first views weigh."""
    weights = [weigh(site, page) for page in pages]
    limits = sorted({limit for page in pages if (limit := limit_of(page)) is not None})
    rows = [
        _row([weight for weight in weights if limit_of(weight.page) == limit], limit)
        for limit in limits
    ]
    script = _row(weights, SCRIPT_LIMIT, what="Script before search", of=lambda it: it.script)
    return (*rows, script)


def _row(
    weights: Sequence[Weight],
    limit: int,
    *,
    what: str = "",
    of: Callable[[Weight], int] = lambda weight: weight.total,
) -> Measure:
    by_weight = sorted(weights, key=of, reverse=True)
    heaviest = by_weight[0]
    over = tuple(f"{it.page}: {_said(of(it))}" for it in by_weight if of(it) > limit)
    among = f", the heaviest of {len(weights)}" if len(weights) > 1 else ""
    return Measure(
        what or ("First view, " + ("a chapter's page" if among else heaviest.page)),
        f"≤ {limit // KILOBYTE} KB",
        f"{_said(of(heaviest))} ({heaviest.page}{among})",
        is_held=not over,
        faults=over,
    )


def _said(count: int) -> str:
    return f"{count / KILOBYTE:.1f} KB"
