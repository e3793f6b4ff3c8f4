"""Page content: citations, terms, links, reading order, events, outcomes and generated pages."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from examples import LAMPS, copy_content, five, html_pages, lamps, lamps_pages
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from explainer.build import Settings, make
from explainer.dates import parse
from explainer.failures import UndeclaredError
from explainer.model import Id, Measure
from explainer.pages import page_kinds
from explainer.pages.contexts import context
from explainer.pages.events import event_view
from explainer.pages.marker_table import MARKERS, make_block
from explainer.pages.page_kind import SitePage
from explainer.pages.page_kinds import site_pages
from explainer.pages.reading_time import minutes
from explainer.pages.sources import cited_in, count_evidence, source_view
from explainer.pages.toc_marker import toc
from explainer.pages.view_models import after_words, band_view, date_parts, is_in_force
from explainer.prose.convert import to_fragment
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGES = sorted(lamps_pages())
CONTENT_PAGES = [page for page in PAGES if page not in {"404.html", "old/northport.html"}]
# The timeline has no source list of its own: its numbers are those on the sources page.
PAGES_WITH_SOURCES = [page for page in CONTENT_PAGES if page != "timeline.html"]


@cache
def tree(address: str) -> HTMLParser:
    return HTMLParser(lamps_pages()[address])


def only(tree: HTMLParser | Node, selector: str) -> Node:
    (node,) = tree.css(selector)
    return node


def words(node: Node) -> str:
    return " ".join(node.text().split())


def site_page(kind: str, address: str = "") -> SitePage:
    return next(
        page
        for make in site_pages(lamps())
        if (page := make()).kind.name == kind and address in {"", page.address}
    )


def lamps_with(tmp_path: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Return the HTML pages of lamps with some files replaced or added; fail on a build error."""
    content_dir = copy_content(LAMPS, tmp_path / "content", files)
    result = make(Settings(content_dir), Store())
    assert [p.text() for p in result.problems if p.severity == "error"] == []
    return {p.address: p.read().decode() for p in result.pages if p.address.endswith(".html")}


def page_file(text: str, **front: str) -> str:
    lines = [f"{key}: {value}" for key, value in {"title": "A page", **front}.items()]
    return "\n".join(["---", *lines, "---", text])


# Citations


@pytest.mark.parametrize("address", PAGES_WITH_SOURCES)
def test_citations_are_numbered_in_the_order_of_their_first_use(address: str) -> None:
    numbers = [int(words(a).split(",")[0]) for a in tree(address).css("sup.cite a")]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(set(numbers)) + 1))


@pytest.mark.parametrize("address", PAGES_WITH_SOURCES)
def test_every_citation_links_to_its_source_and_the_source_links_back(address: str) -> None:
    cites = tree(address).css("sup.cite a")
    entries = {f"#{li.attributes['id']}": li for li in tree(address).css(".page-sources > li")}
    assert {cite.attributes["href"] for cite in cites} <= entries.keys()
    for anchor, entry in entries.items():
        cite_anchors = [f"#{c.attributes['id']}" for c in cites if c.attributes["href"] == anchor]
        assert [backlink.attributes["href"] for backlink in entry.css("a.back")] == cite_anchors


def test_a_timeline_citation_links_to_the_source_with_its_number() -> None:
    cites = tree("timeline.html").css("sup.cite a")
    numbers = {
        f"sources.html#{li.attributes['id']}": int(group.attributes["start"] or 1) + place
        for group in tree("sources.html").css(".all-sources")
        for place, li in enumerate(group.css(".all-sources > li"))
    }
    assert cites
    for cite in cites:
        href = (cite.attributes["href"] or "").removeprefix("./")
        assert int(words(cite).split(",")[0]) == numbers[href]


def test_a_citation_shows_its_page_reference() -> None:
    cites = [words(cite) for cite in tree("index.html").css("sup.cite a")]
    assert "1, p. 3" in cites


def test_sources_are_listed_under_a_page_in_the_order_of_their_numbers() -> None:
    titles = [words(node) for node in tree("background.html").css(".page-sources .source-title")]
    assert titles == ["The Lamp Rule", "Tolls & lamps: who said “what”?"]


