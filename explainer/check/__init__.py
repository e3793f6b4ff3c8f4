"""All editorial checks: each rule is a function that yields problems in the loaded content.

Drawing charts is slow, so the rules that draw them are a list of their own: a build applies them
while it goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.check import (
    addresses,
    asset_files,
    chronology,
    drawable_charts,
    editorial,
    evidence,
    large_print,
    misplaced_keys,
    prose_references,
    record_references,
    social_card,
)

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.problems import Problem

RULES_FOR_ERRORS = (
    *record_references.RULES,
    *prose_references.RULES,
    *chronology.RULES,
    *drawable_charts.RULES,
    *evidence.RULES,
    *addresses.RULES,
    *asset_files.RULES,
    *misplaced_keys.RULES,
    *large_print.RULES,
    *social_card.RULES,
)
RULES_FOR_WARNINGS = editorial.RULES
RULES = (*RULES_FOR_ERRORS, *RULES_FOR_WARNINGS)

DRAWING_RULES = drawable_charts.DRAWING_RULES


def check(content: Content) -> list[Problem]:
    """Apply every rule that draws no chart; return the problems, in no particular order."""
    return [*check_for_errors(content), *check_for_warnings(content)]


def check_for_errors(content: Content) -> list[Problem]:
    """Apply the rules that find errors, perhaps besides warnings."""
    return [problem for rule in RULES_FOR_ERRORS for problem in rule(content)]


def check_for_warnings(content: Content) -> list[Problem]:
    """Apply the rules that only find warnings: a page can be shown before they are applied."""
    return [problem for rule in RULES_FOR_WARNINGS for problem in rule(content)]


def check_drawings(content: Content) -> list[Problem]:
    """Draw the charts that have changed; return the problems of those that can't be drawn."""
    return [problem for rule in DRAWING_RULES for problem in rule(content)]


__all__ = [
    "DRAWING_RULES",
    "RULES",
    "check",
    "check_drawings",
    "check_for_errors",
    "check_for_warnings",
]
