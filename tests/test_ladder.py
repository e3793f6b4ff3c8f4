"""The ladder shows the moves that matter, as many of one side as of the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.build import Settings, make
from explainer.dates import parse
from explainer.model import Event, Id
from explainer.pages.ladder import MOST, moves_that_matter
from explainer.store import Store

MakeContent = Callable[[Mapping[str, str]], Path]


def event(id_: str, side: str, **more: object) -> Event:
    values = {"key": True, "kind": "rule", "title": id_, "certainty": "confirmed", **more}
    date = parse("2041-01-01")
    return Event(id=Id(id_), date=date, side=tuple(side.split()), **values)  # type: ignore[arg-type]


def chosen(*events: Event) -> list[str]:
    return [move.id for move in moves_that_matter(events, ["north", "south"])]


def test_only_key_events_of_the_two_sides_are_on_it() -> None:
    moves = [
        event("a", "north"),
        event("b", "south", key=False),
        event("c", "south"),
        event("d", "north south"),
        event("e", "companies"),
        event("f", "north companies"),
    ]
    assert chosen(*moves) == ["a", "c", "d"]


def test_among_too_many_both_sides_get_the_same_room() -> None:
    moves = [event(f"n{number}", "north") for number in range(20)]
    moves += [event(f"s{number}", "south") for number in range(10)]
    ids = chosen(*moves)
    assert len(ids) == MOST
    assert sum(id_.startswith("n") for id_ in ids) == MOST / 2


def test_one_side_with_few_moves_leaves_room_for_the_other() -> None:
    moves = [event("s", "south"), *(event(f"n{number}", "north") for number in range(20))]
    ids = chosen(*moves)
    assert "s" in ids
    assert len(ids) == MOST


def test_among_too_many_those_that_answer_or_are_answered_come_first() -> None:
    moves = [event(f"n{number}", "north") for number in range(20)]
    moves += [event(f"s{number}", "south") for number in range(20)]
    moves[20] = event("s0", "south", answers=(Id("n0"),))
    assert {"n0", "s0"} <= set(chosen(*moves))


EVENTS = """\
- {id: m-a, date: 2040-01-01, side: north, title: First, certainty: reported}
- {id: m-b, date: 2040-01-10, side: south, title: Second, certainty: reported, answers: [m-a]}
- {id: m-c, date: 2040-02-01, side: north, title: Third, certainty: reported, follows: [m-b]}
- {id: m-d, date: 2040-03-01, side: south, title: Fourth, certainty: disputed, answers: [m-a]}
""".replace("}", ", key: true, kind: rule, sources: [almanac]}")


@pytest.fixture
def home(make_content_dir: MakeContent) -> LexborHTMLParser:
    content = make_content_dir(
        {
            "site.yaml": "title: Lamps\nas_of: 2041-01-01\nkinds: {rule: Rule}\n"
            "sides: {north: {name: Northport}, south: {name: Southport}}\n",
            "index.md": "---\ntitle: Lamps\n---\nText.\n",
            "sources.yaml": "- {id: almanac, title: Almanac, publisher: A, standing: reporting}\n",
            "timeline/events.yaml": EVENTS,
        }
    )
    result = make(Settings(content), Store())
    page = next((page for page in result.pages if page.address == "index.html"), None)
    assert page, [problem.text() for problem in result.problems]
    return LexborHTMLParser(page.read().decode())


def test_each_move_says_what_it_answers_and_only_answers_have_a_delay(
    home: LexborHTMLParser,
) -> None:
    words = [" ".join(p.text().split()) for p in home.css(".ladder > li > p")]
    assert "answers it, 9 days after" in words[1]
    assert "follows it, in our reading" in words[2]
    assert "answers, 60 days after: First" in words[3]


def test_a_line_joins_only_a_move_to_the_one_above(home: LexborHTMLParser) -> None:
    joins = [(li.css_first(".join") or li).attributes["class"] for li in home.css(".ladder > li")]
    assert ["answers" in (kind or "") for kind in joins] == [False, True, False, False]
    assert ["follows" in (kind or "") for kind in joins] == [False, False, True, False]
