"""Times the preview in Chromium, from a save to the repaint, beside the previews of other generators.

Ours shows the shipped explainer. The others show made-up pages, much smaller ones, since they can't
read an explainer. The time ends with the first frame after the one in which the page, or its style,
has the saved text. Run it as `python -m tools.bench.preview`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from tools.bench.corpus import Corpus
from tools.bench.generators import OURS
from tools.bench.peer_projects import write_eleventy, write_hugo, write_mkdocs
from tools.bench.peers import NotInstalled, Program, install
from tools.prerequisites import chromium

PROJECT = Path(__file__).resolve().parent.parent.parent
# Seconds: until a server answers, until a save is shown, and between saves.
_START, _SHOWN, _PAUSE = 60.0, 20.0, 0.4
_PEER_PAGES = 100
# Looks every few milliseconds for the saved mark, also after the page was loaded again. Looking in
# each frame would make the browser paint all the time.
_WATCH = """
(() => {
  const look = () => {
    const mark = sessionStorage.getItem("bench-mark");
    const root = document.documentElement;
    const found = mark && document.body && (document.body.textContent.includes(mark)
      || getComputedStyle(root).getPropertyValue("--bench").includes(mark));
    if (found) {
      sessionStorage.removeItem("bench-mark");
      requestAnimationFrame(() => setTimeout(() => window.benchShown(mark, Date.now())));
    }
    setTimeout(look, 4);
  };
  look();
})();
"""


@dataclass(frozen=True)
class Case:
    """A kind of save: the file, how a mark gets into its text, the page in view and the goals.

    `median` and `worst` are in milliseconds.
    """

    what: str
    file: str
    edit: Callable[[str, str], str]
    page: str
    median: int | None = None
    worst: int | None = None


@dataclass(frozen=True)
class Preview:
    """A preview: its name, its project folder, the command that starts it, and its cases."""

    name: str
    folder: Path
    command: tuple[str, ...]
    cases: tuple[Case, ...]


def main(arguments: Sequence[str]) -> int:
    """Measure, print a table, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.preview", description=__doc__)
    parser.add_argument("--saves", type=int, default=50, help="saves of each kind (default: 50)")
    parser.add_argument("--folder", type=Path, default=PROJECT / ".bench",
                        help="work in this folder, with the programs of the other generators"
                        " (default: .bench)")  # fmt: skip
    parser.add_argument("--alone", action="store_true", help="leave the other generators out")
    options = parser.parse_args(arguments)
    work = options.folder / "preview"
    shutil.rmtree(work, ignore_errors=True)
    peers = {} if options.alone else install(options.folder, say=_say)
    _say(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} when it started")
    _say("| preview | save | median, ms | worst, ms | goal |\n|---|---|---|---|---|")
    try:
        for preview in _previews(work, peers):
            with _running(preview) as address, _browser_page() as page:
                for case in preview.cases:
                    times = _measure(preview, case, address, page=page, saves=options.saves)
                    _say(_row(preview, case, times))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _say(f"load {os.getloadavg()[0]:.1f} when it ended")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _row(preview: Preview, case: Case, times: Sequence[float]) -> str:
    median, worst = statistics.median(times), max(times)
    goal = f"{case.median}, worst {case.worst}" if case.median else ""
    return f"| {preview.name} | {case.what} | {median:.0f} | {worst:.0f} | {goal} |"


def _appended(text: str, mark: str) -> str:
    return f"{text.partition('<!-- bench')[0].rstrip()}\n\nSaved as {mark}.\n"


def _in_style(text: str, mark: str) -> str:
    return f"{text.partition(':root { --bench')[0]}:root {{ --bench: {mark}; }}\n"


def _in_title(text: str, mark: str) -> str:
    """Replace the last word of the first title that has a mark, or add it to the first title."""
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("  title: "))
    lines[at] = lines[at].partition(" mark-")[0].rstrip('"') + f" {mark}"
    if lines[at].startswith('  title: "'):
        lines[at] += '"'
    return "\n".join(lines)


def _in_chart(text: str, mark: str) -> str:
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("title: "))
    lines[at] = f"title: A chart {mark}"
    return "\n".join(lines)


def _in_script(text: str, mark: str) -> str:
    code = f'document.documentElement.style.setProperty("--bench", "{mark}");'
    return f"{text.partition('document.documentElement.style.setProperty')[0]}{code}\n"


