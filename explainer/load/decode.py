"""Convert YAML nodes to records by the records' type annotations, and report every mistake.

This is our own code rather than a schema library: it's small, it imports fast, and it reports what
an editor needs (the line of the key, the nearest known name, what to write instead).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Union, get_args, get_origin

from explainer import dates
from explainer.bibliography import Name
from explainer.chart_colours import hex_colour
from explainer.dates import Edtf
from explainer.load.decode_hints import (
    colour_mistake,
    id_hint,
    list_hint,
    mapping_example,
    record_example,
    unknown_key_hint,
)
from explainer.load.names import read_name
from explainer.load.record_fields import fields_by_key, keys_by_alias
from explainer.load.yaml_tree import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    line_of,
    text_line_of,
)
from explainer.model import VALID_ID, Colour, FilePath, Id, NoneFound, Path, Prose, Record, Ref
from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem, did_you_mean, nearest, shortened, warning
from explainer.urls import composed

# YAML 1.2.2, section 10.3.2: how an unquoted scalar is read where values of any type are allowed.
_INTEGER = lazy_pattern(r"[-+]?[0-9]{1,300}", re.ASCII)
_FLOAT = lazy_pattern(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", re.ASCII)
_BOOLEANS = {"true": True, "false": False}
_NULLS = frozenset({"", "~", "null"})
_QUOTED = frozenset({"'", '"', "|", ">"})
_MISSING_SPACE = lazy_pattern(r"[A-Za-z_-]+:(?!//)\S")
_CURLY = lazy_pattern(r"“[^“”]*”?|‘[^‘’]*’")
_NULL = "tag:yaml.org,2002:null"


class Absent:
    """The type of `ABSENT`, returned for a value that couldn't be read; the mistake is reported."""


ABSENT = Absent()


