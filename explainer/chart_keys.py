"""Finds keys that Vega-Lite doesn't know, which it would drop without a word.

`vega_lite_keys.json` has the keys of its JSON Schema (BSD licence, University of Washington), and of
which version. At each place all keys are known that any kind of value there may have: those of all
marks under `mark`, those of all transforms in a transform. So no valid specification is reported.
`tools/vega_lite_schema.py` writes the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path as FileSystemPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explainer.model import Path

_FILE = FileSystemPath(__file__).with_name("vega_lite_keys.json")
# The number of a node below which anything is allowed, and of that of a whole specification.
_ANYTHING, _START = 0, 1


def unknown_keys(
    spec: Any, path: Path = (), *, node: int = _START
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Yield the path of each unknown key, and the keys known there; nothing below an unknown key.

    `path` is the path of `spec` within the whole specification, and `node` what is known about it.
    """
    if node == _ANYTHING:
        return
    if isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from unknown_keys(item, (*path, number), node=node)
    elif isinstance(spec, Mapping):
        known = _nodes()[node - 1]
        for name, value in spec.items():
            below = known.get(name, known.get("*"))
            if below is None:
                yield (*path, name), tuple(known)
            else:
                yield from unknown_keys(value, (*path, name), node=below)


def version() -> str:
    """Return the version of Vega-Lite whose keys are known, such as `6.4.1`."""
    return str(_contents()["version"])


@cache
def _nodes() -> list[dict[str, int]]:
    """Return for each node the keys that may be there, each with the node of its value."""
    return [
        {name: int(target) for target, names in node.items() for name in names.split()}
        for node in _contents()["nodes"]
    ]


@cache
def _contents() -> dict[str, Any]:
    contents: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return contents
