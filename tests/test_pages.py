"""What a reader finds on the pages: numbers that lead back, terms, moves and their answers."""

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
from examples import LAMPS, copied, html_pages, lamps, lamps_pages
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from explainer.build import Settings, make
from explainer.dates import parse
from explainer.model import Id, Measure
from explainer.pages import kinds as page_sheets
from explainer.pages.contexts import context, minutes, toc
from explainer.pages.events import by_year, event_view
from explainer.pages.figures import leading_events
from explainer.pages.kinds import Sheet, sheets
from explainer.pages.sources import cited_in, count_evidence, source_view
from explainer.pages.views import after_words, band_view, date_parts, is_in_force
from explainer.prose.convert import to_fragment
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGES = sorted(lamps_pages())
READ = [page for page in PAGES if page not in {"404.html", "old/northport.html"}]
# The timeline keeps no list of its own: its numbers are those of the page of all sources.
LISTING = [page for page in READ if page != "timeline.html"]


@cache
def tree(address: str) -> HTMLParser:
    return HTMLParser(lamps_pages()[address])


def only(tree: HTMLParser | Node, selector: str) -> Node:
    (found,) = tree.css(selector)
    return found


def words(node: Node) -> str:
    return " ".join(node.text().split())


def sheet(kind: str, address: str = "") -> Sheet:
    return next(s for s in sheets(lamps()) if s.kind == kind and address in {"", s.address})


