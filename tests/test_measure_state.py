"""A measure is in force, suspended, over or to come, and what is set to end is announced."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import icalendar
import pytest
from examples import LAMPS, copy_content, lamps, load_valid, outputs

from explainer import dates
from explainer.build import Settings, make
from explainer.diagram.shapes import Move
from explainer.measure_state import state_of
from explainer.model import Id, Measure, Suspension
from explainer.store import Store
from explainer.upcoming import end_to_come

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    MakeContent = Callable[[Mapping[str, str]], Path]

DAY = dt.date(2031, 5, 20)
EVENT = """- id: night-toll
  date: 2031-01-02
  side: south
  kind: rule
  title: Southport doubles tolls at night
  certainty: reported
  sources: [harbour-post]
  measure: {{tool: toll, from: 2031-01-02, suspended: {{from: 2031-03-01, until: {until}}}}}
"""


def measure(start: str, *, suspended: str = "", until: str = "", expires: str = "") -> Measure:
    """Return a measure; `suspended` is the first day of a suspension and its last, if it has one."""
    first, _, last = suspended.partition(" ")
    return Measure(
        Id("toll"),
        dates.parse(start),
        until=dates.parse(until) if until else None,
        expires=dates.parse(expires) if expires else None,
        suspended=Suspension(dates.parse(first), dates.parse(last) if last else None)
        if first
        else None,
    )


@pytest.mark.parametrize(
    ("of", "state"),
    [
        (measure("2031-05-20"), "in force"),
        (measure("2031-05-21"), "to come"),
        (measure("2031-01-01", until="2031-05-20"), "ended"),
        (measure("2031-01-01", expires="2031-05-19"), "ended"),
        (measure("2031-01-01", expires="2031-05-20"), "in force"),
        (measure("2031-01-01", suspended="2031-05-20"), "suspended"),
        (measure("2031-01-01", suspended="2031-05-21"), "in force"),
        (measure("2031-01-01", suspended="2031-02-01 2031-05-20"), "suspended"),
        (measure("2031-01-01", suspended="2031-02-01 2031-05-19"), "in force"),
        (measure("2031-01-01", suspended="2031-02 2031-05"), "suspended"),
        (measure("2031-01-01", suspended="2031-02-01", until="2031-03-01"), "ended"),
    ],
)
def test_a_suspended_measure_is_not_in_force_until_the_last_day_of_its_suspension_has_passed(
    of: Measure, state: str
) -> None:
    assert state_of(of, DAY) == state


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (measure("2031-01-01"), None),
        (measure("2031-01-01", suspended="2031-02-01"), None),
        (measure("2031-01-01", expires="2031-05-20"), None),
        (measure("2031-01-01", suspended="2031-06-01 2031-07-01"), None),
        (measure("2031-01-01", suspended="2031-02-01 2032-01-01"), ("suspended", "2032-01-01")),
        (
            measure("2031-01-01", suspended="2031-02-01 2032-01-01", expires="2031-12-01"),
            ("expires", "2031-12-01"),
        ),
        (
            measure("2031-01-01", suspended="2031-02-01 2032-01-01", expires="2033-12-01"),
            ("suspended", "2032-01-01"),
        ),
    ],
)
def test_the_next_end_that_is_set_is_that_of_the_suspension_or_the_measure(
    of: Measure, expected: tuple[str, str] | None
) -> None:
    end = end_to_come(of, DAY)
    assert (end and (end.what, end.date.text)) == expected


def test_the_end_of_a_suspension_is_a_date_to_come_on_pages_and_in_the_calendar(
    tmp_path: Path,
) -> None:
    events = (LAMPS / "timeline/all.yaml").read_text(encoding="utf-8")
    files = {"timeline/all.yaml": events + EVENT.format(until="2031-11-10")}
    made = outputs(load_valid(copy_content(LAMPS, tmp_path / "content", files)))
    assert ">Suspended until then:</span> <a" in made["index.html"].make().decode()
    calendar = icalendar.Calendar.from_ical(made["timeline.ics"].make())
    summaries = {str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")}
    assert "Suspended until: Southport doubles tolls at night" in summaries
    data = json.loads(made["timeline.json"].make())
    (night,) = (event for event in data["events"] if event["id"] == "night-toll")
    assert night["measure"]["state"] == "suspended"
    assert night["measure"]["published"] is None


def test_a_source_that_only_a_quotation_cites_is_a_source_of_its_event(
    make_content_dir: MakeContent,
) -> None:
    content_dir = make_content_dir(
        {
            "site.yaml": "title: L\nas_of: 2031-05-20\nsides: {n: {name: N}, s: {name: S}}\n"
            "kinds: {rule: Rule}\n",
            "sources.yaml": "- {id: gazette, title: G, publisher: P, standing: primary}\n",
            "timeline/a.yaml": "- {id: a, date: 2030, side: n, kind: rule, title: A, "
            "certainty: reported, quote: {text: No, by: N, sources: [gazette]}}\n",
        }
    )
    result = make(Settings(content_dir), Store())
    assert [problem.text() for problem in result.problems] == []
    pages = {page.address: page.read().decode() for page in result.pages}
    assert 'href="sources.html#gazette"' in pages["timeline.html"]
    assert 'href="timeline.html#a"' in pages["sources.html"]


def test_drawings_label_an_event_with_what_the_editor_wrote_for_them() -> None:
    event = lamps().event_by_id["dimming"]
    assert Move(event, (0,)).label == "Dim lamps <half>"
    html = outputs(lamps())["index.html"].make().decode()
    assert ">Dim lamps &lt;half&gt;</text>" in html
