"""Markers such as `[events side=north]` select exactly the events their filters ask for."""

from __future__ import annotations

import pytest
from examples import lamps

from explainer.fragment import Mark
from explainer.marker_options import name_of, read_filter
from explainer.pages.marker_table import MARKERS
from explainer.prose.convert import to_fragment


def marker(text: str) -> Mark:
    (mark,) = to_fragment(text).marks
    assert mark.kind == "block"
    return mark


def events(text: str) -> list[str]:
    return [event.id for event in lamps().select_events(read_filter(marker(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[events]", ["lens", "dimming", "tolls", "boycott", "talks", "rumour"]),
        ("[events side=south]", ["tolls", "boycott", "talks"]),
        ("[events kind=rule]", ["dimming", "tolls"]),
        ("[events side=north kind=talks]", ["talks"]),
        ("[events from=2031]", ["boycott", "talks", "rumour"]),
        ("[events to=2028]", ["lens"]),
        ("[events from=2030-03-05 to=2030-03-31]", ["tolls"]),
        ("[events from=2030-03 to=2030-03]", ["dimming", "tolls"]),
        ("[diagram side=pilots]", ["lens", "boycott", "rumour"]),
        ("[events side=north to=2029]", []),
    ],
)
def test_filters_select_events_by_side_kind_and_dates_oldest_first(
    text: str, expected: list[str]
) -> None:
    assert events(text) == expected


def test_an_ongoing_event_is_in_every_later_year() -> None:
    assert "boycott" in events("[events from=2040]")


def test_an_invalid_date_in_a_filter_is_an_error() -> None:
    with pytest.raises(ValueError, match="invalid date"):
        read_filter(marker("[events from=soon]"))


def test_a_marker_has_a_name_only_if_exactly_one_is_given() -> None:
    assert name_of(marker("[chart lamps]")) == "lamps"
    assert name_of(marker("[chart]")) == ""
    assert name_of(marker("[chart a b]")) == ""
    assert name_of(marker("[chart side=a]")) == ""


def test_every_marker_in_the_guide_is_supported() -> None:
    assert set(MARKERS) == {
        "events", "diagram", "chart", "accounts", "in-force", "outcomes", "status", "sources",
        "glossary", "changes", "upcoming", "TOC",
    }  # fmt: skip
