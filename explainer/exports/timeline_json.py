"""`timeline.json`: all events, with their dates, sides, relations and sources, and what may come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from explainer.bibliography import names_in_words
from explainer.content import outcome_of
from explainer.exports.absolute_urls import url_of
from explainer.exports.outlook_data import date_data, outcome_data, upcoming_data
from explainer.exports.plain_text import ProseReader
from explainer.measure_state import state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.bibliography import Source
    from explainer.content import Content
    from explainer.model import Event, Measure


def timeline_json(content: Content) -> bytes:
    """Return the contents of `timeline.json`: events, dates to come, outcomes, and their sources.

    An event's `date` is in EDTF, as the editor wrote it; `earliest` and `latest` are ISO 8601 days.
    """
    site = content.site
    reader = ProseReader(content.terms)
    cited = dict.fromkeys(_cited(content))
    timeline = {
        "title": site.title,
        "description": site.tagline,
        "language": site.language,
        "as_of": site.as_of.isoformat(),
        "searched_to": site.searched_to.isoformat() if site.searched_to else None,
        "licence": site.licence,
        "url": url_of(site, "timeline.html"),
        "sides": [
            {"id": s.id, "name": s.name, "about": s.about, "government": s.government}
            for s in site.sides
        ],
        "kinds": dict(site.kinds),
        "tools": dict(site.tools),
        "events": [
            _event(content, event, text=reader.paragraphs(event.text)) for event in content.events
        ],
        "upcoming": [upcoming_data(content, upcoming, reader) for upcoming in content.upcoming],
        "outcomes": [outcome_data(content, page, reader) for page in content.outcome_pages],
        "sources": [_source(source) for id_ in cited if (source := content.source_by_id.get(id_))],
    }
    return (json.dumps(timeline, ensure_ascii=False, indent=1) + "\n").encode()


def _cited(content: Content) -> Iterator[str]:
    """Yield the ids of the sources that the timeline and what may come refer to."""
    for event in content.events:
        yield from event.all_sources()
    for upcoming in content.upcoming:
        yield from upcoming.all_sources()
    for page in content.outcome_pages:
        if resolved := outcome_of(page).resolved:
            yield from resolved.sources


def _event(content: Content, event: Event, *, text: str) -> dict[str, Any]:
    return {
        "id": event.id,
        "url": url_of(content.site, "timeline.html", event.id),
        **date_data(event.date),
        "sides": list(event.side),
        "kind": event.kind,
        "title": event.title,
        "text": text,
        "certainty": event.certainty,
        "sources": list(event.all_sources()),
        "answers": list(event.answers),
        "follows": list(event.follows),
        "answered_by": [later.id for later in content.answered_by.get(event.id, ())],
        "followed_by": [later.id for later in content.followed_by.get(event.id, ())],
        "measure": _measure(content, event.measure) if event.measure else None,
        "other_date": {"date": event.other_date.date.text, "where": event.other_date.where}
        if event.other_date
        else None,
        "key": event.key,
        "place": event.location,
        "short": event.short,
        "figures": [{"value": f.value, "label": f.label} for f in event.figures],
        "quote": {
            "text": event.quote.text,
            "by": event.quote.by,
            "sources": list(event.quote.sources),
        }
        if event.quote
        else None,
    }


def _measure(content: Content, measure: Measure) -> dict[str, Any]:
    return {
        "tool": measure.tool,
        "from": measure.from_.text,
        "until": measure.until.text if measure.until else None,
        "ended_by": measure.ended_by,
        "expires": measure.expires.text if measure.expires else None,
        "short": measure.short,
        "authority": measure.authority,
        "published": measure.published,
        "suspended": {
            "from": measure.suspended.from_.text,
            "until": measure.suspended.until.text if measure.suspended.until else None,
        }
        if measure.suspended
        else None,
        "state": state_of(measure, content.site.as_of),
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "author": names_in_words(source.author),
        "container": source.container,
        "publisher": source.publisher,
        "issued": source.issued.text if source.issued else None,
        "url": source.address,
        "standing": source.standing,
        "unnamed": source.unnamed,
    }
