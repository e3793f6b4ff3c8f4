"""What one build made serves the next, and nothing damaged, foreign or outdated is ever used."""

from __future__ import annotations

import pickle
import sqlite3
from collections import OrderedDict
from pathlib import Path
from unittest.mock import patch

import pytest

from explainer import disk_store
from explainer.cache_folder import STORE_FILE
from explainer.disk_store import DiskStore
from explainer.fragment import Fragment

LAMP = Fragment(b"<p>Lamp</p>", ids=("lamp",))


def not_called() -> Fragment:
    raise AssertionError


def keep(folder: Path, made_by: str = "1.0", **values: object) -> None:
    store = DiskStore(str(folder), made_by)
    for key, value in values.items():
        store.keep(key, value)
    store.save()


def is_kept(folder: Path, key: str = "lamp", made_by: str = "1.0") -> bool:
    """Return whether a later process finds a value; it must be the right one."""
    store = DiskStore(str(folder), made_by)
    is_there = key in store
    assert store.keep_or_create(key, lambda: LAMP) == LAMP
    return is_there


def test_a_value_made_by_one_process_is_found_by_the_next(tmp_path: Path) -> None:
    store = DiskStore(str(tmp_path), "1.0")
    assert store.is_empty
    assert store.keep_or_create("lamp", lambda: LAMP) is LAMP
    assert not is_kept(tmp_path)
    store.save()
    store = DiskStore(str(tmp_path), "1.0")
    assert not store.is_empty
    assert store.keep_or_create("lamp", not_called) == LAMP
    assert "wick" not in store


def test_a_value_that_is_not_to_be_kept_stays_in_memory(tmp_path: Path) -> None:
    store = DiskStore(str(tmp_path), "1.0")
    assert store.get_or_create("lamp", lambda: LAMP) is LAMP
    keep(tmp_path, wick=LAMP)
    store.save()
    assert not is_kept(tmp_path)


def test_values_made_by_other_code_or_libraries_are_not_used(tmp_path: Path) -> None:
    keep(tmp_path, lamp=LAMP)
    assert not is_kept(tmp_path, made_by="1.1")
    assert is_kept(tmp_path)


def test_a_clean_build_uses_nothing_kept_and_replaces_it(tmp_path: Path) -> None:
    keep(tmp_path, lamp=Fragment(b"old"), wick=LAMP)
    store = DiskStore(str(tmp_path), "1.0", clean=True)
    assert store.is_empty
    assert store.keep_or_create("lamp", lambda: LAMP) is LAMP
    store.save()
    assert is_kept(tmp_path)
    assert is_kept(tmp_path, "wick")


def change_rows(folder: Path, sql: str) -> None:
    connection = sqlite3.connect(folder / STORE_FILE)
    with connection:
        connection.execute(sql)
    connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE kept SET value = substr(value, 1, 20)",
        "UPDATE kept SET value = CAST(replace(value, 'Lamp', 'Lump') AS BLOB)",
        "UPDATE kept SET value = x''",
        "UPDATE kept SET value = NULL",
        "UPDATE kept SET value = 'text'",
        "UPDATE kept SET checksum = NULL",
        "UPDATE kept SET checksum = checksum + 1",
        "DELETE FROM kept",
        "DROP TABLE kept",
        "ALTER TABLE kept RENAME COLUMN value TO other",
    ],
)
def test_a_damaged_entry_is_made_anew(tmp_path: Path, sql: str) -> None:
    keep(tmp_path, lamp=LAMP)
    change_rows(tmp_path, sql)
    assert not is_kept(tmp_path)
    keep(tmp_path, lamp=LAMP)
    assert is_kept(tmp_path)


def test_the_value_of_another_key_is_never_used(tmp_path: Path) -> None:
    keep(tmp_path, lamp=LAMP)
    keep(tmp_path, wick=Fragment(b"<p>Wick</p>"))
    change_rows(
        tmp_path,
        "UPDATE kept SET value = (SELECT value FROM kept WHERE value LIKE '%Wick%'), "
        "checksum = (SELECT checksum FROM kept WHERE value LIKE '%Wick%')",
    )
    assert not is_kept(tmp_path)


