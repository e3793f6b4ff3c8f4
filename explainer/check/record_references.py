"""Names in records must refer to something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explainer.check.references import unknown, unknown_entries
from explainer.content import Content, outcome_of
from explainer.exports.csl import TYPES
from explainer.model import Page, Site, Source, Term
from explainer.problems import Place, Problem, did_you_mean, nearest
from explainer.urls import MADE_PAGES

# RFC 5646, section 2.1, as far as languages are written in practice.
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
FEWEST_SIDES, MOST_SIDES = 2, 4


def sides_are_two_to_four(content: Content) -> Iterator[Problem]:
    """The two-sided pages are made for two to four sides; an explainer may also have none."""
    count = len(content.site.sides)
    if count and not FEWEST_SIDES <= count <= MOST_SIDES:
        place = content.site.place_of("sides")
        yield Problem(
            place, "sides-count", f"the number of sides is {count}", "give two to four, or none"
        )


def languages_are_codes(content: Content) -> Iterator[Problem]:
    """A language is a code, since browsers and those who listen to them know no other names."""
    records: tuple[Site | Source, ...] = (content.site, *content.sources)
    for record in records:
        if record.language and not LANGUAGE.fullmatch(record.language):
            message = f'"language" cannot be "{record.language}"'
            hint = "write its code, such as en, pt-BR or zh"
            yield Problem(record.place_of("language"), "bad-value", message, hint)


def types_are_known(content: Content) -> Iterator[Problem]:
    """A source's type is one of CSL's: reference managers take any other for nothing at all."""
    for source in content.sources:
        if source.type not in TYPES:
            hint = did_you_mean(source.type, sorted(TYPES))
            hint = hint or "use a type of CSL's, such as webpage, report or legislation"
            message = f'"type" cannot be "{source.type}"'
            yield Problem(source.place_of("type"), "bad-value", message, hint)


def chapters_exist(content: Content) -> Iterator[Problem]:
    """Each chapter is one file, or a folder with an index.md."""
    sources = {*content.page_by_source, *content.drafts}
    sources |= {name for kind, name in content.broken if kind == "page"}
    seen: set[str] = set()
    for number, chapter in enumerate(content.site.chapters):
        place = content.site.place_of("chapters", number)
        if chapter in seen:
            message = f'the chapter "{chapter}" is listed twice'
            yield Problem(place, "duplicate-id", message, "list it once")
        seen.add(chapter)
        file, index = f"{chapter}.md", f"{chapter}/index.md"
        if file not in sources and index not in sources:
            message = f'there is no chapter "{chapter}": neither {file} nor {index}'
            yield Problem(place, "unknown-chapter", message, _chapter_hint(chapter, sources))
        elif "/" in chapter or file == "index.md":
            message = f'"{chapter}" cannot be a chapter'
            hint = "name a folder of content/ or, without its .md, a file there other than index.md"
            yield Problem(place, "unknown-chapter", message, hint)
        elif file in MADE_PAGES and index not in sources:
            message = f'"{chapter}" cannot be a chapter, since the build makes that page'
            hint = "take it out: other pages lead to it already"
            yield Problem(place, "unknown-chapter", message, hint)
        elif file in sources and index in sources:
            message = f'the chapter "{chapter}" is both a file and a folder'
            hint = f"move {file} to {index}, or the folder's pages out"
            yield Problem(place, "chapter-twice", message, hint)


def _chapter_hint(chapter: str, sources: set[str]) -> str:
    files = {source.split("/")[0] for source in sources} - {"index", "index.md", *MADE_PAGES}
    names = {file.removesuffix(".md") for file in files}
    top = chapter.removeprefix("./").split("/")[0].removesuffix(".md")
    if top == chapter and top in names:
        index = f"{chapter}/index.md"
        near = nearest(index, sources, alike=0.9)
        return f"rename {near} to {index}" if near else f"write {index}, its first page"
    near = top if top in names else nearest(chapter, names)
    return f'did you mean "{near}"?' if near else "write one of the two, or take the chapter out"


def home_page_is_there(content: Content) -> Iterator[Problem]:
    """The page that every other one leads to cannot be left out as a draft."""
    if "index.md" in content.drafts:
        message = "the home page is a draft, and is left out"
        hint = "take out draft: true, or build with --drafts"
        yield Problem(Place("index.md"), "missing-file", message, hint)


def page_names_are_known(content: Content) -> Iterator[Problem]:
    """A page's side and the sources of its outcome must be there."""
    for page in content.pages:
        front = page.front
        if front.side:
            yield from unknown(content, "side", [front.side], front.place_of("side"))
        if outcome := front.outcome:
            for indicator in outcome.indicators:
                yield from unknown_entries(content, "source", indicator, "sources")
            if resolved := outcome.resolved:
                yield from unknown_entries(content, "source", resolved, "sources")


