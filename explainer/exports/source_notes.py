"""Notes on a source in words, for what an export format has no field for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explainer.model import Source


def notes_of(source: Source) -> tuple[str, ...]:
    """Return notes in words on a source, as far as they apply.

    They say who reported it first, where it was read, where it is archived, and that it relies on
    unnamed people.
    """
    relayed = source.origin and source.origin != source.publisher
    return tuple(
        note
        for note in (
            f"Reported by {source.origin}" if relayed else "",
            _read_at(source),
            f"Archived at {source.archived}" if source.archived else "",
            "Rests on people who are not named" if source.unnamed else "",
        )
        if note
    )


def _read_at(source: Source) -> str:
    if source.via is None:
        return ""
    return f"Read at {source.via.title}" + (f", {source.via.url}" if source.via.url else "")
