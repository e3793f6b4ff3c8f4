"""Page metadata: the canonical address, links to exports, and the feed link in every head."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest
from examples import html_pages, lamps, outputs
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from explainer.check.prose_references import DOWNLOADS

BASE = "https://example.org/lamps/"
LAMPS = replace(lamps(), site=replace(lamps().site, base_url=BASE))


@cache
def pages() -> dict[str, HTMLParser]:
    return {address: HTMLParser(html) for address, html in html_pages(LAMPS).items()}


def only(tree: HTMLParser | Node, selector: str) -> Node:
    (node,) = tree.css(selector)
    return node


def canonical(page: HTMLParser) -> str:
    return only(page, "link[rel=canonical]").attributes["href"] or ""


def test_a_page_has_the_same_url_in_its_head_its_structured_data_and_the_sitemap() -> None:
    data_urls = {}
    for page in pages().values():
        for script in page.css("script[type='application/ld+json']"):
            data_urls[canonical(page)] = json.loads(script.text())["@graph"][0]["url"]
    assert data_urls[f"{BASE}moves/"] == f"{BASE}moves/"
    assert list(data_urls) == list(data_urls.values())
    sitemap_urls = re.findall("<loc>(.*)</loc>", outputs(LAMPS)["sitemap.xml"].make().decode())
    assert set(sitemap_urls) == data_urls.keys() - {f"{BASE}everything.html"}


def test_an_old_address_has_the_new_page_as_its_canonical_link() -> None:
    assert canonical(pages()["old/northport.html"]) == f"{BASE}moves/"


def test_every_export_meant_for_readers_can_be_linked_from_content() -> None:
    crawlers = {"robots.txt", "sitemap.xml", "card.png"}
    files = {
        address
        for address in outputs(LAMPS)
        if not address.endswith((".html", ".js"))
        and not address.startswith(("assets/", "images/", "data/"))
    }
    assert files - crawlers == set(DOWNLOADS)


@pytest.mark.parametrize(
    ("address", "files"),
    [
        ("changes.html", {"feed.xml"}),
        ("sources.html", {"sources.json", "sources.bib", "sources.ris"}),
        ("timeline.html", {f"timeline.{kind}" for kind in ("json", "csv", "ics", "bib", "ris")}),
    ],
)
def test_each_export_is_offered_on_the_page_it_belongs_to(address: str, files: set[str]) -> None:
    page = pages()[address]
    hrefs = {link.attributes["href"] for link in page.css("main a")}
    assert files <= {(link or "").removeprefix("./") for link in hrefs}
    alternates = {link.attributes["href"] for link in page.css("head link[rel=alternate]")}
    assert {(link or "").removeprefix("./") for link in alternates} == files | {"feed.xml"}


def test_every_export_meant_for_readers_is_linked_on_a_page() -> None:
    hrefs = {
        (link.attributes["href"] or "").rpartition("/")[2]
        for page in pages().values()
        for link in page.css("main a")
    }
    assert set(DOWNLOADS) - hrefs == set(), "offer them where readers would look"


def test_a_feed_reader_finds_the_feed_from_every_page() -> None:
    for page in pages().values():
        if page.css("body.page"):
            link = only(page, "link[type='application/atom+xml']").attributes["href"] or ""
            assert link.endswith("/feed.xml")
