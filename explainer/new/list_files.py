"""Which list a new entry goes to, where in it, and the text of that file with the entry."""

from __future__ import annotations

import bisect
import codecs
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from explainer.bibliography import Source
from explainer.dates import parse
from explainer.load.files import find_files, read_text
from explainer.load.prose_fields import ProseMaker
from explainer.load.record_files import RecordFile, read_record_list
from explainer.model import AccountSet, Change, Event, Term
from explainer.new.insertion import insert_entry
from explainer.new.writing import NewFile
from explainer.patterns import lazy_pattern
from explainer.problems import CannotMake, Place, errors
from explainer.readonly import frozen
from explainer.store import Store
from explainer.upcoming import Upcoming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from explainer.model import Site


@frozen
class ListKind:
    """A kind of list: its file or folder, its records, and their collection in `Content`."""

    path: str
    record: Any
    collection: str
    newest_first: bool = False


# The lists that pieces are entries of.
LISTS = {
    "event": ListKind("timeline/", Event, "events"),
    "source": ListKind("sources.yaml", Source, "sources"),
    "term": ListKind("glossary.yaml", Term, "terms"),
    "account": ListKind("accounts.yaml", AccountSet, "accounts"),
    "upcoming": ListKind("upcoming.yaml", Upcoming, "upcoming"),
    "change": ListKind("changes.yaml", Change, "changes", newest_first=True),
}
# The names of files with the events of a year, or of several: 2041, 2030-2035.
_YEARS = lazy_pattern(r"(\d{4})(?:-(\d{4}))?")
_SCHEMAS = ".explainer/schemas/"


def file_with_entry(
    piece: str, entry: Sequence[str], values: Mapping[str, str], site: Site, root: Path
) -> NewFile:
    """Return the list's file with the entry; raise CannotMake if it can't be added there."""
    kind = LISTS[piece]
    tree = find_files(root)
    path = kind.path
    if path.endswith("/"):
        path += _name_by_year(parse(values["date"]).start.year, tree.below("timeline", ".yaml"))
    if path not in tree.paths:
        modeline = f"# yaml-language-server: $schema={_schema_of(path)}"
        text = f"{modeline}\n\n- " + "\n  ".join(entry) + "\n"
        return NewFile(path, text, line=3)
    stored = tree.stored.get(path, path)
    data = (root / stored).read_bytes()
    plain, problems = read_text(tree, path)
    if plain is None:
        raise CannotMake(*problems)
    read = read_list(piece, path, plain, site)
    if found := errors(read.problems):
        raise CannotMake(*found)
    text = data.decode("utf-8-sig")
    index = _index(read.records, values.get("date", ""), newest_first=kind.newest_first)
    inserted = insert_entry(text, entry, index, Place(path))
    mark = codecs.BOM_UTF8.decode() if data.startswith(codecs.BOM_UTF8) else ""
    return NewFile(stored, mark + inserted.text, line=inserted.line, before=data)


def read_list(piece: str, path: str, text: str, site: Site) -> RecordFile:
    """Read the text of a list of records, as a build does."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return read_record_list(path, plain, LISTS[piece].record, ProseMaker(Store()), site)


def _schema_of(path: str) -> str:
    """Return the path of a file's schema from the folder of the file."""
    parts = PurePosixPath(path).parts
    name = parts[0].removesuffix(".yaml")
    return "../" * len(parts) + f"{_SCHEMAS}{name}.schema.json"


def _name_by_year(year: int, paths: Sequence[str]) -> str:
    """Return the name of the file for a year's events, or of the only one if it's not by years."""
    spans = {name: _YEARS.fullmatch(PurePosixPath(name).stem) for name in _names(paths)}
    for name, span in spans.items():
        if span and int(span[1]) <= year <= int(span[2] or span[1]):
            return name
    return next(iter(spans)) if list(spans.values()) == [None] else f"{year:04}.yaml"


def _names(paths: Sequence[str]) -> list[str]:
    return [path.partition("/")[2] for path in paths]


def _index(records: Sequence[Any], date: str, *, newest_first: bool) -> int:
    """Return where in a list an entry of this date belongs: at the end, unless it's in order."""
    days = [_days_of(record.date) for record in records] if date else []
    day = _days_of(parse(date)) if date else None
    if day is None:
        return len(records)
    if newest_first and days == sorted(days, reverse=True):
        return next((index for index, each in enumerate(days) if each <= day), len(days))
    return bisect.bisect_right(days, day) if days == sorted(days) else len(days)


def _days_of(date: Any) -> tuple[Any, Any]:
    """Return what a day or another date is sorted by, as on the timeline."""
    return (date.earliest, date.latest) if hasattr(date, "earliest") else (date, date)