@dataclass
class Decoder:
    """Converts YAML to records, and collects problems; `place` is where the YAML text starts."""

    place: Place
    make_prose: Callable[[str, Place], Prose]
    problems: list[Problem] = field(default_factory=list)

    def record(self, node: Node, kind: type[Any], **preset: Any) -> Any:
        """Convert a mapping to a record of the class `kind`; return ABSENT if it has mistakes.

        `preset` are values of fields that aren't written in the mapping, such as a chart's id.
        """
        record_class: Any = kind
        if not isinstance(node, MappingNode):
            hint = f"write {record_example(record_class, node, preset)}"
            return self._wrong_type(node, "a mapping", hint)
        fields = {
            key: spec
            for key, spec in fields_by_key(record_class).items()
            if spec.name not in preset
        }
        values: dict[str, Any] = dict(preset)
        lines: dict[Path, int] = {}
        mistyped: set[str] = set()
        complete = True
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                continue
            key_name = self._key_name(key_node, record_class, node)
            spec = fields.get(key_name)
            if spec is None:
                stem = key_node.value.partition(":")[0]
                mistyped.add(stem if stem in fields else nearest(key_node.value, fields))
                message = f'unknown key "{key_node.value}"'
                hint = unknown_key_hint(key_node.value, fields)
                self._add_problem(key_node, "unknown-key", message, hint)
                continue
            if value_node.tag == _NULL:
                continue
            if spec.required and _is_empty(value_node):
                message = f'missing value for required key "{key_node.value}"'
                value: Any = self._add_problem(key_node, "missing-key", message, "write one")
            else:
                name = f'"{key_node.value}"'
                value = self.value(value_node, spec.type, name, keyed=spec.keyed)
            complete = complete and value is not ABSENT
            values[spec.name] = value
            lines[key_name,] = line_of(key_node, self.place)
            if not spec.contains_records:
                lines.update(_lines_below(value_node, (key_name,), self.place))
        for key, spec in fields.items():
            if spec.required and spec.name not in values:
                complete = False
                if key in mistyped:
                    # Already reported as an unknown key, on its own line.
                    continue
                self._add_problem(node, "missing-key", f'missing required key "{key}"', "add it")
        if not complete:
            return ABSENT
        return kind(**values, place=self.place.at(line_of(node, self.place)), lines=lines)

    def _key_name(self, node: ScalarNode, kind: Any, mapping: MappingNode) -> str:
        """Return a key's name, also if it's written in another way, such as `URL` for `url`."""
        typed = str(node.value)
        name = keys_by_alias(kind).get(typed, typed)
        if name != typed and any(key.value == name for key, _ in mapping.value):
            message = f'"{typed}" and "{name}" are the same key'
            self._add_problem(node, "duplicate-key", message, "remove one")
        return name

    def value(self, node: Node, kind: Any, name: str, *, keyed: bool = False) -> Any:
        """Convert a node to the type `kind`, or return ABSENT; messages call the value `name`."""
        origin, args = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return self._union(node, [arg for arg in args if arg is not type(None)], name)
        if origin is tuple:
            return self._keyed(node, args[0]) if keyed else self._sequence(node, args[0], name)
        if origin is Mapping:
            return self._mapping(node, args, name)
        if kind is Name:
            return self._name(node, name)
        if dataclasses.is_dataclass(kind) and kind not in (Edtf, Prose):
            return self.record(node, typing.cast("type[Any]", kind))
        if not isinstance(node, ScalarNode):
            hint = "write one value; put quotes around it if it contains brackets or a colon"
            return self._wrong_type(node, f"a single value for {name}", hint)
        if origin is Literal:
            return self._choice(node, args, name)
        if kind is Prose:
            self._warn_about_curly_quotes(node)
            return self.make_prose(node.value, self.place.at(text_line_of(node, self.place)))
        if kind == Colour:
            if not (colour := hex_colour(node.value)):
                self._add_problem(node, "theme-colour", *colour_mistake(name, node.value))
            return colour
        return self._scalar(node, kind, name)

    def sequence(self, node: Node | None, kind: type[Any]) -> list[Any]:
        """Convert a file's root node, a list, to records; leave out those with mistakes."""
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self._wrong_type(node, "a list", list_hint(node))
            return []
        if _has_dash_before_each_key(node):
            message = "the dash before each key makes it an entry of its own"
            hint = "write a dash only before the first key of each entry"
            self._add_problem(node, "wrong-type", message, hint)
            return []
        records = (self.record(item, kind) for item in node.value)
        return [record for record in records if record is not ABSENT]

    def _scalar(self, node: ScalarNode, kind: Any, name: str) -> Any:
        """Convert a scalar to a date, boolean, whole number, id or text, or return ABSENT."""
        text = node.value
        try:
            if kind is Edtf:
                return dates.parse(text)
            if kind is dt.date:
                return dates.parse_day(text)
        except ValueError as error:
            # If the form is wrong, the error's text contains a hint: the forms that are supported.
            hint = "" if "; " in str(error) else "fix the date"
            return self._add_problem(node, "bad-date", f"in {name}: {error}", hint)
        if kind is bool:
            if text not in _BOOLEANS:
                return self._wrong_type(node, f"true or false for {name}", "write one of them")
            return _BOOLEANS[text]
        if kind is int:
            if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
                hint = "use digits only, at most nine"
                return self._wrong_type(node, f"a whole number for {name}", hint)
            return int(text)
        if kind == Ref and text.strip() and not text.startswith("@"):
            return text.strip()
        if kind in (Id, Ref) and not VALID_ID.fullmatch(text):
            message = f'"{_escaped(text)}" isn\'t a valid id'
            return self._add_problem(node, "bad-id", message, id_hint(text))
        if kind == FilePath:
            return composed(text.strip())
        if kind is str:
            self._warn_about_curly_quotes(node)
        return text.strip()

    def _name(self, node: Node, field_name: str) -> Any:
        """Read a person's or an institution's name: text, or a mapping of CSL's name parts."""
        place = self.place.at(line_of(node, self.place))
        if isinstance(node, ScalarNode):
            name = read_name(node.value)
            if name is None:
                message = f'several names in one text for {field_name}: "{node.value}"'
                hint = (
                    'write people as a list ["Doe, Jane", "Roe, John"], '
                    'or an institution as {literal: "…"}'
                )
                return self._add_problem(node, "name-form", message, hint)
            return dataclasses.replace(name, place=place)
        name = self.record(node, Name)
        if isinstance(name, Name) and bool(name.family) == bool(name.literal):
            message = f"expected either a family name or a literal for {field_name}"
            hint = "write {family: …, given: …} for a person, {literal: …} for an institution"
            return self._add_problem(node, "name-form", message, hint)
        return name

    def _warn_about_curly_quotes(self, node: ScalarNode) -> None:
        if not node.style and _CURLY.fullmatch(node.value):
            text = shortened(node.value)
            message = (
                f"curly quotation marks don't enclose YAML text, so the page will show: {text}"
            )
            hint = "write straight ones instead, or around them to keep the curly ones"
            place = self.place.at(line_of(node, self.place))
            self.problems.append(warning(place, "curly-quotes", message, hint))

    def _choice(self, node: ScalarNode, choices: tuple[str, ...], name: str) -> Any:
        if node.value in choices:
            return node.value
        hint = did_you_mean(node.value, choices)
        message = f'invalid value "{node.value}" for {name}'
        return self._add_problem(node, "bad-value", message, hint)

    def _union(self, node: Node, kinds: list[Any], name: str) -> Any:
        """Read `X | None` as `X`; read `Prose | NoneFound` as `NoneFound` if it's a mapping."""
        if len(kinds) > 1:
            is_mapping = isinstance(node, MappingNode)
            kinds = [kind for kind in kinds if (kind is NoneFound) == is_mapping]
        return self.value(node, kinds[0], name)

    def _sequence(self, node: Node, kind: Any, name: str) -> Any:
        """Read a list; a single scalar, or a single name, is accepted as a list of one."""
        is_scalar = isinstance(node, ScalarNode)
        if (kind is Name and not isinstance(node, SequenceNode)) or (
            is_scalar and (kind is Prose or not dataclasses.is_dataclass(kind))
        ):
            item = self._item(node, kind, name)
            return ABSENT if item is ABSENT else (item,)
        if not isinstance(node, SequenceNode):
            hint = "write each entry on a line of its own, starting with a dash"
            return self._wrong_type(node, f"a list for {name}", hint)
        items = [self._item(item, kind, name) for item in node.value]
        if ABSENT in items:
            return ABSENT
        if kind in (Ref, FilePath):
            self._report_repeated(node, items, name)
        return tuple(items)

    def _report_repeated(self, node: SequenceNode, items: list[str], name: str) -> None:
        """Report each entry of a list that is in it already: a page would show it twice."""
        above: set[str] = set()
        for entry, item in zip(node.value, items, strict=True):
            if item in above:
                message = f'duplicate entry "{item}" in {name}'
                self._add_problem(entry, "duplicate-id", message, "remove one of them")
            above.add(item)

    def _item(self, node: Node, kind: Any, name: str) -> Any:
        """Read an entry of a list; report an entry such as `a, b` that should be several ids."""
        if kind == Ref and isinstance(node, ScalarNode):
            parts = re.split(r"\s*[,;]\s*", node.value.strip(" ,;"))
            if len(parts) > 1 and all(map(VALID_ID.fullmatch, parts)):
                message = f'"{node.value}" isn\'t a valid id'
                hint = f"write several ids as a list: [{', '.join(parts)}]"
                return self._add_problem(node, "bad-id", message, hint)
        return self.value(node, kind, name)

    def _keyed(self, node: Node, kind: type[Record]) -> Any:
        """Read a mapping of ids to records; each record's `id` is its key."""
        if not isinstance(node, MappingNode):
            hint = f"write {mapping_example(node)}"
            return self._wrong_type(node, "a mapping of ids to entries", hint)
        items = []
        for key, value in node.value:
            id_ = self.value(key, Id, "an id")
            items.append(ABSENT if id_ is ABSENT else self.record(value, kind, id=id_))
        return ABSENT if ABSENT in items else tuple(items)

    def _mapping(self, node: Node, kinds: tuple[Any, Any], name: str) -> Any:
        """Read a mapping whose keys are text or ids, and whose values have one type."""
        if not isinstance(node, MappingNode):
            is_chart = kinds[1] is Any
            hint = "keys and values, as in Vega-Lite" if is_chart else mapping_example(node)
            return self._wrong_type(node, f"a mapping for {name}", f"write {hint}")
        if kinds[1] is Any:
            return self._plain(node)
        pairs = [
            (self.value(key, kinds[0], "a key"), self._mapping_value(key, item, kinds[1]))
            for key, item in node.value
        ]
        return ABSENT if any(ABSENT in pair for pair in pairs) else dict(pairs)

    def _mapping_value(self, key: Node, node: Node, kind: Any) -> Any:
        """Read the value of a mapping's key; an empty one would leave a gap on a page."""
        if node.tag == _NULL or (isinstance(node, ScalarNode) and not node.value.strip()):
            message = f'missing value for "{key.value}"'
            return self._add_problem(key, "missing-key", message, "write one, or remove the key")
        return self.value(node, kind, f'"{key.value}"')

    def _plain(self, node: Node) -> Any:
        """Return a node as plain dicts, lists, strings, numbers, booleans and None, as in JSON.

        Dates stay strings. Only a chart's `spec` and `narrow` are read like this.
        """
        if isinstance(node, MappingNode):
            return {str(key.value): self._plain(value) for key, value in node.value}
        if isinstance(node, SequenceNode):
            return [self._plain(item) for item in node.value]
        text: str = node.value
        if typing.cast("ScalarNode", node).style in _QUOTED:
            return text
        if text in _NULLS:
            return None
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else _BOOLEANS.get(text, text)

    def _wrong_type(self, node: Node, expected: str, hint: str) -> Absent:
        """Report that a node isn't what was expected (`a list for "chapters"`); return ABSENT."""
        kinds: dict[type, str] = {MappingNode: "a mapping", SequenceNode: "a list"}
        found = kinds.get(type(node)) or (f'"{node.value[:40]}"' if node.value else "nothing")
        if isinstance(node, ScalarNode) and not node.style and _MISSING_SPACE.match(node.value):
            hint = "add a space after the colon of each key"
        return self._add_problem(node, "wrong-type", f"expected {expected}, found {found}", hint)

    def _add_problem(self, node: Node, code: str, message: str, hint: str = "") -> Absent:
        """Add a problem at the node's line, and return ABSENT."""
        place = self.place.at(line_of(node, self.place))
        self.problems.append(Problem(place, code, message, hint))
        return ABSENT