# Terms


@pytest.mark.parametrize("address", CONTENT_PAGES)
def test_a_term_is_linked_once_per_page_to_its_definition_on_that_page(address: str) -> None:
    term_links = Counter(a.attributes["href"] for a in tree(address).css("a.term"))
    ids = {f"#{node.attributes['id']}" for node in tree(address).css("[id]")}
    assert set(term_links.values()) <= {1}
    assert term_links.keys() <= ids


@pytest.mark.parametrize("address", CONTENT_PAGES)
def test_the_backslash_that_keeps_a_term_plain_is_never_shown(address: str) -> None:
    assert "\\FL" not in lamps_pages()[address]


def test_a_definition_shown_on_a_page_has_no_citations() -> None:
    page = tree("index.html")
    assert words(only(page, ".page-terms dd")) == "A lens made of rings."
    assert page.css_first(".page-terms .cite") is None


# Addresses


@pytest.mark.parametrize("address", PAGES)
def test_every_link_within_the_site_is_relative_and_names_a_file(address: str) -> None:
    for node in tree(address).css("[href], [src]"):
        link = node.attributes.get("href") or node.attributes.get("src") or ""
        # The icon is a data: URL.
        if not re.match(r"https?:|mailto:|data:|#", link):
            assert not link.startswith("/")
            assert re.search(r"\.[a-z]+(?:#.*)?$", link), link


def test_an_old_address_redirects_to_the_new_one() -> None:
    page = tree("old/northport.html")
    refresh = only(page, "meta[http-equiv=refresh]").attributes["content"]
    assert refresh == "0; url=../moves/index.html"
    assert only(page, "a").attributes["href"] == "../moves/index.html"


def test_the_navigation_marks_the_current_page_or_chapter() -> None:
    current = tree("moves/tolls.html").css(".masthead nav [aria-current]")
    assert [words(node) for node in current] == ["Northport’s moves"]
    current = tree("timeline.html").css(".masthead nav [aria-current=page]")
    assert [words(node) for node in current] == ["Timeline"]


@pytest.mark.parametrize("address", PAGES)
def test_no_text_from_an_editor_becomes_markup(address: str) -> None:
    html = lamps_pages()[address]
    assert "<Affair>" not in html
    assert "<by half>" not in html
    assert "<twice>" not in html


@pytest.mark.parametrize("address", PAGES)
def test_no_placeholder_is_left_in_a_page(address: str) -> None:
    assert re.search("[\ue000-\ue005]", lamps_pages()[address]) is None


# Reading order


def test_pages_are_in_chapter_order_then_in_their_order_within_it() -> None:
    assert [page.source for page in lamps().pages] == [
        "index.md", "background.md", "moves/index.md", "moves/tolls.md",
        "outcomes/index.md", "outcomes/lamps-return.md", "about.md",
    ]  # fmt: skip


def test_previous_and_next_lead_through_the_chapters_only() -> None:
    def around(source: str) -> list[str]:
        neighbours = lamps().neighbours.get(source, (None, None))
        return [page.source if page else "" for page in neighbours]

    assert around("index.md") == ["", "background.md"]
    assert around("moves/index.md") == ["background.md", "moves/tolls.md"]
    assert around("outcomes/lamps-return.md") == ["outcomes/index.md", ""]
    assert around("about.md") == ["", ""]


def test_a_page_has_links_to_the_previous_and_next_page() -> None:
    page = tree("moves/tolls.html")
    assert only(page, "a[rel=prev]").attributes["href"] == "index.html"
    assert only(page, "a[rel=next]").attributes["href"] == "../outcomes/index.html"


def test_a_toc_marker_replaces_the_automatic_table_of_contents() -> None:
    page = HTMLParser(lamps_pages()["background.html"])
    assert len(page.css("nav.toc")) == len(page.css("div.text nav.toc")) == 1


