"""Searching the site in a browser: results, excerpts, the keyboard, Chinese, and failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from .conftest import Visit


def search_for(page: Page, query: str) -> Locator:
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search")
    box.fill(query)
    return box


def results(page: Page) -> Locator:
    return page.get_by_role("option")


def test_search_files_load_only_when_search_is_opened(visit: Visit) -> None:
    page = visit()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page.reload()
    assert "script.js" in loaded
    assert not {"search.js", "search-client.js"} & set(loaded)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("combobox")).to_be_focused()
    assert {"search.js", "search-client.js"} <= set(loaded)


def test_results_are_grouped_with_titles_first_and_matches_highlighted(visit: Visit) -> None:
    page = visit()
    search_for(page, "dimm")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("3 results for “dimm”")
    expect(results(page).first).to_contain_text("The dimming rule")
    names = (
        page.get_by_role("dialog")
        .get_by_role("group")
        .evaluate_all("groups => groups.map(e => e.ariaLabel)")
    )
    assert names == ["Sections", "Pages"]
    assert page.locator("mark").all_inner_texts() == ["dimm"] * 3


def test_chinese_is_found_inside_a_longer_run_of_characters(visit: Visit) -> None:
    page = visit()
    search_for(page, "出口管制")
    expect(results(page)).to_have_count(1)
    assert page.locator("mark").all_inner_texts() == ["出口管制"]


def test_an_excerpt_shows_whole_words_around_the_match(visit: Visit) -> None:
    page = visit()
    search_for(page, "colza")
    excerpt = page.locator(".search-text").inner_text()
    words = excerpt.split()
    assert (words[0], words[-1]) == ("…", "…")
    assert set(words[1:-1]) == {"Whale-oil", "burns.", "Colza", "is", "dearer."}
    assert 100 < len(excerpt) < 200


def test_a_chinese_excerpt_shows_text_on_both_sides_of_the_match(visit: Visit) -> None:
    page = visit()
    search_for(page, "菜油")
    before, after = page.locator(".search-text").inner_text().split("菜油")
    assert (before[0], len(before)) == ("…", 62)
    assert (after[-1], len(after)) == ("…", 120)


@pytest.mark.parametrize(
    ("query", "found", "mark"),
    [
        ("CAFE", "Notes", "café"),
        ("cafe\u0301", "Notes", "café"),
        ("harbour", "Ｈａｒｂｏｕｒ Gazette", "Ｈａｒｂｏｕｒ"),
        ("ｈａｒｂｏｕｒ", "Ｈａｒｂｏｕｒ Gazette", "Ｈａｒｂｏｕｒ"),
    ],
)
def test_search_ignores_case_accents_and_character_width(
    visit: Visit, query: str, found: str, mark: str
) -> None:
    page = visit()
    search_for(page, query)
    expect(results(page)).to_have_count(1)
    expect(results(page)).to_contain_text(found)
    assert page.locator("mark").all_inner_texts() == [mark]


def test_a_result_contains_every_word_in_any_order(visit: Visit) -> None:
    page = visit()
    search_for(page, "candela northport")
    expect(results(page)).to_have_count(1)


def test_arrow_keys_and_enter_open_a_result_from_a_subfolder(visit: Visit) -> None:
    page = visit("sub/page.html")
    box = search_for(page, "lamps")
    expect(results(page)).to_have_count(3)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    address = str(chosen.evaluate("element => element.href"))
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_choosing_a_result_on_the_same_page_closes_search(visit: Visit) -> None:
    page = visit("sub/page.html")
    search_for(page, "dimming rule")
    expect(results(page).first).to_contain_text("The dimming rule")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url.endswith("sub/page.html#rule")


def test_a_search_without_results_says_so(visit: Visit) -> None:
    page = visit()
    search_for(page, "sealing wax")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "No result for “sealing wax”"
    )
    expect(results(page)).to_have_count(0)


def test_escape_closes_search_and_returns_focus_to_its_button(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_the_slash_shortcut_does_not_act_in_fields_and_can_be_turned_off(visit: Visit) -> None:
    page = visit()
    page.get_by_label("Your name").press("/")
    expect(page.get_by_label("Your name")).to_have_value("/")
    page.get_by_role("button", name="Search").press("/")
    page.get_by_label("Open search with the / key").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    button = page.get_by_role("button", name="Search")
    assert button.get_attribute("aria-keyshortcuts") is None
    button.press("/")
    assert page.locator("dialog, script[src*=search]").count() == 0


FAIL_TO_LOAD_INDEX = """
const append = Element.prototype.append;
Element.prototype.append = function (...nodes) {
  const isIndex = String(nodes[0]?.src).endsWith("/search.js");
  if (isIndex) setTimeout(() => nodes[0].dispatchEvent(new Event("error")));
  else append.apply(this, nodes);
};
"""


def test_pages_rank_above_sources_with_the_same_word(visit: Visit) -> None:
    page = visit()
    search_for(page, "gazette")
    expect(results(page)).to_have_count(2)
    expect(results(page).first).to_contain_text("Gazettes of the coast")


def test_a_search_index_that_fails_to_load_is_reported(visit: Visit) -> None:
    page = visit(init_script=FAIL_TO_LOAD_INDEX)
    page.keyboard.press("/")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "The search index could not be loaded"
    )