def changed(tmp_path: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Return the pages of lamps with some files written anew, in which nothing is wrong."""
    content_dir = copied(LAMPS, tmp_path / "content", files)
    result = make(Settings(content_dir), Store())
    assert [p.text() for p in result.problems if p.severity == "error"] == []
    return {p.address: p.data.decode() for p in result.pages if p.address.endswith(".html")}


def page_file(text: str, **front: str) -> str:
    lines = [f"{key}: {value}" for key, value in {"title": "A page", **front}.items()]
    return "\n".join(["---", *lines, "---", text])


# Citations


@pytest.mark.parametrize("address", LISTING)
def test_citations_are_numbered_in_the_order_of_their_first_use(address: str) -> None:
    numbers = [int(words(a).split(",")[0]) for a in tree(address).css("sup.cite a")]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(set(numbers)) + 1))


@pytest.mark.parametrize("address", LISTING)
def test_every_citation_leads_to_its_source_which_leads_back_to_each(address: str) -> None:
    cites = tree(address).css("sup.cite a")
    entries = {f"#{li.attributes['id']}": li for li in tree(address).css(".page-sources > li")}
    assert {cite.attributes["href"] for cite in cites} <= entries.keys()
    for anchor, entry in entries.items():
        places = [f"#{c.attributes['id']}" for c in cites if c.attributes["href"] == anchor]
        assert [back.attributes["href"] for back in entry.css("a.back")] == places


def test_a_timelines_citation_leads_to_the_source_of_its_number() -> None:
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


def test_a_citation_says_where_in_its_source() -> None:
    cites = [words(cite) for cite in tree("index.html").css("sup.cite a")]
    assert "1, p. 3" in cites


def test_sources_stand_under_a_page_in_the_order_of_their_numbers() -> None:
    titles = [words(node) for node in tree("background.html").css(".page-sources .source-title")]
    assert titles == ["The Lamp Rule", "Tolls & lamps: who said “what”?"]


# Terms


@pytest.mark.parametrize("address", READ)
def test_a_term_opens_once_on_a_page_and_its_definition_stands_there(address: str) -> None:
    opened = Counter(a.attributes["href"] for a in tree(address).css("a.term"))
    ids = {f"#{node.attributes['id']}" for node in tree(address).css("[id]")}
    assert set(opened.values()) <= {1}
    assert opened.keys() <= ids


@pytest.mark.parametrize("address", READ)
def test_the_sign_that_keeps_a_term_plain_is_shown_nowhere(address: str) -> None:
    assert "\\FL" not in lamps_pages()[address]


def test_a_terms_definition_is_not_cited_where_it_opens() -> None:
    page = tree("index.html")
    assert words(only(page, ".page-terms dd")) == "A lens made of rings."
    assert page.css_first(".page-terms .cite") is None


# Addresses


@pytest.mark.parametrize("address", PAGES)
def test_every_link_within_the_site_is_relative_and_names_the_file(address: str) -> None:
    for node in tree(address).css("[href], [src]"):
        link = node.attributes.get("href") or node.attributes.get("src") or ""
        # The icon is in the page itself.
        if not re.match(r"https?:|mailto:|data:|#", link):
            assert not link.startswith("/")
            assert re.search(r"\.[a-z]+(?:#.*)?$", link), link


def test_an_old_address_leads_to_the_new_one() -> None:
    page = tree("old/northport.html")
    refresh = only(page, "meta[http-equiv=refresh]").attributes["content"]
    assert refresh == "0; url=../moves/index.html"
    assert only(page, "a").attributes["href"] == "../moves/index.html"


def test_the_way_through_the_site_marks_where_one_is() -> None:
    current = tree("moves/tolls.html").css(".masthead nav [aria-current]")
    assert [words(node) for node in current] == ["Northport’s moves"]
    current = tree("timeline.html").css(".masthead nav [aria-current=page]")
    assert [words(node) for node in current] == ["Timeline"]


@pytest.mark.parametrize("address", PAGES)
def test_no_text_of_the_editors_becomes_markup(address: str) -> None:
    html = lamps_pages()[address]
    assert "<Affair>" not in html
    assert "<by half>" not in html
    assert "<twice>" not in html


@pytest.mark.parametrize("address", PAGES)
def test_no_mark_is_left_unfilled(address: str) -> None:
    assert re.search("[\ue000-\ue003]", lamps_pages()[address]) is None


# Reading order


def test_pages_stand_in_the_order_of_the_chapters_and_their_own() -> None:
    assert [page.source for page in lamps().pages] == [
        "index.md", "background.md", "moves/index.md", "moves/tolls.md",
        "outcomes/index.md", "outcomes/lamps-return.md", "about.md",
    ]  # fmt: skip


def test_previous_and_next_lead_through_the_chapters_and_not_beyond() -> None:
    def around(source: str) -> list[str]:
        neighbours = lamps().neighbours.get(source, (None, None))
        return [other.source if other else "" for other in neighbours]

    assert around("index.md") == ["", "background.md"]
    assert around("moves/index.md") == ["background.md", "moves/tolls.md"]
    assert around("outcomes/lamps-return.md") == ["outcomes/index.md", ""]
    assert around("about.md") == ["", ""]


def test_previous_and_next_stand_on_the_page() -> None:
    page = tree("moves/tolls.html")
    assert only(page, "a[rel=prev]").attributes["href"] == "index.html"
    assert only(page, "a[rel=next]").attributes["href"] == "../outcomes/index.html"


def test_a_list_of_headings_that_the_editor_puts_somewhere_stands_there_alone() -> None:
    page = HTMLParser(lamps_pages()["background.html"])
    assert len(page.css("nav.toc")) == len(page.css("div.text nav.toc")) == 1


def test_order_comes_before_file_names_within_a_chapter(tmp_path: Path) -> None:
    files = {"moves/aaa.md": page_file("A."), "moves/zzz.md": page_file("Z.", order="1")}
    html = changed(tmp_path, files)["moves/index.html"]
    links = [a.attributes["href"] for a in HTMLParser(html).css(".reading-order a")]
    assert links == ["zzz.html", "tolls.html", "aaa.html"]


def test_a_chapters_first_page_lists_its_pages_and_its_sides_moves() -> None:
    page = tree("moves/index.html")
    assert [words(a) for a in page.css(".reading-order a")] == ["The tolls"]
    moves = [words(node) for node in page.css(".moves .event-cards h3")]
    assert moves == ["Northport dims its lamps <by half>", "Talks on a sandbank"]


# Events


def related(event: str) -> dict[str, list[str]]:
    """Return what is said of an event's relations on the timeline, by label."""
    item = only(tree("timeline.html"), f"li[id='{event}']")
    return {
        words(only(line, ".label")): [words(line).removeprefix(words(only(line, ".label"))).strip()]
        for line in item.css(".related")
    }


def test_an_answer_is_said_on_both_sides_with_the_days_between() -> None:
    assert related("tolls")["Answers"] == ["Northport dims its lamps <by half> (after 9 days)"]
    assert related("dimming")["Answered by"] == ["南港提高通行费 (after 9 days)"]


def test_our_own_reading_is_called_so_and_counts_no_days() -> None:
    assert related("dimming")["Follows"] == [
        'Pilots ask for "brighter" lamps & lenses (our reading)'
    ]
    assert related("lens")["Followed by"] == ["Northport dims its lamps <by half> (our reading)"]


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ("2030-03-01", "2030-03-10", "after 9 days"),
        ("2030-03-01", "2030-03-02", "after 1 day"),
        ("2030-03-01", "2030-03-01", "the same day"),
        ("2030-03-01", "2030-03", ""),
        ("2030-03-01~", "2030-03-10", ""),
        ("2030-03-01", "2030-03-10/..", ""),
    ],
)
def test_days_are_said_only_between_dates_known_to_the_day(
    earlier: str, later: str, said: str
) -> None:
    assert after_words(parse(earlier), parse(later)) == said


