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
        self._used: set[str] = set()
        self._used_by_whole: set[str] = set()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was stored yet, as in a first build."""
        return not self._values

    def __contains__(self, key: str) -> bool:
        self._used.add(key)
        return key in self._values or self._fetch(key)

    def put(self, key: str, value: object) -> None:
        """Store a value under its key."""
        self._used.add(key)
        self._values[key] = value

    def keep(self, key: str, value: object) -> None:
        """Store a record or a plain value under its key; it may outlive the process."""
        self.put(key, value)

    def get_or_create(self, key: str, create: Callable[[], T]) -> T:
        """Return the value stored under the key, creating and storing it if it's missing."""
        if key not in self:
            self.put(key, create())
        value: T = self._values[key]
        return value

    def keep_or_create(self, key: str, create: Callable[[], T]) -> T:
        """Work like `get_or_create`, for records and plain values: they may outlive the process."""
        if key not in self:
            self.keep(key, create())
        value: T = self._values[key]
        return value

    def forget_unused(self, *, is_whole: bool = True) -> None:
        """Remove every value that wasn't looked up since the last call: a preview may run for days.

        Unless a whole site was made from what was looked up, because a build has stopped at errors,
        the values of the last whole one are kept too.
        """
        used = self._used if is_whole else self._used | self._used_by_whole
        self._values = {key: value for key, value in self._values.items() if key in used}
        if is_whole:
            self._used_by_whole = used
        self._used = set()

    def save(self) -> None:
        """Let the values of `keep` outlive the process; those of this class don't."""

    def close(self) -> None:
        """End what `save` needs; from then on, the store only has what is in memory."""

    def _fetch(self, key: str) -> bool:  # noqa: ARG002 (for subclasses)
        """Get the value that an earlier process kept under the key; return whether it was there."""
        return False


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