def outcomes_are_told_once(content: Content) -> Iterator[Problem]:
    """An outcome is told by one page alone."""
    first: dict[str, Page] = {}
    for page in content.outcome_pages:
        outcome = outcome_of(page)
        other = first.setdefault(outcome.id, page)
        if other is not page:
            message = f'the outcome "{outcome.id}" is defined twice, first in {other.source}'
            yield Problem(outcome.place_of("id"), "duplicate-id", message, "rename one of the two")


def terms_have_names_of_their_own(content: Content) -> Iterator[Problem]:
    """A name that two terms have would open the one and never the other."""
    first: dict[str, Term] = {}
    for term in content.terms:
        for key, name in [("term", term.term), *(("also", name) for name in term.also)]:
            other = first.setdefault(name.casefold(), term)
            if other is not term:
                message = f'the name "{name}" is one of the term "{other.id}", too'
                yield Problem(
                    term.place_of(key), "duplicate-id", message, "leave it to one of the two"
                )


def event_names_are_known(content: Content) -> Iterator[Problem]:
    """An event's sides, kind, tool, sources and the events that it names must be there."""
    for event in content.events:
        yield from unknown_entries(content, "side", event, "side")
        yield from unknown(content, "kind", [event.kind], event.place_of("kind"))
        yield from unknown_entries(content, "source", event, "sources")
        yield from unknown_entries(content, "event", event, "answers")
        yield from unknown_entries(content, "event", event, "follows")
        if measure := event.measure:
            yield from unknown(content, "tool", [measure.tool], measure.place_of("tool"))
            if measure.ended_by:
                place = measure.place_of("ended_by")
                yield from unknown(content, "event", [measure.ended_by], place)


def other_names_are_known(content: Content) -> Iterator[Problem]:
    """The names in terms, accounts and changes must be there."""
    for term in content.terms:
        yield from unknown_entries(content, "source", term, "sources")
    for accounts in content.accounts:
        for side in accounts.accounts:
            yield from unknown(content, "side", [side], accounts.place_of("accounts", side))
    for change in content.changes:
        yield from unknown_entries(content, "event", change, "events")
        for number, page in enumerate(change.pages):
            if page not in content.page_by_source and ("page", page) not in content.broken:
                place = change.place_of("pages", number)
                if page in content.drafts:
                    message = f'the page "{page}" is a draft, and is left out'
                    hint = "take out draft: true there, or the page here"
                    yield Problem(place, "unknown-page", message, hint)
                    continue
                sources = content.page_by_source
                namesakes = [source for source in sources if source.endswith(f"/{page}")]
                hint = did_you_mean(namesakes[0] if namesakes else page, sources)
                hint = hint or "name its file by the path below content/"
                yield Problem(place, "unknown-page", f'there is no page "{page}"', hint)


RULES = (
    sides_are_two_to_four,
    languages_are_codes,
    types_are_known,
    chapters_exist,
    home_page_is_there,
    page_names_are_known,
    outcomes_are_told_once,
    terms_have_names_of_their_own,
    event_names_are_known,
    other_names_are_known,
)
