"""Files that are copied unchanged, such as pictures."""

from __future__ import annotations

from explainer.model import Record
from explainer.readonly import frozen


@frozen
class Asset(Record):
    """A file that is copied unchanged; pictures have a `width` and `height` in pixels."""

    address: str
    data: bytes
    width: int | None = None
    height: int | None = None
