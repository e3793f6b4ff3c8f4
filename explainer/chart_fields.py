"""The columns that a chart reads, and the names that its transforms and encodings create.

In Vega-Lite a field's name is a path, in which `.`, `[` and `]` have a meaning. A column whose name
contains one is written with a backslash before it. Only this module converts names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from explainer.model import Path

_SPECIAL = lazy_pattern(r"([\\.\[\]'\"])")
# Characters that Vega-Lite can't read in a column's name, even escaped.
UNREADABLE_IN_NAMES = lazy_pattern(r"[\"\\\n\r]")
_STEP = lazy_pattern(
    r"""\\(?P<escaped>.)|(?P<dot>\.)|\[(?P<quote>['"]?)(?P<index>.*?)(?P=quote)\]"""
)
# Under these keys, `field` doesn't name a column: an axis or legend has data of its own (`value`,
# `label`, `index`), and the others name parameters.
_NOT_COLUMNS = frozenset({"axis", "config", "header", "legend", "params", "projection", "usermeta"})
# Keys of transforms whose value is a field or a list of fields.
_FIELD_KEYS = ("groupby", "fold", "flatten", "pivot", "density", "regression", "loess", "on",
               "quantile", "impute", "stack", "key")  # fmt: skip
_DEFAULT_NAMES = {
    "density": ("value", "density"),
    "fold": ("key", "value"),
    "quantile": ("prob", "value"),
}
# How names start that Vega-Lite gives to the result of a channel's `aggregate`, `bin` or `timeUnit`,
# such as `sum_lamps`, `bin_maxbins_10_lamps` and `yearmonth_since`.
_DERIVED = (  # Compiled when it is needed: every build imports this module.
    r"(?:bin(?:_[a-z]+_[\d.]+)*|count|valid|missing|distinct|sum|product|mean|average|variancep?|stdevp?"
    r"|stderr|median|q1|q3|ci0|ci1|min|max|argmin|argmax|values|exponentialb?"
    r"|(?:utc)?(?:year|quarter|month|week|dayofyear|date|day|hours|minutes|seconds|milliseconds)+)_"
)


def column_of(field: str) -> str:
    """Return the name of the column that a field of Vega-Lite refers to (its inverse: `field_of`).

    A path with several steps, such as `a.b`, stays as it is.
    """
    steps = _steps(field)
    return steps[0] if len(steps) == 1 else field


def field_of(column: str) -> str:
    """Return a column's name as Vega-Lite needs it, with a backslash before special characters."""
    return _SPECIAL.sub(r"\\\1", column)


def with_escaped_fields(spec: Any, columns: Collection[str]) -> Any:
    """Return a specification with the fields that name columns written as Vega-Lite needs them.

    Editors may write `U.S.` as it is, or escaped, as Vega-Lite's documentation asks for.
    """
    names = {*columns, *made_names(spec)}
    replacements = {}
    for path, field in used_fields(spec):
        name = next((name for name in (column_of(field), field) if name in names), None)
        if name is not None and field_of(name) != field:
            replacements[path] = field_of(name)
    return _with_texts(spec, replacements, ()) if replacements else spec


def _with_texts(part: Any, texts: Mapping[Path, str], path: Path) -> Any:
    """Return a copy of a part of a specification with other texts at some paths."""
    if path in texts:
        return texts[path]
    if isinstance(part, Mapping):
        return {key: _with_texts(value, texts, (*path, key)) for key, value in part.items()}
    if isinstance(part, list):
        return [_with_texts(item, texts, (*path, number)) for number, item in enumerate(part)]
    return part


def without_escapes(svg: str, columns: Collection[str], spec: Any) -> str:
    """Return an SVG whose texts show the names of columns as they are, and not escaped."""
    names = {name for name in (*columns, *made_names(spec)) if name is not None}
    for name in sorted(names, key=len, reverse=True):
        if _SPECIAL.search(name):
            svg = svg.replace(escape(field_of(name), quote=False), escape(name, quote=False))
    return svg


def _steps(field: str) -> list[str]:
    """Split a field's path, as Vega's `splitAccessPath` does."""
    steps, position = [""], 0
    for match in _STEP.finditer(field):
        steps[-1] += field[position : match.start()]
        position = match.end()
        if match["escaped"] is not None:
            steps[-1] += match["escaped"]
        elif match["dot"]:
            steps.append("")
        else:
            steps += [match["index"] or "", ""]
    steps[-1] += field[position:]
    return [step for step in steps if step] or [field]


def unknown_fields(spec: Any, header: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Yield the path and name of each field that is no column and that nothing creates, once."""
    made = made_names(spec)
    if None in made:
        return  # A pivot's columns are named after cells.
    known = {*header, *made}
    for path, field in used_fields(spec):
        column = column_of(field)
        if field in known or column in known or _is_derived(column, header):
            continue
        known.add(field)
        yield path, field


def made_names(spec: Any) -> set[str | None]:
    """Return the names that a specification's transforms create; None if not all can be known."""
    return set(_made(spec))


def _is_derived(name: str, header: Sequence[str]) -> bool:
    prefix = re.match(_DERIVED, name)
    rest = name[prefix.end() :] if prefix else ""
    endings = ("", "_end", "_start", "_mid", "_range")
    known = any(rest == column + ending for column in header for ending in endings)
    return known or name in {"__count", "count_*"}


def used_fields(spec: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the path and text of each field that a specification reads."""
    if isinstance(spec, Mapping):
        for name, value in spec.items():
            if name == "field" and isinstance(value, str):
                yield (*path, name), value
            elif name == "transform" and isinstance(value, list):
                for number, transform in enumerate(value):
                    yield from _used_by_transform(transform, (*path, name, number))
            elif name == "repeat":
                yield from _repeated(value, (*path, name))
            elif name not in _NOT_COLUMNS:
                yield from used_fields(value, (*path, name))
    elif isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from used_fields(item, (*path, number))


def _used_by_transform(transform: Any, path: Path) -> Iterator[tuple[Path, str]]:
    yield from used_fields(transform, path)
    if isinstance(transform, Mapping):
        keys = (*_FIELD_KEYS, "value") if "pivot" in transform else _FIELD_KEYS
        for key in keys:
            value = transform.get(key)
            if isinstance(value, str):
                yield (*path, key), value
            elif isinstance(value, list):
                for number, item in enumerate(value):
                    if isinstance(item, str):
                        yield (*path, key, number), item


def _repeated(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the fields of a view's `repeat`: a list, or one list each for rows and columns."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, str):
                yield (*path, number), item
    elif isinstance(value, Mapping):
        for name, fields in value.items():
            yield from _repeated(fields, (*path, name))


def _made(spec: Any) -> Iterator[str | None]:
    """Yield each name that a specification's transforms create; None if they can't be known."""
    if isinstance(spec, list):
        for item in spec:
            yield from _made(item)
    elif isinstance(spec, Mapping):
        for name, value in spec.items():
            if name == "as":
                for made in value if isinstance(value, list) else [value]:
                    if isinstance(made, str):
                        yield made
                        yield f"{made}_end"
            elif name == "pivot":
                yield None
            elif name in _DEFAULT_NAMES and "as" not in spec:
                yield from _DEFAULT_NAMES[name]
            yield from _made(value)
