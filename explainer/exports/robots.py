"""`robots.txt` (RFC 9309). Crawlers look for it only at the root of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.absolute_urls import absolute_url, path_of

if TYPE_CHECKING:
    from explainer.model import Site


def has_robots(site: Site) -> bool:
    """Return whether the site is at the root of its host, so that crawlers find its robots.txt."""
    return bool(site.base_url) and not path_of(site.base_url)


def robots(site: Site) -> bytes:
    """Return a robots.txt that allows everything and names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {absolute_url(site, 'sitemap.xml')}\n".encode()
