"""From a sheet to what its template shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from explainer.exports.absolute_urls import absolute_url
from explainer.exports.jsonld import policy_hash
from explainer.fragment import Heading
from explainer.model import Page, Site
from explainer.pages import one_page
from explainer.pages.blocks import (
    change_views,
    in_force_view,
    make_block,
    opened_terms,
    status_views,
    term_views,
)
from explainer.pages.events import by_year, event_view, move_view
from explainer.pages.figures import home_diagram_view, timeline_diagram_view
from explainer.pages.kinds import MADE, Sheet, shows_moves
from explainer.pages.metadata import cite_this, json_ld, title_of
from explainer.pages.outcomes import glances, outcome_view
from explainer.pages.prose_writer import Writer
from explainer.pages.sources import page_sources, source_groups
from explainer.pages.views import (
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
WORDS_A_MINUTE = 220
CHANGES_ON_HOME = 3
# Above this many events filtering by style sheet alone would be felt on a phone.
MOST_FILTERED_BY_STYLE = 300


@read_only
class Shell:
    """What stands round a page's text; `root` leads from the page to the site's root."""

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
    """A heading in a page's contents."""

    level: int
    href: str
    text: str


def context(sheet: Sheet) -> Context:
    """Return what a sheet's template shows."""
    writer = Writer(sheet.content, sheet.address, sheet.finder, make_block)
    made = _MAKERS[sheet.kind](sheet, writer)
    if sheet.kind not in {"404", "moved"}:
        made.setdefault("cite_this", cite_this(sheet))
        data = json_ld(sheet)
        made |= {"json_ld": data, "json_ld_hash": policy_hash(data)}
    # Last, when everything has been cited and opened.
    made.setdefault("sources", page_sources(writer))
    made.setdefault("terms", opened_terms(writer))
    return {"shell": _shell(sheet, writer), **made}


def _shell(sheet: Sheet, writer: Writer) -> Shell:
    site = sheet.content.site
    pages = sheet.content.pages
    current = sheet.page.chapter if sheet.page else ""
    nav = [
        LinkView(page.title, writer.href(page.address), current=page.chapter == current)
        for page in sheet.content.opening_pages
    ]
    made = [
        LinkView(name, writer.href(f"{kind}.html"), current=sheet.kind == kind)
        for kind, name in MADE.items()
    ]
    outside = [
        LinkView(page.title, writer.href(page.address), current=page.address == sheet.address)
        for page in pages
        if not page.chapter and "/" not in page.source and page.address not in _HAVE_PLACES
    ]
    return Shell(
        kind=sheet.kind,
        site=site,
        address=sheet.address,
        root=relative(sheet.address, "."),
        title=title_of(sheet),
        description=(sheet.page.front.summary if sheet.page else "") or site.tagline,
        home=LinkView(site.title, writer.href("index.html"), current=sheet.kind == "home"),
        nav=(*nav, *made[:2]),
        more=(*made[2:], *outside),
        as_of=day_parts(site.as_of),
        canonical=absolute_url(site, (sheet.page or sheet).address),
        sides=tuple(side_view(site, side) for side in site.sides),
        one_page=writer.href("everything.html") if _offers_one_page(sheet) else "",
        ui=_interface_language(site),
        from_right=_primary(site.language) in _FROM_RIGHT,
    )


def _offers_one_page(sheet: Sheet) -> bool:
    return sheet.has_one_page and sheet.kind != "everything"


def _interface_language(site: Site) -> Markup:
    """Return the attribute that marks the interface's own words, which are English."""
    english = _primary(site.language) == "en"
    return Markup("") if english else Markup(' lang="en"')


def _primary(language: str) -> str:
    """Return the first part of a language tag (BCP 47): `zh` of `zh-Hans`."""
    return language.partition("-")[0].lower()


def _page(sheet: Sheet, writer: Writer) -> Context:
    page = _page_of(sheet)
    front = page.front
    content = sheet.content
    points = tuple(writer.inline(point) for point in front.key_points)
    outcome = outcome_view(writer, page) if front.outcome else None
    body = writer.fill(page.prose)
    moves: tuple[EventView, ...] = ()
    if shows_moves(page):
        moves = tuple(move_view(writer, e) for e in content.events if front.side in e.side)
    before, after = (
        content.page_by_source[source] if source else None for source in sheet.facts["neighbours"]
    )
    return {
        "page": front,
        "key_points": points,
        "body": body,
        "outcome": outcome,
        "side": side_view(content.site, content.side_by_id[front.side]) if front.side else None,
        "moves": moves,
        "chapter_pages": tuple(_link(writer, other) for other in _below(sheet, page)),
        "toc": toc(page.prose.fragment.headings),
        "puts_toc": any((mark.kind, mark.target) == ("block", "TOC") for mark in page.prose.marks),
        "updated": day_parts(front.updated),
        "minutes": minutes(page.prose.fragment.words),
        "previous": _link(writer, before) if before else None,
        "next": _link(writer, after) if after else None,
    }


