"""Whether a measure is in force on a day, and its name. Whatever shows measures asks here."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from explainer.model import Event, Measure, Suspension

MeasureState = Literal["to come", "in force", "suspended", "ended"]


def state_of(measure: Measure, as_of: dt.date) -> MeasureState:
    """Return whether a measure is still to come, in force, suspended or over on the day `as_of`."""
    ended = measure.until is not None and measure.until.earliest <= as_of
    expired = measure.expires is not None and measure.expires.latest < as_of
    if ended or expired:
        return "ended"
    if measure.from_.earliest > as_of:
        return "to come"
    return "suspended" if measure.suspended and _covers(measure.suspended, as_of) else "in force"


def measure_name(event: Event) -> str:
    """Return what the measure of an event is called: a name of its own, or the event's title."""
    return (event.measure.short if event.measure else "") or event.title


def _covers(suspended: Suspension, day: dt.date) -> bool:
    """Return whether a suspension has begun by the day, and isn't over."""
    over = suspended.until is not None and suspended.until.latest < day
    return suspended.from_.earliest <= day and not over
