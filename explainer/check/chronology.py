"""Checks chronological order: answers, ends and estimates, and nothing later than `as_of`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from explainer.content import Content, outcome_of
from explainer.dates import day_words
from explainer.model import Event, Measure, Suspension
from explainer.problems import Problem, warning
from explainer.upcoming import has_passed


def nothing_is_later_than_as_of(content: Content) -> Iterator[Problem]:
    """Report dates later than `as_of`, the day to which the content is up to date.

    For events and indicators these are errors. For pages and estimates they are only warnings,
    since these may have been checked separately, a little after `as_of`.
    """
    as_of = content.site.as_of
    later = f'is later than "as_of" ({day_words(as_of)})'
    hint = 'fix the date, or write a later "as_of" in site.yaml'
    for event in content.events:
        if event.date.earliest > as_of:
            message = f'"date" of the event "{event.id}" ({event.date.words}) {later}'
            yield Problem(event.place_of("date"), "later-than-as-of", message, hint)
    for page in content.pages:
        if page.front.updated and page.front.updated > as_of:
            message = f'"updated" ({day_words(page.front.updated)}) {later}'
            yield warning(page.front.place_of("updated"), "later-than-as-of", message, hint)
        outcome = page.front.outcome
        if outcome is None:
            continue
        resolved = (outcome.resolved,) if outcome.resolved else ()
        for record in (*outcome.history, *resolved):
            if record.date.earliest > as_of:
                key = "resolved" if record is outcome.resolved else "history"
                message = f'"date" under "{key}" ({record.date.words}) {later}'
                yield warning(record.place_of("date"), "later-than-as-of", message, hint)
        if outcome.estimated and outcome.estimated > as_of:
            message = f'"estimated" ({day_words(outcome.estimated)}) {later}'
            yield warning(outcome.place_of("estimated"), "later-than-as-of", message, hint)
        for indicator in outcome.indicators:
            if indicator.checked and indicator.checked > as_of:
                message = f'"checked" of this indicator ({day_words(indicator.checked)}) {later}'
                yield Problem(indicator.place_of("checked"), "later-than-as-of", message, hint)


def dates_to_come_are_later(content: Content) -> Iterator[Problem]:
    """Warn about dates in `upcoming.yaml` that have passed: readers want to know what happened."""
    as_of = content.site.as_of
    for upcoming in content.upcoming:
        if has_passed(upcoming.date, as_of):
            message = (
                f'"date" of "{upcoming.id}" ({upcoming.date.words}) isn\'t later than "as_of" '
                f"({day_words(as_of)})"
            )
            hint = "add what became of it to timeline/ and remove it here, or write its new date"
            yield warning(upcoming.place_of("date"), "past-date", message, hint)


def search_ends_after_as_of(content: Content) -> Iterator[Problem]:
    """Report a `searched_to` that is earlier than `as_of`, to which everything was checked."""
    site = content.site
    if site.searched_to and site.searched_to < site.as_of:
        message = (
            f'"searched_to" ({day_words(site.searched_to)}) is earlier than "as_of" '
            f"({day_words(site.as_of)})"
        )
        hint = 'fix one of the dates, or remove "searched_to"'
        yield Problem(site.place_of("searched_to"), "bad-value", message, hint)


def estimates_are_in_order(content: Content) -> Iterator[Problem]:
    """Report earlier estimates that aren't listed oldest first, or are later than `estimated`."""
    for page in content.outcome_pages:
        outcome = outcome_of(page)
        as_of = content.site.as_of
        current = outcome.estimated or as_of
        for previous, estimate in zip((None, *outcome.history), outcome.history, strict=False):
            place = estimate.place_of("date")
            if previous and estimate.date < previous.date:
                message = (
                    f"this estimate ({estimate.date.words}) is older than the one above it "
                    f"({previous.date.words})"
                )
                yield Problem(place, "estimate-order", message, "write the oldest one first")
            # Dates later than as_of are reported by another rule.
            if current < estimate.date.earliest <= as_of:
                message = (
                    f'"date" under "history" ({estimate.date.words}) is later than "estimated" '
                    f"({day_words(current)})"
                )
                yield Problem(place, "estimate-order", message, "fix one of the dates")


def estimates_precede_the_outcome(content: Content) -> Iterator[Problem]:
    """Warn about outcomes whose `by` is before their estimate, or that ended before the first one.

    An end between the first and the current estimate is allowed, as the editor may have learned of
    it late. If an outcome has ended, its last estimate needs no date.
    """
    for page in content.outcome_pages:
        outcome = outcome_of(page)
        resolved, estimated = outcome.resolved, outcome.estimated
        current = estimated or (None if resolved else content.site.as_of)
        if current and outcome.by < current:
            name = "estimated" if estimated else "as_of"
            message = (
                f'"by" ({day_words(outcome.by)}) is earlier than "{name}" ({day_words(current)})'
            )
            fix = 'fix "by" or "estimated"' if estimated else 'fix "by", add "estimated"'
            hint = f'{fix}, or write under "resolved" how the outcome ended'
            yield warning(outcome.place_of("by"), "estimate-order", message, hint)
        days = [estimate.date.earliest for estimate in outcome.history]
        days += [estimated] if estimated else []
        if resolved and days and resolved.date.latest < min(days):
            message = (
                f'"date" under "resolved" ({resolved.date.words}) is earlier than the first '
                f"estimate ({day_words(min(days))})"
            )
            hint = 'fix one of them, or write in "date" the day on which the end became known'
            yield warning(resolved.place_of("date"), "estimate-order", message, hint)


