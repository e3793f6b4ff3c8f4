"""Rendered files wait for publication without filling the memory, and come back unchanged."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from examples import QUICK
from hypothesis import given
from hypothesis import strategies as st

from explainer.spool import Spool


@QUICK
@given(st.lists(st.binary(max_size=40)), st.integers(0, 100))
def test_every_text_comes_back_in_any_order_and_more_than_once(
    texts: Sequence[bytes], limit: int
) -> None:
    spool = Spool(limit)
    readers = [spool.add(text) for text in texts]
    for number in (*reversed(range(len(texts))), *range(len(texts))):
        assert readers[number]() == texts[number]


def test_what_exceeds_the_limit_is_not_kept_in_memory() -> None:
    spool = Spool(10)
    small, large = spool.add(b"12345"), spool.add(b"1234567890")
    spool.__del__()
    assert small() == b"12345"
    with pytest.raises(ValueError, match="closed file"):
        large()


def test_a_full_disk_is_an_error_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def seek(self, position: int) -> int:
            return position

        def write(self, _data: bytes) -> int:
            raise OSError(28, "No space left on device")

        def close(self) -> None:
            return None

    monkeypatch.setattr("tempfile.TemporaryFile", Full)
    with pytest.raises(OSError, match="No space left"):
        Spool(0).add(b"text")
