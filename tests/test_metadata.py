"""What a page tells of itself where it is shared, found or cited: one address, everywhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest
from examples import html_pages, lamps, outputs
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from explainer.check.prose_references import MADE_FILES

BASE = "https://example.org/lamps/"
LAMPS = replace(lamps(), site=replace(lamps().site, base_url=BASE))


@cache
def pages() -> dict[str, HTMLParser]:
    return {address: HTMLParser(html) for address, html in html_pages(LAMPS).items()}


def only(tree: HTMLParser | Node, selector: str) -> Node:
    (found,) = tree.css(selector)
    return found


def canonical(page: HTMLParser) -> str:
    return only(page, "link[rel=canonical]").attributes["href"] or ""


def test_a_page_has_the_same_address_in_its_head_its_data_and_the_sitemap() -> None:
    given = {}
    for page in pages().values():
        for script in page.css("script[type='application/ld+json']"):
            given[canonical(page)] = json.loads(script.text())["@graph"][0]["url"]
    assert given[f"{BASE}moves/"] == f"{BASE}moves/"
    assert list(given) == list(given.values())
    listed = re.findall("<loc>(.*)</loc>", outputs(LAMPS)["sitemap.xml"].make().decode())
    assert set(listed) == given.keys() - {f"{BASE}everything.html"}


def test_an_old_address_gives_its_place_to_the_page_that_moved() -> None:
    assert canonical(pages()["old/northport.html"]) == f"{BASE}moves/"


def test_an_editor_can_link_to_each_file_that_a_reader_may_want() -> None:
    crawlers = {"robots.txt", "sitemap.xml", "card.png"}
    made = {
        address
        for address in outputs(LAMPS)
        if not address.endswith((".html", ".js"))
        and not address.startswith(("assets/", "images/", "data/"))
    }
    assert made - crawlers == MADE_FILES


@pytest.mark.parametrize(
    ("address", "files"),
    [
        ("changes.html", {"feed.xml"}),
        ("sources.html", {"sources.json", "sources.bib", "sources.ris"}),
        ("timeline.html", {f"timeline.{kind}" for kind in ("json", "csv", "ics", "bib", "ris")}),
    ],
)
def test_each_file_is_offered_where_a_reader_would_look_for_it(
    address: str, files: set[str]
) -> None:
    page = pages()[address]
    offered = {link.attributes["href"] for link in page.css("main a")}
    assert files <= {(link or "").removeprefix("./") for link in offered}
    named = {link.attributes["href"] for link in page.css("head link[rel=alternate]")}
    assert {(link or "").removeprefix("./") for link in named} == files | {"feed.xml"}


def test_a_feed_reader_finds_the_feed_from_every_page() -> None:
    for page in pages().values():
        if page.css("body.page"):
            link = only(page, "link[type='application/atom+xml']").attributes["href"] or ""
            assert link.endswith("/feed.xml")
