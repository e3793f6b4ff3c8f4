"""Load the whole content folder into `Content`, and report everything that can't be read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar, cast

from explainer.asset import Asset
from explainer.bibliography import Source
from explainer.chart_records import Chart, Table
from explainer.chart_short_form import complete_chart
from explainer.content import Content
from explainer.load.assets import asset_files, read_asset, read_table
from explainer.load.files import Tree, find_files, read_bytes, read_text
from explainer.load.page_files import in_reading_order, page_files, split_front
from explainer.load.prose_fields import ProseMaker
from explainer.load.unsafe_files import unsafe_file_problems
from explainer.load.unused_files import NEAR_CERTAIN, hint_for, intended_record, unused_files
from explainer.model import VALID_ID, AccountSet, Change, Event, Page, Record, Site, Term
from explainer.problems import Place, Problem, nearest, warning
from explainer.store import digest
from explainer.upcoming import Upcoming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from explainer.load.record_files import RecordFile
    from explainer.store import Store

# Enough to keep all processors busy.
_PAGES_AT_A_TIME = 2000

R = TypeVar("R", bound=Record)
Dated = TypeVar("Dated", Event, Upcoming)


def load(
    content_dir: Path, store: Store, *, drafts: bool = False, jobs: int = 1
) -> tuple[Content | None, list[Problem]]:
    """Load the content folder; return its content and the problems of all files.

    The content is None if `site.yaml` can't be read. If `drafts` is set, draft pages are included.
    `jobs` is the largest number of processes that convert Markdown.
    """
    tree = find_files(content_dir)
    reader = _Reader(tree, store)
    reader.report_unused_files()
    site = reader.site()
    chapters = site.chapters if site else ()
    pages = reader.pages(chapters, jobs=jobs)
    kept = tuple(page for page in pages if drafts or not page.front.draft)
    left_out = () if drafts else tuple(page for page in pages if page.front.draft)
    paths = sorted((*tree.below("timeline", ".yaml"), *tree.below("timeline", ".csv")))
    events = reader.records(paths, Event, "event")
    charts, tables = list(reader.charts()), dict(reader.tables())
    records: dict[str, Any] = {
        "pages": in_reading_order(kept, chapters),
        "events": _by_date(events),
        "sources": reader.records(["sources.yaml"], Source, "source"),
        "terms": reader.records(["glossary.yaml"], Term, "term"),
        "accounts": reader.records(["accounts.yaml"], AccountSet, "accounts"),
        "changes": reader.records(["changes.yaml"], Change, "change"),
        "upcoming": _by_date(reader.records(["upcoming.yaml"], Upcoming, "upcoming")),
        "charts": _in_own_colours(
            (complete_chart(chart, tables.get(chart.data)) for chart in charts), site
        ),
        "tables": tables,
        "assets": tuple(reader.assets()),
        "broken": frozenset(reader.broken),
        "drafts": {p.source: p.front.outcome.id if p.front.outcome else "" for p in left_out},
    }
    problems = [*tree.problems, *reader.problems]
    return (Content(site=site, **records) if site else None), problems


def _in_own_colours(charts: Iterable[Chart], site: Site | None) -> tuple[Chart, ...]:
    """Return the charts with scales in the colours of the site's theme, if it has one."""
    theme = site.theme if site else None
    if theme is None:
        return tuple(charts)
    from explainer.chart_theme import with_theme  # noqa: PLC0415 (rarely needed)

    return tuple(with_theme(chart, theme) for chart in charts)


