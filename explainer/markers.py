"""Markers: lines such as `[events side=us]` that stand for something made from the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from explainer import dates
from explainer.dates import Edtf
from explainer.fragment import Mark
from explainer.model import Event

# What each marker takes: filters, the name of a record, or nothing.
FILTERS = frozenset({"side", "kind", "from", "to"})
FILTERED = frozenset({"events", "diagram"})
NAMED = {"chart": "chart", "accounts": "accounts"}
PLAIN = frozenset({"in-force", "outcomes", "status", "sources", "glossary", "changes", "TOC"})
MARKERS = tuple(sorted(FILTERED | set(NAMED) | PLAIN))


@dataclass(frozen=True)
class EventFilter:
    """Which events a marker asks for; what is None asks for nothing."""

    side: str | None = None
    kind: str | None = None
    from_: Edtf | None = None
    to: Edtf | None = None

    def admits(self, event: Event) -> bool:
        """Return whether the event is one of those asked for."""
        return (
            (self.side is None or self.side in event.side)
            and (self.kind is None or self.kind == event.kind)
            and (self.from_ is None or event.date.latest >= self.from_.earliest)
            and (self.to is None or event.date.earliest <= self.to.latest)
        )


def read_filter(mark: Mark) -> EventFilter:
    """Return a marker's filter; raises ValueError where a date cannot be read."""
    options = dict(mark.pairs)
    from_, to = (dates.parse(options[key]) if key in options else None for key in ("from", "to"))
    return EventFilter(options.get("side"), options.get("kind"), from_, to)


def name_of(mark: Mark) -> str:
    """Return the one name that a marker such as `[chart NAME]` gives, or nothing."""
    names = [value for key, value in mark.pairs if not key]
    return names[0] if len(names) == 1 and len(mark.pairs) == 1 else ""


def chosen(mark: Mark, events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events that a marker asks for, oldest first."""
    wanted = read_filter(mark)
    return (event for event in events if wanted.admits(event))
