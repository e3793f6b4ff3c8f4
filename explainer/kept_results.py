"""Results of slow functions, kept from build to build.

A function whose result depends on nothing but its arguments asks here for the result of an earlier
build. A build lends its store for as long as it runs.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from explainer.store import Store, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

R = TypeVar("R")


class KeptResults:
    """Results of functions, each made once for as long as the store keeps it."""

    def __init__(self) -> None:
        self.store = Store()

    @contextmanager
    def kept_in(self, store: Store) -> Iterator[None]:
        """Look results up in a store, and keep new ones there, until the block ends."""
        before, self.store = self.store, store
        try:
            yield
        finally:
            self.store = before

    def get(self, make: Callable[[], R], *made_from: str) -> R:
        """Return what `make` returns, made once for the same texts in `made_from`."""
        return self.store.keep_or_create(digest("result", *made_from), make)


KEPT = KeptResults()
