"""Files that are copied as they are, and the tables among them."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Iterator

from explainer.model import Asset, Table
from explainer.problems import Place, Problem

_OTHER_SIGNS = {";": "semicolons", "\t": "tabs"}
PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif")


def read_asset(path: str, data: bytes) -> Asset:
    """Return a file with, for a picture, its width and height as far as they can be told."""
    width, height = _size(data) if path.lower().endswith(PICTURES) else (0, 0)
    if width <= 0 or height <= 0:
        return Asset(path, data, place=Place(path))
    return Asset(path, data, width, height, place=Place(path))


def _size(data: bytes) -> tuple[int, int]:
    """Return a picture's width and height, or nothing where they cannot be told."""
    # Brings all of HTTP along: only content with pictures pays for it.
    import imagesize  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        width, height = imagesize.get(io.BytesIO(data))
        return round(width), round(height)
    except (ValueError, LookupError, ArithmeticError, OSError, SyntaxError, struct.error):
        return 0, 0


def read_table(path: str, text: str) -> tuple[Table | None, list[Problem]]:
    """Return a CSV file (RFC 4180) as a table, or None and why not."""
    place = Place(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, tuple(row)) for row in reader]
    except csv.Error as error:
        hint = 'put quotes round a cell with a comma, and write a quote inside it twice: ""'
        message = f"this is no table: {error}"
        return None, [Problem(place.at(max(reader.line_num, 1)), "bad-table", message, hint)]
    if not lines or not any(lines[0][1]):
        message = "this table has no header"
        return None, [Problem(place, "bad-table", message, "name the columns in its first line")]
    header = lines[0][1]
    if len(header) == 1 and (sign := next((s for s in _OTHER_SIGNS if s in header[0]), "")):
        message = f"the cells are set apart by {_OTHER_SIGNS[sign]}, not by commas"
        hint = "save the table as CSV with commas"
        return None, [Problem(place, "bad-table", message, hint)]
    # Spreadsheets leave rows of nothing but commas behind.
    lines = [lines[0], *((line, row) for line, row in lines[1:] if any(row))]
    problems = list(_table_problems(lines, place))
    body = tuple(row for _, row in lines[1:])
    ends = tuple(line for line, _ in lines[1:])
    return (None if problems else Table(header, body, ends)), problems


def _table_problems(lines: list[tuple[int, tuple[str, ...]]], place: Place) -> Iterator[Problem]:
    header = lines[0][1]
    if spaced := next((name for name in header if name != name.strip()), ""):
        message = f'a space stands before or after the name of the column "{spaced}"'
        hint = "take out the spaces round commas, below it too"
        yield Problem(place, "bad-table", message, hint)
    for column in dict.fromkeys(name for name in header if header.count(name) > 1):
        message = f'the column "{column}" stands in the header twice'
        yield Problem(place, "bad-table", message, "rename one of the two")
    for line, row in lines[1:]:
        if len(row) != len(header):
            message = f"this row has {len(row)} cells, the header {len(header)}"
            hint = "give each column a cell, and put quotes round a cell with a comma"
            yield Problem(place.at(line), "bad-table", message, hint)
