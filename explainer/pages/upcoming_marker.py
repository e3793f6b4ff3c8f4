"""`[upcoming]`: dates to come, from `upcoming.yaml` and the ends set for measures."""

from __future__ import annotations

from explainer.fragment import Mark
from explainer.measure_state import measure_name
from explainer.model import Event
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Part, Writer, not_cited
from explainer.pages.view_models import CitedSources, DatePart, LinkView, cited_sources, date_parts
from explainer.readonly import read_only
from explainer.selections import EventsWithSetEnd, UpcomingOfOutcome, UpcomingSelection
from explainer.upcoming import Upcoming, end_of, has_passed


@read_only
class UpcomingView:
    """A date to come, or the day on which a measure is set to expire.

    `id`: the id that it has on the home page; empty for a measure.
    `passed`: whether its date has passed, and nobody has said what became of it.
    `measure`: a link to the event with the measure that ends or returns, with words before it.
    `certainty`: how certain it is; empty if the editor left it out.
    `sources`: the sources that its text doesn't cite itself.
    `outcomes`: links to the outcomes that it bears on.
    """

    id: str
    date: tuple[DatePart, ...]
    passed: bool
    title: str
    measure: LinkView | None
    certainty: str
    text: tuple[Part, ...]
    sources: CitedSources | None
    outcomes: tuple[LinkView, ...]


def add_upcoming(dependencies: Dependencies) -> None:
    """Declare what `upcoming_views` reads."""
    dependencies.select_upcoming(UpcomingSelection())
    selection = EventsWithSetEnd(dependencies.content.site.as_of)
    dependencies.select_events(selection, dependencies.add_event_stub)


def upcoming_views(writer: Writer) -> tuple[UpcomingView, ...]:
    """Return what is to come, by date: what the editor wrote, and the ends set for measures."""
    return tuple(
        _set_end(writer, record) if isinstance(record, Event) else _upcoming(writer, record)
        for record in writer.content.dates_to_come()
    )


def outcome_upcoming_views(writer: Writer, outcome: str) -> tuple[UpcomingView, ...]:
    """Return the dates to come that bear on an outcome, which the page must have declared."""
    entries = writer.content.select_upcoming(UpcomingOfOutcome(outcome))
    return tuple(_upcoming(writer, entry) for entry in entries)


def _upcoming(writer: Writer, upcoming: Upcoming) -> UpcomingView:
    text = writer.fill(upcoming.text) if upcoming.text else ()
    sources = cited_sources(writer, not_cited(upcoming.sources, upcoming.text))
    pages = (writer.content.page_by_outcome[id_] for id_ in upcoming.outcomes)
    return UpcomingView(
        id=f"upcoming.{upcoming.id}",
        date=date_parts(upcoming.date),
        passed=has_passed(upcoming.date, writer.content.site.as_of),
        title=upcoming.title,
        measure=None,
        certainty=upcoming.certainty or "",
        text=text,
        sources=sources,
        outcomes=tuple(LinkView(page.title, writer.href(page.address)) for page in pages),
    )


def _set_end(writer: Writer, event: Event) -> UpcomingView:
    end = end_of(event, writer.content.site.as_of)
    return UpcomingView(
        id="",
        date=date_parts(end.date),
        passed=False,
        title="",
        measure=LinkView(
            measure_name(event),
            writer.href("timeline.html", event.id),
            before="Set to expire:" if end.what == "expires" else "Suspended until then:",
        ),
        certainty=event.certainty,
        text=(),
        sources=None,
        outcomes=(),
    )


def _reads(dependencies: Dependencies, _: Mark) -> None:
    add_upcoming(dependencies)


def _shows(writer: Writer, _: Mark) -> tuple[UpcomingView, ...]:
    return upcoming_views(writer)


UPCOMING = Marker("upcoming", "", _reads, _shows)
