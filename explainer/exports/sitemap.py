"""`sitemap.xml`: the pages' URLs for search engines (sitemaps.org 0.9). It needs a `base_url`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from explainer.exports.absolute_urls import absolute_url

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from explainer.model import Site

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(site: Site, *, pages: Iterable[tuple[str, dt.date | None]]) -> bytes:
    """Return the contents of `sitemap.xml`.

    `pages` are pairs of an address and the day of the page's last update, or None if that isn't
    known. Raises ValueError if the site has no `base_url`.
    """
    if not site.base_url:
        raise ValueError("a sitemap needs a base address")
    root = Element("urlset", {"xmlns": SITEMAP})
    for address, changed in pages:
        entry = SubElement(root, "url")
        SubElement(entry, "loc").text = absolute_url(site, address)
        if changed:
            SubElement(entry, "lastmod").text = changed.isoformat()
    ET.indent(root, " ")
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"