_OURS = (
    Case("a page's text", "content/background/the-chip.md", _appended,
         "background/the-chip.html", 100, 300),
    Case("the home page's text", "content/index.md", _appended, "index.html", 100, 300),
    Case("the style sheet", "templates/styles/glossary.css", _in_style,
         "background/the-chip.html", 100, 300),
    Case("an event, the timeline in view", "content/timeline/2026.yaml", _in_title,
         "timeline.html", 150, 300),
    Case("a chart's title", "content/charts/ascend-output.yaml", _in_chart,
         "background/chinas-self-reliance.html", 250, 350),
    Case("a script, the page is loaded again", "templates/assets/script.js", _in_script,
         "background/the-chip.html", 350, 350),
)  # fmt: skip


def _previews(work: Path, peers: dict[str, Program | str]) -> Iterator[Preview]:
    ours = work / OURS
    ours.mkdir(parents=True)
    for name in ("content", "templates"):
        shutil.copytree(PROJECT / name, ours / name)
    build = (sys.executable, str(PROJECT / "build.py"))
    folders = ("--project", str(ours), "--templates", str(ours / "templates"))
    # Most previews are started where there was one before.
    subprocess.run([*build, "build", *folders], check=True, capture_output=True)  # noqa: S603
    yield Preview(OURS, ours, (*build, "serve", "--port", "{port}", *folders), _OURS)
    corpus = Corpus("neutral", _PEER_PAGES)
    for name, write, pages, options in (
        ("Hugo", write_hugo, "content", ("server", "--port", "{port}")),
        ("MkDocs", write_mkdocs, "docs", ("serve", "--dev-addr", "127.0.0.1:{port}")),
        ("Eleventy", write_eleventy, "content", ("--serve", "--port={port}", "--quiet")),
    ):
        program = peers.get(name)
        if not isinstance(program, Program):
            continue
        write(work / name, corpus, alike=True)
        case = Case("a page's text", f"{pages}/chapter-1/page-002.md", _appended,
                    "chapter-1/page-002/")  # fmt: skip
        yield Preview(name, work / name, (*program.command, *options), (case,))


@contextmanager
def _running(preview: Preview) -> Iterator[str]:
    """Start a preview; yield its address, and stop it in the end."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [word.replace("{port}", str(port)) for word in preview.command]
    started = time.monotonic()
    with subprocess.Popen(  # noqa: S603
        command, cwd=preview.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}/"
            while not _answers(address):
                if time.monotonic() > started + _START or process.poll() is not None:
                    raise NotInstalled(f"{preview.name} doesn't serve its pages")
                time.sleep(0.02)
            _say(f"| {preview.name} | start to first page | {_since(started)} | | |")
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _since(started: float) -> str:
    return f"{(time.monotonic() - started) * 1000:.0f}"


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as response:  # noqa: S310 (our own address)
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


@contextmanager
def _browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium("headless-chromium"))
        page = browser.new_page()
        yield page
        browser.close()


def _measure(preview: Preview, case: Case, address: str, *, page: Page, saves: int) -> list[float]:
    """Return the milliseconds from each save to the frame that shows it."""
    shown: dict[str, float] = {}
    context = page.context.browser.new_context()  # type: ignore[union-attr]
    page = context.new_page()

    def note(mark: str, when: float) -> None:
        shown.setdefault(mark, when)

    page.expose_function("benchShown", note)
    page.add_init_script(_WATCH)
    page.goto(address + case.page)
    page.wait_for_timeout(1500)
    file = preview.folder / case.file
    text = file.read_text("utf-8")
    times = []
    # The first save also warms up what later ones use.
    for number in range(saves + 1):
        mark = f"mark-{os.getpid()}x{number}x"
        page.evaluate("mark => sessionStorage.setItem('bench-mark', mark)", mark)
        new = case.edit(text, mark)
        saved = time.time() * 1000
        file.write_text(new, "utf-8")
        limit = time.monotonic() + _SHOWN
        while mark not in shown and time.monotonic() < limit:
            page.wait_for_timeout(10)
        times.append(shown.get(mark, saved + _SHOWN * 1000) - saved)
        page.wait_for_timeout(_PAUSE * 1000)
    file.write_text(text, "utf-8")
    page.wait_for_timeout(1000)
    context.close()
    return times[1:]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
