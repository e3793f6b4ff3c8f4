"""Checks for what a careful editor would fix before publishing; all of these are warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from explainer.bibliography import Source
from explainer.chart_records import Chart
from explainer.content import Content
from explainer.dates import day_words
from explainer.languages import primary_language
from explainer.model import (
    AccountSet,
    Event,
    Figure,
    FrontMatter,
    Measure,
    Page,
    Quotation,
    Record,
    Side,
    Site,
    StatusItem,
    Term,
)
from explainer.outcome_state import standing_of
from explainer.pages.page_kinds import GENERATED_PAGES
from explainer.patterns import lazy_pattern
from explainer.problems import Problem, warning
from explainer.prose.allowed_html import INLINE_TAGS
from explainer.terms import TermFinder
from explainer.upcoming import Upcoming
from explainer.urls import resolve

EMPTY_LINK_TEXTS = frozenset(
    {"here", "click here", "this", "link", "this link", "this page", "more", "read more"}
)
# The fields that are plain text, not Markdown.
_PLAIN_TEXT_FIELDS: dict[type[Record], tuple[str, ...]] = {
    Site: ("title", "tagline"),
    Side: ("name", "about"),
    StatusItem: ("label",),
    FrontMatter: ("title", "summary"),
    Event: ("title", "short"),
    Measure: ("short", "authority"),
    Figure: ("value", "label"),
    Quotation: ("text", "by"),
    Source: ("title",),
    Term: ("term",),
    AccountSet: ("question",),
    Chart: ("title", "summary"),
    Upcoming: ("title",),
}
# Citations, footnotes, links, emphasis, code and inline HTML tags.
_MARKDOWN = lazy_pattern(
    r"\[[@^][^\]]*\]|\]\([^)]*\)|(?<![\w*])\*{1,2}[^\s*](?:[^*]*[^\s*])?\*{1,2}(?![\w*])"
    r"|(?<!\w)_[^\s_](?:[^_]*[^\s_])?_(?!\w)|`[^`]+`"
    rf"|</?(?:a|br|{'|'.join(sorted(INLINE_TAGS))})\b[^<>]*>",
)
STALE_AFTER = dt.timedelta(days=365)


def sources_are_cited(content: Content) -> Iterator[Problem]:
    """Warn about sources that nothing cites: clutter, or a citation was forgotten."""
    if content.broken:
        # Records that couldn't be loaded may cite it.
        return
    cited = {id_ for _, prose in content.prose_fields() for id_ in prose.cited()}
    cited |= {
        mark.target for _, prose in content.prose_fields() for mark in prose.marks
        if mark.kind == "source"
    }  # fmt: skip
    for event in content.events:
        cited |= set(event.all_sources())
    for term in content.terms:
        cited |= set(term.sources)
    for chart in content.charts:
        cited |= set(chart.sources)
    for upcoming in content.upcoming:
        cited |= set(upcoming.sources)
    for page in content.outcome_pages:
        if outcome := page.front.outcome:
            for indicator in outcome.indicators:
                cited |= set(indicator.sources)
            if outcome.resolved:
                cited |= set(outcome.resolved.sources)
    for source in content.sources:
        if source.id not in cited:
            message = f'unused source "{source.id}"'
            yield warning(source.place, "uncited-source", message, "cite it or remove it")


def terms_are_used(content: Content) -> Iterator[Problem]:
    """Warn about glossary terms that no text uses and no link refers to."""
    if not content.terms or content.broken:
        return
    texts = (
        prose.fragment.html
        for record, prose in content.prose_fields()
        if not isinstance(record, Term)
    )
    used = TermFinder(content.terms).used_ids(texts)
    used |= {
        m.target for _, prose in content.prose_fields() for m in prose.marks if m.kind == "term"
    }
    for term in content.terms:
        if term.id not in used:
            message = f'unused term "{term.term}"'
            yield warning(term.place, "unused-term", message, "use it or remove it")


def pages_can_be_reached(content: Content) -> Iterator[Problem]:
    """Warn about pages in folders outside the chapters that neither a link nor a menu leads to."""
    linked = {
        resolve(prose.place.file, mark.target).path
        for _, prose in content.prose_fields()
        for mark in prose.marks
        if mark.kind == "page"
    }
    for page in content.pages:
        if not page.chapter and "/" in page.source and page.source not in linked:
            message = "nothing links to this page"
            hint = "link to it, or add its folder to the chapters in site.yaml"
            yield warning(page.place, "unreachable-page", message, hint)


def pages_have_text(content: Content) -> Iterator[Problem]:
    """Warn about pages that show nothing but their title, and were probably left unfinished."""
    for page in content.pages:
        fragment = page.prose.fragment
        is_empty = not fragment.html.strip() and not fragment.faults
        if is_empty and not _has_other_content(content, page):
            hint = "write it below the front matter, or mark the page draft: true"
            yield warning(page.place, "empty-page", "this page has no text", hint)


def _has_other_content(content: Content, page: Page) -> bool:
    """Return whether a page without text shows key points, an outcome or a generated list."""
    front = page.front
    if front.key_points or front.outcome or page.source in GENERATED_PAGES:
        return True
    if page.source == "index.md":
        return bool(content.site.status or content.site.chapters or content.events)
    if not page.opens_chapter:
        return False
    has_moves = bool(front.side) and any(front.side in event.side for event in content.events)
    return has_moves or len(content.chapter_pages(page.chapter)) > 1


def facts_are_cited(content: Content) -> Iterator[Problem]:
    """Warn about paragraphs in chapters that state a number, date or quotation but cite nothing."""
    is_english = primary_language(content.site.language) == "en"
    for page in content.pages:
        if page.chapter:
            fragment = page.prose.fragment
            for line in fragment.uncited_lines if is_english else fragment.uncited_values:
                message = (
                    "this paragraph contains a number, a date or a quotation, but cites no source"
                )
                hint = "cite one, or write {: .uncited} on a line of its own below"
                yield warning(page.prose.place_of_line(line), "uncited-fact", message, hint)


def headings_skip_no_level(content: Content) -> Iterator[Problem]:
    """Warn about headings on the first level, which is the title's, and about skipped levels."""
    for page in content.pages:
        level = 1
        for heading in page.prose.fragment.headings:
            place = page.prose.place_of_line(heading.line)
            if heading.level == 1:
                message = (
                    f'the heading "{heading.text}" is on the first level, like the page\'s title'
                )
                yield warning(place, "heading-level", message, "start it with ##")
            elif heading.level > level + 1:
                message = f'the heading "{heading.text}" skips a level'
                yield warning(place, "heading-level", message, f"start it with {'#' * (level + 1)}")
            level = max(heading.level, 2) if level == 1 else heading.level


