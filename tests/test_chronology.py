"""Chronology: dates in a plausible order are never reported, however they came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explainer.build import Settings, make
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    MakeContent = Callable[[Mapping[str, str]], Path]

OUTCOME = """---
title: The oil runs out
outcome:
  id: oil-runs-out
  likelihood: unlikely
  confidence: low
  {}
---
The oil is nearly gone.
"""
SITE = "title: The Lamp Dispute\nas_of: 2031-05-20\n"
PLAUSIBLE = {
    "estimated on the day it is due": "by: 2031-05-20\n  estimated: 2031-05-20",
    "due on the as_of date": "by: 2031-05-20",
    "resolved, with no date for the last estimate": (
        "by: 2031-05-01\n  resolved: {date: 2031-05-01, result: did not}"
    ),
    "resolved before the current estimate, learned later": (
        "by: 2031-06-01\n  estimated: 2031-05-10\n"
        "  history: [{date: 2031-03, likelihood: likely, why: Dear.}]\n"
        "  resolved: {date: 2031-04-01, result: came true}"
    ),
    "resolved in the month of the first estimate": (
        "by: 2031-06-01\n  estimated: 2031-04-20\n  resolved: {date: 2031-04, result: came true}"
    ),
}


@pytest.mark.parametrize("dates", PLAUSIBLE.values(), ids=PLAUSIBLE)
def test_an_outcome_with_plausible_dates_builds_without_problems(
    make_content_dir: MakeContent, dates: str
) -> None:
    content_dir = make_content_dir({"site.yaml": SITE, "oil.md": OUTCOME.format(dates)})
    result = make(Settings(content_dir), Store())
    assert [problem.text() for problem in result.problems] == []
    assert "oil.html" in {page.address for page in result.pages}