def _is_empty(node: Node) -> bool:
    """Return whether a node has no entries, or no text except white space."""
    return not (node.value.strip() if isinstance(node, ScalarNode) else node.value)


def _has_dash_before_each_key(node: SequenceNode) -> bool:
    """Return whether each entry has one key, all different, as if one record got many dashes."""
    if len(node.value) < 2 or not all(isinstance(item, MappingNode) for item in node.value):
        return False
    keys = [item.value[0][0].value for item in node.value if len(item.value) == 1]
    return len(keys) == len(node.value) == len(set(map(str, keys)))


def _lines_below(node: Node, path: Path, place: Place) -> Iterator[tuple[Path, int]]:
    """Yield the path and line of each value in a node of several lines; `path` leads to the node."""
    if isinstance(node, ScalarNode) or node.start_mark.line == node.end_mark.line:
        return
    steps: list[tuple[str | int, Node, Node]]
    if isinstance(node, MappingNode):
        steps = [(str(key.value), key, value) for key, value in node.value]
    else:
        steps = [(number, item, item) for number, item in enumerate(node.value)]
    for step, start, child in steps:
        yield (*path, step), line_of(start, place)
        yield from _lines_below(child, (*path, step), place)


def _escaped(text: str) -> str:
    """Return the text with each unprintable character written as a YAML escape."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
