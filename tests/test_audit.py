"""The audit ignores false alarms of the Nu checker, and reports everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import tools.audit.__main__ as audit
from tools.audit.conformance import CheckerMessage, is_false_policy_violation, is_unknown_to_checker
from tools.audit.reference_managers import entries_of, is_dropped_field

if TYPE_CHECKING:
    from pathlib import Path


def checker_message(message: str, quoted: str = "") -> CheckerMessage:
    return CheckerMessage("index.html", 1, is_warning=True, message=message, quoted=quoted)


def test_a_blocked_data_style_sheet_is_ignored_and_a_remote_one_reported() -> None:
    blocked = "Resource violates Content Security Policy (meta tag): external stylesheet"
    assert is_false_policy_violation(
        checker_message(blocked, '<link rel="stylesheet" href="data:text/css,p">')
    )
    assert not is_false_policy_violation(
        checker_message(blocked, '<link rel="stylesheet" href="//example.org/a.css">')
    )


@pytest.mark.parametrize(
    ("message", "new"),
    [
        ("CSS: Unrecognized at-rule “@container”", True),
        ("CSS: “paint-order”: Property “paint-order” doesn't exist.", True),
        ("CSS: “paint-odor”: Property “paint-odor” doesn't exist.", False),
        ("CSS: Parse Error.", False),
    ],
)
def test_css_too_new_for_the_checker_is_ignored_and_misspelt_css_reported(
    message: str, *, new: bool
) -> None:
    assert is_unknown_to_checker(checker_message(message)) is new


@pytest.mark.parametrize("part", ["bytes", "nu", "visits", "axe", "sources"])
def test_an_audit_without_a_built_site_fails_and_says_to_build_first(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "SITE", tmp_path / "site")
    monkeypatch.setattr(audit, "prepare", lambda _: None)
    assert audit.main([part]) == audit.NOT_RUN
    assert "build the site first" in capsys.readouterr().err


def test_an_entry_whose_author_the_style_leaves_out_counts_as_naming_that_author() -> None:
    html = (
        '<div id="ref-a" class="csl-entry">Lamp Board. “One.”</div>'
        '<div id="ref-b" class="csl-entry">———. “Two.”</div>'
        '<div id="ref-c" class="csl-entry">Doe, J. “Three.”</div>'
    )
    assert dict(entries_of(html)) == {
        "a": "lampboardone",
        "b": "lampboardonetwo",
        "c": "doejthree",
    }


def test_a_field_that_biber_drops_is_a_fault_and_a_missing_date_is_not() -> None:
    dropped = "WARN - Datamodel: Entry 'a' (x.bib): Invalid field 'editor' for entrytype 'report'"
    missing = "WARN - Datamodel: Entry 'a' (x.bib): Missing mandatory field 'author'"
    assert is_dropped_field(dropped)
    assert not is_dropped_field(missing)
