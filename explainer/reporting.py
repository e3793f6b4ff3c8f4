"""Prints problems as text, GitHub annotations or JSON, and formats a build's summary lines."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from explainer.problems import Problem, Root, errors

if TYPE_CHECKING:
    from explainer.build import Result
    from explainer.model import Prose

_COLOURS = {"error": "\033[31m", "warning": "\033[33m"}
_RESET = "\033[0m"


def print_problems(problems: Sequence[Problem], folders: Mapping[Root, str], *, form: str) -> None:
    """Print problems as `form`: "text" to standard error, "github" or "json" to standard output."""
    if form == "json":
        print(json.dumps([_as_json(p, folders) for p in problems], indent=1))  # noqa: T201
        return
    if form == "github":
        for problem in problems:
            print(_as_github(problem, folders))  # noqa: T201
        return
    # https://no-color.org
    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    for problem in problems:
        text = problem.text(folders)
        print(_coloured(text, problem) if colour else text, file=sys.stderr)  # noqa: T201
    if problems:
        print(count_of(problems), file=sys.stderr)  # noqa: T201


def count_of(problems: Sequence[Problem]) -> str:
    """Return the number of errors and warnings, such as "1 error, 2 warnings"."""
    error_count = len(errors(problems))
    warning_count = len(problems) - error_count
    return f"{_counted(error_count, 'error')}, {_counted(warning_count, 'warning')}"


def summary_of(result: Result, seconds: float) -> str:
    """Return the lines printed at the end of a build or check without errors: what was written."""
    content = result.content
    if content is None:
        return ""
    records = ", ".join(
        (
            _counted(len(content.pages), "page"),
            _counted(len(content.events), "event"),
            _counted(len(content.sources), "source"),
            _counted(sum(_citations(prose) for _, prose in content.prose_fields()), "citation"),
        )
    )
    published = result.published
    if published is None:
        return f"no errors: {records}; {seconds:.1f} s"
    lines = []
    if published.foreign:
        lines.append(f"left untouched, not created by a build: {_first_few(published.foreign)}")
    if not content.site.base_url:
        lines.append(
            "not generated without a base URL: feed, sitemap, canonical links, social card;"
            " set base_url in site.yaml, or use --base-url"
        )
    written, removed = _counted(len(published.written), "file"), len(published.removed)
    changes = f"{written} written, {published.unchanged} unchanged, {removed} removed"
    lines.append(f"{changes}; {records}; {seconds:.1f} s")
    return "\n".join(lines)


def _citations(prose: Prose) -> int:
    return sum(len(mark.pairs) for mark in prose.marks if mark.kind == "cite")


def _first_few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _coloured(text: str, problem: Problem) -> str:
    word = f" {problem.severity}: "
    return text.replace(word, f" {_COLOURS[problem.severity]}{word.strip()}{_RESET} ", 1)


def _as_json(problem: Problem, folders: Mapping[Root, str]) -> dict[str, str | int]:
    place = problem.place
    return {
        "file": f"{folders[place.root]}/{place.file}",
        "line": place.line,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def _as_github(problem: Problem, folders: Mapping[Root, str]) -> str:
    """Return a problem as a GitHub workflow command, escaped as in GitHub's own actions toolkit."""
    place = problem.place
    file = _escaped(f"{folders[place.root]}/{place.file}").replace(":", "%3A").replace(",", "%2C")
    message = _escaped(f"{problem.message}; {problem.hint}" if problem.hint else problem.message)
    return f"::{problem.severity} file={file},line={place.line},title={problem.code}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
