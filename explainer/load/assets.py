"""Files that are copied as they are, and the tables among them."""

from __future__ import annotations

import csv
import io

import imagesize  # type: ignore[import-untyped]

from explainer.model import Asset, Table
from explainer.problems import Place, Problem

PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif")


def read_asset(path: str, content: bytes) -> Asset:
    """Return a file with, for a picture, its width and height as far as they can be told."""
    width, height = -1, -1
    if path.lower().endswith(PICTURES):
        try:
            width, height = imagesize.get(io.BytesIO(content))
        except (ValueError, KeyError, IndexError, OSError):
            width, height = -1, -1
    if width <= 0 or height <= 0:
        return Asset(path, content, place=Place(path))
    return Asset(path, content, round(width), round(height), place=Place(path))


def read_table(path: str, text: str) -> tuple[Table | None, list[Problem]]:
    """Return a CSV file (RFC 4180) as a table, or None and why not."""
    rows = [tuple(row) for row in csv.reader(io.StringIO(text))]
    place = Place(path)
    if not rows or not any(rows[0]):
        message = "this table has no header"
        return None, [Problem(place, "bad-table", message, "name the columns in its first line")]
    header, body = rows[0], [row for row in rows[1:] if row]
    problems = []
    for number, row in enumerate(rows[1:], start=2):
        if row and len(row) != len(header):
            message = f"row {number} has {len(row)} cells, the header {len(header)}"
            hint = "give each column a cell, and put quotes round a cell with a comma"
            problems.append(Problem(place.at(number), "bad-table", message, hint))
    return (None if problems else Table(header, tuple(body))), problems
