"""Sources exported for reference managers: CSL-JSON, BibTeX and RIS keep every field."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string  # type: ignore[import-untyped]

from explainer import dates
from explainer.bibliography import SOURCE_TYPES, Copy, Name, Source, Via
from explainer.content import Content
from explainer.exports.bibtex import bibtex_text, bibtex_url, sources_bibtex
from explainer.exports.csl import csl_date, sources_csl
from explainer.exports.ris import ris_date, sources_ris
from explainer.model import Id, Site

SITE = Site("The Lamp Dispute", dt.date(2026, 6, 12))
AWKWARD = 'Lamps, "50% & <dark>": {a\\b} $5 #1_x ~ ^\n灯塔的历史'
FULL: dict[str, Any] = {
    "type": "report",
    "author": (
        Name(family="Berg", given="Jan", non_dropping_particle="van der"),
        Name(family="Doe", given="Jane", suffix="Jr."),
        Name(literal="Harbour Board, The"),
        Name(literal="others"),
    ),
    "editor": (Name(family="Beethoven", given="Ludwig", dropping_particle="von"),),
    "translator": (Name(family="Li", given="Deng", static_ordering=True),),
    "original_title": "灯塔",
    "collection_title": "Lamp Library",
    "volume": "3",
    "issue": "4",
    "page": "12–15",
    "number": "A/7",
    "edition": "2",
    "chapter_number": "5",
    "genre": "Working Paper",
    "authority": "Lamp Court",
    "publisher_place": "Northport",
    "doi": "10.1000/lamp_1",
    "isbn": "978-3-16-148410-0",
    "issn": "0378-5955",
    "copies": (Copy("One", "https://one.example/1"), Copy("Two", "https://two.example/2")),
    "note": "Only the first part.",
    "container_title": "Board & Sons",
    "publisher": "Lamp Press",
    "issued": dates.parse("2026-01-15"),
    "accessed": dt.date(2026, 6, 1),
    "url": "https://example.org/{a}?x=1&y=%20_z",
    "archived": "https://archive.example/1",
    "origin": "Lamp Wire",
    "via": Via("The Reader", "https://reader.example/2"),
    "language": "zh",
    "unnamed": True,
}


def content(*sources: Source) -> Content:
    return Content(SITE, sources=sources)


def source(**changes: Any) -> Source:
    return Source(Id("board-2026"), AWKWARD, "reporting", **changes)


def test_csl_export_keeps_every_field_of_a_source() -> None:
    (item,) = json.loads(sources_csl(content(source(**FULL))))
    assert item == {
        "id": "board-2026",
        "type": "report",
        "title": AWKWARD,
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"family": "Doe", "given": "Jane", "suffix": "Jr."},
            {"literal": "Harbour Board, The"},
            {"literal": "others"},
        ],
        "editor": [{"family": "Beethoven", "given": "Ludwig", "dropping-particle": "von"}],
        "translator": [{"family": "Li", "given": "Deng", "static-ordering": True}],
        "original-title": "灯塔",
        "collection-title": "Lamp Library",
        "volume": "3",
        "issue": "4",
        "page": "12–15",
        "number": "A/7",
        "edition": "2",
        "chapter-number": "5",
        "genre": "Working Paper",
        "authority": "Lamp Court",
        "publisher-place": "Northport",
        "DOI": "10.1000/lamp_1",
        "ISBN": "978-3-16-148410-0",
        "ISSN": "0378-5955",
        "container-title": "Board & Sons",
        "publisher": "Lamp Press",
        "issued": {"date-parts": [[2026, 1, 15]]},
        "accessed": {"date-parts": [[2026, 6, 1]]},
        "URL": FULL["url"],
        "language": "zh",
        "note": "Reported by Lamp Wire; Read at The Reader, https://reader.example/2; "
        "Copies at One, https://one.example/1, Two, https://two.example/2; "
        "Archived at https://archive.example/1; Rests on people who are not named; "
        "Only the first part.",
        "custom": {
            "standing": "reporting",
            "issued": "2026-01-15",
            "copies": [
                {"title": "One", "url": "https://one.example/1"},
                {"title": "Two", "url": "https://two.example/2"},
            ],
            "archived": "https://archive.example/1",
            "origin": "Lamp Wire",
            "via": {"title": "The Reader", "url": "https://reader.example/2"},
            "unnamed": True,
            "note": "Only the first part.",
        },
    }


def test_unknown_fields_of_a_source_are_left_out_rather_than_empty() -> None:
    (item,) = json.loads(sources_csl(content(source())))
    assert item == {
        "id": "board-2026",
        "type": "webpage",
        "title": AWKWARD,
        "custom": {"standing": "reporting"},
    }


@pytest.mark.parametrize(
    ("date", "csl"),
    [
        ("2025", {"date-parts": [[2025]]}),
        ("2025-08", {"date-parts": [[2025, 8]]}),
        ("2025-08~", {"date-parts": [[2025, 8]], "circa": True}),
        ("2025-08-01/2025-09?", {"date-parts": [[2025, 8, 1], [2025, 9]], "circa": True}),
        ("2025-10/..", {"date-parts": [[2025, 10]]}),
    ],
)
def test_an_issue_date_is_exported_no_more_precisely_than_it_is_known(
    date: str, csl: object
) -> None:
    assert csl_date(dates.parse(date)) == csl


def test_braces_and_other_tex_characters_are_escaped_in_bibtex() -> None:
    entry = sources_bibtex(content(source(**FULL))).decode()
    assert entry.startswith("@techreport{board-2026,\n  title = {{Lamps, ")
    assert entry.count("{") == entry.count("}")
    title = re.search(r"title = \{\{(.*)\}\},", entry)
    assert title is not None
    assert title[1] == (
        r'Lamps, "50\% \& <dark>": \textbraceleft{}a\textbackslash{}b\textbraceright{} \$5 \#1\_x '
        r"\textasciitilde{} \textasciicircum{} 灯塔的历史"
    )
    assert "  institution = {{Lamp Press}}" in entry
    assert "  year = {2026}" in entry
    assert "  date = {2026-01-15}" in entry
    assert "  url = {https://example.org/%7Ba%7D?x=1&y=%20_z}" in entry


def test_bibtex_keeps_edtf_dates_and_leaves_out_unknown_fields() -> None:
    entry = sources_bibtex(content(source(issued=dates.parse("2025-08~")))).decode()
    assert "  date = {2025-08~}" in entry
    assert "url" not in entry
    assert "= {}" not in entry


def test_an_unbalanced_brace_does_not_swallow_the_entries_after_it() -> None:
    for text in ("{", "}", "\\{", "a } b {"):
        stripped = re.sub(
            r"\\textbrace(?:left|right)\{\}|\\textbackslash\{\}", "", bibtex_text(text)
        )
        assert "{" not in stripped
        assert "}" not in stripped
        assert not set("{}\\ ") & set(bibtex_url(text))


def test_a_newspaper_article_names_its_paper_as_the_bibtex_journal() -> None:
    article = source(type="article-newspaper", container_title="The Northport Lamp")
    assert "  journal = {{The Northport Lamp}}" in sources_bibtex(content(article)).decode()


def test_every_ris_field_is_on_its_own_line() -> None:
    text = sources_ris(content(source(**FULL), source())).decode()
    lines = text.split("\r\n")
    assert lines[0] == "TY  - RPRT"
    assert 'TI  - Lamps, "50% & <dark>": {a\\b} $5 #1_x ~ ^ 灯塔的历史' in lines
    assert "DA  - 2026/01/15/" in lines
    assert "Y2  - 2026/06/01/" in lines
    assert f"UR  - {FULL['url']}" in lines
    assert "N1  - Reported by Lamp Wire" in lines
    assert text.count("TY  - ") == text.count("ER  - \r\n") == 2
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])


@pytest.mark.parametrize(
    ("date", "ris"), [("2025", "2025///"), ("2025-08?", "2025/08//"), ("2025-08-21", "2025/08/21/")]
)
def test_a_ris_date_known_only_to_the_month_has_no_day(date: str, ris: str) -> None:
    assert ris_date(dates.parse(date)) == ris


@pytest.mark.parametrize(
    "type_", ["article-newspaper", "article-magazine", "article-journal", "post-weblog"]
)
def test_a_newspaper_written_as_publisher_is_still_exported_as_the_newspaper(type_: str) -> None:
    article = content(source(type=type_, publisher="Hill Post"))
    (item,) = json.loads(sources_csl(article))
    assert item["container-title"] == "Hill Post"
    assert "publisher" not in item
    field = "howpublished" if type_ == "post-weblog" else "journal"
    assert f"  {field} = {{{{Hill Post}}}}" in sources_bibtex(article).decode()
    assert "T2  - Hill Post\r\n" in sources_ris(article).decode()
    assert "PB  - " not in sources_ris(article).decode()


def read_csl(item: dict[str, Any]) -> Source:
    """Return the source that an item of sources.json was made from, as an importer would read it."""
    custom = item.pop("custom")
    item.pop("note", None)
    names: dict[str, Any] = {
        role: tuple(
            Name(**{part.replace("-", "_"): value for part, value in name.items()})
            for name in item.pop(role, ())
        )
        for role in ("author", "editor", "translator")
    }
    accessed = item.pop("accessed", None)
    item.pop("issued", None)
    via = custom.get("via")
    return Source(
        **{key.lower().replace("-", "_"): value for key, value in item.items()},
        **names,
        accessed=dt.date(*accessed["date-parts"][0]) if accessed else None,
        standing=custom["standing"],
        issued=dates.parse(custom["issued"]) if "issued" in custom else None,
        copies=tuple(Copy(**copy) for copy in custom.get("copies", ())),
        via=Via(**via) if via else None,
        **{key: custom[key] for key in ("archived", "origin", "note", "unnamed") if key in custom},
    )


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)
PERSONS = st.builds(
    Name,
    family=TEXTS.filter(bool),
    given=TEXTS,
    suffix=TEXTS,
    dropping_particle=TEXTS,
    non_dropping_particle=TEXTS,
    static_ordering=st.booleans(),
)
NAMES = st.lists(PERSONS | st.builds(Name, literal=TEXTS.filter(bool)), max_size=3).map(tuple)
EDTF = st.sampled_from(["2025", "2025-08~", "2025-08-01/2025-09?", "2025-10/..", "2024-02-29"])


@given(
    st.builds(
        Source,
        id=st.just(Id("a-1")),
        title=TEXTS.filter(bool),
        standing=st.sampled_from(["primary", "company", "reporting", "analysis"]),
        type=st.sampled_from(sorted(SOURCE_TYPES)),
        author=NAMES,
        editor=NAMES,
        translator=NAMES,
        issued=st.none() | EDTF.map(dates.parse),
        accessed=st.none() | st.dates(),
        copies=st.lists(st.builds(Copy, TEXTS, TEXTS), max_size=2).map(tuple),
        via=st.none() | st.builds(Via, TEXTS.filter(bool), TEXTS),
        unnamed=st.booleans(),
        **dict.fromkeys(
            "original_title container_title collection_title volume issue page number edition chapter_number genre authority publisher_place doi isbn issn url archived origin language note".split(),
            TEXTS,
        ),
        publisher=st.just("Lamp Press"),
    )
)
def test_a_source_read_back_from_csl_json_has_lost_nothing(original: Source) -> None:
    (item,) = json.loads(sources_csl(content(original)))
    read = read_csl(item)
    if read.container_title != original.container_title:
        # The newspaper's name moved from the publisher to where CSL expects it.
        read = replace(read, container_title="", publisher=read.container_title)
    assert read == original


def test_bibtex_and_ris_keep_every_field_of_every_type_of_source() -> None:
    fields = {name: value for name, value in FULL.items() if isinstance(value, str)}
    fields |= {"page": "12", "url": "https://example.org/a", "type": "", "issued": ""}
    fields = {name: value for name, value in fields.items() if value}
    for type_ in sorted(SOURCE_TYPES):
        full = content(source(**FULL | fields | {"type": type_}))
        bibtex = sources_bibtex(full).decode().replace("\\&", "&").replace("\\_", "_")
        ris = sources_ris(full).decode()
        for text in fields.values():
            assert text in bibtex, (type_, text)
            assert text in ris, (type_, text)


def test_each_person_has_an_entry_of_their_own_in_bibtex_and_ris() -> None:
    entry = parse_string(sources_bibtex(content(source(**FULL))).decode(), "bibtex")
    persons = entry.entries["board-2026"].persons["author"]
    assert [" ".join(person.last_names) for person in persons] == [
        "Berg",
        "Doe",
        "{Harbour Board, The}",
        "others",
    ]
    assert persons[0].prelast_names == ["van", "der"]
    assert persons[1].lineage_names == ["Jr."]
    lines = sources_ris(content(source(**FULL))).decode().split("\r\n")
    assert [line for line in lines if line.startswith("AU")] == [
        "AU  - van der Berg, Jan",
        "AU  - Doe, Jane, Jr.",
        "AU  - Harbour Board, The",
        "AU  - others",
    ]


def test_a_range_of_pages_is_exported_as_first_and_last_page() -> None:
    ranged = content(source(type="article-journal", page="12–15"))
    assert "SP  - 12\r\nEP  - 15\r\n" in sources_ris(ranged).decode()
    assert "  pages = {12--15}" in sources_bibtex(ranged).decode()
    listed = content(source(type="article-journal", page="3, 12-15"))
    assert "SP  - 3, 12-15\r\n" in sources_ris(listed).decode()
    assert "EP  - " not in sources_ris(listed).decode()


def test_a_volume_that_is_no_number_is_kept_as_a_note_because_biber_would_drop_it() -> None:
    entry = sources_bibtex(content(source(type="article-journal", volume="XII"))).decode()
    assert "  note = {Volume XII}" in entry
