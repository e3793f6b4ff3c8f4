"""A page's metadata: its title, how to cite it, and its JSON-LD for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from explainer.exports.citation import Citation, cite_page
from explainer.exports.jsonld import page_jsonld
from explainer.markers import name_of
from explainer.model import Page
from explainer.pages.kinds import LIST_PAGES, SitePage

_TITLES = {**LIST_PAGES, "everything": "The whole explainer", "404": "Page not found"}


def title_of(site_page: SitePage) -> str:
    """Return the page's title: the editor's, or the default for a generated page."""
    if site_page.page:
        return site_page.page.title
    return _TITLES.get(site_page.kind, site_page.content.site.title)


def cite_this(site_page: SitePage) -> Citation:
    """Return how to cite the page: as text, as BibTeX and as RIS."""
    updated = site_page.page.front.updated if site_page.page else None
    return cite_page(
        site_page.content.site,
        title=title_of(site_page),
        address=site_page.address,
        updated=updated,
    )


def json_ld(site_page: SitePage) -> Markup:
    """Return the page's JSON-LD, escaped for a script element."""
    content = site_page.content
    page = site_page.page
    charts = [
        content.chart_by_id[id_] for id_ in _chart_ids(page) if page and site_page.kind != "home"
    ]
    data = page_jsonld(
        content.site,
        title=title_of(site_page),
        address=site_page.address,
        summary=page.front.summary if page else "",
        updated=page.front.updated if page else None,
        trail=tuple(_breadcrumbs(site_page)),
        charts=charts,
        events=content.events if site_page.kind == "timeline" else (),
    )
    return Markup(data)  # noqa: S704


def _chart_ids(page: Page | None) -> Iterator[str]:
    for mark in page.prose.marks if page else ():
        if mark.kind == "block" and mark.target == "chart":
            yield name_of(mark)


def _breadcrumbs(site_page: SitePage) -> Iterator[tuple[str, str]]:
    """Yield the breadcrumbs from the home page to this page, as (title, address)."""
    yield site_page.content.site.title, "index.html"
    if site_page.kind == "home":
        return
    if site_page.page and site_page.page.chapter:
        for page in site_page.content.opening_pages:
            if page.chapter == site_page.page.chapter and page.address != site_page.address:
                yield page.title, page.address
    yield title_of(site_page), site_page.address
