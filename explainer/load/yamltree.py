"""YAML to a tree of nodes that know their lines; nothing is constructed.

Scalars stay text (so that `no`, `1_000`, `12:30` and `2025-08` are what was typed); the schema
converts them. Keys given twice, tags that would run code and texts that expand beyond their
size are problems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from explainer.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Node = yaml.nodes.Node
MappingNode = yaml.nodes.MappingNode
ScalarNode = yaml.nodes.ScalarNode
SequenceNode = yaml.nodes.SequenceNode

CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge", "value")
)
MOST_NODES = 500_000


def read_tree(text: str, place: Place) -> tuple[Node | None, list[Problem]]:
    """Return the root node of a YAML text that begins at the place, and what is wrong with it.

    The node is None where the text is empty or cannot be read at all.
    """
    try:
        root = yaml.compose(text, Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = place.line + (mark.line if mark else 0)
        said = " ".join(part for part in (error.context, error.problem) if part)
        hint = "check the indentation, and put quotes round a text that holds : or #"
        return None, [Problem(place.at(line), "yaml-syntax", f"this is no YAML: {said}", hint)]
    except yaml.reader.ReaderError as error:
        line = place.line + text.count("\n", 0, error.position)
        said = f"the character U+{ord(text[error.position]):04X} cannot stand in YAML"
        return None, [Problem(place.at(line), "yaml-syntax", said, "take it out")]
    except RecursionError:
        return None, [Problem(place, "yaml-too-large", "this is nested too deep", "flatten it")]
    if root is None:
        return None, []
    problems = list(_size_problems(root, place)) or list(_node_problems(root, place))
    return root, problems


def line_of(node: Node, place: Place) -> int:
    """Return the line on which a node begins."""
    return place.line + int(node.start_mark.line)


def text_line_of(node: ScalarNode, place: Place) -> int:
    """Return the line on which a scalar's own text begins: below the sign of a block scalar."""
    return line_of(node, place) + (1 if node.style in ("|", ">") else 0)


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, SequenceNode):
        yield from node.value


def _size_problems(root: Node, place: Place) -> Iterator[Problem]:
    """Count what the tree would be with every alias written out."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def measure(node: Node) -> int:
        key = id(node)
        if key in open_nodes:
            return MOST_NODES + 1
        if key not in sizes:
            open_nodes.add(key)
            sizes[key] = 1 + sum(measure(child) for child in _children(node))
            open_nodes.discard(key)
        return sizes[key]

    try:
        too_large = measure(root) > MOST_NODES
    except RecursionError:
        too_large = True
    if too_large:
        message = f"with its aliases written out this holds more than {MOST_NODES} entries"
        yield Problem(place, "yaml-too-large", message, "write out what the aliases stand for")


def _node_problems(root: Node, place: Place) -> Iterator[Problem]:
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.tag not in CORE_TAGS:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            yield Problem(
                place.at(line_of(node, place)),
                "unsafe-yaml",
                f'the tag "{tag}" is not allowed',
                "write plain text, lists and mappings",
            )
        if isinstance(node, MappingNode):
            yield from _twice_given(node, place)
        stack.extend(_children(node))


def _twice_given(node: MappingNode, place: Place) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for key, _ in node.value:
        line = line_of(key, place)
        if not isinstance(key, ScalarNode):
            yield Problem(place.at(line), "wrong-type", "a key must be text", "write key: value")
        elif key.value in first:
            message = f'the key "{key.value}" is given twice, first on line {first[key.value]}'
            yield Problem(place.at(line), "duplicate-key", message, "keep one of them")
        else:
            first[key.value] = line
