"""Checks chronological order: answers, ends and estimates, and nothing later than `as_of`."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.content import Content, outcome_of
from explainer.dates import day_words
from explainer.model import Event
from explainer.problems import Problem, warning


def nothing_is_later_than_as_of(content: Content) -> Iterator[Problem]:
    """Nothing happened or was checked after `as_of`, the day to which everything was checked.

    Later events and indicators are errors. Later pages and estimates are only warnings, since
    these may have been checked separately, a little after `as_of`.
    """
    as_of = content.site.as_of
    hint = f"fix the date, or change as_of in site.yaml (now {day_words(as_of)})"
    for event in content.events:
        if event.date.earliest > as_of:
            message = f'the event "{event.id}" is later than as_of'
            yield Problem(event.place_of("date"), "later-than-as-of", message, hint)
    for page in content.pages:
        if page.front.updated and page.front.updated > as_of:
            message = "this page was updated later than as_of"
            yield warning(page.front.place_of("updated"), "later-than-as-of", message, hint)
        outcome = page.front.outcome
        if outcome is None:
            continue
        resolved = (outcome.resolved,) if outcome.resolved else ()
        for record in (*outcome.history, *resolved):
            if record.date.earliest > as_of:
                message = "this date is later than as_of"
                yield warning(record.place_of("date"), "later-than-as-of", message, hint)
        if outcome.estimated and outcome.estimated > as_of:
            message = "this estimate is later than as_of"
            yield warning(outcome.place_of("estimated"), "later-than-as-of", message, hint)
        for indicator in outcome.indicators:
            if indicator.checked and indicator.checked > as_of:
                message = "this indicator was checked later than as_of"
                yield Problem(indicator.place_of("checked"), "later-than-as-of", message, hint)


def estimates_are_in_order(content: Content) -> Iterator[Problem]:
    """An outcome's earlier estimates are listed oldest first, none later than the current one."""
    for page in content.outcome_pages:
        outcome = outcome_of(page)
        as_of = content.site.as_of
        current = outcome.estimated or as_of
        for previous, estimate in zip((None, *outcome.history), outcome.history, strict=False):
            place = estimate.place_of("date")
            if previous and estimate.date < previous.date:
                message = "this estimate is older than the one above it"
                yield Problem(place, "estimate-order", message, "write the oldest one first")
            # Dates later than as_of are reported by another rule.
            if current < estimate.date.earliest <= as_of:
                message = (
                    f"this earlier estimate is later than the current one, of {day_words(current)}"
                )
                yield Problem(place, "estimate-order", message, "fix one of the dates")


def estimates_precede_the_outcome(content: Content) -> Iterator[Problem]:
    """An estimate is made before the outcome's `by` date, and before the outcome ended.

    An end before the current estimate, but after the first, is allowed, as the editor may have
    learned of it late. So is an outcome that has ended and whose last estimate has no date.
    """
    for page in content.outcome_pages:
        outcome = outcome_of(page)
        resolved, estimated = outcome.resolved, outcome.estimated
        current = estimated or (None if resolved else content.site.as_of)
        if current and outcome.by < current:
            message = (
                "this date had already passed when the outcome was estimated, on "
                f"{day_words(current)}"
            )
            hint = "fix by or estimated, or write under resolved how it ended"
            yield warning(outcome.place_of("by"), "estimate-order", message, hint)
        days = [estimate.date.earliest for estimate in outcome.history]
        days += [estimated] if estimated else []
        if resolved and days and resolved.date.latest < min(days):
            message = f"this outcome ended before it was first estimated, on {day_words(min(days))}"
            hint = "fix one of the dates; or write the day on which its end became known"
            yield warning(resolved.place_of("date"), "estimate-order", message, hint)


def answers_come_after(content: Content) -> Iterator[Problem]:
    """An event only answers or follows events that aren't later, and never itself."""
    for event in content.events:
        for relation in ("answers", "follows"):
            place = event.place_of(relation)
            for id_ in getattr(event, relation):
                earlier = content.event_by_id.get(id_)
                if id_ == event.id:
                    message = f'the event "{event.id}" {relation} itself'
                    yield Problem(place, "answers-itself", message, "name an earlier event")
                elif earlier and event.date.latest < earlier.date.earliest:
                    message = (
                        f'"{event.id}" ({event.date.words}) {relation} "{id_}" '
                        f"({earlier.date.words}), which is later"
                    )
                    yield Problem(place, "answers-later", message, "fix one of the dates")


def answers_have_no_cycle(content: Content) -> Iterator[Problem]:
    """No chain of `answers` and `follows` leads back to its start."""
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
    """A measure doesn't end, and isn't ended, before it starts, or after `as_of`."""
    for event in content.events:
        measure = event.measure
        if measure is None:
            continue
        for key, end in (("until", measure.until), ("expires", measure.expires)):
            if end and end.latest < measure.from_.earliest:
                message = f'the measure of "{event.id}" ends before it starts'
                yield Problem(measure.place_of(key), "measure-order", message, "fix a date")
        if measure.until and measure.until.earliest > content.site.as_of:
            message = f'the measure of "{event.id}" ends after as_of'
            hint = "write expires instead of until if its end is set but not reached"
            yield Problem(measure.place_of("until"), "measure-order", message, hint)
        ender = content.event_by_id.get(measure.ended_by or "")
        if ender and ender.date.latest < measure.from_.earliest:
            message = f'"{ender.id}" ends the measure of "{event.id}" before it starts'
            yield Problem(measure.place_of("ended_by"), "measure-order", message, "fix a date")


def _earlier_ids(event: Event) -> tuple[str, ...]:
    """Return the ids of the events that an event answers or follows, without its own."""
    return tuple(str(id_) for id_ in (*event.answers, *event.follows) if id_ != event.id)


def _cycle_problem(event: Event, chain: list[str]) -> Problem:
    """Return the problem of an event whose answers or follows close a chain into a cycle."""
    key = "answers" if chain[-1] in event.answers else "follows"
    message = "these events answer or follow each other in a circle: " + " → ".join(chain)
    return Problem(event.place_of(key), "answers-circle", message, "remove one of these links")


RULES = (
    nothing_is_later_than_as_of,
    estimates_are_in_order,
    estimates_precede_the_outcome,
    answers_come_after,
    answers_have_no_cycle,
    measures_end_after_they_start,
)
