"""The records that content is loaded into: frozen dataclasses that know their source lines.

Field names are the YAML keys. Where a key isn't a valid Python name, or the field is called
something else, `metadata["key"]` is the key. Nothing here reads files or renders pages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal, NewType

from explainer.dates import Edtf, day_words
from explainer.fragment import Fragment, Mark
from explainer.patterns import lazy_pattern
from explainer.problems import Place
from explainer.readonly import frozen

Id = NewType("Id", str)
VALID_ID = lazy_pattern(r"[A-Za-z0-9][A-Za-z0-9_-]*")
# An id that refers to another record. What was typed instead, such as a title, is read as it is,
# because only a check that knows all records can say which one is meant.
Ref = Annotated[Id, "reference"]
# The path or name of a file, in Unicode's composed form (see `urls.composed`).
FilePath = Annotated[str, "path"]
# A colour, as "#rrggbb".
Colour = Annotated[str, "colour"]
Certainty = Literal["confirmed", "reported", "disputed"]
Confidence = Literal["low", "moderate", "high"]
Result = Literal["came true", "did not", "undetermined"]
Likelihood = Literal[
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
]

NOWHERE = Place("")
# The path from a record to a value inside it: keys of mappings and indexes of lists.
Path = tuple[str | int, ...]


@frozen
class Prose:
    """Converted Markdown, and the place of the Markdown's first line in the content folder."""

    fragment: Fragment
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The citations, links, pictures and markers in the text, in no particular order."""
        return self.fragment.marks

    def place_of_line(self, line: int) -> Place:
        """Return the place in the file of a line of the Markdown, counted from 1."""
        return self.place.at(self.place.line + line - 1)

    def cited(self) -> tuple[str, ...]:
        """Return the ids of the sources that the text cites, each once."""
        ids = (id_ for mark in self.marks if mark.kind == "cite" for id_, _ in mark.pairs)
        return tuple(dict.fromkeys(ids))


@frozen
class Record:
    """The base class of all records.

    `place` is where the record starts; `lines` are the lines of its values, by their path. Neither
    is compared: records are equal if their values are.
    """

    place: Place = field(default=NOWHERE, compare=False, kw_only=True)
    lines: Mapping[Path, int] = field(default_factory=dict, compare=False, kw_only=True, repr=False)

    def place_of(self, *path: str | int) -> Place:
        """Return the place of the value at a path, or of its nearest parent with a known line."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.place.at(self.lines.get(path, self.place.line))


@frozen
class Side(Record):
    """A party to the dispute; a government unless the content says otherwise."""

    id: Id
    name: str
    about: str = ""
    government: bool = True


@frozen
class Publisher(Record):
    """Who publishes the explainer."""

    name: str
    url: str = ""
    contact: str = ""


@frozen
class Theme(Record):
    """A project's own colours for the first two sides, in light and in dark mode, and its logo.

    A colour that is "" in one mode only is made of that for the other one.
    """

    side_1: Colour = ""
    side_1_dark: Colour = ""
    side_2: Colour = ""
    side_2_dark: Colour = ""
    logo: FilePath = ""

    @property
    def accents(self) -> dict[str, tuple[str, str]]:
        """The colours for light and dark mode of each side that has one, as `side-1`."""
        pairs = {
            "side-1": (self.side_1, self.side_1_dark),
            "side-2": (self.side_2, self.side_2_dark),
        }
        return {name: pair for name, pair in pairs.items() if any(pair)}


@frozen
class StatusItem(Record):
    """An entry of the "Where things stand" list; `more` is the page on which to read on."""

    label: str
    text: Prose
    verdict: str = ""
    certainty: Certainty | None = None
    more: FilePath = ""


@frozen
class ShortAnswer(Record):
    """A question that people ask first, with its answer in a sentence or two."""

    question: str
    answer: Prose
    certainty: Certainty | None = None


@frozen
class Site(Record):
    """The settings of the whole explainer, from `site.yaml`.

    `searched_to` is the day until which news was looked for, where that's later than `as_of`.
    """

    title: str
    as_of: dt.date
    searched_to: dt.date | None = None
    tagline: str = ""
    language: str = "en"
    base_url: str = ""
    licence: str = ""
    publisher: Publisher | None = None
    sides: tuple[Side, ...] = field(default=(), metadata={"keyed": True})
    kinds: Mapping[Id, str] = field(default_factory=dict)
    tools: Mapping[Id, str] = field(default_factory=dict)
    chapters: tuple[FilePath, ...] = ()
    why: Prose | None = None
    short_answers: tuple[ShortAnswer, ...] = ()
    home_chart: Ref | None = None
    status: tuple[StatusItem, ...] = ()
    theme: Theme | None = None

    @property
    def as_of_words(self) -> str:
        """The day `as_of` in words, with the later day until which news was looked for, if any."""
        words = day_words(self.as_of)
        later = self.searched_later
        return f"{words}, news searched to {day_words(later)}" if later else words

    @property
    def searched_later(self) -> dt.date | None:
        """The day until which news was looked for if it's later than `as_of`, else None."""
        later = self.searched_to
        return later if later and later > self.as_of else None


