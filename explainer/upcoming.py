"""Dates to come: the records of `upcoming.yaml`, and the ends set for measures or suspensions."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from explainer.dates import Edtf
from explainer.measure_state import state_of
from explainer.model import Certainty, Event, Id, Measure, Prose, Record, Ref
from explainer.readonly import frozen


@frozen
class Upcoming(Record):
    """A date to come, from `upcoming.yaml`; `outcomes` are the ids of those that it bears on."""

    id: Id
    date: Edtf
    title: str
    text: Prose | None = None
    outcomes: tuple[Ref, ...] = ()
    certainty: Certainty | None = None
    sources: tuple[Ref, ...] = ()

    def all_sources(self) -> tuple[str, ...]:
        """Return the ids of the sources cited in `text`, then those in `sources`, each once."""
        cited = () if self.text is None else self.text.cited()
        return tuple(dict.fromkeys((*cited, *self.sources)))


@frozen
class SetEnd:
    """The day set as a measure's last, or as that of its suspension, after which it's back."""

    what: Literal["expires", "suspended"]
    date: Edtf


def has_passed(date: Edtf, as_of: dt.date) -> bool:
    """Return whether a date is no longer to come on the day `as_of`: all of it has passed.

    An ongoing date has passed once it has begun.
    """
    return (date.earliest if date.ongoing else date.latest) <= as_of


def end_to_come(measure: Measure, as_of: dt.date) -> SetEnd | None:
    """Return what is set to end first after the day `as_of`: a measure or its suspension, if any."""
    if measure.until:
        return None
    ends: list[SetEnd] = []
    if measure.expires and not has_passed(measure.expires, as_of):
        ends.append(SetEnd("expires", measure.expires))
    if measure.suspended and state_of(measure, as_of) == "suspended":
        end = measure.suspended.until
        if end and not has_passed(end, as_of):
            ends.append(SetEnd("suspended", end))
    return min(ends, key=lambda end: end.date, default=None)


def end_of(event: Event, as_of: dt.date) -> SetEnd:
    """Return the end set for an event's measure; raises ValueError if there is none to come."""
    end = end_to_come(event.measure, as_of) if event.measure else None
    if end is None:
        raise ValueError(f"the event {event.id} has no measure with an end set")
    return end


def date_to_come(record: Upcoming | Event, as_of: dt.date) -> Edtf:
    """Return when a record is to come; for an event, that's the end set for its measure."""
    return record.date if isinstance(record, Upcoming) else end_of(record, as_of).date
