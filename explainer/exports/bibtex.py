"""`sources.bib`: the sources as BibTeX, in UTF-8, with dates that BibLaTeX reads as EDTF.

An entry only has fields that BibLaTeX's data model allows for its type, so that neither BibTeX nor
biber drops any. What the type has no field for is in `note`, in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.bibliography import OTHERS, names_in_words
from explainer.exports.source_notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.bibliography import Name, Source
    from explainer.content import Content

# BibTeX entry types, by CSL item type; the others become `misc`.
_KINDS = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "entry-dictionary": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
# For each field of a source: what to call it in a note, and its BibTeX field by entry type. A type
# that isn't listed has no such field.
_BOOKS = ("book", "incollection", "inproceedings")
_FIELDS: dict[str, tuple[str, Mapping[str, str]]] = {
    "container": (
        "In ",
        {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"},
    ),
    "collection_title": ("Series: ", dict.fromkeys(("article", *_BOOKS), "series")),
    "volume": ("Volume ", dict.fromkeys(("article", *_BOOKS), "volume")),
    "issue": ("Issue ", {"article": "number"}),
    "number": ("No. ", dict.fromkeys((*_BOOKS, "techreport"), "number")),
    "page": (
        "Pages ",
        dict.fromkeys(("article", "incollection", "inproceedings", "techreport"), "pages"),
    ),
    "chapter_number": ("Chapter ", dict.fromkeys((*_BOOKS, "techreport", "phdthesis"), "chapter")),
    "edition": ("Edition: ", {"book": "edition", "incollection": "edition"}),
    "genre": ("", dict.fromkeys(("techreport", "phdthesis", "misc"), "type")),
    "authority": ("", {}),
    "house": (
        "Published by ",
        dict.fromkeys(_BOOKS, "publisher") | {"techreport": "institution", "phdthesis": "school"},
    ),
    "publisher_place": (
        "Published in ",
        dict.fromkeys((*_BOOKS, "techreport", "phdthesis", "misc"), "address"),
    ),
    "isbn": ("ISBN ", dict.fromkeys(_BOOKS, "isbn")),
    "issn": ("ISSN ", {"article": "issn"}),
    "original_title": ("Original title: ", {}),
}
# Fields without extra braces, in which biber looks for numbers or for its own terms.
_UNBRACED = frozenset(
    {"volume", "issue", "number", "chapter_number", "edition", "genre", "isbn", "issn"}
)
# For each role besides the author's: what to call it in a note, and the types that have it.
_ROLES = {
    "editor": ("Edited by ", frozenset({"article", "misc", *_BOOKS})),
    "translator": ("Translated by ", frozenset({"article", "book", "incollection"})),
}
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


def bibtex_names(names: tuple[Name, ...]) -> str:
    """Return names as the value of a BibTeX field: `Doe, Jane and {Harbour Board} and others`."""
    return " and ".join(map(_name, names))


def bibtex_url(url: str) -> str:
    """Return a URL as the value of a BibTeX field.

    Only braces, backslashes and spaces are percent-encoded.
    """
    return url.translate(_IN_URL)


def _name(name: Name) -> str:
    if name.literal:
        return OTHERS if name.literal == OTHERS else bibtex_braced(name.literal)
    parts = (name.full_family, name.suffix, name.full_given)
    return ", ".join(_name_part(part) for part in parts if part)


def _name_part(text: str) -> str:
    """Return a part of a person's name; braces protect what BibTeX would split the name at."""
    is_safe = "," not in text and " and " not in f" {text} ".casefold()
    return bibtex_text(text) if is_safe else bibtex_braced(text)


def _value(name: str, text: str) -> str:
    """Return the text of a source's field as the value of a BibTeX field.

    A page range gets BibTeX's dash.
    """
    if name == "page":
        return bibtex_text(text.replace("–", "-").replace("-", "--"))
    return bibtex_text(text) if name in _UNBRACED else bibtex_braced(text)


def _entry(source: Source) -> str:
    kind = _KINDS.get(source.type, "misc")
    fields = {
        "title": bibtex_braced(source.title),
        "author": bibtex_names(source.author),
    }
    notes = []
    for role, (label, kinds) in _ROLES.items():
        names = getattr(source, role)
        if kind in kinds:
            fields[role] = bibtex_names(names)
        elif names:
            notes.append(f"{label}{names_in_words(names)}")
    for name, (label, field_by_kind) in _FIELDS.items():
        text = getattr(source, name)
        if kind == "misc" and name in {"container", "authority", "house"}:
            continue
        if (field := field_by_kind.get(kind)) and (name != "volume" or text.isdigit() or not text):
            fields[field] = _value(name, text)
        elif text:
            notes.append(f"{label}{text}")
    if kind == "misc":
        published = (source.container, source.authority, source.house)
        fields["howpublished"] = bibtex_braced(", ".join(part for part in published if part))
    fields |= {
        "year": str(source.issued.start.year) if source.issued else "",
        "date": source.issued.text if source.issued else "",
        "doi": bibtex_url(source.doi),
        "url": bibtex_url(source.url),
        "urldate": source.accessed.isoformat() if source.accessed else "",
        "language": source.language,
        "note": bibtex_text("; ".join((*notes, *notes_of(source)))),
    }
    return bibtex_entry(kind, source.id, fields=fields)