def test_the_order_key_takes_precedence_over_file_names_within_a_chapter(tmp_path: Path) -> None:
    files = {"moves/aaa.md": page_file("A."), "moves/zzz.md": page_file("Z.", order="1")}
    html = lamps_with(tmp_path, files)["moves/index.html"]
    links = [a.attributes["href"] for a in HTMLParser(html).css(".reading-order a")]
    assert links == ["zzz.html", "tolls.html", "aaa.html"]


def test_a_chapters_first_page_lists_its_pages_and_its_sides_moves() -> None:
    page = tree("moves/index.html")
    assert [words(a) for a in page.css(".reading-order a")] == ["The tolls"]
    moves = [words(node) for node in page.css(".moves .event-cards h3")]
    assert moves == ["Northport dims its lamps <by half>", "Talks on a sandbank"]


# Events


def related(event: str) -> dict[str, list[str]]:
    """Return the text of an event's relations on the timeline, by label."""
    relations: dict[str, list[str]] = {}
    label = ""
    for item in only(tree("timeline.html"), f"li[id='{event}']").css(".relations > *"):
        if item.tag == "dt":
            label = words(item)
        else:
            relations.setdefault(label, []).append(words(item))
    return relations


def fold_line(event: str) -> str:
    return words(only(tree("timeline.html"), f"li[id='{event}'] summary"))


def test_an_answer_is_shown_on_both_events_with_the_days_between() -> None:
    assert related("tolls")["answers"] == ["Northport dims its lamps <by half>, 9 days after"]
    assert related("dimming")["answered by"] == ["南港提高通行费, 9 days after"]


def test_an_inferred_relation_is_marked_our_reading_and_shows_no_days() -> None:
    assert related("dimming")["follows, our reading"] == [
        'Pilots ask for "brighter" lamps & lenses'
    ]
    assert related("lens")["followed by, our reading"] == ["Northport dims its lamps <by half>"]


def test_one_line_names_what_an_event_answers_and_only_counts_our_own_readings() -> None:
    assert fold_line("tolls").startswith("More · answers Dim lamps <half>, 9 days after · ")
    assert fold_line("dimming").startswith("More · follows 1 · answered by 1 · ")


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("2030-03-01", "2030-03-10", "9 days after"),
        ("2030-03-01", "2030-03-02", "1 day after"),
        ("2030-03-01", "2030-03-01", "the same day"),
        ("2030-03-01", "2030-03", ""),
        ("2030-03-01~", "2030-03-10", ""),
        ("2030-03-01", "2030-03-10/..", ""),
    ],
)
def test_days_between_events_are_shown_only_for_dates_known_to_the_day(
    earlier: str, later: str, expected: str
) -> None:
    assert after_words(parse(earlier), parse(later)) == expected


def lamp_measure(from_: str, until: str = "", expires: str = "") -> Measure:
    return Measure(
        tool=Id("lamp"),
        from_=parse(from_),
        until=parse(until) if until else None,
        expires=parse(expires) if expires else None,
    )


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (lamp_measure("2030-03-15"), True),
        (lamp_measure("2031-05-20"), True),
        (lamp_measure("2031-05-21"), False),
        (lamp_measure("2031-05"), True),
        (lamp_measure("2031-06"), False),
        (lamp_measure("2030", until="2031-05-20"), False),
        (lamp_measure("2030", until="2031-05"), False),
        (lamp_measure("2030", until="2031-05-21"), True),
        (lamp_measure("2030", expires="2031-05-20"), True),
        (lamp_measure("2030", expires="2031-05-19"), False),
        (lamp_measure("2030", expires="2031-05"), True),
        (lamp_measure("2030", until="2031-01-01", expires="2040"), False),
    ],
)
def test_whether_a_measure_is_in_force_follows_from_its_start_and_end(
    measure: Measure, expected: bool
) -> None:
    assert is_in_force(measure, dt.date(2031, 5, 20)) is expected


def test_measures_in_force_are_listed_by_tool_and_side_with_empty_cells_labelled() -> None:
    table = only(tree("background.html"), ".in-force-table")
    assert next(words(th) for th in table.css("thead th")) == "Tool"
    rows = [[words(cell) for cell in row.css("th, td")] for row in table.css("tbody tr")]
    assert len(rows) == 1
    assert rows[0][0] == "Lamp rules"
    assert "since 15 March 2030" in rows[0][1]
    assert rows[0][2:] == ["none found", "none found"]


