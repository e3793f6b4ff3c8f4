"""HTML and CSS by the Nu checker."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.audit.external_tools import VNU
from tools.audit.measures import Measure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

# The checker refuses to ask this machine unless it is told.
ASK_THIS_MACHINE = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
# What stands in CSS's own specifications and this checker does not know yet.
NOT_KNOWN = (
    "Unrecognized at-rule “@container”",
    "Property “container” doesn't exist.",
    "Property “paint-order” doesn't exist.",
    "Property “vector-effect” doesn't exist.",
)
# A policy's `data:` admits a style sheet that its address holds (CSP 3, "match url to source
# expression"). The checker admits addresses of hosts alone.
AGAINST_POLICY = "Resource violates Content Security Policy"
SHEET = '<link rel="stylesheet" href="data:text/css,'


@dataclass(frozen=True)
class Said:
    """One thing that the checker says: of which file, where, and the words that it points at."""

    about: str
    line: int
    is_warning: bool
    message: str
    pointed_at: str

    def __str__(self) -> str:
        kind = "warning" if self.is_warning else "error"
        return f"{self.about}:{self.line}: {kind}: {self.message} {self.pointed_at}".rstrip()


def check_conformance(site: Path, pages: Sequence[str], *, address: str) -> tuple[Measure, ...]:
    """Return the rows of HTML and CSS.

    Pages are read over HTTP, since a policy's 'self' means no file on disk.
    """
    html = _ask("--html", [address + page for page in pages], within=address)
    styles = sorted(site.rglob("*.css"))
    css = _ask("--css", list(map(str, styles)), within=f"file:{site}/")
    return (
        _row(
            "HTML (Nu)",
            html,
            f"{len(pages)} pages",
            aside=is_admitted,
            why="on the style of 404.html",
        ),
        _row("CSS (Nu)", css, f"{len(styles)} files", aside=is_new, why="on what it knows not yet"),
    )


def is_admitted(said: Said) -> bool:
    """Return whether the policy is said to stop a style sheet that no browser stops by it."""
    return said.message.startswith(AGAINST_POLICY) and said.pointed_at.startswith(SHEET)


def is_new(said: Said) -> bool:
    """Return whether sound CSS is only unknown to the checker."""
    return said.message.removeprefix("CSS: ").endswith(NOT_KNOWN)


def _row(
    what: str, said: Sequence[Said], among: str, *, aside: Callable[[Said], bool], why: str
) -> Measure:
    counted = [it for it in said if not aside(it)]
    warnings = sum(it.is_warning for it in counted)
    found = f"{len(counted) - warnings} errors, {warnings} warnings in {among}"
    if passed_over := len(said) - len(counted):
        found += f" ({passed_over} set aside: {why})"
    faults = tuple(map(str, counted))
    return Measure(what, "0 errors, 0 warnings", found, is_held=not faults, faults=faults)


def _ask(kind: str, addresses: Sequence[str], *, within: str) -> list[Said]:
    """Return what the checker says of some files; remarks that are no warnings are left out."""
    command = ["java", "-Xss2m", ASK_THIS_MACHINE, "-jar", str(VNU), kind]
    command += ["--format", "json", "--stdout", "--exit-zero-always", *addresses]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return [
        Said(
            about=message.get("url", "").removeprefix(within),
            line=message.get("lastLine", 0),
            is_warning=message["type"] == "info",
            message=message["message"],
            pointed_at=_pointed_at(message),
        )
        for message in messages
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


def _pointed_at(message: dict[str, Any]) -> str:
    start, length = message.get("hiliteStart", 0), message.get("hiliteLength", 0)
    extract: str = message.get("extract", "")
    return extract[start : start + length].replace("\n", " ")
