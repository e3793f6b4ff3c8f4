"""Parse YAML into a tree of nodes that know their lines, without constructing Python values.

Scalars stay text, exactly as typed (`no`, `1_000`, `12:30`, `2025-08`); `load/decode.py` converts
them by the records' types. Duplicate keys, merge keys, tags other than YAML's basic ones, and
documents that are nested too deeply or become too large with their aliases expanded are problems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from explainer.load.files import first_invalid_character, invalid_character
from explainer.load.folded_lines import has_breaks_to_join, join_folded_lines
from explainer.load.yaml_errors import syntax_problem
from explainer.load.yaml_signs import may_lose_text, sign_problems
from explainer.patterns import lazy_pattern
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
# Codes of problems after which a file's nodes aren't used.
UNREADABLE = frozenset({"unsafe-yaml", "yaml-too-large", "yaml-syntax", "nested-too-deep",
                        "control-character"})  # fmt: skip
# A # right before a letter or digit, as in `Room #5`, or before nothing but a number, as in
# `Rule # 5`: probably text rather than a comment.
_LIKELY_TEXT = lazy_pattern(r"(?:\s*,)?\s+#(?:\w| \d+\s*$)")
MERGE_TAG = "tag:yaml.org,2002:merge"
MAX_NODES = 500_000
MAX_DEPTH = 100
# Text within both limits can't nest deeply enough to overflow the stack when it's composed.
_SAFE_BRACKETS = 1_000
_SAFE_LINE_LENGTH = 2_000


def read_tree(text: str, place: Place) -> tuple[Node | None, list[Problem]]:
    """Parse YAML text; return its root node and its problems.

    `place` is where the text starts in its file. The node is None if the text is empty or can't be
    parsed.
    """
    try:
        if _may_nest_too_deep(text) and _nests_too_deep(text):
            return None, [_too_deep(place)]
        root = yaml.compose(text, Loader)
    except yaml.MarkedYAMLError as error:
        # The parser's own limit, since PyYAML 6.0.4: 1,000 open brackets.
        if error.problem == "exceeded maximum nesting depth":
            return None, [_too_deep(place)]
        return None, [syntax_problem(error, text, place)]
    except yaml.reader.ReaderError:
        message = "this file contains a character that YAML doesn't allow"
        return None, [Problem(place, "yaml-syntax", message, "remove it")]
    except RecursionError:
        return None, [_too_deep(place)]
    if root is None:
        return None, []
    problems = list(_size_problems(root, place)) or list(_node_problems(root, place))
    if not problems and may_lose_text(text):
        problems = list(sign_problems(_scalars(root), text, place, Loader))
    if not problems and has_breaks_to_join(text):
        join_folded_lines(_scalars(root), text.split("\n"))
    if "#" in text and not problems:
        problems = list(_comment_problems(root, text.split("\n"), place))
    return root, problems


def line_of(node: Node, place: Place) -> int:
    """Return the line of the file on which a node starts; `place` is where the YAML text starts."""
    return place.line + int(node.start_mark.line)


def text_line_of(node: ScalarNode, place: Place) -> int:
    """Return the line on which a scalar's text starts: for a block scalar, the one after | or >."""
    return line_of(node, place) + (1 if node.style in ("|", ">") else 0)


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, SequenceNode):
        yield from node.value


