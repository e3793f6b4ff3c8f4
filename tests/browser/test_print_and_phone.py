"""The built pages fit a narrow phone, and print without controls that only work on screen."""

from __future__ import annotations

import re
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


def scroll_width(browser: Browser, address: str, *, width: int) -> int:
    page = browser.new_page(viewport={"width": width, "height": 800})
    try:
        page.goto(address)
        content_width = page.evaluate("document.documentElement.scrollWidth")
        assert isinstance(content_width, int)
        return content_width
    finally:
        page.close()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways_on_a_narrow_phone(browser: Browser, address: str) -> None:
    assert scroll_width(browser, (SITE / address).as_uri(), width=320) <= 320


def test_a_chart_fits_a_phone_with_readable_text(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    count = 0
    for address in PAGES:
        page.goto((SITE / address).as_uri())
        for chart in page.locator(".chart-drawing").all():
            available, needed, font_sizes = chart.evaluate(
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
            assert needed <= available, address
            assert min(font_sizes) >= 11, address
            count += 1
    assert count >= 4
    page.close()


def test_no_date_is_broken_between_two_lines(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    for address in ("timeline.html", "outcomes/index.html", "index.html"):
        page.goto((SITE / address).as_uri())
        broken = page.locator("time").evaluate_all(
            "(dates) => dates.filter((date) => date.getClientRects().length > 1).length"
        )
        assert broken == 0, address
    page.close()


def test_print_shows_only_the_wide_form_of_a_chart(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 673, "height": 900})
    page.goto((SITE / "background" / "the-chip.html").as_uri())
    page.emulate_media(media="print")
    shown = page.locator(".two-forms > svg").evaluate_all(
        "(forms) => forms.map((form) => form.checkVisibility())"
    )
    assert shown == [True, False]
    page.close()


@pytest.mark.parametrize("width", [360, 900, 1280, 1800])
def test_the_masthead_spans_the_window_and_lines_up_with_the_text(
    browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for address in ["index.html", "timeline.html", "glossary.html", "changes.html", "sources.html"]:
        page.goto((SITE / address).as_uri())
        masthead_width, brand_x, heading_x, brand_bottom, tools_y = page.evaluate(
            """() => {
              const box = (name) => document.querySelector(name).getBoundingClientRect();
              const brand = box(".brand");
              return [box(".masthead").width, brand.x, box("h1").x, brand.bottom, box(".tools").y];
            }"""
        )
        assert masthead_width == width, address
        assert brand_x == pytest.approx(heading_x, abs=0.5), address
        assert tools_y < brand_bottom, address
    page.close()


@pytest.fixture(scope="module")
def extremes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an explainer of extremes: very long names, a table of 20 columns, forty citations."""
    site = tmp_path_factory.mktemp("extremes") / "site"
    assert build(Settings(EXTREMES, site), Store()).published
    return site


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("address", ["index.html", "one.html", "timeline.html", "everything.html"])
def test_extreme_content_never_makes_a_page_scroll_sideways(
    browser: Browser, extremes: Path, address: str, width: int
) -> None:
    assert scroll_width(browser, (extremes / address).as_uri(), width=width) <= width


def test_print_leaves_out_buttons_and_keeps_every_event_and_what_is_folded(
    browser: Browser,
) -> None:
    page = browser.new_page()
    page.goto((SITE / "timeline.html").as_uri())
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    controls = ".event-tools, .filters, .strip, .routes, .year-moves"
    assert page.locator(controls).count() > 0
    assert page.locator(controls).locator("visible=true").count() == 0
    for part in (".event", ".relations", ".event-more > .event-note"):
        assert page.locator(part).count() > 100
        assert page.locator(f"{part}:visible").count() == page.locator(part).count()
    page.close()


def test_the_timeline_is_printed_in_two_columns_on_less_than_thirty_sheets(
    browser: Browser,
) -> None:
    page = browser.new_page()
    page.goto((SITE / "timeline.html").as_uri())
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))
    page.emulate_media(media="print")
    columns = page.locator(".timeline-list").evaluate(
        "(list) => getComputedStyle(list).columnCount"
    )
    page.close()
    assert columns == "2"
    assert 0 < sheets < 30


def test_a_printed_page_may_break_after_a_cards_heading(browser: Browser) -> None:
    page = browser.new_page()
    page.goto((SITE / "us-moves" / "index.html").as_uri())
    page.emulate_media(media="print")
    break_after = page.evaluate(
        """() => [...document.querySelectorAll(".event :is(h3, h4, h5)")]
          .map((heading) => getComputedStyle(heading).breakAfter)"""
    )
    assert set(break_after) == {"auto"}
    page.close()


def test_the_404_page_looks_like_other_pages_in_light_and_dark(browser: Browser) -> None:
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
