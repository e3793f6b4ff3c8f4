"""Reads what follows the name in a marker such as `[events side=us]`: filters, or an id."""

from __future__ import annotations

from explainer import dates
from explainer.dates import Edtf
from explainer.fragment import Mark
from explainer.model import Event
from explainer.readonly import frozen
from explainer.selections import EventSelection

FILTERS = frozenset({"side", "kind", "from", "to"})


@frozen
class EventFilter(EventSelection):
    """The events that a marker's options ask for; None means no restriction."""

    side: str | None = None
    kind: str | None = None
    from_: Edtf | None = None
    to: Edtf | None = None

    def matches(self, event: Event) -> bool:
        """Return whether the event passes every filter."""
        return (
            (self.side is None or self.side in event.side)
            and (self.kind is None or self.kind == event.kind)
            and (self.from_ is None or event.date.latest >= self.from_.earliest)
            and (self.to is None or event.date.earliest <= self.to.latest)
        )


def read_filter(mark: Mark) -> EventFilter:
    """Return the filter that a marker's options describe; raise ValueError for an invalid date."""
    options = dict(mark.pairs)
    from_, to = (dates.parse(options[key]) if key in options else None for key in ("from", "to"))
    return EventFilter(options.get("side"), options.get("kind"), from_, to)


def name_of(mark: Mark) -> str:
    """Return the NAME in a marker such as `[chart NAME]`, or "" unless there is exactly one."""
    names = [value for key, value in mark.pairs if not key]
    return names[0] if len(names) == 1 and len(mark.pairs) == 1 else ""