def headings_are_in_pages(content: Content) -> Iterator[Problem]:
    """Warn about headings in a record's text, which is shown below headings of any level."""
    pages = {id(page.prose) for page in content.pages}
    for _, prose in content.prose_fields():
        for heading in prose.fragment.headings if id(prose) not in pages else ():
            message = f'the heading "{heading.text}" only works in the text of a page'
            hint = f"write it in bold: **{heading.text}**"
            yield warning(prose.place_of_line(heading.line), "heading-level", message, hint)


def link_texts_are_descriptive(content: Content) -> Iterator[Problem]:
    """Warn about links without text, or with text such as "here" that says nothing."""
    for _, prose in content.prose_fields():
        for mark in prose.marks:
            text = " ".join(mark.text.split()).strip(" .…»›→").casefold()
            if mark.kind in {"image", "cite", "block"}:
                continue
            if not mark.text.strip():
                message = f'missing text for the link to "{mark.target}"'
                place = prose.place_of_line(mark.line)
                yield warning(place, "link-text", message, "write it between the square brackets")
            elif text in EMPTY_LINK_TEXTS:
                message = f'the link text "{mark.text}" doesn\'t say where the link leads'
                place = prose.place_of_line(mark.line)
                yield warning(place, "link-text", message, "name what readers will find there")


