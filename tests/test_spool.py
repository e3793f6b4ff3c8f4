"""Rendered files wait for publication without filling the memory, and come back unchanged."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from examples import QUICK
from hypothesis import given
from hypothesis import strategies as st

from explainer.spool import Spool


@QUICK
@given(st.lists(st.binary(max_size=40)))
def test_every_text_comes_back_in_any_order_and_more_than_once(texts: Sequence[bytes]) -> None:
    spool = Spool()
    readers = [spool.add(text) for text in texts]
    for number in (*reversed(range(len(texts))), *range(len(texts))):
        assert readers[number]() == texts[number]


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
        Spool().add(b"text")
