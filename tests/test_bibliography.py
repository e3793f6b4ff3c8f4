"""Names of people and institutions are read as meant, and sources are described in words."""

from __future__ import annotations

import pytest

from explainer.bibliography import Copy, Name, Source, Via, names_in_words
from explainer.check.evidence import is_confirmed
from explainer.exports.source_notes import publication_words
from explainer.load.names import read_name
from explainer.model import Id


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Doe, Jane Q.", Name(family="Doe", given="Jane Q.")),
        ("van der Berg,  Jan", Name(family="van der Berg", given="Jan")),
        ("Doe, Jane, Jr.", Name(family="Doe", given="Jane", suffix="Jr.")),
        ("Doe, III, Jane", Name(family="Doe", given="Jane", suffix="III")),
        ("Harbour Board", Name(literal="Harbour Board")),
        ("Ministry of Lamps and Oil", Name(literal="Ministry of Lamps and Oil")),
        ("Lamp Works, Inc.", Name(literal="Lamp Works, Inc.")),
        ("Lamp Works Co., Ltd", Name(literal="Lamp Works Co., Ltd")),
        ("灯塔委员会", Name(literal="灯塔委员会")),
        ("et al.", Name(literal="others")),
        ("and others", Name(literal="others")),
        ("Doe,", Name(literal="Doe,")),
    ],
)
def test_a_name_is_read_as_a_person_or_an_institution(typed: str, name: Name) -> None:
    assert read_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "Doe, Jane and Roe, John",
        "Doe, Jane; Roe, John",
        "Doe, Roe, Poe and Low",
        "Jane Doe et al.",
        "Jane Doe and others",
        "Ministry of Lamps, Oil and Wicks",
        "Doe, J., Roe, R.",
    ],
)
def test_several_names_in_one_text_are_not_taken_for_one_author(typed: str) -> None:
    assert read_name(typed) is None


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), ""),
        ((Name(family="Doe", given="Jane", suffix="Jr."),), "Jane Doe, Jr."),
        ((Name(family="Doe"), Name(literal="others")), "Doe and others"),
        ((Name(literal="A"), Name(literal="B"), Name(literal="C")), "A, B and C"),
        ((Name(family="Berg", given="Jan", non_dropping_particle="van der"),), "Jan van der Berg"),
        ((Name(family="Brook", given="Ludwig", dropping_particle="von"),), "Ludwig von Brook"),
        ((Name(family="Li", given="Deng", static_ordering=True),), "Li Deng"),
        ((Name(family="李", given="灯"),), "李灯"),
    ],
)
def test_names_are_shown_in_reading_order(names: tuple[Name, ...], words: str) -> None:
    assert names_in_words(names) == words


def test_readers_see_where_a_source_appeared() -> None:
    source = Source(
        Id("a"),
        "Lamps",
        "analysis",
        author=(Name(family="Doe", given="Jane"),),
        editor=(Name(family="Roe", given="John"),),
        container_title="The Lamp",
        volume="3",
        issue="4",
        page="12-15",
        edition="22",
        genre="Working Paper",
        number="7",
        publisher="Lamp Press",
        publisher_place="Northport",
    )
    assert publication_words(source) == (
        "Jane Doe",
        "edited by John Roe",
        "The Lamp 3, no. 4, pp. 12-15",
        "22nd edition",
        "Working Paper 7",
        "Northport: Lamp Press",
    )


@pytest.mark.parametrize(
    ("urls", "confirmed"),
    [
        ((), False),
        (("https://one.example/a",), False),
        (("https://one.example/a", "https://one.example/b"), False),
        (("https://one.example/a", "https://www.one.example/b"), False),
        (("https://one.example/a", "https://[two.example/b"), False),
        (("https://one.example/a", "https://two.example/b"), True),
    ],
)
def test_a_document_that_can_be_read_in_copies_on_two_hosts_confirms_an_act(
    urls: tuple[str, ...], *, confirmed: bool
) -> None:
    copies = tuple(Copy("Copy", url) for url in urls)
    for via in (None, Via("A book")):
        law = Source(Id("law"), "Lamp Law", "primary", via=via, copies=copies)
        assert is_confirmed([law], is_government=True) is confirmed


@pytest.mark.parametrize(
    ("title", "language", "shown"),
    [
        ("The lamp rule of 2031", "zh", ""),
        ("Règle des lampes – № 3", "zh-Hant", ""),
        ("灯塔规定", "zh", "zh"),
        ("Lamps: 灯", "ZH", "ZH"),
        ("Règle des lampes", "fr", "fr"),
        ("灯塔规定", "", ""),
    ],
)
def test_a_title_in_latin_letters_is_not_read_aloud_as_chinese(
    title: str, language: str, shown: str
) -> None:
    assert Source(Id("s"), title, "primary", language=language).title_language == shown
