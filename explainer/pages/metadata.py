"""A page's metadata: its title, how to cite it, and its JSON-LD for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from explainer.exports.citation import Citation, cite_page
from explainer.exports.jsonld import page_jsonld
from explainer.markers import name_of
from explainer.model import Page
from explainer.pages.page_kinds import LIST_PAGES, SitePage

_TITLES = {**LIST_PAGES, "everything": "The whole explainer", "404": "Page not found"}


def title_of(site_page: SitePage) -> str:
    """Return the page's title: the one the editor gave it, or the default for a generated page."""
    if site_page.page:
        return site_page.page.title
    return _TITLES.get(site_page.kind, site_page.content.site.title)


def cite_this(site_page: SitePage) -> Citation:
    """Return the citations of the page that "Cite this page" shows: as text, BibTeX and RIS."""
    updated = site_page.page.front.updated if site_page.page else None
    return cite_page(
        site_page.content.site,
        title=title_of(site_page),
        address=site_page.address,
        updated=updated,
    )


def json_ld(site_page: SitePage) -> Markup:
    """Return the page's structured data for search engines, as JSON-LD (schema.org).

    It describes the page as an article, with its breadcrumbs and, as data sets, the charts that it
    shows; on the timeline also the events. It is escaped for use inside a script element.
    """
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
    """Yield the ids of the charts that a page's text shows, in page order."""
    for mark in page.prose.marks if page else ():
        if mark.kind == "block" and mark.target == "chart":
            yield name_of(mark)


def _breadcrumbs(site_page: SitePage) -> Iterator[tuple[str, str]]:
    """Yield the path from the home page to this page, as (title, address).

    A page that doesn't open its chapter comes after the page that does.
    """
    yield site_page.content.site.title, "index.html"
    if site_page.kind == "home":
        return
    if site_page.page and site_page.page.chapter:
        for page in site_page.content.opening_pages:
            if page.chapter == site_page.page.chapter and page.address != site_page.address:
                yield page.title, page.address
    yield title_of(site_page), site_page.address
