"""A CSV table in `timeline/` is read like YAML, and an exported table gives the same events."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from examples import LAMPS

from explainer.exports.timeline_csv import timeline_csv
from explainer.load.content_folder import load
from explainer.store import Store

SITE = """\
title: The Lamp Dispute
as_of: 2031-05-20
sides: {north: {name: Northport}, south: {name: Southport}}
kinds: {rule: Rule}
tools: {ban: Bans}
"""
HOME = "---\ntitle: Lamps\n---\nText.\n"


def problems_of(folder: Path, table: str) -> list[str]:
    (folder / "timeline").mkdir()
    for name, text in (
        ("site.yaml", SITE),
        ("index.md", HOME),
        ("timeline/all.csv", table),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    _, problems = load(folder, Store())
    return [f"{p.place.file}:{p.place.line}: {p.message}; {p.hint}" for p in problems]


def test_events_exported_as_csv_are_the_same_when_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "lamps"
    shutil.copytree(LAMPS, folder)
    original, _ = load(folder, Store())
    assert original is not None
    for path in (folder / "timeline").iterdir():
        path.unlink()
    (folder / "timeline/all.csv").write_bytes(timeline_csv(original))
    read, problems = load(folder, Store())
    assert read is not None
    assert not [problem for problem in problems if problem.severity == "error"]
    assert timeline_csv(read) == timeline_csv(original)
    for name in ("measure", "figures", "quote", "short", "other_date", "key", "location"):
        values = [getattr(event, name) for event in original.events]
        assert [getattr(event, name) for event in read.events] == values
    assert [event.all_sources() for event in read.events] == [
        event.all_sources() for event in original.events
    ]


def test_a_mistake_in_a_cell_is_reported_on_its_line(tmp_path: Path) -> None:
    table = (
        "id,date,sides,kind,title,text,certainty\r\n"
        'a,2030-01-02,north; south,Rule,One,"Two\r\nlines",reported\r\n'
        ",,,,,,\r\n"
        "b,2030-13-02,Northport,rule,Two,,reported\r\n"
    )
    (problem,) = problems_of(tmp_path, table)
    assert problem.startswith('timeline/all.csv:5: in "date"')


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("id,dat\r\na,2030\r\n", 'timeline/all.csv:1: unknown column "dat"; did you mean "date"?'),
        (
            "id,date\r\na,2030\r\n",
            'timeline/all.csv:2: missing required key "side"; add it',
        ),
        (
            "id;date\r\n",
            "timeline/all.csv:1: this CSV uses semicolons; separate cells with commas",
        ),
    ],
)
def test_a_table_that_is_not_one_of_events_says_what_to_do(
    tmp_path: Path, table: str, problem: str
) -> None:
    assert problem in problems_of(tmp_path, table)
