"""Checks sources and accounts: every event has a source, what is confirmed has the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from explainer.bibliography import Source
from explainer.content import Content
from explainer.model import Event, ShortAnswer, StatusItem
from explainer.problems import Problem, warning
from explainer.upcoming import Upcoming

# The records that can be marked confirmed.
_Graded = Event | Upcoming | StatusItem | ShortAnswer

# The evidence needed for acts in which a government took part, and for all others.
_TWO_REPORTS = "two reports that name their sources and have different origins"
_PRIMARY = "a primary source that readers can open (at a url, or in copies on two hosts)"
_GOVERNMENT_EVIDENCE = f"{_PRIMARY}, or {_TWO_REPORTS}"
_OTHER_EVIDENCE = f"{_PRIMARY}, a company source, or {_TWO_REPORTS}"
# Standings of sources in which a measure itself can be read, or what it told a company.
_DOCUMENTS = {"primary", "company"}


def events_have_sources(content: Content) -> Iterator[Problem]:
    """Report events and dates to come without any source."""
    records: tuple[Event | Upcoming, ...] = (*content.events, *content.upcoming)
    for record in records:
        if not record.all_sources():
            message = f"{_name_of(record)} has no source"
            hint = "cite one in its text, or list one under sources"
            yield Problem(record.place, "no-source", message, hint)


def confirmed_has_evidence(content: Content) -> Iterator[Problem]:
    """Report what is marked confirmed although its sources don't meet `is_confirmed`.

    That's events, dates to come, status items and short answers. Only events have sides: anything
    else needs the evidence for an act of a government.
    """
    for event in content.events:
        sides = [content.side_by_id.get(side) for side in event.side]
        is_government = any(side is not None and side.government for side in sides)
        if event.all_sources() and None not in sides:
            ids = event.all_sources()
            yield from _evidence_problems(content, event, ids, is_government=is_government)
    for upcoming in content.upcoming:
        if ids := upcoming.all_sources():
            yield from _evidence_problems(content, upcoming, ids, is_government=True)
    for item in content.site.status:
        yield from _evidence_problems(content, item, item.text.cited(), is_government=True)
    for answer in content.site.short_answers:
        yield from _evidence_problems(content, answer, answer.answer.cited(), is_government=True)


def published_measures_cite_a_document(content: Content) -> Iterator[Problem]:
    """Warn about measures called published although only reports or analysis are cited."""
    for event in content.events:
        sources = _sources(content, event.all_sources())
        if sources and event.measure and event.measure.published:
            cited = {source.id: source.standing for source in sources}
            if not _DOCUMENTS.isdisjoint(cited.values()):
                continue
            names = ", ".join(f"{id_} ({standing})" for id_, standing in cited.items())
            message = (
                f'the measure of "{event.id}" is marked published, but no cited source has the '
                f"standing primary or company: {names}"
            )
            hint = "cite what was published, or write published: false"
            yield warning(event.measure.place_of("published"), "not-published", message, hint)


def _evidence_problems(
    content: Content, record: _Graded, ids: Sequence[str], *, is_government: bool
) -> Iterator[Problem]:
    """Yield a problem if a record is marked confirmed, but the sources `ids` aren't enough."""
    sources = _sources(content, ids)
    is_known = bool(sources) or not ids
    if record.certainty != "confirmed" or not is_known:
        return
    if not is_confirmed(sources, is_government=is_government):
        needed = _GOVERNMENT_EVIDENCE if is_government else _OTHER_EVIDENCE
        message = _not_confirmed(_name_of(record), sources, is_government=is_government)
        hint = f"cite {needed}, or write certainty: reported"
        yield Problem(record.place_of("certainty"), "not-confirmed", message, hint)


def _name_of(record: _Graded) -> str:
    """Return what a record is called in a message, such as `the event "dimming"`."""
    if isinstance(record, StatusItem):
        return f'the status "{record.label}"'
    if isinstance(record, ShortAnswer):
        return f'the answer to "{record.question}"'
    kind = "event" if isinstance(record, Event) else "date to come"
    return f'the {kind} "{record.id}"'


def is_confirmed(sources: Iterable[Source], *, is_government: bool) -> bool:
    """Return whether the sources are enough to call an act confirmed.

    Enough is one primary source that readers can check, or two reporting sources that count and
    have different origins; if no government took part in the act, also one company source.
    """
    counted = [s for s in sources if not _reason_against(s, is_government=is_government)]
    if any(source.standing in {"primary", "company"} for source in counted):
        return True
    return len({source.reported_by.casefold() for source in counted}) >= 2


def _reason_against(source: Source, *, is_government: bool) -> str:
    """Return why a source can't confirm an act, or an empty string if it can."""
    if source.standing == "analysis":
        return "doesn't count"
    if source.standing == "primary" and not (source.address or source.is_copied_widely):
        return "no url, and copies on only one host" if source.copies else "no url"
    if source.standing == "company" and is_government:
        return "doesn't count for a government"
    if source.is_relay_only and source.standing != "primary":
        return "no url of its own"
    if source.standing == "reporting":
        if source.unnamed:
            return "unnamed"
        return "" if source.reported_by else "no origin"
    return ""


def _not_confirmed(name: str, sources: Sequence[Source], *, is_government: bool) -> str:
    """Return the message that `name` isn't confirmed, with what each of its sources counts for."""
    if not sources:
        return f"{name} is marked confirmed, but cites no source"
    first_with_origin: dict[str, str] = {}
    verdicts = []
    for source in sources:
        reason = _reason_against(source, is_government=is_government)
        if not reason:
            # Only reporting that counts can be left: one more of another origin would be enough.
            origin = source.reported_by.casefold()
            first = first_with_origin.setdefault(origin, source.id)
            same = f"same origin as {first}"
            reason = "counts, but isn't enough alone" if first == source.id else same
        verdicts.append(f"{source.id} ({source.standing}: {reason})")
    return f"{name} is marked confirmed, but its sources aren't enough: {', '.join(verdicts)}"


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
        if not (source.publisher or source.author or source.container_title or source.authority):
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
    published_measures_cite_a_document,
    every_government_has_an_account,
    sources_name_their_origin,
)