def test_an_ended_measure_names_the_event_that_ended_it() -> None:
    text = words(only(tree("timeline.html"), "li[id=tolls]"))
    assert (
        "in force from April 2030 until 1 February 2031, suspended from October 2030 until "
        "31 December 2030, ended by Talks on a sandbank"
    ) in text


def test_events_are_grouped_by_year_and_month_without_repeating_an_inexact_date() -> None:
    timeline = context(site_page("timeline"))
    groups = [
        (
            year.year,
            year.count,
            [(month.name, [entry.event.id for entry in month.entries]) for month in year.months],
        )
        for year in timeline["years"]
    ]
    assert groups == [
        (2028, 1, [("", ["lens"])]),
        (2030, 3, [("March", ["dimming", "tolls"]), ("October", ["boycott"])]),
        (2031, 2, [("January", ["talks"]), ("", ["rumour"])]),
    ]
    rumour = only(tree("timeline.html"), "li[id=rumour]")
    assert words(only(rumour, ".when")).startswith("April")


def test_a_joint_event_names_both_sides_in_order() -> None:
    item = only(tree("timeline.html"), "li[id=boycott]")
    assert [words(side) for side in item.css(".event-meta .side")] == [
        "南港 (Southport)",
        "Pilots’ guild",
    ]


def test_three_sides_of_an_event_are_named_like_a_list_in_a_sentence(tmp_path: Path) -> None:
    truce = """\
- id: truce
  date: 2031-05-01
  side: [north, south, pilots]
  kind: talks
  title: A truce
  certainty: reported
  sources: [harbour-post]
"""
    page = HTMLParser(lamps_with(tmp_path, {"timeline/truce.yaml": truce})["timeline.html"])
    assert words(only(page, "li[id=truce] .event-meta")).startswith(
        "1 May Northport, 南港 (Southport) and Pilots’ guild Talks"
    )


def test_sources_beside_a_text_are_announced_in_the_right_number() -> None:
    notes = {
        id_: words(only(tree("timeline.html"), f"li[id={id_}]")) for id_ in ("boycott", "rumour")
    }
    assert re.search(r" Sources \d+ \d+\b", notes["boycott"])
    assert re.search(r" Source \d+\b", notes["rumour"])


def test_an_event_shows_its_place_and_its_local_date_elsewhere() -> None:
    text = words(only(tree("timeline.html"), "li[id=tolls]"))
    assert "11 March 2030 in Southport" in text
    assert "Southport quay" in text


def test_an_event_reported_only_by_unnamed_sources_says_so() -> None:
    def certainty(id_: str) -> str:
        return words(only(tree("timeline.html"), f"li[id={id_}] .certainty"))

    assert certainty("talks") == "reported, unnamed sources"
    assert certainty("boycott") == "disputed"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2030-03-01", [("1 March 2030", "2030-03-01")]),
        ("2028~", [("about ", ""), ("2028", "2028")]),
        ("2031-04?", [("April 2031", "2031-04"), (" (date uncertain)", "")]),
        ("2030-10/..", [("since ", ""), ("October 2030", "2030-10")]),
        ("2031-01-20/2031-02-01", [("from ", ""), ("20 January", "2031-01-20"), (" to ", ""),
                                   ("1 February 2031", "2031-02-01")]),
        ("2031-01~/2031-02", [("from ", ""), ("about ", ""), ("January 2031", "2031-01"),
                              (" to ", ""), ("February 2031", "2031-02")]),
    ],
)  # fmt: skip
def test_a_date_is_marked_up_only_as_precisely_as_it_is_known(
    date: str, expected: list[tuple[str, str]]
) -> None:
    parts = date_parts(parse(date))
    assert [(part.text, part.machine) for part in parts] == expected
    assert "".join(part.text for part in parts) == parse(date).words


@pytest.mark.parametrize("address", CONTENT_PAGES)
def test_every_time_element_has_a_date_that_html_allows(address: str) -> None:
    for node in tree(address).css("time"):
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", node.attributes["datetime"] or "")


