"""All editorial checks: each rule is a function that yields problems in the loaded content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.check import (
    addresses,
    asset_files,
    chronology,
    drawable_charts,
    editorial,
    evidence,
    misplaced_keys,
    prose_references,
    record_references,
    social_card,
)

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.problems import Problem

RULES = (
    *record_references.RULES,
    *prose_references.RULES,
    *chronology.RULES,
    *drawable_charts.RULES,
    *evidence.RULES,
    *addresses.RULES,
    *asset_files.RULES,
    *misplaced_keys.RULES,
    *social_card.RULES,
    *editorial.RULES,
)


def check(content: Content) -> list[Problem]:
    """Apply every rule to the content; return the problems found, in no particular order."""
    return [problem for rule in RULES for problem in rule(content)]


__all__ = ["RULES", "check"]
