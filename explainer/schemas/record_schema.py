"""Turns record classes into JSON Schema (draft-07), by the rules of `load/decode.py`.

An editor's YAML is read by YAML 1.2, so that `title: 1984` is a number there, `2041` too, and
`2041-04-02` text; the loader takes each as it's typed. A key that is optional may be left empty.
"""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin

from explainer.bibliography import Name
from explainer.dates import Edtf
from explainer.load.record_fields import FieldSpec, fields_by_key, is_record
from explainer.model import Colour, FilePath, Id, Prose, Ref
from explainer.readonly import frozen
from explainer.schemas.key_descriptions import KEY_DESCRIPTIONS
from explainer.schemas.key_values import (
    BOOLEAN,
    COLOUR,
    DATE,
    DAY,
    ID,
    KEY_RULES,
    NOT_EMPTY,
    ONE_NAME,
    RECORD_RULES,
    REFERENCE,
    WHOLE_NUMBER,
    WORDS,
    Schema,
)


@frozen
class _Values:
    """The values of a type: their JSON types, the first being the usual one, and what limits them.

    The keywords in `limits` concern some of the types each, so those of several types can be joined.
    """

    types: tuple[str, ...]
    limits: Schema

    def joined_with(self, other: _Values) -> _Values:
        """Return the values of both; where they are limited by the same keyword, by this one's."""
        return _Values(
            tuple(dict.fromkeys((*self.types, *other.types))), {**other.limits, **self.limits}
        )

    def with_limits(self, limits: Schema) -> _Values:
        """Return the values with further limits."""
        return _Values(self.types, {**self.limits, **limits})


_NOTHING = _Values(("null",), {})
_TEXT = _Values(("string", "number", "boolean"), {})
_ID = _Values(("string", "integer", "boolean"), {**ID, "minimum": 0})
_SIMPLE: dict[Any, _Values] = {
    str: _TEXT,
    Prose: _TEXT,
    FilePath: _TEXT,
    Colour: _Values(("string",), COLOUR),
    Id: _ID,
    Ref: _ID.with_limits(REFERENCE),
    Edtf: _Values(("string", "integer"), {**DATE, "minimum": 1, "maximum": 9999}),
    dt.date: _Values(("string",), DAY),
    bool: _Values(("boolean", "string"), BOOLEAN),
    int: _Values(
        ("integer", "string"), {**WHOLE_NUMBER, "minimum": -999_999_999, "maximum": 999_999_999}
    ),
}


def record_schema(kind: Any, *, without: str = "") -> Schema:
    """Return the schema of a mapping that is read as a record; `without` is a key not written."""
    return {"type": "object", **_record_limits(kind, without=without)}


def _record_limits(kind: Any, *, without: str = "") -> Schema:
    """Return the keywords that limit mappings to those that are read as a record."""
    properties: Schema = {}
    fields = {key: spec for key, spec in fields_by_key(kind).items() if key != without}
    for key, spec in fields.items():
        properties[key] = _key_schema(kind, key, spec)
        if spec.alias:
            # Accepted, but not offered while a key is typed.
            description = f"The same as `{key}`. {properties[key]['description']}"
            other = {**properties[key], "description": description, "doNotSuggest": True}
            properties[spec.alias] = other
    required = [key for key, spec in fields.items() if spec.required]
    return {
        "title": _words_of(kind.__name__),
        "additionalProperties": False,
        "properties": properties,
        **({"required": required} if required else {}),
        **RECORD_RULES.get(kind, {}),
    }


def _words_of(name: str) -> str:
    """Return a class's name in words: `Status item` for `StatusItem`."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda match: f" {match[0].lower()}", name)


def _key_schema(kind: Any, key: str, spec: FieldSpec) -> Schema:
    values = _keyed(spec) if spec.keyed else _values(spec.type)
    if rule := KEY_RULES.get((kind, key)):
        values = values.with_limits(rule) if "array" not in values.types else _each(values, rule)
    if words := WORDS.get((kind, key)):
        values = _Values(("string",), {"enum": list(words)})
    values = _filled(values) if spec.required else values.joined_with(_NOTHING)
    return {"description": KEY_DESCRIPTIONS[kind][key], **_schema(values)}


def _each(values: _Values, rule: Schema) -> _Values:
    """Return a list's values with a rule for each entry, also if the only one is no list."""
    items = {**values.limits["items"], **rule}
    return values.with_limits({**rule, "items": items})


