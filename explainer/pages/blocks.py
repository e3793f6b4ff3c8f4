"""The blocks that replace markers such as `[events]`: each a template partial's name and data.

A view is the data that a template displays: every text, date and link, ready to be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from explainer import markers
from explainer.fragment import Mark
from explainer.model import Event, Prose, Term
from explainer.pages.events import event_view
from explainer.pages.figures import chart_svgs, diagram_view
from explainer.pages.one_page_edition import without_citations
from explainer.pages.outcomes import glance_views
from explainer.pages.prose_html import Block, Part, Writer
from explainer.pages.sources import CitedSourceView, source_view
from explainer.pages.view_models import (
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
    """One side's account of what happened, as a column of the block that compares accounts.

    If `none_found` is set, no account was found, and `text` says what was searched.
    """

    side: SideView
    text: tuple[Part, ...]
    none_found: bool


@read_only
class AccountsView:
    """The block that `[accounts ID]` shows: a question and each side's account, side by side.

    `found`, shown below them, says what others have found; it is empty if the editor left it out.
    """

    id: str
    question: str
    accounts: tuple[AccountView, ...]
    found: tuple[Part, ...]


@read_only
class InForceRow:
    """A row of the table of measures in force: a tool, such as a tariff, and a cell for each side.

    A cell has a link to each event with which the side put a measure of this kind in force.
    """

    tool: str
    cells: tuple[tuple[LinkView, ...], ...]


@read_only
class InForceView:
    """The table of measures in force on the day `as_of`: a row per tool, a column per side."""

    as_of: tuple[DatePart, ...]
    sides: tuple[SideView, ...]
    rows: tuple[InForceRow, ...]


@read_only
class StatusView:
    """A line of the list "Where things stand": a label, a short text, and how certain it is.

    `certainty` is empty if the editor left it out.
    """

    label: str
    text: Markup
    certainty: str


@read_only
class ChangeView:
    """An entry of the list of changes: an update or a correction of the explainer.

    `links` lead to the pages and events that it changed.
    """

    date: tuple[DatePart, ...]
    kind: str
    note: Markup
    links: tuple[LinkView, ...]


@read_only
class ChartView:
    """A chart as a figure: its drawing, a summary, its data as a table, and a download link.

    `anchor`: the figure's id, for links to it.
    `svg`, `narrow`: the drawing for wide screens and the one for phones, which may be empty.
    `csv`: the link to the file with its data.
    `cites`: the citation numbers of its sources.
    """

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
    """Return the block that replaces a marker on the writer's page."""
    return Block(mark.target, _VIEWS[mark.target](writer, mark))


def status_views(writer: Writer) -> tuple[StatusView, ...]:
    """Return the lines of the list "Where things stand", from `site.yaml`."""
    return tuple(
        StatusView(item.label, writer.inline(item.text), item.certainty or "")
        for item in writer.content.site.status
    )


def change_views(writer: Writer, *, limit: int | None = None) -> tuple[ChangeView, ...]:
    """Return the entries of `changes.yaml` in the order of that file, at most `limit` of them."""
    content = writer.content
    views = []
    for change in content.changes[:limit]:
        pages = (content.page_by_source[source] for source in change.pages)
        events = (content.event_by_id[id_] for id_ in change.events)
        links = [LinkView(page.title, writer.href(page.address)) for page in pages]
        links += [LinkView(e.title, writer.href("timeline.html", e.id)) for e in events]
        note = writer.inline(change.note)
        views.append(ChangeView(day_parts(change.date), change.kind, note, tuple(links)))
    return tuple(views)


def term_views(writer: Writer) -> tuple[TermView, ...]:
    """Return all entries of the glossary, in alphabetical order."""
    terms = sorted(writer.content.terms, key=lambda term: (term.term.casefold(), term.id))
    return tuple(_glossary_entry(writer, term) for term in terms)


def _glossary_entry(writer: Writer, term: Term) -> TermView:
    # Render the text first: its citations get lower numbers than the other sources.
    text = writer.inline(term.text)
    uncited = (id_ for id_ in term.sources if id_ not in term.text.cited())
    return term_view(writer, term, text=text, cites=writer.cite(*uncited))


def linked_term_views(writer: Writer) -> tuple[TermView, ...]:
    """Return the entries of "Terms on this page": the terms that its text links to.

    The definitions come without their citations, which only the glossary page shows.
    """
    return tuple(
        term_view(writer, term, text=without_citations(writer, term.text), cites=Markup(""))
        for term in writer.linked_terms
    )


def term_view(writer: Writer, term: Term, *, text: Markup, cites: Markup) -> TermView:
    """Return the view of a term; `text` is its definition, already rendered.

    `cites` are the citation numbers of the term's sources that the definition doesn't cite itself.
    """
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
    """Return the table of the measures in force on the site's `as_of` day.

    Tools without a measure in force are left out.
    """
    site = writer.content.site
    active = [e for e in writer.content.events if e.measure and is_in_force(e.measure, site.as_of)]
    rows = []
    for tool, name in site.tools.items():
        using = [event for event in active if event.measure and event.measure.tool == tool]
        if using:
            cells = tuple(_in_force_cell(writer, using, side.id) for side in site.sides)
            rows.append(InForceRow(name, cells))
    sides = tuple(side_view(site, side) for side in site.sides)
    return InForceView(day_parts(site.as_of), sides, tuple(rows))


def _in_force_cell(writer: Writer, events: list[Event], side: str) -> tuple[LinkView, ...]:
    """Return a link to each event of the side, with a note since when it is in force."""
    return tuple(
        LinkView(e.title, writer.href("timeline.html", e.id), f"since {e.measure.from_.words}")
        for e in events
        if side in e.side and e.measure
    )


def _events(writer: Writer, mark: Mark) -> Any:
    return tuple(
        event_view(writer, event) for event in markers.matching_events(mark, writer.content.events)
    )


def _diagram(writer: Writer, mark: Mark) -> Any:
    return diagram_view(writer, tuple(markers.matching_events(mark, writer.content.events)))


def _accounts(writer: Writer, mark: Mark) -> AccountsView:
    accounts = writer.content.account_by_id[markers.name_of(mark)]
    site = writer.content.site
    views = []
    for side in site.sides:
        if side.id in accounts.accounts:
            account = accounts.accounts[side.id]
            prose = account if isinstance(account, Prose) else account.none_found
            none_found = not isinstance(account, Prose)
            views.append(AccountView(side_view(site, side), writer.fill(prose), none_found))
    found = writer.fill(accounts.found) if accounts.found else ()
    return AccountsView(accounts.id, accounts.question, tuple(views), found)


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


# The function that builds the view for a marker, by the marker's name.
_VIEWS: Mapping[str, Callable[[Writer, Mark], Any]] = {
    "events": _events,
    "diagram": _diagram,
    "chart": _chart,
    "accounts": _accounts,
    "in-force": lambda writer, _: in_force_view(writer),
    "outcomes": lambda writer, _: glance_views(writer),
    "status": lambda writer, _: status_views(writer),
    "sources": _all_sources,
    "glossary": lambda writer, _: term_views(writer),
    "changes": lambda writer, _: change_views(writer),
    "TOC": lambda *_: None,
}
