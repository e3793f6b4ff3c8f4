"""Turns a CSV table of events into YAML nodes, which are then read like a file in `timeline/`.

The columns are those of `timeline.csv`, so that an exported table can be edited in a spreadsheet and
read again. A cell with several values separates them by semicolons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml import Mark

from explainer.load.yaml_tree import MappingNode, Node, ScalarNode, SequenceNode
from explainer.model import MAX_FIGURES
from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem, did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from explainer.chart_records import Table
    from explainer.model import Path, Site

# The keys that lead to the value of each column; figures are numbered from 1.
PATHS: dict[str, Path] = {
    "id": ("id",),
    "date": ("date",),
    "sides": ("side",),
    "kind": ("kind",),
    "title": ("title",),
    "text": ("text",),
    "certainty": ("certainty",),
    "sources": ("sources",),
    "answers": ("answers",),
    "follows": ("follows",),
    "tool": ("measure", "tool"),
    "in_force_from": ("measure", "from"),
    "in_force_until": ("measure", "until"),
    "expires": ("measure", "expires"),
    "ended_by": ("measure", "ended_by"),
    "measure_short": ("measure", "short"),
    "authority": ("measure", "authority"),
    "published": ("measure", "published"),
    "suspended_from": ("measure", "suspended", "from"),
    "suspended_until": ("measure", "suspended", "until"),
    "other_date": ("other_date", "date"),
    "other_where": ("other_date", "where"),
    "key": ("key",),
    "place": ("place",),
    "short": ("short",),
    **{
        f"figure_{number}{suffix}": ("figures", number, key)
        for number in range(1, MAX_FIGURES + 1)
        for suffix, key in (("", "value"), ("_label", "label"))
    },
    "quote": ("quote", "text"),
    "quote_by": ("quote", "by"),
    "quote_sources": ("quote", "sources"),
}
# Columns that the export computes from the others.
COMPUTED = ("earliest", "latest", "url")
_LISTS = frozenset({"sides", "sources", "answers", "follows", "quote_sources"})
# The export puts an apostrophe before what a spreadsheet would take for a formula.
_ESCAPED_FORMULA = lazy_pattern(r"'(?=[=+\-@\t\r])")
_STRING, _LIST = "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq"


def table_problems(table: Table, place: Place) -> Iterator[Problem]:
    """Yield a problem for each column that events don't have."""
    known = (*PATHS, *COMPUTED)
    for column in table.header:
        if column not in known:
            hint = did_you_mean(column, known) if nearest(column, known) else ""
            hint = hint or f"use the columns of timeline.csv: {', '.join(known)}"
            yield Problem(place, "bad-table", f'unknown column "{column}"', hint)


def event_nodes(table: Table, site: Site) -> Node:
    """Return the table's rows as a list of mappings, as if they had been written in YAML.

    Sides, kinds and tools may be named by their ids or, as in the export, by their names.
    """
    ids_by_name = {
        "sides": {side.name: str(side.id) for side in site.sides},
        "kind": {name: str(id_) for id_, name in site.kinds.items()},
        "tool": {name: str(id_) for id_, name in site.tools.items()},
    }
    entries = []
    for row, last_line in zip(table.rows, table.lines, strict=True):
        cells = (_ESCAPED_FORMULA.sub("", cell) for cell in row)
        # Nodes count lines from 0, and a row may have line breaks in its cells.
        line = last_line - 1 - "".join(row).count("\n")
        entries.append(_event(dict(zip(table.header, cells, strict=True)), ids_by_name, line))
    return SequenceNode(_LIST, entries, _mark(0), _mark(0))


def _event(
    cells: Mapping[str, str], ids_by_name: Mapping[str, Mapping[str, str]], line: int
) -> Node:
    def value(column: str) -> Node:
        ids = ids_by_name.get(column, {})
        text = cells[column].strip()
        if column not in _LISTS:
            return _scalar(ids.get(text, text), line)
        parts = [part.strip() for part in text.split(";") if part.strip()]
        items = [_scalar(ids.get(part, part), line) for part in parts]
        return SequenceNode(_LIST, items, _mark(line), _mark(line))

    values = {path: value(column) for column, path in PATHS.items() if cells.get(column)}
    return _tree(values, line)


def _tree(values: Mapping[Path, Node], line: int) -> Node:
    """Return the nodes at these paths as one: a list where the paths go on with numbers."""
    children: dict[str | int, dict[Path, Node]] = {}
    for (first, *rest), node in values.items():
        children.setdefault(first, {})[tuple(rest)] = node
    nodes = {
        key: below[()] if () in below else _tree(below, line) for key, below in children.items()
    }
    if all(isinstance(key, int) for key in nodes):
        return SequenceNode(_LIST, list(nodes.values()), _mark(line), _mark(line))
    return _mapping([(str(key), node) for key, node in nodes.items()], line)


def _mapping(pairs: list[tuple[str, Node]], line: int) -> Node:
    nodes = [(_scalar(key, line), node) for key, node in pairs]
    return MappingNode("tag:yaml.org,2002:map", nodes, _mark(line), _mark(line))


def _scalar(text: str, line: int) -> Node:
    # Quoted, so that the text is taken as it is.
    return ScalarNode(_STRING, text, _mark(line), _mark(line), style='"')


def _mark(line: int) -> Mark:
    return Mark("", 0, line, 0, None, 0)
