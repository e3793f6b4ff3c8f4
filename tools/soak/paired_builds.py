"""Runs builds in processes of their own, and compares those that use a cache with clean ones."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from pathlib import Path

import explainer.cli
from tools.soak.edits import Project, files_in
from tools.soak.trials import PATIENCE, PROJECT, Failed

# What a build wrote, and how long it took, depends on what was there before.
_COUNTS = re.compile(r"\d+ files? written, \d+ unchanged, \d+ removed|[\d.]+ s$", re.MULTILINE)
_OWN_MESSAGE = "build.py: can't use the cache folder"


@dataclass(frozen=True)
class Ending:
    """How a build ended: its exit status and what it printed, without counts, time and site folder.

    `complaints` are the messages about the cache, and `repeats` is whether it repeated the last one.
    """

    status: int
    printed: str
    complaints: tuple[str, ...]
    repeats: bool


@dataclass
class Pair:
    """An explainer with a site that is built with a cache; each is compared with a clean one.

    If it `is_real`, builds run a copy of the whole program, which may be edited; otherwise they are
    forks of this process, which has imported everything and so takes half of the time.
    """

    project: Project
    cache: Path
    site: Path
    is_real: bool = False
    done: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    # Seconds that the last build took.
    seconds: float = 0.2
    is_refused: bool = False

    def __post_init__(self) -> None:
        if self.is_real:
            code = self.project.folder / "code"
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(PROJECT / "explainer", code / "explainer", ignore=ignored)
            shutil.copy2(PROJECT / "build.py", code)
            self.project.templates.rename(code / "templates")
            self.project.templates.symlink_to(code / "templates")

    def edit(self, most: int = 3) -> None:
        """Make some random edits; most often repair first what can't be published."""
        if self.is_refused and self.project.chance.random() < 0.6:
            self.done.append(f"repair {self.project.repair()}")
        for _ in range(self.project.chance.randint(1, most)):
            self.done.append(self.project.edit())

    def start(self, site: Path, cache: Path, log: Path) -> ForkProcess | subprocess.Popen[bytes]:
        """Start a build of the explainer into a site folder, with a cache folder."""
        arguments = ["--content", str(self.project.content), "--site", str(site)]
        arguments += ["--cache", str(cache), "--jobs", "1", *self.project.arguments]
        if self.is_real:
            command = [sys.executable, str(self.project.folder / "code/build.py"), *arguments]
            with log.open("wb") as out, log.with_suffix(".err").open("wb") as err:
                return subprocess.Popen(command, stdout=out, stderr=err)  # noqa: S603
        process = multiprocessing.get_context("fork").Process(
            target=_build, args=(arguments, self.project.templates, log)
        )
        process.start()
        return process

    def build(self, *, clean: bool = False) -> Ending:
        """Build with the cache, or else from nothing, and return how that ended."""
        site, cache, log = self.site, self.cache, self.project.folder / "log"
        if clean:
            site, cache = self.project.folder / "clean-site", self.project.folder / "clean-cache"
            for folder in (site, cache):
                shutil.rmtree(folder, ignore_errors=True)
        started = time.monotonic()
        status = wait(self.start(site, cache, log))
        self.seconds = time.monotonic() - started
        return self.ending(status, site, log)

    def ending(self, status: int, site: Path, log: Path) -> Ending:
        """Return how a build ended that printed into a log; raise Failed if it shouldn't have."""
        out = log.read_text("utf-8")
        err = log.with_suffix(".err").read_text("utf-8")
        if "Traceback" in err or status not in {0, 1}:
            self.fail(f"status {status}: {err[-3000:]}")
        anew = log.with_suffix(".anew")
        repeats = not anew.exists() and not self.is_real
        anew.unlink(missing_ok=True)
        lines = err.splitlines(keepends=True)
        complaints = tuple(line for line in lines if line.startswith(_OWN_MESSAGE))
        printed = "".join([out, *(line for line in lines if line not in complaints)])
        printed = _COUNTS.sub("…", printed.replace(str(site), "SITE"))
        return Ending(status, printed, complaints, repeats)

    def compare(self, *, complaints: int = 0) -> Ending:
        """Build with the cache and without, and raise Failed if a difference is found."""
        before = _site(self.site)
        cached, clean = self.build(), self.build(clean=True)
        self.counts["builds"] += 1
        self.counts["published" if clean.status == 0 else "refused"] += 1
        self.is_refused = clean.status != 0
        if (cached.status, cached.printed) != (clean.status, clean.printed):
            self.fail(
                f"{cached.status}:\n{cached.printed}but clean {clean.status}:\n{clean.printed}"
            )
        if len(cached.complaints) > complaints:
            self.fail("".join(cached.complaints))
        expected = before if clean.status else _site(self.project.folder / "clean-site")
        found = _site(self.site)
        if wrong := sorted(a for a in found.keys() | expected if found.get(a) != expected.get(a)):
            self.fail(f"{len(wrong)} files differ: {', '.join(wrong[:5])}")
        return cached

    def repeat(self) -> None:
        """Build again with nothing changed; raise Failed if that changes anything."""
        before, found = _site(self.site), self.build()
        self.counts["nothing to do"] += 1
        self.counts["nothing to do, and ended at once"] += found.repeats
        if _site(self.site) != before:
            self.fail("a build with nothing to do changed the site")

    def fail(self, message: str) -> None:
        """Raise Failed with everything that was done before."""
        steps = "\n  ".join(self.done)
        raise Failed(f"{message}\nafter these edits in {self.project.folder}:\n  {steps}")


def wait(process: ForkProcess | subprocess.Popen[bytes]) -> int:
    """Wait for a build, and return its exit status; raise Failed if it doesn't end."""
    if isinstance(process, subprocess.Popen):
        return process.wait(PATIENCE)
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
        raise Failed(f"a build didn't end within {PATIENCE} s")
    return process.exitcode


def _build(arguments: list[str], templates: Path, log: Path) -> None:
    """Build in this new process, and exit."""
    for number, file in ((1, log), (2, log.with_suffix(".err"))):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (stays open)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    vars(explainer.cli)["TEMPLATES"] = str(templates)
    anew = explainer.cli._build_anew

    def build_anew(*given: object) -> object:
        log.with_suffix(".anew").touch()
        return anew(*given)  # type: ignore[arg-type]

    explainer.cli._build_anew = build_anew  # type: ignore[assignment]
    status = explainer.cli.main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(status)


def _site(folder: Path) -> dict[str, bytes]:
    """Return all files of a site folder, its manifest too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_in(folder)}
