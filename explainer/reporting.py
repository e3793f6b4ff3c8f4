"""Problems and results as text: for people, for GitHub's annotations, and as JSON."""

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
_PLAIN = "\033[0m"


def print_problems(problems: Sequence[Problem], folders: Mapping[Root, str], *, form: str) -> None:
    """Print problems in one of the forms: to standard error as text, else to standard output."""
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
    """Return how many errors and warnings there are, in words."""
    wrong = len(errors(problems))
    return f"{_counted(wrong, 'error')}, {_counted(len(problems) - wrong, 'warning')}"


def summary_of(result: Result, seconds: float) -> str:
    """Return a build's one closing line."""
    content = result.content
    if content is None:
        return ""
    records = ", ".join(
        (
            _counted(len(content.pages), "page"),
            _counted(len(content.events), "event"),
            _counted(len(content.sources), "source"),
            _counted(sum(_citations(prose) for _, prose in content.proses()), "citation"),
        )
    )
    done = result.published
    if done is None:
        return f"sound: {records}; {seconds:.1f} s"
    lines = []
    if done.left:
        lines.append(f"left alone, since the build did not make it: {_few(done.left)}")
    if not content.site.base_url:
        lines.append(
            "left out, since there is no base address: feed, sitemap, canonical links, card"
        )
    changed = (
        f"{len(done.written)} written, {done.unchanged} unchanged, {len(done.removed)} removed"
    )
    lines.append(f"{changed}; {records}; {seconds:.1f} s")
    return "\n".join(lines)


def _citations(prose: Prose) -> int:
    return sum(len(mark.pairs) for mark in prose.marks if mark.kind == "cite")


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _coloured(text: str, problem: Problem) -> str:
    word = f" {problem.severity}: "
    return text.replace(word, f" {_COLOURS[problem.severity]}{word.strip()}{_PLAIN} ", 1)


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
    """Return a workflow command, escaped as GitHub's toolkit escapes them."""
    place = problem.place
    file = _escaped(f"{folders[place.root]}/{place.file}").replace(":", "%3A").replace(",", "%2C")
    said = _escaped(f"{problem.message}; {problem.hint}" if problem.hint else problem.message)
    return f"::{problem.severity} file={file},line={place.line},title={problem.code}::{said}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
