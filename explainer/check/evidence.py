"""Checks sources and accounts: every event has a source, what is confirmed has the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from explainer.content import Content
from explainer.model import Source
from explainer.problems import Problem

# The evidence needed for acts in which a government took part, and for all others.
_TWO_REPORTS = "two reports that name their sources and have different origins"
_GOVERNMENT_EVIDENCE = f"a primary source, or {_TWO_REPORTS}"
_OTHER_EVIDENCE = f"a primary or company source, or {_TWO_REPORTS}"


def events_have_sources(content: Content) -> Iterator[Problem]:
    """Report events without any source."""
    for event in content.events:
        if not event.all_sources():
            message = f'the event "{event.id}" has no source'
            hint = "cite one in its text, or list one under sources"
            yield Problem(event.place, "no-source", message, hint)


def confirmed_has_evidence(content: Content) -> Iterator[Problem]:
    """Report events and status items marked confirmed whose sources don't meet `is_confirmed`."""
    for event in content.events:
        sides = [content.side_by_id.get(side) for side in event.side]
        is_government = any(side is not None and side.government for side in sides)
        if event.certainty == "confirmed" and event.all_sources() and None not in sides:
            sources = _sources(content, event.all_sources())
            if sources and not is_confirmed(sources, is_government=is_government):
                needed = _GOVERNMENT_EVIDENCE if is_government else _OTHER_EVIDENCE
                message = _not_confirmed(f'the event "{event.id}"', sources)
                hint = f"cite {needed}, or write certainty: reported"
                yield Problem(event.place_of("certainty"), "not-confirmed", message, hint)
    for item in content.site.status:
        if item.certainty == "confirmed":
            sources = _sources(content, item.text.cited())
            if not is_confirmed(sources, is_government=True) and (sources or not item.text.cited()):
                message = _not_confirmed(f'the status "{item.label}"', sources)
                hint = f"cite {_GOVERNMENT_EVIDENCE}, or write certainty: reported"
                yield Problem(item.place_of("certainty"), "not-confirmed", message, hint)


def is_confirmed(sources: Iterable[Source], *, is_government: bool) -> bool:
    """Return whether the sources are enough to call an act confirmed.

    Enough is one primary source, or two sources of standing `reporting` that don't rely on unnamed
    people and have different origins. If no government took part in the act, one company source is
    enough too. Sources that were only read elsewhere (`via` without `url`) don't count.
    """
    counted = [source for source in sources if not source.is_relay_only]
    standings = {source.standing for source in counted}
    if "primary" in standings or ("company" in standings and not is_government):
        return True
    origins = {
        source.reported_by.casefold()
        for source in counted
        if source.standing == "reporting" and not source.unnamed
    }
    return len(origins - {""}) >= 2


def _not_confirmed(name: str, sources: Sequence[Source]) -> str:
    """Return the message that `name` isn't confirmed, with the standing of each of its sources."""
    if not sources:
        return f"{name} is marked confirmed, but cites no source"
    standings = ", ".join(f"{source.id} ({_standing(source)})" for source in sources)
    return f"{name} is marked confirmed, but its sources aren't enough: {standings}"


def _standing(source: Source) -> str:
    if source.is_relay_only:
        return f"{source.standing}, but no url"
    return f"{source.standing}, but unnamed" if source.unnamed else source.standing


def every_government_has_an_account(content: Content) -> Iterator[Problem]:
    """Report sets of accounts that lack a side that is a government."""
    for accounts in content.accounts:
        for side in content.site.sides:
            if side.government and side.id not in accounts.accounts:
                message = f'missing account of "{side.id}" in "{accounts.id}"'
                hint = "add it, or add none_found: with what was searched, and when"
                yield Problem(accounts.place_of("accounts"), "missing-account", message, hint)


def sources_name_their_origin(content: Content) -> Iterator[Problem]:
    """Report sources that name no publisher, author or containing publication."""
    for source in content.sources:
        if not (source.publisher or source.author or source.container_title):
            message = f'missing publisher, author or container-title of the source "{source.id}"'
            hint = "add one of these keys"
            yield Problem(source.place, "missing-key", message, hint)


def _sources(content: Content, ids: Sequence[str]) -> list[Source]:
    """Return the sources with these ids, or an empty list if one of the ids is unknown.

    Unknown ids are reported by another rule.
    """
    known = content.source_by_id
    return [known[id_] for id_ in ids] if all(id_ in known for id_ in ids) else []


RULES = (
    events_have_sources,
    confirmed_has_evidence,
    every_government_has_an_account,
    sources_name_their_origin,
)
