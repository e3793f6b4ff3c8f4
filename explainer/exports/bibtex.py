"""`sources.bib`: the sources as BibTeX, in UTF-8, with dates that BibLaTeX reads as EDTF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.exports.source_notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.content import Content
    from explainer.model import Source

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
# What each kind calls the work that a source stands in, and who brought it out.
_CONTAINERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
# BibTeX counts braces even where TeX does not, so those become commands too.
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
    """Return all sources as BibTeX entries, each under its own id."""
    return "\n".join(map(_entry, content.sources)).encode()


def bibtex_entry(kind: str, key: str, *, fields: Mapping[str, str]) -> str:
    """Return an entry; its fields are BibTeX already, and those that are empty are left out."""
    said = (f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return "@" + kind + "{" + ",\n".join((key, *said)) + "\n}\n"


def bibtex_text(text: str) -> str:
    """Return a text as BibTeX: on one line, with what means something to TeX escaped."""
    return " ".join(text.split()).translate(_ESCAPES)


def bibtex_whole(text: str) -> str:
    """Return a title or a name as BibTeX, in braces so that nothing in it is taken apart."""
    return f"{{{bibtex_text(text)}}}" if text else ""


def bibtex_url(url: str) -> str:
    """Return an address as BibTeX: as it is, but for the braces that BibTeX would count."""
    return url.translate(_IN_URL)


def _entry(source: Source) -> str:
    kind = _KINDS.get(source.type, "misc")
    fields = {
        "title": bibtex_whole(source.title),
        "author": bibtex_whole(source.author),
        _CONTAINERS.get(kind, "howpublished"): bibtex_whole(source.container_title),
        _PUBLISHERS.get(kind, "publisher"): bibtex_whole(source.publisher),
        "year": str(source.issued.start.year) if source.issued else "",
        "date": source.issued.text if source.issued else "",
        "url": bibtex_url(source.url),
        "urldate": source.accessed.isoformat() if source.accessed else "",
        "language": source.language,
        "note": bibtex_text("; ".join(notes_of(source))),
    }
    return bibtex_entry(kind, source.id, fields=fields)
