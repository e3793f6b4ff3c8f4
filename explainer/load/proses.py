"""Markdown to prose: each text converted once, many at a time where there are many."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from explainer import __version__
from explainer.model import Prose
from explainer.prose import to_fragment
from explainer.store import Store, digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.problems import Place

# Below this many texts for each, further processes cost more than they bring.
FEWEST_FOR_PROCESS = 40


class ProseMaker:
    """Makes prose, and keeps each text's fragment by the text alone."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(self, text: str, place: Place) -> Prose:
        """Return the prose that a text makes, written at a place."""
        return Prose(self.store.keep(_key(text), lambda: to_fragment(text)), place)

    def prepare(self, texts: Sequence[str], *, jobs: int) -> None:
        """Convert texts that will be wanted, in that many processes."""
        missing = [text for text in dict.fromkeys(texts) if _key(text) not in self.store]
        jobs = min(jobs, len(missing) // FEWEST_FOR_PROCESS)
        if jobs < 2:
            return
        with ProcessPoolExecutor(jobs) as pool:
            for text, fragment in zip(
                missing, pool.map(to_fragment, missing, chunksize=16), strict=True
            ):
                self.store.put(_key(text), fragment)


def _key(text: str) -> str:
    return digest("fragment", __version__, text)