def nothing_is_stale(content: Content) -> Iterator[Problem]:
    """Warn about pages, outcomes and indicators that are due for a check.

    That is a page not updated for a year, an outcome whose `by` is past and that isn't resolved,
    and an indicator that wasn't checked since its outcome's last estimate.
    """
    as_of = content.site.as_of
    for page in content.pages:
        updated = page.front.updated
        if updated and as_of - updated >= STALE_AFTER:
            message = (
                f'"updated" ({day_words(updated)}) is a year or more before "as_of" '
                f"({day_words(as_of)})"
            )
            hint = 'check the page, and write the day under "updated"'
            yield warning(page.front.place_of("updated"), "stale-page", message, hint)
        if outcome := page.front.outcome:
            estimated = outcome.estimated or as_of
            # A date that was already past when it was estimated is reported by another rule.
            if standing_of(outcome, as_of) == "overdue" and estimated <= outcome.by:
                message = (
                    f'"by" of this outcome ({day_words(outcome.by)}) is earlier than "as_of" '
                    f'({day_words(as_of)}), but "resolved" is missing'
                )
                hint = 'write under "resolved" how it ended, or choose a later "by"'
                yield warning(outcome.place_of("by"), "overdue-outcome", message, hint)
            for indicator in outcome.indicators:
                if indicator.checked is None or indicator.checked < estimated:
                    last = f"the outcome's last estimate ({day_words(estimated)})"
                    message = f"this indicator wasn't checked since {last}"
                    if indicator.checked:
                        message = (
                            f'"checked" ({day_words(indicator.checked)}) is earlier than {last}'
                        )
                    hint = f'check it, and write the day under "checked" ({estimated} or later)'
                    place = indicator.place_of("checked")
                    yield warning(place, "stale-indicator", message, hint)


def plain_text_has_no_markdown(content: Content) -> Iterator[Problem]:
    """Warn about Markdown and HTML in titles, names and summaries: it would be shown as typed."""
    site = content.site
    fronts = [page.front for page in content.pages]
    records = (site, *site.sides, *site.status, *fronts, *content.events, *content.sources,
               *content.terms, *content.accounts, *content.charts, *content.upcoming,
               *_parts_of_events(content))  # fmt: skip
    for record in records:
        for key in _PLAIN_TEXT_FIELDS[type(record)]:
            if match := _MARKDOWN.search(getattr(record, key)):
                text = " ".join(match[0].split())
                message = f'"{key}" is plain text, so "{text}" would be shown as typed'
                hint = "write it without Markdown or HTML"
                if text.startswith("[@"):
                    hint = (
                        f"remove the citation, and cite the source {_citing_place(record)} instead"
                    )
                yield warning(record.place_of(key), "plain-text", message, hint)


def _parts_of_events(content: Content) -> Iterator[Measure | Figure | Quotation]:
    """Yield the measure, figures and quotation of each event."""
    for event in content.events:
        yield from event.figures
        yield from filter(None, (event.measure, event.quote))


def _citing_place(record: Record) -> str:
    """Return where to cite a source instead of in a record's plain-text fields."""
    if isinstance(record, Chart):
        return 'under "sources"'
    if isinstance(record, (Event, StatusItem, Term, Upcoming)):
        return 'in "text"'
    if isinstance(record, (Measure, Figure, Quotation)):
        return "in the event's text"
    return "in the page's text" if isinstance(record, FrontMatter) else "in the text of a page"


RULES = (
    sources_are_cited,
    terms_are_used,
    pages_can_be_reached,
    pages_have_text,
    facts_are_cited,
    headings_skip_no_level,
    headings_are_in_pages,
    link_texts_are_descriptive,
    nothing_is_stale,
    plain_text_has_no_markdown,
)
