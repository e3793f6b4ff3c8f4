"""Key events have pages of their own, whose previews begin with when, who and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.build import Result, Settings, make
from explainer.store import Store

MakeContent = Callable[[Mapping[str, str]], Path]

FILES = {
    "site.yaml": "title: Lamps\nas_of: 2041-01-01\nkinds: {rule: Rule}\n"
    "sides: {north: {name: Northport}, south: {name: Southport}}\n",
    "index.md": "---\ntitle: Lamps\n---\nText.\n",
    "sources.yaml": "- {id: almanac, title: Almanac, publisher: A, standing: reporting}\n"
    "- {id: spare, title: Spare, publisher: B, standing: reporting}\n",
    "timeline/events.yaml": """\
- {id: dim, date: 2040-01-01, side: north, kind: rule, title: Lamps are dimmed, key: true,
   certainty: reported, text: "By *half*, the almanac says [@almanac].", sources: [spare],
   figures: [{value: "50%", label: dimmer}]}
- {id: plain, date: 2040-01-05, side: south, kind: rule, title: A plain one, follows: [dim],
   certainty: disputed, sources: [almanac]}
- {id: toll, date: 2040-01-10, side: [north, south], kind: rule, title: A toll, key: true,
   certainty: disputed, sources: [almanac], answers: [dim]}
""",
}


@pytest.fixture
def result(make_content_dir: MakeContent) -> Result:
    found = make(Settings(make_content_dir(FILES), base_url="https://example.org/"), Store())
    assert found.pages, [problem.text() for problem in found.problems]
    return found


def page_of(result: Result, address: str) -> LexborHTMLParser:
    (page,) = (page for page in result.pages if page.address == address)
    return LexborHTMLParser(page.read().decode())


def text_of(page: LexborHTMLParser) -> str:
    main = page.css_first("main")
    assert main
    return " ".join(main.text().split())


def meta(page: LexborHTMLParser, name: str) -> str | None:
    tag = page.css_first(f'meta[property="{name}"]')
    return tag.attributes["content"] if tag else None


def test_only_key_events_have_a_page(result: Result) -> None:
    addresses = {page.address for page in result.pages if page.address.startswith("event/")}
    assert addresses == {"event/dim.html", "event/toll.html"}


def test_a_preview_begins_with_when_and_who_and_how_sure_it_is(result: Result) -> None:
    dim, toll = page_of(result, "event/dim.html"), page_of(result, "event/toll.html")
    assert meta(dim, "og:title") == "Lamps are dimmed"
    expected = "1 January 2040, Northport. Reported, not confirmed: By half, the almanac says."
    assert meta(dim, "og:description") == expected
    assert meta(toll, "og:description") == "10 January 2040, Northport and Southport. Disputed."


def test_the_page_has_the_text_the_figures_the_relations_and_the_sources(result: Result) -> None:
    page = page_of(result, "event/dim.html")
    text = text_of(page)
    for part in ("By half, the almanac says", "50%", "A toll, 9 days after", "A plain one"):
        assert part in text
    assert [source.attributes["id"] for source in page.css(".page-sources > li")] == [
        "src.almanac", "src.spare"
    ]  # fmt: skip


def test_key_events_lead_to_the_next_and_to_the_timeline(result: Result) -> None:
    page = page_of(result, "event/dim.html")
    links = {link.attributes["href"] for link in page.css("main a")}
    assert {"toll.html", "../timeline.html#dim"} <= links
    assert page.css_first('a[rel="prev"]') is None


def test_the_timeline_and_the_sitemap_link_to_them(result: Result) -> None:
    timeline = page_of(result, "timeline.html")
    links = {link.attributes["href"] for link in timeline.css(".event a")}
    assert {"event/dim.html", "event/toll.html"} <= links
    assert "event/plain.html" not in links
    (sitemap,) = (page.read() for page in result.pages if page.address == "sitemap.xml")
    assert b"https://example.org/event/dim.html" in sitemap


def test_a_page_of_the_editors_cannot_have_the_same_address(make_content_dir: MakeContent) -> None:
    files = {**FILES, "event/dim.md": "---\ntitle: Mine\n---\nText.\n"}
    files["index.md"] += "\n[Mine](event/dim.md)\n"
    result = make(Settings(make_content_dir(files)), Store())
    assert "address-taken" in {problem.code for problem in result.problems}
