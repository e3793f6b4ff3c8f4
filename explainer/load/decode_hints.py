"""Hints for mistakes in YAML records: what to write instead, as an example or the nearest key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, get_args

from explainer.chart_colours import as_hex, hex_colour
from explainer.load.record_fields import FieldSpec, fields_by_key, is_record
from explainer.load.yaml_tree import MappingNode, Node, ScalarNode, SequenceNode
from explainer.model import VALID_ID
from explainer.problems import did_you_mean, nearest, shortened


def id_hint(text: str) -> str:
    """Return how to write an invalid id, with a valid one made from it if possible."""
    if text.startswith("@") and VALID_ID.fullmatch(text[1:]):
        return "remove the @"
    hint = "use letters, digits, - and _, starting with a letter or digit"
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    suggestion = re.sub(r"[^A-Za-z0-9_-]+", "-", ascii_text).strip("-_")
    return f"{hint} (for example: {suggestion})" if suggestion else hint


def colour_mistake(name: str, text: str) -> tuple[str, str]:
    """Return the message about a value that isn't a colour, and what to write instead."""
    message = f'{name} is "{shortened(text)}", which isn\'t written as #rrggbb'
    known = "" if text.strip().startswith("#") else as_hex(text)
    if colour := hex_colour(f"#{text.strip()}") or known:
        return message, f'write "{colour}"'
    return message, "write # and six hexadecimal digits, in quotes"


def record_example(kind: Any, node: Node, preset: Mapping[str, Any]) -> str:
    """Return YAML text that shows how to write a record, for an error message: `{title: …}`.

    It has the required keys, except those in `preset`, which come from elsewhere (a file's name).
    If only one is left, and the editor wrote text (`Press`), that is its value: `{name: Press}`.
    """
    required = [
        key for key, spec in fields_by_key(kind).items() if spec.required and key not in preset
    ]
    text = node.value if isinstance(node, ScalarNode) and len(required) == 1 else ""
    pairs = [f"{key}: {text or '…'}" for key in required or ["…"]]
    return "{" + ", ".join(pairs) + "}"


def mapping_example(node: Node) -> str:
    """Return YAML text for an error message: `{rule: …, talks: …}` for a list `[rule, talks]`."""
    keys = []
    for item in node.value if isinstance(node, SequenceNode) else ():
        first = item.value[0][0] if isinstance(item, MappingNode) and item.value else item
        keys += [first.value] if isinstance(first, ScalarNode) else []
    return "{" + ", ".join(f"{key}: …" for key in keys[:3] or ["…"]) + "}"


# Keys of site.yaml that an editor may expect, where what they would contain has a file of its own.
_FILES = {
    "about": "a page of its own, about.md",
    "accounts": "accounts.yaml",
    "bibliography": "sources.yaml",
    "changelog": "changes.yaml",
    "changes": "changes.yaml",
    "charts": "charts/, a file for each chart",
    "data": "data/, as CSV files",
    "events": "timeline/, as YAML files",
    "glossary": "glossary.yaml",
    "images": "images/, as files",
    "outcomes": "pages in outcomes/",
    "pages": "files of their own, which end in .md",
    "references": "sources.yaml",
    "sources": "sources.yaml",
    "terms": "glossary.yaml",
    "timeline": "timeline/, as YAML files",
    "upcoming": "upcoming.yaml",
}
# Keys of other tools, and ours.
_SYNONYMS = {
    "baseURL": ("base_url",),
    "description": ("summary", "tagline"),
    "key_takeaways": ("key_points",),
    "lang": ("language",),
    "lastmod": ("updated",),
    "license": ("licence",),
    "modified": ("updated",),
    "nav": ("chapters",),
    "redirect_from": ("aliases",),
    "site_name": ("title",),
    "site_url": ("base_url",),
    "subtitle": ("tagline", "summary"),
    "updated": ("as_of",),
    "weight": ("order",),
}


def unknown_key_hint(key: str, fields: Mapping[str, FieldSpec]) -> str:
    """Return a hint: where the key belongs, the nearest known key, or all known keys."""
    stem, _, value = key.partition(":")
    if stem in fields and value:
        return f"add a space after the colon: {stem}: {value}"
    for name, spec in fields.items():
        nested = [kind for kind in get_args(spec.type) if is_record(kind)]
        if any(key in fields_by_key(kind) for kind in nested):
            return f'move it below "{name}:" and indent it further'
    if "chapters" in fields and (file := nearest(key, _FILES, cutoff=0.85)):
        return f"move it to {_FILES[file]}"
    for synonym in _SYNONYMS.get(key, ()):
        if synonym in fields:
            return f'did you mean "{synonym}"?'
    return did_you_mean(key, fields) or "use one of: " + ", ".join(fields)


def list_hint(node: Node) -> str:
    """Return the hint for a file that should be a list, given its root node."""
    if isinstance(node, MappingNode) and len(node.value) == 1:
        key, value = node.value[0]
        if isinstance(value, SequenceNode):
            return f'write only the list, without "{key.value}:" above it'
    return "write a list, and start each entry with a dash"
