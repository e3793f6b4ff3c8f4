"""Splits Vega expressions into tokens, and finds the functions that they call.

The syntax is that of JavaScript expressions (ECMA-262, section 12), of which Vega accepts a part.
Text in quotes and regular expressions are tokens of their own, so what they contain isn't code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from explainer.model import Path

_TOKEN = lazy_pattern(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)
    |(?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>(?:[^\W\d]|[$\u200c\u200d]|\\u(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\}))
        (?:\w|[$\u200c\u200d]|\\u(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\}))*)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = lazy_pattern(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
# A group that repeats one repeated character or class, such as `(a+)+`: it takes exponential time
# where it doesn't match, and means no more than `a+`.
_REPEATED_TWICE = lazy_pattern(
    r"\((?:\?:)?(?P<what>\\+.|\[(?:[^\]\\]|\\.)*\]|[^\\()\[\]|*+?{}^$])(?P<inner>[*+])\)(?P<outer>[*+])"
)
_ESCAPE = lazy_pattern(r"\\u(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})")
# Keys of Vega-Lite and Vega whose value is an expression, if it is text. `filter` and `test` may
# also combine several (`and`, `or`, `not`), each an expression if it is text.
KEYS = frozenset({"calculate", "expr", "filter", "init", "labelExpr", "signal", "test", "update"})
_COMBINED = frozenset({"and", "or", "not"})
NOT_REPEATABLE = frozenset({"now", "random", "sampleLogNormal", "sampleNormal", "sampleUniform"})
# Aggregates that Vega estimates from random samples (bootstrap).
SAMPLED = frozenset({"ci0", "ci1"})
_NOT_REPEATABLE_LOWER = frozenset(name.lower() for name in NOT_REPEATABLE)
_LOCAL_TIME = frozenset(
    "year quarter month date day dayofyear week hours minutes seconds milliseconds".split()
)
_TIME_FUNCTIONS = frozenset({"timeFormat", "timeParse", "timeOffset", "timeSequence"})


class Token(NamedTuple):
    """A part of an expression: `kind` is space, text, number, name, regex or sign."""

    kind: str
    source: str

    @property
    def name(self) -> str:
        """The token's source, with the Unicode escapes that a name may contain decoded."""
        return _ESCAPE.sub(_decoded, self.source)


def _decoded(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def tokens(expression: str) -> list[Token]:
    """Split an expression; the sources of all tokens together are the expression."""
    found: list[Token] = []
    position = 0
    operand_follows = True
    while position < len(expression):
        match = _REGEX.match(expression, position) if operand_follows else None
        kind = "regex"
        if match is None:
            match = _TOKEN.match(expression, position)
            kind = match.lastgroup or "sign" if match else "sign"
        source = match[0] if match else expression[position]
        found.append(Token(kind, source))
        position += len(source)
        if kind != "space":
            # After an operand, `/` divides; elsewhere it starts a regular expression.
            operand_follows = kind == "sign" and source not in {")", "]", "}"}
    return found


def calls(expression: str) -> Iterator[tuple[str, bool]]:
    """Yield the name of each function that an expression calls, and whether it has arguments."""
    for index, _, arguments in _calls(tokens(expression)):
        yield index, arguments


def _calls(parts: list[Token]) -> Iterator[tuple[str, int, bool]]:
    """Yield each called function's name, its index in `parts`, and whether it has arguments."""
    solid = [(index, part) for index, part in enumerate(parts) if part.kind != "space"]
    sources = ["", *(part.source for _, part in solid), "", ""]
    for number, (index, part) in enumerate(solid, start=1):
        first, last = number, number
        # `(now)()` is a call too.
        while sources[first - 1] == "(" and sources[last + 1] == ")":
            first, last = first - 1, last + 1
        # A name after a dot is a property, such as `datum.now`.
        if part.kind == "name" and sources[last + 1] == "(" and sources[first - 1] != ".":
            yield part.name, index, sources[last + 2] != ")"


def unrepeatable_call(expression: str) -> str:
    """Return the name of a function that gives another result at each build, or ""."""
    for name, has_arguments in calls(expression):
        # `datetime()` without arguments is the present time.
        if name.lower() in _NOT_REPEATABLE_LOWER or (name == "datetime" and not has_arguments):
            return name
    return ""


def to_utc(expression: str) -> str:
    """Return an expression with the functions for UTC in place of those for local time."""
    parts = tokens(expression)
    for name, index, _ in list(_calls(parts)):
        if name in _LOCAL_TIME:
            parts[index] = Token("name", f"utc{name}")
        elif name in _TIME_FUNCTIONS:
            parts[index] = Token("name", f"utc{name.removeprefix('time')}")
        elif name == "datetime":
            parts[index] = Token("name", "utc")
    return "".join(part.source for part in parts)


def has_regex(expression: str) -> bool:
    """Return whether an expression contains a regular expression, or creates one from text."""
    created = any(name == "regexp" for name, _ in calls(expression))
    return created or any(part.kind == "regex" for part in tokens(expression))


def endless_regex(expression: str) -> tuple[str, str] | None:
    """Return a part of a regular expression that can take forever, and what to write instead."""
    parts = tokens(expression) if has_regex(expression) else []
    for part in parts:
        match = _REPEATED_TWICE.search(part.source) if part.kind in {"regex", "text"} else None
        if match:
            quantifier = "*" if "*" in match["inner"] + match["outer"] else "+"
            return match[0], match["what"] + quantifier
    return None


def expressions(spec: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the path and text of each expression in a Vega-Lite or Vega specification."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            if name in KEYS:
                yield from _combined(value, (*path, name))
            yield from expressions(value, (*path, name))
    elif isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from expressions(item, (*path, number))


def _combined(test: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(test, str):
        yield path, test
    elif isinstance(test, list):
        for number, item in enumerate(test):
            yield from _combined(item, (*path, number))
    elif isinstance(test, Mapping):
        for name, item in test.items():
            if name in _COMBINED:
                yield from _combined(item, (*path, name))
