"""Reads the orientation and the place from a picture's metadata (EXIF 2.32, TIFF 6.0).

Malformed metadata counts as none: this never raises an error.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from explainer.readonly import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXIF = b"Exif\0\0"
_ORIENTATION, _GPS_FOLDER = 0x0112, 0x8825
_LATITUDE_SIGN, _LATITUDE, _LONGITUDE_SIGN, _LONGITUDE = 1, 2, 3, 4
# The sizes in bytes of the TIFF types that matter here: ASCII, SHORT, LONG, RATIONAL.
_ASCII, _SHORT, _LONG, _RATIONAL = 2, 3, 4, 5
_SIZES = {_ASCII: 1, _SHORT: 2, _LONG: 4, _RATIONAL: 8}
# AVIF stores its metadata where only a full parser can find it; it starts like this.
_AVIF_STARTS = (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08")


@frozen
class Exif:
    """What a picture's metadata says that matters to readers.

    `is_turned`: whether browsers show it turned by 90°, so that width and height are swapped.
    `place`: the latitude and longitude where it was taken, in degrees, if it has them.
    """

    is_turned: bool = False
    place: tuple[float, float] | None = None


def read_exif(data: bytes) -> Exif:
    """Return what the metadata of a JPEG, PNG, WebP or AVIF file says."""
    try:
        tiff = _tiff(data)
        order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
        if not order:
            return Exif()
        main = dict(_entries(tiff, order, struct.unpack_from(f"{order}L", tiff, 4)[0]))
        orientation = main.get(_ORIENTATION, [1])[:1]
        gps = dict(_entries(tiff, order, int(main.get(_GPS_FOLDER, [0])[0])))
        return Exif(orientation[0] in {5, 6, 7, 8}, _place(gps))
    except (struct.error, ValueError, IndexError, OverflowError, ZeroDivisionError):
        return Exif()


def _tiff(data: bytes) -> bytes:
    """Return the TIFF structure in a picture's metadata, or no bytes if there's none."""
    if data.startswith(b"\xff\xd8"):
        segments = (body for marker, body in _jpeg_segments(data) if marker == 0xE1)
        return next((b.removeprefix(_EXIF) for b in segments if b.startswith(_EXIF)), b"")
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _chunk(data, 8, b"eXIf", ">L4s", padding=4)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _chunk(data, 12, b"EXIF", "<4sL").removeprefix(_EXIF)
    if data[4:8] == b"ftyp":
        found = [start for start in map(data.find, _AVIF_STARTS) if start >= 0]
        return data[min(found) :] if found else b""
    return b""


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the marker and the bytes of each segment before the picture itself."""
    position = 2
    while data[position : position + 1] == b"\xff":
        marker = data[position + 1]
        if marker == 0xFF:
            # Fill bytes may stand before a marker.
            position += 1
            continue
        if marker in {0xD9, 0xDA}:
            return
        (length,) = struct.unpack_from(">H", data, position + 2)
        yield marker, data[position + 4 : position + 2 + length]
        position += 2 + length


def _chunk(data: bytes, start: int, wanted: bytes, header: str, *, padding: int = 0) -> bytes:
    """Return the contents of the first chunk of a kind in a PNG or WebP file, or no bytes.

    `header` is the format of a chunk's length and kind, in either order.
    """
    while start + 8 <= len(data):
        fields = struct.unpack_from(header, data, start)
        kind, length = sorted(fields, key=lambda field: isinstance(field, int))
        body = start + 8
        if kind == wanted:
            return data[body : body + length]
        # A WebP chunk has an even length; a PNG chunk ends with a checksum.
        start = body + length + (padding or length % 2)
    return b""


def _entries(tiff: bytes, order: str, start: int) -> Iterator[tuple[int, list[float | str]]]:
    """Yield the tag and the values of each entry in a TIFF folder; none if `start` is 0."""
    if not start:
        return
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for number in range(count):
        entry = start + 2 + 12 * number
        tag, kind, length = struct.unpack_from(f"{order}HHL", tiff, entry)
        size = _SIZES.get(kind, 0)
        if not size or length > 64:
            continue
        at = entry + 8
        if size * length > 4:
            (at,) = struct.unpack_from(f"{order}L", tiff, at)
        yield tag, _values(tiff, order, at, kind=kind, length=length)


def _values(tiff: bytes, order: str, at: int, *, kind: int, length: int) -> list[float | str]:
    """Return the values of an entry: numbers, or a single text."""
    if kind == _ASCII:
        return [tiff[at : at + length].rstrip(b"\0 ").decode("latin-1")]
    if kind == _RATIONAL:
        parts = struct.unpack_from(f"{order}{2 * length}L", tiff, at)
        return [
            top / bottom if bottom else 0
            for top, bottom in zip(parts[::2], parts[1::2], strict=True)
        ]
    return list(struct.unpack_from(f"{order}{length}{'H' if kind == _SHORT else 'L'}", tiff, at))


def _place(gps: dict[int, list[float | str]]) -> tuple[float, float] | None:
    """Return the latitude and longitude in a GPS folder, if it has both."""
    latitude, longitude = gps.get(_LATITUDE), gps.get(_LONGITUDE)
    if not latitude or not longitude:
        return None
    south, west = gps.get(_LATITUDE_SIGN) == ["S"], gps.get(_LONGITUDE_SIGN) == ["W"]
    place = _degrees(latitude) * (-1 if south else 1), _degrees(longitude) * (-1 if west else 1)
    # Cameras without a fix write zeros.
    return place if any(place) else None


def _degrees(values: list[float | str]) -> float:
    """Return an angle given as degrees, minutes and seconds, in degrees."""
    degrees, minutes, seconds = (*map(float, values[:3]), 0.0, 0.0)[:3]
    return degrees + minutes / 60 + seconds / 3600