def _home(sheet: Sheet, writer: Writer) -> Context:
    page = _page_of(sheet)
    content = sheet.content
    status = status_views(writer)
    body = writer.fill(page.prose)
    return {
        "page": page.front,
        "key_points": tuple(writer.inline(point) for point in page.front.key_points),
        "status": status,
        "body": body,
        "diagram": home_diagram_view(writer),
        "chapters": tuple(_link(writer, other) for other in content.opening_pages),
        "outcomes": glances(writer),
        "changes": change_views(writer, most=CHANGES_ON_HOME),
        "minutes_in_all": minutes(sheet.facts["words"]),
        "source_count": sheet.facts["sources"],
        "toc": toc(page.prose.fragment.headings),
    }


def _timeline(sheet: Sheet, writer: Writer) -> Context:
    content = sheet.content
    writer.site_numbers = sheet.facts["numbers"]
    made = _taken_over(sheet, writer)
    views = tuple(event_view(writer, event) for event in content.events)
    return {
        **made,
        "years": by_year(views, content.events),
        "count": len(views),
        "diagram": timeline_diagram_view(writer),
        "in_force": in_force_view(writer),
        "kinds": _counted(content.site.kinds, [view.kind_id for view in views]),
        "sides": _counted(
            {side.id: side.name for side in content.site.sides},
            [side.id for view in views for side in view.sides],
        ),
        "certainties": _counted(
            {word: word.capitalize() for word in ("confirmed", "reported", "disputed")},
            [view.certainty for view in views],
        ),
        "in_force_count": sum(view.in_force for view in views),
        "filters_need_script": len(views) > MOST_FILTERED_BY_STYLE,
    }


def _sources(sheet: Sheet, writer: Writer) -> Context:
    made = _taken_over(sheet, writer)
    return {
        **made,
        "groups": source_groups(writer, sheet.facts["cited_in"]),
        "evidence": sheet.facts["evidence"],
        "count": len(sheet.content.sources),
    }


def _glossary(sheet: Sheet, writer: Writer) -> Context:
    # Definitions open no definitions: every one of them stands on this page.
    writer.mark_terms = False
    return {**_taken_over(sheet, writer), "entries": term_views(writer)}


def _changes(sheet: Sheet, writer: Writer) -> Context:
    return {**_taken_over(sheet, writer), "entries": change_views(writer)}


def _everything(sheet: Sheet, writer: Writer) -> Context:
    writer.link = one_page.linker(writer)
    writer.mark_terms = False
    return {
        "status": status_views(writer),
        "parts": tuple(one_page.part(writer, page) for page in sheet.content.pages),
        "chapters": one_page.contents(sheet.content),
        "years": by_year(
            tuple(event_view(writer, event) for event in sheet.content.events), sheet.content.events
        ),
        "in_force": in_force_view(writer),
        "entries": term_views(writer),
    }


def _not_found(sheet: Sheet, writer: Writer) -> Context:
    del sheet, writer
    return {}


def _moved(sheet: Sheet, writer: Writer) -> Context:
    page = _page_of(sheet)
    return {"target": LinkView(page.title, writer.href(page.address))}


def toc(headings: tuple[Heading, ...]) -> tuple[TocView, ...]:
    """Return a page's contents: its headings of the second and third level."""
    return tuple(
        TocView(heading.level, f"#{heading.id}", heading.text)
        for heading in headings
        if heading.level in {2, 3}
    )


def minutes(words: int) -> int:
    """Return how long so many words take to read, in whole minutes, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def _taken_over(sheet: Sheet, writer: Writer) -> Context:
    """Return the editor's own text above a list that the build makes, where there is one."""
    page = sheet.page
    return {
        "page": page.front if page else None,
        "body": writer.fill(page.prose) if page else (),
        "toc": toc(page.prose.fragment.headings) if page else (),
        "updated": day_parts(page.front.updated) if page else (),
    }


def _below(sheet: Sheet, page: Page) -> list[Page]:
    """Return the further pages of a chapter, for its first page."""
    if not page.opens_chapter:
        return []
    return [p for p in sheet.content.pages if p.chapter == page.chapter and p.source != page.source]


def _counted(names: Mapping[Any, str], used: list[str]) -> tuple[tuple[str, str, int, int], ...]:
    """Return id, name, number and count of each of the names that is used."""
    return tuple(
        (id_, name, number, used.count(id_))
        for number, (id_, name) in enumerate(names.items(), start=1)
        if id_ in used
    )


def _link(writer: Writer, page: Page) -> LinkView:
    return LinkView(page.title, writer.href(page.address), page.front.summary)


def _page_of(sheet: Sheet) -> Page:
    if sheet.page is None:
        raise ValueError(f"{sheet.address} is made from no page")
    return sheet.page


# ISO 639 codes of languages that are written from right to left.
_FROM_RIGHT = frozenset("ar ckb dv fa he ps sd ug ur yi".split())
_HAVE_PLACES = frozenset({"index.html", *(f"{kind}.html" for kind in MADE)})
_MAKERS: dict[str, Callable[[Sheet, Writer], Context]] = {
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
