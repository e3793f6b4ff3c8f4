"""Reads a content folder whole, and tells everything in it that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar, cast

from explainer.content import Content
from explainer.load.assets import read_asset, read_table
from explainer.load.decode import ABSENT, ID, Decoder
from explainer.load.files import Tree, find_files, read_bytes, read_text
from explainer.load.page_files import in_reading_order, page_files, read_page, split_front
from explainer.load.prose_fields import ProseMaker
from explainer.load.unused_files import SURELY, hint_for, unread, what_is_meant
from explainer.load.yaml_tree import (
    UNREADABLE,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    line_of,
    read_tree,
)
from explainer.model import (
    AccountSet,
    Asset,
    Change,
    Chart,
    Event,
    Page,
    Record,
    Site,
    Source,
    Table,
    Term,
)
from explainer.problems import Place, Problem, nearest, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from explainer.store import Store

R = TypeVar("R", bound=Record)


def load(
    content_dir: Path, store: Store, *, drafts: bool = False, jobs: int = 1
) -> tuple[Content | None, list[Problem]]:
    """Read a content folder into an explainer, and tell every problem that reading met.

    The explainer is None where its `site.yaml` cannot be read. Places are below the folder.
    """
    tree = find_files(content_dir)
    reader = _Reader(tree, ProseMaker(store))
    reader.tell_unread()
    site = reader.site()
    chapters = site.chapters if site else ()
    pages = reader.pages(chapters, jobs=jobs)
    kept = tuple(page for page in pages if drafts or not page.front.draft)
    left_out = () if drafts else tuple(page for page in pages if page.front.draft)
    events = reader.records(tree.below("timeline", ".yaml"), Event, "event")
    records: dict[str, Any] = {
        "pages": in_reading_order(kept, chapters),
        "events": tuple(sorted(events, key=lambda e: (e.date.earliest, e.date.latest))),
        "sources": reader.records(["sources.yaml"], Source, "source"),
        "terms": reader.records(["glossary.yaml"], Term, "term"),
        "accounts": reader.records(["accounts.yaml"], AccountSet, "accounts"),
        "changes": reader.records(["changes.yaml"], Change, "change"),
        "charts": tuple(reader.charts()),
        "tables": dict(reader.tables()),
        "assets": tuple(reader.assets()),
        "broken": frozenset(reader.broken),
        "drafts": {p.source: p.front.outcome.id if p.front.outcome else "" for p in left_out},
    }
    problems = [*tree.problems, *reader.problems]
    return (Content(site=site, **records) if site else None), problems


class _Reader:
    """Reads the files of a tree, and collects what is wrong with them."""

    def __init__(self, tree: Tree, make_prose: ProseMaker) -> None:
        self.tree = tree
        self.make_prose = make_prose
        self.problems: list[Problem] = []
        self.broken: set[tuple[str, str]] = set()

    def site(self) -> Site | None:
        node = self._tree_of("site.yaml", required=True)
        if node is None:
            return None
        decoder = self._decoder("site.yaml")
        site = decoder.record(node, Site)
        self.problems += decoder.problems
        if site is ABSENT:
            return None
        if decoder.problems:
            # What names are missing may stand below the key that was mistyped.
            lists = {"side": site.sides, "kind": site.kinds, "tool": site.tools}
            self.broken |= {(kind, "") for kind, known in lists.items() if not known}
        return cast("Site", site)

    def pages(self, chapters: Sequence[str], *, jobs: int) -> list[Page]:
        texts = {path: self._text(path) for path in page_files(self.tree.paths)}
        if "index.md" not in texts:
            self._missing("index.md", "write it: it is the home page")
        bodies = [split_front(text)[1] for text in texts.values() if text is not None]
        self.make_prose.prepare(bodies, jobs=jobs)
        pages = []
        for path, text in texts.items():
            page = None
            if text is not None:
                page, problems = read_page(path, text, chapters, self.make_prose)
                self.problems += problems
            if page is None:
                self.broken.add(("page", path))
            else:
                pages.append(page)
        return pages

    def records(self, paths: Iterable[str], kind: type[R], name: str) -> tuple[R, ...]:
        """Return the records of files that are lists; `name` is what their ids are called."""
        found: list[R] = []
        first: dict[str, Place] = {}
        for path in paths:
            told = len(self.problems)
            node = self._tree_of(path)
            decoder = self._decoder(path)
            read = decoder.sequence(node, kind)
            self.problems += decoder.problems
            found += read
            self._note_ids(node, path, name, first)
            if len(self.problems) > told and not isinstance(node, SequenceNode):
                # Which ones the file holds is not known: it may be any.
                self.broken.add((name, ""))
        read_ids = {getattr(record, "id", "") for record in found}
        self.broken |= {(name, id_) for id_ in first if id_ not in read_ids}
        return tuple(found)

    def charts(self) -> Iterator[Chart]:
        first: dict[str, str] = {}
        for path in self.tree.below("charts", ".yaml"):
            name = PurePosixPath(path).stem
            if first.setdefault(name, path) != path:
                message = f'the chart "{name}" is defined twice, first in {first[name]}'
                hint = "rename one of the two files"
                self.problems.append(Problem(Place(path), "duplicate-id", message, hint))
                continue
            if not ID.fullmatch(name):
                hint = "use letters, digits, - and _ in the name of a chart's file"
                self.problems.append(Problem(Place(path), "bad-id", f'"{name}" is no id', hint))
                continue
            told = len(self.problems)
            decoder = self._decoder(path)
            node = self._tree_of(path)
            chart = ABSENT if node is None else decoder.record(node, Chart, id=name)
            self.problems += decoder.problems
            if isinstance(chart, Chart):
                yield chart
            if len(self.problems) > told:
                self.broken.add(("chart", name))

    def tables(self) -> Iterator[tuple[str, Table]]:
        for path in self.tree.below("data", ".csv"):
            text = self._text(path)
            table, problems = (None, []) if text is None else read_table(path, text)
            self.problems += problems
            if table is None:
                self.broken.add(("table", path))
            else:
                yield path, table

    def assets(self) -> Iterator[Asset]:
        for path in (*self.tree.below("images"), *self.tree.below("data")):
            data, problems = read_bytes(self.tree, path)
            self.problems += problems
            yield read_asset(path, data)

    def tell_unread(self) -> None:
        """Tell the files that nothing reads; as an error where others may name what they hold."""
        for path in unread(self.tree):
            told = warning(Place(path), "unread-file", "nothing reads this file", hint_for(path))
            if meant := what_is_meant(path, self.tree):
                told = replace(told, severity="error")
                self.broken.add(meant)
            self.problems.append(told)

    def _note_ids(self, node: Node | None, path: str, name: str, first: dict[str, Place]) -> None:
        """Note where each id stands, and tell those that are given twice."""
        for id_node in _id_nodes(node):
            place = Place(path, line_of(id_node, Place(path)))
            known = first.setdefault(id_node.value, place)
            if known != place:
                message = f'the {name} "{id_node.value}" is defined twice, first in {known.file}'
                hint = f"rename one of the two; the first stands on line {known.line}"
                self.problems.append(Problem(place, "duplicate-id", message, hint))

    def _decoder(self, path: str) -> Decoder:
        return Decoder(Place(path), self.make_prose)

    def _tree_of(self, path: str, *, required: bool = False) -> Node | None:
        if path not in self.tree.paths:
            if required:
                self._missing(path, "write it, with at least title and as_of")
            return None
        text = self._text(path)
        if text is None:
            return None
        node, problems = read_tree(text, Place(path))
        self.problems += problems
        if node is None and required and not problems:
            hint = "write at least title and as_of"
            self.problems.append(Problem(Place(path), "missing-key", "this file is empty", hint))
        return None if any(p.code in UNREADABLE for p in problems) else node

    def _text(self, path: str) -> str | None:
        text, problems = read_text(self.tree, path)
        self.problems += problems
        return text

    def _missing(self, path: str, hint: str) -> None:
        if near := nearest(path, [p for p in self.tree.paths if "/" not in p], alike=SURELY):
            hint = f"rename {near}, or {hint}"
        self.problems.append(Problem(Place(path), "missing-file", "there is no such file", hint))


def _id_nodes(node: Node | None) -> Iterator[ScalarNode]:
    """Yield the nodes of the ids of a list's entries."""
    if isinstance(node, SequenceNode):
        for entry in node.value:
            if isinstance(entry, MappingNode):
                for key, value in entry.value:
                    if key.value == "id" and isinstance(value, ScalarNode):
                        yield value
