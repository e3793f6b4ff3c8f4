"""The views that several pages share: values that templates display as they are.

A view has every text, date and link ready to be shown, so that templates don't look up, sort or
calculate anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from explainer.dates import Edtf, Point, day_words, days_between
from explainer.measure_state import state_of
from explainer.model import Figure, Likelihood, Measure, Page, Side, Site
from explainer.outcome_state import LIKELIHOOD_RANGES, summary_of
from explainer.pages.prose_html import Part, Writer
from explainer.readonly import frozen, read_only


@frozen
class LinkView:
    """A link in a list or navigation.

    `note`: a short text shown beside it, such as the page's summary; may be empty.
    `current`: whether it leads to the page, or to the chapter, that is being shown.
    `before`: English words of the interface shown before the text; may be empty.
    `is_interface`: whether the text is the interface's, and so in English.
    """

    text: str
    href: str
    note: str = ""
    current: bool = False
    before: str = ""
    is_interface: bool = False


@read_only
class DatePart:
    """A piece of a date in words: `from `, `21 August 2025`, ` to ` and so on.

    `machine`: the same date in ISO 8601 form, for a <time> element's `datetime`; it is empty for a
    piece that isn't a date itself, such as `from `.
    """

    text: str
    machine: str = ""


@read_only
class SideView:
    """A side as its name appears on a page, in its colour.

    `number` is its position in site.yaml, from 1, which sets its colour and its lane in diagrams.
    """

    id: str
    name: str
    number: int
    about: str = ""


@read_only
class SourceView:
    """A source as an entry of a list of sources.

    `number`: its number in the list, or 0 if the list is unnumbered.
    `title_end`: the full stop after the title, or empty if it ends like a sentence.
    `original_title`: its title in its own language, `original_language`, if `title` translates it.
    `who`: who made it and where it appeared: author, the work that contains it, publisher, ….
    `issued`, `accessed`: the dates of publication and of the editor's visit, in words.
    `doi`: its Digital Object Identifier, such as `10.1000/182`.
    `identifiers`: its ISBN or ISSN, each with that word.
    `copies`: links to copies of the document's text.
    `archived`: the URL of an archived copy.
    `origin`: who first reported it, unless that is the publisher.
    `via_title`, `via_url`: where the editor read it, if not at its original address.
    `unnamed`: whether it relies on unnamed people.
    `language`: the title's language, for the `lang` attribute.
    `note`: the editor's note, as a sentence.
    `backlinks`: the ids of its citations on the page.
    """

    id: str
    number: int
    title: str
    title_end: str
    original_title: str
    original_language: str
    url: str
    who: tuple[str, ...]
    issued: tuple[DatePart, ...]
    accessed: str
    doi: str
    identifiers: tuple[str, ...]
    copies: tuple[LinkView, ...]
    archived: str
    origin: str
    via_title: str
    via_url: str
    standing: str
    unnamed: bool
    language: str
    note: str
    backlinks: tuple[str, ...]


@read_only
class TermView:
    """A term with its definition, in the glossary or in "Terms on this page".

    `abbr`: its abbreviation; `also`: its other names.
    `href`: the link to its glossary entry.
    `cites`: the citation numbers of sources that the definition doesn't cite itself.
    """

    id: str
    term: str
    abbr: str
    also: tuple[str, ...]
    text: Markup
    href: str
    cites: Markup


@read_only
class RelatedView:
    """A link from an event to a related one, which it answers or follows, or the reverse.

    `label` is the other event's short label, or its title.
    `after` is the time between the two events, such as `9 days after`, or empty.
    """

    title: str
    label: str
    href: str
    side: SideView
    after: str


@read_only
class CitedSources:
    """Citation numbers of sources, after a word for them: `name` is `Source` or `Sources`."""

    name: str
    numbers: Markup
    count: int


@read_only
class QuoteView:
    """Exact words shown large in an event's card, who said or wrote them, and their sources."""

    text: str
    by: str
    cites: Markup


