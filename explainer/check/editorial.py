"""Warnings: what a careful editor would mend before readers see it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from explainer.check.record_references import LANGUAGE
from explainer.content import Content
from explainer.dates import day_words
from explainer.model import (
    AccountSet,
    Chart,
    Event,
    FrontMatter,
    Page,
    Record,
    Side,
    Site,
    Source,
    StatusItem,
    Term,
)
from explainer.problems import Problem, warning
from explainer.prose.allowed_html import WITHIN_LINES
from explainer.terms import TermFinder
from explainer.urls import MADE_PAGES, resolve

EMPTY_LINK_TEXTS = frozenset(
    {"here", "click here", "this", "link", "this link", "this page", "more", "read more"}
)
_PLAIN: dict[type[Record], tuple[str, ...]] = {
    Site: ("title", "tagline"),
    Side: ("name", "about"),
    StatusItem: ("label",),
    FrontMatter: ("title", "summary"),
    Event: ("title",),
    Source: ("title",),
    Term: ("term",),
    AccountSet: ("question",),
    Chart: ("title", "summary"),
}
# Citations, notes, links, emphasis, code, and tags that HTML within a line has.
_MARKDOWN = re.compile(
    r"\[[@^][^\]]*\]|\]\([^)]*\)|(?<![\w*])\*{1,2}[^\s*](?:[^*]*[^\s*])?\*{1,2}(?![\w*])"
    r"|(?<!\w)_[^\s_](?:[^_]*[^\s_])?_(?!\w)|`[^`]+`"
    rf"|</?(?:a|br|{'|'.join(sorted(WITHIN_LINES))})\b[^<>]*>",
)
STALE_AFTER = dt.timedelta(days=365)


def sources_are_cited(content: Content) -> Iterator[Problem]:
    """A source that nobody cites is clutter, or a citation forgotten."""
    if content.broken:
        # What could not be read may cite it.
        return
    cited = {id_ for _, prose in content.proses() for id_ in prose.cited()}
    cited |= {
        mark.target for _, prose in content.proses() for mark in prose.marks
        if mark.kind == "source"
    }  # fmt: skip
    for event in content.events:
        cited |= set(event.sources)
    for term in content.terms:
        cited |= set(term.sources)
    for chart in content.charts:
        cited |= set(chart.sources)
    for page in content.outcome_pages:
        if outcome := page.front.outcome:
            for indicator in outcome.indicators:
                cited |= set(indicator.sources)
            if outcome.resolved:
                cited |= set(outcome.resolved.sources)
    for source in content.sources:
        if source.id not in cited:
            message = f'nobody cites the source "{source.id}"'
            yield warning(source.place, "uncited-source", message, "cite it, or take it out")


def terms_are_used(content: Content) -> Iterator[Problem]:
    """A term that stands nowhere in the text explains nothing."""
    if not content.terms or content.broken:
        return
    texts = (
        prose.fragment.html for record, prose in content.proses() if not isinstance(record, Term)
    )
    used = TermFinder(content.terms).used(texts)
    used |= {m.target for _, prose in content.proses() for m in prose.marks if m.kind == "term"}
    for term in content.terms:
        if term.id not in used:
            message = f'nobody uses the term "{term.term}"'
            yield warning(term.place, "unused-term", message, "use it, or take it out")


def pages_can_be_reached(content: Content) -> Iterator[Problem]:
    """A page outside the chapters and not at the top is reached by links alone."""
    linked = {
        resolve(prose.place.file, mark.target).path
        for _, prose in content.proses()
        for mark in prose.marks
        if mark.kind == "page"
    }
    for page in content.pages:
        if not page.chapter and "/" in page.source and page.source not in linked:
            message = "nobody can reach this page"
            hint = "link to it, or list its folder among the chapters in site.yaml"
            yield warning(page.place, "unreachable-page", message, hint)


def pages_have_text(content: Content) -> Iterator[Problem]:
    """A page of which readers see no more than the title was most likely begun and forgotten."""
    for page in content.pages:
        fragment = page.prose.fragment
        is_empty = not fragment.html.strip() and not fragment.faults
        if is_empty and not _shows_something(content, page):
            message, hint = "this page has no text", "write it below the front matter"
            yield warning(page.place, "empty-page", message, f"{hint}, or mark it draft: true")


def _shows_something(content: Content, page: Page) -> bool:
    """Return whether a page without text of its own still has something on it to read."""
    front = page.front
    if front.key_points or front.outcome or page.source in MADE_PAGES:
        return True
    if page.source == "index.md":
        return bool(content.site.status or content.site.chapters or content.events)
    if not page.opens_chapter:
        return False
    has_moves = bool(front.side) and any(front.side in event.side for event in content.events)
    return has_moves or len(content.chapter_pages(page.chapter)) > 1


def facts_are_cited(content: Content) -> Iterator[Problem]:
    """A paragraph of a chapter that states a number, a date or a quotation says whence."""
    for page in content.pages:
        if page.chapter:
            for line in page.prose.fragment.unsourced:
                message = "this paragraph states a number, a date or a quotation and cites nothing"
                hint = "cite its source, or write {: .uncited} on a line of its own below"
                yield warning(page.prose.place_of_line(line), "uncited-fact", message, hint)


def headings_skip_no_level(content: Content) -> Iterator[Problem]:
    """Headings lead down one level at a time, below the page's own title."""
    for page in content.pages:
        level = 1
        for heading in page.prose.fragment.headings:
            place = page.prose.place_of_line(heading.line)
            if heading.level == 1:
                message = f'the heading "{heading.text}" is of the first level, like the title'
                yield warning(place, "heading-level", message, "begin it with ##")
            elif heading.level > level + 1:
                message = f'the heading "{heading.text}" skips a level'
                yield warning(place, "heading-level", message, f"begin it with {'#' * (level + 1)}")
            level = max(heading.level, 2) if level == 1 else heading.level


