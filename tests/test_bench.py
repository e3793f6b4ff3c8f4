"""The benchmark measures every generator alike, notices builds that lack pages, and can go on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from examples import PROJECT, load_valid

from tools.bench.corpus import Corpus
from tools.bench.generators import OURS, PEERS, output_of
from tools.bench.measuring import Cost, RunFailed, run
from tools.bench.own_content import write_explainer
from tools.bench.plans import full_plan, quick_plan, without
from tools.bench.report import report, write_between_markers
from tools.bench.results import Key, Result, Results
from tools.bench.rounds import Part, run_part
from tools.bench.scenarios import OURS_ONLY, SCENARIOS, replace_once, what_is_wrong
from tools.bench.summary import summarise
from tools.bench.targets import targets, verdicts
from tools.bench.workspace import Workspace, missing_outputs, own_workspace

SETTINGS = {
    "date": "2031-05-20",
    "machine": "made-up",
    "versions": "Hugo 1",
    "missing": {"Eleventy": "Node and npm are needed"},
}
SMALL = Part(Corpus("neutral", 30), (OURS, "Hugo"), ("cold", "text"), 2)
# A made-up generator: the Markdown itself becomes the page.
BUILD = """
import pathlib
for page in pathlib.Path("content").rglob("*.md"):
    target = pathlib.Path("site") / page.relative_to("content").with_suffix(".html")
    target.parent.mkdir(parents=True, exist_ok=True)
    {condition}target.write_text(page.read_text())
