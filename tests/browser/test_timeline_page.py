"""The built timeline on wide screens and phones: what faces what, how long it is, what it covers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explainer.build import Settings, build
from explainer.store import Store
from tools.audit import thousand_events
from tools.audit.measures import TIMELINE_HEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PROJECT = Path(__file__).parent.parent.parent
TIMELINE = (PROJECT / "site" / "timeline.html").as_uri()
WIDE = 1280


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": WIDE, "height": 800})
    page.goto(TIMELINE)
    yield page
    page.close()


@pytest.mark.parametrize(("width", "limit"), TIMELINE_HEIGHTS.items())
def test_the_published_timeline_is_not_longer_than_a_reader_would_scroll(
    browser: Browser, width: int, limit: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(TIMELINE)
    assert page.evaluate("document.documentElement.scrollHeight") <= limit
    page.close()


def test_the_first_side_is_at_the_start_the_second_at_the_end_and_others_across(wide: Page) -> None:
    columns = wide.locator(".event:visible").evaluate_all(
        """(events) => events.map((event) => {
          const list = event.closest(".events").getBoundingClientRect();
          const card = event.getBoundingClientRect();
          const starts = Math.abs(card.left - list.left) < 1;
          const ends = Math.abs(card.right - list.right) < 1;
          const side = [...event.classList].filter((name) => /^side-|^joint$|^run-/.test(name));
          return [side.join(" "), starts && ends ? "across" : starts ? "start" : ends ? "end" : "?"];
        })"""
    )
    found = {tuple(column) for column in columns}
    assert found == {
        ("side-1", "start"), ("side-2", "end"), ("side-3", "across"),
        ("side-1 run-start", "start"), ("side-1 run-end", "end"),
        ("side-2 run-start", "start"), ("side-2 run-end", "end"),
        ("side-1 side-2 joint", "across"),
    }  # fmt: skip


def test_cards_of_both_sides_stand_side_by_side_and_none_overlap(wide: Page) -> None:
    boxes = wide.locator(".event:visible").evaluate_all(
        "(cards) => cards.map((card) => card.getBoundingClientRect().toJSON())"
    )
    facing = 0
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 : index + 12]:
            shares_rows = one["top"] < other["bottom"] - 1 and other["top"] < one["bottom"] - 1
            shares_columns = one["left"] < other["right"] and other["left"] < one["right"]
            assert not (shares_rows and shares_columns)
            facing += shares_rows
    assert facing >= 25


def test_the_strip_stays_on_screen_and_never_covers_what_a_link_leads_to(wide: Page) -> None:
    for target in ("h200-rule", "m.2026-01", "y.2022", "micron-ban"):
        wide.goto(f"{TIMELINE}#{target}")
        strip = wide.locator(".strip").bounding_box()
        place = wide.locator(f"[id='{target}']").bounding_box()
        assert strip
        assert place
        assert strip["y"] == pytest.approx(0, abs=1)
        assert strip["height"] <= 110
        assert place["y"] >= strip["height"]


def test_in_an_open_year_every_card_can_be_clicked(wide: Page) -> None:
    wide.locator(".folded > details > summary", has_text="2022").click()
    heading = wide.locator("#october-2022-rule h4")
    heading.scroll_into_view_if_needed()
    heading.click(position={"x": 2, "y": 2}, timeout=3_000)
    assert wide.locator(".event-more[open]").count() == 0


def test_the_timeline_can_be_used_with_the_keyboard_alone(wide: Page) -> None:
    wide.locator(".strip a:visible").first.focus()
    wide.keyboard.press("Enter")
    assert wide.evaluate("location.hash") == "#y.2014"
    wide.locator(".filters input").first.focus()
    wide.keyboard.press("Space")
    wide.wait_for_url("**/timeline.html?side=us")
    fold = wide.locator(".event-more:visible > summary").first
    fold.focus()
    wide.keyboard.press("Enter")
    assert wide.locator(".event-more[open]").count() == 1


@pytest.mark.parametrize("width", [360, WIDE])
def test_the_scroll_bar_of_a_long_timeline_stays_within_a_tenth(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(thousand_events, "EVENT_COUNT", 300)
    monkeypatch.setattr(thousand_events, "FIRST_DAY", thousand_events.LAST_DAY.replace(1989, 1, 1))
    thousand_events.write_content(tmp_path / "content")
    assert build(Settings(tmp_path / "content", tmp_path / "site"), Store()).published
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((tmp_path / "site" / "timeline.html").as_uri())
    height = "document.documentElement.scrollHeight"
    estimated = page.evaluate(height)
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(".tall { content-visibility: visible !important }");
          document.adoptedStyleSheets.push(sheet);
        }"""
    )
    assert page.locator(".tall").count() > 20
    assert estimated == pytest.approx(page.evaluate(height), rel=0.1)
    page.close()
