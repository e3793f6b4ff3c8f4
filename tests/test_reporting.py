"""Problems and results are told in words, in GitHub's form and as JSON, whatever stands in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from explainer.problems import Place, Problem, in_order, warning
from explainer.reporting import count_of, print_problems

if TYPE_CHECKING:
    from explainer.problems import Root

FOLDERS: dict[Root, str] = {"content": "lamps", "templates": "templates", "site": "public"}
ERROR = Problem(Place("timeline/all.yaml", 14), "unknown-source", 'no source "x"', "name another")
WARNING = warning(Place("a, b:c%.md", 2), "link-text", "50% of\nit is → 光", "say more")


def told(capsys: pytest.CaptureFixture[str], *problems: Problem, form: str) -> tuple[str, str]:
    print_problems(problems, FOLDERS, form=form)
    said = capsys.readouterr()
    return said.out, said.err


def test_a_problem_is_one_line_with_file_line_severity_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, err = told(capsys, ERROR, form="text")
    assert out == ""
    assert err.splitlines() == [
        'lamps/timeline/all.yaml:14: error: no source "x"; name another',
        "1 error, 0 warnings",
    ]


def test_no_colour_and_no_count_where_there_is_nothing_to_tell(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert told(capsys, form="text") == ("", "")
    assert "\033" not in told(capsys, ERROR, WARNING, form="text")[1]


def test_colours_stand_on_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\033[31merror:\033[0m" in told(capsys, ERROR, form="text")[1]


def test_whoever_asks_for_no_colour_gets_none_on_a_terminal_either(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033" not in told(capsys, ERROR, form="text")[1]


def test_json_holds_every_part_of_a_problem_and_is_a_list_when_there_is_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert json.loads(told(capsys, form="json")[0]) == []
    out, _ = told(capsys, WARNING, form="json")
    assert out.isascii()
    assert json.loads(out) == [
        {
            "file": "lamps/a, b:c%.md",
            "line": 2,
            "severity": "warning",
            "code": "link-text",
            "message": "50% of\nit is → 光",
            "hint": "say more",
        }
    ]


def test_an_annotation_keeps_its_line_and_its_file_whatever_they_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, _ = told(capsys, ERROR, WARNING, form="github")
    error, warned = out.splitlines()
    place = "file=lamps/timeline/all.yaml,line=14,title=unknown-source"
    assert error == f'::error {place}::no source "x"; name another'
    place = "file=lamps/a%2C b%3Ac%25.md,line=2,title=link-text"
    assert warned == f"::warning {place}::50%25 of%0Ait is → 光; say more"


@pytest.mark.parametrize(
    ("wrong", "warned", "said"),
    [
        (0, 1, "0 errors, 1 warning"),
        (1, 0, "1 error, 0 warnings"),
        (2, 2, "2 errors, 2 warnings"),
    ],
)
def test_problems_are_counted_in_words(wrong: int, warned: int, said: str) -> None:
    assert count_of([ERROR] * wrong + [WARNING] * warned) == said


def test_problems_stand_by_file_and_line_and_each_but_once() -> None:
    places = [("b.md", 1), ("a.md", 10), ("a.md", 9), ("a.md", 10)]
    found = in_order(Problem(Place(file, line), "code", "said") for file, line in places)
    assert [(p.place.file, p.place.line) for p in found] == [("a.md", 9), ("a.md", 10), ("b.md", 1)]