"""


def made_up_workspace(folder: Path, *, condition: str = "", name: str = OURS) -> Workspace:
    """Return a workspace whose builds copy the pages for which a condition holds."""
    workspace = own_workspace(folder / name, SMALL.corpus, project=PROJECT)
    workspace.name = name
    workspace.command = lambda _: (sys.executable, "-c", BUILD.format(condition=condition))
    workspace.listed = lambda _: ()
    return workspace


def measured(folder: Path, workspace: Workspace, part: Part) -> Results:
    results = Results.start(folder / "results.jsonl", SETTINGS)
    run_part(part, [workspace], results=results, limit=60, say=lambda _: None)
    return results


def results_of(folder: Path, *walls: tuple[str, str, str, float]) -> Results:
    """Return results with one timed run each: corpus, generator, scenario and seconds."""
    results = Results.start(folder / "results.jsonl", SETTINGS)
    for corpus, generator, scenario, wall in walls:
        cost = Cost(wall, wall / 2, memory=100, others=0.25)
        results.add(Result(Key(corpus, generator, scenario, 0), cost))
    return results


def test_a_page_that_is_missing_or_empty_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "full.html").write_text("<p>", encoding="utf-8")
    (tmp_path / "empty.html").write_text("", encoding="utf-8")
    outputs = ["full.html", "empty.html", "a/absent.html"]
    assert missing_outputs(tmp_path, outputs) == ["empty.html", "a/absent.html"]


@pytest.mark.parametrize(
    ("page", "flat", "output"),
    [
        ("index.md", True, "index.html"),
        ("a/_index.md", False, "a/index.html"),
        ("a/b.md", True, "a/b.html"),
        ("a/b.md", False, "a/b/index.html"),
    ],
)
def test_each_generators_pages_are_looked_for_where_it_writes_them(
    page: str, output: str, *, flat: bool
) -> None:
    index = "_index.md" if page.endswith("_index.md") else "index.md"
    assert output_of(page, index=index, flat=flat) == output


def test_a_build_is_measured_and_its_edit_found(tmp_path: Path) -> None:
    part = Part(SMALL.corpus, (OURS,), ("cold", "none", "text", "title", "add"), 1)
    results = measured(tmp_path, made_up_workspace(tmp_path), part)
    assert [result.problem for result in results.all()] == [None] * 5
    assert all(result.cost and result.cost.wall > 0 for result in results.all())


def test_a_build_that_silently_makes_fewer_pages_fails(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path, condition="if page.name != 'page-020.md': ")
    part = Part(SMALL.corpus, (OURS,), ("cold", "text"), 1)
    cold, text = measured(tmp_path, workspace, part).all()
    assert cold.problem == "1 of 30 pages are missing, such as chapter-1/page-020.html"
    assert text.problem == "not measured, since the cold build failed"


def test_a_build_that_does_not_show_the_edit_or_keeps_a_deleted_page_fails(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path, condition="if not target.exists(): ")
    part = Part(SMALL.corpus, (OURS,), ("cold", "text", "delete"), 1)
    _, text, delete = measured(tmp_path, workspace, part).all()
    assert text.problem == "chapter-1/page-002.html doesn't show the edit"
    assert delete.problem == "chapter-1/renamed-page.html wasn't removed"


def test_a_failed_build_is_reported_with_its_message_and_the_run_goes_on(tmp_path: Path) -> None:
    workspace = made_up_workspace(tmp_path)
    workspace.command = lambda _: (sys.executable, "-c", "import sys; sys.exit('out of ink')")
    (cold,) = measured(tmp_path, workspace, Part(SMALL.corpus, (OURS,), ("cold",), 1)).all()
    assert cold.cost is None
    assert cold.problem == "exit status 1: out of ink"


def test_a_broken_run_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    part = Part(SMALL.corpus, (OURS,), ("cold", "text"), 1)
    first = measured(tmp_path, made_up_workspace(tmp_path), part).all()
    file = tmp_path / "results.jsonl"
    # The run broke off while it wrote the second result.
    file.write_text(file.read_text(encoding="utf-8")[:-30], encoding="utf-8")
    kept = Results.read(file)
    assert kept
    assert kept.all() == first[:1]
    workspace = made_up_workspace(tmp_path)
    run_part(part, [workspace], results=kept, limit=60, say=lambda _: None)
    again = Results.read(file)
    assert again
    assert again.settings == SETTINGS
    assert [result.key for result in again.all()] == part.everything()
    assert again.all()[0] == first[0]
    assert again.all()[1].problem is None


def test_generators_take_turns_and_the_first_of_several_rounds_only_measures_memory() -> None:
    keys = SMALL.everything()
    assert [(key.scenario, key.generator) for key in keys[:4]] == [
        ("cold", OURS),
        ("cold", "Hugo"),
        ("text", OURS),
        ("text", "Hugo"),
    ]
    assert {key.round for key in keys if SMALL.is_timed(key)} == {1, 2}
    assert {key.round for key in keys if SMALL.watches_memory(key)} == {0}
    once = Part(SMALL.corpus, (OURS,), ("cold",), 1)
    assert [(once.is_timed(k), once.watches_memory(k)) for k in once.everything()] == [(True, True)]


def test_the_median_leaves_out_the_round_that_was_slowed_by_watching_memory(tmp_path: Path) -> None:
    results = Results.start(tmp_path / "results.jsonl", SETTINGS)
    for number, wall in enumerate((9.0, 1.0, 5.0, 2.0)):
        cost = Cost(wall, wall, memory=80 if number == 0 else None)
        key = Key("neutral-100", OURS, "cold", number)
        results.add(Result(key, cost, timed=number > 0))
    (summary,) = summarise(results.all()).values()
    assert (summary.wall, summary.memory, summary.runs) == (2.0, 80, 3)


def test_every_edit_still_fits_the_shipped_explainer_and_the_made_up_ones(tmp_path: Path) -> None:
    kinds = ("shipped", "records", "cited")
    parts = [*quick_plan(), *full_plan(kinds=kinds, sizes=(100,), runs=1)]
    for number, part in enumerate(parts):
        workspace = own_workspace(tmp_path / f"{number}", part.corpus, project=PROJECT)
        assert len(workspace.expected_outputs()) >= max(part.corpus.pages, 20)
        for name in part.scenarios:
            SCENARIOS[name].prepare(workspace)
            expected = SCENARIOS[name].edit(workspace, "zzword")
            assert name in {"cold", "none", "check", "delete"} or expected.shown
            assert (what_is_wrong(workspace, expected) is None) == (not expected.shown)


def test_replacing_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a {}", encoding="utf-8")
    with pytest.raises(ValueError, match="nothing to replace"):
        replace_once(tmp_path / "a.css", "b", "c")


def test_a_made_up_explainer_is_valid_and_has_what_its_corpus_says(tmp_path: Path) -> None:
    corpus = Corpus("cited", 100)
    write_explainer(tmp_path / "content", corpus)
    content = load_valid(tmp_path / "content")
    assert len(content.events) == corpus.events
    assert len(content.sources) == corpus.sources
    assert len(content.charts) == corpus.charts


def test_every_generator_gets_the_same_words(tmp_path: Path) -> None:
    corpus = Corpus("neutral", 30)
    write_explainer(tmp_path / OURS, corpus)
    texts = [(tmp_path / OURS / "chapter-1" / "page-004.md").read_text(encoding="utf-8")]
    for peer in PEERS:
        peer.write(tmp_path / peer.name, corpus, alike=True)
        page = tmp_path / peer.name / peer.pages / "chapter-1" / "page-004.md"
        texts.append(page.read_text(encoding="utf-8"))
    # What differs is before the first heading, and the addresses of links.
    words = [re.sub(r"\]\([^)]*\)", "]", text.partition("\n## ")[2]).split() for text in texts]
    assert all(other == words[0] for other in words)
    assert 740 <= len(words[0]) <= 820
    assert "[@" not in texts[0]


def test_a_plan_leaves_out_a_missing_peer_and_what_only_ours_can_do() -> None:
    (part,) = full_plan(kinds=("neutral",), sizes=(100,), runs=3)
    assert "Hugo" not in without(part, ["Hugo"]).generators
    assert {key.generator for key in part.everything() if key.scenario in OURS_ONLY} == {OURS}


def test_the_largest_sizes_are_built_once() -> None:
    parts = list(full_plan(kinds=("neutral",), sizes=(1000, 10_000, 100_000), runs=3))
    assert [part.runs for part in parts] == [3, 1, 1]
    assert parts[-1].scenarios == ("cold",)


def test_targets_name_scenarios_and_corpora_that_are_measured() -> None:
    kinds, sizes = ("neutral", "cited", "shipped", "records"), (10, 100, 1000, 10_000, 100_000)
    parts = {part.corpus.name: part for part in full_plan(kinds=kinds, sizes=sizes, runs=3)}
    for target in targets():
        assert set(target.scenarios) <= set(parts[target.corpus].scenarios)
        assert set(target.peers) <= set(parts[target.corpus].generators)


def test_a_target_beside_peers_is_measured_by_the_fastest_and_a_missing_one_left_out(
    tmp_path: Path,
) -> None:
    results = results_of(
        tmp_path,
        ("neutral-1000", OURS, "cold", 3.0),
        ("neutral-1000", "MkDocs", "cold", 10.0),
        ("neutral-1000", "Pelican", "cold", 5.0),
        ("neutral-1000", OURS, "none", 0.1),
    )
    found = list(verdicts(summarise(results.all())))
    assert [(v.target.what, v.measured, v.is_met) for v in found] == [
        ("no change", 0.1, True),
        ("cold", 0.6, False),
    ]


def test_a_target_is_not_reached_if_one_of_its_builds_failed(tmp_path: Path) -> None:
    results = results_of(tmp_path, ("shipped", OURS, "text", 0.1))
    results.add(Result(Key("shipped", OURS, "title", 0), None, "out of ink"))
    found = list(verdicts(summarise(results.all())))
    assert found
    assert not any(verdict.is_met for verdict in found)


def test_the_report_shows_times_ratios_failures_and_missing_peers(tmp_path: Path) -> None:
    results = results_of(
        tmp_path, ("neutral-100", OURS, "cold", 3.0), ("neutral-100", "Hugo", "cold", 1.5)
    )
    results.add(Result(Key("neutral-100", OURS, "text", 0), None, "out of ink"))
    text = report(results)
    assert "| cold, no cache | 3.00 (1.50) | 1.50 (0.75) | 2.00 |" in text
    assert "| … peak memory, MB | 100 | 100 | |" in text
    assert "| edit a page's text | failed | – | – |" in text
    assert "- Explainer, edit a page's text: out of ink" in text
    assert "- Eleventy is left out: Node and npm are needed" in text
    assert "Other processes used 25% of the machine" in text


def test_a_report_replaces_the_last_one_in_a_document_and_nothing_else(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(
        "A\n<!-- results of quick -->\nold\n<!-- end of quick -->\nB\n", encoding="utf-8"
    )
    write_between_markers(document, "quick", r"new \1")
    after = document.read_text(encoding="utf-8")
    assert after == "A\n<!-- results of quick -->\n\nnew \\1\n<!-- end of quick -->\nB\n"
    with pytest.raises(ValueError, match="results of full"):
        write_between_markers(document, "full", "new")


def test_the_documentation_has_a_place_for_every_kind_of_run() -> None:
    text = (PROJECT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for name in ("quick", "full"):
        assert (
            text.count(f"<!-- results of {name} -->") == text.count(f"<!-- end of {name} -->") == 1
        )


def test_memory_is_that_of_all_processes_and_time_includes_children(tmp_path: Path) -> None:
    use = "a = bytearray(40_000_000)"
    # Long enough for even a busy machine to look at both while they run.
    work = f"{use}; sum(range(60_000_000))"
    child = f"[sys.executable, '-c', {work!r}]"
    script = f"import subprocess, sys; {use}; subprocess.run({child})"
    cost = run(
        (sys.executable, "-c", script), folder=tmp_path, variables={}, watch_memory=True, limit=60
    )
    # Only Linux says how much of the memory is shared.
    assert (cost.memory or 0) > 76 or not Path("/proc/self/smaps_rollup").exists()
    assert cost.wall > 0
    assert cost.cpu > 0.1


def test_a_build_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "while True: pass")
    with pytest.raises(RunFailed, match="took more than"):
        run(command, folder=tmp_path, variables={}, watch_memory=False, limit=0.3)


def test_a_build_is_stopped_when_the_benchmark_is(tmp_path: Path) -> None:
    child = "import pathlib; pathlib.Path('started').touch()\nwhile True: pathlib.Path('a').touch()"
    parent = f"""
import pathlib, signal, sys
from tools.bench.measuring import run
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
run((sys.executable, '-c', {child!r}), folder=pathlib.Path({str(tmp_path)!r}), variables={{}},
    watch_memory=False, limit=60)
"""
    with subprocess.Popen([sys.executable, "-c", parent], cwd=PROJECT) as process:
        while not (tmp_path / "started").exists():
            assert process.poll() is None
        process.terminate()
        assert process.wait(timeout=30) == 1
    # It would be made again at once.
    (tmp_path / "a").unlink(missing_ok=True)
    assert not any((tmp_path / "a").exists() for _ in range(20_000))


def test_a_report_without_results_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.bench", "--report", "--folder", str(tmp_path)]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "run without --report" in result.stdout
