"""JSON data as a script that a page can load on demand, even when opened from disk (`file:`)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def data_script(name: str, data: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Return the script `window.NAME=DATA;`, in UTF-8, with the data as JSON."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Valid inside JSON strings, but line terminators in JavaScript before ES2019.
    text = text.replace("\u2028", r"\u2028").replace("\u2029", r"\u2029")
    return f"window.{name}={text};\n".encode()