def _scalars(root: Node) -> Iterator[ScalarNode]:
    """Yield each scalar once, also if aliases refer to it."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ScalarNode):
            yield node
        else:
            waiting += _children(node)


def _may_nest_too_deep(text: str) -> bool:
    """Return whether the exact but slower check, `_nests_too_deep`, is needed."""
    brackets = text.count("[") + text.count("{")
    return brackets > _SAFE_BRACKETS or any(
        len(line) > _SAFE_LINE_LENGTH for line in text.split("\n")
    )


def _nests_too_deep(text: str) -> bool:
    """Return whether lists or mappings are nested too deeply, without recursion."""
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            return True
    return False


def _too_deep(place: Place) -> Problem:
    message = f"lists or mappings are nested more than {MAX_DEPTH} levels deep"
    return Problem(place, "nested-too-deep", message, "flatten them, or close an unclosed bracket")


def _size_problems(root: Node, place: Place) -> Iterator[Problem]:
    """Report a tree that's circular, or too large or too deep with every alias expanded."""
    sizes: dict[int, tuple[int, int]] = {}
    open_nodes: set[int] = set()
    circles: list[Node] = []

    def measure(node: Node) -> tuple[int, int]:
        """Return how many nodes a node expands to (itself included), and how deeply they nest."""
        key = id(node)
        if key in open_nodes:
            circles.append(node)
            return 0, 0
        if key not in sizes:
            open_nodes.add(key)
            total, below = 1, 0
            for child in _children(node):
                # Most nodes are scalars.
                size, height = (1, 0) if isinstance(child, ScalarNode) else measure(child)
                total, below = total + size, max(below, height)
            sizes[key] = total, below + (not isinstance(node, ScalarNode))
            open_nodes.discard(key)
        return sizes[key]

    try:
        size, height = measure(root)
    except RecursionError:
        size, height = 0, MAX_DEPTH + 1
    if circles:
        line = line_of(circles[0], place)
        message = "this value contains an alias of itself"
        hint = "replace the alias with the value you meant"
        yield Problem(place.at(line), "yaml-too-large", message, hint)
    elif size > MAX_NODES:
        message = f"this YAML has more than {MAX_NODES:,} values, counting each use of an alias"
        hint = "split the file, or write values out instead of using aliases such as *name"
        yield Problem(place, "yaml-too-large", message, hint)
    elif height > MAX_DEPTH:
        yield _too_deep(place)


def _node_problems(root: Node, place: Place) -> Iterator[Problem]:
    """Report the problems of all nodes, and duplicate keys; a node with aliases is checked once."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        is_scalar = isinstance(node, ScalarNode)
        if node.tag not in CORE_TAGS or (is_scalar and first_invalid_character(node.value)):
            yield from _problems_of(node, place.at(line_of(node, place)))
        if isinstance(node, MappingNode):
            yield from _key_problems(node, place)
        if not is_scalar:
            stack.extend(_children(node))


def _problems_of(node: Node, place: Place) -> Iterator[Problem]:
    """Report a merge key, a tag that isn't allowed, and an invalid character in a scalar."""
    if node.tag == MERGE_TAG:
        message = 'the merge key "<<" isn\'t supported'
        yield Problem(place, "unsafe-yaml", message, "write out the keys it would add")
    elif node.tag not in CORE_TAGS:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        message = f'the tag "{tag}" isn\'t allowed'
        hint = "remove it, and use only text, lists and mappings"
        if isinstance(node, ScalarNode) and not tag.startswith("!!"):
            hint = "put quotes around the text if the ! belongs to it, or remove the tag"
        yield Problem(place, "unsafe-yaml", message, hint)
    if isinstance(node, ScalarNode) and (invalid := first_invalid_character(node.value)):
        yield invalid_character(place, invalid[1])


def _comment_problems(root: Node, lines: list[str], place: Place) -> Iterator[Problem]:
    """Warn about text that ends early because a # in it starts a comment, as in `Room #5`."""
    for node in _scalars(root):
        end = node.end_mark
        rest = lines[end.line][end.column :] if end.line < len(lines) else ""
        if not node.style and _LIKELY_TEXT.match(rest):
            lost = rest.strip(" \t,")
            message = f'"{lost[:40]}" is read as a comment, not as part of the text'
            hint = "put quotes around the text, or add a space after # for a comment"
            if lost.startswith("# "):
                hint = "put quotes around the text, or write the comment on a line of its own"
            yield warning(place.at(place.line + end.line), "cut-by-comment", message, hint)


def _key_problems(node: MappingNode, place: Place) -> Iterator[Problem]:
    """Report a mapping's duplicate keys, and keys that aren't text."""
    first: dict[str, Node] = {}
    for key, _ in node.value:
        if not isinstance(key, ScalarNode):
            at_key = place.at(line_of(key, place))
            yield Problem(at_key, "wrong-type", "a key must be text", 'write "key: value"')
        elif key.value in first:
            at_key = place.at(line_of(key, place))
            first_line = line_of(first[key.value], place)
            message = f'duplicate key "{key.value}" (first on line {first_line})'
            if key.value == "id":
                # A dash is probably missing here: the keys that follow belong to the next entry,
                # and would be reported as duplicates too.
                hint = 'remove one, or start the second entry with "- "'
                yield Problem(at_key, "duplicate-key", message, hint)
                return
            yield Problem(at_key, "duplicate-key", message, "remove one")
        else:
            first[key.value] = key
