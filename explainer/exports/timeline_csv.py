"""`timeline.csv`: one row per event, for spreadsheets (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from explainer.exports.absolute_urls import url_of
from explainer.exports.plain_text import ProseReader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explainer.content import Content
    from explainer.model import Event

HEADER = (
    "id", "date", "earliest", "latest", "sides", "kind", "title", "text", "certainty", "sources",
    "answers", "follows", "tool", "in_force_from", "in_force_until", "expires", "ended_by",
    "key", "place", "url",
)  # fmt: skip

# A cell that starts with one of these is a formula to spreadsheets.
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def timeline_csv(content: Content) -> bytes:
    """Return the contents of `timeline.csv`: a header row, then a row for each event.

    Several values in a cell are separated by "; ".
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(HEADER)
    reader = ProseReader(content.terms)
    for event in content.events:
        row = _row(content, event, text=reader.line(event.text))
        writer.writerow(map(escape_formula, row))
    return table.getvalue().encode()


def escape_formula(cell: str) -> str:
    """Return the cell, with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_START) else cell


def _row(content: Content, event: Event, *, text: str) -> tuple[str, ...]:
    site, date = content.site, event.date
    sides = (side.name for id_ in event.side if (side := content.side_by_id.get(id_)))
    return (
        event.id,
        date.text,
        date.earliest.isoformat(),
        "" if date.ongoing else date.latest.isoformat(),
        _join(sides),
        site.kinds.get(event.kind, event.kind),
        event.title,
        text,
        event.certainty,
        _join(event.all_sources()),
        _join(event.answers),
        _join(event.follows),
        *_measure(content, event),
        "true" if event.key else "",
        event.location,
        url_of(site, "timeline.html", event.id),
    )


def _measure(content: Content, event: Event) -> tuple[str, ...]:
    """Return an event's cells from `tool` to `ended_by`; all are empty if it has no measure."""
    measure = event.measure
    if measure is None:
        return ("",) * 5
    return (
        content.site.tools.get(measure.tool, measure.tool),
        measure.from_.text,
        measure.until.text if measure.until else "",
        measure.expires.text if measure.expires else "",
        measure.ended_by or "",
    )


def _join(items: Iterable[str]) -> str:
    return "; ".join(items)
