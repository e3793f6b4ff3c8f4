"""`robots.txt` (RFC 9309). Crawlers look for it only at the root of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.absolute_urls import absolute_url, path_of

if TYPE_CHECKING:
    from explainer.model import Site


def has_robots(site: Site) -> bool:
    """Return whether the site gets a robots.txt: only if it is at the root of its host.

    Crawlers wouldn't find it anywhere else.
    """
    return bool(site.base_url) and not path_of(site.base_url)


def robots(site: Site) -> bytes:
    """Return the contents of `robots.txt`: it allows everything and names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {absolute_url(site, 'sitemap.xml')}\n".encode()
