"""Read files that are copied unchanged (pictures, downloads), and CSV tables for charts."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Iterable, Iterator
from functools import partial

from explainer.asset import Asset
from explainer.chart_records import Table
from explainer.kept_results import KEPT
from explainer.load.exif import read_exif
from explainer.load.page_files import NOT_PAGES
from explainer.problems import Place, Problem
from explainer.store import digest

_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}
PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif")


def asset_files(paths: Iterable[str]) -> list[str]:
    """Return the paths of files to copy: those in images/ and data/, and pictures beside pages."""
    return [
        path
        for path in paths
        if path.startswith(("images/", "data/"))
        or (path.lower().endswith(PICTURES) and path.split("/")[0] not in NOT_PAGES)
    ]


def read_asset(path: str, data: bytes) -> Asset:
    """Return an asset with a file's data, and for a picture its size in pixels, if readable.

    The size is the one that browsers show: a photograph may be stored turned by 90°.
    """
    width = height = 0
    if path.lower().endswith(PICTURES):
        width, height = KEPT.get(partial(_size, data), "picture size", digest(data))
    if width <= 0 or height <= 0:
        return Asset(path, data, place=Place(path))
    if read_exif(data).is_turned:
        width, height = height, width
    return Asset(path, data, width, height, place=Place(path))


def _size(data: bytes) -> tuple[int, int]:
    """Return a picture's width and height in pixels, or (0, 0) if they can't be read."""
    # imagesize imports an HTTP client, which is slow: only content with pictures pays for it.
    import imagesize  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        width, height = imagesize.get(io.BytesIO(data), exif_rotation=False)
        return round(width), round(height)
    except (ValueError, LookupError, ArithmeticError, OSError, SyntaxError, struct.error):
        return 0, 0


def read_table(path: str, text: str) -> tuple[Table | None, list[Problem]]:
    """Parse a CSV file (RFC 4180); return the table (None if it's invalid) and the problems."""
    place = Place(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, tuple(row)) for row in reader]
    except csv.Error as error:
        hint = 'put quotes around a cell with a comma, and write a quote inside it twice: ""'
        message = f"invalid CSV: {error}"
        return None, [Problem(place.at(max(reader.line_num, 1)), "bad-table", message, hint)]
    if not lines or not any(lines[0][1]):
        message = "missing table header"
        hint = "write the names of the columns on the first line"
        return None, [Problem(place, "bad-table", message, hint)]
    header = lines[0][1]
    if len(header) == 1 and (sign := next((s for s in _OTHER_SEPARATORS if s in header[0]), "")):
        message = f"this CSV uses {_OTHER_SEPARATORS[sign]}"
        hint = "separate cells with commas"
        return None, [Problem(place, "bad-table", message, hint)]
    # Spreadsheets leave behind rows that contain nothing but commas.
    lines = [lines[0], *((line, row) for line, row in lines[1:] if any(row))]
    problems = list(_table_problems(lines, place))
    body = tuple(row for _, row in lines[1:])
    last_lines = tuple(line for line, _ in lines[1:])
    return (None if problems else Table(header, body, last_lines)), problems


def _table_problems(lines: list[tuple[int, tuple[str, ...]]], place: Place) -> Iterator[Problem]:
    """Report column names that are duplicate or have spaces around them, and rows of wrong length.

    `lines` are `(line, cells)` for each row, the header first. `line` is the line of the file on
    which the row ends, since a quoted cell may contain line breaks.
    """
    header = lines[0][1]
    if spaced := next((name for name in header if name != name.strip()), ""):
        message = f'the column name "{spaced}" starts or ends with a space'
        hint = "remove the spaces around commas, in the rows below too"
        yield Problem(place, "bad-table", message, hint)
    for column in dict.fromkeys(name for name in header if header.count(name) > 1):
        message = f'duplicate column "{column}"'
        yield Problem(place, "bad-table", message, "rename one of them")
    for line, row in lines[1:]:
        if len(row) != len(header):
            message = f"expected as many cells as the header ({len(header)}), found {len(row)}"
            hint = "write one cell per column, and put quotes around a cell with a comma"
            yield Problem(place.at(line), "bad-table", message, hint)
