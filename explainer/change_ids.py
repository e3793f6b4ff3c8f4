"""Permanent ids of the entries of `changes.yaml`, for links to a single change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.model import Change


def change_ids(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return an id for each change, such as `2026-06-12-1`: its day, and its number on that day."""
    numbers = change_numbers(changes)
    return tuple(
        f"{change.date.isoformat()}-{number}"
        for change, number in zip(changes, numbers, strict=True)
    )


def change_numbers(changes: Sequence[Change]) -> tuple[int, ...]:
    """Return the number of each change among those of its day, counted from 1.

    `changes` has the newest first, and the oldest of a day has number 1. So numbers stay the same
    when later changes are added, and when a note is edited.
    """
    remaining = Counter(change.date for change in changes)
    numbers = []
    for change in changes:
        numbers.append(remaining[change.date])
        remaining[change.date] -= 1
    return tuple(numbers)
