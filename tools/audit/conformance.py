"""Checks the HTML and CSS with the Nu Html Checker (vnu)."""

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

# The checker refuses URLs on this machine without this option.
ALLOW_LOCALHOST = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
# Valid CSS that this version of the checker doesn't know yet.
UNKNOWN_TO_CHECKER = (
    "Unrecognized at-rule “@container”",
    "Property “container” doesn't exist.",
    "Property “paint-order” doesn't exist.",
    "Property “vector-effect” doesn't exist.",
)
# The source `data:` in a policy allows a style sheet in a data URL (CSP 3, "match url to source
# expression"), but the checker knows only host sources.
POLICY_VIOLATION = "Resource violates Content Security Policy"
DATA_STYLE_SHEET = '<link rel="stylesheet" href="data:text/css,'


@dataclass(frozen=True)
class CheckerMessage:
    """An error or warning from the checker.

    `quoted` is the piece of HTML or CSS that the message is about.
    """

    file: str
    line: int
    is_warning: bool
    message: str
    quoted: str

    def __str__(self) -> str:
        severity = "warning" if self.is_warning else "error"
        return f"{self.file}:{self.line}: {severity}: {self.message} {self.quoted}".rstrip()


def check_conformance(site: Path, pages: Sequence[str], *, address: str) -> tuple[Measure, ...]:
    """Return the rows for HTML, of the pages at `address`, and for CSS, in the folder `site`.

    The checker reads pages over HTTP, because 'self' in a policy doesn't cover files on disk.
    """
    html = _run("--html", [address + page for page in pages], base=address)
    styles = sorted(site.rglob("*.css"))
    css = _run("--css", list(map(str, styles)), base=f"file:{site}/")
    return (
        _row(
            "HTML (Nu)",
            html,
            f"{len(pages)} pages",
            is_ignored=is_false_policy_violation,
            reason="false alarms about the data: style sheet of 404.html",
        ),
        _row(
            "CSS (Nu)",
            css,
            f"{len(styles)} files",
            is_ignored=is_unknown_to_checker,
            reason="valid CSS that the checker doesn't know yet",
        ),
    )


def is_false_policy_violation(message: CheckerMessage) -> bool:
    """Return whether the message wrongly says that the policy forbids a data: style sheet."""
    is_violation = message.message.startswith(POLICY_VIOLATION)
    return is_violation and message.quoted.startswith(DATA_STYLE_SHEET)


def is_unknown_to_checker(message: CheckerMessage) -> bool:
    """Return whether the message is about valid CSS that is too new for the checker."""
    return message.message.removeprefix("CSS: ").endswith(UNKNOWN_TO_CHECKER)


def _row(
    name: str,
    messages: Sequence[CheckerMessage],
    scope: str,
    *,
    is_ignored: Callable[[CheckerMessage], bool],
    reason: str,
) -> Measure:
    counted = [message for message in messages if not is_ignored(message)]
    warnings = sum(message.is_warning for message in counted)
    result = f"{len(counted) - warnings} errors, {warnings} warnings in {scope}"
    if ignored := len(messages) - len(counted):
        result += f" ({ignored} ignored: {reason})"
    faults = tuple(map(str, counted))
    return Measure(name, "0 errors, 0 warnings", result, is_met=not faults, faults=faults)


def _run(kind: str, addresses: Sequence[str], *, base: str) -> list[CheckerMessage]:
    """Run the checker and return its errors and warnings, with file names relative to `base`."""
    command = ["java", "-Xss2m", ALLOW_LOCALHOST, "-jar", str(VNU), kind]
    command += ["--format", "json", "--stdout", "--exit-zero-always", *addresses]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return [
        CheckerMessage(
            file=message.get("url", "").removeprefix(base),
            line=message.get("lastLine", 0),
            is_warning=message["type"] == "info",
            message=message["message"],
            quoted=_quoted(message),
        )
        for message in messages
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


def _quoted(message: dict[str, Any]) -> str:
    start, length = message.get("hiliteStart", 0), message.get("hiliteLength", 0)
    extract: str = message.get("extract", "")
    return extract[start : start + length].replace("\n", " ")
