"""The audit sets aside what the checker cannot know, and nothing that a reader would lose by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import tools.audit.__main__ as audit
from tools.audit.conformance import Said, is_admitted, is_new

if TYPE_CHECKING:
    from pathlib import Path


def said(message: str, pointed_at: str = "") -> Said:
    return Said("index.html", 1, is_warning=True, message=message, pointed_at=pointed_at)


def test_a_style_sheet_in_its_address_is_set_aside_and_one_from_elsewhere_is_not() -> None:
    stopped = "Resource violates Content Security Policy (meta tag): external stylesheet"
    assert is_admitted(said(stopped, '<link rel="stylesheet" href="data:text/css,p">'))
    assert not is_admitted(said(stopped, '<link rel="stylesheet" href="//example.org/a.css">'))


@pytest.mark.parametrize(
    ("message", "new"),
    [
        ("CSS: Unrecognized at-rule “@container”", True),
        ("CSS: “paint-order”: Property “paint-order” doesn't exist.", True),
        ("CSS: “paint-odor”: Property “paint-odor” doesn't exist.", False),
        ("CSS: Parse Error.", False),
    ],
)
def test_new_css_is_set_aside_and_misspelt_css_is_not(message: str, *, new: bool) -> None:
    assert is_new(said(message)) is new


@pytest.mark.parametrize("part", ["bytes", "nu", "visits", "axe"])
def test_where_no_site_was_built_the_audit_says_so_and_holds_nothing_to_be_sound(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "SITE", tmp_path / "site")
    monkeypatch.setattr(audit, "prepare", lambda: None)
    assert audit.main([part]) == audit.NOT_RUN
    assert "build first" in capsys.readouterr().err
