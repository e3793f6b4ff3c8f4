"""What stands for each marker: a block with the view that its partial shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from explainer import markers
from explainer.fragment import Mark
from explainer.model import Event, Prose, Term
from explainer.pages.events import event_view
from explainer.pages.figures import chart_svgs, diagram_view
from explainer.pages.one_page import without_citations
from explainer.pages.outcomes import glances
from explainer.pages.prose_writer import Block, Part, Writer
from explainer.pages.sources import CitedSourceView, source_view
from explainer.pages.views import (
    DatePart,
    LinkView,
    SideView,
    TermView,
    day_parts,
    is_in_force,
    side_view,
)
from explainer.readonly import read_only


@read_only
class AccountView:
    """What one side says; or, where nothing was found, what was searched."""

    side: SideView
    text: tuple[Part, ...]
    none_found: bool


@read_only
class AccountsView:
    """A question, what each side says of it, and what others have found."""

    id: str
    question: str
    accounts: tuple[AccountView, ...]
    found: tuple[Part, ...]


@read_only
class InForceRow:
    """One tool, and for each side the measures in force that use it."""

    tool: str
    cells: tuple[tuple[LinkView, ...], ...]


@read_only
class InForceView:
    """The measures in force on a day: side by tool."""

    as_of: tuple[DatePart, ...]
    sides: tuple[SideView, ...]
    rows: tuple[InForceRow, ...]


@read_only
class StatusView:
    """One line of "Where things stand"."""

    label: str
    text: Markup
    certainty: str


@read_only
class ChangeView:
    """An entry of the editor's log."""

    date: tuple[DatePart, ...]
    kind: str
    note: Markup
    links: tuple[LinkView, ...]


@read_only
class ChartView:
    """A chart: its drawing, the one for phones or nothing, and the table that says the same."""

    anchor: str
    title: str
    summary: str
    svg: Markup
    narrow: Markup
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    csv: str
    cites: Markup


def make_block(writer: Writer, mark: Mark) -> Block:
    """Return what stands for a marker."""
    return Block(mark.target, _MAKERS[mark.target](writer, mark))


def status_views(writer: Writer) -> tuple[StatusView, ...]:
    """Return where things stand."""
    return tuple(
        StatusView(item.label, writer.inline(item.text), item.certainty or "")
        for item in writer.content.site.status
    )


def change_views(writer: Writer, *, most: int | None = None) -> tuple[ChangeView, ...]:
    """Return the editor's log, or so many of its entries, newest first as it is written."""
    content = writer.content
    views = []
    for change in content.changes[:most]:
        pages = (content.page_by_source[source] for source in change.pages)
        events = (content.event_by_id[id_] for id_ in change.events)
        links = [LinkView(page.title, writer.href(page.address)) for page in pages]
        links += [LinkView(e.title, writer.href("timeline.html", e.id)) for e in events]
        note = writer.inline(change.note)
        views.append(ChangeView(day_parts(change.date), change.kind, note, tuple(links)))
    return tuple(views)


def term_views(writer: Writer) -> tuple[TermView, ...]:
    """Return the glossary in alphabetical order."""
    terms = sorted(writer.content.terms, key=lambda term: (term.term.casefold(), term.id))
    return tuple(_entry(writer, term) for term in terms)


def _entry(writer: Writer, term: Term) -> TermView:
    # The text first: what it cites is numbered before what stands beside it.
    text = writer.inline(term.text)
    beside = (id_ for id_ in term.sources if id_ not in term.text.cited())
    return term_view(writer, term, text=text, cites=writer.cite(*beside))


def opened_terms(writer: Writer) -> tuple[TermView, ...]:
    """Return the definitions of the terms that a page opened; what they cite stands there."""
    return tuple(
        term_view(writer, term, text=without_citations(writer, term.text), cites=Markup(""))
        for term in writer.opened
    )


def term_view(writer: Writer, term: Term, *, text: Markup, cites: Markup) -> TermView:
    """Return a term with its definition, which a page shows with its citations or without."""
    return TermView(
        id=term.id,
        term=term.term,
        abbr=term.abbr,
        also=term.also,
        text=text,
        href=writer.href("glossary.html", term.id),
        cites=cites,
    )


def in_force_view(writer: Writer) -> InForceView:
    """Return the measures in force on the day of the last check, by tool and side."""
    site = writer.content.site
    now = [e for e in writer.content.events if e.measure and is_in_force(e.measure, site.as_of)]
    rows = []
    for tool, name in site.tools.items():
        using = [event for event in now if event.measure and event.measure.tool == tool]
        if using:
            cells = tuple(_cell(writer, using, side.id) for side in site.sides)
            rows.append(InForceRow(name, cells))
    sides = tuple(side_view(site, side) for side in site.sides)
    return InForceView(day_parts(site.as_of), sides, tuple(rows))


def _cell(writer: Writer, events: list[Event], side: str) -> tuple[LinkView, ...]:
    return tuple(
        LinkView(e.title, writer.href("timeline.html", e.id), f"since {e.measure.from_.words}")
        for e in events
        if side in e.side and e.measure
    )


def _events(writer: Writer, mark: Mark) -> Any:
    return tuple(event_view(writer, event) for event in markers.chosen(mark, writer.content.events))


def _diagram(writer: Writer, mark: Mark) -> Any:
    return diagram_view(writer, tuple(markers.chosen(mark, writer.content.events)))


def _accounts(writer: Writer, mark: Mark) -> AccountsView:
    accounts = writer.content.account_by_id[markers.name_of(mark)]
    site = writer.content.site
    shown = []
    for side in site.sides:
        if side.id in accounts.accounts:
            said = accounts.accounts[side.id]
            prose = said if isinstance(said, Prose) else said.none_found
            none_found = not isinstance(said, Prose)
            shown.append(AccountView(side_view(site, side), writer.fill(prose), none_found))
    found = writer.fill(accounts.found) if accounts.found else ()
    return AccountsView(accounts.id, accounts.question, tuple(shown), found)


def _chart(writer: Writer, mark: Mark) -> ChartView:
    chart = writer.content.chart_by_id[markers.name_of(mark)]
    table = writer.content.tables[chart.data]
    prefix = writer.prefix_of(f"chart.{chart.id}")
    columns = [table.header.index(column) for column in chart.columns]
    wide, narrow = chart_svgs(chart, table, prefix=prefix)
    return ChartView(
        anchor=f"{prefix}chart.{chart.id}",
        title=chart.title,
        summary=chart.summary,
        svg=wide,
        narrow=narrow,
        header=tuple(chart.columns.values()),
        rows=tuple(tuple(row[column] for column in columns) for row in table.rows),
        csv=writer.href(chart.data),
        cites=writer.cite(*chart.sources),
    )


def _all_sources(writer: Writer, _: Mark) -> tuple[CitedSourceView, ...]:
    return tuple(CitedSourceView(source_view(source), ()) for source in writer.content.sources)


_MAKERS: Mapping[str, Callable[[Writer, Mark], Any]] = {
    "events": _events,
    "diagram": _diagram,
    "chart": _chart,
    "accounts": _accounts,
    "in-force": lambda writer, _: in_force_view(writer),
    "outcomes": lambda writer, _: glances(writer),
    "status": lambda writer, _: status_views(writer),
    "sources": _all_sources,
    "glossary": lambda writer, _: term_views(writer),
    "changes": lambda writer, _: change_views(writer),
    "TOC": lambda *_: None,
}
