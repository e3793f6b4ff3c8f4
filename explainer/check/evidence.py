"""What may be called confirmed, and that every event and every side is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from explainer.content import Content
from explainer.model import Source
from explainer.problems import Problem

NEEDED = "a primary source, or two named reports of different origin"
NEEDED_BY_COMPANIES = f"a primary or company source, {NEEDED.partition(', ')[2]}"


def events_have_sources(content: Content) -> Iterator[Problem]:
    """An event without any source is no event."""
    for event in content.events:
        if not event.all_sources():
            message = f'the event "{event.id}" has no source'
            yield Problem(event.place, "no-source", message, "cite one in its text or in sources")


def confirmed_is_confirmed(content: Content) -> Iterator[Problem]:
    """What is marked confirmed rests on the evidence that the word promises."""
    for event in content.events:
        sides = [content.side_by_id.get(side) for side in event.side]
        is_government = any(side is not None and side.government for side in sides)
        if event.certainty == "confirmed" and event.all_sources() and None not in sides:
            sources = _known(content, event.all_sources())
            if sources and not is_confirmed(sources, is_government=is_government):
                needed = NEEDED if is_government else NEEDED_BY_COMPANIES
                message = f'the event "{event.id}" is marked confirmed without {needed}'
                hint = "cite what confirms it, or mark it reported"
                yield Problem(event.place_of("certainty"), "not-confirmed", message, hint)
    for item in content.site.status:
        if item.certainty == "confirmed":
            sources = _known(content, item.text.cited())
            if not is_confirmed(sources, is_government=True) and (sources or not item.text.cited()):
                message = f'the status "{item.label}" is marked confirmed without {NEEDED}'
                hint = "cite what confirms it, or mark it reported"
                yield Problem(item.place_of("certainty"), "not-confirmed", message, hint)


def is_confirmed(sources: Iterable[Source], *, is_government: bool) -> bool:
    """Return whether the sources confirm an act of a government, or of another side."""
    counting = [source for source in sources if not source.is_relay_only]
    standings = {source.standing for source in counting}
    if "primary" in standings or ("company" in standings and not is_government):
        return True
    origins = {
        source.reported_by.casefold()
        for source in counting
        if source.standing == "reporting" and not source.unnamed
    }
    return len(origins - {""}) >= 2


def governments_are_heard(content: Content) -> Iterator[Problem]:
    """A set of accounts leaves no government out."""
    for accounts in content.accounts:
        for side in content.site.sides:
            if side.government and side.id not in accounts.accounts:
                message = f'the account of "{side.id}" is left out of "{accounts.id}"'
                hint = "write it, or none_found: with what was searched, and when"
                yield Problem(accounts.place_of("accounts"), "missing-account", message, hint)


def sources_say_who(content: Content) -> Iterator[Problem]:
    """A source names at least one of who wrote, printed or published it."""
    for source in content.sources:
        if not (source.publisher or source.author or source.container_title):
            message = f'the source "{source.id}" does not say whose it is'
            hint = "give it a publisher, an author or a container-title"
            yield Problem(source.place, "missing-key", message, hint)


def _known(content: Content, ids: Sequence[str]) -> list[Source]:
    """Return the sources of those ids; none where one is not there, which is told elsewhere."""
    known = content.source_by_id
    return [known[id_] for id_ in ids] if all(id_ in known for id_ in ids) else []


RULES = (events_have_sources, confirmed_is_confirmed, governments_are_heard, sources_say_who)
