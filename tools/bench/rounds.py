"""Runs the scenarios of a corpus, the generators in turn, and keeps what each build took."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.bench.corpus import Corpus
from tools.bench.generators import OURS, Mode
from tools.bench.measuring import Cost, RunFailed, run
from tools.bench.results import Key, Result, Results
from tools.bench.scenarios import OURS_ONLY, SCENARIOS, Expected, Scenario, what_is_wrong
from tools.bench.workspace import Workspace, missing_outputs


@dataclass(frozen=True)
class Part:
    """A part of the benchmark: a corpus, the scenarios to time in it, and how often.

    With several runs, each scenario is first run once more, to measure its memory: watching it
    makes a build slower. A single run is timed and watched at once.
    """

    corpus: Corpus
    generators: tuple[str, ...]
    scenarios: tuple[str, ...]
    runs: int

    def everything(self) -> list[Key]:
        """Return everything to measure, in order: generators take turns within a scenario."""
        return [
            Key(self.corpus.name, generator, scenario, number)
            for number in range(self.runs + (self.runs > 1))
            for scenario in self.scenarios
            for generator in self.generators
            if generator == OURS or scenario not in OURS_ONLY
        ]

    def watches_memory(self, key: Key) -> bool:
        """Return whether memory is measured in this round."""
        return key.round == 0

    def is_timed(self, key: Key) -> bool:
        """Return whether the time counts in this round."""
        return self.runs == 1 or key.round > 0


def run_part(
    part: Part,
    workspaces: Sequence[Workspace],
    *,
    results: Results,
    limit: float,
    say: Callable[[str], None],
) -> None:
    """Measure everything that isn't among the results yet."""
    by_name = {workspace.name: workspace for workspace in workspaces}
    unusable = {
        result.key.generator
        for result in results.all()
        if result.problem
        and result.key.scenario == "cold"
        and result.key.corpus == part.corpus.name
    }
    for key in part.everything():
        workspace = by_name[key.generator]
        if key in results:
            continue
        if key.generator in unusable:
            results.add(Result(key, None, "not measured, since the cold build failed"))
            continue
        watch = part.watches_memory(key)
        cost, problem = _measure(workspace, SCENARIOS[key.scenario], watch=watch, limit=limit)
        results.add(Result(key, cost, problem, part.is_timed(key)))
        say(_line(key, cost, problem))
        if problem and key.scenario == "cold":
            unusable.add(key.generator)


def _measure(
    workspace: Workspace, scenario: Scenario, *, watch: bool, limit: float
) -> tuple[Cost | None, str | None]:
    """Return the cost of a scenario and what is wrong with it, if anything."""
    cost, expected = None, Expected()
    try:
        if scenario.mode == "cold":
            workspace.forget()
        else:
            _make_ready(workspace, scenario, limit=limit)
            expected = scenario.edit(workspace, _word())
        workspace.built = False
        cost = _run(workspace, scenario.mode, watch=watch, limit=limit)
    except RunFailed as failure:
        return None, str(failure)
    if missing := missing_outputs(workspace.site, outputs := workspace.expected_outputs()):
        return cost, f"{len(missing)} of {len(outputs)} pages are missing, such as {missing[0]}"
    problem = what_is_wrong(workspace, expected)
    workspace.built = problem is None and (scenario.mode != "cold" or workspace.modes_alike)
    return cost, problem


def _make_ready(workspace: Workspace, scenario: Scenario, *, limit: float) -> None:
    """Make an edit possible, and build the site from the present files, unless it's built."""
    if scenario.prepare(workspace) or not workspace.built:
        workspace.forget()
        _run(workspace, "warm", watch=False, limit=limit)
        workspace.built = True


def _run(workspace: Workspace, mode: Mode, *, watch: bool, limit: float) -> Cost:
    return run(
        workspace.command(mode),
        folder=workspace.folder,
        variables=workspace.variables(mode),
        watch_memory=watch,
        limit=limit,
    )


def _word() -> str:
    """Return a word that occurs nowhere yet."""
    return "zz" + "".join(random.choices(string.ascii_lowercase, k=8))  # noqa: S311


def _line(key: Key, cost: Cost | None, problem: str | None) -> str:
    line = f"{key.corpus:<15} {key.generator:<10} {key.scenario:<11}"
    if cost:
        memory = "" if cost.memory is None else f"{cost.memory:6.0f} MB"
        line += f"{cost.wall:8.2f} s ({cost.cpu:.2f} s CPU){memory}"
    return f"{line} {problem}" if problem else line
