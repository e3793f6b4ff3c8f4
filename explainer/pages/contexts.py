"""Builds the context, the variables that its template uses, for each page of the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from explainer.exports.absolute_urls import absolute_url
from explainer.exports.jsonld import policy_hash
from explainer.fragment import Heading
from explainer.model import Page, Site
from explainer.pages import one_page_edition
from explainer.pages.blocks import (
    change_views,
    in_force_view,
    linked_term_views,
    make_block,
    status_views,
    term_views,
)
from explainer.pages.events import event_view, group_by_year, move_view
from explainer.pages.figures import home_diagram_view, timeline_diagram_view
from explainer.pages.metadata import cite_this, json_ld, title_of
from explainer.pages.outcomes import glance_views, outcome_view
from explainer.pages.page_kinds import LIST_PAGES, SitePage, shows_moves
from explainer.pages.prose_html import Writer
from explainer.pages.sources import page_sources, source_groups
from explainer.pages.view_models import (
    DatePart,
    EventView,
    LinkView,
    SideView,
    day_parts,
    side_view,
)
from explainer.readonly import read_only
from explainer.urls import relative

Context = dict[str, Any]
WORDS_PER_MINUTE = 220
CHANGES_ON_HOME = 3
# Above this many events, filtering with CSS alone is noticeably slow on a phone.
CSS_FILTER_LIMIT = 300


@read_only
class Shell:
    """What every page shows around its main text: the head element, header, navigation and footer.

    `kind`: the kind of page, such as `home` or `timeline`.
    `root`: the relative path from the page to the site's root.
    `home`: the link in the header, with the site's title.
    `nav`, `more`: the links in the header's and in the footer's navigation.
    `as_of`: the day to which everything was checked.
    `canonical`: the page's absolute URL, or empty without a base address.
    `one_page`: the link to the one-page edition, or empty if there is none to link to.
    `ui`: the `lang` attribute for the interface's own text, which is English; empty if the whole
    site is.
    `from_right`: whether the site's language is written from right to left.
    """

    kind: str
    site: Site
    address: str
    root: str
    title: str
    description: str
    home: LinkView
    nav: tuple[LinkView, ...]
    more: tuple[LinkView, ...]
    as_of: tuple[DatePart, ...]
    canonical: str
    sides: tuple[SideView, ...]
    one_page: str
    ui: Markup
    from_right: bool


@read_only
class TocView:
    """An entry of a page's table of contents: a link to a heading, with the heading's level."""

    level: int
    href: str
    text: str


def context(site_page: SitePage) -> Context:
    """Return the context to render a page with: the variables of its template, by name."""
    writer = Writer(site_page.content, site_page.address, site_page.finder, make_block)
    values = _CONTEXTS[site_page.kind](site_page, writer)
    if site_page.kind not in {"404", "moved"}:
        values.setdefault("cite_this", cite_this(site_page))
        data = json_ld(site_page)
        values |= {"json_ld": data, "json_ld_hash": policy_hash(data)}
    # These come last: by now the writer has seen every citation and linked term.
    values.setdefault("sources", page_sources(writer))
    values.setdefault("terms", linked_term_views(writer))
    return {"shell": _shell(site_page, writer), **values}


def _shell(site_page: SitePage, writer: Writer) -> Shell:
    site = site_page.content.site
    pages = site_page.content.pages
    current = site_page.page.chapter if site_page.page else ""
    nav = [
        LinkView(page.title, writer.href(page.address), current=page.chapter == current)
        for page in site_page.content.opening_pages
    ]
    lists = [
        LinkView(name, writer.href(f"{kind}.html"), current=site_page.kind == kind)
        for kind, name in LIST_PAGES.items()
    ]
    other_pages = [
        LinkView(page.title, writer.href(page.address), current=page.address == site_page.address)
        for page in pages
        if not page.chapter and "/" not in page.source and page.address not in _ALREADY_LINKED
    ]
    return Shell(
        kind=site_page.kind,
        site=site,
        address=site_page.address,
        root=relative(site_page.address, "."),
        title=title_of(site_page),
        description=(site_page.page.front.summary if site_page.page else "") or site.tagline,
        home=LinkView(site.title, writer.href("index.html"), current=site_page.kind == "home"),
        nav=(*nav, *lists[:2]),
        more=(*lists[2:], *other_pages),
        as_of=day_parts(site.as_of),
        canonical=absolute_url(site, (site_page.page or site_page).address),
        sides=tuple(side_view(site, side) for side in site.sides),
        one_page=writer.href("everything.html") if _offers_one_page(site_page) else "",
        ui=_interface_language(site),
        from_right=_primary_language(site.language) in _RIGHT_TO_LEFT,
    )


def _offers_one_page(site_page: SitePage) -> bool:
    return site_page.has_one_page and site_page.kind != "everything"


def _interface_language(site: Site) -> Markup:
    """Return the attribute ` lang="en"`, or an empty string if the whole site is in English."""
    english = _primary_language(site.language) == "en"
    return Markup("") if english else Markup(' lang="en"')


def _primary_language(language: str) -> str:
    """Return the first part of a BCP 47 language tag, for example `zh` for `zh-Hans`."""
    return language.partition("-")[0].lower()


def _page(site_page: SitePage, writer: Writer) -> Context:
    page = _editors_page(site_page)
    front = page.front
    content = site_page.content
    points = tuple(writer.inline(point) for point in front.key_points)
    outcome = outcome_view(writer, page) if front.outcome else None
    body = writer.fill(page.prose)
    moves: tuple[EventView, ...] = ()
    if shows_moves(page):
        moves = tuple(move_view(writer, e) for e in content.events if front.side in e.side)
    before, after = (
        content.page_by_source[source] if source else None
        for source in site_page.site_data["neighbours"]
    )
    return {
        "page": front,
        "key_points": points,
        "body": body,
        "outcome": outcome,
        "side": side_view(content.site, content.side_by_id[front.side]) if front.side else None,
        "moves": moves,
        "chapter_pages": tuple(
            _link(writer, further) for further in _further_pages(site_page, page)
        ),
        "toc": toc(page.prose.fragment.headings),
        "puts_toc": any((mark.kind, mark.target) == ("block", "TOC") for mark in page.prose.marks),
        "updated": day_parts(front.updated),
        "minutes": minutes(page.prose.fragment.words),
        "previous": _link(writer, before) if before else None,
        "next": _link(writer, after) if after else None,
    }


def _home(site_page: SitePage, writer: Writer) -> Context:
    page = _editors_page(site_page)
    content = site_page.content
    status = status_views(writer)
    body = writer.fill(page.prose)
    return {
        "page": page.front,
        "key_points": tuple(writer.inline(point) for point in page.front.key_points),
        "status": status,
        "body": body,
        "diagram": home_diagram_view(writer),
        "chapters": tuple(_link(writer, first) for first in content.opening_pages),
        "outcomes": glance_views(writer),
        "changes": change_views(writer, limit=CHANGES_ON_HOME),
        "minutes_in_all": minutes(site_page.site_data["words"]),
        "source_count": site_page.site_data["sources"],
        "toc": toc(page.prose.fragment.headings),
    }


def _timeline(site_page: SitePage, writer: Writer) -> Context:
    content = site_page.content
    writer.site_numbers = site_page.site_data["numbers"]
    intro = _intro(site_page, writer)
    views = tuple(event_view(writer, event) for event in content.events)
    return {
        **intro,
        "years": group_by_year(views, content.events),
        "count": len(views),
        "diagram": timeline_diagram_view(writer),
        "in_force": in_force_view(writer),
        "kinds": _options_in_use(content.site.kinds, [view.kind_id for view in views]),
        "sides": _options_in_use(
            {side.id: side.name for side in content.site.sides},
            [side.id for view in views for side in view.sides],
        ),
        "certainties": _options_in_use(
            {word: word.capitalize() for word in ("confirmed", "reported", "disputed")},
            [view.certainty for view in views],
        ),
        "in_force_count": sum(view.in_force for view in views),
        "filters_need_script": len(views) > CSS_FILTER_LIMIT,
    }


def _sources(site_page: SitePage, writer: Writer) -> Context:
    return {
        **_intro(site_page, writer),
        "groups": source_groups(writer, site_page.site_data["cited_in"]),
        "evidence": site_page.site_data["evidence"],
        "count": len(site_page.content.sources),
    }


def _glossary(site_page: SitePage, writer: Writer) -> Context:
    # All definitions are on this page already, so terms in them aren't linked.
    writer.link_terms = False
    return {**_intro(site_page, writer), "entries": term_views(writer)}


def _changes(site_page: SitePage, writer: Writer) -> Context:
    return {**_intro(site_page, writer), "entries": change_views(writer)}


def _everything(site_page: SitePage, writer: Writer) -> Context:
    writer.link = one_page_edition.linker(writer)
    writer.link_terms = False
    return {
        "status": status_views(writer),
        "parts": tuple(one_page_edition.part(writer, page) for page in site_page.content.pages),
        "chapters": one_page_edition.contents(site_page.content),
        "years": group_by_year(
            tuple(event_view(writer, event) for event in site_page.content.events),
            site_page.content.events,
        ),
        "in_force": in_force_view(writer),
        "entries": term_views(writer),
    }


def _not_found(site_page: SitePage, writer: Writer) -> Context:
    del site_page, writer
    return {}


def _moved(site_page: SitePage, writer: Writer) -> Context:
    page = _editors_page(site_page)
    return {"target": LinkView(page.title, writer.href(page.address))}


def toc(headings: tuple[Heading, ...]) -> tuple[TocView, ...]:
    """Return a page's table of contents: an entry for each heading of level 2 or 3."""
    return tuple(
        TocView(heading.level, f"#{heading.id}", heading.text)
        for heading in headings
        if heading.level in {2, 3}
    )


