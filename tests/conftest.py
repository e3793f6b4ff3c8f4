"""Fixtures: a small content folder written from a dict of files, and an own cache for each test."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MINIMAL = {
    "site.yaml": "title: The Lamp Dispute\nas_of: 2031-05-20\n",
    "index.md": "---\ntitle: Northport dims its lamps\n---\nThe lamps were dimmed.\n",
}

_NUMBERS = itertools.count()


@pytest.fixture(autouse=True)
def _own_cache_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let each test start without a cache, and leave that of the user alone."""
    folder = tmp_path_factory.getbasetemp() / f"cache-{next(_NUMBERS)}"
    monkeypatch.setenv("EXPLAINER_CACHE", str(folder))


@pytest.fixture
def make_content_dir(tmp_path: Path) -> Callable[[Mapping[str, str | bytes | None]], Path]:
    """Return a function that writes a content folder: a minimal explainer, plus `files`.

    A file whose value is None is left out.
    """

    def make(files: Mapping[str, str | bytes | None]) -> Path:
        folder = tmp_path / "content"
        folder.mkdir(exist_ok=True)
        for name, data in {**MINIMAL, **files}.items():
            if data is not None:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return folder

    return make


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run more tests at a time than there are processors, since many of them wait."""
    return (os.cpu_count() or 1) + 2
