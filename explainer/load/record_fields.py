"""The fields of record classes: which YAML key each is read from, its type, and if it's required."""

from __future__ import annotations

import dataclasses
import typing
from functools import cache
from typing import Any, get_args

from explainer.model import Record
from explainer.readonly import frozen


@frozen
class FieldSpec:
    """The field that a YAML key is read into; a `keyed` tuple is written as a mapping by id.

    `alias` is another spelling of the key, such as CSL's `URL` for `url`, or empty.
    """

    name: str
    type: Any
    required: bool
    keyed: bool
    contains_records: bool
    alias: str


def contains_records(kind: Any) -> bool:
    """Return whether a type is a record or contains records, which keep their own lines."""
    return any(map(is_record, (kind, *get_args(kind))))


def is_record(kind: Any) -> bool:
    """Return whether a type is a class of records."""
    return isinstance(kind, type) and issubclass(kind, Record)


@cache
def fields_by_key(kind: Any) -> dict[str, FieldSpec]:
    """Return the fields of a record class, by their YAML keys."""
    hints = typing.get_type_hints(kind, include_extras=True)
    missing = dataclasses.MISSING
    return {
        spec.metadata.get("key", spec.name): FieldSpec(
            spec.name,
            hints[spec.name],
            spec.default is missing and spec.default_factory is missing,
            bool(spec.metadata.get("keyed")),
            contains_records(hints[spec.name]),
            spec.metadata.get("alias", ""),
        )
        for spec in dataclasses.fields(kind)
        if spec.name not in {"place", "lines"}
    }


@cache
def keys_by_alias(kind: Any) -> dict[str, str]:
    """Return the YAML keys of a record class that can be spelt in another way, by that spelling."""
    return {spec.alias: key for key, spec in fields_by_key(kind).items() if spec.alias}
