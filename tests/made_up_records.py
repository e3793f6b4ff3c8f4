"""Fills every key of every record class with a made-up value that can be found on a page again.

Text, dates and lists of them are made from a key's type. What no type says (which words a key
allows, what a switch changes on a page) is in `KEYS`, and a key that is in neither is an error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Any, Union, get_args, get_origin

from explainer.dates import Edtf, day_words
from explainer.load.record_fields import fields_by_key, is_record
from explainer.model import Prose, Record


@dataclass(frozen=True)
class Key:
    """What to write under a key, and the pattern of what a page then shows.

    The pattern is looked for in the HTML of a page or, where `file` says so, in that file.
    """

    value: Any
    shows: str
    file: str = ""


def name_of(kind: Any, key: str) -> str:
    return f"{kind.__name__}.{key}"


@dataclass
class Filler:
    """Makes records as YAML values; `made` has what each key that it wrote must show.

    `label` says where the records are, so that the same key has another value elsewhere.
    """

    keys: Mapping[str, Key]
    label: str
    made: dict[str, list[Key]] = field(default_factory=dict)
    _day: dt.date = dt.date(2030, 1, 1)

    def record(self, kind: Any, *, without: str = "", **given: Any) -> dict[str, Any]:
        """Return a record with every key, except those in `without`.

        `given` are values that its place in the content decides. They are not looked for.
        """
        values: dict[str, Any] = {}
        for key, spec in fields_by_key(kind).items():
            if key in without.split():
                continue
            name = name_of(kind, key)
            if key in given:
                values[key] = given[key]
                self.made.setdefault(name, [])
            elif (nested := record_class(spec.type)) and name not in self.keys:
                record = self.record(nested)
                is_list = get_origin(spec.type) is tuple
                values[key] = [record] if is_list else record
                self.made.setdefault(name, [])
            else:
                made = self.keys.get(name) or self._of_type(name, spec.type)
                values[key] = made.value
                self.made.setdefault(name, []).append(made)
        return values

    def _of_type(self, name: str, kind: Any) -> Key:
        """Return a value that no other key has, by the key's type."""
        origin = get_origin(kind)
        if origin in (Union, UnionType):
            (kind,) = (arg for arg in get_args(kind) if arg is not type(None))
            origin = get_origin(kind)
        if origin is tuple:
            item = self._of_type(name, get_args(kind)[0])
            return Key([item.value], item.shows)
        if kind in (str, Prose):
            number = 1 + len(self.made.get(name, ()))
            text = f"Made-up {name.replace('.', ' ').replace('_', ' ')} ({self.label}, {number})"
            return Key(text, re.escape(text))
        if kind in (dt.date, Edtf):
            self._day += dt.timedelta(days=1)
            return Key(self._day.isoformat(), re.escape(day_words(self._day)))
        raise LookupError(
            f"{name}: say in KEYS of made_up_explainer.py what to write, and what shows it"
        )


def record_class(kind: Any) -> Any:
    """Return the class of records in a key's type, such as `Via` in `Via | None`, or None."""
    for part in (kind, *get_args(kind)):
        if is_record(part):
            return part
    return None


def record_classes(kind: Any) -> set[type[Record]]:
    """Return a record class, and all others that are in its keys."""
    found = {kind}
    for spec in fields_by_key(kind).values():
        types = [spec.type]
        while types:
            part = types.pop()
            types += get_args(part)
            if is_record(part) and part not in found:
                found |= record_classes(part)
    return found