# Outcomes


def test_an_outcome_shows_its_likelihood_with_its_range_and_indicators() -> None:
    card = only(tree("outcomes/lamps-return.html"), ".outcome")
    assert "likely (55–80%) by 31 December 2032" in words(card)
    assert [words(node) for node in card.css(".points")] == ["towards", "away"]
    assert "(reconstructed afterwards from what was then known)" in words(card)


def test_the_table_of_outcomes_counts_the_indicators_seen() -> None:
    row = only(tree("outcomes/index.html"), ".outcomes-table tbody tr")
    assert words(row).endswith("1 of 1 towards, 0 of 1 away")
    assert row.text().endswith("0 of 1 away".replace(" ", "\N{NO-BREAK SPACE}"))


def test_an_estimates_history_is_drawn_from_its_first_date_to_its_last() -> None:
    view = context(site_page("page", "outcomes/lamps-return.html"))["outcome"]
    assert [estimate.x for estimate in view.course] == [0.0, 60.62, 100.0]
    assert [estimate.band.words for estimate in view.course] == [
        "unlikely", "roughly even chance", "likely"
    ]  # fmt: skip
    assert view.path == "M0 67.5H60.62V50H100V32.5"


def test_an_outcome_without_a_history_shows_one_estimate() -> None:
    page = lamps().page_by_source["outcomes/lamps-return.md"]
    assert page.front.outcome is not None
    outcome = replace(page.front.outcome, history=(), indicators=(), estimated=None)
    page = replace(page, front=replace(page.front, outcome=outcome))
    view = context(replace(site_page("page", page.address), page=page))
    assert len(view["outcome"].course) == 1
    assert "31 December 2032" in "".join(part.text for part in view["outcome"].state.by)


def test_a_likelihood_word_has_the_range_that_the_standard_gives_it() -> None:
    band = band_view("roughly even chance")
    assert (band.low, band.high, band.width) == (45, 55, 10)


# Sources


def test_a_source_lists_every_place_that_cites_it() -> None:
    places = [(link.text, link.href) for link in cited_in(lamps(), MARKERS)["north-gazette"]]
    assert places == [
        ("Where things stand", "index.html"),
        (lamps().page_by_source["index.md"].title, "index.html"),
        ("What a lens does", "background.html"),
        ("The lamps return", "outcomes/lamps-return.html"),
        ("Northport dims its lamps <by half>", "timeline.html#dimming"),
        ("Pilots stay away", "timeline.html#boycott"),
        ("Fresnel lens", "glossary.html#fresnel"),
        ("Northport votes on its lamps & lenses", "index.html#upcoming.lamp-vote"),
    ]


def test_events_are_counted_by_the_evidence_they_cite() -> None:
    counts = count_evidence(lamps())
    assert (counts.primary, counts.named, counts.unnamed, counts.total) == (2, 0, 4, 6)


def test_sources_are_grouped_by_standing() -> None:
    page = tree("sources.html")
    assert [words(h2) for h2 in page.css(".source-group h2")] == [
        "Primary sources 1", "Reporting 1"
    ]  # fmt: skip
    assert page.css_first("li[id='north-gazette']") is not None


def test_a_relayed_source_says_who_reported_it_and_where_it_was_read() -> None:
    text = words(only(tree("sources.html"), "li[id='harbour-post'] > p"))
    assert "reported by Quay Wire; read at Relay" in text
    assert "people not named" in text


def test_a_sources_details_begin_like_a_sentence() -> None:
    source = lamps().source_by_id["harbour-post"]
    plain = replace(source, author=(), publisher="", container_title="", volume="2")
    assert source_view(plain).who[0].startswith("Vol. 2")
    assert source_view(replace(plain, volume="", publisher="iLamp")).who == ("iLamp",)


def test_an_event_whose_id_is_a_marker_name_can_still_be_linked(tmp_path: Path) -> None:
    timeline = (LAMPS / "timeline/all.yaml").read_text(encoding="utf-8")
    files = {
        "timeline/all.yaml": timeline.replace("id: rumour", "id: chart"),
        "about.md": page_file("See [it](event:chart)."),
    }
    assert "timeline.html#chart" in lamps_with(tmp_path, files)["about.html"]


