"""`[chart NAME]`: a chart as a figure, with its data as a table and as a download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from explainer.content import Content
from explainer.fragment import Mark
from explainer.marker_options import name_of
from explainer.model import Page
from explainer.pages.dependencies import Dependencies
from explainer.pages.figures import chart_svgs
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import CitedSources, cited_sources
from explainer.readonly import read_only


@read_only
class ChartView:
    """A chart as a figure: its drawing, a summary, its data as a table, and a download link.

    `anchor`: the figure's id, for links to it.
    `svg`, `narrow`: the drawing for wide screens and the one for phones, which may be empty.
    `csv`: the link to the file with its data.
    """

    anchor: str
    title: str
    summary: str
    svg: Markup
    narrow: Markup
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    csv: str
    sources: CitedSources | None


def chart_ids(page: Page) -> Iterator[str]:
    """Yield the ids of the charts that a page's text shows, in page order."""
    for mark in page.prose.marks:
        if (mark.kind, mark.target) == ("block", CHART.name):
            yield name_of(mark)


def _reads(dependencies: Dependencies, mark: Mark) -> None:
    dependencies.add_chart(name_of(mark))


def _shows(writer: Writer, mark: Mark) -> ChartView:
    return chart_view(writer, name_of(mark))


def chart_view(writer: Writer, id_: str) -> ChartView:
    """Return the view of a chart."""
    chart = writer.content.chart_by_id[id_]
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
        sources=cited_sources(writer, chart.sources),
    )


def _cites(content: Content, mark: Mark) -> Iterable[str]:
    return content.chart_by_id[name_of(mark)].sources


CHART = Marker("chart", "chart", _reads, _shows, _cites)
