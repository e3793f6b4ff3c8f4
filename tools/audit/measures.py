"""The audit's limits, all in one place, and the record of one measured result."""

from __future__ import annotations

from dataclasses import dataclass

# 1,000 bytes rather than 1,024: the stricter definition.
KILOBYTE = 1_000
# Bytes on the wire, with gzip: a page and everything that it loads at first.
HOME_LIMIT = 35 * KILOBYTE
CHAPTER_LIMIT = 35 * KILOBYTE
TIMELINE_LIMIT = 60 * KILOBYTE
# JavaScript that a page loads before the reader opens search; the timeline has filters.
SCRIPT_LIMIT = 6 * KILOBYTE
TIMELINE_SCRIPT_LIMIT = 8 * KILOBYTE
# How tall the published timeline may be, by the window's width, both in CSS pixels.
TIMELINE_HEIGHTS = {1280: 20_000, 360: 30_000}
# The timeline of a made-up site with many events: how many, how much it may weigh, and how long
# (milliseconds) an input may wait on a CPU slowed down by this factor, like a cheap phone's.
EVENT_COUNT = 1_000
MANY_EVENTS_LIMIT = 200 * KILOBYTE
DELAY_LIMIT = 200
CPU_SLOWDOWN = 4
# Every page is checked for accessibility in each colour scheme and width (CSS pixels).
THEMES = ("light", "dark")
WIDTHS = (320, 1280)
# In each category; the highest that Lighthouse gives.
LIGHTHOUSE_SCORE = 100

HOME, TIMELINE, OUTCOMES = "index.html", "timeline.html", "outcomes/index.html"
IN_FORCE = "in-force.html"
# The site's longest chapter page.
CHAPTER = "background/the-road-to-the-h200.html"


@dataclass(frozen=True)
class Measure:
    """One row of the audit's table: what was measured, such as "Console errors", and the result.

    `limit`, `result`: what is allowed and what was measured, in words.
    `is_met`: whether the result is within the limit, independently of how many faults are listed.
    `faults`: what to fix, a line for each.
    """

    name: str
    limit: str
    result: str
    is_met: bool
    faults: tuple[str, ...] = ()


def limit_of(page: str) -> int | None:
    """Return how many bytes a page's first view may take, or None if it has no limit."""
    if page == HOME:
        return HOME_LIMIT
    if page == TIMELINE:
        return TIMELINE_LIMIT
    # Chapters have folders; every other page is at the top.
    return CHAPTER_LIMIT if "/" in page else None


def script_limit_of(page: str) -> int:
    """Return how many bytes of script a page may load at first."""
    return TIMELINE_SCRIPT_LIMIT if page == TIMELINE else SCRIPT_LIMIT
