"""What the scripts give a reader: notes, themes, paper and copying, driven in a browser.

Every test runs on a small site served and on the same site in a folder on disk, under the policy
that the templates send, and fails on any word in the console and any request to another host.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect
from rjsmin import jsmin  # type: ignore[import-untyped]

from .lamp_site import ASSETS, NOTES

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from .conftest import Visit


def note(page: Page) -> Locator:
    return page.get_by_role("dialog")


def faults(page: Page) -> list[str]:
    # What axe would load beforehand, the page's policy forbids.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]


# Notes


def test_a_keyboard_opens_a_source_goes_into_it_and_comes_back(visit: Visit) -> None:
    page = visit()
    mark = page.get_by_role("link", name="1", exact=True)
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(mark).to_be_focused()
    expect(note(page)).to_have_accessible_name("Source 1")
    expect(mark).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(note(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(note(page).get_by_role("link", name="Harbour Gazette")).to_be_focused()
    page.keyboard.press("Escape")
    expect(note(page)).to_be_hidden()
    expect(mark).to_be_focused()
    expect(mark).to_have_attribute("aria-expanded", "false")


def test_tabbing_through_a_note_leads_on_from_its_mark(visit: Visit) -> None:
    page = visit()
    page.get_by_role("link", name="1", exact=True).focus()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="candela")).to_be_focused()
    expect(note(page)).to_have_accessible_name("Definition: candela")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="candela")).to_be_focused()


def test_a_note_holds_the_entry_without_its_way_back_and_doubles_no_id(visit: Visit) -> None:
    page = visit()
    page.get_by_role("link", name="2", exact=True).first.click()
    expect(note(page)).to_contain_text("Log of the Southport light")
    expect(note(page)).not_to_contain_text("↩")
    ids = page.locator("[id]").evaluate_all("found => found.map(element => element.id)")
    assert len(ids) == len(set(ids))


def test_pointing_opens_a_note_that_stays_while_pointed_at(visit: Visit) -> None:
    page = visit()
    page.clock.install(time=0)
    page.clock.pause_at(60_000)
    page.get_by_role("link", name="candela").hover()
    page.clock.run_for(100)
    expect(note(page)).to_be_hidden()
    page.clock.run_for(100)
    expect(note(page)).to_contain_text("The unit of light")
    note(page).get_by_text("The unit of light").hover()
    page.clock.run_for(5_000)
    expect(note(page)).to_be_visible()
    page.get_by_role("heading", name="The lamps").hover()
    page.clock.run_for(500)
    expect(note(page)).to_be_hidden()


def test_escape_closes_a_note_that_is_only_pointed_at(visit: Visit) -> None:
    page = visit()
    page.get_by_role("link", name="candela").hover()
    expect(note(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(note(page)).to_be_hidden()


def test_a_tap_on_a_phone_opens_a_note_within_the_window(visit: Visit) -> None:
    page = visit(viewport={"width": 320, "height": 480}, has_touch=True, is_mobile=True)
    for mark in ("1", "candela", "2"):
        page.get_by_role("link", name=mark, exact=True).first.tap()
        expect(note(page)).to_be_visible()
        box = note(page).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 480
        page.get_by_role("heading", name="The lamps").tap()
        expect(note(page)).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_note_stands_above_a_mark_at_the_foot_of_the_window(visit: Visit) -> None:
    page = visit()
    mark = page.locator("#term\\.candela a[data-note]")
    mark.evaluate("element => element.scrollIntoView({block: 'end'})")
    mark.click()
    above, place = note(page).bounding_box(), mark.bounding_box()
    assert above
    assert place
    assert above["y"] + above["height"] <= place["y"]


def test_a_browser_without_popovers_shows_notes_too(visit: Visit) -> None:
    gone = "for (const name of ['showPopover', 'hidePopover', 'popover'])"
    page = visit(before=f"{gone} delete HTMLElement.prototype[name]")
    page.get_by_role("link", name="1", exact=True).click()
    expect(note(page)).to_contain_text("Harbour Gazette")
    page.keyboard.press("Escape")
    expect(note(page)).to_be_hidden()


def test_a_press_with_ctrl_is_left_to_the_browser(visit: Visit) -> None:
    page = visit()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="1", exact=True).click(modifiers=["Control"])
    assert opened.value.url.endswith("#src.gazette")


def test_without_script_a_mark_leads_to_the_list_and_nothing_dead_is_shown(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    expect(page.get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="1", exact=True).click()
    assert page.url.endswith("#src.gazette")


# Notes of the timeline, which are loaded when one is asked for


def test_a_source_that_stands_on_another_page_opens_in_place(visit: Visit) -> None:
    page = visit("timeline.html")
    page.get_by_role("link", name="source 7").first.click()
    expect(note(page)).to_be_focused()
    expect(note(page)).to_have_text("Log of the light. Lamp Board, 1901. primary.×")
    expect(note(page).get_by_role("link")).to_have_attribute("href", "sub/page.html")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="source 7").first).to_be_focused()


def test_a_source_that_was_only_passed_over_does_not_open_late(visit: Visit) -> None:
    page = visit("timeline.html")
    page.evaluate("window.explainerNotes = null")
    page.route("**/timeline-notes.js", lambda _: None)
    page.get_by_role("link", name="source 7").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="rumour").click()
    page.evaluate(f"window.explainerNotes = {json.dumps(NOTES)}")
    page.locator("script[src$='timeline-notes.js']").dispatch_event("load")
    expect(note(page)).to_be_hidden()


def test_a_source_of_which_nothing_was_loaded_is_gone_to(visit: Visit) -> None:
    page = visit("timeline.html")
    page.get_by_role("link", name="99").click()
    page.wait_for_url("**/sources.html#lost")


def test_an_event_can_be_cited_in_three_forms(visit: Visit) -> None:
    page = visit("timeline.html", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Cite").nth(1).click()
    expect(note(page)).to_have_accessible_name("Cite this event")
    expect(note(page)).to_contain_text("“protest.” The lamps.")
    page.get_by_role("button", name="Copy RIS").click()
    expect(page.locator(".script-status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "TY  - ELEC\nID  - protest"


def test_without_script_a_timelines_mark_leads_to_the_source(visit: Visit) -> None:
    page = visit("timeline.html", java_script_enabled=False)
    page.get_by_role("link", name="source 7").first.click()
    assert page.url.endswith("sources.html#log")


# Theme

BODY_SEEN = """
new MutationObserver((_, observer) => {
  if (!document.body) return;
  window.themeAtFirst = document.documentElement.dataset.theme ?? "system";
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def test_a_chosen_theme_is_there_on_the_next_page_before_anything_is_drawn(visit: Visit) -> None:
    page = visit(before=BODY_SEEN)
    assert page.evaluate("window.themeAtFirst") == "system"
    page.get_by_role("button", name="Theme: system").click()
    page.get_by_role("button", name="Theme: light").click()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Theme: dark")
    page.get_by_role("link", name="The next page").click()
    page.wait_for_url("**/sub/page.html")
    assert page.evaluate("window.themeAtFirst") == "dark"
    page.get_by_role("button", name="Theme: dark").click()
    page.reload()
    assert page.evaluate("window.themeAtFirst") == "system"


def test_a_theme_changed_in_one_window_changes_the_others(visit: Visit) -> None:
    page = visit()
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_role("button", name="Theme").click()
    expect(other.locator("html")).to_have_attribute("data-theme", "light")


def test_a_browser_that_keeps_nothing_still_changes_the_theme(visit: Visit) -> None:
    refuse = """Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("no", "SecurityError") } })"""
    page = visit(before=refuse)
    page.get_by_role("button", name="Theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()


# Paper, copying, the whole


def test_folded_parts_open_on_paper_and_fold_again(visit: Visit) -> None:
    page = visit()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details")).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details").get_attribute("open") is None


def test_the_timeline_on_paper_lists_the_sources_of_its_numbers_with_their_addresses(
    visit: Visit,
) -> None:
    page = visit("timeline.html")
    page.wait_for_function("window.explainerNotes || location.protocol !== 'file:'")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sources = page.locator("main + section .page-sources > li")
    expect(sources).to_have_count(1)
    expect(sources).to_have_attribute("value", "7")
    expect(sources).to_contain_text("Log of the light. Lamp Board, 1901. primary.")
    expect(sources.locator(".address")).to_have_text("sub/page.html")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(sources).to_have_count(0)


def test_paper_is_not_kept_waiting_by_a_list_of_sources_that_cannot_be_had(visit: Visit) -> None:
    page = visit("timeline.html", lost="timeline-notes.js")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("main + section")).to_have_count(0)
    expect(page.locator("details:not([open])")).to_have_count(0)


@pytest.mark.parametrize("before", ["", "delete Navigator.prototype.clipboard"])
def test_a_reference_can_be_copied(visit: Visit, before: str) -> None:
    page = visit(before=before, permissions=["clipboard-read", "clipboard-write"])
    page.locator("details").evaluate("element => { element.open = true }")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    page.get_by_label("Your name").press("Control+v")
    expect(page.get_by_label("Your name")).to_have_value("Lamp Board (1901), The lamps.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_notes_and_search_stand_up_to_axe(visit: Visit, theme: str) -> None:
    page = visit()
    for _ in range(["light", "dark"].index(theme) + 1):
        page.get_by_role("button", name="Theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    page.get_by_role("link", name="candela").click()
    assert faults(page) == []
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("a")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    assert faults(page) == []


def test_the_scripts_stay_small_on_the_wire() -> None:
    # As they are published: without the comments.
    first = [jsmin((ASSETS / name).read_bytes()) for name in ("theme.js", "script.js")]
    assert sum(len(gzip.compress(script)) for script in first) <= 6 * 1000
