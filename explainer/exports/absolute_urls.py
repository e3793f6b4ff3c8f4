"""Absolute addresses, for what is read away from the site."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from explainer.urls import relative

if TYPE_CHECKING:
    from explainer.model import Site

# Where the social card stands, which pages name without drawing it.
CARD = "card.png"


def url_of(site: Site, address: str, anchor: str = "") -> str:
    """Return where something stands: absolute with a base address, else from the site's root."""
    return absolute_url(site, address, anchor) or relative("", address, anchor)


def absolute_url(site: Site, address: str, anchor: str = "") -> str:
    """Return an absolute address, or nothing without a base address.

    A folder's first page has its folder's address, so that each page has but one.
    """
    if not site.base_url:
        return ""
    if posixpath.basename(address) == "index.html" and not anchor:
        address = posixpath.dirname(address)
        return site.base_url + (f"{relative('', address)}/" if address else "")
    return site.base_url + relative("", address, anchor)


def host_of(base_url: str) -> str:
    """Return the host that a base address names, without its port."""
    return urlsplit(base_url).hostname or ""


def path_of(base_url: str) -> str:
    """Return the path below the host that a base address names, without slashes at its ends."""
    return urlsplit(base_url).path.strip("/")
