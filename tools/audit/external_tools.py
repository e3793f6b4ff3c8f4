"""The external programs that the audit runs, and how to install them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.prerequisites import MissingProgramError, ensure

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PACKAGES = HERE / "node_modules"
AXE = PACKAGES / "axe-core" / "axe.min.js"
LIGHTHOUSE = PACKAGES / "lighthouse" / "cli" / "index.js"
VNU = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
YAML_SERVER = PACKAGES / "yaml-language-server" / "bin" / "yaml-language-server"

PROGRAMS = ("chromium", "node", "npm", "java")


class NotInstalled(Exception):
    """A program or npm package couldn't be installed; the message says what to do."""


def build(site: Path, *options: str) -> None:
    """Build into the folder `site` with `build.py build`; raises RuntimeError if that fails."""
    command = [sys.executable, str(PROJECT / "build.py"), "build", "--quiet", "--site", str(site)]
    result = subprocess.run(  # noqa: S603
        [*command, *options], cwd=PROJECT, check=False, stderr=subprocess.PIPE, text=True
    )
    if result.returncode:
        raise RuntimeError(f"the build failed:\n{result.stderr}")


def prepare(extra_programs: Sequence[str] = ()) -> None:
    """Install the programs that are missing, and the locked npm packages.

    `extra_programs` are those that only some parts of the audit need. Raises NotInstalled if that
    fails.
    """
    try:
        ensure((*PROGRAMS, *extra_programs))
    except MissingProgramError as error:
        raise NotInstalled(str(error)) from error
    if not _is_current():
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(command, cwd=HERE, check=False).returncode:  # noqa: S603
            raise NotInstalled(f"npm couldn't install the packages in {HERE / 'package-lock.json'}")


def _is_current() -> bool:
    """Return whether the npm packages were installed after the last change of the lock file."""
    installed = PACKAGES / ".package-lock.json"
    locked = HERE / "package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= locked.stat().st_mtime