def measure(from_: str, until: str = "", expires: str = "") -> Measure:
    return Measure(
        tool=Id("lamp"),
        from_=parse(from_),
        until=parse(until) if until else None,
        expires=parse(expires) if expires else None,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (measure("2030-03-15"), True),
        (measure("2031-05-20"), True),
        (measure("2031-05-21"), False),
        (measure("2031-05"), True),
        (measure("2031-06"), False),
        (measure("2030", until="2031-05-20"), False),
        (measure("2030", until="2031-05"), False),
        (measure("2030", until="2031-05-21"), True),
        (measure("2030", expires="2031-05-20"), True),
        (measure("2030", expires="2031-05-19"), False),
        (measure("2030", expires="2031-05"), True),
        (measure("2030", until="2031-01-01", expires="2040"), False),
    ],
)
def test_what_is_in_force_is_computed_from_its_beginning_and_its_end(
    given: Measure, expected: bool
) -> None:
    assert is_in_force(given, dt.date(2031, 5, 20)) is expected


def test_the_measures_in_force_stand_by_tool_and_side_with_empty_cells_named() -> None:
    table = only(tree("background.html"), ".in-force-table")
    assert next(words(th) for th in table.css("thead th")) == "Tool"
    rows = [[words(cell) for cell in row.css("th, td")] for row in table.css("tbody tr")]
    assert len(rows) == 1
    assert rows[0][0] == "Lamp rules"
    assert "since 15 March 2030" in rows[0][1]
    assert rows[0][2:] == ["none found", "none found"]


def test_an_ended_measure_names_what_ended_it() -> None:
    said = words(only(tree("timeline.html"), "li[id=tolls]"))
    assert "in force from April 2030 until 1 February 2031, ended by Talks on a sandbank" in said


def test_events_stand_by_year_and_month_and_what_its_own_date_says_is_not_said_above_it() -> None:
    context_ = context(sheet("timeline"))
    found = [
        (
            year.year,
            year.count,
            [(month.name, [e.id for e in month.events]) for month in year.months],
        )
        for year in context_["years"]
    ]
    assert found == [
        (2028, 1, [("", ["lens"])]),
        (2030, 3, [("March", ["dimming", "tolls"]), ("October", ["boycott"])]),
        (2031, 2, [("January", ["talks"]), ("", ["rumour"])]),
    ]
    assert by_year((), ()) == ()
    rumour = only(tree("timeline.html"), "li[id=rumour]")
    assert words(only(rumour, ".when")).startswith("April 2031")


def test_a_joint_act_names_both_sides_in_their_order() -> None:
    item = only(tree("timeline.html"), "li[id=boycott]")
    assert [words(side) for side in item.css(".event-meta .side")] == [
        "南港 (Southport)",
        "Pilots’ guild",
    ]


def test_a_local_date_elsewhere_and_a_place_are_told() -> None:
    said = words(only(tree("timeline.html"), "li[id=tolls]"))
    assert "11 March 2030 in Southport" in said
    assert "Southport quay" in said


def test_an_event_resting_on_unnamed_people_alone_says_so() -> None:
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
def test_a_date_is_marked_up_as_far_as_it_is_known(
    date: str, expected: list[tuple[str, str]]
) -> None:
    parts = date_parts(parse(date))
    assert [(part.text, part.machine) for part in parts] == expected
    assert "".join(part.text for part in parts) == parse(date).words


@pytest.mark.parametrize("address", READ)
def test_every_machine_date_is_one_that_html_takes(address: str) -> None:
    for node in tree(address).css("time"):
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", node.attributes["datetime"] or "")


# Outcomes


def test_an_outcome_shows_its_word_with_its_range_and_its_indicators() -> None:
    card = only(tree("outcomes/lamps-return.html"), ".outcome")
    assert "likely (55–80%) by 31 December 2032" in words(card)
    assert [words(node) for node in card.css(".points")] == ["towards", "away"]
    assert "(reconstructed afterwards from what was then known)" in words(card)


