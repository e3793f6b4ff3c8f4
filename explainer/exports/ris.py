"""`sources.ris`: the sources in RIS, a format for reference managers, in UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.source_notes import notes_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from explainer.content import Content
    from explainer.dates import Edtf
    from explainer.model import Source

# RIS reference types, by CSL item type; the others become GEN.
_KINDS = {
    "article": "JOUR",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "hearing": "HEAR",
    "legal_case": "CASE",
    "legislation": "STAT",
    "map": "MAP",
    "paper-conference": "CPAPER",
    "patent": "PAT",
    "post-weblog": "BLOG",
    "regulation": "GOVDOC",
    "report": "RPRT",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}


def sources_ris(content: Content) -> bytes:
    """Return the contents of `sources.ris`: an RIS record for each source."""
    return "".join(map(_record, content.sources)).encode()


def ris_record(kind: str, *, lines: Iterable[tuple[str, str]]) -> str:
    """Return an RIS record: a line for the type `kind`, then one for each `(tag, text)`.

    Lines without text are left out.
    """
    fields = [(tag, " ".join(text.split())) for tag, text in lines]
    record = [("TY", kind), *(field for field in fields if field[1]), ("ER", "")]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in record)


def ris_date(date: Edtf) -> str:
    """Return a date in RIS format, without unknown parts: `2025/08/21/`, `2025/08//` or `2025///`.

    A range is reduced to its start, since RIS has no ranges.
    """
    start = date.start
    parts = (f"{part:02}" if part else "" for part in (start.month, start.day))
    return "/".join((f"{start.year:04}", *parts, ""))


def ris_day(day: dt.date) -> str:
    """Return a day in RIS format: `2025/08/21/`."""
    return f"{day.isoformat().replace('-', '/')}/"


def _record(source: Source) -> str:
    return ris_record(
        _KINDS.get(source.type, "GEN"),
        lines=[
            ("ID", source.id),
            ("TI", source.title),
            ("AU", source.author),
            ("T2", source.container_title),
            ("PB", source.publisher),
            ("PY", f"{source.issued.start.year:04}" if source.issued else ""),
            ("DA", ris_date(source.issued) if source.issued else ""),
            ("UR", source.url),
            ("Y2", ris_day(source.accessed) if source.accessed else ""),
            ("LA", source.language),
            *(("N1", note) for note in notes_of(source)),
        ],
    )
