"""Time runs forwards: answers after what they answer, ends after beginnings, nothing too late."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.content import Content, outcome_of
from explainer.dates import day_words
from explainer.model import Event
from explainer.problems import Problem, warning


def nothing_is_later_than_as_of(content: Content) -> Iterator[Problem]:
    """Nothing that has happened or was looked at is later than the day of the last check.

    Events and indicators are errors; what is checked by itself may have been so a little later.
    """
    as_of = content.site.as_of
    hint = f"as_of is {day_words(as_of)}: correct the date, or move as_of in site.yaml"
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
                message = "this is later than as_of"
                yield warning(record.place_of("date"), "later-than-as-of", message, hint)
        if outcome.estimated and outcome.estimated > as_of:
            message = "this estimate is later than as_of"
            yield warning(outcome.place_of("estimated"), "later-than-as-of", message, hint)
        for indicator in outcome.indicators:
            if indicator.checked and indicator.checked > as_of:
                message = "this indicator was checked later than as_of"
                yield Problem(indicator.place_of("checked"), "later-than-as-of", message, hint)


def estimates_run_forwards(content: Content) -> Iterator[Problem]:
    """An outcome's earlier estimates stand oldest first, and none is later than the present one."""
    for page in content.outcome_pages:
        outcome = outcome_of(page)
        as_of = content.site.as_of
        now = outcome.estimated or as_of
        for before, estimate in zip((None, *outcome.history), outcome.history, strict=False):
            place = estimate.place_of("date")
            if before and estimate.date < before.date:
                message = "this estimate is older than the one above it"
                yield Problem(place, "estimate-order", message, "write the oldest first")
            # What is later than as_of has been told as that.
            if now < estimate.date.earliest <= as_of:
                message = (
                    f"this earlier estimate is later than the present one, of {day_words(now)}"
                )
                yield Problem(place, "estimate-order", message, "correct one of the dates")


def estimates_look_ahead(content: Content) -> Iterator[Problem]:
    """An estimate is of a day to come, and an outcome ends after it was first estimated.

    Legitimate are an end before the present estimate, for those who learned of it late, and an
    outcome that has ended and whose last estimate has no day of its own.
    """
    for page in content.outcome_pages:
        outcome = outcome_of(page)
        resolved, estimated = outcome.resolved, outcome.estimated
        now = estimated or (None if resolved else content.site.as_of)
        if now and outcome.by < now:
            message = (
                f"the day of this outcome had passed when it was estimated, on {day_words(now)}"
            )
            hint = "correct by or estimated, or say in resolved how it ended"
            yield warning(outcome.place_of("by"), "estimate-order", message, hint)
        days = [estimate.date.earliest for estimate in outcome.history]
        days += [estimated] if estimated else []
        if resolved and days and resolved.date.latest < min(days):
            message = f"this outcome ended before it was first estimated, on {day_words(min(days))}"
            hint = "correct one of the dates; or give the day on which its end was known"
            yield warning(resolved.place_of("date"), "estimate-order", message, hint)


def answers_come_after(content: Content) -> Iterator[Problem]:
    """An event answers and follows only what had happened, and never itself."""
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
                    yield Problem(place, "answers-later", message, "correct one of the dates")


def answers_run_in_no_circle(content: Content) -> Iterator[Problem]:
    """No chain of answers and follows leads back to where it began."""
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
                yield _circle(content.event_by_id[path[-1]], chain)
                continue
            path.append(id_)
            stack.append((id_, True))
            stack += [(earlier, False) for earlier in _before(event)]


def measures_end_after_they_begin(content: Content) -> Iterator[Problem]:
    """A measure ends, and is ended, only after it began, and not in the future."""
    for event in content.events:
        measure = event.measure
        if measure is None:
            continue
        for key, end in (("until", measure.until), ("expires", measure.expires)):
            if end and end.latest < measure.from_.earliest:
                message = f'the measure of "{event.id}" ends before it begins'
                yield Problem(measure.place_of(key), "measure-order", message, "correct a date")
        if measure.until and measure.until.earliest > content.site.as_of:
            message = f'the measure of "{event.id}" has not ended by as_of'
            hint = "write expires where an end is set but not reached"
            yield Problem(measure.place_of("until"), "measure-order", message, hint)
        ender = content.event_by_id.get(measure.ended_by or "")
        if ender and ender.date.latest < measure.from_.earliest:
            message = f'the measure of "{event.id}" is ended by "{ender.id}", which is earlier'
            yield Problem(measure.place_of("ended_by"), "measure-order", message, "correct a date")


def _before(event: Event) -> tuple[str, ...]:
    others = (*event.answers, *event.follows)
    return tuple(str(id_) for id_ in others if id_ != event.id)


def _circle(event: Event, chain: list[str]) -> Problem:
    key = "answers" if chain[-1] in event.answers else "follows"
    message = "these events answer or follow one another in a circle: " + " → ".join(chain)
    return Problem(event.place_of(key), "answers-circle", message, "take one of the links out")


RULES = (
    nothing_is_later_than_as_of,
    estimates_run_forwards,
    estimates_look_ahead,
    answers_come_after,
    answers_run_in_no_circle,
    measures_end_after_they_begin,
)
