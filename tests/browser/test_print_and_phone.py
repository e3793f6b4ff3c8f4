"""The built pages fit a narrow phone and print without what only a screen can use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explainer.build import Settings, build
from explainer.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).parent.parent.parent
SITE = PROJECT / "site"
EXTREMES = PROJECT / "tests" / "explainers" / "extremes"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))


def width_at(browser: Browser, address: str, *, width: int) -> int:
    page = browser.new_page(viewport={"width": width, "height": 800})
    try:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert isinstance(wide, int)
        return wide
    finally:
        page.close()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways_on_a_narrow_phone(browser: Browser, address: str) -> None:
    assert width_at(browser, (SITE / address).as_uri(), width=320) <= 320


def test_a_chart_fits_a_phone_with_letters_that_can_be_read(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    seen = 0
    for address in PAGES:
        page.goto((SITE / address).as_uri())
        for chart in page.locator(".chart-drawing").all():
            room, needed, letters = chart.evaluate(
                """(chart) => {
                  const size = (text) => {
                    const { a, b } = text.getScreenCTM();
                    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
                  };
                  const texts = [...chart.querySelectorAll("text")];
                  const shown = texts.filter((text) => text.checkVisibility());
                  return [chart.clientWidth, chart.scrollWidth, shown.map(size)];
                }"""
            )
            assert needed <= room, address
            assert min(letters) >= 11, address
            seen += 1
    assert seen >= 4
    page.close()


def test_paper_shows_a_chart_in_its_wide_form_alone(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 673, "height": 900})
    page.goto((SITE / "background" / "the-chip.html").as_uri())
    page.emulate_media(media="print")
    shown = page.locator(".two-forms > svg").evaluate_all(
        "(forms) => forms.map((form) => form.checkVisibility())"
    )
    assert shown == [True, False]
    page.close()


@pytest.mark.parametrize("width", [360, 900, 1280, 1800])
def test_the_masthead_takes_the_window_and_stands_over_the_text(
    browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for address in ["index.html", "timeline.html", "glossary.html", "changes.html", "sources.html"]:
        page.goto((SITE / address).as_uri())
        wide, brand, heading, under, tools = page.evaluate(
            """() => {
              const box = (name) => document.querySelector(name).getBoundingClientRect();
              const brand = box(".brand");
              return [box(".masthead").width, brand.x, box("h1").x, brand.bottom, box(".tools").y];
            }"""
        )
        assert wide == width, address
        assert brand == pytest.approx(heading, abs=0.5), address
        assert tools < under, address
    page.close()


@pytest.fixture(scope="module")
def extremes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build what nobody should write: endless names, a table of 20 columns, forty citations."""
    site = tmp_path_factory.mktemp("extremes") / "site"
    assert build(Settings(EXTREMES, site), Store()).published
    return site


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("address", ["index.html", "one.html", "timeline.html", "everything.html"])
def test_nothing_that_an_editor_writes_pushes_a_page_sideways(
    browser: Browser, extremes: Path, address: str, width: int
) -> None:
    assert width_at(browser, (extremes / address).as_uri(), width=width) <= width


def test_paper_leaves_out_what_only_a_screen_can_press(browser: Browser) -> None:
    page = browser.new_page()
    page.goto((SITE / "timeline.html").as_uri())
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".cite-event").count() > 0
    assert page.locator(".cite-event:visible").count() == 0
    assert page.locator(".event:visible").count() == page.locator(".event").count()
    page.close()


def test_the_moves_of_a_side_fill_the_paper_that_they_need(browser: Browser) -> None:
    page = browser.new_page()
    page.goto((SITE / "us-moves" / "index.html").as_uri())
    page.emulate_media(media="print")
    held = page.evaluate(
        """() => [...document.querySelectorAll(".card :is(h3, h4, h5)")]
          .map((heading) => getComputedStyle(heading).breakAfter)"""
    )
    assert set(held) == {"auto"}
    page.close()


def test_a_lost_reader_sees_the_papers_own_look_by_day_and_night(browser: Browser) -> None:
    looks = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        styles = []
        for address in ("404.html", "about.html"):
            page.goto((SITE / address).as_uri())
            styles.append(
                page.evaluate(
                    """() => {
                      const title = getComputedStyle(document.querySelector("h1"));
                      const ground = getComputedStyle(document.documentElement).backgroundColor;
                      return [ground, title.color, title.fontWeight, title.letterSpacing];
                    }"""
                )
            )
        page.close()
        assert styles[0] == styles[1]
        looks.append(styles[0])
    assert looks[0] != looks[1]
