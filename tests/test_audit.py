"""The audit sets aside what the checker cannot know, and nothing that a reader would lose by."""

from __future__ import annotations

import pytest

from tools.audit.conformance import Said, is_admitted, is_new


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
