"""Markdown to prose: each text converted once, many at a time where there are many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer import __version__
from explainer.fragment import Fault, Fragment
from explainer.model import Prose
from explainer.prose.convert import to_fragment
from explainer.store import Store, digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.problems import Place

# Below this many texts for each, further processes cost more than they bring.
FEWEST_FOR_PROCESS = 40
# Beyond these Markdown takes time that grows with the square of the text, or more stack than is.
MOST_OPEN = 60
DEEPEST_INDENT = 40

_INDENTED = re.compile(rf"^(?: {{4}}|\t){{{DEEPEST_INDENT + 1}}}", re.MULTILINE)
# Signs of lists and quotations on one line, each of which begins another in the last.
_SIGNS = re.compile(
    rf"^[ \t]*(?:(?:[-*+]|\d+\.)[ \t]+|>[ \t]?){{{DEEPEST_INDENT + 1}}}", re.MULTILINE
)
_BRACKET = re.compile(r"\\.|[\[\]()]|\n[ \t]*\n", re.DOTALL)
_OPENS = "[("
_CLOSES = {"]": "[", ")": "("}


class ProseMaker:
    """Makes prose, and keeps each text's fragment by the text alone."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(self, text: str, place: Place) -> Prose:
        """Return the prose that a text makes, written at a place."""
        return Prose(self.store.keep(_key(text), lambda: fragment_of(text)), place)

    def prepare(self, texts: Sequence[str], *, jobs: int) -> None:
        """Convert texts that will be wanted, in that many processes."""
        missing = [text for text in dict.fromkeys(texts) if _key(text) not in self.store]
        jobs = min(jobs, len(missing) // FEWEST_FOR_PROCESS)
        if jobs < 2:
            return
        # Dear to import, and one process does without it.
        from explainer.load.workers import in_processes  # noqa: PLC0415

        # What is not made here, since a process was killed, is made when it is asked for.
        made = in_processes(fragment_of, missing, jobs=jobs)
        for text, fragment in zip(missing, made, strict=False):
            self.store.put(_key(text), fragment)


def fragment_of(text: str) -> Fragment:
    """Return the fragment that a text makes; one that nests too deep makes its fault alone."""
    if fault := _too_deep(text):
        return Fragment(faults=(fault,))
    try:
        return to_fragment(text)
    except RecursionError:
        message = "something in this text stands too deep in something else"
        return Fragment(faults=(Fault(1, "nested-too-deep", message, "write it flatter"),))


def _too_deep(text: str) -> Fault | None:
    if match := _INDENTED.search(text):
        message = f"this line is indented by more than {DEEPEST_INDENT} levels"
        return Fault(_line(text, match), "nested-too-deep", message, "indent it less")
    if match := _SIGNS.search(text):
        message = f"more than {DEEPEST_INDENT} lists or quotations stand in one another"
        return Fault(
            _line(text, match), "nested-too-deep", message, "begin each on a line of its own"
        )
    if text.count("[") + text.count("(") > MOST_OPEN:
        return _left_open(text)
    return None


def _left_open(text: str) -> Fault | None:
    """Return the fault of a paragraph that opens many brackets and does not close them."""
    still_open = dict.fromkeys(_OPENS, 0)
    for match in _BRACKET.finditer(text):
        found = match[0]
        if found in still_open:
            still_open[found] += 1
            if still_open[found] > MOST_OPEN:
                message = f"more than {MOST_OPEN} brackets are open here"
                hint = "close them in the same paragraph"
                return Fault(_line(text, match), "nested-too-deep", message, hint)
        elif found in _CLOSES:
            still_open[_CLOSES[found]] = max(0, still_open[_CLOSES[found]] - 1)
        elif found.startswith("\n"):
            still_open = dict.fromkeys(_OPENS, 0)
    return None


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def _key(text: str) -> str:
    return digest("fragment", __version__, text)
