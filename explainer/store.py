"""An in-memory cache whose keys are digests of everything that a value was computed from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Store:
    """A cache in memory; nothing is invalidated, since a key is a digest of a value's inputs."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was stored yet, as in a first build."""
        return not self._values

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def put(self, key: str, value: object) -> None:
        """Store a value under its key."""
        self._values[key] = value

    def keep(self, key: str, value: object) -> None:
        """Store a value that may be kept between processes under its key."""
        self.put(key, value)

    def get_or_create(self, key: str, create: Callable[[], T]) -> T:
        """Return the value stored under the key, creating and storing it if it's missing."""
        if key not in self._values:
            self._values[key] = create()
        value: T = self._values[key]
        return value

    def keep_or_create(self, key: str, create: Callable[[], T]) -> T:
        """Work like `get_or_create`, for records and plain values: they may outlive the process."""
        return self.get_or_create(key, create)


def digest(*parts: str | bytes) -> str:
    """Return the SHA-256 digest of the parts, in hexadecimal.

    Each part is prefixed with its length, so that ("ab", "c") and ("a", "bc") differ.
    """
    total = hashlib.sha256()
    for part in parts:
        # A file name that isn't valid UTF-8 contains surrogates; no other text does.
        data = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        total.update(f"{len(data)}:".encode())
        total.update(data)
    return total.hexdigest()
