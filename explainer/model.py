"""The records that content becomes: plain, typed, frozen, each knowing where it was written.

Field names are the keys of content-model; a key that is no Python name stands in `metadata`.
Nothing here reads files or makes pages.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NewType

from explainer.dates import Edtf
from explainer.fragment import Fragment, Mark
from explainer.problems import Place

Id = NewType("Id", str)
Certainty = Literal["confirmed", "reported", "disputed"]
Confidence = Literal["low", "moderate", "high"]
Standing = Literal["primary", "company", "reporting", "analysis"]
Likelihood = Literal[
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
]
# ICD 203 (2015), section D.6.e.(2).(a): per cent, from and to.
LIKELIHOOD_RANGES: dict[Likelihood, tuple[int, int]] = {
    "almost no chance": (1, 5),
    "very unlikely": (5, 20),
    "unlikely": (20, 45),
    "roughly even chance": (45, 55),
    "likely": (55, 80),
    "very likely": (80, 95),
    "almost certain": (95, 99),
}

NOWHERE = Place("")
# The way from a record to something in it: a key, then keys and numbers below it.
Path = tuple[str | int, ...]

# ISO 639 codes of languages that are not written in Latin letters.
_OWN_LETTERS = frozenset("am ar be bg bn el fa he hi hy ja ka ko ru th uk ur zh".split())


def _is_other_letter(character: str) -> bool:
    return character.isalpha() and not unicodedata.name(character, "").startswith("LATIN ")


@dataclass(frozen=True)
class Prose:
    """Markdown as a fragment, and the place where its first line was written."""

    fragment: Fragment
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is to be filled in, in no particular order."""
        return self.fragment.marks

    def place_of_line(self, line: int) -> Place:
        """Return the place of one of the fragment's lines."""
        return self.place.at(self.place.line + line - 1)

    def cited(self) -> tuple[str, ...]:
        """Return the ids of the sources cited, each once."""
        cited = (id_ for mark in self.marks if mark.kind == "cite" for id_, _ in mark.pairs)
        return tuple(dict.fromkeys(cited))


@dataclass(frozen=True)
class Record:
    """What all records have: where they and their keys were written, which is no part of them."""

    place: Place = field(default=NOWHERE, compare=False, kw_only=True)
    lines: Mapping[Path, int] = field(default_factory=dict, compare=False, kw_only=True, repr=False)

    def place_of(self, *path: str | int) -> Place:
        """Return the place of a key, or of what stands below it, as near as lines are known."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.place.at(self.lines.get(path, self.place.line))


@dataclass(frozen=True)
class Side(Record):
    """One of the parties to the dispute; by default a government."""

    id: Id
    name: str
    about: str = ""
    government: bool = True


@dataclass(frozen=True)
class Publisher(Record):
    """Who publishes the explainer."""

    name: str
    url: str = ""
    contact: str = ""


@dataclass(frozen=True)
class StatusItem(Record):
    """One line of "Where things stand"."""

    label: str
    text: Prose
    certainty: Certainty | None = None


@dataclass(frozen=True)
class Site(Record):
    """What the explainer is: `site.yaml`."""

    title: str
    as_of: dt.date
    tagline: str = ""
    language: str = "en"
    base_url: str = ""
    licence: str = ""
    publisher: Publisher | None = None
    sides: tuple[Side, ...] = field(default=(), metadata={"keyed": True})
    kinds: Mapping[Id, str] = field(default_factory=dict)
    tools: Mapping[Id, str] = field(default_factory=dict)
    chapters: tuple[str, ...] = ()
    status: tuple[StatusItem, ...] = ()


@dataclass(frozen=True)
class Estimate(Record):
    """An earlier estimate; `reconstructed` where it was worked out afterwards."""

    date: Edtf
    likelihood: Likelihood
    why: Prose
    reconstructed: bool = False


@dataclass(frozen=True)
class Indicator(Record):
    """Something that can be seen, and what seeing it would say about an outcome."""

    text: Prose
    points: Literal["towards", "away"]
    status: Literal["seen", "not seen", "mixed"]
    checked: dt.date | None = None
    sources: tuple[Id, ...] = ()


@dataclass(frozen=True)
class Resolution(Record):
    """How an outcome ended."""

    date: Edtf
    result: Literal["came true", "did not"]
    why: Prose | None = None
    sources: tuple[Id, ...] = ()


@dataclass(frozen=True)
class Outcome(Record):
    """A way that things may go, with its likelihood in the words of ICD 203."""

    id: Id
    likelihood: Likelihood
    confidence: Confidence
    by: dt.date
    estimated: dt.date | None = None
    history: tuple[Estimate, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    resolved: Resolution | None = None


@dataclass(frozen=True)
class FrontMatter(Record):
    """What stands above a page's text."""

    title: str
    summary: str = ""
    side: Id | None = None
    updated: dt.date | None = None
    key_points: tuple[Prose, ...] = ()
    order: int | None = None
    aliases: tuple[str, ...] = ()
    draft: bool = False
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Page(Record):
    """A page: `source` is its file's path below content/, `address` where it will be read."""

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
        """Whether it is its chapter's first page: a chapter is a file, or a folder with an index."""
        return self.source in {f"{self.chapter}.md", f"{self.chapter}/index.md"}