@read_only
class EventView:
    """An event as a card on a page, or as an entry of the timeline.

    `href`: the link to its entry on the timeline; `page`: that to its own page, if it has one.
    `other_date`, `other_where`: the local date in another place, where it differs, and that place.
    `kind`, `kind_id`, `kind_number`: the name, id and number (from 1) of its kind in site.yaml.
    `unnamed`: whether all of its sources rely on unnamed people.
    `measure`: the period in which its measure is in force; empty without a measure.
    `tool`: the name of the measure's tool.
    `in_force`: whether the measure is in force on the site's `as_of` day.
    `ended_by`: the event that ended the measure.
    `answers`, `follows`: the earlier events that it answers or follows.
    `answered_by`, `followed_by`: the later events that answer or follow it.
    `key`: whether it is one of the moves that matter.
    `figures`, `quote`: numbers and exact words that its card shows large, if any.
    `sources`: all its sources, those that its text cites included.
    """

    id: str
    title: str
    href: str
    page: str
    date: tuple[DatePart, ...]
    other_date: tuple[DatePart, ...]
    other_where: str
    sides: tuple[SideView, ...]
    kind: str
    kind_id: str
    kind_number: int
    certainty: str
    unnamed: bool
    key: bool
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
    figures: tuple[Figure, ...] = ()
    quote: QuoteView | None = None
    sources: CitedSources | None = None


@read_only
class BandView:
    """A likelihood in words, such as `very likely`, shown with its range on a bar.

    `low` and `high` are the range in per cent that ICD 203, a US standard, assigns to the words.
    """

    words: str
    low: int
    high: int

    @property
    def width(self) -> int:
        """The width of the range, in percentage points."""
        return self.high - self.low


def page_link(writer: Writer, page: Page) -> LinkView:
    """Return a link to a page, with the page's summary as its note.

    In front of the summary, the note says how the page's outcome stands, unless it's open.
    """
    note = summary_of(page.front, writer.content.site.as_of)
    return LinkView(page.title, writer.href(page.address), note)


def side_view(site: Site, side: Side) -> SideView:
    """Return the view of a side; its number is its position among the site's sides, from 1."""
    number = 1 + [other.id for other in site.sides].index(side.id)
    return SideView(side.id, side.name, number, side.about)


def side_of(writer: Writer, page: Page) -> SideView | None:
    """Return the side whose moves a page tells, if it names one."""
    side = page.front.side
    content = writer.content
    return side_view(content.site, content.side_by_id[side]) if side else None


def band_view(likelihood: Likelihood) -> BandView:
    """Return a likelihood with its range in per cent."""
    low, high = LIKELIHOOD_RANGES[likelihood]
    return BandView(likelihood, low, high)


def date_parts(date: Edtf) -> tuple[DatePart, ...]:
    """Return a date in words, in pieces, so that a template can mark up those that are dates.

    A range is shown as `from `, its start, ` to `, its end; an ongoing date as `since `, its start.
    """
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


def date_parts_in(year: int, date: Edtf) -> tuple[DatePart, ...]:
    """Return a date in words below a heading with its year: without the year, if all is in it.

    A date of which only the year is known keeps it.
    """
    points = (date.start, date.end or date.start)
    parts = date_parts(date)
    if any(point.year != year or point.month is None for point in points):
        return parts
    return tuple(replace(part, text=part.text.removesuffix(f" {year}")) for part in parts)


def day_parts(day: dt.date | None) -> tuple[DatePart, ...]:
    """Return `(text, iso)`, such as `("21 August 2025", "2025-08-21")`, as the only DatePart.

    Return an empty tuple if the day is None, so that templates show nothing.
    """
    return (DatePart(day_words(day), day.isoformat()),) if day else ()


def _point_parts(point: Point) -> tuple[DatePart, ...]:
    """Return one end of a date in words, with words of doubt (`about `) as a separate piece."""
    before, _, after = point.words.partition(point.plain_words)
    parts = (DatePart(before), DatePart(point.plain_words, point.iso), DatePart(after))
    return tuple(part for part in parts if part.text)


def after_words(earlier: Edtf, later: Edtf) -> str:
    """Return the time between two dates: `9 days after`, `1 day after` or `the same day`.

    Return an empty string if either date isn't known to the day.
    """
    days = days_between(earlier, later)
    if days is None:
        return ""
    if days == 0:
        return "the same day"
    return "1 day after" if days == 1 else f"{days} days after"


def is_in_force(measure: Measure, as_of: dt.date) -> bool:
    """Return whether a measure is in force on the day `as_of`: not suspended, and not over."""
    return state_of(measure, as_of) == "in force"


def cited_sources(writer: Writer, ids: Sequence[str]) -> CitedSources | None:
    """Return the view of sources, or None if there are none.

    They get their numbers in reading order, so fill in the text above them first.
    """
    if not ids:
        return None
    return CitedSources("Source" if len(ids) == 1 else "Sources", writer.cite(*ids), len(ids))
