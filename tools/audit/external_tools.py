"""The programs that the audit runs, and what to install where one is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PACKAGES = HERE / "node_modules"
AXE = PACKAGES / "axe-core" / "axe.min.js"
LIGHTHOUSE = PACKAGES / "lighthouse" / "cli" / "index.js"
VNU = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# A program, under any of its names, and the Debian package that brings it.
NEEDED = (
    (("node",), "nodejs"),
    (("npm",), "npm"),
    (("java",), "default-jre-headless"),
    (CHROMIUM_NAMES, "chromium"),
)


class NotInstalled(Exception):
    """A program is missing, or the packages cannot be had; the message says what to do."""


def chromium() -> str:
    """Return the path of Chromium, or of Chrome."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        raise NotInstalled("no Chromium here; apt-get install chromium")
    return path


def build(site: Path, *options: str) -> None:
    """Build into a folder with the project's own generator; raises RuntimeError if that fails."""
    command = [sys.executable, str(PROJECT / "build.py"), "build", "--quiet", "--site", str(site)]
    done = subprocess.run(  # noqa: S603
        [*command, *options], cwd=PROJECT, check=False, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise RuntimeError(f"the build failed:\n{done.stderr}")


def prepare() -> None:
    """Make sure that every program is there, and install the packages of the lock file.

    Raises NotInstalled.
    """
    missing = [package for names, package in NEEDED if not any(map(shutil.which, names))]
    if missing:
        raise NotInstalled(f"missing here; apt-get install {' '.join(missing)}")
    if not _is_current():
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(command, cwd=HERE, check=False).returncode:  # noqa: S603
            raise NotInstalled(f"npm could not install what {HERE / 'package-lock.json'} lists")


def _is_current() -> bool:
    """Return whether the packages were installed since the lock file was last changed."""
    installed = PACKAGES / ".package-lock.json"
    locked = HERE / "package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= locked.stat().st_mtime
