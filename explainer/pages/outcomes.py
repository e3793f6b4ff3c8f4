"""Views of outcomes: in full, as rows of a table, and the past estimates as a line drawing."""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup

from explainer.content import outcome_of
from explainer.model import Indicator, Outcome, Page
from explainer.outcome_state import RESULT_PERCENT, RESULT_WORDS, standing_of
from explainer.pages.prose_html import Part, Writer, not_cited
from explainer.pages.upcoming_marker import UpcomingView, outcome_upcoming_views
from explainer.pages.view_models import BandView, DatePart, band_view, date_parts, day_parts
from explainer.readonly import read_only
from explainer.selections import OutcomePages


@read_only
class StateView:
    """How an outcome stands, shown the same way wherever the outcome is.

    `standing`: `open`, `overdue` (`by` has passed, and nothing says how it ended) or `resolved`.
    `band`, `confidence`: the current estimate; the last one, if the outcome isn't open.
    `by`: the day by which it happens or doesn't.
    `result`, `resolved_on`: how and when it ended, or empty.
    `end`: where the result is on a scale of likelihood, in per cent; None if it's on none.
    """

    standing: str
    band: BandView
    confidence: str
    by: tuple[DatePart, ...]
    result: str
    resolved_on: tuple[DatePart, ...]
    end: int | None


@read_only
class IndicatorView:
    """An indicator on an outcome's page: a sign to watch for, and its status when last checked.

    `points`: whether it makes the outcome more likely (`towards`) or less (`away`).
    `cites`: the citation numbers of sources that its text doesn't cite itself.
    """

    text: Markup
    cites: Markup
    points: str
    status: str
    checked: tuple[DatePart, ...]


@read_only
class EstimateView:
    """An estimate of an outcome's likelihood at a date, as a step of the history drawing.

    `why`: the editor's reason; empty for the current estimate.
    `reconstructed`: whether it was worked out afterwards.
    `current`: whether it is the current estimate, the last step.
    `x`, `y`: its position in the drawing, in per cent from the top left corner. `x` is the date,
    from the first estimate to the current one; `y` is the likelihood, highest at the top.
    """

    date: tuple[DatePart, ...]
    band: BandView
    why: Markup
    reconstructed: bool
    current: bool
    x: float
    y: float


@read_only
class GlanceView:
    """An outcome as a row of a table of outcomes.

    `seen`: how many of its indicators were seen, in words.
    """

    id: str
    title: str
    summary: str
    href: str
    state: StateView
    seen: str


@read_only
class OutcomeView:
    """An outcome in full, as the panel on its own page.

    `resolved_why`: why it's known how it ended; or empty.
    `resolved_cites`: the citation numbers of those of its sources that `resolved_why` doesn't cite.
    `test`: what decides it.
    `estimated`: the day of the current estimate.
    `upcoming`: the dates to come that bear on it.
    `course`: the estimates, from the first to the current one; `path` is the line through them.
    """

    title: str
    state: StateView
    resolved_why: Markup
    resolved_cites: Markup
    test: tuple[Part, ...]
    estimated: tuple[DatePart, ...]
    indicators: tuple[IndicatorView, ...]
    upcoming: tuple[UpcomingView, ...]
    course: tuple[EstimateView, ...]
    path: str


def outcome_view(writer: Writer, page: Page) -> OutcomeView:
    """Return the full view of a page's outcome, with indicators that make it more likely first."""
    outcome = outcome_of(page)
    as_of = writer.content.site.as_of
    # In the order of the panel: citations are numbered as they are rendered.
    resolved = outcome.resolved
    resolved_why = writer.inline(resolved.why) if resolved and resolved.why else Markup("")
    resolved_cites = (
        writer.cite(*not_cited(resolved.sources, resolved.why)) if resolved else Markup("")
    )
    test = writer.fill(outcome.test) if outcome.test else ()
    indicators = sorted(outcome.indicators, key=lambda indicator: indicator.points != "towards")
    indicator_views = tuple(_indicator(writer, indicator) for indicator in indicators)
    upcoming = outcome_upcoming_views(writer, outcome.id)
    course = _course(writer, outcome, as_of)
    return OutcomeView(
        title=page.title,
        state=state_view(outcome, as_of),
        resolved_why=resolved_why,
        resolved_cites=resolved_cites,
        test=test,
        estimated=day_parts(outcome.estimated or as_of),
        indicators=indicator_views,
        upcoming=upcoming,
        course=course,
        path=_step_path(course),
    )


