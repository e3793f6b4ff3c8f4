"""Checks that what an editor wrote can be shown where it was written, or is shown at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from explainer.content import Content
from explainer.marker_options import name_of
from explainer.model import Page, Record
from explainer.pages.page_kind import HOME
from explainer.pages.page_kinds import LIST_ADDRESSES
from explainer.problems import Problem, warning


def keys_have_an_effect(content: Content) -> Iterator[Problem]:
    """Report front matter that its kind of page has no use for."""
    for page in content.pages:
        front = page.front
        is_list = page.address in LIST_ADDRESSES
        if is_list or page.address == HOME:
            name = f"the list {page.address}" if is_list else "the home page"
            if front.outcome:
                message = f"{name} can't show an outcome"
                hint = "move it to a page of its own, such as outcomes/NAME.md"
                yield Problem(front.place_of("outcome"), "misplaced-key", message, hint)
            if front.side:
                message = f'"side" has no effect on {name}, which is about all sides'
                yield warning(front.place_of("side"), "misplaced-key", message, "remove it")
        if front.order is not None and (reason := _why_order_is_ignored(content, page)):
            message = f'"order" has no effect here: {reason}'
            hint = (
                "remove it"
                if page.address == HOME
                else 'change "chapters" in site.yaml, or remove it'
            )
            if page.source.endswith("/index.md"):
                hint = "write the lowest number of the chapter, or remove it"
            yield warning(front.place_of("order"), "misplaced-key", message, hint)


def _why_order_is_ignored(content: Content, page: Page) -> str:
    """Return why a page's `order` doesn't decide its place, or an empty string if it may."""
    if page.address == HOME:
        return "the home page comes first"
    if not page.chapter or not page.opens_chapter:
        return ""
    if page.source == f"{page.chapter}.md":
        return "this page is a whole chapter"
    others = (other for other in content.chapter_pages(page.chapter) if other != page)
    orders = [other.front.order for other in others if other.front.order is not None]
    comes_later = bool(orders) and (page.front.order or 0) > min(orders)
    return "index.md is the chapter's first page" if comes_later else ""


def records_are_shown(content: Content) -> Iterator[Problem]:
    """Warn about charts and sets of accounts that no page shows."""
    if content.broken or content.drafts:
        # Pages that couldn't be loaded, or drafts, may show them.
        return
    for kind, ids, ids_shown in _defined_and_shown(content):
        if ids_shown - ids.keys():
            # A misspelt name, which is reported already, may be meant for the one not shown.
            continue
        for id_ in ids.keys() - ids_shown:
            message = f"no page shows [{kind} {id_}]"
            hint = "write that on a line of its own on a page, or remove the record"
            yield warning(ids[id_].place, "unused-record", message, hint)


def kinds_and_tools_are_used(content: Content) -> Iterator[Problem]:
    """Warn about kinds and tools in site.yaml that no event has; pages don't show these.

    As long as there are no events, or no measures, the editor hasn't come to them yet. A side may
    be without events: pages describe it all the same.
    """
    if content.broken:
        return
    site = content.site
    measures = [event.measure for event in content.events if event.measure]
    names = (
        ("kinds", "kind", site.kinds, {event.kind for event in content.events}),
        ("tools", "tool", site.tools, {measure.tool for measure in measures}),
    )
    for key, kind, declared, used in names:
        if not used or used - declared.keys():
            # A misspelt name, which is reported already, may be meant for the one not used.
            continue
        for name in declared.keys() - used:
            message = f'no {"event" if kind == "kind" else "measure"} has the {kind} "{name}"'
            hint = "use it, or remove it"
            yield warning(site.place_of(key, name), "unused-record", message, hint)


def _defined_and_shown(
    content: Content,
) -> Iterator[tuple[str, Mapping[str, Record], set[str]]]:
    """Yield each marker that shows one record: its name, the records by id, and the ids shown."""
    marks = [mark for page in content.pages for mark in page.prose.marks if mark.kind == "block"]
    kinds: tuple[tuple[str, Mapping[str, Record], set[str]], ...] = (
        ("chart", content.chart_by_id, {content.site.home_chart or ""} - {""}),
        ("accounts", content.account_by_id, set()),
    )
    for kind, records, on_home in kinds:
        yield kind, records, on_home | {name_of(mark) for mark in marks if mark.target == kind}


RULES = (keys_have_an_effect, records_are_shown, kinds_and_tools_are_used)
