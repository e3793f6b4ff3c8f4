"""Sources and the names of their authors, as records after CSL 1.0.2.

The keys of a source in `sources.yaml` are CSL's variables, so that reference managers can import
it; the others (`standing`, `origin`, `via`, `copies`, `unnamed`, `archived`) are ours.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import field
from typing import Literal
from urllib.parse import urlsplit

from explainer.dates import Edtf
from explainer.model import Id, Record
from explainer.readonly import frozen

Standing = Literal["primary", "company", "reporting", "analysis"]
# The item types that the CSL-JSON 1.0.2 schema allows.
SOURCE_TYPES = frozenset(
    (
        "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
        "broadcast", "chapter", "classic", "collection", "dataset", "document", "entry",
        "entry-dictionary", "entry-encyclopedia", "figure", "graphic", "hearing",
        "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
        "musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical",
        "personal_communication", "post", "post-weblog", "regulation", "report", "review",
        "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage",
    )
)  # fmt: skip
# Types whose publisher, if no container is given, is the newspaper, magazine or site itself.
_PERIODICAL_TYPES = frozenset(
    {"article-journal", "article-magazine", "article-newspaper", "post-weblog"}
)
# ISO 639 codes of languages that are not written in Latin letters.
_NON_LATIN_LANGUAGES = frozenset("am ar be bg bn el fa he hi hy ja ka ko ru th uk ur zh".split())
OTHERS = "others"


def _is_in_latin_letters(text: str) -> bool:
    return text.isascii() or not any(map(_is_non_latin_letter, text))


def _is_non_latin_letter(character: str) -> bool:
    return character.isalpha() and not unicodedata.name(character, "").startswith("LATIN ")


@frozen
class Name(Record):
    """An author, editor or translator: a person, or an institution as `literal`.

    `static_ordering`: whether the family name always comes first, as in `Li Keqiang`. The name
    `others` at the end of a list means that there are more.
    """

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""
    dropping_particle: str = field(default="", metadata={"key": "dropping-particle"})
    non_dropping_particle: str = field(default="", metadata={"key": "non-dropping-particle"})
    static_ordering: bool = field(default=False, metadata={"key": "static-ordering"})

    @property
    def in_words(self) -> str:
        """The name in reading order, such as `John van der Berg`.

        Names in Chinese, Japanese or Korean letters are written family name first, without a space.
        """
        if self.literal:
            return self.literal
        if self.family and self.given and _is_east_asian(self.family + self.given):
            return self.family + self.given
        parts = [self.full_given, self.full_family]
        if self.static_ordering:
            parts.reverse()
        name = " ".join(part for part in parts if part)
        return f"{name}, {self.suffix}" if self.suffix else name

    @property
    def full_family(self) -> str:
        """The family name with the particle that belongs to it, such as `van der Berg`."""
        return " ".join(part for part in (self.non_dropping_particle, self.family) if part)

    @property
    def full_given(self) -> str:
        """The given names with the particle that goes with them, such as `Ludwig von`."""
        return " ".join(part for part in (self.given, self.dropping_particle) if part)


@frozen
class Copy(Record):
    """A page where a document's own text can be read, other than its original address."""

    title: str
    url: str


@frozen
class Via(Record):
    """The publication or site where a source was read, if that wasn't at its original address."""

    title: str
    url: str = ""


@frozen
class Source(Record):
    """A source: a document, article, page or statement that the explainer cites."""

    id: Id
    title: str
    standing: Standing
    type: str = "webpage"
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    translator: tuple[Name, ...] = ()
    original_title: str = field(default="", metadata={"key": "original-title"})
    container_title: str = field(default="", metadata={"key": "container-title"})
    collection_title: str = field(default="", metadata={"key": "collection-title"})
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    edition: str = ""
    chapter_number: str = field(default="", metadata={"key": "chapter-number"})
    genre: str = ""
    authority: str = ""
    publisher: str = ""
    publisher_place: str = field(default="", metadata={"key": "publisher-place"})
    issued: Edtf | None = None
    accessed: dt.date | None = None
    doi: str = field(default="", metadata={"alias": "DOI"})
    isbn: str = field(default="", metadata={"alias": "ISBN"})
    issn: str = field(default="", metadata={"alias": "ISSN"})
    url: str = field(default="", metadata={"alias": "URL"})
    copies: tuple[Copy, ...] = ()
    archived: str = ""
    origin: str = ""
    via: Via | None = None
    unnamed: bool = False
    language: str = ""
    note: str = ""

    @property
    def address(self) -> str:
        """Where it can be read: its `url`, or else the URL of its DOI; empty if it has neither."""
        return self.url or (f"https://doi.org/{self.doi}" if self.doi else "")

    @property
    def container(self) -> str:
        """The work that it's part of: a newspaper's name also if it was written as `publisher`."""
        is_periodical = self.type in _PERIODICAL_TYPES
        return self.container_title or (self.publisher if is_periodical else "")

    @property
    def house(self) -> str:
        """Its publisher, or an empty string if that is already its `container`."""
        return "" if self.publisher == self.container else self.publisher

    @property
    def reported_by(self) -> str:
        """Who first reported it: the `origin` if it is given, else whoever published it."""
        published_by = self.publisher or self.container_title or self.authority
        return self.origin or published_by or names_in_words(self.author)

    @property
    def relayed_from(self) -> str:
        """The `origin`, unless that is who published it."""
        return "" if self.origin in {self.publisher, self.container_title} else self.origin

    @property
    def title_language(self) -> str:
        """The source's language, or an empty string if the title was evidently translated.

        A title in Latin letters can't be Chinese, for example, even if its source is.
        """
        primary = self.language.partition("-")[0].lower()
        if primary in _NON_LATIN_LANGUAGES and _is_in_latin_letters(self.title):
            return ""
        return self.language

    @property
    def is_relay_only(self) -> bool:
        """Whether it was only read elsewhere: it has `via` or `copies`, but no address of its own."""
        return bool(self.via or self.copies) and not self.address

    @property
    def is_copied_widely(self) -> bool:
        """Whether its text can be read in copies on at least two hosts."""
        return len({host for copy in self.copies if (host := _host_of(copy.url))}) >= 2


def names_in_words(names: tuple[Name, ...]) -> str:
    """Return names as a list in words, such as `Jane Doe, John Roe and others`."""
    words = [name.in_words for name in names]
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def _host_of(url: str) -> str:
    """Return the host of a URL, without `www.`, or an empty string if there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        # Reported by the check of web addresses.
        return ""
    return host.removeprefix("www.")


def _is_east_asian(text: str) -> bool:
    """Return whether a name is written only in Chinese, Japanese or Korean letters."""
    scripts = ("CJK ", "HIRAGANA ", "KATAKANA ", "HANGUL ")
    return all(unicodedata.name(letter, "").startswith(scripts) for letter in text)