def minutes(words: int) -> int:
    """Return how many minutes it takes to read this many words, rounded, but at least 1."""
    return max(1, round(words / WORDS_PER_MINUTE))


def _intro(site_page: SitePage, writer: Writer) -> Context:
    """Return the variables for the editor's text above a generated list, such as `sources.md`.

    They are empty if the editor wrote none.
    """
    page = site_page.page
    return {
        "page": page.front if page else None,
        "body": writer.fill(page.prose) if page else (),
        "toc": toc(page.prose.fragment.headings) if page else (),
        "updated": day_parts(page.front.updated) if page else (),
    }


def _further_pages(site_page: SitePage, page: Page) -> list[Page]:
    """Return the other pages of the page's chapter if it is the chapter's first, else none."""
    if not page.opens_chapter:
        return []
    return [
        p for p in site_page.content.pages if p.chapter == page.chapter and p.source != page.source
    ]


def _options_in_use(
    names: Mapping[Any, str], used: list[str]
) -> tuple[tuple[str, str, int, int], ...]:
    """Return the options of a filter on the timeline, as (id, name, number, count).

    There is an option for each id in `names` that occurs in `used`; `count` is how often it does.
    `number` is the id's position in `names`, from 1, counting the unused ones too.
    """
    return tuple(
        (id_, name, number, used.count(id_))
        for number, (id_, name) in enumerate(names.items(), start=1)
        if id_ in used
    )


def _link(writer: Writer, page: Page) -> LinkView:
    """Return a link to a page, with the page's summary as its note."""
    return LinkView(page.title, writer.href(page.address), page.front.summary)


def _editors_page(site_page: SitePage) -> Page:
    """Return the page that the editor wrote; raises ValueError if the build generated it."""
    if site_page.page is None:
        raise ValueError(f"{site_page.address} has no source page")
    return site_page.page


# ISO 639 codes of languages written from right to left.
_RIGHT_TO_LEFT = frozenset("ar ckb dv fa he ps sd ug ur yi".split())
# Pages that the navigation links to already.
_ALREADY_LINKED = frozenset({"index.html", *(f"{kind}.html" for kind in LIST_PAGES)})
# The function that builds the context for each kind of page.
_CONTEXTS: dict[str, Callable[[SitePage, Writer], Context]] = {
    "home": _home,
    "page": _page,
    "timeline": _timeline,
    "sources": _sources,
    "glossary": _glossary,
    "changes": _changes,
    "everything": _everything,
    "404": _not_found,
    "moved": _moved,
}
