"""`sources.json`: the sources as CSL-JSON 1.0.2, for reference managers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from explainer.exports.source_notes import notes_of

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.dates import Edtf, Point
    from explainer.model import Source

# The item types that the CSL-JSON 1.0.2 schema allows.
TYPES = frozenset(
    (
        "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
        "broadcast", "chapter", "classic", "collection", "dataset", "document", "entry",
        "entry-dictionary", "entry-encyclopedia", "figure", "graphic", "hearing",
        "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
        "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical",
        "personal_communication", "post", "post-weblog", "regulation", "report", "review",
        "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
    )
)  # fmt: skip


def sources_csl(content: Content) -> bytes:
    """Return the contents of `sources.json`: a list with a CSL item for each source, in UTF-8."""
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
    day = [accessed.year, accessed.month, accessed.day] if accessed else []
    item = {
        "id": source.id,
        "type": source.type if source.type in TYPES else "document",
        "title": source.title,
        "author": [{"literal": source.author}] if source.author else [],
        "container-title": source.container_title,
        "publisher": source.publisher,
        "issued": csl_date(source.issued) if source.issued else {},
        "accessed": {"date-parts": [day]} if day else {},
        "URL": source.url,
        "language": source.language,
        "note": "; ".join(notes_of(source)),
        "custom": {"standing": source.standing},
    }
    return {name: value for name, value in item.items() if value}
