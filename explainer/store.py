"""Keeps what was made, by a digest of everything that it was made from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Store:
    """A content-addressed store in memory: the same key always means the same thing."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def put(self, key: str, made: object) -> None:
        """Keep something under its key."""
        self._kept[key] = made

    def keep(self, key: str, make: Callable[[], T]) -> T:
        """Return what is kept under the key, and make it first if nothing is."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]
        return kept


def digest(*parts: str | bytes) -> str:
    """Return a digest of the parts, in hexadecimal; where one ends and the next begins counts."""
    total = hashlib.sha256()
    for part in parts:
        # A file's name may hold what is no character, which nothing else in a text can.
        data = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        total.update(f"{len(data)}:".encode())
        total.update(data)
    return total.hexdigest()