class _Reader:
    """Reads the files of a content folder into records, and collects their problems.

    `broken` collects the (kind, id) of each record that can't be read, as in `Content.broken`.
    """

    def __init__(self, tree: Tree, store: Store) -> None:
        self.tree = tree
        self.store = store
        self.make_prose = ProseMaker(store)
        self.problems: list[Problem] = []
        self.broken: set[tuple[str, str]] = set()
        self.read_site: Site | None = None

    def site(self) -> Site | None:
        path = "site.yaml"
        if path not in self.tree.paths:
            self._report_missing(path, 'write it, with at least "title" and "as_of"')
            return None
        text = self._text(path)
        if text is None:
            return None
        file = self._single_record(path, text, Site)
        self.problems += file.problems
        if not file.records:
            if not file.problems:
                hint = 'write at least "title" and "as_of"'
                message = "this file is empty"
                self.problems.append(Problem(Place(path), "missing-key", message, hint))
            return None
        (site,) = file.records
        self.read_site = cast("Site", site)
        if file.problems:
            # The names of an empty list may be below a mistyped key: don't report them as unknown.
            lists = {"side": site.sides, "kind": site.kinds, "tool": site.tools}
            self.broken |= {(kind, "") for kind, names in lists.items() if not names}
        return self.read_site

    def pages(self, chapters: Sequence[str], *, jobs: int) -> list[Page]:
        paths = page_files(self.tree.paths)
        if "index.md" not in paths:
            self._report_missing("index.md", "write it: it's the home page")
        # Some at a time, since all the texts of a large site take a lot of memory.
        return [
            page
            for start in range(0, len(paths), _PAGES_AT_A_TIME)
            for page in self._pages(paths[start : start + _PAGES_AT_A_TIME], chapters, jobs=jobs)
        ]

    def _pages(self, paths: Sequence[str], chapters: Sequence[str], *, jobs: int) -> Iterator[Page]:
        """Read some pages; Markdown that has changed is converted in up to `jobs` processes."""
        texts = {path: self._text(path) for path in paths}
        keys = {
            path: digest("page", path, text, *chapters)
            for path, text in texts.items()
            if text is not None
        }
        changed = [texts[path] or "" for path, key in keys.items() if key not in self.store]
        self.make_prose.prepare([split_front(text)[1] for text in changed], jobs=jobs)
        for path, text in texts.items():
            page = None
            if text is not None:
                read = partial(_read_page, path, text, chapters, self.make_prose)
                page, problems = self.store.keep_or_create(keys[path], read)
                self.problems += problems
            if page is None:
                self.broken.add(("page", path))
            else:
                yield page

    def records(self, paths: Iterable[str], kind: type[R], name: str) -> tuple[R, ...]:
        """Read files that are lists of records; `name` is the kind that `broken` uses for them."""
        records: list[R] = []
        first: dict[str, Place] = {}
        for path in paths:
            if path not in self.tree.paths:
                continue
            problems_before = len(self.problems)
            text = self._text(path)
            file = None if text is None else self._record_list(path, text, kind)
            if file:
                records += file.records
                self.problems += file.problems
                self._note_ids(file.ids, path, first)
            if len(self.problems) > problems_before and not (file and file.is_list):
                # The file's ids are unknown, so any id may be one of them.
                self.broken.add((name, ""))
        read_ids = {getattr(record, "id", "") for record in records}
        self.broken |= {(name, id_) for id_ in first if id_ not in read_ids}
        return tuple(records)

    def charts(self) -> Iterator[Chart]:
        first: dict[str, str] = {}
        for path in self.tree.below("charts", ".yaml"):
            name = PurePosixPath(path).stem
            if first.setdefault(name, path) != path:
                message = f'duplicate chart "{name}" (first in {first[name]})'
                hint = "rename one of the files"
                self.problems.append(Problem(Place(path), "duplicate-id", message, hint))
                continue
            if not VALID_ID.fullmatch(name):
                message = f'"{name}" isn\'t a valid id for a chart'
                hint = (
                    "use letters, digits, - and _ in the file name, starting with a letter or digit"
                )
                self.problems.append(Problem(Place(path), "bad-id", message, hint))
                continue
            problems_before = len(self.problems)
            text = self._text(path)
            if text is not None:
                file = self._single_record(path, text, Chart, id=name)
                self.problems += file.problems
                yield from file.records
            if len(self.problems) > problems_before:
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
        for path in asset_files(self.tree.paths):
            data, problems = read_bytes(self.tree, path)
            problems += unsafe_file_problems(path, data)
            self.problems += problems
            if problems:
                self.broken.add(("asset", path))
            yield read_asset(path, data)

    def report_unused_files(self) -> None:
        """Warn about files the build ignores; an error if the name is surely a misspelt one."""
        for path in unused_files(self.tree):
            problem = warning(Place(path), "unread-file", "unused file", hint_for(path))
            if intended := intended_record(path, self.tree):
                problem = replace(problem, severity="error")
                self.broken.add(intended)
            self.problems.append(problem)

    def _record_list(self, path: str, text: str, kind: type[R]) -> RecordFile:
        def read() -> RecordFile:
            from explainer.load import record_files  # noqa: PLC0415

            return record_files.read_record_list(path, text, kind, self.make_prose, self.read_site)

        # A table of events also depends on the names in site.yaml.
        if path.endswith(".csv"):
            return read()
        return self.store.keep_or_create(digest("records", kind.__name__, path, text), read)

    def _single_record(self, path: str, text: str, kind: type[R], **preset: str) -> RecordFile:
        def read() -> RecordFile:
            from explainer.load import record_files  # noqa: PLC0415

            return record_files.read_single_record(path, text, kind, self.make_prose, **preset)

        return self.store.keep_or_create(digest("record", kind.__name__, path, text), read)

    def _note_ids(self, ids: Iterable[tuple[str, int]], path: str, first: dict[str, Place]) -> None:
        """Add the place of each new id to `first`, and report ids that `first` contains already."""
        for id_, line in ids:
            place = Place(path, line)
            earlier = first.setdefault(id_, place)
            if earlier != place:
                message = f'duplicate id "{id_}" (first used at {earlier.file}:{earlier.line})'
                self.problems.append(Problem(place, "duplicate-id", message, "rename one of them"))

    def _text(self, path: str) -> str | None:
        text, problems = read_text(self.tree, path)
        self.problems += problems
        return text

    def _report_missing(self, path: str, hint: str) -> None:
        """Report a missing file, and suggest renaming a top-level file of nearly that name."""
        top_level = [p for p in self.tree.paths if "/" not in p]
        if near := nearest(path, top_level, cutoff=NEAR_CERTAIN):
            hint = f"rename {near} to {path}, or {hint}"
        self.problems.append(Problem(Place(path), "missing-file", "missing file", hint))


def _read_page(
    path: str, text: str, chapters: Sequence[str], make_prose: ProseMaker
) -> tuple[Page | None, list[Problem]]:
    from explainer.load.page_reader import read_page  # noqa: PLC0415

    return read_page(path, text, chapters, make_prose)


def _by_date(records: Iterable[Dated]) -> tuple[Dated, ...]:
    """Return records by their earliest possible day, then the latest, then in file order."""
    return tuple(sorted(records, key=lambda record: (record.date.earliest, record.date.latest)))
