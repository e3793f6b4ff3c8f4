"""Searching the site in a browser: results, excerpts, the keyboard, Chinese, and failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
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


def status(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("status")


def kinds(page: Page) -> list[str]:
    return page.get_by_role("group", name="Kinds").get_by_role("button").all_inner_texts()


def marks(page: Page) -> list[str]:
    return page.locator("mark").all_inner_texts()


def test_results_are_counted_and_grouped_by_kind_with_matches_highlighted(visit: Visit) -> None:
    page = visit()
    search_for(page, "dimm")
    expect(status(page)).to_have_text("2 results for dimm")
    assert kinds(page) == ["All 2", "Text 2"]
    expect(results(page).first).to_contain_text("The dimming rule")
    expect(results(page).first.locator(".search-place")).to_have_text("Background › Notes")
    assert marks(page) == ["dimming", "dimmed"]


def test_a_result_says_where_it_is(visit: Visit) -> None:
    page = visit()
    search_for(page, "Northport lamps")
    expect(results(page).first.locator(".search-place")).to_have_text(
        "Timeline · 3 May 1901 · Northport"
    )
    assert page.locator(".search-place mark").all_inner_texts() == ["Northport"]


def test_choosing_a_kind_shows_only_its_results(visit: Visit) -> None:
    page = visit()
    box = search_for(page, "lamp")
    expect(status(page)).to_have_text("5 results for lamp")
    assert kinds(page) == ["All 5", "Terms 1", "Events 1", "Text 1", "Sources 2"]
    page.get_by_role("button", name="Sources 2").click()
    expect(results(page)).to_have_count(2)
    expect(page.get_by_role("button", name="Sources 2")).to_be_focused()
    expect(page.get_by_role("button", name="Sources 2")).to_have_attribute("aria-pressed", "true")
    box.fill("candela")
    expect(status(page)).to_have_text("1 result for candela")
    expect(page.get_by_role("button", name="All 1")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("query", "mark"),
    [
        ("license", "licence"),
        ("licences", "licence"),
        ("25%", "25 percent"),
        ("25 per cent", "25 percent"),
        ("organizing", "organising"),
        ("harbor", "Ｈａｒｂｏｕｒ"),
        ("“lamp’s board”", "Lamp Board"),
        ("gazette coast", "Gazettes"),
        ("case by case", "case"),
        ("casebycase", "Case-by-case"),
        ("café", "café"),
    ],
)
def test_other_spellings_of_a_word_are_found(visit: Visit, query: str, mark: str) -> None:
    page = visit()
    search_for(page, query)
    expect(results(page).first).to_be_visible()
    assert mark in marks(page)


def test_stop_words_count_only_if_the_query_has_nothing_else(visit: Visit) -> None:
    page = visit()
    box = search_for(page, "what is the candela of the")
    expect(results(page)).to_have_count(1)
    box.fill("in")
    expect(results(page)).to_have_text(["In brief Northport dimmed its lamps below one candela."])


def test_a_misspelt_word_is_corrected_with_its_results_shown_at_once(visit: Visit) -> None:
    page = visit()
    box = search_for(page, "gazwtte")
    expect(status(page)).to_contain_text("2 results for gazette")
    expect(status(page)).to_contain_text("Nothing for gazwtte. Did you mean gazette? Its results:")
    expect(results(page)).to_have_count(2)
    expect(box).to_have_value("gazwtte")
    page.get_by_role("button", name="gazette", exact=True).click()
    expect(box).to_have_value("gazette")
    expect(box).to_be_focused()
    expect(status(page)).to_have_text("2 results for gazette")


@pytest.mark.parametrize("query", ["TLP", "total lamp power", "Total lamp powers", "灯光总功率"])
def test_a_terms_definition_comes_first_and_its_other_names_are_found(
    visit: Visit, query: str
) -> None:
    page = visit()
    search_for(page, query)
    expect(results(page).first).to_have_text(
        "Term total lamp power TLP · 灯光总功率 What a lamp gives."
    )
    expect(results(page)).to_have_count(2)
    expect(results(page).nth(1)).to_contain_text("the price of organising them")
    assert kinds(page) == ["All 2", "Terms 1", "Sources 1"]


def test_a_title_ranks_above_a_text_and_a_whole_word_above_a_beginning(visit: Visit) -> None:
    page = visit()
    box = search_for(page, "board")
    expect(results(page).first).to_contain_text("Northport dims its lamps")
    box.fill("oil")
    expect(results(page).first).to_contain_text("Oil")
    box.fill("dim")
    expect(results(page).first).to_contain_text("Northport dims its lamps")


def test_chinese_is_found_inside_a_longer_run_of_characters(visit: Visit) -> None:
    page = visit()
    box = search_for(page, "出口管制")
    expect(results(page)).to_have_count(1)
    assert marks(page) == ["出口管制"]
    box.fill("塔")
    expect(results(page)).to_have_count(1)


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
    assert marks(page) == [mark]


def test_a_result_contains_every_word_in_any_order(visit: Visit) -> None:
    page = visit()
    search_for(page, "candela northport")
    expect(results(page)).to_have_count(1)


def test_search_fills_the_screen_of_a_phone(visit: Visit) -> None:
    page = visit(viewport={"width": 360, "height": 700}, has_touch=True)
    page.get_by_role("button", name="Search").tap()
    page.get_by_role("combobox").fill("lamps")
    expect(results(page).first).to_be_visible()
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 700}
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="Close").tap()
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_arrow_keys_and_enter_open_a_result_from_a_subfolder(visit: Visit) -> None:
    page = visit("sub/page.html")
    box = search_for(page, "lamps")
    expect(results(page)).to_have_count(5)
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
        "No results for sealing wax"
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


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1280, "dark")])
def test_search_passes_the_axe_checks_of_wcag_22(visit: Visit, width: int, theme: str) -> None:
    page = visit(viewport={"width": width, "height": 700})
    for _ in range(["light", "dark"].index(theme) + 1):
        page.get_by_role("button", name="Theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    box = search_for(page, "")
    for query, message in (
        ("", "Spelling either way"),
        ("TLP", "2 results"),
        ("gazwtte", "Did you mean"),
        ("sealing wax", "No results"),
    ):
        box.fill(query)
        expect(status(page)).to_contain_text(message)
        page.keyboard.press("ArrowDown")
        found = Axe().run(page, options={"preload": False, "runOnly": tags}).response["violations"]
        assert [violation["id"] for violation in found] == []
