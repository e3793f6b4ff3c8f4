"""`sources.bib`: the sources as BibTeX, in UTF-8, with dates that BibLaTeX reads as EDTF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.source_notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.content import Content
    from explainer.model import Source

# BibTeX entry types, by CSL item type; the others become `misc`.
_KINDS = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
# The field names for the containing work and for the publisher, where an entry type has its own.
_CONTAINERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
# BibTeX counts even escaped braces, so braces become commands instead.
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "$&%#_"},
    }
)
_IN_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def sources_bibtex(content: Content) -> bytes:
    """Return the contents of `sources.bib`: an entry for each source, with its id as key."""
    return "\n".join(map(_entry, content.sources)).encode()


def bibtex_entry(kind: str, key: str, *, fields: Mapping[str, str]) -> str:
    """Return a BibTeX entry, such as `@book{gazette, title = {…}}`, with a field per line.

    `kind` is the entry type, here `book`, and `key` the name that documents cite it by, here
    `gazette`. The values in `fields` must already be escaped; empty ones are left out.
    """
    lines = (f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return "@" + kind + "{" + ",\n".join((key, *lines)) + "\n}\n"


def bibtex_text(text: str) -> str:
    """Return text as the value of a BibTeX field: on one line, TeX's special characters escaped."""
    return " ".join(text.split()).translate(_ESCAPES)


def bibtex_braced(text: str) -> str:
    """Return a title or name as the value of a BibTeX field, in an extra pair of braces.

    The braces keep BibTeX from changing its letter case, or splitting it as a person's name.
    """
    return f"{{{bibtex_text(text)}}}" if text else ""


def bibtex_url(url: str) -> str:
    """Return a URL as the value of a BibTeX field.

    Only braces, backslashes and spaces are percent-encoded.
    """
    return url.translate(_IN_URL)


def _entry(source: Source) -> str:
    kind = _KINDS.get(source.type, "misc")
    fields = {
        "title": bibtex_braced(source.title),
        "author": bibtex_braced(source.author),
        _CONTAINERS.get(kind, "howpublished"): bibtex_braced(source.container_title),
        _PUBLISHERS.get(kind, "publisher"): bibtex_braced(source.publisher),
        "year": str(source.issued.start.year) if source.issued else "",
        "date": source.issued.text if source.issued else "",
        "url": bibtex_url(source.url),
        "urldate": source.accessed.isoformat() if source.accessed else "",
        "language": source.language,
        "note": bibtex_text("; ".join(notes_of(source))),
    }
    return bibtex_entry(kind, source.id, fields=fields)
