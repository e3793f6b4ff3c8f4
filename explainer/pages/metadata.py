"""A page's metadata: its title, how to cite it, and its JSON-LD for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from explainer.exports.citation import Citation, cite_page
from explainer.exports.jsonld import page_jsonld
from explainer.pages.chart_marker import chart_ids
from explainer.pages.home_page import HOME_PAGE
from explainer.pages.page_kind import ListKind, SitePage
from explainer.pages.shell import summary
from explainer.pages.timeline_page import TIMELINE
from explainer.selections import OpeningPages


def cite_this(site_page: SitePage) -> Citation:
    """Return the citations of the page that "Cite this page" shows: as text, BibTeX and RIS."""
    updated = site_page.page.front.updated if site_page.page else None
    return cite_page(
        site_page.content.site,
        title=site_page.title,
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
    ids = chart_ids(page) if page and site_page.kind is not HOME_PAGE else ()
    charts = [content.chart_by_id[id_] for id_ in ids]
    data = page_jsonld(
        content.site,
        title=site_page.title,
        address=site_page.address,
        summary=summary(site_page),
        updated=page.front.updated if page else None,
        trail=tuple(_breadcrumbs(site_page)),
        charts=charts,
        events=site_page.kind.described_events(content)
        if isinstance(site_page.kind, ListKind)
        else (),
    )
    return Markup(data)  # noqa: S704


def _breadcrumbs(site_page: SitePage) -> Iterator[tuple[str, str]]:
    """Yield the path from the home page to this page, as (title, address).

    A page that doesn't open its chapter comes after the page that does.
    """
    yield site_page.content.site.title, "index.html"
    if site_page.kind is HOME_PAGE:
        return
    if site_page.page and site_page.page.chapter:
        for page in site_page.content.select_pages(OpeningPages()):
            if page.chapter == site_page.page.chapter and page.address != site_page.address:
                yield page.title, page.address
    if site_page.event:
        yield TIMELINE.own_title(site_page.content) or TIMELINE.title, TIMELINE.address
    yield site_page.title, site_page.address
