"""All editorial checks: each rule is a function that yields problems in the loaded content.

The rules are in groups, because a build applies some while it does other work.
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
    from collections.abc import Callable, Iterable

    from explainer.content import Content
    from explainer.problems import Problem

    Rule = Callable[[Content], Iterable[Problem]]

# Rules that find errors, perhaps besides warnings.
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
# Rules that only find warnings: a page can be shown before they are applied.
RULES_FOR_WARNINGS = editorial.RULES
# Rules that draw the charts that have changed, which is slow.
DRAWING_RULES = drawable_charts.DRAWING_RULES
RULES = (*RULES_FOR_ERRORS, *RULES_FOR_WARNINGS)


def check(content: Content, rules: Iterable[Rule] = RULES) -> list[Problem]:
    """Apply the rules, by default all that draw no chart; return the problems in no set order."""
    return [problem for rule in rules for problem in rule(content)]


__all__ = ["DRAWING_RULES", "RULES", "RULES_FOR_ERRORS", "RULES_FOR_WARNINGS", "check"]
