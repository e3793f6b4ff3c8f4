"""The timeline as JSON, CSV and calendar loses nothing, and makes nothing more precise."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from typing import Any

import icalendar
import pytest

from explainer import dates
from explainer.content import Content
from explainer.exports.registry import exports
from explainer.exports.timeline_csv import HEADER, guarded, timeline_csv
from explainer.exports.timeline_ics import days_covered, timeline_ics, uid_of
from explainer.exports.timeline_json import timeline_json
from explainer.exports.timeline_notes import timeline_notes
from explainer.model import Event, Id, LocalDate, Measure, Prose, Side, Site, Source
from explainer.prose.convert import to_fragment

AS_OF = dt.date(2026, 6, 12)
SITE = Site(
    title="The Lamp Dispute",
    as_of=AS_OF,
    sides=(Side(Id("north"), "Northport"), Side(Id("south"), "Southport")),
    kinds={Id("rule"): "Rule"},
    tools={Id("toll"): "Harbour toll"},
)
GAZETTE = Source(Id("gazette"), "Gazette, no. 3", "primary", url="https://example.org/g?a=1&b=2")


def event(id_: str = "ban", date: str = "2026-01-13", **changes: Any) -> Event:
    known = {"side": (Id("north"),), "kind": Id("rule"), "title": "A ban", "certainty": "confirmed"}
    return Event(Id(id_), dates.parse(date), **{**known, **changes})


def prose(markdown: str) -> Prose:
    return Prose(to_fragment(markdown))


def content(*events: Event, site: Site = SITE) -> Content:
    return Content(site, events=events, sources=(GAZETTE,))


def rows(content: Content) -> list[dict[str, str]]:
    content_dir = timeline_csv(content).decode()
    return list(csv.DictReader(io.StringIO(content_dir, newline="")))


def entries(content: Content) -> list[Any]:
    calendar = icalendar.Calendar.from_ical(timeline_ics(content))
    return list(calendar.walk("VEVENT"))


AWKWARD = 'Lamps < 5 & "dark", say\nnortherners: 灯塔'


@pytest.fixture
def dispute() -> Content:
    measure = Measure(Id("toll"), dates.parse("2026-01-15"), expires=dates.parse("2027-01"))
    text = "Lamps **out** at \\Northport [@gazette, p. 3]; see [the reply](event:reply)."
    first = event(
        title=AWKWARD,
        text=prose(text),
        measure=measure,
        location="Northport, at the quay",
        other_date=LocalDate(dates.parse("2026-01-14"), "Southport"),
    )
    joint = (Id("north"), Id("south"))
    return content(first, event("reply", "2026-02~/..", side=joint, answers=(Id("ban"),)))


def test_a_program_gets_every_date_as_it_is_known_and_every_relation_both_ways(
    dispute: Content,
) -> None:
    timeline = json.loads(timeline_json(dispute))
    ban, reply = timeline["events"]
    assert timeline["as_of"] == "2026-06-12"
    assert ban["title"] == AWKWARD
    assert ban["text"] == "Lamps out at Northport; see the reply."
    assert ban["sources"] == ["gazette"]
    assert ban["answered_by"] == ["reply"]
    assert reply["answers"] == ["ban"]
    assert ban["measure"]["from"] == "2026-01-15"
    assert ban["measure"]["until"] is None
    assert ban["other_date"] == {"date": "2026-01-14", "where": "Southport"}
    assert (reply["date"], reply["known_to"]) == ("2026-02~/..", "month")
    assert (reply["earliest"], reply["latest"]) == ("2026-02-01", None)
    assert timeline["sources"][0]["url"] == GAZETTE.url


def test_a_calendar_bears_a_name_of_two_lines_whole() -> None:
    named = content(event(), site=replace(SITE, title=AWKWARD))
    lines = timeline_ics(named).decode().split("\r\n")
    for name in ("NAME", "X-WR-CALNAME"):
        assert rf'{name}:Lamps < 5 & "dark"\, say\nnortherners: 灯塔' in lines


def test_an_explainer_without_events_has_no_calendar_which_could_not_be_valid() -> None:
    assert "timeline.ics" not in {export.address for export in exports(content())}
    assert "timeline.ics" in {export.address for export in exports(content(event()))}


def test_addresses_are_absolute_only_where_the_site_has_one() -> None:
    based = Site("Lamps", AS_OF, base_url="https://lamps.example/a/")
    urls = [
        json.loads(timeline_json(content(event(), site=site)))["events"][0]["url"]
        for site in (SITE, based)
    ]
    assert urls == ["timeline.html#ban", "https://lamps.example/a/timeline.html#ban"]


def test_a_spreadsheet_gets_every_event_in_one_row_whatever_its_title_holds(
    dispute: Content,
) -> None:
    ban, reply = rows(dispute)
    assert tuple(ban) == HEADER
    assert ban["title"] == AWKWARD
    assert ban["text"] == "Lamps out at Northport; see the reply."
    assert (ban["tool"], ban["in_force_from"], ban["expires"]) == (
        "Harbour toll",
        "2026-01-15",
        "2027-01",
    )
    assert reply["sides"] == "Northport; Southport"
    assert (reply["date"], reply["latest"]) == ("2026-02~/..", "")
    assert timeline_csv(dispute).startswith(b"id,date,")
    assert timeline_csv(dispute).endswith(b"\r\n")


def test_no_cell_is_run_as_a_formula() -> None:
    (row,) = rows(content(event(title='=HYPERLINK("https://evil.example")')))
    assert row["title"].startswith("'=")
    assert [guarded(cell) for cell in ("+1", "-1", "@x", "\tx", "a=b", "")] == [
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "a=b",
        "",
    ]


@pytest.mark.parametrize(
    ("date", "start", "end", "said"),
    [
        ("2026-01-13", "2026-01-13", "2026-01-14", "A ban"),
        ("2026-01", "2026-01-01", "2026-02-01", "A ban (January 2026)"),
        ("2025", "2025-01-01", "2026-01-01", "A ban (2025)"),
        ("2026-01-30/2026-02-02", "2026-01-30", "2026-02-03", "A ban"),
        ("2026-01-30/2026-02", "2026-01-30", "2026-03-01", "A ban (from 30 January to"),
        ("2026-03-05~", "2026-03-05", "2026-03-06", "A ban (about 5 March 2026)"),
        ("2026-06-01/..", "2026-06-01", "2026-06-13", "A ban (since 1 June 2026)"),
    ],
)
def test_a_calendar_shows_the_whole_period_and_says_what_is_not_known_to_the_day(
    date: str, start: str, end: str, said: str
) -> None:
    (entry,) = entries(content(event(date=date)))
    assert entry["DTSTART"].dt == dt.date.fromisoformat(start)
    assert entry["DTEND"].dt == dt.date.fromisoformat(end)
    assert str(entry["SUMMARY"]).startswith(said)
    assert ("(" in said) == ("(" in entry["SUMMARY"])


def test_a_calendar_entry_holds_the_text_the_certainty_and_the_sources(dispute: Content) -> None:
    ban, reply = entries(dispute)
    assert str(ban["SUMMARY"]) == AWKWARD
    description = str(ban["DESCRIPTION"])
    assert "Lamps out at Northport; see the reply." in description
    assert "Certainty: confirmed." in description
    assert "14 January 2026 in Southport." in description
    assert f"Gazette, no. 3, undated, {GAZETTE.url}" in description
    assert str(ban["LOCATION"]) == "Northport, at the quay"
    assert reply["CATEGORIES"].cats == ["Northport", "Southport", "Rule"]


def test_a_calendar_reads_no_clock_and_keeps_its_entries_apart() -> None:
    first = timeline_ics(content(event(), event("other")))
    assert first == timeline_ics(content(event(), event("other")))
    assert b"DTSTAMP:20260612T000000Z" in first
    assert max(map(len, first.split(b"\r\n"))) <= 75
    assert uid_of(SITE, event()) == "ban@the-lamp-dispute"
    assert uid_of(Site("灯塔", AS_OF), event()) == "ban@灯塔"
    based = Site("Lamps", AS_OF, base_url="https://lamps.example/a/")
    assert uid_of(based, event()) == "ban@lamps.example/a"


def test_what_is_ongoing_never_ends_before_it_began() -> None:
    assert days_covered(dates.parse("2027/.."), AS_OF) == (dt.date(2027, 1, 1), dt.date(2027, 1, 2))


@pytest.mark.parametrize("written", ["2020/9999", "2020-02-01/9999-12-31"])
def test_what_lasts_as_long_as_there_are_dates_has_its_entry_too(written: str) -> None:
    assert days_covered(dates.parse(written), AS_OF)[1] == dt.date.max
    assert b"DTEND;VALUE=DATE:99991231" in timeline_ics(content(event(date=written)))


# What the timeline page loads when it is asked for


def test_a_source_that_only_the_text_above_the_events_cites_opens_in_place_too() -> None:
    said = timeline_notes(content(event())).decode().removeprefix("window.explainerNotes=")
    notes = json.loads(said.removesuffix(";\n"))
    assert notes["sources"]["gazette"][:2] == [GAZETTE.title, GAZETTE.url]
    assert [form[:5] for form in notes["events"]["ban"]] == ["“A ba", "@misc", "TY  -"]
