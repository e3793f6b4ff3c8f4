"""The results as Markdown, and the place in a document where they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tools.bench.generators import OURS
from tools.bench.results import Results
from tools.bench.scenarios import SCENARIOS
from tools.bench.summary import Summaries, Summary, summarise
from tools.bench.targets import Target, Verdict, verdicts

TITLES = {
    "neutral": "Made-up pages of 780 words, {pages} in all",
    "cited": "The same with citations, events and charts, {pages} pages",
    "shipped": "The shipped explainer",
    "records": "The shipped explainer with 2,000 more events and 5,000 more sources",
}
# Scenarios whose memory is reported below their time.
_WITH_MEMORY = ("cold", "text")


def report(results: Results) -> str:
    """Return everything measured as Markdown, below a line on the run."""
    summaries = summarise(results.all())
    corpora = dict.fromkeys(corpus for corpus, _, _ in summaries)
    parts = [*_opening(results.settings, summaries), *_targets(summaries)]
    for corpus in corpora:
        parts += _corpus(corpus, summaries)
    return "\n\n".join(parts) + "\n"


def _opening(settings: dict[str, Any], summaries: Summaries) -> Iterator[str]:
    loads = [s.others for s in summaries.values() if s.others is not None]
    load = f" Other processes used {sum(loads) / len(loads):.0%} of the machine." if loads else ""
    yield f"{settings['date']}, {settings['machine']}. {settings['versions']}.{load}"
    if missing := settings["missing"]:
        yield "\n".join(f"- {name} is left out: {reason}" for name, reason in missing.items())


def _targets(summaries: Summaries) -> Iterator[str]:
    found = list(verdicts(summaries))
    if found:
        met = sum(verdict.is_met for verdict in found)
        rows = "\n".join(map(_target_row, found))
        yield f"### Targets: {met} of {len(found)} reached"
        yield f"| target | corpus | limit | measured | |\n|---|---|--:|--:|---|\n{rows}"


def _target_row(verdict: Verdict) -> str:
    target, measured = verdict.target, "failed"
    if verdict.measured is not None:
        measured = _with_unit(verdict.measured, target)
    limit = "–" if target.limit == float("inf") else f"{target.limit:g} {_unit(target)}"
    outcome = "" if verdict.is_met else "**not reached**"
    return f"| {target.what} | {target.corpus} | {limit} | {measured} | {outcome} |"


def _with_unit(value: float, target: Target) -> str:
    number = f"{value:.0f}" if target.unit == "MB" else f"{value:.2f}"
    return f"{number} {'×' if target.peers else target.unit}"


def _unit(target: Target) -> str:
    if not target.peers:
        return target.unit
    names = ", ".join(target.peers)
    return f"× {names}" if len(target.peers) == 1 else f"× the fastest of {names}"


def _corpus(corpus: str, summaries: Summaries) -> Iterator[str]:
    kind, _, pages = corpus.partition("-")
    mine = {key[1:]: value for key, value in summaries.items() if key[0] == corpus}
    generators = list(dict.fromkeys(generator for generator, _ in mine))
    scenarios = [name for name in SCENARIOS if any(name == scenario for _, scenario in mine)]
    runs = max(summary.runs for summary in mine.values())
    yield f"### {TITLES[kind].format(pages=f'{int(pages or 0):,}')}"
    how_often = "one run" if runs <= 1 else f"medians of {runs} runs"
    yield f"Seconds by the clock, in brackets processor seconds; {how_often}:"
    against_hugo = "Hugo" in generators
    heads = [*generators, "ours / Hugo"] if against_hugo else generators
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'--:|' * len(heads)}"]
    for name in scenarios:
        row = {generator: mine.get((generator, name)) for generator in generators}
        cells = [_seconds(row[generator]) for generator in generators]
        if against_hugo:
            cells.append(_ratio(row.get(OURS), row["Hugo"]))
        lines.append(f"| {SCENARIOS[name].title} | {' | '.join(cells)} |")
        if name in _WITH_MEMORY:
            lines.append(_memory(list(row.values()), blank=against_hugo))
    yield "\n".join(lines)
    notes = [f"- {g}, {SCENARIOS[n].title}: {s.problem}" for (g, n), s in mine.items() if s.problem]
    if notes:
        yield "\n".join(notes)


def _memory(summaries: Sequence[Summary | None], *, blank: bool) -> str:
    cells = ("–" if s is None or s.memory is None else f"{s.memory:.0f}" for s in summaries)
    return f"| … peak memory, MB | {' | '.join(cells)} |{' |' if blank else ''}"


def _seconds(summary: Summary | None) -> str:
    if summary is None:
        return "–"
    if summary.problem:
        return "failed"
    return "–" if summary.wall is None else f"{summary.wall:.2f} ({summary.cpu:.2f})"


def _ratio(ours: Summary | None, theirs: Summary | None) -> str:
    if ours and theirs and ours.wall and theirs.wall and not (ours.problem or theirs.problem):
        return f"{ours.wall / theirs.wall:.2f}"
    return "–"


def write_between_markers(document: Path, name: str, text: str) -> None:
    """Replace what a document has between its two markers of this name.

    The markers are `<!-- results of NAME -->` and `<!-- end of NAME -->`; raises ValueError if they
    are missing.
    """
    before = document.read_text(encoding="utf-8")
    start, end = f"<!-- results of {name} -->", f"<!-- end of {name} -->"
    pattern = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    after, found = pattern.subn(lambda _: f"{start}\n\n{text}\n{end}", before)
    if found != 1:
        raise ValueError(f"{document} needs the lines {start} and {end} once")
    document.write_text(after, encoding="utf-8")
