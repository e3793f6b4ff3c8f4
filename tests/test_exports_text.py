"""Plain-text prose, the search index, and citations for a page or an event."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from explainer import dates
from explainer.bibliography import Source
from explainer.chart_records import Chart
from explainer.content import Content
from explainer.exports.citation import cite_event, cite_page
from explainer.exports.plain_text import ProseReader, one_line, plain_text, shorten
from explainer.exports.search_entries import RECORD_LENGTH, SECTION_LENGTH
from explainer.exports.search_index import search_index
from explainer.model import (
    Event,
    FrontMatter,
    Id,
    Outcome,
    Page,
    Prose,
    Publisher,
    Side,
    Site,
    Term,
)
from explainer.prose.convert import to_fragment

AS_OF = dt.date(2026, 6, 12)
SITE = Site("The Lamp Dispute", AS_OF)


def text_of(markdown: str) -> str:
    return plain_text(to_fragment(markdown).html)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Dark [@a; @b], *again*.\n\nA & B < C", "Dark, again.\n\nA & B < C"),
        ("See [the lamp](term:lamp) and [x](https://x.example).", "See the lamp and x."),
        ("- one\n- two", "• one\n• two"),
        ("a | b\n--|--\n1 | 2", "a | b\n1 | 2"),
        (
            "<ruby>漢<rt>kan</rt></ruby> <ruby>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>",
            "漢(kan) 字(ji)",
        ),
        ("Lit[^1].\n\n[^1]: By hand.", "Lit[a].\n\na. By hand."),
        ("## Head\n\nText\n\n[events side=north]", "Head\n\nText"),
        ('![A lamp](x.png "The lamp")', "[A lamp]\n\nThe lamp"),
        ("4.8 × 10<sup>26</sup>, CO<sub>2</sub>, x^n+1^", "4.8 × 10²⁶, CO₂, xⁿ⁺¹"),
        (
            "x<sup>n+1</sup>, 5<sup>th</sup>, k<sub>B</sub>, a<sup>b, c</sup>",
            "xⁿ⁺¹, 5th, k_B, a^(b, c)",
        ),
        ("Not <del>25</del> 30, <s>no</s> yes", "Not 30, yes"),
        ("<q>No <q>x</q></q>, <q>“so”</q>", "“No ‘x’”, “so”"),
        ("In `C:\\temp` and `a  b`", "In C:\\temp and a  b"),
        ("1. one\n2. two\n\n    - a\n    - b", "1. one\n2. two\n  • a\n  • b"),
        ("* a\n\n    more\n\n* b\n\nEnd", "• a\n  more\n• b\n\nEnd"),
        ('<ol start="5" type="i"><li>x</li><li value="9">y</li></ol>', "v. x\nix. y"),
        ("> First.\n>\n> Second.\n\nEnd", "“First.\n\nSecond.”\n\nEnd"),
        ("    if lamp:\n        light()", "if lamp:\n    light()"),
        ("Lamp\n:   A light.\n\nOil\n:   Its fuel.", "Lamp:\nA light.\n\nOil:\nIts fuel."),
        ("One  \ntwo", "One\ntwo"),
        ("灯塔\n\n熄灭了", "灯塔\n\n熄灭了"),
        ("", ""),
    ],
)
def test_plain_text_keeps_the_words_and_drops_the_markup(markdown: str, text: str) -> None:
    assert text_of(markdown) == text


def test_plain_text_for_calendars_and_csv_cells_fits_on_one_line() -> None:
    assert one_line("<p>One</p>\n<p>two</p>") == "One two"
    table = to_fragment("Counts:\n\na | b\n--|--\n1 |\n | 10^2^\n\nEnd").html
    assert one_line(table) == "Counts: a | b; 1 |; | 10² End"
    assert one_line("") == ""


def test_the_text_of_a_heading_keeps_the_values_of_its_numbers() -> None:
    markdown = "## Over 10^26^ H~2~O, not ~~9~~ <q>1</q> & `a  b` [x](x.md) [@a]^[Note.] {: #own}"
    (heading,) = to_fragment(markdown).headings
    assert (heading.id, heading.text) == ("own", "Over 10²⁶ H₂O, not “1” & a b x")


def test_a_page_is_split_into_sections_at_its_headings() -> None:
    text = Prose(to_fragment("Opening.\n\n## Old lamps\n\nText & more.\n\n### New\n\nEnd."))
    assert list(ProseReader(()).sections(text)) == [
        ("", "Opening."),
        ("old-lamps", "Text & more."),
        ("new", "End."),
    ]


def test_only_backslashes_before_a_term_are_left_out_of_plain_text() -> None:
    term = Term(Id("lamp"), "lamp", Prose(to_fragment("A light.")), abbr="LMP")
    text = Prose(to_fragment("The \\LMP in C:\\new and `C:\\lamp`, not \\oil."))
    assert ProseReader((term,)).line(text) == "The LMP in C:\\new and C:\\lamp, not \\oil."


def test_long_text_is_cut_between_words_and_ends_with_an_ellipsis() -> None:
    assert shorten("one two three", length=13) == "one two three"
    assert shorten("one two three", length=12) == "one two…"
    assert shorten("灯塔熄灭了", length=4) == "灯塔熄…"


def page(address: str, markdown: str, **front: Any) -> Page:
    matter = FrontMatter(front.pop("title", "Lamps & <oil>"), **front)
    source = address.replace(".html", ".md")
    return Page(source, address, "moves", matter, Prose(to_fragment(markdown)))


def index(content: Content) -> list[list[Any]]:
    script = search_index(content).decode()
    head, _, rest = script.partition("=")
    assert head == "window.explainerSearch"
    assert rest.endswith(";\n")
    entries: list[list[Any]] = json.loads(rest[:-2])["entries"]
    return entries


def test_search_finds_pages_headings_events_outcomes_terms_charts_and_sources() -> None:
    outcome = Outcome(Id("dim"), "likely", "low", dt.date(2027, 1, 1))
    content = Content(
        replace(SITE, sides=(Side(Id("north"), "Northport"),)),
        pages=(
            page("moves/index.html", "Moves.", title="Moves"),
            page("moves/oil.html", "Opening.\n\n## The 灯塔 price\n\nIt rose.", summary="Sum."),
            page("outcomes/dim.html", "[chart oil]", title="Dim lamps", outcome=outcome),
        ),
        events=(
            event("2026-01", text=Prose(to_fragment("Lamps *out* [@a].")), side=(Id("north"),)),
        ),
        terms=(Term(Id("tpp"), "Total lamp power", Prose(to_fragment("Watts.")), abbr="TLP"),),
        charts=(
            Chart(Id("oil"), "Oil", "Less\n oil.", "data/oil.csv"),
            Chart(Id("unused"), "Unused", "On no page.", "data/oil.csv"),
        ),
        sources=(
            Source(Id("gazette"), "Gazette", "primary", publisher="Board", original_title="灯塔报"),
        ),
    )
    heading = ["moves/oil.html#the-%E7%81%AF%E5%A1%94-price", "The 灯塔 price", "It rose."]
    state = "Likely (55–80%) by 1 January 2027, confidence low."
    assert index(content) == [
        ["page", "Moves", "moves/index.html", "", "Moves."],
        ["page", "Lamps & <oil>", "moves/oil.html", "Moves", "Sum. Opening.", [], [heading]],
        ["outcome", "Dim lamps", "outcomes/dim.html", "Moves", state],
        [
            "event",
            "A “ban”, & more",
            "timeline.html#ban",
            "Timeline · January 2026 · Northport · reported",
            "Lamps out.",
        ],
        ["term", "Total lamp power", "glossary.html#tpp", "Glossary", "Watts.", ["TLP"]],
        ["chart", "Oil", "outcomes/dim.html#chart.oil", "Chart and table", "Less oil."],
        ["source", "Gazette", "sources.html#gazette", "Board", "", ["灯塔报"]],
    ]


def test_search_entries_have_a_maximum_length_and_the_index_is_one_line_of_script() -> None:
    long = "lamp " * 2000
    content = Content(
        SITE,
        pages=(page("a.html", f"{long}\n\n## H\n\n{long}\u2028x"),),
        terms=(Term(Id("t"), "T", Prose(to_fragment(long))),),
    )
    (_, _, _, _, opening, _, [[_, _, section]]), (*_, definition) = index(content)
    assert len(opening) <= SECTION_LENGTH
    assert len(section) <= SECTION_LENGTH
    assert len(definition) <= RECORD_LENGTH
    assert len(search_index(content).decode().splitlines()) == 1


def event(date: str = "2026-01-13", **changes: Any) -> Event:
    title = "A “ban”, & more"
    side = changes.pop("side", ())
    return Event(Id("ban"), dates.parse(date), side, Id("rule"), title, "reported", **changes)


def test_a_page_can_be_cited_as_plain_text_bibtex_and_ris() -> None:
    site = Site(
        "The Lamp Dispute", AS_OF, base_url="https://l.example/", publisher=Publisher("Lamp & Co")
    )
    cited = cite_page(
        site, title="Who lights?", address="moves/a_b.html", updated=dt.date(2026, 1, 20)
    )
    assert cited.plain == (
        "“Who lights?” The Lamp Dispute, Lamp & Co, updated 20 January 2026. "
        "https://l.example/moves/a_b.html"
    )
    assert cited.bibtex == (
        "@misc{moves-a-b,\n  title = {{Who lights?}},\n  author = {{Lamp \\& Co}},\n"
        "  howpublished = {{The Lamp Dispute}},\n  year = {2026},\n  date = {2026-01-20},\n"
        "  url = {https://l.example/moves/a_b.html},\n  note = {Updated 20 January 2026}\n}\n"
    )
    assert cited.ris.split("\r\n") == [
        "TY  - ELEC",
        "ID  - moves-a-b",
        "TI  - Who lights?",
        "T2  - The Lamp Dispute",
        "PB  - Lamp & Co",
        "PY  - 2026",
        "DA  - 2026/01/20/",
        "UR  - https://l.example/moves/a_b.html",
        "N1  - Updated 20 January 2026",
        "ER  - ",
        "",
    ]


def test_an_event_citation_dates_it_no_more_precisely_than_is_known() -> None:
    cited = cite_event(SITE, event("2026-01"))
    assert cited.plain == "“A ‘ban’, & more (January 2026).” The Lamp Dispute, as of 12 June 2026."
    assert "UR  -" not in cited.ris
    assert cited.bibtex.startswith("@misc{ban,")


def test_a_page_without_latin_letters_in_its_name_still_gets_a_bibtex_key() -> None:
    assert cite_page(SITE, title="灯塔", address="灯塔.html").bibtex.startswith("@misc{page,")
