"""The timeline as JSON, CSV and iCalendar: no event is lost, and no date becomes more precise."""

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
from explainer.bibliography import Source
from explainer.content import Content
from explainer.exports.registry import exports
from explainer.exports.timeline_csv import HEADER, escape_formula, timeline_csv
from explainer.exports.timeline_ics import days_covered, timeline_ics, uid_of
from explainer.exports.timeline_json import timeline_json
from explainer.exports.timeline_notes import timeline_notes
from explainer.model import Change, Event, Id, LocalDate, Measure, Prose, Side, Site, Term
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
    terms = (Term(Id("northport"), "Northport", prose("A town.")),)
    return Content(site, events=events, sources=(GAZETTE,), terms=terms)


def rows(content: Content) -> list[dict[str, str]]:
    text = timeline_csv(content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def entries(content: Content) -> list[Any]:
    calendar = icalendar.Calendar.from_ical(timeline_ics(content))
    return list(calendar.walk("VEVENT"))


AWKWARD = 'Lamps < 5 & "dark", say\nnortherners: 灯塔'


@pytest.fixture
def dispute() -> Content:
    measure = Measure(Id("toll"), dates.parse("2026-01-15"), expires=dates.parse("2027-01"))
    text = "Lamps **out** at \\Northport (C:\\News) [@gazette, p. 3]; see [the reply](event:reply)."
    first = event(
        title=AWKWARD,
        text=prose(text),
        measure=measure,
        location="Northport, at the quay",
        other_date=LocalDate(dates.parse("2026-01-14"), "Southport"),
    )
    joint = (Id("north"), Id("south"))
    return content(first, event("reply", "2026-02~/..", side=joint, answers=(Id("ban"),)))


def test_json_keeps_dates_as_written_and_lists_relations_in_both_directions(
    dispute: Content,
) -> None:
    timeline = json.loads(timeline_json(dispute))
    ban, reply = timeline["events"]
    assert timeline["as_of"] == "2026-06-12"
    assert ban["title"] == AWKWARD
    assert ban["text"] == "Lamps out at Northport (C:\\News); see the reply."
    assert ban["sources"] == ["gazette"]
    assert ban["answered_by"] == ["reply"]
    assert reply["answers"] == ["ban"]
    assert ban["measure"]["from"] == "2026-01-15"
    assert ban["measure"]["until"] is None
    assert ban["other_date"] == {"date": "2026-01-14", "where": "Southport"}
    assert (reply["date"], reply["known_to"]) == ("2026-02~/..", "month")
    assert (reply["earliest"], reply["latest"]) == ("2026-02-01", None)
    assert timeline["sources"][0]["url"] == GAZETTE.url


def test_a_calendar_name_with_a_line_break_is_escaped() -> None:
    named = content(event(), site=replace(SITE, title=AWKWARD))
    lines = timeline_ics(named).decode().split("\r\n")
    for name in ("NAME", "X-WR-CALNAME"):
        assert rf'{name}:Lamps < 5 & "dark"\, say\nnortherners: 灯塔' in lines


def test_an_explainer_without_events_has_no_calendar() -> None:
    # A calendar without components isn't valid (RFC 5545, 3.6).
    assert "timeline.ics" not in {
        export.address for export in exports(content(), list_addresses=())
    }
    assert "timeline.ics" in {
        export.address for export in exports(content(event()), list_addresses=())
    }


def test_json_links_are_absolute_only_with_a_base_url() -> None:
    based = Site("Lamps", AS_OF, base_url="https://lamps.example/a/")
    urls = [
        json.loads(timeline_json(content(event(), site=site)))["events"][0]["url"]
        for site in (SITE, based)
    ]
    assert urls == ["timeline.html#ban", "https://lamps.example/a/timeline.html#ban"]


def test_csv_has_one_row_per_event_even_with_line_breaks_and_quotes_in_a_title(
    dispute: Content,
) -> None:
    ban, reply = rows(dispute)
    assert tuple(ban) == HEADER
    assert ban["title"] == AWKWARD
    assert ban["text"] == "Lamps out at Northport (C:\\News); see the reply."
    assert (ban["tool"], ban["in_force_from"], ban["expires"]) == (
        "Harbour toll",
        "2026-01-15",
        "2027-01",
    )
    assert reply["sides"] == "Northport; Southport"
    assert (reply["date"], reply["latest"]) == ("2026-02~/..", "")
    assert timeline_csv(dispute).startswith(b"id,date,")
    assert timeline_csv(dispute).endswith(b"\r\n")


def test_no_csv_cell_can_run_as_a_spreadsheet_formula() -> None:
    (row,) = rows(content(event(title='=HYPERLINK("https://evil.example")')))
    assert row["title"].startswith("'=")
    assert [escape_formula(cell) for cell in ("+1", "-1", "@x", "\tx", "a=b", "")] == [
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "a=b",
        "",
    ]


@pytest.mark.parametrize(
    ("date", "start", "end", "summary"),
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
def test_a_calendar_entry_covers_the_whole_period_and_names_an_inexact_date(
    date: str, start: str, end: str, summary: str
) -> None:
    (entry,) = entries(content(event(date=date)))
    assert entry["DTSTART"].dt == dt.date.fromisoformat(start)
    assert entry["DTEND"].dt == dt.date.fromisoformat(end)
    assert str(entry["SUMMARY"]).startswith(summary)
    assert ("(" in summary) == ("(" in entry["SUMMARY"])


def test_a_calendar_entry_has_the_events_text_certainty_place_and_sources(dispute: Content) -> None:
    ban, reply, _ = entries(dispute)
    assert str(ban["SUMMARY"]) == AWKWARD
    description = str(ban["DESCRIPTION"])
    assert "Lamps out at Northport (C:" in description
    data = timeline_ics(dispute).decode().replace("\r\n ", "")
    assert "at Northport (C:\\\\News)\\; see the reply." in data
    assert "Certainty: confirmed." in description
    assert "14 January 2026 in Southport." in description
    assert f"Gazette, no. 3, undated, {GAZETTE.url}" in description
    assert str(ban["LOCATION"]) == "Northport, at the quay"
    assert reply["CATEGORIES"].cats == ["Northport", "Southport", "Rule"]


def test_a_calendar_is_reproducible_and_its_entry_ids_name_the_site() -> None:
    first = timeline_ics(content(event(), event("other")))
    assert first == timeline_ics(content(event(), event("other")))
    assert b"DTSTAMP:20260612T000000Z" in first
    assert max(map(len, first.split(b"\r\n"))) <= 75
    assert uid_of(SITE, "ban") == "ban@the-lamp-dispute"
    assert uid_of(Site("灯塔", AS_OF), "ban") == "ban@灯塔"
    based = Site("Lamps", AS_OF, base_url="https://lamps.example/a/")
    assert uid_of(based, "ban") == "ban@lamps.example/a"


def test_a_calendar_entry_that_changed_says_so_and_the_others_do_not() -> None:
    before = content(event(text=prose("First text.")), event("other"))
    after = replace(before, events=(event(text=prose("Other text.")), event("other")))
    (ban, other), (ban_after, other_after) = entries(before), entries(after)
    assert ban["UID"] == ban_after["UID"]
    assert ban["LAST-MODIFIED"].dt != ban_after["LAST-MODIFIED"].dt
    assert ban["LAST-MODIFIED"].dt.date() == AS_OF
    assert other["LAST-MODIFIED"].dt == other_after["LAST-MODIFIED"].dt


def test_a_logged_change_counts_up_the_sequence_of_the_calendar_entry() -> None:
    changes = tuple(
        Change(day, "correction", prose("Mended."), events=(Id("ban"),))
        for day in (dt.date(2026, 6, 14), dt.date(2026, 6, 10))
    )
    ban, other = entries(replace(content(event(), event("other")), changes=changes))
    assert (ban["SEQUENCE"], ban["LAST-MODIFIED"].dt.date()) == (2, dt.date(2026, 6, 14))
    assert "SEQUENCE" not in other


def test_a_calendar_entry_edited_in_a_later_edition_is_never_dated_before_the_earlier_one() -> None:
    changes = (Change(dt.date(2026, 6, 10), "update", prose("Added."), events=(Id("ban"),)),)
    earlier = replace(content(event()), changes=changes)
    for text in ("One.", "Two.", "Three."):
        later = replace(
            earlier, site=replace(SITE, as_of=AS_OF + dt.timedelta(days=1)),
            events=(event(text=prose(text)),),
        )  # fmt: skip
        (before,), (after,) = entries(earlier), entries(later)
        assert before["LAST-MODIFIED"].dt < after["LAST-MODIFIED"].dt


def test_an_ongoing_event_never_ends_before_it_starts() -> None:
    assert days_covered(dates.parse("2027/.."), AS_OF) == (dt.date(2027, 1, 1), dt.date(2027, 1, 2))


@pytest.mark.parametrize("date", ["2020/9999", "2020-02-01/9999-12-31"])
def test_an_event_that_ends_in_the_year_9999_still_has_a_calendar_entry(date: str) -> None:
    assert days_covered(dates.parse(date), AS_OF)[1] == dt.date.max
    assert b"DTEND;VALUE=DATE:99991231" in timeline_ics(content(event(date=date)))


@pytest.mark.parametrize("date", ["9999-12-31", "9999-12-31/.."])
def test_a_calendar_entry_for_the_last_possible_day_has_no_end_before_its_end(date: str) -> None:
    entry = timeline_ics(content(event(date=date)))
    assert b"DTSTART;VALUE=DATE:99991231" in entry
    assert b"DTEND" not in entry


# Notes that the timeline page loads on demand


def test_a_source_cited_only_above_the_events_can_still_be_opened_in_place() -> None:
    data = timeline_notes(content(event())).decode().removeprefix("window.explainerNotes=")
    notes = json.loads(data.removesuffix(";\n"))
    assert notes["sources"]["gazette"][:2] == [GAZETTE.title, GAZETTE.url]
    assert [form[:5] for form in notes["events"]["ban"]] == ["“A ba", "@misc", "TY  -"]