# Generated pages


def test_an_editors_text_is_shown_above_each_generated_list(tmp_path: Path) -> None:
    names = ("timeline", "sources", "glossary", "changes")
    files = {
        f"{name}.md": page_file(
            f"My words on the {name} [@harbour-post].\n\n## A part\n\nSee [it](#a-part).",
            title=f"My {name}",
            aliases=f"[was/{name}.html]",
        )
        for name in names
    }
    files["about.md"] = page_file(
        "".join(f"[{name}]({name}.md#a-part) and [all of it]({name}.md)\n" for name in names)
    )
    pages = lamps_with(tmp_path, files)
    for name in names:
        page = HTMLParser(pages[f"{name}.html"])
        assert words(only(page, "h1")) == f"My {name}"
        assert f"My words on the {name}" in words(only(page, "main"))
        assert f"../{name}.html" in pages[f"was/{name}.html"]
        assert f"My words on the {name}" in pages["everything.html"]
        current = words(only(page, "nav [aria-current=page]"))
        assert current == f"My {name}", "the navigation names the list as the editor does"
    assert 'the list on the page <a href="./sources.html">My sources</a>' in pages["timeline.html"]
    assert HTMLParser(pages["timeline.html"]).css_first("li[id=tolls]") is not None
    assert HTMLParser(pages["glossary.html"]).css_first("[id=fresnel]") is not None


def test_the_one_page_edition_contains_every_page_and_links_within_itself(tmp_path: Path) -> None:
    files = {
        "about.md": page_file(
            "[All](everything.md), [one source](source:spare), [a chapter](background.md),\n"
            "[a part](background.md#more-of-it), [an event](event:tolls), [a term](term:light),\n"
            "[the timeline](timeline.md), [the log](changes.md), [data](data/lamps.csv).\n\n"
            "[chart lamps]\n\n[diagram]"
        ),
        "sources.yaml": (LAMPS / "sources.yaml").read_text(encoding="utf-8")
        + "- {id: spare, title: A spare one, publisher: Spare Press, standing: analysis}\n",
    }
    page = HTMLParser(lamps_with(tmp_path, files)["everything.html"])
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    about = only(page, "section[id='p.about']")
    links = [a.attributes["href"] for a in about.css(".text > p a")]
    assert links == [
        "#page.main", "#src.spare", "#p.background", "#p.background:more-of-it", "#tolls",
        "#term.light", "#p.timeline", "changes.html", "data/lamps.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["a b", 'a "b"', "a<b>", "a&b", "100%", "a#b?", "v1.2", "a\\1b", "ü"]
)
def test_links_in_the_one_page_edition_work_with_any_characters_in_a_file_name(
    tmp_path: Path, name: str
) -> None:
    text = page_file("See [below](#more).[^1]\n\n## More\n\nText.\n\n[^1]: A note.\n")
    page = HTMLParser(lamps_with(tmp_path, {f"{name}.md": text})["everything.html"])
    ids = [node.attributes["id"] or "" for node in page.css("[id]")]
    links = [unquote(a.attributes["href"] or "")[1:] for a in page.css("a[href^='#']")]
    assert {link.partition(":")[2] for link in links} >= {"more", "fn:1", "fnref:1"}
    assert set(links) <= set(ids)
    assert [id_ for id_ in ids if len(id_.split()) != 1] == []


def test_a_heading_and_a_page_with_the_same_name_do_not_collide_on_the_one_page(
    tmp_path: Path,
) -> None:
    files = {
        "lens.md": page_file("## Oil\n\n[Oil](lens/oil.md), [more](lens.oil.md)."),
        "lens/oil.md": page_file("Text."),
        "lens.oil.md": page_file("Text."),
    }
    ids = [node.attributes["id"] for node in
           HTMLParser(lamps_with(tmp_path, files)["everything.html"]).css("[id]")]  # fmt: skip
    assert len(ids) == len(set(ids))


