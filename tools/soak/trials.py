"""What the long tests share: their settings, failures, builds in new processes, and link checks."""

from __future__ import annotations

import posixpath
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from explainer.build import Settings, make
from explainer.page_links import ids_and_links, link_target
from explainer.publish import MANIFEST, STAGE
from explainer.render import RenderedFile
from explainer.store import Store

PROJECT = Path(__file__).resolve().parent.parent.parent
LAMPS = PROJECT / "tests" / "explainers" / "lamps"
# A build that takes longer hangs. The shipped site takes seconds.
PATIENCE = 300  # seconds


@dataclass(frozen=True)
class Soak:
    """The settings of a run: where to work, how long, how often, how many files and series of edits.

    `chance` is the source of all random choices, started with the seed.
    """

    folder: Path
    chance: random.Random
    seconds: float
    kills: int
    files: int
    series: int

    def fresh(self, name: str) -> Path:
        """Return the path of a folder in the working folder, removed if it existed."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        return path

    def clean_up(self) -> None:
        """Remove the working folder."""
        shutil.rmtree(self.folder)


class Failed(Exception):
    """The build did what it must never do; the message says what, and how to see it again."""


def run_build(content: Path, site: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run build.py in a new process, and raise Failed if it hangs or prints a traceback."""
    command = [sys.executable, str(PROJECT / "build.py"), "--content", str(content)]
    command += ["--site", str(site), "--quiet", *options]
    try:
        result = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{' '.join(command)} didn't end within {PATIENCE} s") from error
    fault = "" if result.returncode in {0, 1, 3} else f"exit status {result.returncode}"
    if "Traceback" in result.stderr or fault:
        raise Failed(f"{' '.join(command)}: {fault or 'traceback'}\n{result.stderr[-3000:]}")
    return result


def pages_of(content: Path) -> tuple[RenderedFile, ...]:
    """Return the rendered files of an explainer; raise Failed if it has errors."""
    result = make(Settings(content), Store())
    if not result.can_publish:
        raise Failed("\n".join(problem.text() for problem in result.problems))
    return result.pages


def contents(site: Path) -> dict[str, bytes]:
    """Return the published files of a site folder, by address."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.relative_to(site).parts[0] not in {MANIFEST, STAGE}
    }


def broken_links(files: dict[str, bytes]) -> list[str]:
    """Return each link in the pages that leads to no file of the site, or to no id of its page."""
    pages = {a: ids_and_links(data) for a, data in files.items() if a.endswith(".html")}
    broken = []
    for address, (_, links) in pages.items():
        for link in links:
            if target := link_target(posixpath.dirname(address), link):
                to, anchor = target[0] or address, target[1]
                if to not in files or (anchor and anchor not in pages[to][0]):
                    broken.append(f"{address} → {link}")
    return broken


def expect_equal(found: dict[str, bytes], expected: dict[str, bytes], what: str) -> None:
    """Raise Failed with the addresses of files that differ."""
    wrong = sorted(a for a in found.keys() | expected.keys() if found.get(a) != expected.get(a))
    if wrong:
        raise Failed(f"{what}: {len(wrong)} files differ, such as {', '.join(wrong[:5])}")