def test_the_comparison_counts_the_indicators_seen() -> None:
    row = only(tree("outcomes/index.html"), ".outcomes-table tbody tr")
    assert words(row).endswith("1 of 1 towards, 0 of 1 away")


def test_how_an_estimate_moved_is_drawn_from_its_first_day_to_its_last() -> None:
    view = context(sheet("page", "outcomes/lamps-return.html"))["outcome"]
    assert [estimate.x for estimate in view.course] == [0.0, 60.62, 100.0]
    assert [estimate.band.words for estimate in view.course] == [
        "unlikely", "roughly even chance", "likely"
    ]  # fmt: skip
    assert view.path == "M0 67.5H60.62V50H100V32.5"


def test_an_outcome_without_a_history_has_a_course_of_one() -> None:
    page = lamps().page_by_source["outcomes/lamps-return.md"]
    assert page.front.outcome is not None
    bare = replace(page.front.outcome, history=(), indicators=(), estimated=None)
    page = replace(page, front=replace(page.front, outcome=bare))
    writer_context = context(replace(sheet("page", page.address), page=page))
    assert len(writer_context["outcome"].course) == 1
    assert "31 December 2032" in "".join(part.text for part in writer_context["outcome"].by)


def test_a_band_is_as_wide_as_the_standard_says() -> None:
    band = band_view("roughly even chance")
    assert (band.low, band.high, band.width) == (45, 55, 10)


# Sources


def test_a_source_lists_every_place_that_cites_it() -> None:
    places = [(link.text, link.href) for link in cited_in(lamps())["north-gazette"]]
    assert places == [
        ("Where things stand", "index.html"),
        (lamps().page_by_source["index.md"].title, "index.html"),
        ("What a lens does", "background.html"),
        ("Northport dims its lamps <by half>", "timeline.html#dimming"),
        ("Pilots stay away", "timeline.html#boycott"),
        ("Glossary: Fresnel lens", "glossary.html#fresnel"),
    ]


def test_how_many_events_rest_on_what_is_counted() -> None:
    counted = count_evidence(lamps())
    assert (counted.primary, counted.named, counted.unnamed, counted.total) == (2, 0, 4, 6)


def test_sources_are_grouped_by_standing() -> None:
    page = tree("sources.html")
    assert [words(h2) for h2 in page.css(".source-group h2")] == [
        "Primary sources 1", "Reporting 1"
    ]  # fmt: skip
    assert page.css_first("li[id='north-gazette']") is not None


def test_a_relayed_source_says_who_reported_it_and_where_it_was_read() -> None:
    said = words(only(tree("sources.html"), "li[id='harbour-post'] > p"))
    assert "reported by Quay Wire; read at Relay" in said
    assert "people not named" in said


def test_a_record_called_like_a_marker_breaks_no_list(tmp_path: Path) -> None:
    timeline = (LAMPS / "timeline/all.yaml").read_text(encoding="utf-8")
    files = {
        "timeline/all.yaml": timeline.replace("id: rumour", "id: chart"),
        "about.md": page_file("See [it](event:chart)."),
    }
    assert "timeline.html#chart" in changed(tmp_path, files)["about.html"]


# Pages that the build makes


def test_an_editors_text_stands_above_each_list_that_the_build_makes(tmp_path: Path) -> None:
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
    made = changed(tmp_path, files)
    for name in names:
        page = HTMLParser(made[f"{name}.html"])
        assert words(only(page, "h1")) == f"My {name}"
        assert f"My words on the {name}" in words(only(page, "main"))
        assert f"../{name}.html" in made[f"was/{name}.html"]
        assert f"My words on the {name}" in made["everything.html"]
    assert HTMLParser(made["timeline.html"]).css_first("li[id=tolls]") is not None
    assert HTMLParser(made["glossary.html"]).css_first("[id=fresnel]") is not None


def test_the_one_page_edition_holds_every_page_and_its_links_stay_within(tmp_path: Path) -> None:
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
    page = HTMLParser(changed(tmp_path, files)["everything.html"])
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
def test_the_one_page_edition_stays_whole_whatever_a_files_name_holds(
    tmp_path: Path, name: str
) -> None:
    text = page_file("See [below](#more).[^1]\n\n## More\n\nText.\n\n[^1]: A note.\n")
    page = HTMLParser(changed(tmp_path, {f"{name}.md": text})["everything.html"])
    ids = [node.attributes["id"] or "" for node in page.css("[id]")]
    links = [unquote(a.attributes["href"] or "")[1:] for a in page.css("a[href^='#']")]
    assert {link.partition(":")[2] for link in links} >= {"more", "fn:1", "fnref:1"}
    assert set(links) <= set(ids)
    assert [id_ for id_ in ids if len(id_.split()) != 1] == []


