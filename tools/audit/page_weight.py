"""Computes a page's weight: the bytes transferred for it and for the files it loads at first."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from tools.audit.measures import HOME, KILOBYTE, Measure, limit_of, script_limit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

# The default of gzip on most servers; level 9 makes pages hardly smaller.
GZIP_LEVEL = 6
# Formats that gzip can't compress further; servers send them unchanged.
COMPRESSED = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".woff2")
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


@dataclass(frozen=True)
class Weight:
    """A page's weight: the bytes of it and of all it loads at first, and those of its scripts."""

    page: str
    total: int
    script: int


def weigh(site: Path, page: str) -> Weight:
    """Return the weight of a page; raises FileNotFoundError if a file that it loads is missing."""
    sizes = {path: size(site / path) for path in (page, *loaded_by(site, page))}
    script = sum(count for path, count in sizes.items() if path.endswith(".js"))
    return Weight(page, sum(sizes.values()), script)


def size(path: Path) -> int:
    """Return how many bytes are transferred for a file, gzipped if that helps, without headers."""
    data = path.read_bytes()
    if path.suffix in COMPRESSED:
        return len(data)
    return len(gzip.compress(data, GZIP_LEVEL, mtime=0))


def loaded_by(site: Path, page: str) -> tuple[str, ...]:
    """Return the paths, in the site folder, of the files that a page loads at first, each once.

    Images count wherever they are on the page. Files on other hosts aren't counted; the part
    `visits` reports those.
    """
    parser = _LoadedFiles()
    parser.feed((site / page).read_text(encoding="utf-8"))
    paths: dict[str, None] = {}
    pending = [(page, address) for address in parser.addresses]
    while pending:
        base, address = pending.pop(0)
        path = _site_path(base, address)
        if path is None or path in paths:
            continue
        paths[path] = None
        if path.endswith(".css"):
            style = (site / path).read_text(encoding="utf-8")
            pending += [(path, url or imported) for url, imported in IN_STYLE.findall(style)]
    return tuple(paths)


def _site_path(base: str, address: str) -> str | None:
    """Return the path in the site folder that a URL on the page `base` leads to.

    Return None for another host, or for a data: URL.
    """
    parts = urlsplit(urljoin(f"//site/{base}", address))
    if parts.scheme or parts.netloc != "site":
        return None
    return unquote(parts.path).lstrip("/")


class _LoadedFiles(HTMLParser):
    """Collects the URLs in a page's HTML that a browser loads by itself, with scripts enabled."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self._in_noscript = False

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a noscript element, whose contents aren't loaded."""
        self._in_noscript = self._in_noscript and tag != "noscript"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the URL of a script, an image, a frame, or a link that loads a file."""
        self._in_noscript = self._in_noscript or tag == "noscript"
        if self._in_noscript:
            return
        attributes = {name: value or "" for name, value in attrs}
        if tag == "link" and LOADED_LINKS & set(attributes.get("rel", "").lower().split()):
            self.addresses.append(attributes["href"])
        elif tag in {"script", "img", "iframe", "embed", "source", "video", "audio"}:
            self.addresses += [attributes["src"]] if "src" in attributes else []
            for candidate in filter(str.strip, attributes.get("srcset", "").split(",")):
                self.addresses.append(candidate.split()[0])
        elif tag == "image" and "href" in attributes:
            self.addresses.append(attributes["href"])


def check_bytes(site: Path, pages: Sequence[str]) -> tuple[Measure, ...]:
    """Return the audit's rows for the weight of pages and of their scripts."""
    weights = [weigh(site, page) for page in pages]
    # The home page has a row of its own, although its limit is that of a chapter's page.
    groups: dict[tuple[int, bool], list[Weight]] = {}
    for weight in weights:
        if (limit := limit_of(weight.page)) is not None:
            groups.setdefault((limit, weight.page != HOME), []).append(weight)
    rows = [_row(groups[group], limit=group[0]) for group in sorted(groups)]
    script_limits = sorted({script_limit_of(page) for page in pages})
    scripts = [
        _row(
            [weight for weight in weights if script_limit_of(weight.page) == limit],
            limit,
            name="Script before search",
            bytes_of=lambda it: it.script,
        )
        for limit in script_limits
    ]
    return (*rows, *scripts)


def _row(
    weights: Sequence[Weight],
    limit: int,
    *,
    name: str = "",
    bytes_of: Callable[[Weight], int] = lambda weight: weight.total,
) -> Measure:
    by_weight = sorted(weights, key=bytes_of, reverse=True)
    heaviest = by_weight[0]
    over = tuple(f"{it.page}: {_kb(bytes_of(it))}" for it in by_weight if bytes_of(it) > limit)
    among = f", the heaviest of {len(weights)}" if len(weights) > 1 else ""
    return Measure(
        name or ("First view, " + ("a chapter's page" if among else heaviest.page)),
        f"≤ {limit // KILOBYTE} KB",
        f"{_kb(bytes_of(heaviest))} ({heaviest.page}{among})",
        is_met=not over,
        faults=over,
    )


def _kb(count: int) -> str:
    return f"{count / KILOBYTE:.1f} KB"
