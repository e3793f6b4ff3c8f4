"""What a run measures: the corpora, and for each the generators, the scenarios and the runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tools.bench.corpus import Corpus
from tools.bench.generators import OURS, PEERS
from tools.bench.rounds import Part
from tools.bench.scenarios import CITED, PAGES, SCENARIOS

KINDS = ("neutral", "cited", "shipped", "records")
SIZES = (10, 100, 1000, 10_000, 100_000)
# From the first size on one run is enough; from the second on only whether it finishes is asked.
ONE_RUN, HUGE = 10_000, 100_000
_ALL = (OURS, *(peer.name for peer in PEERS))


def full_plan(*, kinds: Sequence[str], sizes: Sequence[int], runs: int) -> Iterator[Part]:
    """Yield the parts of a run, cheap ones first."""
    if "shipped" in kinds:
        yield Part(Corpus("shipped"), (OURS,), tuple(SCENARIOS), runs)
    if "records" in kinds:
        scenarios = ("cold", "none", "event", "source", "check")
        yield Part(Corpus("records"), (OURS,), scenarios, runs)
    for pages in sorted(sizes):
        times = 1 if pages >= ONE_RUN else runs
        if pages >= HUGE:
            yield Part(Corpus("neutral", pages), (OURS, "Hugo"), ("cold",), 1)
            continue
        if "neutral" in kinds:
            yield Part(Corpus("neutral", pages), _ALL, (*PAGES, "check"), times)
        if "cited" in kinds and pages >= 100:
            yield Part(Corpus("cited", pages), _ALL, CITED, times)


def quick_plan() -> Iterator[Part]:
    """Yield the parts of a run that takes less than two minutes."""
    scenarios = ("cold", "none", "text", "event", "stylesheet", "data", "check")
    yield Part(Corpus("shipped"), (OURS,), scenarios, 1)
    yield Part(Corpus("neutral", 100), _ALL, (*PAGES, "check"), 1)


def without(part: Part, missing: Sequence[str]) -> Part:
    """Return a part without the generators that are missing."""
    present = tuple(name for name in part.generators if name not in missing)
    return Part(part.corpus, present, part.scenarios, part.runs)
