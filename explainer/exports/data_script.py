"""Data as a script: what a page loads on demand, by a tag, which works from a folder on disk too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def data_script(name: str, data: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Return a script in UTF-8 that sets a property of `window`."""
    said = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Line ends to JavaScript before 2019, though not to JSON.
    said = said.replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")
    return f"window.{name}={said};\n".encode()
