"""The page of measures in force: by tool and side, what was published, and what is suspended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from examples import FIVE, LAMPS, copy_content, html_pages, lamps_pages, load_valid
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from explainer.build import Settings, make
from explainer.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from selectolax.lexbor import LexborNode as Node

SOUTH = "Southport"
EVENT = """- id: {id}
  date: 2031-01-02
  side: {side}
  kind: rule
  title: The title of {id}
  certainty: reported
  sources: [harbour-post]
  measure: {{tool: {tool}, {measure}}}
"""


def event(id_: str, measure: str, *, side: str = "south", tool: str = "toll") -> str:
    return EVENT.format(id=id_, measure=measure, side=side, tool=tool)


EVENTS = "".join(
    (
        event("night", "from: 2031-01~, published: false, authority: the harbour <office>"),
        event("fog", "from: 2031-02-01, short: The fog rule, published: true", tool="lamp"),
        event("ice", "from: 2031-03-01/.., expires: 2031-12-01", side="[north, south]"),
        event("oil", "from: 2031-01-02, suspended: {from: 2031-03-01, until: 2031-11-10}"),
        event("wick", "from: 2031-01-02, suspended: {from: 2031-04-01}", side="north"),
        event("buoy", "from: 2031-07-01, published: false"),
        event("past", "from: 2031-01-02, until: 2031-02-01"),
    )
)


def pages_with(folder: Path, events: str, **files: str) -> dict[str, str]:
    timeline = (LAMPS / "timeline/all.yaml").read_text(encoding="utf-8")
    timeline = re.sub(r" *published: true\n|published: (true|false), ", "", timeline)
    changed = {"timeline/all.yaml": timeline + events} | {
        f"{name}.md": text for name, text in files.items()
    }
    return html_pages(load_valid(copy_content(LAMPS, folder / "content", changed)))


@pytest.fixture
def page(tmp_path: Path) -> HTMLParser:
    return HTMLParser(pages_with(tmp_path, EVENTS)["in-force.html"])


def words(node: Node | None) -> str:
    assert node is not None
    text = " ".join(node.text(separator=" ").split())
    return text.replace(" ,", ",").replace(f"南港 ({SOUTH})", SOUTH)


def test_measures_are_listed_by_tool_and_side_with_their_start_and_authority(
    page: HTMLParser,
) -> None:
    tools = page.css(".force-tool")
    assert [words(tool.css_first("h2")) for tool in tools] == ["Lamp rules 2", "Tolls 2"]
    north, south = tools[1].css(".force-cell")
    assert [words(cell.css_first("h3")) for cell in (north, south)] == ["Northport", "Southport"]
    (ice,) = north.css("li")
    assert "The title of ice since March 2031, set to expire on 1 December 2031" in words(
        ice
    ).replace("1 March 2031", "March 2031")
    assert "jointly with Southport" in words(ice)
    night = words(south.css_first("li"))
    assert night == (
        "The title of night since about January 2031 · the harbour <office> · reported, unpublished"
    )
    link = south.css_first("li a")
    assert link is not None
    assert link.attributes["href"] == "timeline.html#night"


def test_a_side_without_a_measure_of_a_kind_has_a_cell_that_says_so(tmp_path: Path) -> None:
    html = HTMLParser(pages_with(tmp_path, event("night", "from: 2031-01-02"))["in-force.html"])
    cells = {words(cell) for cell in html.css(".force-cell")}
    assert {"Southport none found", "Northport none found"} <= cells


def test_the_counts_are_of_measures_in_force_and_name_every_side_alike(page: HTMLParser) -> None:
    assert words(page.css_first(".eyebrow")) == (
        "In force on 20 May 2031 · 4 measures · 2 more suspended"
    )
    assert words(page.css_first(".force-headline")) == "Northport 2 · Southport 3 · 2 suspended"
    assert words(page.css_first(".force-sums")) == (
        "Known from reports alone: Northport 0 of 2, Southport 1 of 3."
    )
    rows = [
        words(row).replace("Northport 2", "Northport") for row in page.css(".force-chart tbody tr")
    ]
    assert rows == ["1 Lamp rules 1", "1 Tolls 2"]


def test_what_was_published_is_told_apart_by_word_and_by_shape(page: HTMLParser) -> None:
    classes = {
        words(item.css_first("a")): (item.attributes["class"] or "").split()
        for item in page.css(".force-cell li")
    }
    assert "unpublished" in classes["The title of night"]
    assert "published" in classes["The fog rule"]
    assert "unstated" in classes["The title of ice"]
    assert len(page.css(".blocks .unpublished")) == 1
    legend = words(page.css_first(".force-legend"))
    assert "published or disclosed" in legend
    assert "by report alone" in legend
    assert "not stated" in legend


def test_nothing_is_said_of_publication_if_the_editor_says_nothing(tmp_path: Path) -> None:
    html = pages_with(tmp_path, event("night", "from: 2031-01-02"))["in-force.html"]
    assert "unstated" not in html
    assert "legend" not in html
    assert "Known from reports alone" not in html


def test_suspended_measures_are_apart_with_the_last_day_of_their_suspension(
    page: HTMLParser,
) -> None:
    oil, wick = map(words, page.css("section[aria-labelledby='force.suspended'] li"))
    assert oil == (
        "Southport · Tolls The title of oil suspended since 1 March 2031, set to apply "
        "again after 10 November 2031 · reported · publication not stated"
    )
    assert "suspended since 1 April 2031, no end set" in wick
    assert not any("of oil" in words(item) for item in page.css(".force-cell li"))


def test_measures_to_come_are_apart_and_ended_ones_only_on_the_timeline(page: HTMLParser) -> None:
    (buoy,) = map(words, page.css("section[aria-labelledby='force.to-come'] li"))
    assert "The title of buoy from 1 July 2031" in buoy
    assert "The title of past" not in words(page.css_first("main"))
    assert "Those that have ended are on the timeline" in words(page.css_first(".note"))


def test_a_side_that_is_no_government_has_a_column_only_if_it_put_a_measure_in_force(
    tmp_path: Path,
) -> None:
    heads = '.force-chart th[scope="col"]'
    both = HTMLParser(pages_with(tmp_path / "a", EVENTS)["in-force.html"]).css(heads)
    assert [words(head) for head in both] == ["Northport 2", "Tool", "Southport 3"]
    more = EVENTS + event("strike", "from: 2031-01-02", side="pilots")
    three = HTMLParser(pages_with(tmp_path / "b", more)["in-force.html"]).css(heads)
    assert [words(head).split()[0] for head in three] == [
        "Tool",
        "Northport",
        "Southport",
        "Pilots’",
    ]


def test_the_page_is_in_the_navigation_between_timeline_and_sources() -> None:
    nav = HTMLParser(lamps_pages()["index.html"]).css('nav[aria-label="Main"] a')
    links = [link.attributes["href"] for link in nav]
    place = links.index("in-force.html")
    assert links[place - 1 : place + 2] == ["timeline.html", "in-force.html", "sources.html"]


def test_the_one_page_edition_lists_the_measures_too() -> None:
    html = HTMLParser(lamps_pages()["everything.html"])
    (item,) = html.css("#p\\.in-force .force-cell li")
    assert words(item).startswith("Lamps at <half> light since 15 March 2030")
    ids = {node.attributes["id"] for node in html.css("[id]")}
    anchors = {link.attributes["href"] or "" for link in html.css("#p\\.in-force a")}
    assert {anchor.removeprefix("#") for anchor in anchors if anchor.startswith("#")} <= ids


def test_without_a_measure_there_is_no_such_page_and_no_link_to_it() -> None:
    pages = html_pages(load_valid(FIVE))
    assert "in-force.html" not in pages
    assert not any("in-force" in html for html in pages.values())


def test_a_link_to_the_missing_page_is_reported_before_readers_find_it(tmp_path: Path) -> None:
    about = "---\ntitle: About\n---\nSee [what is in force](in-force.md).\n"
    content_dir = copy_content(FIVE, tmp_path / "content", {"about.md": about})
    problems = make(Settings(content_dir), Store()).problems
    assert [problem.text() for problem in problems if problem.severity == "error"] == [
        (
            'content/about.md:4: error: unknown page "in-force.md"; it would be empty, so the '
            "build makes no such page; remove the link"
        )
    ]


def test_what_the_editor_wrote_is_above_the_list_even_if_there_is_no_measure(
    tmp_path: Path,
) -> None:
    text = "---\ntitle: What binds whom\nsummary: In short.\n---\nRules [@north-gazette].\n"
    pages = pages_with(tmp_path / "a", EVENTS, **{"in-force": text})
    assert "<h1>What binds whom</h1>" in pages["in-force.html"]
    assert ">What binds whom</a>" in pages["index.html"]
    alone = copy_content(
        FIVE, tmp_path / "b", {"in-force.md": text.replace("[@north-gazette]", "")}
    )
    html = html_pages(load_valid(alone))["in-force.html"]
    assert "No event has put a measure in force." in html


def test_search_finds_an_event_by_the_name_and_authority_of_its_measure() -> None:
    from examples import lamps, outputs  # noqa: PLC0415

    script = outputs(lamps())["search.js"].make().decode()
    assert "Dim lamps <half> · Lamps at <half> light · Council order 7 & annex" in script.replace(
        "\\u003c", "<"
    ).replace("\\u003e", ">").replace("\\u0026", "&")


def test_the_marker_names_measures_and_says_which_are_unpublished(tmp_path: Path) -> None:
    marker = "---\ntitle: Now\n---\n[in-force]\n"
    html = HTMLParser(pages_with(tmp_path, EVENTS, now=marker)["now.html"])
    cells = [words(item) for item in html.css(".in-force-table li")]
    assert "The fog rule since 1 February 2031" in cells
    assert "The title of night since about January 2031, unpublished" in cells
    assert "2 more are suspended." in words(html.css_first("main"))
