"""Absolute URLs, for exports and metadata that are read outside the site."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from explainer.urls import relative

if TYPE_CHECKING:
    from explainer.model import Site

# The address of the social card, the picture that other sites show for a shared link. It is here so
# that pages can link to it without importing `card`.
CARD = "card.png"


def url_of(site: Site, address: str, anchor: str = "") -> str:
    """Return the absolute URL of a page or file, or of an id (`anchor`) on a page.

    If the site has no `base_url`, the URL is relative to the site's root.
    """
    return absolute_url(site, address, anchor) or relative("", address, anchor)


def absolute_url(site: Site, address: str, anchor: str = "") -> str:
    """Return the absolute URL of a page or file, or of an id (`anchor`) on a page.

    Return an empty string if the site has no `base_url`. A folder's index.html gets the URL
    of the folder, so that each page has only one URL.
    """
    if not site.base_url:
        return ""
    if posixpath.basename(address) == "index.html" and not anchor:
        address = posixpath.dirname(address)
        return site.base_url + (f"{relative('', address)}/" if address else "")
    return site.base_url + relative("", address, anchor)


def host_of(base_url: str) -> str:
    """Return the host name in the URL, without the port: `example.org`."""
    return urlsplit(base_url).hostname or ""


def path_of(base_url: str) -> str:
    """Return the path in the URL, without leading or trailing slashes: `explainers/chips`."""
    return urlsplit(base_url).path.strip("/")
