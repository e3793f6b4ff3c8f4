"""JSON data as a script that a page can load on demand, even when opened from disk (`file:`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any


def data_script(name: str, data: Mapping[str, Any] | Iterable[Any]) -> bytes:
    """Return the script `window.NAME=DATA;`, in UTF-8, with the data as JSON.

    Other data than a mapping becomes a list.
    """
    if isinstance(data, Mapping):
        return b"window.%b=%b;\n" % (name.encode(), _json(data))
    # Item by item, since all the texts of a large site take a lot of memory.
    script = BytesIO()
    script.write(b"window.%b=[" % name.encode())
    for number, item in enumerate(data):
        script.write(b"," + _json(item) if number else _json(item))
    script.write(b"];\n")
    return script.getvalue()


def _json(data: object) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Valid inside JSON strings, but line terminators in JavaScript before ES2019.
    return text.replace("\u2028", r"\u2028").replace("\u2029", r"\u2029").encode()
