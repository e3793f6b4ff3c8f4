"""Absolute URLs, for exports and metadata that are read outside the site."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from explainer.urls import relative

if TYPE_CHECKING:
    from explainer.model import Site

# The address of the social card. It is here so that pages can link to it without importing `card`.
CARD = "card.png"


def url_of(site: Site, address: str, anchor: str = "") -> str:
    """Return an absolute URL, or, without a base address, one relative to the site's root."""
    return absolute_url(site, address, anchor) or relative("", address, anchor)


def absolute_url(site: Site, address: str, anchor: str = "") -> str:
    """Return an absolute URL, or an empty string without a base address.

    A folder's index.html gets the URL of the folder, so that each page has only one URL.
    """
    if not site.base_url:
        return ""
    if posixpath.basename(address) == "index.html" and not anchor:
        address = posixpath.dirname(address)
        return site.base_url + (f"{relative('', address)}/" if address else "")
    return site.base_url + relative("", address, anchor)


def host_of(base_url: str) -> str:
    """Return the host name in a base address, without the port."""
    return urlsplit(base_url).hostname or ""


def path_of(base_url: str) -> str:
    """Return the path in a base address, without leading or trailing slashes."""
    return urlsplit(base_url).path.strip("/")
