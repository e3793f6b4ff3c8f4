"""A store that also keeps values between processes, in an SQLite database in the cache folder.

Whatever is wrong with the database, a build only takes longer: an entry that is damaged, or can't
be read, is made anew.
"""

from __future__ import annotations

import io
import pickle
import sqlite3
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explainer.cache_folder import STORE_FILE, create_cache_folder
from explainer.store import Store, digest

if TYPE_CHECKING:
    from collections.abc import Iterator

# Above this size, in bytes, entries that the last build didn't use are deleted if they are many.
SIZE_LIMIT = 500_000_000
# Seconds to wait for another build that is writing to the same database.
_PATIENCE = 5.0
_CREATE = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value BLOB, checksum INTEGER)"

# The error if somebody has deleted or replaced the file of the open database.
_IS_GONE = "SQLITE_READONLY_DBMOVED"
_SIZE = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"


class DiskStore(Store):
    """A store whose values from `keep_or_create` outlive the process.

    `made_by` is what all values depend on besides what their keys say: the code and the versions
    of libraries. Values are read from the database when they are asked for, unless the build is to
    be `clean`; `save` writes new ones. Only plain values and the records of this package can be
    kept.
    """

    def __init__(self, folder: str, made_by: str, *, clean: bool = False) -> None:
        super().__init__()
        self._folder = folder
        self._made_by = made_by
        self._file = Path(folder) / STORE_FILE
        self._new: dict[str, Any] = {}
        self._is_open = True
        self._is_damaged = False
        self._connection: sqlite3.Connection | None = None
        if not clean:
            self._connection = self._open()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was stored by this process or an earlier one."""
        return self._connection is None and super().is_empty

    def keep(self, key: str, value: object) -> None:
        """Store a record or a plain value under its key, to be saved."""
        super().keep(key, value)
        if self._is_open:
            self._new[key] = value

    def save(self) -> None:
        """Write the new values to the database; raises OSError if that isn't possible.

        If the database is damaged, it's replaced. If another build is writing to it, nothing is.
        """
        if not self._new:
            return
        create_cache_folder(self._folder)
        try:
            if self._is_damaged:
                self._remove()
            self._write_or_replace()
        except sqlite3.Error as error:
            if not _is_locked(error):
                raise OSError(None, str(error), str(self._file)) from error
        self._new.clear()

    def close(self) -> None:
        """Close the database; from then on, the store only has what is in memory."""
        self._is_open = False
        self._new.clear()
        self._disconnect()

    def __del__(self) -> None:
        """Close the database, in case that an exception has kept others from doing so."""
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection | None:
        connection = None
        try:
            if not self._file.exists():
                return None
            connection = _connect(self._file)
            connection.execute("SELECT key, value, checksum FROM kept LIMIT 1").fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._is_damaged = not _is_locked(error)
            if connection:
                connection.close()
            return None
        except PermissionError:
            # The folder can't be read.
            return None
        return connection

    def _remove(self) -> None:
        self._disconnect()
        # A folder of this name can't be removed; then the database can't be opened either.
        if self._file.is_file():
            # Another build may just have found the same.
            self._file.unlink(missing_ok=True)

    def _fetch(self, key: str) -> bool:
        """Read the value of a key into memory; return whether it was there and undamaged."""
        if self._connection is None:
            return False
        full_key = self._full_key(key)
        try:
            query = "SELECT value, checksum FROM kept WHERE key = ?"
            row = self._connection.execute(query, (full_key,)).fetchone()
            if row is None or not isinstance(row[0], bytes):
                return False
            if row[1] != _checksum(full_key, row[0]):
                return False
            self._values[key] = _Reader(io.BytesIO(row[0])).load()
        except (sqlite3.Error, UnicodeDecodeError, pickle.UnpicklingError):
            return False
        return True

    def _write_or_replace(self) -> None:
        try:
            self._write()
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorname", "") != _IS_GONE:
                raise
            self._disconnect()
            self._write()
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            self._remove()
            self._write()

    def _write(self) -> None:
        if self._connection is None:
            self._connection = _connect(self._file)
        connection = self._connection
        with connection:
            connection.execute(_CREATE)
            connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", self._rows())
        # The file itself may be gone: another build may have replaced it.
        ((size,),) = connection.execute(_SIZE)
        if size > SIZE_LIMIT:
            self._delete_unused(connection)

    def _rows(self) -> Iterator[tuple[str, bytes, int]]:
        for key, value in self._new.items():
            data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
            full_key = self._full_key(key)
            yield full_key, data, _checksum(full_key, data)

    def _delete_unused(self, connection: sqlite3.Connection) -> None:
        """Delete the entries that this build didn't use, if they are worth the time."""
        used = set(map(self._full_key, self._used))
        keys = [key for (key,) in connection.execute("SELECT key FROM kept") if key not in used]
        if len(keys) < len(used) / 4:
            return
        with connection:
            connection.executemany("DELETE FROM kept WHERE key = ?", [(key,) for key in keys])
        connection.execute("VACUUM")

    def _full_key(self, key: str) -> str:
        return digest(self._made_by, key)


class _Reader(pickle.Unpickler):
    """Unpickles only plain values and this package's own classes."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class by its name; raises UnpicklingError if it may not be in an entry."""
        if module.partition(".")[0] != "explainer" and (module, name) not in _PLAIN:
            message = f"{module}.{name} can't be kept"
            raise pickle.UnpicklingError(message)
        return super().find_class(module, name)


_PLAIN = {
    ("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date"), ("markupsafe", "Markup"),
}  # fmt: skip


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_PATIENCE, check_same_thread=False)
    try:
        # If the machine stops while a build writes, the worst is a damaged database: it's replaced.
        connection.execute("PRAGMA synchronous = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def _is_locked(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def _checksum(key: str, data: bytes) -> int:
    return zlib.crc32(data, zlib.crc32(key.encode()))
