"""`robots.txt` (RFC 9309): crawlers look for it at the root of a host and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.absolute_urls import absolute_url, path_of

if TYPE_CHECKING:
    from explainer.model import Site


def has_robots(site: Site) -> bool:
    """Return whether the site is the root of its host, so that a robots.txt would be read."""
    return bool(site.base_url) and not path_of(site.base_url)


def robots(site: Site) -> bytes:
    """Return a robots.txt that allows everything and names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {absolute_url(site, 'sitemap.xml')}\n".encode()
