"""What may come, as data for `timeline.json`: dates to come and outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explainer.content import outcome_of
from explainer.exports.absolute_urls import url_of
from explainer.outcome_state import LIKELIHOOD_RANGES, standing_of

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.dates import Edtf
    from explainer.exports.plain_text import ProseReader
    from explainer.model import Page, Resolution
    from explainer.upcoming import Upcoming


def date_data(date: Edtf) -> dict[str, Any]:
    """Return the keys for a record's date; `latest` is null (None) if the date is ongoing."""
    return {
        "date": date.text,
        "date_words": date.words,
        "earliest": date.earliest.isoformat(),
        "latest": None if date.ongoing else date.latest.isoformat(),
        "known_to": date.start.precision,
    }


def upcoming_data(content: Content, upcoming: Upcoming, reader: ProseReader) -> dict[str, Any]:
    """Return a date to come as an object of JSON."""
    return {
        "id": upcoming.id,
        "url": url_of(content.site, "index.html", f"upcoming.{upcoming.id}"),
        **date_data(upcoming.date),
        "title": upcoming.title,
        "text": reader.paragraphs(upcoming.text),
        "outcomes": list(upcoming.outcomes),
        "certainty": upcoming.certainty,
        "sources": list(upcoming.all_sources()),
    }


def outcome_data(content: Content, page: Page, reader: ProseReader) -> dict[str, Any]:
    """Return an outcome as an object of JSON.

    `standing` is `open`, `overdue` or `resolved`. Only an open outcome has an `estimate`; for the
    others, `last_estimate` is what it was.
    """
    outcome = outcome_of(page)
    as_of = content.site.as_of
    standing = standing_of(outcome, as_of)
    low, high = LIKELIHOOD_RANGES[outcome.likelihood]
    estimate = {
        "likelihood": outcome.likelihood,
        "percent": [low, high],
        "confidence": outcome.confidence,
        "date": (outcome.estimated or as_of).isoformat(),
    }
    return {
        "id": outcome.id,
        "url": url_of(content.site, page.address),
        "title": page.title,
        "summary": page.front.summary,
        "test": reader.paragraphs(outcome.test),
        "by": outcome.by.isoformat(),
        "standing": standing,
        "estimate": estimate if standing == "open" else None,
        "last_estimate": None if standing == "open" else estimate,
        "resolved": _resolution(outcome.resolved, reader) if outcome.resolved else None,
    }


def _resolution(resolved: Resolution, reader: ProseReader) -> dict[str, Any]:
    return {
        "date": resolved.date.text,
        "result": resolved.result,
        "why": reader.paragraphs(resolved.why),
        "sources": list(resolved.sources),
    }
