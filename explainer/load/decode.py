"""YAML nodes to records, by the records' own types; every fault is told, each with its line.

Own code and not a schema library: it is small, it starts in no time, and it says what an editor
needs (the line of the key, the nearest right name, what to write instead).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import types
import typing
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from explainer import dates
from explainer.dates import Edtf
from explainer.load.yaml_tree import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    line_of,
    text_line_of,
)
from explainer.model import Id, NoneFound, Path, Prose, Record
from explainer.problems import Place, Problem, did_you_mean, nearest, warning

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")

# YAML 1.2.2, section 10.3.2: what a scalar without quotes means where any type may stand.
_WHOLE = re.compile(r"[-+]?[0-9]{1,300}", re.ASCII)
_FRACTION = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", re.ASCII)
_WORDS = {"true": True, "false": False}
_NULLS = frozenset({"", "~", "null"})
_QUOTED = frozenset({"'", '"', "|", ">"})
_NO_SPACE = re.compile(r"[A-Za-z_-]+:(?!//)\S")
_CURLY = re.compile(r"“[^“”]*”?|‘[^‘’]*’")
_NULL = "tag:yaml.org,2002:null"


class Absent:
    """Stands for a value that could not be read; the problem has been told."""


ABSENT = Absent()


@dataclass
class Decoder:
    """Reads the nodes of one file, and collects what is wrong with them."""

    place: Place
    make_prose: Callable[[str, Place], Prose]
    problems: list[Problem] = field(default_factory=list)

    def record(self, node: Node, kind: type[Any], **given: Any) -> Any:
        """Return a record of that class, or ABSENT; `given` fields come from elsewhere."""
        record_class: Any = kind
        if not isinstance(node, MappingNode):
            return self._wrong(node, f"keys with values, as {_example(record_class, node, given)}")
        fields = {
            key: spec for key, spec in _fields(record_class).items() if spec.name not in given
        }
        values: dict[str, Any] = dict(given)
        lines: dict[Path, int] = {}
        mistyped: set[str] = set()
        complete = True
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                continue
            spec = fields.get(key_node.value)
            if spec is None:
                begun = key_node.value.partition(":")[0]
                mistyped.add(begun if begun in fields else nearest(key_node.value, fields))
                self._tell(
                    key_node,
                    "unknown-key",
                    f'there is no key "{key_node.value}" here',
                    _belongs_below(key_node.value, fields)
                    or did_you_mean(key_node.value, fields)
                    or "the keys here are " + ", ".join(fields),
                )
                continue
            if value_node.tag == _NULL:
                continue
            if spec.required and _is_empty(value_node):
                message = f'the key "{key_node.value}" is empty'
                value: Any = self._tell(
                    key_node, "missing-key", message, "write it: it is required"
                )
            else:
                name = f'"{key_node.value}"'
                value = self.value(value_node, spec.type, name, keyed=spec.keyed)
            complete = complete and value is not ABSENT
            values[spec.name] = value
            lines[key_node.value,] = line_of(key_node, self.place)
            if not spec.holds_records:
                lines.update(_lines_below(value_node, (key_node.value,), self.place))
        for key, spec in fields.items():
            if spec.required and spec.name not in values:
                complete = False
                if key in mistyped:
                    # Told already, where it is.
                    continue
                message = f'the key "{key}" is missing'
                self._tell(node, "missing-key", message, "add it: it is required here")
        if not complete:
            return ABSENT
        return kind(**values, place=self.place.at(line_of(node, self.place)), lines=lines)

    def value(self, node: Node, kind: Any, name: str, *, keyed: bool = False) -> Any:
        """Return a node's value as the type, or ABSENT; `name` is what messages call it."""
        origin, args = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return self._union(node, [arg for arg in args if arg is not type(None)], name)
        if origin is tuple:
            return self._keyed(node, args[0]) if keyed else self._sequence(node, args[0], name)
        if origin is Mapping:
            return self._plain(node) if args[1] is Any else self._mapping(node, args, name)
        if dataclasses.is_dataclass(kind) and kind not in (Edtf, Prose):
            return self.record(node, typing.cast("type[Any]", kind))
        if not isinstance(node, ScalarNode):
            return self._wrong(node, f"text for {name}")
        if origin is Literal:
            return self._choice(node, args, name)
        if kind is Prose:
            self._warn_of_curly_quotes(node)
            at = self.place.at(text_line_of(node, self.place))
            return self.make_prose(node.value, at)
        return self._scalar(node, kind, name)

    def sequence(self, node: Node | None, kind: type[Any]) -> list[Any]:
        """Return the records of a file that is a list; those that cannot be read are left out."""
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self._wrong(node, _list_wanted(node))
            return []
        if _has_dashes_too_many(node):
            message = "each key here begins an entry of its own"
            hint = "write a dash before the first key of each entry alone"
            self._tell(node, "wrong-type", message, hint)
            return []
        read = (self.record(item, kind) for item in node.value)
        return [record for record in read if record is not ABSENT]

    def _scalar(self, node: ScalarNode, kind: Any, name: str) -> Any:
        text = node.value
        try:
            if kind is Edtf:
                return dates.parse(text)
            if kind is dt.date:
                return dates.parse_day(text)
        except ValueError as error:
            # Where the form is wrong, the message says which forms there are.
            hint = "" if "; " in str(error) else "correct it"
            return self._tell(node, "bad-date", f"in {name}: {error}", hint)
        if kind is bool:
            if text not in _WORDS:
                return self._wrong(node, f"true or false for {name}")
            return _WORDS[text]
        if kind is int:
            if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
                return self._wrong(node, f"a whole number for {name}")
            return int(text)
        if kind is Id and not ID.fullmatch(text):
            return self._tell(node, "bad-id", f'"{_visible(text)}" is no id', _id_hint(text))
        if kind is str:
            self._warn_of_curly_quotes(node)
        return text.strip()

    def _warn_of_curly_quotes(self, node: ScalarNode) -> None:
        if not node.style and _CURLY.fullmatch(node.value):
            message = "the curly quotation marks round this text would be shown"
            hint = 'write straight ones; or, where they are meant, "“…”"'
            at = self.place.at(line_of(node, self.place))
            self.problems.append(warning(at, "curly-quotes", message, hint))

    def _choice(self, node: ScalarNode, choices: tuple[str, ...], name: str) -> Any:
        if node.value in choices:
            return node.value
        hint = did_you_mean(node.value, choices)
        return self._tell(node, "bad-value", f'{name} cannot be "{node.value}"', hint)

    def _union(self, node: Node, kinds: list[Any], name: str) -> Any:
        """Read the one type that is not None; or, of text and a mapping, what the node is."""
        if len(kinds) > 1:
            is_mapping = isinstance(node, MappingNode)
            kinds = [kind for kind in kinds if (kind is NoneFound) == is_mapping]
        return self.value(node, kinds[0], name)

    def _sequence(self, node: Node, kind: Any, name: str) -> Any:
        """Read a list; a single scalar stands for a list of one."""
        if isinstance(node, ScalarNode) and (kind is Prose or not dataclasses.is_dataclass(kind)):
            item = self._item(node, kind, name)
            return ABSENT if item is ABSENT else (item,)
        if not isinstance(node, SequenceNode):
            return self._wrong(node, f"a list for {name}")
        items = [self._item(item, kind, name) for item in node.value]
        return ABSENT if ABSENT in items else tuple(items)

    def _item(self, node: Node, kind: Any, name: str) -> Any:
        """Read an entry of a list; several ids in one entry were meant as a list."""
        if kind is Id and isinstance(node, ScalarNode):
            parts = re.split(r"[\s,;]+", node.value.strip(" ,;"))
            is_list = re.search(r"[,;]", node.value) or len(parts) < 4
            if len(parts) > 1 and is_list and all(map(ID.fullmatch, parts)):
                hint = f"write several as a list: [{', '.join(parts)}]"
                return self._tell(node, "bad-id", f'"{node.value}" is no id', hint)
        return self.value(node, kind, name)

    def _keyed(self, node: Node, kind: type[Record]) -> Any:
        """Read a mapping of ids to records, each record taking its key as its `id`."""
        if not isinstance(node, MappingNode):
            return self._wrong(node, f"ids with their entries, as {_as_mapping(node)}")
        items = []
        for key, value in node.value:
            id_ = self.value(key, Id, "an id")
            items.append(ABSENT if id_ is ABSENT else self.record(value, kind, id=id_))
        return ABSENT if ABSENT in items else tuple(items)

    def _mapping(self, node: Node, kinds: tuple[Any, Any], name: str) -> Any:
        """Read a mapping of texts, or of ids, to values of one type."""
        if not isinstance(node, MappingNode):
            return self._wrong(node, f"keys with values for {name}, as {_as_mapping(node)}")
        pairs = [
            (self.value(key, kinds[0], "a key"), self._mapped(key, item, kinds[1]))
            for key, item in node.value
        ]
        return ABSENT if any(ABSENT in pair for pair in pairs) else dict(pairs)

    def _mapped(self, key: Node, node: Node, kind: Any) -> Any:
        """Read what stands after a mapping's key, where nothing would be a gap on a page."""
        if node.tag == _NULL or (isinstance(node, ScalarNode) and not node.value.strip()):
            hint = "write what it stands for, or take it out"
            return self._tell(key, "missing-key", f'nothing stands after "{key.value}"', hint)
        return self.value(node, kind, f'"{key.value}"')

    def _plain(self, node: Node) -> Any:
        """Return mappings, lists, texts, numbers, true, false and null, as JSON knows them.

        A date stays the text that was typed, which no record but a chart's would ask for.
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
        if _WHOLE.fullmatch(text):
            return int(text)
        return float(text) if _FRACTION.fullmatch(text) else _WORDS.get(text, text)

    def _wrong(self, node: Node, wanted: str) -> Absent:
        kinds: dict[type, str] = {MappingNode: "a mapping", SequenceNode: "a list"}
        found = kinds.get(type(node)) or (f'"{node.value[:40]}"' if node.value else "nothing")
        if isinstance(node, ScalarNode) and not node.style and _NO_SPACE.match(node.value):
            wanted = "a space after the colon of each key"
        return self._tell(node, "wrong-type", f"{found} stands here", f"write {wanted}")

    def _tell(self, node: Node, code: str, message: str, hint: str = "") -> Absent:
        at = self.place.at(line_of(node, self.place))
        self.problems.append(Problem(at, code, message, hint))
        return ABSENT


def _is_empty(node: Node) -> bool:
    """Return whether a node holds nothing: no entries, or no text but spaces."""
    return not (node.value.strip() if isinstance(node, ScalarNode) else node.value)


def _id_hint(text: str) -> str:
    if text.startswith("@") and ID.fullmatch(text[1:]):
        return "leave the @ out here"
    hint = "use letters, digits, - and _, beginning with a letter or digit"
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    mended = re.sub(r"[^A-Za-z0-9_-]+", "-", letters).strip("-_")
    return f"{hint}: {mended}" if mended else hint


def _example(kind: Any, node: Node, given: Mapping[str, Any]) -> str:
    """Return how a record is written of which a single text, or nothing of use, was written."""
    required = [key for key, spec in _fields(kind).items() if spec.required and key not in given]
    said = node.value if isinstance(node, ScalarNode) and len(required) == 1 else ""
    pairs = [f"{key}: {said or '…'}" for key in required or ["…"]]
    return "{" + ", ".join(pairs) + "}"


def _as_mapping(node: Node) -> str:
    """Return how a mapping is written, with the first keys that were written as something else."""
    keys = []
    for item in node.value if isinstance(node, SequenceNode) else ():
        first = item.value[0][0] if isinstance(item, MappingNode) and item.value else item
        keys += [first.value] if isinstance(first, ScalarNode) else []
    return "{" + ", ".join(f"{key}: …" for key in keys[:3] or ["…"]) + "}"


def _belongs_below(key: str, fields: Mapping[str, FieldSpec]) -> str:
    """Return the hint for a key that belongs to a record within this one, or has its value in it."""
    begun, _, value = key.partition(":")
    if begun in fields and value:
        return f"write a space after the colon: {begun}: {value}"
    for name, spec in fields.items():
        within = [kind for kind in get_args(spec.type) if _is_record(kind)]
        if any(key in _fields(kind) for kind in within):
            return f'it belongs below "{name}:", further indented'
    return ""


def _list_wanted(node: Node) -> str:
    if isinstance(node, MappingNode) and len(node.value) == 1:
        key, value = node.value[0]
        if isinstance(value, SequenceNode):
            return f'the list alone, without the line "{key.value}:"'
    return "a list, each entry beginning with a dash"


def _has_dashes_too_many(node: SequenceNode) -> bool:
    """Return whether a dash was written before each key, and not before each entry."""
    if len(node.value) < 2 or not all(isinstance(item, MappingNode) for item in node.value):
        return False
    keys = [item.value[0][0].value for item in node.value if len(item.value) == 1]
    return len(keys) == len(node.value) == len(set(map(str, keys)))


def _lines_below(node: Node, path: Path, place: Place) -> Iterator[tuple[Path, int]]:
    """Yield the lines of what stands in a list or mapping that runs over several lines."""
    if isinstance(node, ScalarNode) or node.start_mark.line == node.end_mark.line:
        return
    steps: list[tuple[str | int, Node, Node]]
    if isinstance(node, MappingNode):
        steps = [(str(key.value), key, value) for key, value in node.value]
    else:
        steps = [(number, item, item) for number, item in enumerate(node.value)]
    for step, at, below in steps:
        yield (*path, step), line_of(at, place)
        yield from _lines_below(below, (*path, step), place)


def _visible(text: str) -> str:
    """Return a text with what cannot be seen in it as YAML would spell it."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


@dataclass(frozen=True)
class FieldSpec:
    """How a key is read: into which field, as which type."""

    name: str
    type: Any
    required: bool
    keyed: bool
    holds_records: bool


def _holds_records(kind: Any) -> bool:
    """Return whether records stand there, which know their own lines."""
    return any(map(_is_record, (kind, *get_args(kind))))


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Record)


@cache
def _fields(kind: Any) -> dict[str, FieldSpec]:
    """Return a record class's fields by the key that an editor writes."""
    hints = typing.get_type_hints(kind)
    missing = dataclasses.MISSING
    return {
        spec.metadata.get("key", spec.name): FieldSpec(
            spec.name,
            hints[spec.name],
            spec.default is missing and spec.default_factory is missing,
            bool(spec.metadata.get("keyed")),
            _holds_records(hints[spec.name]),
        )
        for spec in dataclasses.fields(kind)
        if spec.name not in {"place", "lines"}
    }