def answers_come_after(content: Content) -> Iterator[Problem]:
    """Report events that answer or follow a later event, or themselves."""
    for event in content.events:
        for relation in ("answers", "follows"):
            place = event.place_of(relation)
            for id_ in getattr(event, relation):
                earlier = content.event_by_id.get(id_)
                if id_ == event.id:
                    message = f'the event "{event.id}" names itself under "{relation}"'
                    yield Problem(place, "answers-itself", message, "name an earlier event")
                elif earlier and event.date.latest < earlier.date.earliest:
                    message = (
                        f'"{event.id}" ({event.date.words}) {relation} "{id_}" '
                        f"({earlier.date.words}), which is later"
                    )
                    yield Problem(place, "answers-later", message, "fix one of the dates")


def answers_have_no_cycle(content: Content) -> Iterator[Problem]:
    """Report chains of `answers` and `follows` that lead back to their first event."""
    done: set[str] = set()
    for first in content.events:
        path: list[str] = []
        stack: list[tuple[str, bool]] = [(first.id, False)]
        while stack:
            id_, leaving = stack.pop()
            if leaving:
                path.pop()
                done.add(id_)
                continue
            event = content.event_by_id.get(id_)
            if event is None or id_ in done:
                continue
            if id_ in path:
                chain = [*path[path.index(id_) :], id_]
                yield _cycle_problem(content.event_by_id[path[-1]], chain)
                continue
            path.append(id_)
            stack.append((id_, True))
            stack += [(earlier, False) for earlier in _earlier_ids(event)]


def measures_end_after_they_start(content: Content) -> Iterator[Problem]:
    """Report measures that end before they start, and those whose `until` is after `as_of`."""
    for event in content.events:
        measure = event.measure
        if measure is None:
            continue
        owner, start = f'of the measure of "{event.id}"', f'"from" ({measure.from_.words})'
        hint = "fix one of the dates"
        for key, end in (("until", measure.until), ("expires", measure.expires)):
            if end and end.latest < measure.from_.earliest:
                message = f'"{key}" ({end.words}) {owner} is earlier than {start}'
                yield Problem(measure.place_of(key), "measure-order", message, hint)
        ender = content.event_by_id.get(measure.ended_by or "")
        if ender and ender.date.latest < measure.from_.earliest:
            message = (
                f'"ended_by" {owner} names "{ender.id}" ({ender.date.words}), which is earlier '
                f"than {start}"
            )
            yield Problem(measure.place_of("ended_by"), "measure-order", message, hint)
        if measure.until and measure.until.earliest > content.site.as_of:
            as_of = day_words(content.site.as_of)
            message = f'"until" ({measure.until.words}) {owner} is later than "as_of" ({as_of})'
            hint = 'if the end is set but not reached, write "expires" instead of "until"'
            yield Problem(measure.place_of("until"), "measure-order", message, hint)


def suspensions_meet_their_measure(content: Content) -> Iterator[Problem]:
    """Report suspensions that end before they start, or that are over before the measure starts.

    A measure can be suspended before it has taken effect, but not after its end.
    """
    for event in content.events:
        if event.measure and (suspended := event.measure.suspended):
            for key, words in _wrong_ends(event.measure, suspended):
                message = f'"{key}" under "suspended" of the measure of "{event.id}" {words}'
                place = suspended.place_of(key)
                yield Problem(place, "measure-order", message, "fix one of the dates")


def _wrong_ends(measure: Measure, suspended: Suspension) -> Iterator[tuple[str, str]]:
    """Yield the key of each wrong date of a suspension, and what is wrong with it."""
    start, end = suspended.from_, suspended.until
    if end and end.latest < start.earliest:
        yield "until", f'({end.words}) is earlier than its "from" ({start.words})'
    elif end and end.latest < measure.from_.earliest:
        earlier = f'is earlier than the measure\'s "from" ({measure.from_.words})'
        yield "until", f"({end.words}) {earlier}"
    for key, last in (("until", measure.until), ("expires", measure.expires)):
        if last and start.earliest > last.latest:
            later = f'is later than the measure\'s "{key}" ({last.words})'
            yield "from", f"({start.words}) {later}"


def changes_are_newest_first(content: Content) -> Iterator[Problem]:
    """Warn about a change that is later than the one above it in `changes.yaml`."""
    for above, change in pairwise(content.changes):
        if change.date > above.date:
            message = (
                f"this change ({day_words(change.date)}) is later than the one above it "
                f"({day_words(above.date)})"
            )
            hint = "put the newest change first, so that links to the others stay the same"
            yield warning(change.place_of("date"), "changes-order", message, hint)


def _earlier_ids(event: Event) -> tuple[str, ...]:
    """Return the ids of the events that an event answers or follows, except its own id."""
    return tuple(str(id_) for id_ in (*event.answers, *event.follows) if id_ != event.id)


def _cycle_problem(event: Event, chain: list[str]) -> Problem:
    """Return the problem for a chain of ids that ends where it starts.

    `event` is the last in the chain before that, whose `answers` or `follows` closes the cycle.
    """
    key = "answers" if chain[-1] in event.answers else "follows"
    message = "these events answer or follow each other in a circle: " + " → ".join(chain)
    return Problem(event.place_of(key), "answers-circle", message, "remove one of these links")


RULES = (
    changes_are_newest_first,
    nothing_is_later_than_as_of,
    dates_to_come_are_later,
    search_ends_after_as_of,
    estimates_are_in_order,
    estimates_precede_the_outcome,
    answers_come_after,
    answers_have_no_cycle,
    measures_end_after_they_start,
    suspensions_meet_their_measure,
)
