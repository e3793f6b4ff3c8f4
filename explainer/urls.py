"""Resolves links written as file paths, and builds the relative URLs between pages."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from unicodedata import is_normalized, normalize
from urllib.parse import quote, unquote, urlsplit

from explainer.patterns import lazy_pattern
from explainer.readonly import frozen

# Paths on an editor's own computer, on Windows, in a network, and on Linux or macOS.
_LOCAL_PATH = lazy_pattern(
    r"[A-Za-z]:[\\/]|\\|file:|~[\\/]|/(?:Users|home|Volumes|mnt|media|tmp|Desktop)/", re.IGNORECASE
)
_SCHEME = lazy_pattern(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SPACE = lazy_pattern(r"\s")
_IGNORED = lazy_pattern(r"[\x00-\x20]+")


@frozen
class Target:
    """The target of a link: a path below content/ (empty if outside it), and an anchor."""

    path: str
    anchor: str = ""


def composed(name: str) -> str:
    """Return a name in Unicode's composed form (NFC, Unicode Standard Annex 15).

    macOS may store `é` in a file's name as two characters, where keyboards type one.
    """
    return name if name.isascii() or is_normalized("NFC", name) else normalize("NFC", name)


def resolve(source: str, target: str) -> Target:
    """Return the target of a link; `source` is the path, below content/, of the file it's in.

    Links in YAML files are relative to the content folder, wherever the file is.
    """
    path, _, anchor = target.partition("#")
    anchor = composed(unquote(anchor))
    folder = posixpath.dirname(source) if source.endswith(".md") else ""
    if not path:
        return Target(source, anchor)
    joined = posixpath.normpath(posixpath.join(folder, unquote(path.partition("?")[0])))
    if joined.startswith("/") or f"{joined}/".startswith("../"):
        return Target("", anchor)
    return Target(composed(joined), anchor)


def address_of(path: str) -> str:
    """Return the address of the page or file at a path below content/: `a.html` for `a.md`."""
    return path.removesuffix(".md") + ".html" if path.endswith(".md") else path


def event_address(id_: str) -> str:
    """Return the address of a key event's page."""
    return f"event/{id_}.html"


def relative(from_address: str, to_address: str, anchor: str = "") -> str:
    """Return the relative URL of one address from another: `../b.html` from `x/a.html`.

    It always includes the file name, except for an anchor on the same page.
    """
    if from_address == to_address and anchor:
        return anchor_url(anchor)
    path = _path(posixpath.dirname(from_address), to_address)
    return f"{path}{anchor_url(anchor)}" if anchor else path


def anchor_url(anchor: str) -> str:
    """Return the relative URL of an anchor on the same page."""
    return f"#{quote(anchor, safe=_ANCHOR_SAFE)}"


@lru_cache(maxsize=1 << 16)
def _path(folder: str, address: str) -> str:
    return quote(posixpath.relpath(address, folder or "."), safe="/~")


_ANCHOR_SAFE = "~:.!$'()*,;=@/?"


def scheme_of(url: str) -> str:
    """Return a URL's scheme in lower case, or "" for a relative URL."""
    match = _SCHEME.match(_IGNORED.sub("", url))
    return match.group(1).lower() if match else ""


def is_local_path(target: str) -> bool:
    """Return whether a link's target is a path on somebody's computer, such as `C:/lamp.png`."""
    return bool(_LOCAL_PATH.match(target))


def is_url(text: str) -> bool:
    """Return whether the text parses as a URL, with a host if it's http, https or relative."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    needs_host = parts.scheme in {"http", "https", ""}
    return bool(parts.netloc or not needs_host) and not _SPACE.search(text)


def is_base_url(url: str) -> bool:
    """Return whether a URL is a folder's: it has no query or anchor, and doesn't end in .html."""
    return not re.search(r"[?#]|\.html?/?$", url)
