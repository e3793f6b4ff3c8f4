"""Values that templates display as they are, without date arithmetic, lookups or sorting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup

from explainer.dates import Edtf, Point, day_words, days_between
from explainer.model import LIKELIHOOD_RANGES, Likelihood, Measure, Side, Site
from explainer.pages.prose_writer import Part
from explainer.readonly import read_only


@dataclass(frozen=True)
class LinkView:
    """A link; `current` marks the link to the page or chapter being shown."""

    text: str
    href: str
    note: str = ""
    current: bool = False


@read_only
class DatePart:
    """A piece of a date in words; `machine` is the `datetime` value, empty for words around it."""

    text: str
    machine: str = ""


@read_only
class SideView:
    """A side; `number` counts from 1 in the order of site.yaml and sets its position and colour."""

    id: str
    name: str
    number: int
    about: str = ""


@read_only
class SourceView:
    """A source in a list; `number` is 0 if the list is unnumbered."""

    id: str
    number: int
    title: str
    url: str
    who: tuple[str, ...]
    issued: tuple[DatePart, ...]
    accessed: str
    archived: str
    origin: str
    via_title: str
    via_url: str
    standing: str
    unnamed: bool
    language: str
    backlinks: tuple[str, ...]


@read_only
class TermView:
    """A glossary term; `href` links to its glossary entry."""

    id: str
    term: str
    abbr: str
    also: tuple[str, ...]
    text: Markup
    href: str
    cites: Markup


@read_only
class RelatedView:
    """An event that another one answers or follows, or that answers or follows it."""

    title: str
    href: str
    side: SideView
    after: str


@read_only
class EventView:
    """An event on a card or as a timeline entry."""

    id: str
    title: str
    href: str
    date: tuple[DatePart, ...]
    other_date: tuple[DatePart, ...]
    other_where: str
    sides: tuple[SideView, ...]
    kind: str
    kind_id: str
    kind_number: int
    certainty: str
    unnamed: bool
    measure: tuple[DatePart, ...]
    tool: str
    in_force: bool
    ended_by: LinkView | None
    location: str
    answers: tuple[RelatedView, ...]
    follows: tuple[RelatedView, ...]
    answered_by: tuple[RelatedView, ...]
    followed_by: tuple[RelatedView, ...] = ()
    text: tuple[Part, ...] = ()
    cites: Markup = Markup("")


@read_only
class BandView:
    """A likelihood with its range in per cent, as defined by ICD 203."""

    words: str
    low: int
    high: int

    @property
    def width(self) -> int:
        """The width of the range, in per cent."""
        return self.high - self.low


def side_view(site: Site, side: Side) -> SideView:
    """Return the view of a side, with its number."""
    number = 1 + [other.id for other in site.sides].index(side.id)
    return SideView(side.id, side.name, number, side.about)


def band_view(likelihood: Likelihood) -> BandView:
    """Return a likelihood with its range."""
    low, high = LIKELIHOOD_RANGES[likelihood]
    return BandView(likelihood, low, high)


def date_parts(date: Edtf) -> tuple[DatePart, ...]:
    """Return a date in words, its known parts with their machine form."""
    if date.ongoing:
        return (DatePart("since "), *_point_parts(date.start))
    if date.end is None:
        return _point_parts(date.start)
    start = date.words.removeprefix("from ").rpartition(" to ")[0]
    if date.start.doubt:
        return (DatePart("from "), *_point_parts(date.start), DatePart(" to "),
                *_point_parts(date.end))  # fmt: skip
    return (
        DatePart("from "),
        DatePart(start, date.start.iso),
        DatePart(" to "),
        *_point_parts(date.end),
    )


def day_parts(day: dt.date | None) -> tuple[DatePart, ...]:
    """Return a day in words with its machine form, or an empty tuple for None."""
    return (DatePart(day_words(day), day.isoformat()),) if day else ()


def _point_parts(point: Point) -> tuple[DatePart, ...]:
    before, _, after = point.words.partition(point.plain_words)
    parts = (DatePart(before), DatePart(point.plain_words, point.iso), DatePart(after))
    return tuple(part for part in parts if part.text)


def after_words(earlier: Edtf, later: Edtf) -> str:
    """Return `after 9 days` or the like, or an empty string if a date isn't known to the day."""
    days = days_between(earlier, later)
    if days is None:
        return ""
    if days == 0:
        return "the same day"
    return "after 1 day" if days == 1 else f"after {days} days"


def is_in_force(measure: Measure, as_of: dt.date) -> bool:
    """Return whether a measure is in force on a day."""
    started = measure.from_.earliest <= as_of
    ended = measure.until is not None and measure.until.earliest <= as_of
    expired = measure.expires is not None and measure.expires.latest < as_of
    return started and not ended and not expired
