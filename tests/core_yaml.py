"""Reads YAML as VS Code's language server does: by YAML 1.2.2's core schema (section 10.3.2).

Unlike YAML 1.1, it reads `no` and `2041-04-02` as text. Numbers and booleans aren't text, which the
loader of content would take as typed.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml import MappingNode, ScalarNode


class CoreLoader(yaml.SafeLoader):
    """Constructs JSON values; keys are always text, and what no JSON has is an error."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (as in PyYAML)

    def construct_core_mapping(self, node: MappingNode) -> dict[str, Any]:
        return {
            str(key.value): self.construct_object(value, deep=True) for key, value in node.value
        }

    def construct_core_number(self, node: ScalarNode) -> int | float:
        text = str(node.value)
        if re.fullmatch(r"0[xo][0-9a-fA-F]+", text):
            return int(text[2:], 16 if text[1] == "x" else 8)
        return int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else float(text)


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", [*"~nN", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", [*"-+0123456789"]),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
        [*"-+.0123456789"],
    ),
):
    resolver = re.compile(rf"^(?:{pattern})$", re.ASCII)
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", resolver, first)
for tag in ("int", "float"):
    CoreLoader.add_constructor(f"tag:yaml.org,2002:{tag}", CoreLoader.construct_core_number)
CoreLoader.add_constructor("tag:yaml.org,2002:map", CoreLoader.construct_core_mapping)


def read_core_yaml(text: str) -> Any:
    """Return the value of YAML text; raises YAMLError if it can't be read."""
    return yaml.load(text, CoreLoader)  # noqa: S506 (a safe loader)