def test_an_event_and_a_term_with_the_same_id_do_not_collide_on_the_one_page(
    tmp_path: Path,
) -> None:
    glossary = (LAMPS / "glossary.yaml").read_text(encoding="utf-8")
    files = {"glossary.yaml": glossary.replace("id: light", "id: tolls")}
    assert "everything.html" in lamps_with(tmp_path, files)


def test_the_one_page_edition_is_left_out_of_a_site_with_too_many_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert page_kinds.ONE_PAGE_LIMIT == 200
    assert "everything.html" in lamps_pages()["index.html"]
    monkeypatch.setattr(page_kinds, "ONE_PAGE_LIMIT", len(lamps().pages) - 1)
    pages = html_pages(lamps())
    assert "everything.html" not in pages
    assert not any("everything.html" in html for html in pages.values())


def test_without_a_base_url_the_404_page_links_to_no_other_file() -> None:
    hrefs = [node.attributes.get("href") or "" for node in tree("404.html").css("[href], [src]")]
    assert [address for address in hrefs if not address.startswith("data:text/css,")] == []


def test_with_a_base_url_the_404_page_links_work_from_any_depth() -> None:
    site = replace(lamps().site, base_url="https://example.org/lamps/")
    html = html_pages(replace(lamps(), site=site))["404.html"]
    links = [node.attributes["href"] for node in HTMLParser(html).css("a[href]")]
    assert links
    assert all(link and link.startswith("https://example.org/lamps/") for link in links)


def test_the_404_page_keeps_its_style_where_the_base_url_is_out_of_reach() -> None:
    site = replace(lamps().site, base_url="https://example.org/lamps/")
    html = HTMLParser(html_pages(replace(lamps(), site=site))["404.html"])
    assert (only(html, "link").attributes["href"] or "").startswith("data:text/css,")
    policy = only(html, 'meta[http-equiv="Content-Security-Policy"]').attributes["content"] or ""
    assert "style-src data:;" in policy


def test_canonical_links_appear_only_with_a_base_url() -> None:
    assert tree("moves/index.html").css("link[rel=canonical]") == []
    site = replace(lamps().site, base_url="https://example.org/lamps/")
    pages = html_pages(replace(lamps(), site=site))
    for address, expected in (("index.html", ""), ("moves/index.html", "moves/"),
                              ("background.html", "background.html")):  # fmt: skip
        link = only(HTMLParser(pages[address]), "link[rel=canonical]").attributes["href"]
        assert link == f"https://example.org/lamps/{expected}"


# Details of a page


def test_a_picture_declares_its_size_so_that_the_layout_does_not_shift() -> None:
    picture = only(tree("background.html"), "figure img")
    assert picture.attributes["src"] == "images/lens.svg"
    assert (picture.attributes["width"], picture.attributes["height"]) == ("120", "60")


def test_a_wide_table_is_in_a_labelled_region_that_the_keyboard_can_scroll() -> None:
    for table in tree("background.html").css(".text table"):
        region = table.parent
        assert region is not None
        assert region.attributes["role"] == "region"
        assert region.attributes["aria-label"]
        assert region.attributes["tabindex"] == "0"


def test_accounts_say_for_which_side_none_was_found() -> None:
    accounts = only(tree("background.html"), ".accounts")
    assert len(accounts.css(".account")) == 3
    assert "No account found." in words(accounts)


def test_the_table_of_contents_lists_second_and_third_level_headings() -> None:
    headings = to_fragment("# One\n\n## Two\n\n### Three\n\n#### Four").headings
    assert [(item.level, item.href) for item in toc(headings)] == [(2, "#two"), (3, "#three")]


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (100, 1), (330, 2), (2200, 10)])
def test_the_reading_time_is_at_least_one_minute(count: int, expected: int) -> None:
    assert minutes(count) == expected


def test_the_interface_is_marked_as_english_on_a_site_in_another_language() -> None:
    site = replace(lamps().site, language="de")
    html = html_pages(replace(lamps(), site=site))["index.html"]
    assert '<html lang="de"' in html
    assert only(HTMLParser(html), ".tools").attributes["lang"] == "en"
    assert "lang" not in only(tree("index.html"), ".tools").attributes


