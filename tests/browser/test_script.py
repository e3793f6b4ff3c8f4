"""The scripts in a browser: pop-up notes, themes, printing and copying.

Each browser test runs twice: on a small site served over HTTP, and on the same site opened from
disk. The pages carry the same content security policy as the shipped templates. A test fails on
any console message or request to another host.
"""

from __future__ import annotations

import gzip
import json
import re
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


def violations(page: Page) -> list[str]:
    # The page's content security policy forbids axe's preloading of style sheets.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{violation['id']}: {violation['nodes'][0]['html']}" for violation in found]


# Notes


def test_the_keyboard_opens_a_source_note_enters_it_and_returns(visit: Visit) -> None:
    page = visit()
    link = page.get_by_role("link", name="1", exact=True)
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(note(page)).to_have_accessible_name("Source 1")
    expect(link).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(note(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(note(page).get_by_role("link", name="Harbour Gazette")).to_be_focused()
    page.keyboard.press("Escape")
    expect(note(page)).to_be_hidden()
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-expanded", "false")


def test_tabbing_out_of_a_note_continues_after_its_link(visit: Visit) -> None:
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


def test_a_note_omits_the_back_link_and_repeats_no_id(visit: Visit) -> None:
    page = visit()
    page.get_by_role("link", name="2", exact=True).first.click()
    expect(note(page)).to_contain_text("Log of the Southport light")
    expect(note(page)).not_to_contain_text("↩")
    ids = page.locator("[id]").evaluate_all("elements => elements.map(element => element.id)")
    assert len(ids) == len(set(ids))


def test_hovering_opens_a_note_that_stays_open_while_hovered(visit: Visit) -> None:
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


def test_escape_closes_a_note_opened_by_hovering(visit: Visit) -> None:
    page = visit()
    page.get_by_role("link", name="candela").hover()
    expect(note(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(note(page)).to_be_hidden()


def test_a_tap_on_a_phone_opens_a_note_inside_the_viewport(visit: Visit) -> None:
    page = visit(viewport={"width": 320, "height": 480}, has_touch=True, is_mobile=True)
    for name in ("1", "candela", "2"):
        page.get_by_role("link", name=name, exact=True).first.tap()
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


def test_a_note_opens_above_a_link_at_the_bottom_of_the_window(visit: Visit) -> None:
    page = visit()
    link = page.locator("#term\\.candela a[data-note]")
    link.evaluate("element => element.scrollIntoView({block: 'end'})")
    link.click()
    note_box, link_box = note(page).bounding_box(), link.bounding_box()
    assert note_box
    assert link_box
    assert note_box["y"] + note_box["height"] <= link_box["y"]


def test_notes_work_in_browsers_without_popovers(visit: Visit) -> None:
    names = "for (const name of ['showPopover', 'hidePopover', 'popover'])"
    page = visit(init_script=f"{names} delete HTMLElement.prototype[name]")
    page.get_by_role("link", name="1", exact=True).click()
    expect(note(page)).to_contain_text("Harbour Gazette")
    page.keyboard.press("Escape")
    expect(note(page)).to_be_hidden()


def test_a_ctrl_click_on_a_citation_opens_a_new_tab(visit: Visit) -> None:
    page = visit()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="1", exact=True).click(modifiers=["Control"])
    expect(opened.value).to_have_url(re.compile(r"#src\.gazette$"))


def test_without_javascript_a_citation_links_to_the_list_and_no_button_shows(visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    expect(page.get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="1", exact=True).click()
    assert page.url.endswith("#src.gazette")


# Notes on the timeline, which are loaded on demand


def test_a_source_listed_on_another_page_opens_as_a_note(visit: Visit) -> None:
    page = visit("timeline.html")
    page.get_by_role("link", name="source 7").first.click()
    expect(note(page)).to_be_focused()
    expect(note(page)).to_have_text("Log of the light. Lamp Board, 1901. primary.×")
    expect(note(page).get_by_role("link")).to_have_attribute("href", "sub/page.html")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="source 7").first).to_be_focused()


def test_a_note_dismissed_while_loading_does_not_open_later(visit: Visit) -> None:
    page = visit("timeline.html")
    page.evaluate("window.explainerNotes = null")
    page.route("**/timeline-notes.js", lambda _: None)
    page.get_by_role("link", name="source 7").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="rumour").click()
    page.evaluate(f"window.explainerNotes = {json.dumps(NOTES)}")
    page.locator("script[src$='timeline-notes.js']").dispatch_event("load")
    expect(note(page)).to_be_hidden()


def test_a_citation_without_a_loaded_note_follows_its_link(visit: Visit) -> None:
    page = visit("timeline.html")
    page.get_by_role("link", name="99").click()
    page.wait_for_url("**/sources.html#lost")


def test_an_event_can_be_cited_in_three_formats(visit: Visit) -> None:
    page = visit("timeline.html", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Cite").nth(1).click()
    expect(note(page)).to_have_accessible_name("Cite this event")
    expect(note(page)).to_contain_text("“protest.” The lamps.")
    page.get_by_role("button", name="Copy RIS").click()
    expect(page.locator(".script-status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "TY  - ELEC\nID  - protest"


def test_without_javascript_a_timeline_citation_links_to_its_source(visit: Visit) -> None:
    page = visit("timeline.html", java_script_enabled=False)
    page.get_by_role("link", name="source 7").first.click()
    assert page.url.endswith("sources.html#log")


# Theme

NOTE_THEME_WHEN_BODY_APPEARS = """
new MutationObserver((_, observer) => {
  if (!document.body) return;
  window.themeAtFirst = document.documentElement.dataset.theme ?? "system";
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def test_a_chosen_theme_applies_before_the_next_page_is_painted(visit: Visit) -> None:
    page = visit(init_script=NOTE_THEME_WHEN_BODY_APPEARS)
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


def test_changing_the_theme_in_one_window_changes_the_others(visit: Visit) -> None:
    page = visit()
    second = page.context.new_page()
    second.goto(page.url)
    page.get_by_role("button", name="Theme").click()
    expect(second.locator("html")).to_have_attribute("data-theme", "light")


def test_theme_and_search_work_where_the_browser_refuses_storage(visit: Visit) -> None:
    refuse = """Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("no", "SecurityError") } })"""
    page = visit(init_script=refuse)
    page.get_by_role("button", name="Theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()


# Printing, copying, accessibility and size


def test_collapsed_sections_open_for_printing_and_close_again(visit: Visit) -> None:
    page = visit()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details")).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details").get_attribute("open") is None


def test_the_printed_timeline_lists_its_cited_sources_with_their_addresses(
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


def test_printing_goes_ahead_when_the_list_of_sources_fails_to_load(visit: Visit) -> None:
    page = visit("timeline.html", empty="timeline-notes.js")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("main + section")).to_have_count(0)
    expect(page.locator("details:not([open])")).to_have_count(0)


@pytest.mark.parametrize("init_script", ["", "delete Navigator.prototype.clipboard"])
def test_a_reference_can_be_copied_to_the_clipboard(visit: Visit, init_script: str) -> None:
    page = visit(init_script=init_script, permissions=["clipboard-read", "clipboard-write"])
    page.locator("details").evaluate("element => { element.open = true }")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    page.get_by_label("Your name").press("Control+v")
    expect(page.get_by_label("Your name")).to_have_value("Lamp Board (1901), The lamps.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_notes_and_search_pass_the_axe_accessibility_checks(visit: Visit, theme: str) -> None:
    page = visit()
    for _ in range(["light", "dark"].index(theme) + 1):
        page.get_by_role("button", name="Theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    page.get_by_role("link", name="candela").click()
    assert violations(page) == []
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("lamps")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    assert violations(page) == []


def test_the_compressed_scripts_stay_under_six_kilobytes() -> None:
    # Without comments, as they are published.
    scripts = [jsmin((ASSETS / name).read_bytes()) for name in ("theme.js", "script.js")]
    assert sum(len(gzip.compress(script)) for script in scripts) <= 6 * 1000
