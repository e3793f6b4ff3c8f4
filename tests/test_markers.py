"""A marker stands for exactly the events that it asks for."""

from __future__ import annotations

import pytest
from examples import lamps

from explainer.fragment import Mark
from explainer.markers import MARKERS, chosen, name_of, read_filter
from explainer.prose.convert import to_fragment


def marker(text: str) -> Mark:
    (mark,) = to_fragment(text).marks
    assert mark.kind == "block"
    return mark


def events(text: str) -> list[str]:
    return [event.id for event in chosen(marker(text), lamps().events)]


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
def test_filters_choose_events_by_side_kind_and_days_oldest_first(
    text: str, expected: list[str]
) -> None:
    assert events(text) == expected


def test_an_event_still_going_is_in_every_later_year() -> None:
    assert "boycott" in events("[events from=2040]")


def test_a_date_that_cannot_be_read_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="not a date"):
        read_filter(marker("[events from=soon]"))


def test_a_named_marker_has_one_name() -> None:
    assert name_of(marker("[chart lamps]")) == "lamps"
    assert name_of(marker("[chart]")) == ""
    assert name_of(marker("[chart a b]")) == ""
    assert name_of(marker("[chart side=a]")) == ""


def test_every_marker_of_the_guide_is_known() -> None:
    assert set(MARKERS) == {
        "events", "diagram", "chart", "accounts", "in-force", "outcomes", "status", "sources",
        "glossary", "changes", "TOC",
    }  # fmt: skip
