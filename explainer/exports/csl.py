"""`sources.json`: the sources as CSL-JSON 1.0.2, for reference managers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from explainer.exports.source_notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.bibliography import Name, Source
    from explainer.content import Content
    from explainer.dates import Edtf, Point

# The CSL variables that are plain text, and the fields of a source that they come from.
_TEXT_VARIABLES = {
    "title": "title",
    "original-title": "original_title",
    "container-title": "container",
    "collection-title": "collection_title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "number": "number",
    "edition": "edition",
    "chapter-number": "chapter_number",
    "genre": "genre",
    "authority": "authority",
    "publisher": "house",
    "publisher-place": "publisher_place",
    "DOI": "doi",
    "ISBN": "isbn",
    "ISSN": "issn",
    "URL": "url",
    "language": "language",
}
_NAME_PARTS = {
    "family": "family",
    "given": "given",
    "literal": "literal",
    "suffix": "suffix",
    "dropping-particle": "dropping_particle",
    "non-dropping-particle": "non_dropping_particle",
    "static-ordering": "static_ordering",
}


def sources_csl(content: Content) -> bytes:
    """Return the contents of `sources.json`: a list with a CSL item for each source, in UTF-8.

    What CSL has no variable for is in `note` in words, and in `custom` under this project's keys.
    """
    items = [_item(source) for source in content.sources]
    return (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode()


def csl_date(date: Edtf) -> dict[str, Any]:
    """Return a date as CSL-JSON: `{"date-parts": [[2025, 8, 21]]}`, or two lists for a range.

    Unknown parts are left out. `"circa": true` is added if the date is uncertain or approximate.
    """
    points = (date.start, date.end) if date.end else (date.start,)
    csl: dict[str, Any] = {"date-parts": [_parts(point) for point in points]}
    return csl | {"circa": True} if any(point.doubt for point in points) else csl


def _parts(point: Point) -> list[int]:
    """Return the year, month and day, as far as known."""
    return [part for part in (point.year, point.month, point.day) if part is not None]


def _item(source: Source) -> dict[str, Any]:
    accessed = source.accessed
    item = {
        "id": source.id,
        "type": source.type,
        **{role: [_name(name) for name in getattr(source, role)] for role in _ROLES},
        **{variable: getattr(source, name) for variable, name in _TEXT_VARIABLES.items()},
        "issued": csl_date(source.issued) if source.issued else {},
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]}
        if accessed
        else {},
        "note": "; ".join(notes_of(source)),
        "custom": _custom(source),
    }
    return _without_empty(item)


_ROLES = ("author", "editor", "translator")


def _name(name: Name) -> dict[str, Any]:
    return _without_empty({part: getattr(name, field) for part, field in _NAME_PARTS.items()})


def _custom(source: Source) -> dict[str, Any]:
    """Return what CSL has no variable for, under the keys of `sources.yaml`."""
    via = source.via
    return _without_empty(
        {
            "standing": source.standing,
            # An EDTF date can say more than CSL's date parts, such as that it's ongoing.
            "issued": source.issued.text if source.issued else "",
            "copies": [{"title": copy.title, "url": copy.url} for copy in source.copies],
            "archived": source.archived,
            "origin": source.origin,
            "via": _without_empty({"title": via.title, "url": via.url}) if via else {},
            "unnamed": source.unnamed,
            "note": source.note,
        }
    )


def _without_empty(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if value}
