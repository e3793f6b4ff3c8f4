"""Problems are printed as text, GitHub annotations, JSON or SARIF, whatever characters they contain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import fastjsonschema
import pytest

from explainer.problems import Place, Problem, in_order, warning
from explainer.reporting import count_of, print_report, report_of

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.mark.parametrize("is_terminal", [True, False])
def test_the_line_with_carets_under_the_place_is_shown_only_on_a_terminal(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    is_terminal: bool,
) -> None:
    (tmp_path / "a.md").write_text("One\n\t灯塔 is [@nosuch].\n", "utf-8")
    problem = Problem(Place("a.md", 2), "unknown-source", 'unknown source "nosuch"')
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    print_report(report_of([problem]), {"content": str(tmp_path)}, form="text")
    lines = capsys.readouterr().err.splitlines()
    assert (
        lines[1:-1] == ["  2 |     灯塔 is [@nosuch].", "    |               ^^^^^^"] * is_terminal
    )


def test_sarif_names_each_problem_with_its_rule_its_level_and_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = json.loads(printed(capsys, ERROR, WARNING, form="sarif")[0])
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [WARNING.code, ERROR.code]
    error, warning_ = run["results"]
    assert error["level"] == "error"
    assert error["message"] == {"text": 'no source "x"; name another'}
    place = warning_["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "lamps/a%2C%20b%3Ac%25.md"}
    assert place["region"] == {"startLine": 2}
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_without_problems_is_a_run_without_results(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (run,) = json.loads(printed(capsys, form="sarif")[0])["runs"]
    assert run["results"] == []


# What SARIF 2.1.0 requires, and may have, of the objects that we write (OASIS, sections 3.13 to
# 3.49): for each property its type, and whether it's required.
_STRING = {"type": "string", "minLength": 1}
_SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": _STRING,
                                    "version": _STRING,
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id"],
                                            "properties": {"id": _STRING},
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": _STRING,
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"required": ["text"], "properties": {"text": _STRING}},
                                "locations": {"type": "array"},
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_sarif_has_the_form_that_its_standard_requires(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = printed(capsys, ERROR, WARNING, form="sarif")
    fastjsonschema.validate(_SARIF, json.loads(out))


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
