"""An explainer made from a dict, for tests of what one small thing in it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

LEAST = {
    "site.yaml": "title: The Lamp Dispute\nas_of: 2031-05-20\n",
    "index.md": "---\ntitle: Northport dims its lamps\n---\nThe lamps were dimmed.\n",
}


@pytest.fixture
def make_content_dir(tmp_path: Path) -> Callable[[Mapping[str, str | bytes | None]], Path]:
    """Return what writes a content folder: the least there can be, and the files that are given.

    A file given as None is left out.
    """

    def make(files: Mapping[str, str | bytes | None]) -> Path:
        folder = tmp_path / "content"
        folder.mkdir()
        for name, data in {**LEAST, **files}.items():
            if data is not None:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return folder

    return make
