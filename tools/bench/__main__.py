"""Times cold builds of this generator beside Pelican and MkDocs, on explainers of made-up words.

Each build is a fresh process with nothing kept from an earlier one. The other two come from the
package index into a throwaway environment; without a network, this generator is timed alone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from tools.bench.corpus import write_mkdocs, write_ours, write_pelican

PROJECT = Path(__file__).resolve().parent.parent.parent
SETTINGS = """\
Ours: build.py build, as it comes; once with a process for each processor and once with one.
Pelican: theme as it comes; pages alone, no feeds, no tag, category or author pages.
MkDocs: the bundled theme "mkdocs" without highlighting; no plugins, so no search index.
Markdown extensions of the other two: {extensions}.
The same words for all; a citation of ours is an ordinary link for the others."""
EXTENSIONS = {
    "own": "their own defaults",
    "alike": "extra, admonition, sane_lists, smarty, toc: what our syntax rests on",
}


@dataclass(frozen=True)
class Build:
    """A way to build a folder of pages: its name, its command, and where the pages lie."""

    name: str
    command: tuple[str, ...]
    folder: Path
    site: Path


@dataclass(frozen=True)
class Run:
    """What one build took: seconds by the clock, seconds of processor, megabytes at its peak."""

    clock: float
    processor: float
    memory: float


def main(arguments: Sequence[str]) -> int:
    """Time everything, print a table, and return the exit status."""
    options = _options(arguments)
    if options.share:
        return _print_share(Path(options.share))
    kept = options.folder
    folder = Path(kept).resolve() if kept else Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        _say(f"Python {platform.python_version()}, {os.cpu_count()} processors")
        tools = _install(folder / "environment")
        _say(SETTINGS.format(extensions=EXTENSIONS[options.markdown]))
        _say(f"Medians of {options.runs} runs, in turn.\n")
        for pages in options.sizes:
            _compare(folder / str(pages), pages, tools=tools, options=options)
    finally:
        if not kept:
            shutil.rmtree(folder)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench", description="Time cold builds beside Pelican and MkDocs."
    )
    add = parser.add_argument
    add("--sizes", type=_sizes, default=(10, 100, 1000), help="pages (default: 10,100,1000)")
    add("--runs", type=int, default=3, help="of which the median counts (default: 3)")
    add("--markdown", choices=EXTENSIONS, default="own", help="the others' Markdown extensions")
    add("--folder", help="work here and keep everything, rather than in a throwaway folder")
    add("--share", metavar="CONTENT", help="print only what Markdown costs of one build, as JSON")
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _install(environment: Path) -> Path | None:
    """Return the folder of the other two's commands, or None where they cannot be had."""
    tools = environment / ("Scripts" if os.name == "nt" else "bin")
    if not (tools / "mkdocs").exists():
        _say("Installing Pelican and MkDocs into an environment of their own …")
        venv.create(environment, with_pip=True, clear=True)
        pip = [str(tools / "python"), "-m", "pip", "install", "--quiet", "pelican[markdown]"]
        done = subprocess.run([*pip, "mkdocs"], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
            _say(f"They cannot be had (is there a network?), so ours is timed alone: {reason}")
            return None
    for name in ("pelican", "mkdocs"):
        _say(f"{name}: {_output(str(tools / name), '--version')}")
    return tools


def _output(*command: str) -> str:
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip().split(" from ")[0]


def _compare(folder: Path, pages: int, *, tools: Path | None, options: argparse.Namespace) -> None:
    builds = list(_builds(folder, pages, tools=tools, alike=options.markdown == "alike"))
    for build in builds:
        # Once beforehand, so that nobody's modules have yet to be compiled or read from disk.
        _time(build)
    runs = [[_time(build) for build in builds] for _ in range(options.runs)]
    _say(f"{pages} pages: seconds (of processor), megabytes of the largest process")
    for build, timed in zip(builds, zip(*runs, strict=True), strict=True):
        _say(_line(build.name, timed))
    _say(_share_line(folder / "ours"))


def _builds(folder: Path, pages: int, *, tools: Path | None, alike: bool) -> Iterator[Build]:
    shutil.rmtree(folder, ignore_errors=True)
    ours, site = folder / "ours", folder / "ours-site"
    write_ours(ours, pages)
    command = (sys.executable, str(PROJECT / "build.py"), "build", "--quiet")
    where = ("--content", str(ours), "--site", str(site))
    yield Build("ours", (*command, *where), PROJECT, site)
    yield Build("ours, one process", (*command, *where, "--jobs", "1"), PROJECT, site)
    if tools:
        pelican, mkdocs = folder / "pelican", folder / "mkdocs"
        write_pelican(pelican, pages, alike=alike)
        write_mkdocs(mkdocs, pages, alike=alike)
        quiet = (str(tools / "pelican"), "--quiet", "-s", "pelicanconf.py", "-o", "site")
        yield Build("Pelican", quiet, pelican, pelican / "site")
        build = (str(tools / "mkdocs"), "build", "--quiet", "-d", "site")
        yield Build("MkDocs", build, mkdocs, mkdocs / "site")


def _time(build: Build) -> Run:
    """Build into an empty folder, and return what it took; a failed build ends everything."""
    shutil.rmtree(build.site, ignore_errors=True)
    # What pip installed was compiled when it was; ours is to be by the build beforehand.
    variables = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        build.command,
        cwd=build.folder,
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None  # noqa: S101 (asked for one line above)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{build.name} failed:\n{said}")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Run(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def _line(name: str, runs: Sequence[Run]) -> str:
    clock = statistics.median(run.clock for run in runs)
    processor = statistics.median(run.processor for run in runs)
    memory = max(run.memory for run in runs)
    return f"  {name:<20}{clock:8.2f} {f'({processor:.2f})':>9}{memory:8.0f} MB"


# What Markdown costs


def _share_line(content_dir: Path) -> str:
    command = (sys.executable, "-m", "tools.bench", "--share", str(content_dir))
    share = json.loads(_output(*command))
    markdown, rest = share["markdown"], share["rest"]
    return (
        f"  of ours, in seconds of processor: imports {share['imports']:.2f}, "
        f"Markdown {markdown:.2f}, everything else {rest:.2f} ({rest / markdown:.0%} of Markdown)\n"
    )


def _print_share(content_dir: Path) -> int:
    """Build once in this process, and print what was spent where, in seconds of processor."""
    started = time.process_time()
    from explainer.build import Settings, build  # noqa: PLC0415
    from explainer.prose.convert import to_fragment  # noqa: PLC0415
    from explainer.store import Store  # noqa: PLC0415

    imported = time.process_time()
    spent: list[float] = []

    def timed(text: str) -> object:
        began = time.process_time()
        fragment = to_fragment(text)
        spent.append(time.process_time() - began)
        return fragment

    with (
        tempfile.TemporaryDirectory() as site,
        patch("explainer.load.prose_fields.to_fragment", timed),
    ):
        build(Settings(content_dir, Path(site)), Store())
    markdown, whole = sum(spent), time.process_time() - imported
    found = {"imports": imported - started, "markdown": markdown, "rest": whole - markdown}
    _say(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
