"""Times builds of this generator beside Hugo, Eleventy, MkDocs and Pelican.

Each build is a new process. The results are kept in the bench's folder, so that a run that was
broken off goes on where it was. docs/benchmarks.md says what is measured, and how.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import platform
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.bench.corpus import Corpus
from tools.bench.cpu_share import cpu_share
from tools.bench.generators import OURS, PEERS
from tools.bench.measuring import RunFailed, run
from tools.bench.peers import Program, install
from tools.bench.plans import KINDS, SIZES, full_plan, quick_plan, without
from tools.bench.report import report, write_between_markers
from tools.bench.results import Results
from tools.bench.rounds import Part, run_part
from tools.bench.workspace import CODE, Workspace, free_gigabytes, own_workspace, peer_workspace

PROJECT = Path(__file__).resolve().parent.parent.parent


def main(arguments: Sequence[str]) -> int:
    """Measure what isn't among the kept results yet, print the report, return the exit status."""
    options = _options(arguments)
    # As with Ctrl-C, the build that is being timed is stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    if options.share:
        _say(json.dumps(cpu_share(Path(options.share))))
        return 0
    folder = Path(options.folder).resolve()
    file = folder / f"results-{options.name}.jsonl"
    results = Results.read(file)
    if not options.report:
        results = _measure(folder, file, results, options=options)
    if results is None:
        _say(f"no results in {folder}; run without --report")
        return 2
    text = report(results)
    _say(text)
    if options.write:
        write_between_markers(Path(options.write), options.name, text)
    return int(any(r.problem for r in results.all() if r.key.generator == OURS))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench",
        description=__doc__,
        epilog="exit status: 0 success; 1 a build of ours failed or lacked pages; 2 wrong command line",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="only 100 pages and the shipped explainer, once")
    add("--sizes", metavar="N,N,...", type=_sizes, default=SIZES,
        help="numbers of pages (default: 10,100,1000,10000,100000)")  # fmt: skip
    add("--corpora", metavar="NAME,...", type=_kinds, default=KINDS,
        help="neutral, cited, shipped, records (default: all)")  # fmt: skip
    add("--runs", metavar="N", type=int, default=3,
        help="runs to take the median of; from 10,000 pages on it's always one (default: 3)")  # fmt: skip
    add("--markdown", choices=("alike", "own"), default="alike",
        help="Markdown extensions of Pelican and MkDocs: like ours, or their defaults"
        " (default: alike)")  # fmt: skip
    add("--limit", metavar="MINUTES", type=float, default=60,
        help="stop a build that takes longer (default: 60)")  # fmt: skip
    add("--folder", metavar="DIR", default=PROJECT / ".bench",
        help="work in this folder, and keep programs and results there (default: .bench)")  # fmt: skip
    add("--fresh", action="store_true", help="don't go on with a broken run, start anew")
    add("--report", action="store_true", help="measure nothing, only report the kept results")
    add("--write", metavar="FILE", help="also write the report to its place in this document")
    add("--share", metavar="DIR",
        help="only build the content folder DIR once, and print the CPU seconds of imports,"
        " Markdown and the rest as JSON")  # fmt: skip
    options = parser.parse_args(arguments)
    options.name = "quick" if options.quick else "full"
    if options.write and not Path(options.write).exists():
        parser.error(f"{options.write} doesn't exist")
    return options


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(int(number) for number in text.split(","))
    if min(sizes) < 10:
        raise argparse.ArgumentTypeError("a site needs at least 10 pages")
    return sizes


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(text.split(","))
    if unknown := set(kinds) - set(KINDS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return kinds


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _measure(
    folder: Path, file: Path, kept: Results | None, *, options: argparse.Namespace
) -> Results:
    """Run what is missing in the kept results, or everything if they belong to another run."""
    peers = install(folder, say=_say)
    missing = {name: reason for name, reason in peers.items() if isinstance(reason, str)}
    programs = {name: found for name, found in peers.items() if isinstance(found, Program)}
    plan = quick_plan() if options.quick else full_plan(
        kinds=options.corpora, sizes=options.sizes, runs=options.runs
    )  # fmt: skip
    parts = [without(part, tuple(missing)) for part in plan]
    settings = _settings(programs, missing, parts, options=options)
    results = kept
    if kept is None or options.fresh or not _goes_on(kept, parts, settings):
        results = Results.start(file, settings)
    elif kept.all():
        _say(f"Going on after {len(kept.all())} kept results; --fresh starts anew.")
    assert results is not None  # noqa: S101 (for mypy)
    _warm_up(folder / "warm-up", programs, options=options)
    for part in parts:
        if any(key not in results for key in part.everything()):
            _run(part, folder / part.corpus.name, programs, results=results, options=options)
    return results


def _goes_on(kept: Results, parts: Sequence[Part], settings: dict[str, Any]) -> bool:
    """Return whether kept results are of the same run, which isn't finished."""
    finished = all(key in kept for part in parts for key in part.everything())
    same = all(kept.settings.get(name) == settings[name] for name in ("code", "plan", "versions"))
    return same and not finished


def _run(
    part: Part,
    folder: Path,
    programs: dict[str, Program],
    *,
    results: Results,
    options: argparse.Namespace,
) -> None:
    """Write a part's projects into a folder, measure them, and remove the folder."""
    _say(f"{part.corpus.name}: writing the pages; {free_gigabytes(folder):.0f} GB are free")
    try:
        workspaces = list(_workspaces(part, folder, programs, options=options))
        run_part(part, workspaces, results=results, limit=options.limit * 60, say=_say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _workspaces(
    part: Part, folder: Path, programs: dict[str, Program], *, options: argparse.Namespace
) -> list[Workspace]:
    alike = options.markdown == "alike"
    ours = own_workspace(folder / OURS, part.corpus, project=PROJECT)
    theirs = (
        peer_workspace(
            folder / peer.name,
            part.corpus,
            generator=peer,
            program=programs[peer.name],
            alike=alike,
        )
        for peer in PEERS
        if peer.name in part.generators
    )
    return [ours, *theirs]


def _warm_up(folder: Path, programs: dict[str, Program], *, options: argparse.Namespace) -> None:
    """Build a small site with every generator, so that its modules are compiled and in memory."""
    part = Part(Corpus("neutral", 10), (OURS, *programs), ("cold",), 1)
    for workspace in _workspaces(part, folder, programs, options=options):
        try:
            run(workspace.command("cold"), folder=workspace.folder,
                variables=workspace.variables("cold"), watch_memory=False, limit=600)  # fmt: skip
        except RunFailed as failure:
            _say(f"{workspace.name}: {failure}")
    shutil.rmtree(folder, ignore_errors=True)


def _settings(
    programs: dict[str, Program],
    missing: dict[str, str],
    parts: Sequence[Part],
    *,
    options: argparse.Namespace,
) -> dict[str, Any]:
    """Return what describes a run: the kept results of another one can't be gone on with."""
    versions = [f"{name} {program.version}" for name, program in programs.items()]
    keys = [f"{part.everything()}" for part in parts]
    return {
        "date": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}",
        "machine": f"{os.cpu_count()} processors ({_processor()}), {_memory()}, {platform.system()},"
        f" Python {platform.python_version()}",
        "versions": ", ".join(versions) or "No peers",
        "missing": missing,
        "code": _digest_of_code(),
        "plan": hashlib.sha256(f"{options.markdown} {keys}".encode()).hexdigest()[:16],
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"


def _digest_of_code() -> str:
    """Return a digest of everything that a build of ours consists of, the shipped content too."""
    digest = hashlib.sha256()
    for name in (*CODE, "content"):
        path = PROJECT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(PROJECT).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
