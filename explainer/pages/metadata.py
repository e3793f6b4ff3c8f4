"""What a page says of itself: its title, how to cite it, and what search engines read."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from explainer.exports.citation import Citation, cite_page
from explainer.exports.jsonld import page_jsonld
from explainer.markers import name_of
from explainer.model import Page
from explainer.pages.kinds import MADE, Sheet

_TITLES = {**MADE, "everything": "The whole explainer", "404": "Page not found"}


def title_of(sheet: Sheet) -> str:
    """Return what a page is called: as its editor called it, or as the build does."""
    if sheet.page:
        return sheet.page.title
    return _TITLES.get(sheet.kind, sheet.content.site.title)


def cite_this(sheet: Sheet) -> Citation:
    """Return how to cite the page, in words, as BibTeX and as RIS."""
    updated = sheet.page.front.updated if sheet.page else None
    return cite_page(
        sheet.content.site, title=title_of(sheet), address=sheet.address, updated=updated
    )


def json_ld(sheet: Sheet) -> Markup:
    """Return what the page is, for search engines; it is escaped for a script element."""
    content = sheet.content
    page = sheet.page
    charts = [content.chart_by_id[id_] for id_ in _charts_of(page) if page and sheet.kind != "home"]
    said = page_jsonld(
        content.site,
        title=title_of(sheet),
        address=sheet.address,
        summary=page.front.summary if page else "",
        updated=page.front.updated if page else None,
        trail=tuple(_trail(sheet)),
        charts=charts,
        events=content.events if sheet.kind == "timeline" else (),
    )
    return Markup(said)  # noqa: S704


def _charts_of(page: Page | None) -> Iterator[str]:
    for mark in page.prose.marks if page else ():
        if mark.kind == "block" and mark.target == "chart":
            yield name_of(mark)


def _trail(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield the way from the home page to this one, as titles with addresses."""
    yield sheet.content.site.title, "index.html"
    if sheet.kind == "home":
        return
    if sheet.page and sheet.page.chapter:
        for page in sheet.content.opening_pages:
            if page.chapter == sheet.page.chapter and page.address != sheet.address:
                yield page.title, page.address
    yield title_of(sheet), sheet.address