@pytest.mark.parametrize("data", [b"", b"x" * 5000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_replaced(tmp_path: Path, data: bytes) -> None:
    (tmp_path / STORE_FILE).write_bytes(data)
    assert not is_kept(tmp_path)
    keep(tmp_path, lamp=LAMP)
    assert is_kept(tmp_path)


def test_bytes_changed_anywhere_in_the_database_never_change_a_value(tmp_path: Path) -> None:
    wicks: dict[str, object] = {f"wick{number}": LAMP for number in range(40)}
    keep(tmp_path, "1.0", lamp=LAMP, **wicks)
    whole = (tmp_path / STORE_FILE).read_bytes()
    for position in range(0, len(whole), 37):
        damaged = bytearray(whole)
        damaged[position : position + 3] = b"\xff\x01\xfe"
        (tmp_path / STORE_FILE).write_bytes(damaged)
        is_kept(tmp_path)


def test_an_entry_with_anything_but_plain_values_and_our_records_is_not_read(
    tmp_path: Path,
) -> None:
    keep(tmp_path, lamp=OrderedDict())
    assert not is_kept(tmp_path)


def test_records_and_markup_come_back_as_they_were(tmp_path: Path) -> None:
    keep(tmp_path, lamp=LAMP)
    (again,) = [DiskStore(str(tmp_path), "1.0").keep_or_create("lamp", not_called)]
    assert type(again) is Fragment
    assert pickle.dumps(again) == pickle.dumps(LAMP)


def test_two_builds_can_share_a_cache(tmp_path: Path) -> None:
    first, second = (DiskStore(str(tmp_path), "1.0") for _ in range(2))
    first.keep("lamp", LAMP)
    second.keep("lamp", LAMP)
    second.keep("wick", LAMP)
    first.save()
    second.save()
    assert is_kept(tmp_path)
    assert is_kept(tmp_path, "wick")


def test_a_build_does_without_a_cache_that_another_one_keeps_locked(tmp_path: Path) -> None:
    keep(tmp_path, lamp=LAMP)
    other = sqlite3.connect(tmp_path / STORE_FILE)
    other.execute("BEGIN EXCLUSIVE")
    with patch.object(disk_store, "_PATIENCE", 0.01):
        assert not is_kept(tmp_path)
        keep(tmp_path, wick=LAMP)
    other.rollback()
    other.close()
    assert is_kept(tmp_path)
    assert not is_kept(tmp_path, "wick")


def test_a_cache_that_grew_too_large_keeps_what_the_last_build_used(tmp_path: Path) -> None:
    keep(tmp_path, lamp=LAMP, old=Fragment(b"x" * 50_000))
    with patch.object(disk_store, "SIZE_LIMIT", 40_000):
        store = DiskStore(str(tmp_path), "1.0")
        store.keep_or_create("lamp", not_called)
        store.keep("wick", LAMP)
        store.save()
    assert is_kept(tmp_path)
    assert is_kept(tmp_path, "wick")
    assert not is_kept(tmp_path, "old")
    assert (tmp_path / STORE_FILE).stat().st_size < 40_000


def test_a_large_cache_is_not_rewritten_for_a_few_unused_entries(tmp_path: Path) -> None:
    wicks: dict[str, object] = {f"wick{number}": Fragment(b"x" * 9_000) for number in range(8)}
    keep(tmp_path, "1.0", lamp=LAMP, **wicks)
    with patch.object(disk_store, "SIZE_LIMIT", 40_000):
        store = DiskStore(str(tmp_path), "1.0")
        assert all(key in store for key in wicks)
        store.keep("new", LAMP)
        store.save()
    assert is_kept(tmp_path)


def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError, match="file"):
        keep(tmp_path / "file", lamp=LAMP)
    (tmp_path / STORE_FILE).mkdir()
    with pytest.raises(OSError, match="unable to open"):
        keep(tmp_path, lamp=LAMP)


def test_a_folder_that_cannot_be_read_is_as_good_as_empty(tmp_path: Path) -> None:
    keep(tmp_path, lamp=LAMP)
    with patch.object(Path, "exists", side_effect=PermissionError):
        assert DiskStore(str(tmp_path), "1.0").is_empty


def test_a_full_disk_while_a_damaged_database_is_replaced_is_an_os_error(tmp_path: Path) -> None:
    store = DiskStore(str(tmp_path), "1.0")
    store.keep("lamp", LAMP)
    damaged, full = sqlite3.DatabaseError("malformed"), sqlite3.OperationalError("disk is full")
    with (
        patch.object(DiskStore, "_write", side_effect=[damaged, full]),
        pytest.raises(OSError, match="disk is full"),
    ):
        store.save()


def test_a_database_that_another_build_removes_meanwhile_is_no_failure(tmp_path: Path) -> None:
    keep(tmp_path, wick=LAMP)
    store = DiskStore(str(tmp_path), "1.0")
    (tmp_path / STORE_FILE).unlink()
    store.keep("lamp", LAMP)
    store.save()
    assert is_kept(tmp_path)
    (tmp_path / STORE_FILE).write_bytes(b"damaged")
    store = DiskStore(str(tmp_path), "1.0")
    store.keep("lamp", LAMP)
    with patch.object(Path, "is_file", return_value=True):
        (tmp_path / STORE_FILE).unlink()
        store.save()
    assert is_kept(tmp_path)
