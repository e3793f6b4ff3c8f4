"""The JSON Schemas reject broken explainers, except where a schema can't see what is wrong.

Each folder in `broken/` is either in `REJECTED` or, with the reason, in `NOT_SEEN`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from schema_checks import faults

BROKEN = Path(__file__).parent / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir())
# Broken explainers of which a schema rejects a file.
REJECTED = {
    "bad-alias", "bad-date", "bad-id", "bad-url", "bad-value", "figures-count", "label-length",
    "missing-key", "name-form", "nested-too-deep", "no-source", "sides-count", "theme-colour", "unknown-key", "wrong-type", "yaml-too-large",
}  # fmt: skip
# Broken explainers in which schemas find nothing, by the reason why they can't.
NOT_SEEN = {
    "it's in Markdown, which is any text to a schema": {
        "abbreviation", "attributes-place", "citation-form", "duplicate-anchor", "empty-page",
        "footnote", "heading-level", "html-text", "link-form", "link-text", "list-form",
        "marker-option", "marker-place", "merge-conflict", "missing-alt", "not-markdown",
        "outside-content", "remote-picture", "table-form", "too-long-to-convert",
        "uncited-fact", "unclosed-block", "unclosed-html", "unsafe-html", "unknown-marker",
    },
    "it's about the wording of text, of which schemas know nothing": {
        "plain-text",
    },
    "it depends on other records or other files": {
        "address-taken", "answers-circle", "answers-itself", "chapter-twice", "duplicate-id",
        "misplaced-key", "missing-account", "not-confirmed", "not-published", "reserved-address", "same-page",
        "uncited-source", "unknown-accounts", "unknown-anchor", "unknown-chapter", "unknown-chart",
        "unknown-column", "unknown-data", "unknown-event", "unknown-kind", "unknown-outcome",
        "unknown-page", "unknown-picture", "unknown-side", "unknown-source", "unknown-term",
        "unknown-tool", "unreachable-page", "unused-file", "unused-record", "unused-term",
    },
    "it measures colours": {"theme-contrast"},
    "it compares dates, which JSON Schema can't": {
        "answers-later", "changes-order", "estimate-order", "later-than-as-of", "measure-order",
        "overdue-outcome", "past-date", "stale-indicator", "stale-page",
    },
    "it's about files that aren't YAML, or about a file as a whole": {
        "bad-name", "bad-table", "control-character", "large-picture", "line-too-long",
        "missing-file", "missing-front-matter", "not-utf8", "picture-place", "stray-copy",
        "unread-file", "unreadable", "unsafe-file",
    },
    "it's about how the YAML is written, and the values are right": {
        "curly-quotes", "cut-by-comment", "duplicate-key",
    },
    "it isn't YAML that a language server can read, so it reports that itself": {
        "unsafe-yaml", "yaml-syntax",
    },
    "it's inside a chart's specification, whose form Vega-Lite decides": {"chart"},
    "it's about templates or this machine": {
        "card-font", "dead-link", "style-sheet", "template", "unused-template",
    },
}  # fmt: skip


def test_every_problem_code_is_among_those_that_schemas_see_or_among_the_others() -> None:
    not_seen = [case for cases in NOT_SEEN.values() for case in cases]
    assert sorted([*not_seen, *REJECTED]) == CASES


@pytest.mark.parametrize("case", CASES)
def test_schemas_reject_the_broken_explainers_that_they_can(case: str) -> None:
    assert bool(faults(BROKEN / case / "content")) is (case in REJECTED)


@pytest.mark.parametrize("case", sorted(REJECTED))
def test_a_schema_finds_the_mistake_in_the_file_in_which_check_reports_it(case: str) -> None:
    expected = (BROKEN / case / "expected.txt").read_text(encoding="utf-8")
    reported = {line.split(":")[0].removeprefix("content/") for line in expected.splitlines()[:-1]}
    assert {fault.split(":")[0] for fault in faults(BROKEN / case / "content")} <= reported
