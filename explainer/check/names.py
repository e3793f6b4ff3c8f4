"""Names in records must refer to something."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.book import Explainer, outcome_of
from explainer.check.known import unknown
from explainer.model import Page
from explainer.problems import Problem, did_you_mean

FEWEST_SIDES, MOST_SIDES = 2, 4


def sides_are_two_to_four(explainer: Explainer) -> Iterator[Problem]:
    """The two-sided pages are made for two to four sides; an explainer may also have none."""
    count = len(explainer.site.sides)
    if count and not FEWEST_SIDES <= count <= MOST_SIDES:
        place = explainer.site.place_of("sides")
        yield Problem(
            place, "sides-count", f"the number of sides is {count}", "give two to four, or none"
        )


def chapters_exist(explainer: Explainer) -> Iterator[Problem]:
    """Each chapter is one file, or a folder with an index.md."""
    sources = {*explainer.page_by_source, *explainer.drafts}
    sources |= {name for kind, name in explainer.broken if kind == "page"}
    place = explainer.site.place_of("chapters")
    seen: set[str] = set()
    for chapter in explainer.site.chapters:
        if chapter in seen:
            message = f'the chapter "{chapter}" is listed twice'
            yield Problem(place, "duplicate-id", message, "list it once")
        seen.add(chapter)
        file, index = f"{chapter}.md", f"{chapter}/index.md"
        if file in sources and index in sources:
            message = f'the chapter "{chapter}" is both a file and a folder'
            hint = f"move {file} to {index}, or the folder's pages out"
            yield Problem(place, "chapter-twice", message, hint)
        elif file not in sources and index not in sources:
            message = f'there is no chapter "{chapter}": neither {file} nor {index}'
            names = {source.split("/")[0].removesuffix(".md") for source in sources} - {"index"}
            hint = did_you_mean(chapter, sorted(names)) if names else ""
            yield Problem(place, "unknown-chapter", message, hint or "write one of the two")


def page_names_are_known(explainer: Explainer) -> Iterator[Problem]:
    """A page's side and the sources of its outcome must be there."""
    for page in explainer.pages:
        front = page.front
        if front.side:
            yield from unknown(explainer, "side", [front.side], front.place_of("side"))
        if outcome := front.outcome:
            for indicator in outcome.indicators:
                place = indicator.place_of("sources")
                yield from unknown(explainer, "source", indicator.sources, place)
            if resolved := outcome.resolved:
                place = resolved.place_of("sources")
                yield from unknown(explainer, "source", resolved.sources, place)


def outcomes_are_told_once(explainer: Explainer) -> Iterator[Problem]:
    """An outcome is told by one page alone."""
    first: dict[str, Page] = {}
    for page in explainer.outcome_pages:
        outcome = outcome_of(page)
        other = first.setdefault(outcome.id, page)
        if other is not page:
            message = f'the outcome "{outcome.id}" is defined twice, first in {other.source}'
            yield Problem(outcome.place_of("id"), "duplicate-id", message, "rename one of the two")


def event_names_are_known(explainer: Explainer) -> Iterator[Problem]:
    """An event's sides, kind, tool, sources and the events that it names must be there."""
    for event in explainer.events:
        yield from unknown(explainer, "side", event.side, event.place_of("side"))
        yield from unknown(explainer, "kind", [event.kind], event.place_of("kind"))
        yield from unknown(explainer, "source", event.sources, event.place_of("sources"))
        yield from unknown(explainer, "event", event.answers, event.place_of("answers"))
        yield from unknown(explainer, "event", event.follows, event.place_of("follows"))
        if measure := event.measure:
            yield from unknown(explainer, "tool", [measure.tool], measure.place_of("tool"))
            if measure.ended_by:
                place = measure.place_of("ended_by")
                yield from unknown(explainer, "event", [measure.ended_by], place)


def other_names_are_known(explainer: Explainer) -> Iterator[Problem]:
    """The names in terms, accounts and changes must be there."""
    for term in explainer.terms:
        yield from unknown(explainer, "source", term.sources, term.place_of("sources"))
    for accounts in explainer.accounts:
        place = accounts.place_of("accounts")
        yield from unknown(explainer, "side", accounts.accounts, place)
    for change in explainer.changes:
        yield from unknown(explainer, "event", change.events, change.place_of("events"))
        for page in change.pages:
            if page not in explainer.page_by_source and ("page", page) not in explainer.broken:
                place = change.place_of("pages")
                hint = did_you_mean(page, explainer.page_by_source)
                hint = hint or "name its file by the path below content/"
                yield Problem(place, "unknown-page", f'there is no page "{page}"', hint)


RULES = (
    sides_are_two_to_four,
    chapters_exist,
    page_names_are_known,
    outcomes_are_told_once,
    event_names_are_known,
    other_names_are_known,
)