def link_texts_say_where(content: Content) -> Iterator[Problem]:
    """A link's text tells where it leads, also to those who hear the links alone."""
    for _, prose in content.proses():
        for mark in prose.marks:
            text = " ".join(mark.text.split()).strip(" .…»›→").casefold()
            if mark.kind in {"image", "cite", "block"}:
                continue
            if not mark.text.strip():
                message = f'the link to "{mark.target}" has no text'
                place = prose.place_of_line(mark.line)
                yield warning(place, "link-text", message, "write it into the square brackets")
            elif text in EMPTY_LINK_TEXTS:
                message = f'the link text "{mark.text}" does not say where it leads'
                place = prose.place_of_line(mark.line)
                yield warning(place, "link-text", message, "name what the reader will find")


def nothing_is_stale(content: Content) -> Iterator[Problem]:
    """Pages are looked at every year, and indicators with each estimate."""
    as_of = content.site.as_of
    for page in content.pages:
        updated = page.front.updated
        if updated and as_of - updated >= STALE_AFTER:
            message = f"this page was last updated on {day_words(updated)}, a year before as_of"
            hint = "check it, and give the day in updated"
            yield warning(page.front.place_of("updated"), "stale-page", message, hint)
        if outcome := page.front.outcome:
            estimated = outcome.estimated or as_of
            # One that was past already when it was estimated is told as that.
            if estimated <= outcome.by < as_of and not outcome.resolved:
                message = (
                    f"the day by which this would come about, {day_words(outcome.by)}, is past"
                )
                hint = "say how it ended in resolved:, or move the day"
                yield warning(outcome.place_of("by"), "overdue-outcome", message, hint)
            for indicator in outcome.indicators:
                if indicator.checked is None or indicator.checked < estimated:
                    message = "this indicator was not checked since the outcome's last estimate"
                    hint = f"look, and give the day in checked ({estimated} or later)"
                    place = indicator.place_of("checked")
                    yield warning(place, "stale-indicator", message, hint)


def plain_texts_hold_no_markdown(content: Content) -> Iterator[Problem]:
    """Titles, names and summaries are shown as they are typed, signs of Markdown and all."""
    site = content.site
    fronts = [page.front for page in content.pages]
    records = (site, *site.sides, *site.status, *fronts, *content.events, *content.sources,
               *content.terms, *content.accounts, *content.charts)  # fmt: skip
    for record in records:
        for key in _PLAIN[type(record)]:
            if sign := _MARKDOWN.search(getattr(record, key)):
                said = " ".join(sign[0].split())
                message = f'Markdown is not read in "{key}": "{said}" would be shown as typed'
                yield warning(record.place_of(key), "plain-text", message, "write plain text here")


def interface_speaks_the_language(content: Content) -> Iterator[Problem]:
    """The interface's own words are English for now."""
    language = content.site.language
    if LANGUAGE.fullmatch(language) and language.partition("-")[0].lower() != "en":
        message = f'the site\'s language is "{language}", but the interface speaks English'
        hint = "its words will be marked as English"
        yield warning(content.site.place_of("language"), "interface-language", message, hint)


RULES = (
    sources_are_cited,
    terms_are_used,
    pages_can_be_reached,
    pages_have_text,
    facts_are_cited,
    headings_skip_no_level,
    link_texts_say_where,
    nothing_is_stale,
    plain_texts_hold_no_markdown,
    interface_speaks_the_language,
)
