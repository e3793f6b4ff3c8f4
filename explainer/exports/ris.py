"""`sources.ris`: the sources in RIS, a format for reference managers, in UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.source_notes import notes_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from explainer.bibliography import Name, Source
    from explainer.content import Content
    from explainer.dates import Edtf

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


def ris_name(name: Name) -> str:
    """Return a name in RIS format: `Family, Given, Suffix` for a person, or an institution."""
    parts = (name.full_family, name.full_given, name.suffix)
    return name.literal or ", ".join(part for part in parts if part)


def _record(source: Source) -> str:
    kind = _KINDS.get(source.type, "GEN")
    first, last = _page_range(source.page)
    # Reference managers read a case's court from its publisher.
    court = source.authority if kind == "CASE" and not source.house else ""
    return ris_record(
        kind,
        lines=[
            ("ID", source.id),
            ("TI", source.title),
            *(("AU", ris_name(name)) for name in source.author),
            *(("A2", ris_name(name)) for name in source.editor),
            *(("A4", ris_name(name)) for name in source.translator),
            ("T2", source.container),
            ("T3", source.collection_title),
            ("VL", source.volume),
            ("IS", source.issue or source.number),
            ("SP", first),
            ("EP", last),
            ("ET", source.edition),
            ("SE", source.chapter_number),
            ("M3", source.genre),
            ("CY", source.publisher_place),
            ("PB", source.house or court),
            ("PY", f"{source.issued.start.year:04}" if source.issued else ""),
            ("DA", ris_date(source.issued) if source.issued else ""),
            ("DO", source.doi),
            *(("SN", number) for number in (source.isbn, source.issn)),
            ("UR", source.url),
            ("Y2", ris_day(source.accessed) if source.accessed else ""),
            ("LA", source.language),
            *(("N1", note) for note in _notes(source, court=court)),
        ],
    )


def _notes(source: Source, *, court: str) -> Iterator[str]:
    """Yield the notes on a source, with what RIS has no tag for."""
    if source.original_title:
        yield f"Original title: {source.original_title}"
    if source.authority and not court:
        yield source.authority
    if source.issue and source.number:
        yield f"No. {source.number}"
    yield from notes_of(source)


def _page_range(page: str) -> tuple[str, str]:
    """Return the first and last page of a range such as `12-15`; the last is empty if it's one."""
    first, _, last = page.replace("–", "-").partition("-")
    is_range = bool(first.strip() and last.strip()) and "," not in page
    return (first.strip(), last.strip()) if is_range else (page, "")
