"""Summarises the rounds of each scenario: median times, and the highest memory."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from tools.bench.results import Result


@dataclass(frozen=True)
class Summary:
    """A scenario with one generator: medians in seconds, the highest memory in megabytes.

    `others` is the median share of the machine that other processes used.
    """

    wall: float | None
    cpu: float | None
    memory: float | None
    others: float | None
    runs: int
    problem: str | None


Summaries = dict[tuple[str, str, str], Summary]


def summarise(results: Iterable[Result]) -> Summaries:
    """Return the summaries by corpus, generator and scenario, in the order of the results."""
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for result in results:
        key = result.key
        groups.setdefault((key.corpus, key.generator, key.scenario), []).append(result)
    return {name: _summary(group) for name, group in groups.items()}


def _summary(group: list[Result]) -> Summary:
    timed = [result.cost for result in group if result.cost and result.timed]
    costs = [result.cost for result in group if result.cost]
    return Summary(
        wall=_median(cost.wall for cost in timed),
        cpu=_median(cost.cpu for cost in timed),
        memory=max((cost.memory for cost in costs if cost.memory is not None), default=None),
        others=_median(cost.others for cost in timed if cost.others is not None),
        runs=len(timed),
        problem=next((result.problem for result in group if result.problem), None),
    )


def _median(values: Iterable[float]) -> float | None:
    found = list(values)
    return statistics.median(found) if found else None
