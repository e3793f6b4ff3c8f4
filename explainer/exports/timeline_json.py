"""`timeline.json`: all events with their dates, sides, relations and sources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from explainer.bibliography import names_in_words
from explainer.exports.absolute_urls import url_of
from explainer.exports.plain_text import ProseReader

if TYPE_CHECKING:
    from explainer.bibliography import Source
    from explainer.content import Content
    from explainer.dates import Edtf
    from explainer.model import Event, Measure


def timeline_json(content: Content) -> bytes:
    """Return the contents of `timeline.json`: the events, and the sources that they cite, in UTF-8.

    An event's `date` is in EDTF, as the editor wrote it; `earliest` and `latest` are ISO 8601 days.
    """
    site = content.site
    reader = ProseReader(content.terms)
    cited = dict.fromkeys(id_ for event in content.events for id_ in event.all_sources())
    timeline = {
        "title": site.title,
        "description": site.tagline,
        "language": site.language,
        "as_of": site.as_of.isoformat(),
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
        "sources": [_source(source) for id_ in cited if (source := content.source_by_id.get(id_))],
    }
    return (json.dumps(timeline, ensure_ascii=False, indent=1) + "\n").encode()


def _event(content: Content, event: Event, *, text: str) -> dict[str, Any]:
    return {
        "id": event.id,
        "url": url_of(content.site, "timeline.html", event.id),
        **_date(event.date),
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
        "measure": _measure(event.measure) if event.measure else None,
        "other_date": {"date": event.other_date.date.text, "where": event.other_date.where}
        if event.other_date
        else None,
        "key": event.key,
        "place": event.location,
    }


def _date(date: Edtf) -> dict[str, Any]:
    """Return the keys for an event's date; `latest` is null (None) if the date is ongoing."""
    return {
        "date": date.text,
        "date_words": date.words,
        "earliest": date.earliest.isoformat(),
        "latest": None if date.ongoing else date.latest.isoformat(),
        "known_to": date.start.precision,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "tool": measure.tool,
        "from": measure.from_.text,
        "until": measure.until.text if measure.until else None,
        "ended_by": measure.ended_by,
        "expires": measure.expires.text if measure.expires else None,
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
