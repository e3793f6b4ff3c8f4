"""What a build may cost, and whether it does: in seconds, in megabytes, or beside the peers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tools.bench.generators import OURS
from tools.bench.summary import Summaries, Summary

EDITS = ("text", "title", "add", "rename", "delete")
MADE_UP = ("neutral", "cited")
SHIPPED, RECORDS, HUGE = "shipped", "records", "neutral-100000"


@dataclass(frozen=True)
class Target:
    """A limit for the worst of some scenarios of a corpus.

    With `peers`, the limit is a factor of the fastest one's time in the same scenario.
    """

    what: str
    corpus: str
    scenarios: tuple[str, ...]
    limit: float
    unit: Literal["s", "MB", "×"] = "s"
    peers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A target and what was measured for it, in its unit; None if a build failed."""

    target: Target
    measured: float | None

    @property
    def is_met(self) -> bool:
        """Whether the measured value is within the limit."""
        return self.measured is not None and self.measured <= self.target.limit


def targets() -> Iterator[Target]:
    """Yield every target."""
    for kind in MADE_UP:
        yield from _no_change(kind)
        yield from _edits(kind)
        yield from _cold(kind)
        everything = ("cold", "none", *EDITS)
        yield Target("peak memory", f"{kind}-10000", everything, 400, "MB")
    yield Target("no change", SHIPPED, ("none",), 0.1)
    yield Target("edit, add, rename or delete a page", SHIPPED, EDITS, 0.25)
    yield Target("edit an event", SHIPPED, ("event",), 0.4)
    yield Target("edit a source", SHIPPED, ("source",), 0.4)
    yield Target("edit a template", SHIPPED, ("template",), 1.0)
    yield Target("edit the stylesheet", SHIPPED, ("stylesheet",), 0.2)
    yield Target("edit a chart's spec or data", SHIPPED, ("spec", "data"), 1.2)
    yield Target("check, nothing changed", SHIPPED, ("check",), 0.15)
    yield Target("cold", SHIPPED, ("cold",), 1.6)
    yield Target("peak memory, cold", SHIPPED, ("cold",), 250, "MB")
    yield Target("peak memory, edit a page", SHIPPED, EDITS, 80, "MB")
    yield Target("cold", RECORDS, ("cold",), 6)
    yield Target("edit an event", RECORDS, ("event",), 1)
    yield Target("cold: finishes", HUGE, ("cold",), float("inf"))


def _no_change(kind: str) -> Iterator[Target]:
    for pages, seconds in ((100, 0.1), (1000, 0.15), (10000, 0.5)):
        yield Target("no change", f"{kind}-{pages}", ("none",), seconds)
        if pages >= 1000:
            yield Target("no change", f"{kind}-{pages}", ("none",), 0.2, "×", ("Hugo",))


def _edits(kind: str) -> Iterator[Target]:
    what, others = "edit, add, rename or delete a page", ("Eleventy", "MkDocs", "Pelican")
    for pages, factor in ((100, 1), (1000, 0.3), (10000, 0.1)):
        yield Target(what, f"{kind}-{pages}", EDITS, factor, "×", ("Hugo",))
        yield Target(what, f"{kind}-{pages}", EDITS, 1, "×", others)


def _cold(kind: str) -> Iterator[Target]:
    for pages, factor in ((10, 1.0), (100, 1.0), (1000, 0.5), (10000, 0.5)):
        if kind == "neutral" or pages >= 100:
            peers = ("MkDocs", "Pelican")
            yield Target("cold", f"{kind}-{pages}", ("cold",), factor, "×", peers)


def verdicts(summaries: Summaries) -> Iterator[Verdict]:
    """Yield a verdict for each target of which something was measured."""
    for target in targets():
        measured = [
            (name, summary)
            for name in target.scenarios
            if (summary := summaries.get((target.corpus, OURS, name)))
        ]
        if any(summary.problem for _, summary in measured):
            yield Verdict(target, None)
            continue
        values = (_value(target, name, summary, summaries) for name, summary in measured)
        if known := [value for value in values if value is not None]:
            yield Verdict(target, max(known))


def _value(target: Target, name: str, ours: Summary, summaries: Summaries) -> float | None:
    """Return what was measured in a target's unit, or None if it can't be said."""
    if target.unit == "MB":
        return ours.memory
    if not target.peers:
        return ours.wall
    theirs = [summaries.get((target.corpus, peer, name)) for peer in target.peers]
    walls = [peer.wall for peer in theirs if peer and peer.wall and not peer.problem]
    return ours.wall / min(walls) if walls and ours.wall is not None else None