@dataclass(frozen=True)
class Measure(Record):
    """A thing that is or was in force, with the tool that it uses."""

    tool: Id
    from_: Edtf = field(metadata={"key": "from"})
    until: Edtf | None = None
    ended_by: Id | None = None
    expires: Edtf | None = None


@dataclass(frozen=True)
class LocalDate(Record):
    """The local date elsewhere, where it differs."""

    date: Edtf
    where: str


@dataclass(frozen=True)
class Event(Record):
    """A dated act of one side, or of several together."""

    id: Id
    date: Edtf
    side: tuple[Id, ...]
    kind: Id
    title: str
    certainty: Certainty
    text: Prose | None = None
    sources: tuple[Id, ...] = ()
    answers: tuple[Id, ...] = ()
    follows: tuple[Id, ...] = ()
    measure: Measure | None = None
    other_date: LocalDate | None = None
    key: bool = False
    location: str = field(default="", metadata={"key": "place"})

    def all_sources(self) -> tuple[str, ...]:
        """Return the ids of the sources cited in the text and named beside it, each once."""
        cited = self.text.cited() if self.text else ()
        return tuple(dict.fromkeys((*cited, *self.sources)))


@dataclass(frozen=True)
class Via(Record):
    """Where a source was read, when not at its own address."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Source(Record):
    """A source, named after CSL 1.0.2 so that it can go into reference managers."""

    id: Id
    title: str
    standing: Standing
    type: str = "webpage"
    author: str = ""
    container_title: str = field(default="", metadata={"key": "container-title"})
    publisher: str = ""
    issued: Edtf | None = None
    accessed: dt.date | None = None
    url: str = ""
    archived: str = ""
    origin: str = ""
    via: Via | None = None
    unnamed: bool = False
    language: str = ""

    @property
    def reported_by(self) -> str:
        """Who really reported it: a relay counts as its origin."""
        return self.origin or self.publisher or self.container_title or self.author

    @property
    def title_language(self) -> str:
        """The language of the title, where it is another than the site's.

        A title in Latin letters is no Chinese one, whatever its source is written in: it was
        translated.
        """
        primary = self.language.partition("-")[0].lower()
        translated = primary in _OWN_LETTERS and not any(map(_is_other_letter, self.title))
        return "" if translated else self.language

    @property
    def is_relay_only(self) -> bool:
        """Whether it was read elsewhere, and the original's address was never seen."""
        return self.via is not None and not self.url


@dataclass(frozen=True)
class Term(Record):
    """An entry of the glossary."""

    id: Id
    term: str
    text: Prose
    abbr: str = ""
    also: tuple[str, ...] = ()
    sources: tuple[Id, ...] = ()


@dataclass(frozen=True)
class NoneFound(Record):
    """Says that a side's account was looked for, where and when, and not found."""

    none_found: Prose


@dataclass(frozen=True)
class AccountSet(Record):
    """What each side says of the same act, side by side, and what others found."""

    id: Id
    question: str
    accounts: Mapping[Id, Prose | NoneFound]
    found: Prose | None = None


@dataclass(frozen=True)
class Change(Record):
    """An entry of the editor's log."""

    date: dt.date
    kind: Literal["update", "correction"]
    note: Prose
    pages: tuple[str, ...] = ()
    events: tuple[Id, ...] = ()


@dataclass(frozen=True)
class Chart(Record):
    """A chart: `spec` is Vega-Lite without data, `columns` what its table shows.

    `narrow` holds what is otherwise on a phone: its keys stand in for those of `spec`.
    """

    id: Id
    title: str
    summary: str
    data: str
    columns: Mapping[str, str]
    spec: Mapping[str, Any]
    narrow: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[Id, ...] = ()


@dataclass(frozen=True)
class Table:
    """A CSV file's header and rows, all text, and the line on which each row ends."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Asset(Record):
    """A file that is copied as it is; `width` and `height` are a picture's, in pixels."""

    address: str
    data: bytes
    width: int | None = None
    height: int | None = None
