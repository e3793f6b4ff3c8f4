"""Keeps bytes until they are needed again: small amounts in memory, more in a temporary file."""

from __future__ import annotations

from functools import partial
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Bytes that are kept in memory; what comes after them goes to the file.
MEMORY_LIMIT = 16_000_000


class Spool:
    """Takes any number of byte strings, and returns for each a function that reads it.

    The functions keep the spool alive; its file has no name, and is gone with it.
    """

    def __init__(self, memory_limit: int = MEMORY_LIMIT) -> None:
        self._room = memory_limit
        self._file: IO[bytes] | None = None
        self._end = 0

    def add(self, data: bytes) -> Callable[[], bytes]:
        """Keep the data, and return a function that returns it.

        Raises OSError if the file can't be written, for example if the disk is full.
        """
        if len(data) <= self._room:
            self._room -= len(data)
            return partial(bytes, data)
        if self._file is None:
            # Slow to import, and only needed for large sites.
            import tempfile  # noqa: PLC0415

            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the spool)
        start = self._end
        self._file.seek(start)
        self._file.write(data)
        self._end += len(data)
        return partial(self._read, start, len(data))

    def _read(self, start: int, size: int) -> bytes:
        if self._file is None:
            return b""
        self._file.seek(start)
        return self._file.read(size)

    def __del__(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
