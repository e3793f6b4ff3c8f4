"""The density strip counts every event, on a true time axis, and each column is easy to tap."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring

import pytest
from examples import lamps

from explainer.dates import parse
from explainer.density import NARROW, WIDE, Strip, strip_of
from explainer.density.periods import axis_of
from explainer.density.tally import tally_of
from explainer.model import Id, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explainer.model import Event

SIDES = tuple(replace(lamps().site.sides[0], id=Id(id_), name=id_.capitalize()) for id_ in "nsabcd")
AS_OF = dt.date(2032, 10, 9)
# The narrowest that each drawing is, in pixels: on a screen of 1024 px, less the names beside it,
# and on one of 320 px.
LEAST = {"wide": 790, "narrow": 282}
TARGET = 24


def event(date: str, *sides: str) -> Event:
    first = lamps().events[0]
    return replace(first, date=parse(date), side=tuple(map(Id, sides or ("n",))))


def strip(*events: Event, sides: Sequence[Side] = SIDES, as_of: dt.date = AS_OF) -> Strip:
    drawn = strip_of(events, sides, as_of, lambda month: f"#{month[0]}-{month[1]}")
    assert drawn
    return drawn


def links(svg: str) -> list[Element]:
    return list(fromstring(svg).iter("a"))  # noqa: S314 (our own)


def names(svg: str) -> list[str]:
    return [link.attrib["aria-label"] for link in links(svg)]


def widths(svg: str, least: float) -> list[float]:
    rects = (link.find("rect") for link in links(svg))
    return [
        float(rect.attrib["width"].rstrip("%")) * least / 100 for rect in rects if rect is not None
    ]


def years(first: int, last: int, each: int = 1) -> tuple[Event, ...]:
    return tuple(event(f"{year}-0{month}-01") for year in range(first, last + 1)
                 for month in range(1, each + 1))  # fmt: skip


CONTENTS = {
    "five in one month": tuple(event(f"2032-03-0{day}") for day in range(1, 6)),
    "two years": tuple(event(f"{year}-{month:02}-02") for year in (2031, 2032)
                       for month in range(1, 13)),
    "decades with a busy end": (*years(1950, 2030), *years(2031, 2032, 9) * 10),
    "ten years": (*years(2022, 2030), *years(2031, 2032, 9)),
    "ninety years": years(1901, 1990, 5),
    "2,000 events": years(1532, 2031, 4),
    "nothing lately": (*years(1950, 1960, 5), event("2020-05-05")),
    "years alone": tuple(event(str(year)) for year in range(2020, 2033)),
    "both years and months": (event("2031"), event("2032"), *years(2020, 2032, 3)),
    "intervals": (event("1990/2030"), event("2031-05/.."), event("2032-01-03~")),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_every_column_with_events_is_a_link_that_is_wide_enough_to_tap(
    name: str, form: str
) -> None:
    svg = getattr(strip(*CONTENTS[name]), form)
    assert links(svg)
    assert min(widths(svg, LEAST[form])) >= TARGET


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("form", ["wide", "narrow"])
def test_every_event_is_counted_exactly_once(name: str, form: str) -> None:
    svg = getattr(strip(*CONTENTS[name]), form)
    counted = [int(number) for text in names(svg) for number in re.findall(r" (\d+)$", text)]
    assert sum(counted) == len(CONTENTS[name])


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("form", [WIDE, NARROW])
def test_columns_follow_each_other_in_time_without_a_gap_or_an_overlap(
    name: str, form: object
) -> None:
    axis = axis_of(tally_of(CONTENTS[name], SIDES, AS_OF), form)  # type: ignore[arg-type]
    for earlier, later in pairwise(axis.periods):
        if earlier.months and later.months and later.months != (0,):
            last = earlier.last * 12 + earlier.months[-1]
            assert later.first * 12 + later.months[0] == last + 1
        elif not later.months:
            assert later.first == earlier.last + 1
    assert sum(width for _, width in axis.edges) <= 100.01
    assert axis.edges[-1][0] + axis.edges[-1][1] == pytest.approx(100)


def test_the_last_two_years_are_shown_by_month_and_earlier_ones_by_year() -> None:
    drawn = strip(*CONTENTS["ten years"])
    assert names(drawn.wide)[:2] == ["2022: N 1", "2023 to 2024: N 2"]
    assert "January 2031: N 1" in names(drawn.wide)
    assert 'class="strip-break"' in drawn.wide
    assert "January to March 2031: N 3" in names(drawn.narrow)


def test_old_disputes_are_shown_by_groups_of_years_alone() -> None:
    drawn = strip(*CONTENTS["ninety years"])
    assert names(drawn.wide)[-1] == "1988 to 1990: N 15"
    assert "strip-break" not in drawn.wide


def test_a_link_says_how_many_events_each_side_has_and_leads_to_the_month() -> None:
    events = [event("2032-01-03"), event("2032-01-04", "n", "s"), event("2032-01-05", "a", "b")]
    drawn = strip(*events)
    (link,) = links(drawn.wide)
    assert link.attrib["aria-label"] == "January 2032: N 2, S 1, others 1"
    assert link.attrib["href"] == "#2032-1"
    assert (drawn.above, drawn.below, drawn.foot, drawn.foot_is_others) == (
        "N",
        "S",
        "others",
        True,
    )


def test_the_only_other_side_is_named() -> None:
    drawn = strip(event("2032-01-03"), event("2032-01-05", "c"))
    assert names(drawn.wide) == ["January 2032: N 1, C 1"]
    assert (drawn.foot, drawn.foot_is_others) == ("C", False)


@pytest.mark.parametrize(
    ("side", "bars"), [("n", ["up"]), ("s", ["down stands"]), ("a", ["low"])]
)  # fmt: skip
def test_a_strip_of_one_side_has_its_whole_height(side: str, bars: list[str]) -> None:
    svg = strip(*(event(f"2032-01-{day:02}", side) for day in range(1, 29))).wide
    rects = [rect for rect in fromstring(svg).iter("rect") if "class" in rect.attrib]  # noqa: S314
    assert [rect.attrib["class"] for rect in rects] == bars
    assert float(rects[0].attrib["height"]) > 75


@pytest.mark.parametrize("name", CONTENTS)
def test_no_bar_leaves_the_drawing(name: str) -> None:
    more = (event("2032-02-02", "s"), event("2032-02-03", "a"))
    for svg in (strip(*CONTENTS[name], *more).wide, strip(*CONTENTS[name], *more).narrow):
        for rect in fromstring(svg).iter("rect"):  # noqa: S314
            top, height = (float(rect.attrib[key]) for key in ("y", "height"))
            assert top >= 0
            assert top + height <= 100


def test_the_strip_goes_on_to_the_day_of_the_last_check_in_the_same_year_only() -> None:
    assert ">Oct<" in strip(event("2032-01-03")).wide
    assert ">Oct<" in strip(event("2031-10-03")).wide
    assert "2032" not in strip(event("2031-10-03")).wide


def test_without_events_there_is_no_strip() -> None:
    assert strip_of((), SIDES, AS_OF, str) is None
