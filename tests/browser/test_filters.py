"""The timeline's filters, folded years and strip in a browser, with JavaScript and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .conftest import Visit

PHONE = {"viewport": {"width": 360, "height": 640}}
WIDE = {"viewport": {"width": 1280, "height": 800}}


def url_ending(text: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(text)}$")


def open_wide(visit: Visit, address: str = "timeline.html", **options: object) -> Page:
    """Open a page where the filters are beside the list."""
    return visit(address, **{**WIDE, **options})


def visible_events(page: Page) -> list[str]:
    return page.locator(".event h3:visible").all_inner_texts()


def visible_years(page: Page) -> list[str]:
    return page.locator(".year h2:visible").all_inner_texts()


def test_filters_of_several_kinds_combine_and_update_the_address(visit: Visit) -> None:
    page = open_wide(visit)
    page.get_by_label("Southport", exact=True).check()
    expect(page.locator("output")).to_have_text("3 of 4 events")
    page.get_by_label("Letter").check()
    page.get_by_label("Disputed").check()
    assert visible_events(page) == ["rumour"]
    expect(page.locator("output")).to_have_text("1 of 4 events")
    expect(page).to_have_url(url_ending("timeline.html?side=south&kind=letter&certainty=disputed"))
    assert visible_years(page) == ["1903"]


def test_several_options_of_one_filter_can_be_chosen(visit: Visit) -> None:
    page = open_wide(visit)
    page.get_by_label("Rule").check()
    page.get_by_label("Treaty").check()
    assert visible_events(page) == ["dimming", "treaty"]
    expect(page).to_have_url(url_ending("?kind=rule&kind=treaty"))
    page.get_by_label("Rule").uncheck()
    assert visible_events(page) == ["treaty"]


def test_the_timeline_can_be_narrowed_to_measures_in_force_and_to_the_moves_that_matter(
    visit: Visit,
) -> None:
    page = open_wide(visit)
    page.get_by_label("In force").check()
    assert visible_events(page) == ["dimming", "treaty"]
    expect(page).to_have_url(url_ending("?measure=in-force"))
    page.get_by_label("Moves that matter").check()
    assert visible_events(page) == ["dimming"]
    expect(page).to_have_url(url_ending("?key=key&measure=in-force"))


def test_a_shared_address_opens_with_its_filters(visit: Visit) -> None:
    page = open_wide(visit, "timeline.html?side=south&kind=letter&from=a-friend")
    expect(page.locator("output")).to_have_text("2 of 4 events")
    expect(page.get_by_label("Southport", exact=True)).to_be_checked()
    page.get_by_label("Southport", exact=True).uncheck()
    expect(page).to_have_url(url_ending("?from=a-friend&kind=letter"))


def test_an_unknown_filter_in_the_address_hides_nothing(visit: Visit) -> None:
    page = open_wide(visit, "timeline.html?side=the-moon")
    assert len(visible_events(page)) == 4
    expect(page.locator(":checked")).to_have_count(0)


def test_clear_takes_every_filter_away(visit: Visit) -> None:
    page = open_wide(visit, "timeline.html?side=north&kind=letter")
    expect(page.locator("output")).to_have_text("None of 4 events")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("output")).to_have_text("4 events")
    expect(page).to_have_url(url_ending("timeline.html"))


def test_a_link_to_a_hidden_event_shows_it_until_the_filter_changes(visit: Visit) -> None:
    page = open_wide(visit, "timeline.html?side=south&kind=letter")
    page.get_by_role("link", name="what came first").first.click()
    expect(page.locator("#dimming")).to_be_in_viewport()
    assert visible_events(page) == ["dimming", "protest", "rumour"]
    page.get_by_label("Disputed").check()
    assert visible_events(page) == ["rumour"]


def test_the_back_button_undoes_each_change_of_the_filters(visit: Visit) -> None:
    page = open_wide(visit)
    page.get_by_label("Southport", exact=True).check()
    expect(page).to_have_url(url_ending("?side=south"))
    page.get_by_label("Letter").check()
    expect(page).to_have_url(url_ending("?side=south&kind=letter"))
    page.go_back()
    expect(page.get_by_label("Letter")).not_to_be_checked()
    expect(page.get_by_label("Southport", exact=True)).to_be_checked()
    expect(page.locator("output")).to_have_text("3 of 4 events")
    page.go_back()
    expect(page.locator("output")).to_have_text("4 events")
    page.go_forward()
    expect(page.locator("output")).to_have_text("3 of 4 events")


def test_filters_work_where_the_browser_refuses_to_change_the_address(visit: Visit) -> None:
    refuse = "history.pushState = () => { throw new DOMException('no', 'SecurityError') }"
    page = open_wide(visit, init_script=refuse)
    page.get_by_label("Southport", exact=True).check()
    assert visible_events(page) == ["protest", "treaty", "rumour"]


def test_years_and_the_strip_count_what_the_filters_leave(visit: Visit) -> None:
    page = open_wide(visit)
    page.get_by_label("Letter").check()
    counts = page.locator(".year [data-count]:visible")
    assert counts.all_inner_texts() == ["1 of 2 events", "1 event"]
    heights = page.locator(".strip g[data-in] rect").evaluate_all(
        "(bars) => bars.map((bar) => bar.getBoundingClientRect().height)"
    )
    assert heights == [0, 9]
    page.get_by_role("button", name="Clear").click()
    expect(counts).to_have_text(["2 events", "1 event", "1 event"])


def test_one_side_alone_uses_both_columns(visit: Visit) -> None:
    page = open_wide(visit)
    columns = "(list) => getComputedStyle(list).gridTemplateColumns.split(' ').length"
    page.get_by_label("Letter").check()
    assert page.locator(".events:visible").first.evaluate(columns) == 2
    page.get_by_label("Rule").check()
    assert page.locator(".events:visible").first.evaluate(columns) == 1


def test_on_a_phone_the_filters_are_a_bar_that_opens_and_says_how_many_are_set(
    visit: Visit,
) -> None:
    page = visit("timeline.html?kind=letter", **PHONE)
    expect(page.get_by_label("Letter")).to_be_hidden()
    page.get_by_text("Filter (1)").click()
    page.get_by_label("Disputed").check()
    expect(page.get_by_text("Filter (2)")).to_be_visible()
    page.get_by_role("button", name="Show 1 of 4 events").click()
    expect(page.get_by_label("Letter")).to_be_hidden()
    expect(page).to_have_url(url_ending("?kind=letter&certainty=disputed"))
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_text("Filter (2)")).to_be_in_viewport()


def test_filters_work_without_javascript(visit: Visit) -> None:
    page = open_wide(visit, java_script_enabled=False)
    page.get_by_label("Southport", exact=True).check()
    assert visible_events(page) == ["protest", "treaty", "rumour"]
    assert visible_years(page) == ["1901", "1902", "1903"]
    page.get_by_label("Confirmed").check()
    assert visible_events(page) == ["treaty"]
    page.get_by_label("All sides").check()
    assert visible_events(page) == ["dimming", "treaty"]
    assert visible_years(page) == ["1901", "1902"]
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("In force").check()
    page.get_by_label("Rule").check()
    assert visible_events(page) == ["dimming"]
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("Moves that matter").check()
    assert visible_events(page) == ["dimming"]


@pytest.mark.parametrize("missing", ["assets/script.js", "assets/timeline.js"])
def test_filters_work_and_no_dead_button_shows_when_a_script_is_missing(
    visit: Visit, missing: str
) -> None:
    page = open_wide(visit, empty=missing)
    page.get_by_label("Southport", exact=True).check()
    assert visible_events(page) == ["protest", "treaty", "rumour"]
    expect(page.locator("[data-needs-script]:visible")).to_have_count(0)


def test_a_long_timeline_offers_no_filters_without_javascript(visit: Visit) -> None:
    page = visit("long.html", java_script_enabled=False)
    expect(page.locator("form")).to_be_hidden()
    assert len(visible_events(page)) == 4


@pytest.mark.parametrize("scripted", [True, False])
def test_a_link_of_the_strip_works_when_filters_hide_all_events_of_its_year(
    visit: Visit, scripted: object
) -> None:
    page = open_wide(visit, java_script_enabled=scripted)
    page.get_by_label("Letter").check()
    expect(page.locator("[id='y.1902']")).to_be_hidden()
    page.get_by_role("link", name="1902: Northport 1, Southport 1").click()
    expect(page.get_by_role("heading", name="1902")).to_be_in_viewport()


def test_the_strip_frames_the_month_on_screen(visit: Visit) -> None:
    page = open_wide(visit)
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(".month { min-height: 100vh }");
          document.adoptedStyleSheets.push(sheet);
        }"""
    )
    page.locator("#rumour").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 300)")
    framed = page.locator(".strip a.on-screen")
    expect(framed).to_have_count(1)
    expect(framed).to_have_attribute("href", "#m.1903-02")


