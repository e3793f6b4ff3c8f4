"""How an outcome stands: open, overdue or resolved. Whatever shows an outcome asks here."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from explainer.dates import day_words
from explainer.model import FrontMatter, Likelihood, Outcome, Resolution, Result

# ICD 203 (2015), section D.6.e.(2).(a): lowest and highest per cent.
LIKELIHOOD_RANGES: dict[Likelihood, tuple[int, int]] = {
    "almost no chance": (1, 5),
    "very unlikely": (5, 20),
    "unlikely": (20, 45),
    "roughly even chance": (45, 55),
    "likely": (55, 80),
    "very likely": (80, 95),
    "almost certain": (95, 99),
}

Standing = Literal["open", "overdue", "resolved"]

RESULT_WORDS: dict[Result, str] = {
    "came true": "came true",
    "did not": "did not come true",
    "undetermined": "undetermined",
}
# Where a result is on a scale of likelihood, in per cent.
RESULT_PERCENT: dict[Result, int] = {"came true": 100, "did not": 0}


def standing_of(outcome: Outcome, as_of: dt.date) -> Standing:
    """Return how an outcome stands; it's overdue if `by` has passed, and nothing says how it ended."""
    if outcome.resolved:
        return "resolved"
    return "overdue" if outcome.by < as_of else "open"


def state_in_words(outcome: Outcome, as_of: dt.date) -> str:
    """Return how an outcome stands, in a sentence of plain text, with its estimate if it's open."""
    if outcome.resolved:
        return _result_in_words(outcome.resolved)
    if standing_of(outcome, as_of) == "overdue":
        return f"Overdue: due by {day_words(outcome.by)}, not resolved."
    estimate = likelihood_in_words(outcome.likelihood)
    estimate = estimate[0].upper() + estimate[1:]
    return f"{estimate} by {day_words(outcome.by)}, confidence {outcome.confidence}."


def summary_of(front: FrontMatter, as_of: dt.date) -> str:
    """Return a page's summary, with how its outcome stands in front if that isn't open any more."""
    outcome = front.outcome
    if outcome is None or standing_of(outcome, as_of) == "open":
        return front.summary
    return " ".join(part for part in (state_in_words(outcome, as_of), front.summary) if part)


def likelihood_in_words(likelihood: Likelihood) -> str:
    """Return a likelihood with its range, such as `likely (55–80%)`."""
    low, high = LIKELIHOOD_RANGES[likelihood]
    return f"{likelihood} ({low}–{high}%)"


def _result_in_words(resolved: Resolution) -> str:
    return f"Resolved: {RESULT_WORDS[resolved.result]}, {resolved.date.words}."
