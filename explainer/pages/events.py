"""Views of events: as cards in a page's text, and as entries of the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from explainer.model import Event, Id, Quotation
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import (
    DatePart,
    EventView,
    LinkView,
    QuoteView,
    RelatedView,
    SideView,
    after_words,
    cited_sources,
    date_parts,
    is_in_force,
    side_view,
)
from explainer.urls import event_address


def event_view(writer: Writer, event: Event) -> EventView:
    """Return the full view of an event, with its text and citations.

    Citations get their numbers as they are rendered, so call this in reading order.
    """
    text = writer.fill(event.text) if event.text else ()
    followed_by = writer.content.followed_by.get(event.id, ())
    return replace(
        move_view(writer, event),
        text=text,
        figures=event.figures,
        quote=_quote_view(writer, event.quote) if event.quote else None,
        sources=cited_sources(writer, event.all_sources()),
        followed_by=_later(writer, event, followed_by, with_delay=False),
    )


def _quote_view(writer: Writer, quote: Quotation) -> QuoteView:
    return QuoteView(quote.text, quote.by, writer.cite(*quote.sources))


def move_view(writer: Writer, event: Event) -> EventView:
    """Return the view of an event with its relations, but without text, citations and followers."""
    content = writer.content
    measure = event.measure
    ender = content.event_by_id[measure.ended_by] if measure and measure.ended_by else None
    kinds = list(content.site.kinds)
    return EventView(
        id=event.id,
        title=event.title,
        href=_permalink(writer, event.id),
        page=writer.href(event_address(event.id)) if event.key else "",
        date=date_parts(event.date),
        other_date=date_parts(event.other_date.date) if event.other_date else (),
        other_where=event.other_date.where if event.other_date else "",
        sides=side_views(writer, event),
        kind=content.site.kinds[event.kind],
        kind_id=event.kind,
        kind_number=1 + kinds.index(event.kind),
        certainty=event.certainty,
        unnamed=_rests_on_unnamed(writer, event),
        key=event.key,
        measure=_measure_parts(event),
        tool=content.site.tools[measure.tool] if measure else "",
        in_force=measure is not None and is_in_force(measure, content.site.as_of),
        ended_by=LinkView(ender.title, _permalink(writer, ender.id)) if ender else None,
        location=event.location,
        answers=_earlier(writer, event, event.answers, with_delay=True),
        follows=_earlier(writer, event, event.follows, with_delay=False),
        answered_by=_later(writer, event, content.answered_by.get(event.id, ()), with_delay=True),
    )


def _rests_on_unnamed(writer: Writer, event: Event) -> bool:
    """Return whether all of an event's sources rely on unnamed people."""
    sources = [writer.content.source_by_id[id_] for id_ in event.all_sources()]
    return all(source.unnamed for source in sources)


def _measure_parts(event: Event) -> tuple[DatePart, ...]:
    """Return the period in which an event's measure is in force, in words; empty without one."""
    measure = event.measure
    if measure is None:
        return ()
    parts = (DatePart("from "), *date_parts(measure.from_))
    if measure.until:
        parts += (DatePart(" until "), *date_parts(measure.until))
    if measure.expires:
        parts += (DatePart(", set to expire on "), *date_parts(measure.expires))
    if measure.suspended:
        parts += (DatePart(", suspended from "), *date_parts(measure.suspended.from_))
        if measure.suspended.until:
            parts += (DatePart(" until "), *date_parts(measure.suspended.until))
    return parts


def _earlier(
    writer: Writer, event: Event, ids: Iterable[Id], *, with_delay: bool
) -> tuple[RelatedView, ...]:
    """Return the views of the earlier events `ids`, which `event` answers or follows.

    With `with_delay`, each says how long after it `event` came.
    """
    related = (writer.content.event_by_id[id_] for id_ in ids)
    return tuple(
        _related(writer, other, (other, event) if with_delay else None) for other in related
    )


def _later(
    writer: Writer, event: Event, related: Iterable[Event], *, with_delay: bool
) -> tuple[RelatedView, ...]:
    """Return the views of later events that answer or follow `event`."""
    return tuple(
        _related(writer, other, (event, other) if with_delay else None) for other in related
    )


def _related(writer: Writer, event: Event, delay: tuple[Event, Event] | None) -> RelatedView:
    """Return the view of a related event.

    `delay` is the earlier and the later of two events, to show the time between them, or None. It
    is shown only for answers, which a source reports; "follows" is the explainer's own reading.
    """
    after = after_words(delay[0].date, delay[1].date) if delay else ""
    href = _permalink(writer, event.id)
    label = event.short or event.title
    return RelatedView(event.title, label, href, side_views(writer, event)[0], after)


def side_views(writer: Writer, event: Event) -> tuple[SideView, ...]:
    """Return the sides whose act an event is, in the order of site.yaml."""
    site = writer.content.site
    return tuple(side_view(site, side) for side in site.sides if side.id in event.side)


def _permalink(writer: Writer, id_: str) -> str:
    """Return the link to an event's entry on the timeline."""
    return writer.href("timeline.html", id_)
