"""Convert Markdown text to prose, each distinct text once, in parallel if there are many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.fragment import Fault, Fragment
from explainer.model import Prose
from explainer.patterns import lazy_pattern
from explainer.store import Store, digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.problems import Place

# A worker process with fewer texts than this costs more time than it saves.
MIN_TEXTS_PER_PROCESS = 40
# Beyond these limits Markdown takes quadratic time, or overflows the stack.
MAX_OPEN_BRACKETS = 60
MAX_INDENT = 40

_INDENTED = lazy_pattern(rf"^(?: {{4}}|\t){{{MAX_INDENT + 1}}}", re.MULTILINE)
# List and quotation signs on one line: each starts a list or quotation inside the one before.
_NESTED_SIGNS = lazy_pattern(
    rf"^[ \t]*(?:(?:[-*+]|\d+[.)])[ \t\u00a0\u202f\u3000]+|>[ \t]?){{{MAX_INDENT + 1}}}",
    re.MULTILINE,
)
_BRACKET = lazy_pattern(r"\\.|[\[\]()]|\n[ \t]*\n", re.DOTALL)
_OPENING = "[("
_OPENING_BY_CLOSING = {"]": "[", ")": "("}


class ProseMaker:
    """Converts Markdown to `Prose`, and caches the fragments in the store by their Markdown."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(self, text: str, place: Place) -> Prose:
        """Return the prose for Markdown text that starts at the place."""
        return Prose(self.store.keep_or_create(_key(text), lambda: fragment_of(text)), place)

    def prepare(self, texts: Sequence[str], *, jobs: int) -> None:
        """Convert Markdown in up to `jobs` processes, and cache the fragments in the store."""
        missing = [text for text in dict.fromkeys(texts) if _key(text) not in self.store]
        jobs = min(jobs, len(missing) // MIN_TEXTS_PER_PROCESS)
        if jobs < 2:
            return
        # Imported here because it's slow to import, and a single process doesn't need it.
        from explainer.load.workers import in_processes  # noqa: PLC0415

        # The first text is converted here: what that imports and compiles, the workers have then.
        first, *others = missing
        self.store.keep(_key(first), fragment_of(first))
        # If a worker is killed, the fragments left over are converted when they're needed.
        fragments = in_processes(fragment_of, others, jobs=jobs)
        for text, fragment in zip(others, fragments, strict=False):
            self.store.keep(_key(text), fragment)


def fragment_of(text: str) -> Fragment:
    """Convert Markdown to a `Fragment`; it's empty but for a fault if that isn't safe."""
    # Imported here because they're slow to import, and needed only for texts that have changed.
    from explainer.prose.convert import to_fragment  # noqa: PLC0415
    from explainer.prose.text_limits import limit_fault  # noqa: PLC0415

    if fault := _too_deep(text) or limit_fault(text):
        return Fragment(faults=(fault,))
    try:
        return to_fragment(text)
    except RecursionError:
        message = "this text is nested too deeply"
        hint = "use fewer levels of nesting"
        return Fragment(faults=(Fault(1, "nested-too-deep", message, hint),))


def _too_deep(text: str) -> Fault | None:
    """Return a fault if the text is nested so deeply that it isn't safe to convert."""
    if match := _INDENTED.search(text):
        message = f"this line is indented by more than {MAX_INDENT} levels"
        return Fault(_line(text, match), "nested-too-deep", message, "indent it less")
    if match := _NESTED_SIGNS.search(text):
        message = f"more than {MAX_INDENT} nested lists or quotations start on this line"
        hint = "start each on a line of its own"
        return Fault(_line(text, match), "nested-too-deep", message, hint)
    if text.count("[") + text.count("(") > MAX_OPEN_BRACKETS:
        return _unclosed_brackets(text)
    return None


def _unclosed_brackets(text: str) -> Fault | None:
    """Return a fault for the first paragraph that leaves too many brackets open."""
    still_open = dict.fromkeys(_OPENING, 0)
    for match in _BRACKET.finditer(text):
        token = match[0]
        if token in still_open:
            still_open[token] += 1
            if still_open[token] > MAX_OPEN_BRACKETS:
                message = f"more than {MAX_OPEN_BRACKETS} unclosed brackets"
                hint = "close them in the same paragraph"
                return Fault(_line(text, match), "nested-too-deep", message, hint)
        elif token in _OPENING_BY_CLOSING:
            opening = _OPENING_BY_CLOSING[token]
            still_open[opening] = max(0, still_open[opening] - 1)
        elif token.startswith("\n"):
            still_open = dict.fromkeys(_OPENING, 0)
    return None


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1


def _key(text: str) -> str:
    return digest("fragment", text)