@frozen
class Estimate(Record):
    """An earlier estimate of an outcome; `reconstructed` if it was worked out afterwards."""

    date: Edtf
    likelihood: Likelihood
    why: Prose
    reconstructed: bool = False


@frozen
class Indicator(Record):
    """An observable sign that an outcome is becoming more likely (`towards`) or less (`away`)."""

    text: Prose
    points: Literal["towards", "away"]
    status: Literal["seen", "not seen", "mixed"]
    checked: dt.date | None = None
    sources: tuple[Ref, ...] = ()


@frozen
class Resolution(Record):
    """How an outcome ended: when, whether it came true, and why that is known."""

    date: Edtf
    result: Result
    why: Prose | None = None
    sources: tuple[Ref, ...] = ()


@frozen
class Outcome(Record):
    """A possible future development, with its likelihood in the terms of ICD 203.

    `test` says what decides whether it came true.
    """

    id: Id
    likelihood: Likelihood
    confidence: Confidence
    by: dt.date
    test: Prose | None = None
    estimated: dt.date | None = None
    history: tuple[Estimate, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    resolved: Resolution | None = None


@frozen
class FrontMatter(Record):
    """A page's front matter; `aliases` are old addresses that redirect to the page."""

    title: str
    summary: str = ""
    side: Ref | None = None
    updated: dt.date | None = None
    key_points: tuple[Prose, ...] = ()
    order: int | None = None
    aliases: tuple[FilePath, ...] = ()
    draft: bool = False
    outcome: Outcome | None = None


@frozen
class Page(Record):
    """A page; `source` is its path below `content/`, `address` its path within the site."""

    source: str
    address: str
    chapter: str
    front: FrontMatter
    prose: Prose

    @property
    def title(self) -> str:
        """The page's title."""
        return self.front.title

    @property
    def opens_chapter(self) -> bool:
        """Whether this is its chapter's first page: `CHAPTER.md` or `CHAPTER/index.md`."""
        return self.source in {f"{self.chapter}.md", f"{self.chapter}/index.md"}


@frozen
class Suspension(Record):
    """A time in which a measure doesn't apply; `until` is its last day, if one is set."""

    from_: Edtf = field(metadata={"key": "from"})
    until: Edtf | None = None


@frozen
class Measure(Record):
    """A measure that an event put in force, with the tool that it uses.

    `short` is its name in lists, and `authority` what it rests on. `published` is false if it's
    known from reports alone, and None if the editor doesn't say.
    """

    tool: Ref
    from_: Edtf = field(metadata={"key": "from"})
    until: Edtf | None = None
    ended_by: Ref | None = None
    expires: Edtf | None = None
    short: str = ""
    authority: str = ""
    published: bool | None = None
    suspended: Suspension | None = None


@frozen
class LocalDate(Record):
    """The local date of an event in another place, where it differs from the event's `date`."""

    date: Edtf
    where: str


# How many figures an event may have, and how long its label in drawings may be, in characters.
MAX_FIGURES, MAX_SHORT = 3, 40


@frozen
class Figure(Record):
    """A number to be shown large, with what it counts."""

    value: str
    label: str


@frozen
class Quotation(Record):
    """Exact words to be shown large, and who said or wrote them."""

    text: str
    by: str
    sources: tuple[Ref, ...]


@frozen
class Event(Record):
    """A dated act of one side, or of several; `short` is its label in drawings."""

    id: Id
    date: Edtf
    side: tuple[Ref, ...]
    kind: Ref
    title: str
    certainty: Certainty
    text: Prose | None = None
    sources: tuple[Ref, ...] = ()
    answers: tuple[Ref, ...] = ()
    follows: tuple[Ref, ...] = ()
    measure: Measure | None = None
    other_date: LocalDate | None = None
    key: bool = False
    location: str = field(default="", metadata={"key": "place"})
    short: str = ""
    figures: tuple[Figure, ...] = ()
    quote: Quotation | None = None

    def all_sources(self) -> tuple[str, ...]:
        """Return the ids of its sources, each once: cited in `text`, in `sources`, in `quote`."""
        cited = () if self.text is None else self.text.cited()
        quoted = () if self.quote is None else self.quote.sources
        return tuple(dict.fromkeys((*cited, *self.sources, *quoted)))


@frozen
class Term(Record):
    """An entry of the glossary."""

    id: Id
    term: str
    text: Prose
    abbr: str = ""
    also: tuple[str, ...] = ()
    sources: tuple[Ref, ...] = ()


@frozen
class NoneFound(Record):
    """A note that a side's account was not found, with what was searched, and when."""

    none_found: Prose


@frozen
class AccountSet(Record):
    """What each side says about the same act, and what others found."""

    id: Id
    question: str
    accounts: Mapping[Ref, Prose | NoneFound]
    found: Prose | None = None


@frozen
class Change(Record):
    """An entry of the change log, from `changes.yaml`."""

    date: dt.date
    kind: Literal["update", "correction"]
    note: Prose
    pages: tuple[FilePath, ...] = ()
    events: tuple[Ref, ...] = ()
