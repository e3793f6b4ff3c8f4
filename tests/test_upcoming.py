"""Dates to come reach readers wherever they look, and editors hear of those that have passed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import icalendar
import pytest
from examples import LAMPS, copy_content, lamps, lamps_pages, load_valid, outputs
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from explainer.build import Settings, make
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    MakeContent = Callable[[Mapping[str, str]], Path]

SOURCES = """- {id: gazette, title: The Lamp Rule, publisher: Gazette, standing: primary}
- {id: post, title: Votes, publisher: Post, standing: reporting}
"""
OUTCOME = (
    "---\ntitle: Oil\n{}outcome: {{id: oil, likelihood: likely, confidence: low, by: 2032-01-01}}\n"
    "---\nDear.\n"
)


def items(address: str, selector: str = ".upcoming > li") -> list[Node]:
    return HTMLParser(lamps_pages()[address]).css(selector)


def words(node: Node) -> str:
    return " ".join(node.text(separator=" ").split())


def test_dates_to_come_are_on_the_home_page_by_date_with_measures_set_to_expire() -> None:
    vote, talks, expiry = map(words, items("index.html"))
    assert vote.startswith("September 2031 Northport votes on its lamps & lenses confirmed")
    assert "it bears on the lamps" in vote
    assert vote.endswith("Bears on The lamps return")
    assert talks.startswith("15 January 2032 Talks on tolls <again> reported Source 2")
    assert expiry == ("14 March 2033 Set to expire: Lamps at <half> light confirmed")


def test_the_marker_shows_dates_to_come_on_any_page_and_so_does_the_one_page_edition() -> None:
    # `[upcoming]` on that page.
    assert len(items("moves/tolls.html")) == 3
    assert len(items("everything.html", "#p\\.upcoming .upcoming > li")) == 3


def test_an_outcomes_page_shows_only_the_dates_that_bear_on_it() -> None:
    (vote,) = items("outcomes/lamps-return.html")
    assert words(vote).startswith("September 2031 Northport votes")
    assert "Bears on" not in words(vote)


def test_a_page_without_dates_to_come_shows_nothing_or_says_so(
    make_content_dir: MakeContent,
) -> None:
    content = load_valid(make_content_dir({"next.md": "---\ntitle: Next\n---\n[upcoming]\n"}))
    made = outputs(content)
    assert "Dates to come" not in made["index.html"].make().decode()
    assert "No dates to come." in made["next.html"].make().decode()


def test_a_date_is_found_by_search_and_leads_to_its_entry() -> None:
    script = outputs(lamps())["search.js"].make().decode()
    entries = json.loads(script[script.index("[") : script.rindex("]") + 1])
    found = {title: address for kind, title, address, _ in entries if kind == "upcoming"}
    ids = {node.attributes["id"] for node in items("index.html", ".upcoming > li[id]")}
    assert {address.partition("#")[2] for address in found.values()} == ids
    assert set(found) == {"Northport votes on its lamps & lenses", "Talks on tolls <again>"}


def test_a_calendar_has_dates_to_come_as_tentative_and_notices_when_they_change(
    tmp_path: Path,
) -> None:
    def entries(files: Mapping[str, str], name: str) -> dict[str, icalendar.Component]:
        content = load_valid(copy_content(LAMPS, tmp_path / name, files))
        calendar = icalendar.Calendar.from_ical(outputs(content)["timeline.ics"].make())
        return {str(entry["UID"]).partition("@")[0]: entry for entry in calendar.walk("VEVENT")}

    before = entries({}, "before")
    tentative = {uid for uid, entry in before.items() if entry.get("STATUS") == "TENTATIVE"}
    assert tentative == {"upcoming.lamp-vote", "upcoming.toll-talks", "expires.dimming"}
    vote = before["upcoming.lamp-vote"]
    assert vote["SUMMARY"] == "Northport votes on its lamps & lenses (September 2031)"
    assert vote.decoded("DTSTART").isoformat() == "2031-09-01"
    assert vote.decoded("DTEND").isoformat() == "2031-10-01"
    description = str(vote["DESCRIPTION"])
    assert "Certainty: confirmed." in description
    assert "Harbour Post" in description
    text = (LAMPS / "upcoming.yaml").read_text(encoding="utf-8")
    change = "- {date: 2031-05-20, kind: update, note: Extended., events: [dimming]}\n"
    files = {"upcoming.yaml": text.replace("2031-09", "2031-10"), "changes.yaml": change}
    after = entries(files, "after")
    moved = after["upcoming.lamp-vote"]
    assert moved["LAST-MODIFIED"] != vote["LAST-MODIFIED"]
    assert after["upcoming.toll-talks"] == before["upcoming.toll-talks"]
    assert (after["expires.dimming"]["SEQUENCE"], before["expires.dimming"].get("SEQUENCE")) == (
        1,
        None,
    )


def test_data_has_dates_to_come_with_their_sources() -> None:
    timeline = json.loads(outputs(lamps())["timeline.json"].make())
    vote, talks = timeline["upcoming"]
    assert (vote["id"], vote["date"], vote["outcomes"]) == (
        "lamp-vote",
        "2031-09",
        ["lamps-return"],
    )
    assert vote["sources"] == ["north-gazette", "harbour-post"]
    assert talks["text"] == ""
    assert timeline["searched_to"] == "2031-06-28"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("date: 2031-06-01, sources: [post], outcomes: [oil]", []),
        ("date: 2031, sources: [post]", []),
        ("date: 2031-06-01", ["1 no-source"]),
        ("date: 2031-06-01, sources: [past]", ["1 unknown-source"]),
        ("date: 2031-06-01, sources: [post], outcomes: [soil]", ["1 unknown-outcome"]),
        ("date: 2031-06-01, sources: [post], outcomes: [draft]", ["1 unknown-outcome"]),
        ("date: 2031-05-20, sources: [post]", ["1 past-date"]),
        ("date: 2031-06-01, sources: [post, gazette], certainty: confirmed", ["1 not-confirmed"]),
        ("date: 2031-06-01, sources: [post], title: '*Vote*'", ["1 plain-text"]),
        ("date: 2031-06-01, text: 'See [@past] and [here](event:x).'",
         ["1 unknown-source", "1 unknown-event", "1 link-text"]),
        ("date: soon, sources: [post]", ["1 bad-date"]),
        ("date: 2031-06-01, sources: [post], when: May", ["1 unknown-key"]),
        ("date: 2031-06-01, sources: [post]}\n- {id: a, title: B, date: 2031-07-01, sources: [post]",
         ["2 duplicate-id"]),
    ],
)  # fmt: skip
def test_mistakes_in_dates_to_come_are_reported_at_their_line(
    make_content_dir: MakeContent, entry: str, expected: list[str]
) -> None:
    title = "" if "title: '" in entry else ", title: A vote"
    files = {
        "upcoming.yaml": f"- {{id: a{title}, {entry}}}\n",
        "sources.yaml": SOURCES,
        "index.md": "---\ntitle: Lamps\n---\nDim [@gazette; @post].\n",
        "oil.md": OUTCOME.format(""),
        "draft.md": OUTCOME.format("draft: true\n").replace("id: oil", "id: draft"),
    }
    problems = make(Settings(make_content_dir(files)), Store()).problems
    found = [f"{problem.place.line} {problem.code}" for problem in problems]
    assert sorted(found) == sorted(expected)
    assert {problem.place.file for problem in problems} <= {"upcoming.yaml"}


def test_a_source_that_only_a_date_to_come_cites_counts_as_cited(
    make_content_dir: MakeContent,
) -> None:
    for cites in ("sources: [gazette, post]", "text: 'A vote [@gazette; @post].'"):
        files = {
            "upcoming.yaml": f"- {{id: a, title: A vote, date: 2031-06-01, {cites}}}\n",
            "sources.yaml": SOURCES,
        }
        result = make(Settings(make_content_dir(files)), Store())
        assert result.problems == ()
        (page,) = (page for page in result.pages if page.address == "sources.html")
        assert page.read().count(b'href="index.html#upcoming.a"') == 2


def test_the_day_until_which_news_was_searched_is_shown_beside_as_of(
    make_content_dir: MakeContent,
) -> None:
    shown = "20 May 2031 , news searched to 28 June 2031"
    for address in ("index.html", "everything.html", "timeline.html", "background.html"):
        assert shown in " ".join(map(words, items(address, "body"))), address
    site = "title: Lamps\nas_of: 2031-05-20\nsearched_to: {}\n"
    same = make(Settings(make_content_dir({"site.yaml": site.format("2031-05-20")})), Store())
    assert same.problems == ()
    assert not any(b"news searched" in page.read() for page in same.pages)
    earlier = make(Settings(make_content_dir({"site.yaml": site.format("2031-05-19")})), Store())
    (problem,) = earlier.problems
    assert problem.text() == (
        'content/site.yaml:3: error: "searched_to" (19 May 2031) is earlier than "as_of" (20 May 2031); '
        'fix one of the dates, or remove "searched_to"'
    )
