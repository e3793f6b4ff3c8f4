"""YAML to a tree of nodes that know their lines; nothing is constructed.

Scalars stay text (so that `no`, `1_000`, `12:30` and `2025-08` are what was typed); the schema
converts them. Keys given twice, merges, tags that would run code and texts that nest too deep or
expand beyond their size are problems.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from explainer.load.files import first_refused, refused_problem
from explainer.load.yaml_errors import explained
from explainer.problems import Place, Problem, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Node = yaml.nodes.Node
MappingNode = yaml.nodes.MappingNode
ScalarNode = yaml.nodes.ScalarNode
SequenceNode = yaml.nodes.SequenceNode

CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "value")
)
# The problems after which a file is not read on.
UNREADABLE = frozenset({"unsafe-yaml", "yaml-too-large", "yaml-syntax", "nested-too-deep",
                        "control-character"})  # fmt: skip
_CUT = re.compile(r"\s+#\w")
MERGE_TAG = "tag:yaml.org,2002:merge"
MOST_NODES = 500_000
DEEPEST = 100
# Below these, nothing nests so deep that composing it could overrun the machine's stack.
_SAFE_BRACKETS = 1_000
_SAFE_LINE = 2_000


def read_tree(text: str, place: Place) -> tuple[Node | None, list[Problem]]:
    """Return the root node of a YAML text that begins at the place, and what is wrong with it.

    The node is None where the text is empty or cannot be read at all.
    """
    try:
        if _may_nest_deep(text) and _nests_too_deep(text):
            return None, [_too_deep(place)]
        root = yaml.compose(text, Loader)
    except yaml.MarkedYAMLError as error:
        return None, [explained(error, text, place)]
    except yaml.reader.ReaderError:
        said = "this holds a character that cannot stand in YAML"
        return None, [Problem(place, "yaml-syntax", said, "take it out")]
    except RecursionError:
        return None, [_too_deep(place)]
    if root is None:
        return None, []
    problems = list(_size_problems(root, place)) or list(_node_problems(root, place))
    if "#" in text and not problems:
        problems = list(_comment_problems(root, text.split("\n"), place))
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


def _may_nest_deep(text: str) -> bool:
    brackets = text.count("[") + text.count("{")
    return brackets > _SAFE_BRACKETS or any(len(line) > _SAFE_LINE for line in text.split("\n"))


def _nests_too_deep(text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return True
    return False


def _too_deep(place: Place) -> Problem:
    message = f"more than {DEEPEST} lists or mappings stand in one another"
    return Problem(place, "nested-too-deep", message, "flatten them, or close an open bracket")


def _size_problems(root: Node, place: Place) -> Iterator[Problem]:
    """Count what the tree would be, and how deep, with every alias written out."""
    sizes: dict[int, tuple[int, int]] = {}
    open_nodes: set[int] = set()
    circles: list[Node] = []

    def measure(node: Node) -> tuple[int, int]:
        key = id(node)
        if key in open_nodes:
            circles.append(node)
            return 0, 0
        if key not in sizes:
            open_nodes.add(key)
            inside = [measure(child) for child in _children(node)]
            entries = 1 + sum(size for size, _ in inside)
            below = max((height for _, height in inside), default=0)
            sizes[key] = entries, below + (not isinstance(node, ScalarNode))
            open_nodes.discard(key)
        return sizes[key]

    try:
        size, height = measure(root)
    except RecursionError:
        size, height = 0, DEEPEST + 1
    if circles:
        at = place.at(line_of(circles[0], place))
        message = "an alias stands inside what it stands for"
        yield Problem(at, "yaml-too-large", message, "write out what it stands for")
    elif size > MOST_NODES:
        message = f"with its aliases written out this holds more than {MOST_NODES} entries"
        yield Problem(place, "yaml-too-large", message, "write out what the aliases stand for")
    elif height > DEEPEST:
        yield _too_deep(place)


def _node_problems(root: Node, place: Place) -> Iterator[Problem]:
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield from _problems_of(node, place.at(line_of(node, place)))
        if isinstance(node, MappingNode):
            yield from _twice_given(node, place)
        stack.extend(_children(node))


def _problems_of(node: Node, place: Place) -> Iterator[Problem]:
    if node.tag == MERGE_TAG:
        hint = "write out the keys that it would bring"
        yield Problem(place, "unsafe-yaml", 'the merge "<<" is not supported', hint)
    elif node.tag not in CORE_TAGS:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        hint = "write plain text, lists and mappings"
        yield Problem(place, "unsafe-yaml", f'the tag "{tag}" is not allowed', hint)
    if isinstance(node, ScalarNode) and (refused := first_refused(node.value)):
        yield refused_problem(place, refused[1])


def _comment_problems(root: Node, lines: list[str], place: Place) -> Iterator[Problem]:
    """Warn of a text that ends where a # begins a comment in its midst, as in `Room #5`."""
    stack = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            stack.extend(_children(node))
            end = node.end_mark
            rest = lines[end.line][end.column :] if end.line < len(lines) else ""
            if isinstance(node, ScalarNode) and not node.style and _CUT.match(rest):
                message = f'"{rest.strip()[:40]}" is left out as a comment'
                hint = "put quotes round the text, or a space after the # of a comment"
                yield warning(place.at(place.line + end.line), "cut-by-comment", message, hint)


def _twice_given(node: MappingNode, place: Place) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for key, _ in node.value:
        line = line_of(key, place)
        if not isinstance(key, ScalarNode):
            yield Problem(place.at(line), "wrong-type", "a key must be text", "write key: value")
        elif key.value in first:
            message = f'the key "{key.value}" is given twice, first on line {first[key.value]}'
            if key.value == "id":
                # All that follows would be another entry's, and be told as given twice too.
                hint = "keep one of them, or begin the second entry with a dash"
                yield Problem(place.at(line), "duplicate-key", message, hint)
                return
            yield Problem(place.at(line), "duplicate-key", message, "keep one of them")
        else:
            first[key.value] = line
