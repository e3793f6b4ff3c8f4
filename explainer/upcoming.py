"""Dates to come: the records of `upcoming.yaml`, and the ends set for measures."""

from __future__ import annotations

import datetime as dt

from explainer.dates import Edtf
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


def has_passed(date: Edtf, as_of: dt.date) -> bool:
    """Return whether a date is no longer to come on the day `as_of`: all of it has passed.

    An ongoing date has passed once it has begun.
    """
    return (date.earliest if date.ongoing else date.latest) <= as_of


def is_set_to_expire(measure: Measure, as_of: dt.date) -> bool:
    """Return whether a measure hasn't ended, and has an end set after the day `as_of`."""
    return bool(measure.expires and not measure.until and not has_passed(measure.expires, as_of))


def date_to_come(record: Upcoming | Event) -> Edtf:
    """Return when a record is to come; for an event, that's the end set for its measure.

    Raises ValueError if the event has no measure with such an end.
    """
    if isinstance(record, Upcoming):
        return record.date
    if record.measure is None or record.measure.expires is None:
        raise ValueError(f"the event {record.id} has no measure that is set to expire")
    return record.measure.expires