def state_view(outcome: Outcome, as_of: dt.date) -> StateView:
    """Return how an outcome stands on the day `as_of`."""
    resolved = outcome.resolved
    return StateView(
        standing=standing_of(outcome, as_of),
        band=band_view(outcome.likelihood),
        confidence=outcome.confidence,
        by=day_parts(outcome.by),
        result=RESULT_WORDS[resolved.result] if resolved else "",
        resolved_on=date_parts(resolved.date) if resolved else (),
        end=RESULT_PERCENT.get(resolved.result) if resolved else None,
    )


def glance_views(writer: Writer) -> tuple[GlanceView, ...]:
    """Return the rows of the table of outcomes, in reading order."""
    return tuple(_glance(writer, page) for page in writer.content.select_pages(OutcomePages()))


def _glance(writer: Writer, page: Page) -> GlanceView:
    outcome = outcome_of(page)
    return GlanceView(
        id=outcome.id,
        title=page.title,
        summary=page.front.summary,
        href=writer.href(page.address),
        state=state_view(outcome, writer.content.site.as_of),
        seen=_seen_words(outcome),
    )


def _seen_words(outcome: Outcome) -> str:
    """Return how many of an outcome's indicators were seen: `1 of 3 towards, 0 of 2 away`."""
    words = []
    for points in ("towards", "away"):
        indicators = [indicator for indicator in outcome.indicators if indicator.points == points]
        seen = sum(indicator.status == "seen" for indicator in indicators)
        if indicators:
            # Each count stays on one line.
            words.append(f"{seen} of {len(indicators)} {points}".replace(" ", "\N{NO-BREAK SPACE}"))
    return ", ".join(words) or "none named"


def _indicator(writer: Writer, indicator: Indicator) -> IndicatorView:
    text = writer.inline(indicator.text)
    return IndicatorView(
        text=text,
        cites=writer.cite(*not_cited(indicator.sources, indicator.text)),
        points=indicator.points,
        status=indicator.status,
        checked=day_parts(indicator.checked),
    )


def _course(writer: Writer, outcome: Outcome, as_of: dt.date) -> tuple[EstimateView, ...]:
    """Return the past estimates, then the current one, with their positions in the drawing."""
    now = outcome.estimated or as_of
    first = min((estimate.date.earliest for estimate in outcome.history), default=now)
    span = max((now - first).days, 1)

    def position(day: dt.date) -> float:
        return round(100 * (day - first).days / span, 2)

    earlier = tuple(
        EstimateView(
            date=date_parts(estimate.date),
            band=band_view(estimate.likelihood),
            why=writer.inline(estimate.why),
            reconstructed=estimate.reconstructed,
            current=False,
            x=position(estimate.date.earliest),
            y=_middle(band_view(estimate.likelihood)),
        )
        for estimate in outcome.history
    )
    band = band_view(outcome.likelihood)
    current = EstimateView(day_parts(now), band, Markup(""), False, True, 100.0, _middle(band))
    return (*earlier, current)


def _middle(band: BandView) -> float:
    """Return the y of the middle of a band: 0 is the top, which is a likelihood of 100 per cent."""
    return 100 - (band.low + band.high) / 2


def _step_path(course: tuple[EstimateView, ...]) -> str:
    """Return the estimates as the data of an SVG path.

    It is a line of steps: each estimate's level is kept until the date of the next.
    """
    first, *later = course
    steps = [f"M{first.x:g} {first.y:g}"]
    steps += [f"H{estimate.x:g}V{estimate.y:g}" for estimate in later]
    return "".join(steps)
