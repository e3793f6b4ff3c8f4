"""Every example explainer builds without a warning, to sound HTML, and fits a phone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from explainer.build import Settings, build
from explainer.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from explainer.problems import Problem

EXPLAINERS = Path(__file__).parent.parent / "explainers"
# Those that other tests build and look at: lamps on every page, five on the command line.
TESTED_ELSEWHERE = {"lamps", "five"}
# The width of a sheet without its margins, in CSS pixels.
A4 = 673
HAN = "[\u4e00-\u9fff，。；：、]"
NAMES = sorted({path.name for path in EXPLAINERS.iterdir()} - TESTED_ELSEWHERE)


@dataclass(frozen=True)
class Example:
    """An example, built: its site folder, its pages by address, and what the build reported."""

    site: Path
    pages: dict[str, HTMLParser]
    problems: tuple[Problem, ...]


@pytest.fixture(scope="module", params=NAMES)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Example:
    site = tmp_path_factory.mktemp(request.param) / "site"
    result = build(Settings(EXPLAINERS / request.param, site, strict=True), Store())
    files = {file.address: file.read().decode() for file in result.pages if is_page(file.address)}
    return Example(site, {name: HTMLParser(html) for name, html in files.items()}, result.problems)


def is_page(address: str) -> bool:
    return address.endswith(".html") and address != "404.html"


def test_an_example_builds_without_a_warning(example: Example) -> None:
    assert example.problems == ()
    assert example.pages


def test_the_html_of_an_example_is_sound(example: Example) -> None:
    for address, page in example.pages.items():
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), address
        levels = [int(node.tag[1]) for node in page.css("h1, h2, h3, h4, h5, h6") if node.tag]
        assert levels.count(1) == 1, address
        assert all(b <= a + 1 for a, b in pairwise(levels)), (address, levels)
        labels = page.css("[aria-labelledby], [aria-describedby]")
        for node in labels:
            named = node.attributes.get("aria-labelledby") or node.attributes["aria-describedby"]
            assert set((named or "").split()) <= set(ids), (address, named)
        for node in page.css("time"):
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", node.attributes["datetime"] or ""), address
        for node in page.css("img"):
            assert {"alt", "width", "height"} <= node.attributes.keys(), address
        assert not page.css("[style], style, p p, a a, :is(ul, ol) > :not(li)"), address
        for node in page.css("html[lang=zh] .text > p"):
            # A line that ends between two Chinese characters leaves no space.
            assert not re.search(f"{HAN}\\s+{HAN}", node.text()), address


def test_the_pages_of_an_example_fit_a_phone_and_its_measures_fit_paper(
    example: Example, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    too_wide = []
    for address in example.pages:
        page.goto((example.site / address).as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            too_wide.append(address)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4, "height": 900})
    page.goto((example.site / "everything.html").as_uri())
    tables = page.locator(".in-force-table").evaluate_all("(all) => all.map((t) => t.offsetWidth)")
    page.close()
    assert too_wide == []
    assert max(tables, default=0) <= A4
