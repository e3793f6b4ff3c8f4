"""Benchmarks cold builds of this generator against Pelican and MkDocs, on made-up text.

Each build is a new process without a cache. Pelican and MkDocs are installed from the package index
into a separate virtual environment; without a network, only this generator is timed.
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

from tools.bench.corpus import write_explainer, write_mkdocs, write_pelican

PROJECT = Path(__file__).resolve().parent.parent.parent
SETTINGS = """\
Explainer: build.py build with its defaults; once with a process per processor, once with one.
Pelican: the default theme; only pages, no feeds, no tag, category or author pages.
MkDocs: the bundled theme "mkdocs" without highlighting; no plugins, so no search index.
Markdown extensions of Pelican and MkDocs: {extensions}.
All three get the same text; citations become ordinary links for Pelican and MkDocs."""
EXTENSIONS = {
    "own": "their own defaults",
    "alike": "extra, admonition, sane_lists, smarty, toc: those that ours is based on",
}


@dataclass(frozen=True)
class Build:
    """A build to time: a command, the `folder` to run it in, and the `site` folder it writes."""

    name: str
    command: tuple[str, ...]
    folder: Path
    site: Path


@dataclass(frozen=True)
class Run:
    """The cost of one build: wall-clock seconds, CPU seconds, and peak memory in megabytes."""

    wall: float
    cpu: float
    memory: float


def main(arguments: Sequence[str]) -> int:
    """Time every build, print a table, and return the exit status."""
    options = _options(arguments)
    if options.share:
        return _print_share(Path(options.share))
    folder = (
        Path(options.folder).resolve()
        if options.folder
        else Path(tempfile.mkdtemp(prefix="bench-"))
    )
    try:
        _say(f"Python {platform.python_version()}, {os.cpu_count()} processors")
        tools = _install(folder / "environment")
        _say(SETTINGS.format(extensions=EXTENSIONS[options.markdown]))
        _say(f"Medians of {options.runs} runs; the builds take turns.\n")
        for pages in options.sizes:
            _compare(folder / str(pages), pages, tools=tools, options=options)
    finally:
        if not options.folder:
            shutil.rmtree(folder)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench",
        description="Benchmark cold builds against Pelican and MkDocs, on made-up text.",
        epilog="exit status: 0 success; 1 a build failed; 2 wrong command line",
    )
    add = parser.add_argument
    add(
        "--sizes",
        metavar="N,N,...",
        type=_sizes,
        default=(10, 100, 1000),
        help="numbers of pages (default: 10,100,1000)",
    )
    add(
        "--runs", metavar="N", type=int, default=3, help="builds to take the median of (default: 3)"
    )
    add(
        "--markdown",
        choices=EXTENSIONS,
        default="own",
        help="Markdown extensions of Pelican and MkDocs: their own defaults, or those like ours"
        " (default: own)",
    )
    add(
        "--folder", metavar="DIR", help="work in this folder and keep it (default: a temporary one)"
    )
    add(
        "--share",
        metavar="DIR",
        help="only build the content folder DIR once, and print the CPU seconds of imports,"
        " Markdown and the rest as JSON",
    )
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _install(environment: Path) -> Path | None:
    """Return the folder with the commands of Pelican and MkDocs, or None if installing fails."""
    tools = environment / ("Scripts" if os.name == "nt" else "bin")
    if not (tools / "mkdocs").exists():
        _say("Installing Pelican and MkDocs in a virtual environment …")
        venv.create(environment, with_pip=True, clear=True)
        pip = [str(tools / "python"), "-m", "pip", "install", "--quiet", "pelican[markdown]"]
        result = subprocess.run([*pip, "mkdocs"], capture_output=True, text=True, check=False)  # noqa: S603
        if result.returncode:
            reason = (result.stderr.strip() or "no reason given").splitlines()[-1]
            _say(f"Installation failed (no network?); timing only this generator: {reason}")
            return None
    for name in ("pelican", "mkdocs"):
        _say(f"{name}: {_output(str(tools / name), '--version')}")
    return tools


def _output(*command: str) -> str:
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603
    return result.stdout.strip().split(" from ")[0]


def _compare(folder: Path, pages: int, *, tools: Path | None, options: argparse.Namespace) -> None:
    """Time the builds of a site with this many pages, and print the table."""
    builds = list(_builds(folder, pages, tools=tools, alike=options.markdown == "alike"))
    for build in builds:
        # A warm-up run, so that every module is compiled and in the disk cache.
        _time(build)
    runs = [[_time(build) for build in builds] for _ in range(options.runs)]
    _say(f"{pages} pages: seconds (CPU seconds), peak memory of the largest process")
    for build, build_runs in zip(builds, zip(*runs, strict=True), strict=True):
        _say(_line(build.name, build_runs))
    _say(_share_line(folder / "explainer"))


def _builds(folder: Path, pages: int, *, tools: Path | None, alike: bool) -> Iterator[Build]:
    """Write each generator's content into the folder, and yield the builds to time.

    `tools` is the folder with the commands of Pelican and MkDocs, or None to leave them out. If
    `alike` is set, they use Markdown extensions like ours.
    """
    shutil.rmtree(folder, ignore_errors=True)
    content_dir, site = folder / "explainer", folder / "explainer-site"
    write_explainer(content_dir, pages)
    command = (sys.executable, str(PROJECT / "build.py"), "build", "--quiet")
    folders = ("--content", str(content_dir), "--site", str(site))
    yield Build("Explainer", (*command, *folders), PROJECT, site)
    yield Build("Explainer, 1 process", (*command, *folders, "--jobs", "1"), PROJECT, site)
    if tools:
        pelican, mkdocs = folder / "pelican", folder / "mkdocs"
        write_pelican(pelican, pages, alike=alike)
        write_mkdocs(mkdocs, pages, alike=alike)
        run_pelican = (str(tools / "pelican"), "--quiet", "-s", "pelicanconf.py", "-o", "site")
        yield Build("Pelican", run_pelican, pelican, pelican / "site")
        run_mkdocs = (str(tools / "mkdocs"), "build", "--quiet", "-d", "site")
        yield Build("MkDocs", run_mkdocs, mkdocs, mkdocs / "site")


def _time(build: Build) -> Run:
    """Run a build into an empty folder, and return its cost; exit if the build fails."""
    shutil.rmtree(build.site, ignore_errors=True)
    # pip compiles what it installs; our own modules need the warm-up run to write bytecode.
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
    assert process.stderr is not None  # noqa: S101 (it's a pipe)
    error_text = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{build.name} failed:\n{error_text}")
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def _line(name: str, runs: Sequence[Run]) -> str:
    """Return a row of the table: the median times and the highest memory of the runs."""
    wall = statistics.median(run.wall for run in runs)
    cpu = statistics.median(run.cpu for run in runs)
    memory = max(run.memory for run in runs)
    return f"  {name:<20}{wall:8.2f} {f'({cpu:.2f})':>9}{memory:8.0f} MB"


def _share_line(content_dir: Path) -> str:
    """Return the line on how this generator's CPU time is divided, measured in a new process."""
    command = (sys.executable, "-m", "tools.bench", "--share", str(content_dir))
    share = json.loads(_output(*command))
    markdown, rest = share["markdown"], share["rest"]
    return (
        f"  Explainer's CPU seconds: imports {share['imports']:.2f}, "
        f"Markdown {markdown:.2f}, the rest {rest:.2f} ({rest / markdown:.0%} of Markdown)\n"
    )


def _print_share(content_dir: Path) -> int:
    """Build once in this process; print the CPU seconds for imports, Markdown and the rest."""
    started = time.process_time()
    from explainer.build import Settings, build  # noqa: PLC0415
    from explainer.prose.convert import to_fragment  # noqa: PLC0415
    from explainer.store import Store  # noqa: PLC0415

    imported = time.process_time()
    spent: list[float] = []

    def timed(text: str) -> object:
        before = time.process_time()
        fragment = to_fragment(text)
        spent.append(time.process_time() - before)
        return fragment

    with (
        tempfile.TemporaryDirectory() as site,
        patch("explainer.load.prose_fields.to_fragment", timed),
    ):
        build(Settings(content_dir, Path(site)), Store())
    markdown, build_time = sum(spent), time.process_time() - imported
    share = {"imports": imported - started, "markdown": markdown, "rest": build_time - markdown}
    _say(json.dumps(share))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