def test_a_heading_and_a_page_of_one_name_do_not_collide_on_the_one_page(tmp_path: Path) -> None:
    files = {
        "lens.md": page_file("## Oil\n\n[Oil](lens/oil.md), [more](lens.oil.md)."),
        "lens/oil.md": page_file("Text."),
        "lens.oil.md": page_file("Text."),
    }
    ids = [node.attributes["id"] for node in
           HTMLParser(changed(tmp_path, files)["everything.html"]).css("[id]")]  # fmt: skip
    assert len(ids) == len(set(ids))


def test_an_event_and_a_term_of_one_name_do_not_collide_on_the_one_page(tmp_path: Path) -> None:
    glossary = (LAMPS / "glossary.yaml").read_text(encoding="utf-8")
    files = {"glossary.yaml": glossary.replace("id: light", "id: tolls")}
    assert "everything.html" in changed(tmp_path, files)


def test_the_one_page_edition_is_left_out_where_it_would_serve_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert page_sheets.MOST_ON_ONE_PAGE == 200
    assert "everything.html" in lamps_pages()["index.html"]
    monkeypatch.setattr(page_sheets, "MOST_ON_ONE_PAGE", len(lamps().pages) - 1)
    made = html_pages(lamps())
    assert "everything.html" not in made
    assert not any("everything.html" in html for html in made.values())


def test_the_page_for_lost_readers_stands_alone_without_a_base_address() -> None:
    named = [node.attributes.get("href") or "" for node in tree("404.html").css("[href], [src]")]
    assert [address for address in named if not address.startswith("data:text/css,")] == []


def test_the_page_for_lost_readers_leads_home_from_any_depth_with_one() -> None:
    site = replace(lamps().site, base_url="https://example.org/lamps/")
    html = html_pages(replace(lamps(), site=site))["404.html"]
    links = [node.attributes["href"] for node in HTMLParser(html).css("[href]")]
    assert links
    assert all(link and link.startswith("https://example.org/lamps/") for link in links)


def test_absolute_addresses_come_with_a_base_address_alone() -> None:
    assert tree("moves/index.html").css("link[rel=canonical]") == []
    site = replace(lamps().site, base_url="https://example.org/lamps/")
    made = html_pages(replace(lamps(), site=site))
    for address, expected in (("index.html", ""), ("moves/index.html", "moves/"),
                              ("background.html", "background.html")):  # fmt: skip
        link = only(HTMLParser(made[address]), "link[rel=canonical]").attributes["href"]
        assert link == f"https://example.org/lamps/{expected}"


# Small things on a page


def test_a_picture_tells_its_size_so_that_nothing_jumps() -> None:
    picture = only(tree("background.html"), "figure img")
    assert picture.attributes["src"] == "images/lens.svg"
    assert (picture.attributes["width"], picture.attributes["height"]) == ("120", "60")


def test_a_wide_table_has_a_named_region_that_the_keyboard_reaches() -> None:
    for table in tree("background.html").css(".text table"):
        region = table.parent
        assert region is not None
        assert region.attributes["role"] == "region"
        assert region.attributes["aria-label"]
        assert region.attributes["tabindex"] == "0"


def test_an_account_says_where_none_was_found() -> None:
    accounts = only(tree("background.html"), ".accounts")
    assert len(accounts.css(".account")) == 3
    assert "No account found." in words(accounts)


def test_contents_list_the_second_and_third_level() -> None:
    headings = to_fragment("# One\n\n## Two\n\n### Three\n\n#### Four").headings
    assert [(item.level, item.href) for item in toc(headings)] == [(2, "#two"), (3, "#three")]


@pytest.mark.parametrize(("count", "said"), [(0, 1), (100, 1), (330, 2), (2200, 10)])
def test_reading_takes_at_least_a_minute(count: int, said: int) -> None:
    assert minutes(count) == said


