"""Keeps bytes in a temporary file until they are needed again."""

from __future__ import annotations

import tempfile
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Spool:
    """Takes any number of byte strings, and returns for each a function that reads it.

    The functions keep the spool alive; its file has no name, and is gone with it.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the spool)
        self._end = 0

    def add(self, data: bytes) -> Callable[[], bytes]:
        """Keep the data, and return a function that returns it.

        Raises OSError if the file can't be written, for example if the disk is full.
        """
        start = self._end
        self._file.seek(start)
        self._file.write(data)
        self._end += len(data)
        return partial(self._read, start, len(data))

    def _read(self, start: int, size: int) -> bytes:
        self._file.seek(start)
        return self._file.read(size)

    def __del__(self) -> None:
        """Close the file."""
        self._file.close()