def test_a_page_cannot_use_records_it_did_not_declare() -> None:
    about = site_page("page", "about.html")
    with pytest.raises(UndeclaredError, match='the event "tolls" is used, but not declared'):
        about.content.event_by_id["tolls"]
    with pytest.raises(UndeclaredError, match="the collection `events`"):
        bool(about.content.events)
    with pytest.raises(UndeclaredError, match='the event "talks"'):
        event_view_of(about, "tolls")


def event_view_of(page: SitePage, id_: str) -> object:
    """Render an event on a page that doesn't declare the event's sources."""
    from explainer.pages.prose_html import Writer  # noqa: PLC0415

    writer = Writer(page.content, page.address, page.finder, make_block)
    return event_view(writer, lamps().event_by_id[id_])


# Languages


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("zh", "Notice on harbour lamps", ""),
        ("zh-Hant", "港口燈火公告", "zh-Hant"),
        ("ja", "灯台 notice", "ja"),
        ("fr", "Avis sur les phares", "fr"),
        ("", "Notice on harbour lamps", ""),
    ],
)
def test_a_translated_title_is_not_marked_with_the_sources_language(
    language: str, title: str, expected: str
) -> None:
    source, *_ = lamps().sources
    assert source_view(replace(source, title=title, language=language)).language == expected


def test_only_a_site_in_a_right_to_left_language_is_laid_out_right_to_left() -> None:
    arabic = replace(lamps(), site=replace(lamps().site, language="ar-EG"))
    page = HTMLParser(html_pages(arabic)["index.html"])
    assert only(page, "html").attributes["dir"] == "rtl"
    assert "dir" not in only(tree("index.html"), "html").attributes


def test_headings_on_the_one_page_edition_rank_below_their_pages_title() -> None:
    for part in tree("everything.html").css(".part:not([id='p.timeline'])"):
        title, *headings = part.css("h2, h3, h4, h5, h6")
        assert title.tag == "h2"
        assert all(heading.tag != "h2" for heading in headings)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_forbids_inline_scripts_and_styles(address: str) -> None:
    policy = only(tree(address), 'meta[http-equiv="Content-Security-Policy"]').attributes["content"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not tree(address).css("[style], style, [onclick]")


@pytest.mark.parametrize("address", PAGES)
def test_the_content_security_policy_has_a_hash_for_each_json_ld_block(address: str) -> None:
    policy = only(tree(address), 'meta[http-equiv="Content-Security-Policy"]').attributes["content"]
    data = [node.text() for node in tree(address).css('script[type="application/ld+json"]')]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in data]
    assert re.findall(r"'sha256-([^']+)'", policy or "") == hashes


def test_the_home_page_says_the_day_of_its_last_check_unless_it_says_that_day_already(
    tmp_path: Path,
) -> None:
    for number, (day, shown) in enumerate((("2031-05-19", True), ("2031-05-20", False))):
        files = {"index.md": page_file("Lamps.", updated=day)}
        page = HTMLParser(lamps_with(tmp_path / str(number), files)["index.html"])
        assert ("updated" in words(only(page, ".eyebrow"))) is shown


def test_key_points_of_the_home_page_are_shown_with_their_sources(tmp_path: Path) -> None:
    index = (LAMPS / "index.md").read_text(encoding="utf-8")
    points = 'key_points: ["The lamps were dimmed [@north-gazette]."]\n'
    changed = index.replace("---\n", f"---\n{points}", 1)
    folder = copy_content(LAMPS, tmp_path / "content", {"index.md": changed})
    result = make(Settings(folder), Store())
    assert [problem.text() for problem in result.problems] == []
    (page,) = (page.read().decode() for page in result.pages if page.address == "index.html")
    section = only(HTMLParser(page), ".key-points")
    assert words(section) == "Key points The lamps were dimmed1."


def test_a_site_with_one_event_and_one_source_does_not_speak_of_several() -> None:
    for address, page in html_pages(five()).items():
        text = HTMLParser(page).body
        assert text is not None
        assert re.findall(r"\b1 (?:events|sources|terms|places|rest)\b", text.text()) == [], address
