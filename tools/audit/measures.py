"""What must be reached, in one place, and what a check found beside it."""

from __future__ import annotations

from dataclasses import dataclass

# A kilobyte is 1,000 bytes: the stricter reading.
KILOBYTE = 1_000
# Over the wire with gzip, the first view with all that it loads.
HOME_LIMIT = 30 * KILOBYTE
CHAPTER_LIMIT = 35 * KILOBYTE
TIMELINE_LIMIT = 60 * KILOBYTE
# Script of a page before search is opened.
SCRIPT_LIMIT = 6 * KILOBYTE
# A timeline of so many events, and what it may weigh and delay (milliseconds) on a slow phone's CPU.
CROWD = 1_000
CROWD_LIMIT = 200 * KILOBYTE
DELAY_LIMIT = 200
SLOWED = 4
# Every page of the built explainer, in each of these.
THEMES = ("light", "dark")
WIDTHS = (320, 1280)
# Lighthouse's categories go from 0 to 100.
LIGHTHOUSE_SCORE = 100

HOME, TIMELINE, OUTCOMES = "index.html", "timeline.html", "outcomes/index.html"
# A page of a chapter: the longest that the explainer has.
CHAPTER = "background/the-road-to-the-h200.html"


@dataclass(frozen=True)
class Measure:
    """A row of the table, and, where it is missed, the faults to be mended.

    `is_held` says whether the measure is reached; it is no matter of how many faults are listed.
    """

    what: str
    must: str
    found: str
    is_held: bool
    faults: tuple[str, ...] = ()


def limit_of(page: str) -> int | None:
    """Return how many bytes a page's first view may take, or None where nothing is promised."""
    if page == HOME:
        return HOME_LIMIT
    if page == TIMELINE:
        return TIMELINE_LIMIT
    # Each chapter has a folder of its own.
    return CHAPTER_LIMIT if "/" in page else None
