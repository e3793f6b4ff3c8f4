"""Problems: mistakes in content or templates, as values that are collected, sorted and printed.

Failures of the machine, such as a folder that can't be written, are exceptions instead
(`explainer.failures`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]
Root = Literal["content", "overlay", "templates", "site"]
# Codes of warnings about the machine that builds, which the content can't mend.
_OF_THE_MACHINE = frozenset({"card-font"})


@frozen
class Place:
    """A line of a file; `file` is a POSIX path below the folder `root`, `line` counts from 1.

    The root "templates" is the folder of the built-in templates, and "overlay" that of templates
    that replace some of them.
    """

    file: str
    line: int = 1
    root: Root = "content"

    def at(self, line: int) -> Place:
        """Return the place of another line in the same file."""
        return Place(self.file, line, self.root)


@frozen
class Problem:
    """A mistake in content or templates: its place, what is wrong, and what to do (`hint`).

    `code` is a short stable name for this kind of mistake, such as `unknown-source`.
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"

    def text(self) -> str:
        """Return the problem as one line: `ROOT/FILE:LINE: severity: message; hint`."""
        text = f"{self.message}; {self.hint}" if self.hint else self.message
        # The message may quote text that contains line breaks.
        text = text.replace("\n", "\\n")
        return f"{self.place.root}/{self.place.file}:{self.place.line}: {self.severity}: {text}"


class CannotMake(Exception):
    """Raised when an output can't be produced from the content or templates; has `problems`."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems


def warning(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """Return a problem that fails the build only with `--strict`, if it's one of the content."""
    return Problem(place, code, message, hint, "warning")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by file and line, each once."""
    unique = dict.fromkeys(problems)
    return tuple(
        sorted(unique, key=lambda p: (p.place.root, p.place.file, p.place.line, p.code, p.message))
    )


def as_errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems with every warning about the content turned into an error.

    What only the machine lacks stays a warning.
    """
    return tuple(
        problem if problem.code in _OF_THE_MACHINE else replace(problem, severity="error")
        for problem in problems
    )


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return only the errors; any error prevents the site from being published."""
    return tuple(problem for problem in problems if problem.severity == "error")


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return the known name most similar to `name`, ignoring letter case, or "" if none is close.

    `cutoff` is the least similarity accepted, from 0 to 1. A name of two letters, such as `id`, is
    part of too many others, such as `side`, to be what was meant.
    """
    # Imported here to save time at start-up: most builds have no name to correct.
    import difflib  # noqa: PLC0415

    folded = {
        candidate.casefold(): candidate
        for candidate in known
        if min(len(candidate), len(name)) > 2 or abs(len(candidate) - len(name)) < 2
    }
    matches = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=cutoff)
    return folded[matches[0]] if matches else ""


def did_you_mean(name: str, known: Iterable[str], *, typed: str | None = None) -> str:
    """Return a hint that suggests the known name nearest to `name`, or lists up to eight names.

    `typed` is what the editor wrote, if that differs from `name`. It's never suggested: a known
    name may be wrong where it was written, such as `side` without a value in `[events side]`.
    """
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    if near:
        typed = name if typed is None else typed
        return "" if near == typed else f'did you mean "{near}"?'
    if not names:
        return "none is defined yet"
    if len(names) <= 8:
        return "use one of: " + ", ".join(names)
    return ""


def shortened(text: str, length: int = 40) -> str:
    """Return text for a message, cut to at most `length` characters, with an ellipsis if cut."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
