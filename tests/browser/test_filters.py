"""The timeline's filters in a browser, with JavaScript and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .conftest import Visit


def url_ending(text: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(text)}$")


def visible_events(page: Page) -> list[str]:
    return page.locator(".event h3:visible").all_inner_texts()


def test_filters_combine_and_update_the_address(visit: Visit) -> None:
    page = visit("timeline.html")
    page.get_by_label("Southport").check()
    expect(page.locator("output")).to_have_text("3 of 4 events")
    page.get_by_label("Letter").check()
    page.get_by_label("Disputed").check()
    assert visible_events(page) == ["rumour"]
    expect(page.locator("output")).to_have_text("1 of 4 events")
    expect(page).to_have_url(url_ending("timeline.html?side=south&kind=letter&certainty=disputed"))
    assert page.locator(".year h2:visible").all_inner_texts() == ["1903"]


def test_the_timeline_can_be_filtered_to_measures_in_force(visit: Visit) -> None:
    page = visit("timeline.html")
    page.get_by_label("In force").check()
    assert visible_events(page) == ["dimming", "treaty"]
    expect(page).to_have_url(url_ending("?measure=in-force"))


def test_a_shared_address_opens_with_its_filters(visit: Visit) -> None:
    page = visit("timeline.html?side=south&kind=letter&from=a-friend")
    expect(page.locator("output")).to_have_text("2 of 4 events")
    expect(page.get_by_label("Southport")).to_be_checked()
    page.get_by_label("All sides").check()
    expect(page).to_have_url(url_ending("?from=a-friend&kind=letter"))


def test_an_unknown_filter_in_the_address_hides_nothing(visit: Visit) -> None:
    page = visit("timeline.html?side=the-moon")
    assert len(visible_events(page)) == 4
    expect(page.get_by_label("All sides")).to_be_checked()


def test_show_all_clears_every_filter(visit: Visit) -> None:
    page = visit("timeline.html?side=north&kind=letter")
    expect(page.locator("output")).to_have_text("None of 4 events")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("output")).to_have_text("4 events")
    expect(page).to_have_url(url_ending("timeline.html"))


def test_a_link_to_a_hidden_event_shows_it_until_the_filter_changes(visit: Visit) -> None:
    page = visit("timeline.html?side=south&kind=letter")
    page.get_by_role("link", name="what came first").first.click()
    expect(page.locator("#dimming")).to_be_in_viewport()
    assert visible_events(page) == ["dimming", "protest", "rumour"]
    page.get_by_label("Disputed").check()
    assert visible_events(page) == ["rumour"]


def test_the_back_button_restores_the_filters_of_that_address(visit: Visit) -> None:
    page = visit("timeline.html")
    page.get_by_label("Southport").check()
    page.get_by_role("link", name="what came first").first.click()
    page.get_by_label("Northport").check()
    page.go_back()
    expect(page.get_by_label("Southport")).to_be_checked()
    expect(page.locator("output")).to_have_text("3 of 4 events")


def test_filters_work_where_the_browser_refuses_to_change_the_address(visit: Visit) -> None:
    refuse = "history.replaceState = () => { throw new DOMException('no', 'SecurityError') }"
    page = visit("timeline.html", init_script=refuse)
    page.get_by_label("Southport").check()
    assert visible_events(page) == ["protest", "treaty", "rumour"]


def test_filters_work_without_javascript(visit: Visit) -> None:
    page = visit("timeline.html", java_script_enabled=False)
    page.get_by_label("Southport").check()
    assert visible_events(page) == ["protest", "treaty", "rumour"]
    assert page.locator(".year h2:visible").all_inner_texts() == ["1901", "1902", "1903"]
    page.get_by_label("Confirmed").check()
    assert visible_events(page) == ["treaty"]
    assert page.locator(".year h2:visible").count() == 0
    page.get_by_label("All sides").check()
    assert page.locator(".year h2:visible").all_inner_texts() == ["1901", "1902"]
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("In force").check()
    page.get_by_label("Rule").check()
    assert visible_events(page) == ["dimming"]


def test_filters_work_and_no_dead_button_shows_when_the_script_is_missing(visit: Visit) -> None:
    page = visit("timeline.html", empty="assets/script.js")
    page.get_by_label("Southport").check()
    assert visible_events(page) == ["protest", "treaty", "rumour"]
    expect(page.locator("[data-needs-script]:visible")).to_have_count(0)


def test_a_long_timeline_offers_no_filters_without_javascript(visit: Visit) -> None:
    page = visit("long.html", java_script_enabled=False)
    expect(page.locator("form")).to_be_hidden()
    assert len(visible_events(page)) == 4


@pytest.mark.parametrize("scripted", [True, False])
def test_a_link_to_a_year_works_when_filters_hide_all_its_events(
    visit: Visit, scripted: object
) -> None:
    page = visit("timeline.html", java_script_enabled=scripted)
    page.get_by_label("Letter").check()
    expect(page.locator("[id='y.1902']")).to_be_hidden()
    page.get_by_role("link", name="1902").click()
    expect(page.get_by_role("heading", name="1902")).to_be_in_viewport()


def test_a_link_to_a_year_works_when_two_filters_hide_the_headings(visit: Visit) -> None:
    page = visit("timeline.html", java_script_enabled=False)
    page.get_by_label("Letter").check()
    page.get_by_label("Disputed").check()
    page.get_by_role("link", name="1902").click()
    assert page.locator(".year h2:visible").all_inner_texts() == ["1902"]
