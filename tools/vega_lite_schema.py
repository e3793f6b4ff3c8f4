"""Writes `explainer/vega_lite_keys.json`, the keys that Vega-Lite's JSON Schema allows.

Run it when vl-convert draws with a new version of Vega-Lite. The schema is in the npm package
`vega-lite`, at `build/vega-lite-schema.json`:

    python -m tools.vega_lite_schema VERSION vega-lite-schema.json > explainer/vega_lite_keys.json
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Schema = dict[str, Any]
# Identities of the mappings that a value may be.
State = frozenset[int]
# The schema that allows anything; one object, since mappings are told apart by identity.
ANYTHING: Schema = {}

# Keys that Vega-Lite reads but leaves out of its schema, by the definitions that they belong to.
HIDDEN = {
    "MarkDef": ("startAngle", "endAngle"),
    "Config": ("color", "fontSize", "signals"),
    # Vega's own name for it also works.
    "ExprRef": ("signal",),
}


class Keys:
    """Reads a schema. A state stands for all mappings that a value at one place may be."""

    def __init__(self, schema: Schema) -> None:
        self._definitions = {
            name: _with_hidden(definition, HIDDEN.get(name, ()))
            for name, definition in schema["definitions"].items()
        }
        self._mappings: dict[int, Schema] = {}
        self._named: dict[str, State] = {}
        self.start = self._state([schema])
        self.states: dict[State, dict[str, State]] = {}
        waiting = [self.start]
        while waiting:
            state = waiting.pop()
            if state not in self.states:
                self.states[state] = self._below(state)
                waiting += self.states[state].values()

    def _state(self, nodes: list[Schema]) -> State:
        return frozenset().union(*map(self._choices, nodes))

    def _choices(self, node: Schema) -> State:
        """Return the mappings that a value may be; those in a list count as the list's own."""
        if name := str(node.get("$ref", "")).rpartition("/")[2]:
            if name not in self._named:
                self._named[name] = frozenset()  # For definitions that contain themselves.
                self._named[name] = self._choices(self._definitions[name])
            return self._named[name]
        items = node.get("items", [])
        inner = [*node.get("anyOf", []), *(items if isinstance(items, list) else [items])]
        own = set()
        if "properties" in node or "object" in node.get("type", ""):
            self._mappings[id(node)] = node
            own.add(id(node))
        elif not node:
            self._mappings[id(ANYTHING)] = ANYTHING
            own.add(id(ANYTHING))
        return self._state(inner) | own if inner else frozenset(own)

    def _below(self, state: State) -> dict[str, State]:
        """Return the state below each key; "*" is any other key, and no mapping an empty state."""
        found: dict[str, list[Schema]] = {}
        for mapping in map(self._mappings.__getitem__, state):
            for name, value in mapping.get("properties", {}).items():
                found.setdefault(name, []).append(value)
            others = mapping.get("additionalProperties", "properties" not in mapping)
            if others is not False:
                found.setdefault("*", []).append(ANYTHING if others is True else others)
        return {name: self._state(values) for name, values in sorted(found.items())}


def _with_hidden(definition: Schema, keys: tuple[str, ...]) -> Schema:
    hidden = {key: {"type": "null"} for key in keys}
    return (
        {**definition, "properties": {**definition["properties"], **hidden}} if keys else definition
    )


def nodes(keys: Keys) -> Iterator[dict[str, str]]:
    """Yield a mapping for each kind of place, the whole specification first.

    It maps the number of a node, or 0 where any key may follow, to the keys that lead there,
    separated by spaces. States with the same keys, and the same below them, are one node.
    """
    free = {state for state, below in keys.states.items() if not state or below == {"*": state}}
    kinds = dict.fromkeys(keys.states, 1) | dict.fromkeys(free, 0)
    while True:
        looks = {
            state: (state in free, tuple(sorted((name, kinds[s]) for name, s in below.items())))
            for state, below in keys.states.items()
        }
        numbers: dict[Any, int] = {}
        finer = {
            state: 0 if state in free else numbers.setdefault(look, len(numbers) + 1)
            for state, look in looks.items()
        }
        if len(set(finer.values())) == len(set(kinds.values())):
            break
        kinds = finer
    done = set()
    for state, number in finer.items():
        if number and number not in done:
            done.add(number)
            lines: dict[str, list[str]] = {}
            for name, below in sorted(keys.states[state].items()):
                lines.setdefault(str(finer[below]), []).append(name)
            yield {target: " ".join(names) for target, names in lines.items()}


def as_json(version: str, schema: Schema) -> str:
    """Return the file's text, one line for each node."""
    lines = ",\n".join(json.dumps(node) for node in nodes(Keys(schema)))
    return f'{{"version": "{version}",\n"nodes": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tools.vega_lite_schema")
    parser.add_argument("version", help="of Vega-Lite, such as 6.4.1")
    parser.add_argument("schema", type=Path, help="its vega-lite-schema.json")
    options = parser.parse_args()
    sys.stdout.write(as_json(options.version, json.loads(options.schema.read_text("utf-8"))))
