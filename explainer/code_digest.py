"""A digest of this package's code, for the keys of values that depend on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from explainer import __version__
from explainer.store import digest


@cache
def code_digest() -> str:
    """Return a digest of this package's code, so that keys change whenever the code does."""
    folder = Path(__file__).parent
    files = sorted((*folder.rglob("*.py"), *folder.rglob("*.json")))
    return digest(__version__, *(file.read_bytes() for file in files))
