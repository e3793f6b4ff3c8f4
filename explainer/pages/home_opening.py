"""What opens the home page, and the one-page edition: why it matters, short answers, a chart."""

from __future__ import annotations

from markupsafe import Markup

from explainer.pages.chart_marker import ChartView, chart_view
from explainer.pages.prose_html import Writer
from explainer.readonly import read_only


@read_only
class AnswerView:
    """A question that people ask first, and its answer; `certainty` may be empty."""

    question: str
    text: Markup
    certainty: str


@read_only
class HomeOpening:
    """Why it matters, short answers to what people ask first, and the chart shown large, if any."""

    why: Markup
    answers: tuple[AnswerView, ...]
    chart: ChartView | None


def home_opening(writer: Writer) -> HomeOpening:
    """Return what opens the home page.

    Citations get their numbers as they are rendered, so call this in reading order.
    """
    site = writer.content.site
    return HomeOpening(
        why=writer.inline(site.why) if site.why else Markup(""),
        answers=tuple(
            AnswerView(answer.question, writer.inline(answer.answer), answer.certainty or "")
            for answer in site.short_answers
        ),
        chart=chart_view(writer, site.home_chart) if site.home_chart else None,
    )
