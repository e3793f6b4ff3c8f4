"""Reads a file of records: a YAML list, a CSV table of events, or a single record such as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explainer.load.assets import read_table
from explainer.load.decode import ABSENT, Decoder
from explainer.load.event_table import event_nodes, table_problems
from explainer.load.yaml_tree import (
    UNREADABLE,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    line_of,
    read_tree,
)
from explainer.problems import Place, Problem
from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.load.prose_fields import ProseMaker
    from explainer.model import Record, Site


@frozen
class RecordFile:
    """What a file of records contains, as far as it could be read, and its problems.

    `ids` are the values of `id` and their lines, also of records that can't be read. `is_list` is
    whether the file is a list, so that its ids are known.
    """

    records: tuple[Any, ...] = ()
    problems: tuple[Problem, ...] = ()
    ids: tuple[tuple[str, int], ...] = ()
    is_list: bool = False


def read_record_list(
    path: str, text: str, kind: type[Record], make_prose: ProseMaker, site: Site | None
) -> RecordFile:
    """Read a list of records of the class `kind`. Only tables of events depend on the `site`."""
    if path.endswith(".csv"):
        node, problems = _event_table(path, text, site)
    else:
        node, problems = readable_tree(path, text)
    decoder = Decoder(Place(path), make_prose)
    records = tuple(decoder.sequence(node, kind))
    ids = tuple((node_.value, line_of(node_, Place(path))) for node_ in _id_nodes(node))
    problems += decoder.problems
    return RecordFile(records, tuple(problems), ids, is_list=isinstance(node, SequenceNode))


def read_single_record(
    path: str, text: str, kind: type[Record], make_prose: ProseMaker, **preset: str
) -> RecordFile:
    """Read one record of the class `kind`; `preset` are fields that the file doesn't have."""
    node, problems = readable_tree(path, text)
    decoder = Decoder(Place(path), make_prose)
    record = ABSENT if node is None else decoder.record(node, kind, **preset)
    problems += decoder.problems
    return RecordFile(() if record is ABSENT else (record,), tuple(problems))


def readable_tree(path: str, text: str) -> tuple[Node | None, list[Problem]]:
    """Return a YAML file's root node, None if it's empty or can't be read, and its problems."""
    node, problems = read_tree(text, Place(path))
    return None if any(p.code in UNREADABLE for p in problems) else node, problems


def _event_table(path: str, text: str, site: Site | None) -> tuple[Node | None, list[Problem]]:
    """Return the nodes of a CSV file of events, None if it can't be read, and its problems."""
    table, problems = read_table(path, text)
    if table is not None:
        problems = list(table_problems(table, Place(path)))
    if table is None or problems or site is None:
        return None, problems
    return event_nodes(table, site), problems


def _id_nodes(node: Node | None) -> Iterator[ScalarNode]:
    """Yield the node of each list entry's `id` value."""
    if isinstance(node, SequenceNode):
        for entry in node.value:
            if isinstance(entry, MappingNode):
                for key, value in entry.value:
                    if key.value == "id" and isinstance(value, ScalarNode):
                        yield value
