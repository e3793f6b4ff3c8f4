"""`timeline.csv`: one row per event, for spreadsheets (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from explainer.exports.absolute_urls import url_of
from explainer.exports.plain_text import ProseReader
from explainer.model import MAX_FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explainer.content import Content
    from explainer.model import Event

HEADER = (
    "id", "date", "earliest", "latest", "sides", "kind", "title", "text", "certainty", "sources",
    "answers", "follows", "tool", "in_force_from", "in_force_until", "expires", "ended_by",
    "measure_short", "authority", "published", "suspended_from", "suspended_until",
    "other_date", "other_where", "key", "place", "short",
    "figure_1", "figure_1_label", "figure_2", "figure_2_label", "figure_3", "figure_3_label",
    "quote", "quote_by", "quote_sources", "url",
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
    other, quote = event.other_date, event.quote
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
        *((other.date.text, other.where) if other else ("", "")),
        "true" if event.key else "",
        event.location,
        event.short,
        *_figures(event),
        *((quote.text, quote.by, _join(quote.sources)) if quote else ("", "", "")),
        url_of(site, "timeline.html", event.id),
    )


def _measure(content: Content, event: Event) -> tuple[str, ...]:
    """Return an event's cells from `tool` to `suspended_until`; all are empty if it has no measure."""
    measure = event.measure
    if measure is None:
        return ("",) * 10
    return (
        content.site.tools.get(measure.tool, measure.tool),
        measure.from_.text,
        measure.until.text if measure.until else "",
        measure.expires.text if measure.expires else "",
        measure.ended_by or "",
        measure.short,
        measure.authority,
        "" if measure.published is None else str(measure.published).lower(),
        measure.suspended.from_.text if measure.suspended else "",
        measure.suspended.until.text if measure.suspended and measure.suspended.until else "",
    )


def _figures(event: Event) -> tuple[str, ...]:
    """Return the value and label of each figure, with empty cells for those that it doesn't have."""
    cells = [cell for figure in event.figures for cell in (figure.value, figure.label)]
    return (*cells, *("",) * (2 * MAX_FIGURES - len(cells)))


def _join(items: Iterable[str]) -> str:
    return "; ".join(items)