def test_a_folded_year_can_be_opened_without_javascript(visit: Visit) -> None:
    page = visit("folded.html", java_script_enabled=False)
    assert visible_events(page) == ["treaty", "rumour"]
    page.locator("summary", has_text="1901").click()
    assert visible_events(page) == ["dimming", "protest", "treaty", "rumour"]


@pytest.mark.parametrize("target", ["protest", "y.1901"])
@pytest.mark.parametrize("scripted", [True, False])
def test_a_link_into_a_folded_year_opens_it(visit: Visit, scripted: object, target: str) -> None:
    page = visit(f"folded.html#{target}", java_script_enabled=scripted)
    expect(page.locator("#protest h3")).to_be_visible()
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_a_filter_opens_the_folded_years_that_match_and_clear_folds_them_again(
    visit: Visit,
) -> None:
    page = open_wide(visit, "folded.html")
    page.get_by_label("Rule").check()
    assert visible_events(page) == ["dimming"]
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".event h3:visible")).to_have_text(["treaty", "rumour"])


def test_link_copies_the_address_of_its_event(visit: Visit) -> None:
    keep = "navigator.clipboard && (navigator.clipboard.writeText = async (text) => { window.copied = text; })"
    page = open_wide(visit, init_script=keep)
    page.locator("#protest").get_by_role("link", name="Link").click()
    if page.evaluate("Boolean(navigator.clipboard)"):
        assert page.evaluate("copied").endswith("timeline.html#protest")
        expect(page.locator("[role=status]")).to_have_text("Copied")
    else:
        expect(page).to_have_url(url_ending("#protest"))
