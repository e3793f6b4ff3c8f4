"""Programs that tests and audit need besides Python: finds them, and installs what's missing.

`python -m tools.prerequisites chromium node` installs without asking: as root on Debian or Ubuntu
with apt-get, elsewhere only Chromium with Playwright. What can't be installed is named in one line.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """A program that may have to be installed.

    `executables` are the file names that it may have; `debian_package` is the package that has it.
    """

    name: str
    executables: tuple[str, ...]
    debian_package: str


HEADLESS_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PROGRAMS = {
    program.name: program
    for program in (
        # Chromium without a user interface: tests run three times as fast as in the full browser.
        Program("headless-chromium", (*HEADLESS_SHELLS, *BROWSERS), "chromium-headless-shell"),
        Program("chromium", BROWSERS, "chromium"),
        Program("node", ("node",), "nodejs"),
        Program("npm", ("npm",), "npm"),
        Program("java", ("java",), "default-jre-headless"),
        Program("pandoc", ("pandoc",), "pandoc"),
        Program("biber", ("biber",), "biber"),
    )
}
_ERROR = re.compile(r"E:|Error\b|Failed\b", re.IGNORECASE)
APT_GET = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "-qq")


class MissingProgramError(Exception):
    """A program is missing and can't be installed here; the message says what to install."""


def executable(program: Program) -> str | None:
    """Return the path of a program's executable, or None if it isn't installed.

    If the system has no Chromium, a Chromium that Playwright downloaded counts too.
    """
    path = next(filter(None, map(shutil.which, program.executables)), None)
    return path or (_playwright_chromium() if _is_browser(program) else None)


def chromium(name: str = "chromium") -> str:
    """Return the path of a browser in `PROGRAMS`; raises MissingProgramError if it is missing."""
    path = executable(PROGRAMS[name])
    if path is None:
        raise MissingProgramError("missing: chromium; run make test, which installs it")
    return path


def ensure(names: Sequence[str]) -> None:
    """Install the named programs if they are missing; raises MissingProgramError if that fails."""
    failure = ""
    for command in install_commands(_missing(names)):
        print(f"installing: {' '.join(command)}", file=sys.stderr)  # noqa: T201
        failure = _run(command) or failure
        _playwright_chromium.cache_clear()
        if not _missing(names):
            return
    if missing := _missing(names):
        raise MissingProgramError(_advice(missing, failure))


def install_commands(missing: Sequence[Program]) -> list[tuple[str, ...]]:
    """Return the commands to try, in order, until none of the programs is missing."""
    commands: list[tuple[str, ...]] = []
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if missing and is_root and shutil.which("apt-get"):
        packages = [program.debian_package for program in missing]
        commands += [(*APT_GET, "update"), (*APT_GET, "install", "-y", *packages)]
    if any(map(_is_browser, missing)):
        commands.append((sys.executable, "-m", "playwright", "install", "chromium"))
    return commands


def _is_browser(program: Program) -> bool:
    return "chromium" in program.executables


def _missing(names: Sequence[str]) -> list[Program]:
    """Return those of the named programs that aren't installed."""
    return [PROGRAMS[name] for name in names if executable(PROGRAMS[name]) is None]


def _run(command: Sequence[str]) -> str:
    """Run a command; return an empty string, or the last line that it printed if it failed."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    result = subprocess.run(  # noqa: S603
        command,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if result.returncode == 0:
        return ""
    lines = [line.strip() for line in result.stdout.splitlines() if line.strip()]
    # Playwright prints a stack trace below its error, apt-get marks errors with "E:".
    errors = [line for line in lines if _ERROR.match(line)]
    return (errors or lines or [f"exit status {result.returncode}"])[-1]


def _advice(missing: Sequence[Program], failure: str) -> str:
    """Return the message on how to install the programs; `failure` is why that failed here."""
    names = ", ".join(program.name for program in missing)
    packages = " ".join(program.debian_package for program in missing)
    reason = f" ({failure})" if failure else ""
    return (
        f"missing: {names}{reason}; install it with your package manager and run this again"
        f" (Debian and Ubuntu: sudo apt-get install {packages})"
    )


@cache
def _playwright_chromium() -> str | None:
    """Return the path of the Chromium that Playwright downloaded, or None if there is none."""
    if find_spec("playwright") is None:
        return None
    # Imported only where the system has no Chromium: starting the driver takes half a second.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main(names: Sequence[str]) -> int:
    """Install the named programs if they are missing, and return the exit status.

    It is 0 if all are installed now, 2 for an unknown name, and 3 if installing fails.
    """
    if unknown := [name for name in names if name not in PROGRAMS]:
        known = ", ".join(PROGRAMS)
        print(f"unknown program {unknown[0]}; use: {known}", file=sys.stderr)  # noqa: T201
        return 2
    try:
        ensure(names)
    except MissingProgramError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
