"""Finds what a chart must not contain: data of its own, chance, the clock, and counts beyond use.

What is merely too slow or too large is stopped when it is drawn; where a number alone shows it, the
message is better here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from explainer.chart_colours import COLOURS, fixed_rgb, is_invalid_colour
from explainer.chart_expressions import (
    SAMPLED,
    calls,
    endless_regex,
    expressions,
    has_regex,
    unrepeatable_call,
)
from explainer.chart_fields import column_of
from explainer.chart_spec import value_of
from explainer.patterns import lazy_pattern
from explainer.problems import did_you_mean

if TYPE_CHECKING:
    from explainer.chart_records import Table
    from explainer.model import Path

Mistake = tuple[tuple[str | int, ...], str, str]

# More bins, ticks or steps than this can't be told apart on a page.
MOST = 2000
_COUNTS = frozenset({"maxbins", "steps", "tickCount"})
# Larger drawings are wider than any page, and letters in them too small.
_LARGEST_SIZE = 10_000
_SAMPLED = SAMPLED | {"ci"}
# Keys of what a selection or a signal listens to.
_STREAMS = frozenset({"on", "clear", "events", "type"})
_TIMER = lazy_pattern(r"\s*timer\b")
_DATA_HINT = 'remove it, and name a CSV file under the chart\'s own "data" key'
_CHANCE_HINT = "remove it: every build would draw a different chart"
_COLOUR_HINT = f"use one of: {', '.join(COLOURS)}, or a CSS colour"
_PAINTS = frozenset({"fill", "stroke", "color", "labelColor", "titleColor", "domainColor", "gridColor",
                     "tickColor", "background", "subtitleColor"})  # fmt: skip
# Where a drawing that takes too long or too much usually goes wrong, most likely first.
_SUSPECTS = ("impute", "density", "flatten", "fold", "bin", "timeUnit", "tickCount",
             "transform", "repeat", "facet", "layer", "mark")  # fmt: skip


def safety_problems(spec: Any, table: Table) -> Iterator[Mistake]:
    """Yield `(path, message, hint)` for each mistake; `table` has the rows that the chart draws."""
    for path, expression in expressions(spec):
        if name := unrepeatable_call(expression):
            yield path, f'a chart can\'t use "{name}()"', _CHANCE_HINT
        elif endless := endless_regex(expression):
            part, shorter = endless
            message = f'"{part}" in a regular expression repeats a repetition, and may take forever'
            yield path, message, f"write {shorter}"
    yield from _mistakes(spec, table, ())


def _mistakes(spec: Any, table: Table, path: Path) -> Iterator[Mistake]:
    if isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from _mistakes(item, table, (*path, number))
    elif isinstance(spec, Mapping):
        for name, value in spec.items():
            place = (*path, name)
            for tail, message, hint in _key_mistakes(name, value, spec, path, table):
                yield (*place, *tail), message, hint
            yield from _mistakes(value, table, place)


def _key_mistakes(
    name: str, value: Any, parent: Mapping[str, Any], path: Path, table: Table
) -> Iterator[Mistake]:
    """Yield the mistakes of one key of `parent`, which is at `path`; their paths start below it."""
    in_transform = len(path) > 1 and path[-2] == "transform"
    if name == "datasets" or (name == "data" and not (path and _has_url(value))):
        yield (), "the specification contains its own data", _DATA_HINT
    elif in_transform and name == "sample":
        yield (), 'a chart can\'t use "sample", which draws rows at random', _CHANCE_HINT
    elif name in {"aggregate", "op", "extent"} and isinstance(value, str) and value in _SAMPLED:
        message = f'a chart can\'t use "{value}", which is estimated from random samples'
        yield (), message, "use stderr, stdev or iqr"
    elif name in _STREAMS and not in_transform and _TIMER.match(str(value)):
        yield (), "a chart can't use a timer: it doesn't move", f'remove "{name}"'
    elif name in {"width", "height"} and _is_number(value) and not 0 < value <= _LARGEST_SIZE:
        message = f'invalid value {value:g} for "{name}"'
        yield (), message, f"write a number from 1 to {_LARGEST_SIZE:,}"
    elif name == "background" and not path and fixed_rgb(str(value)):
        message = "a background of one colour hides text in one of the two themes"
        yield (), message, f'remove "{name}"'
    elif name in _PAINTS and isinstance(value, str) and path[-1:] != ("encoding",):
        yield from _colour_mistakes(value)
    else:
        yield from _count_mistakes(name, value, parent, table)


def _colour_mistakes(colour: str) -> Iterator[Mistake]:
    if "url(" in colour.lower():
        message = f'invalid colour "{colour}": a chart can\'t refer to anything outside it'
        yield (), message, _COLOUR_HINT
    elif is_invalid_colour(colour):
        yield (), f'unknown colour "{colour}"', did_you_mean(colour, COLOURS) or _COLOUR_HINT


def _count_mistakes(
    name: str, value: Any, parent: Mapping[str, Any], table: Table
) -> Iterator[Mistake]:
    """Yield a mistake if a key makes more ticks, bins, steps or rows than a chart can show."""
    if name in _COUNTS and _is_number(value) and value > MOST:
        message = f'{value:,.0f} for "{name}" is more than a chart can show'
        yield (), message, f"write at most {MOST:,}"
    elif name == "bin" and isinstance(value, Mapping):
        bins = _bins(value, parent.get("field"), table)
        if bins > MOST:
            hint = f"write a larger step, for at most {MOST:,} bins"
            yield ("step",), f"a step of {value.get('step'):g} makes {_in_words(bins)} bins", hint
    elif name == "keyvals" and isinstance(value, Mapping):
        start, stop, step = value.get("start", 0), value.get("stop", 0), value.get("step", 1)
        rows = _count(start, stop, step)
        if rows > MOST:
            yield (), f'"keyvals" adds {_in_words(rows)} rows', f"make it at most {MOST:,}"


def _in_words(count: float) -> str:
    return f"{count:,.0f}" if math.isfinite(count) else "endlessly many"


def _has_url(value: Any) -> bool:
    """Return whether the value has a key that is reported itself, with a better message."""
    return isinstance(value, Mapping) and "url" in value


def _bins(bin_: Mapping[str, Any], field: Any, table: Table) -> float:
    """Return how many bins of a set width cover a field's values, or an extent; 0 if unknown."""
    extent, step = bin_.get("extent"), bin_.get("step")
    if isinstance(extent, list) and len(extent) == 2:
        return _count(extent[0], extent[1], step)
    column = column_of(str(field))
    if column not in table.header:
        return 0
    index = table.header.index(column)
    values = [value_of(row[index]) for row in table.rows]
    numbers = [value for value in values if _is_number(value)]
    return _count(min(numbers), max(numbers), step) if numbers else 0


def _count(start: Any, stop: Any, step: Any) -> float:
    if not (_is_number(start) and _is_number(stop) and _is_number(step)):
        return 0
    if step == 0:
        return math.inf if start != stop else 0
    return abs(float(stop) - float(start)) / abs(float(step))


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e300


def suspect(spec: Any) -> tuple[Path, str]:
    """Return the path of what most likely makes a drawing take too long or too much, and a hint."""
    found = list(expressions(spec))
    for path, expression in found:
        if has_regex(expression):
            return path, "write a simpler regular expression, or a filter without one"
    for path, expression in found:
        if any(name == "sequence" for name, _ in calls(expression)):
            return path, "write a shorter sequence"
    paths = list(_paths(spec, ()))
    named = (path for name in _SUSPECTS for path in paths if path[-1] == name)
    hint = "draw fewer marks, bins, ticks or steps, or put a summary of the data into the CSV file"
    return next(named, ()), hint


def _paths(spec: Any, path: Path) -> Iterator[Path]:
    items: Any = spec.items() if isinstance(spec, Mapping) else ()
    if isinstance(spec, list):
        items = enumerate(spec)
    for name, value in items:
        yield (*path, name)
        yield from _paths(value, (*path, name))
