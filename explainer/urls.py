"""Where a link by a file's path leads: from the file that it is written in, to another."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

# Pages that the build makes; an editor links to them as if their files stood in content/.
MADE_PAGES = ("timeline.md", "sources.md", "glossary.md", "changes.md", "everything.md")


_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_UNSEEN = re.compile(r"[\x00-\x20]+")


@dataclass(frozen=True)
class Target:
    """What a link leads to: a path below content/ (empty when it leaves it), and an anchor."""

    path: str
    anchor: str = ""


def resolve(source: str, target: str) -> Target:
    """Return what a link leads to that is written in the file `source` below content/.

    Files of YAML stand for the content folder itself, wherever they lie.
    """
    path, _, anchor = target.partition("#")
    folder = posixpath.dirname(source) if source.endswith(".md") else ""
    if not path:
        return Target(source, unquote(anchor))
    joined = posixpath.normpath(posixpath.join(folder, unquote(path.partition("?")[0])))
    if joined.startswith(("..", "/")):
        return Target("", unquote(anchor))
    return Target(joined, unquote(anchor))


def address_of(path: str) -> str:
    """Return the address of what stands at a path below content/."""
    return path.removesuffix(".md") + ".html" if path.endswith(".md") else path


def relative(from_address: str, to_address: str, anchor: str = "") -> str:
    """Return the relative URL from one page to another, which always names the file."""
    if from_address == to_address and anchor:
        return within(anchor)
    path = _path(posixpath.dirname(from_address), to_address)
    return f"{path}{within(anchor)}" if anchor else path


def within(anchor: str) -> str:
    """Return the relative URL of a place on the page itself."""
    return f"#{quote(anchor, safe=_ANCHOR_SAFE)}"


@lru_cache(maxsize=1 << 16)
def _path(folder: str, address: str) -> str:
    return quote(posixpath.relpath(address, folder or "."), safe="/~")


_ANCHOR_SAFE = "~:.!$'()*,;=@/?"


def scheme_of(address: str) -> str:
    """Return an address's scheme in lower case, or nothing for a relative one."""
    match = _SCHEME.match(_UNSEEN.sub("", address))
    return match.group(1).lower() if match else ""


def is_address(text: str) -> bool:
    """Return whether a text can be taken apart as a URL, and names a host where it must."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    needs_host = parts.scheme in {"http", "https", ""}
    return bool(parts.netloc or not needs_host) and not _SPACE.search(text)


def is_base(address: str) -> bool:
    """Return whether pages can stand below an address: it names neither a page nor a part of one."""
    return not re.search(r"[?#]|\.html?/?$", address)