def _filled(values: _Values) -> _Values:
    """Return the values without empty ones: a required key needs a value."""
    limits: Schema = {"minItems": 1} if "array" in values.types else {}
    if "object" in values.types:
        limits["minProperties"] = 1
    if "string" in values.types and "enum" not in values.limits:
        if "pattern" not in values.limits:
            limits |= NOT_EMPTY
        elif re.search(values.limits["pattern"], ""):
            limits["minLength"] = 1
    return values.with_limits(limits)


def _schema(values: _Values) -> Schema:
    """Return the schema of values, in a form in which VS Code offers only what is useful.

    For each name in `type` it would offer values: `null` for what can be left empty, and `true` for
    text, since the text `true` is read as a boolean. So types are in a condition, and `anyOf`, which
    always holds, has what to offer. Without `anyOf` it would offer a key without its colon.
    """
    if len(values.types) == 1:
        return {"type": values.types[0], **values.limits}
    limits = dict(values.limits)
    usual = [name for name in values.types if name in {values.types[0], "array", "object"}]
    wrong = {"enum": limits.pop("enum")} if "enum" in limits else {"type": _one_or_list(usual)}
    condition = {"if": {"type": _one_or_list(_without_words(values))}, "else": wrong}
    return {**_in_line(values), **limits, **condition}


def _without_words(values: _Values) -> list[str]:
    """Return the types of values that need no further check: not text, if that's certain words."""
    return [name for name in values.types if name != "string" or "enum" not in values.limits]


def _in_line(values: _Values) -> Schema:
    """Return an `anyOf` that always holds, unless the value starts on the line below the key."""
    if "anyOf" in values.limits or {"properties", "items"} & values.limits.keys():
        return {}
    if "enum" in values.limits:
        return {"anyOf": [{"enum": values.limits["enum"]}, {}]}
    return {"anyOf": [{"type": "boolean"}, {}] if values.types[0] == "boolean" else [{}]}


def _one_or_list(names: Any) -> Any:
    return names[0] if len(names) == 1 else list(names)


def _values(kind: Any) -> _Values:
    """Return the values that are read as a type."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        first, *others = (_values(arg) for arg in args if arg is not type(None))
        for other in others:
            first = first.joined_with(other)
        return first
    if origin is Literal:
        return _Values(("string",), {"enum": list(args)})
    if origin is tuple:
        return _list(args[0])
    if origin is Mapping:
        return _mapping(*args)
    if kind is Name:
        return _TEXT.with_limits(ONE_NAME).joined_with(_Values(("object",), _record_limits(Name)))
    if is_record(kind):
        return _Values(("object",), _record_limits(kind))
    raise TypeError(f"no schema for values of the type {kind}")


def _list(kind: Any) -> _Values:
    """Return the values of a list; a single entry needs no list, unless it's a mapping."""
    item = _values(kind)
    limits: Schema = {"items": _schema(item)}
    if kind in (Ref, FilePath):
        limits["uniqueItems"] = True
    lists = _Values(("array",), limits)
    if is_record(kind) and kind is not Name:
        return lists
    return lists.joined_with(item)


def _keyed(spec: FieldSpec) -> _Values:
    """Return the values of a mapping of ids to records."""
    (kind, *_) = get_args(spec.type)
    entry = record_schema(kind, without="id")
    return _Values(("object",), {"propertyNames": dict(ID), "additionalProperties": entry})


def _mapping(key: Any, value: Any) -> _Values:
    """Return the values of a mapping with keys and values of these types."""
    if value is Any:
        return _Values(("object",), {})
    names = {} if key is str else {"propertyNames": _SIMPLE[key].limits}
    entry = _values(value)
    entry = entry.with_limits({**NOT_EMPTY, **entry.limits})
    return _Values(("object",), {**names, "additionalProperties": _schema(entry)})
