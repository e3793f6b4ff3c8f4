"""Prints problems as text, GitHub annotations, JSON or SARIF, and formats summary lines.

A report or summary is kept as text, so that a build with nothing to do can print it again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explainer.build import Result
    from explainer.model import Prose
    from explainer.problems import Problem

_COLOURS = {"error": "\033[31m", "warning": "\033[33m"}
_RESET = "\033[0m"


def report_of(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return problems as values that JSON can hold; they don't depend on the folders' paths."""
    return [
        {
            "root": problem.place.root,
            "text": problem.text(),
            "file": problem.place.file,
            "line": problem.place.line,
            "severity": problem.severity,
            "code": problem.code,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]


def print_report(
    report: Sequence[Mapping[str, Any]], folders: Mapping[str, str], *, form: str
) -> None:
    """Print the problems of `report_of`, with the actual path of each root in `folders`.

    The `form` is "text", to standard error, or "github", "json" or "sarif", to standard output.
    On a terminal, text has colours and each problem's line of the file, with a mark.
    """
    if form == "sarif":
        from explainer.sarif import sarif_of  # noqa: PLC0415 (rarely needed)

        print(sarif_of(report, folders))  # noqa: T201
        return
    if form == "json":
        print(json.dumps([_as_json(row, folders) for row in report], indent=1))  # noqa: T201
        return
    if form == "github":
        for row in report:
            print(_as_github(row, folders))  # noqa: T201
        return
    terminal = sys.stderr.isatty()
    # https://no-color.org
    colour = terminal and not os.environ.get("NO_COLOR")
    for row in report:
        text = folders[row["root"]] + row["text"].removeprefix(row["root"])
        print(_coloured(text, row["severity"]) if colour else text, file=sys.stderr)  # noqa: T201
        if terminal:
            for line in _excerpt_lines(row, folders):
                print(line, file=sys.stderr)  # noqa: T201
    if report:
        print(count_of([row["severity"] for row in report]), file=sys.stderr)  # noqa: T201


def count_of(severities: Sequence[str]) -> str:
    """Return the number of errors and warnings, such as "1 error, 2 warnings"."""
    return ", ".join(_counted(severities.count(name), name) for name in ("error", "warning"))


def summary_parts(result: Result) -> dict[str, Any]:
    """Return what `summary_of` says about a build or check, as values that JSON can hold."""
    content, published = result.content, result.published
    if content is None:
        return {}
    records = ", ".join(
        (
            _counted(len(content.pages), "page"),
            _counted(len(content.events), "event"),
            _counted(len(content.sources), "source"),
            _counted(sum(_citations(prose) for _, prose in content.prose_fields()), "citation"),
        )
    )
    if published is None:
        return {"records": records}
    return {
        "records": records,
        "foreign": published.foreign,
        "has_base_url": bool(content.site.base_url),
        "written": len(published.written),
        "unchanged": published.unchanged,
        "removed": len(published.removed),
        "remade": published.remade,
    }


def repeated(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a summary for a build that finds everything as this one left it."""
    if "written" not in parts:
        return dict(parts)
    unchanged = parts["written"] + parts["unchanged"]
    return {**parts, "written": 0, "unchanged": unchanged, "removed": 0, "remade": ()}


def summary_of(parts: Mapping[str, Any], seconds: float, *, publishes: bool) -> str:
    """Return the lines printed at the end of a build, or of a check, which doesn't publish."""
    if not publishes:
        return f"no errors: {parts['records']}; {seconds:.1f} s"
    lines = []
    if parts["foreign"]:
        lines.append(f"left untouched, not created by a build: {_first_few(parts['foreign'])}")
    if parts["remade"]:
        number = _counted(len(parts["remade"]), "file")
        since = "that a merge or somebody else changed since the last build"
        lines.append(f"made again: {number} {since}: {_first_few(parts['remade'])}")
    if not parts["has_base_url"]:
        lines.append(
            "not generated without a base URL: feed, sitemap, canonical links, social card;"
            " set base_url in site.yaml, or use --base-url"
        )
    written = _counted(parts["written"], "file")
    changes = f"{written} written, {parts['unchanged']} unchanged, {parts['removed']} removed"
    lines.append(f"{changes}; {parts['records']}; {seconds:.1f} s")
    return "\n".join(lines)


def _citations(prose: Prose) -> int:
    return sum(len(mark.pairs) for mark in prose.marks if mark.kind == "cite")


def _first_few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _coloured(text: str, severity: str) -> str:
    word = f" {severity}: "
    return text.replace(word, f" {_COLOURS[severity]}{word.strip()}{_RESET} ", 1)


def _excerpt_lines(row: Mapping[str, Any], folders: Mapping[str, str]) -> Iterator[str]:
    """Yield the line that a problem is about, and one with carets under the place."""
    # Slow to import, and only needed where somebody reads along.
    from explainer.source_excerpt import columns, excerpt  # noqa: PLC0415

    # A problem of a generated page isn't to be fixed in that page.
    if row["root"] == "site":
        return
    found = excerpt(Path(_path(row, folders)), row["line"], row["message"])
    if found:
        margin = f"  {row['line']} | "
        carets = "^" * max(1, columns(found.text[found.start : found.end]))
        yield f"{margin}{found.text}"
        yield f"{' ' * (len(margin) - 2)}| {' ' * columns(found.text[: found.start])}{carets}"


def _as_json(row: Mapping[str, Any], folders: Mapping[str, str]) -> dict[str, str | int]:
    names = ("line", "severity", "code", "message", "hint")
    return {"file": _path(row, folders), **{name: row[name] for name in names}}


def _as_github(row: Mapping[str, Any], folders: Mapping[str, str]) -> str:
    """Return a problem as a GitHub workflow command, escaped as in GitHub's own actions toolkit."""
    file = _escaped(_path(row, folders)).replace(":", "%3A").replace(",", "%2C")
    message = _escaped(f"{row['message']}; {row['hint']}" if row["hint"] else row["message"])
    return f"::{row['severity']} file={file},line={row['line']},title={row['code']}::{message}"


def _path(row: Mapping[str, Any], folders: Mapping[str, str]) -> str:
    return f"{folders[row['root']]}/{row['file']}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