def test_another_language_keeps_the_interface_marked_as_english() -> None:
    site = replace(lamps().site, language="de")
    html = html_pages(replace(lamps(), site=site))["index.html"]
    assert '<html lang="de"' in html
    assert only(HTMLParser(html), ".tools").attributes["lang"] == "en"
    assert "lang" not in only(tree("index.html"), ".tools").attributes


def test_a_page_cannot_read_what_it_did_not_declare() -> None:
    about = sheet("page", "about.html")
    assert not about.content.events
    with pytest.raises(KeyError):
        event_view_of(about, "tolls")


def event_view_of(of: Sheet, id_: str) -> object:
    """Show an event on a page that did not declare its sources."""
    from explainer.pages.blocks import make_block  # noqa: PLC0415
    from explainer.pages.prose_writer import Writer  # noqa: PLC0415

    writer = Writer(of.content, of.address, of.finder, make_block)
    return event_view(writer, lamps().event_by_id[id_])


# Languages


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("zh", "Notice on harbour lamps", ""),
        ("zh-Hant", "港口燈火公告", "zh-Hant"),
        ("ja", "灯台 notice", "ja"),
        ("fr", "Avis sur les phares", "fr"),
        ("", "Notice on harbour lamps", ""),
    ],
)
def test_a_translated_title_is_not_read_out_as_if_it_were_foreign(
    language: str, title: str, said: str
) -> None:
    source, *_ = lamps().sources
    assert source_view(replace(source, title=title, language=language)).language == said


def test_a_page_in_arabic_runs_from_right_to_left_and_no_other_does() -> None:
    arabic = replace(lamps(), site=replace(lamps().site, language="ar-EG"))
    page = HTMLParser(html_pages(arabic)["index.html"])
    assert only(page, "html").attributes["dir"] == "rtl"
    assert "dir" not in only(tree("index.html"), "html").attributes


def test_on_the_one_page_a_pages_own_headings_stand_below_its_title() -> None:
    for part in tree("everything.html").css(".part:not([id='p.timeline'])"):
        title, *others = part.css("h2, h3, h4, h5, h6")
        assert title.tag == "h2"
        assert all(other.tag != "h2" for other in others)


# Which events are drawn


def leading(*, key: str = "", answers: Mapping[str, str] | None = None, count: int) -> list[str]:
    """Return the ids drawn of so many events, `e0` on, some key, some answering others."""
    first, *_ = lamps().events
    ids = [Id(f"e{number}") for number in range(count)]
    answered = {id_: (Id(earlier),) for id_, earlier in (answers or {}).items()}
    events = tuple(
        replace(first, id=id_, key=id_ in key.split(), answers=answered.get(id_, ())) for id_ in ids
    )
    return [event.id for event in leading_events(events, most=40)]


def test_a_few_events_are_all_drawn() -> None:
    assert len(leading(key="e3", count=40)) == 40


def test_of_many_events_the_key_ones_and_each_answer_with_its_cause_are_drawn() -> None:
    assert leading(key="e1", answers={"e9": "e5"}, count=50) == ["e1", "e5", "e9"]


def test_of_many_events_of_which_none_leads_all_are_drawn() -> None:
    assert len(leading(count=41)) == 41


@pytest.mark.parametrize("count", [400, 401])
def test_a_timeline_too_long_to_draw_says_that_not_all_of_it_is_drawn(count: int) -> None:
    events = lamps().events
    others = range(count - len(events))
    bare = replace(events[0], key=False, answers=(), follows=())
    crowd = (*events, *(replace(bare, id=Id(f"e{number}")) for number in others))
    page = HTMLParser(html_pages(replace(lamps(), events=crowd))["timeline.html"])
    fold = only(page, ".diagram-fold")
    drawn = len(leading_events(crowd, most=400))
    assert len(fold.css("svg")[0].css("a")) == drawn
    assert ("Drawn are the events that are key" in fold.text()) is (drawn < count)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_a_policy_that_lets_no_inline_script_or_style_run(address: str) -> None:
    policy = only(tree(address), 'meta[http-equiv="Content-Security-Policy"]').attributes["content"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not tree(address).css("[style], style, [onclick]")


@pytest.mark.parametrize("address", PAGES)
def test_checkers_find_the_data_of_a_page_in_its_policy(address: str) -> None:
    policy = only(tree(address), 'meta[http-equiv="Content-Security-Policy"]').attributes["content"]
    data = [node.text() for node in tree(address).css('script[type="application/ld+json"]')]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in data]
    assert re.findall(r"'sha256-([^']+)'", policy or "") == hashes
