"""Problems are printed as text, GitHub annotations or JSON, whatever characters they contain."""

from __future__ import annotations

import json

import pytest

from explainer.problems import Place, Problem, in_order, warning
from explainer.reporting import count_of, print_report, report_of

FOLDERS = {"content": "lamps", "templates": "templates", "site": "public"}
ERROR = Problem(Place("timeline/all.yaml", 14), "unknown-source", 'no source "x"', "name another")
WARNING = warning(Place("a, b:c%.md", 2), "link-text", "50% of\nit is → 光", "say more")


def printed(capsys: pytest.CaptureFixture[str], *problems: Problem, form: str) -> tuple[str, str]:
    print_report(report_of(problems), FOLDERS, form=form)
    streams = capsys.readouterr()
    return streams.out, streams.err


def test_a_problem_is_one_line_with_file_line_severity_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, err = printed(capsys, ERROR, form="text")
    assert out == ""
    assert err.splitlines() == [
        'lamps/timeline/all.yaml:14: error: no source "x"; name another',
        "1 error, 0 warnings",
    ]


def test_without_problems_nothing_is_printed_and_captured_output_has_no_colours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed(capsys, form="text") == ("", "")
    assert "\033" not in printed(capsys, ERROR, WARNING, form="text")[1]


def test_the_severity_is_coloured_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\033[31merror:\033[0m" in printed(capsys, ERROR, form="text")[1]


def test_the_no_color_variable_turns_off_colours_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033" not in printed(capsys, ERROR, form="text")[1]


def test_json_has_every_part_of_a_problem_and_is_an_empty_list_without_problems(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert json.loads(printed(capsys, form="json")[0]) == []
    out, _ = printed(capsys, WARNING, form="json")
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


def test_a_github_annotation_escapes_special_characters_in_its_file_and_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out, _ = printed(capsys, ERROR, WARNING, form="github")
    error_line, warning_line = out.splitlines()
    place = "file=lamps/timeline/all.yaml,line=14,title=unknown-source"
    assert error_line == f'::error {place}::no source "x"; name another'
    place = "file=lamps/a%2C b%3Ac%25.md,line=2,title=link-text"
    assert warning_line == f"::warning {place}::50%25 of%0Ait is → 光; say more"


@pytest.mark.parametrize(
    ("errors", "warnings", "expected"),
    [
        (0, 1, "0 errors, 1 warning"),
        (1, 0, "1 error, 0 warnings"),
        (2, 2, "2 errors, 2 warnings"),
    ],
)
def test_problems_are_counted_with_the_correct_plural(
    errors: int, warnings: int, expected: str
) -> None:
    assert count_of(["error"] * errors + ["warning"] * warnings) == expected


def test_problems_are_sorted_by_file_and_line_without_duplicates() -> None:
    places = [("b.md", 1), ("a.md", 10), ("a.md", 9), ("a.md", 10)]
    problems = in_order(Problem(Place(file, line), "code", "message") for file, line in places)
    assert [(p.place.file, p.place.line) for p in problems] == [
        ("a.md", 9),
        ("a.md", 10),
        ("b.md", 1),
    ]
