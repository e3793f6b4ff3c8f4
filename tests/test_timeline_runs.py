"""On wide screens, the sides' cards face each other, and one side's run uses both columns."""

from __future__ import annotations

import pytest

from explainer.dates import Edtf, parse
from explainer.pages.timeline_runs import ACROSS, Card, Lane, Line, Setting, set_cards

LANES: dict[str, Lane] = {"N": 1, "S": 2, "o": ACROSS}
HEADS = "heads"


def cards(text: str) -> list[Card]:
    """Return cards such as `N12 S13~ o14`: the side, N, S or another, and the day of January."""
    return [Card(LANES[word[0]], _date(word[1:])) for word in text.split()]


def _date(day: str) -> Edtf:
    return parse(f"2030-01-{day}" if day else "2030-01")


def settings(text: str) -> list[str]:
    """Return how each card is set: its column in a run, if any, after the line above it."""
    return [_words(setting) for setting in set_cards(cards(text))]


def _words(setting: Setting) -> str:
    line = setting.line
    if line is None:
        above = ""
    elif line.lane is None:
        above = HEADS
    else:
        above = f"{'NS'[line.lane - 1]} alone {line.dates}".strip()
    return " ".join(filter(None, (above, setting.column)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S07 S08 N12 S13", ["S alone 7–8 January start", "end", HEADS, ""]),
        ("N12 N13 S13 S14", [HEADS, "", "", ""]),
        ("N21 S22 S23 S28 S29", [HEADS, "", "S alone 23–29 January start", "end", "start"]),
        ("N03 N04", ["N alone 3–4 January start", "end"]),
        ("N03 N03", ["N alone 3 January start", "end"]),
    ],
)  # fmt: skip
def test_a_run_of_one_side_uses_both_columns_but_for_cards_that_face_the_other(
    text: str, expected: list[str]
) -> None:
    assert settings(text) == expected


def test_a_card_alone_stays_in_its_own_column_without_a_line() -> None:
    assert settings("N12") == [""]
    assert settings("o12") == [""]


def test_cards_across_both_columns_separate_runs_and_get_no_heads() -> None:
    assert settings("N03 o04 N05") == ["", "", ""]
    assert settings("o03 o04") == ["", ""]
    assert settings("N03 N04 o05 N06 S07") == [
        "N alone 3–4 January start", "end", "", HEADS, "",
    ]  # fmt: skip


def test_sides_whose_acts_are_days_apart_do_not_face_each_other() -> None:
    assert settings("N01 N02 S06 S07") == [
        "N alone 1–2 January start", "end", "S alone 6–7 January start", "end",
    ]  # fmt: skip


def test_a_run_with_a_date_that_is_not_a_known_day_names_no_days() -> None:
    assert settings("N N10 N11~")[0] == "N alone start"


def test_every_card_is_set_once_whatever_the_order() -> None:
    for number in range(3**7):
        text = " ".join("NSo"[number // 3**place % 3] + f"{place + 1:02}" for place in range(7))
        placed = set_cards(cards(text))
        assert len(placed) == 7
        for card, setting in zip(cards(text), placed, strict=True):
            assert card.lane != ACROSS or setting == Setting()
            assert not setting.line or setting.line.lane in (None, card.lane)


def test_nothing_is_set_for_a_month_without_events() -> None:
    assert set_cards(()) == ()
    assert Line(1) == Line(1, "")
