"""What an editor got wrong, as a value.

A problem is found, collected and sorted here, and printed elsewhere. What the machine got wrong
is an exception (`explainer.failures`), never a problem.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Severity = Literal["error", "warning"]
Root = Literal["content", "templates", "site"]


@dataclass(frozen=True)
class Place:
    """A line of a file; `file` is a POSIX path below `root`, `line` counts from 1."""

    file: str
    line: int = 1
    root: Root = "content"

    def at(self, line: int) -> Place:
        """Return the place of another line of the same file."""
        return Place(self.file, line, self.root)


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where, what is wrong, and what to do about it."""

    place: Place
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"

    def text(self, folders: Mapping[Root, str] | None = None) -> str:
        """Return `FILE:LINE: severity: message; hint`, the file below its folder's given name."""
        root = (folders or {}).get(self.place.root, self.place.root)
        said = f"{self.message}; {self.hint}" if self.hint else self.message
        # What was typed may be quoted, its line ends included; a problem is one line.
        said = said.replace("\n", "\\n")
        return f"{root}/{self.place.file}:{self.place.line}: {self.severity}: {said}"


class CannotMake(Exception):
    """Outputs cannot be made of what was written; `problems` say where, and what to do."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems


def warning(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """Return a problem that only `--strict` turns into an error."""
    return Problem(place, code, message, hint, "warning")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, sorted by file and line."""
    unique = dict.fromkeys(problems)
    return tuple(
        sorted(unique, key=lambda p: (p.place.root, p.place.file, p.place.line, p.code, p.message))
    )


def made_strict(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems with every warning raised to an error."""
    return tuple(replace(problem, severity="error") for problem in problems)


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those problems that keep a site from being published."""
    return tuple(problem for problem in problems if problem.severity == "error")


def nearest(name: str, known: Iterable[str], *, alike: float = 0.6) -> str:
    """Return the known name that is nearest to another, or nothing where none is near.

    From 0 to 1, `alike` says how near that is; letter case is no matter.
    """
    # Imported where there is something to mend, as in most builds there is not.
    import difflib  # noqa: PLC0415

    folded = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=alike)
    return folded[near[0]] if near else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest known name, or lists the few there are."""
    names = list(dict.fromkeys(known))
    if near := nearest(name, names):
        return f'did you mean "{near}"?'
    if not names:
        return "none is defined yet"
    if len(names) <= 8:
        return "use one of: " + ", ".join(names)
    return ""
