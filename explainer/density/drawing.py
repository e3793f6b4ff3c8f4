"""Writes the density strip as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape

from explainer.density.periods import Axis, Form, Period, axis_of
from explainer.density.tally import Counts, Month, Tally
from explainer.readonly import frozen

# Heights in CSS pixels, which timeline.css repeats: the bars, the part of them for the sides at the
# foot, and the axis below.
_BARS, _FOOT, _AXIS = 84, 12, 16
# The least height of an event at which events are told apart by gaps, and the largest height.
_BLOCK, _TALLEST = 3.0, 8.0
# What the tallest bar leaves free at its end, and the share of a column that its bar leaves empty.
_MARGIN, _GAP = 2.0, 0.14
# The width of a drawing, in per cent.
_FULL = 100


@frozen
class Lanes:
    """The names of what is above the line, below it and at the foot; empty without events."""

    above: str
    below: str
    foot: str


@frozen
class Scale:
    """Where bars start, from the top, and how tall one event is, in pixels.

    `line`: the line that the first side's bars stand on and the second side's hang from.
    `floor`: the line at the foot that the bars of other sides stand on.
    """

    line: float
    floor: float
    event: float
    other: float
    above_tenths: int


@frozen
class Drawing:
    """A drawing as an SVG element, and the share of its height above the line, in tenths."""

    svg: str
    above_tenths: int


@frozen
class Column:
    """A column: its period and counts, its left edge and width in per cent, and its link."""

    period: Period
    counts: Counts
    left: float
    width: float
    href: str


def draw_form(tally: Tally, form: Form, lanes: Lanes, href: Callable[[Month], str]) -> Drawing:
    """Return one drawing of the strip."""
    axis = axis_of(tally, form)
    columns = tuple(_columns(tally, axis, href))
    scales = _scales(columns, lanes)
    scale = scales[0]
    kind = "wide" if form.months == 1 else "narrow"
    first, last = axis.periods[0], axis.periods[-1]
    years = dict.fromkeys((str(first.first), str(last.last)))
    bars = "".join(
        _bar(column, scales[column.period.is_years], lanes)
        for column in columns
        if column.counts.events
    )
    links = "".join(_link(column, lanes) for column in columns if column.counts.events)
    svg = (
        f'<svg class="strip-{kind}" role="group" aria-label="Events by side, {" to ".join(years)}" '
        f'lang="en"><g aria-hidden="true">{bars}{_gaps(columns, scales, axis)}{_lines(scale, lanes, axis)}'
        f"{''.join(_labels(columns, form))}</g>{links}</svg>"
    )
    return Drawing(svg, scale.above_tenths)


def _columns(tally: Tally, axis: Axis, href: Callable[[Month], str]) -> Iterator[Column]:
    for period, (left, width) in zip(axis.periods, axis.edges, strict=True):
        first = tally.first_month_within(period)
        link = "" if first is None else href((first[0], 0) if period.is_years else first)
        yield Column(period, tally.within(period), left, width, link)


def _scale(columns: Sequence[Column], lanes: Lanes) -> Scale:
    """Return the scale at which the tallest bars fill the height that there is."""
    above, below, others = _most(columns)
    foot = (_FOOT if above or below else _BARS) if lanes.foot else 0
    height = _BARS - foot
    tenths = round(10 * above / (above + below)) if above else 0 if others and not below else 10
    if above and below:
        tenths = min(8, max(2, tenths))
    line = height * tenths / 10
    rooms = ((line, above), (height - line if above else line, below))
    return Scale(
        line=line,
        floor=float(_BARS),
        event=min((_TALLEST, *((room - _MARGIN) / most for room, most in rooms if most))),
        other=min(_TALLEST / 2, (foot - _MARGIN) / others) if others else 0,
        above_tenths=tenths,
    )


def _most(columns: Sequence[Column]) -> tuple[int, int, int]:
    """Return the largest number of events above the line, below it and at the foot."""
    above, below, foot = (
        max(numbers) for numbers in list(zip(*(c.counts for c in columns), strict=True))[1:]
    )
    return above, below, foot


def _scales(columns: Sequence[Column], lanes: Lanes) -> tuple[Scale, Scale]:
    """Return the scale of months and that of years, whose bars are smaller if they'd be too tall.

    A year has more events than a month; on one scale, the bars of months would be too small. Where
    there are no months, both are the scale of years.
    """
    months = [column for column in columns if not column.period.is_years]
    years = [column for column in columns if column.period.is_years]
    if not months or not years:
        scale = _scale(columns, lanes)
        return scale, scale
    both = _scale(columns, lanes)
    above, below, others = _most(months)
    rooms = ((both.line, above), (_BARS - (_FOOT if lanes.foot else 0) - both.line, below))
    room_for = [(room - _MARGIN) / most for room, most in rooms if most]
    other = (_FOOT - _MARGIN) / others if others else both.other
    event = max(both.event, min((_TALLEST, *room_for)) if room_for else 0)
    return replace(both, event=event, other=max(both.other, min(_TALLEST / 2, other))), both


def _bar(column: Column, scale: Scale, lanes: Lanes) -> str:
    """Return a column's bars, with the time that they count.

    Without a side above the line, the bars of the other stand on it.
    """
    x = f'x="{_n(column.left + column.width * _GAP / 2)}%"'
    width = f'width="{_n(column.width * (1 - _GAP))}%"'

    def rect(kind: str, top: float, height: float) -> str:
        return f'<rect class="{kind}" {x} y="{_n(top)}" {width} height="{_n(height)}"/>'

    counts = column.counts
    above, below, low = (
        counts.above * scale.event, counts.below * scale.event, counts.foot * scale.other,
    )  # fmt: skip
    bars = rect("up", scale.line - above, above) if above else ""
    if below:
        stands = not lanes.above
        bars += rect(f"down{' stands' if stands else ''}", scale.line - below * stands, below)
    if low:
        bars += rect("low", scale.floor - low, low)
    return f'<g data-in="{_times(column.period)}">{bars}</g>'


def _times(period: Period) -> str:
    """Return a column's first and last time, as in the ids of sections: `2026-01/2026-03`.

    A year without a month sorts before its months, and the 99th month after them.
    """
    if period.is_years:
        return f"{period.first:04}/{period.last:04}-99"
    ends = (period.months[0], period.months[-1])
    return "/".join(f"{period.first:04}-{month:02}".removesuffix("-00") for month in ends)


def _gaps(columns: Sequence[Column], scales: tuple[Scale, Scale], axis: Axis) -> str:
    """Return the lines that cut bars into events, unless those would be too small."""
    months, years = scales
    if axis.break_at is None or months == years:
        return _cuts(columns, months)
    edge = _n(axis.break_at)
    parts = (
        (f'width="{edge}%"', [column for column in columns if column.period.is_years], years),
        (f'x="{edge}%"', [column for column in columns if not column.period.is_years], months),
    )
    return "".join(
        f"<svg {place}>{cuts}</svg>" for place, part, scale in parts if (cuts := _cuts(part, scale))
    )


def _cuts(columns: Sequence[Column], scale: Scale) -> str:
    if scale.event < _BLOCK:
        return ""
    above, below, _ = _most(columns)
    below_up = below if scale.above_tenths == 10 else 0
    lines = [scale.line - number * scale.event for number in range(1, max(above, below_up))]
    if not below_up:
        lines += [scale.line + number * scale.event for number in range(1, below)]
    path = "".join(f"M0 {_n(y)}h9999" for y in lines)
    return f'<path class="strip-gaps" d="{path}"/>' if path else ""


def _lines(scale: Scale, lanes: Lanes, axis: Axis) -> str:
    """Return the line between the sides, the one at the foot, and the break in time."""
    lines = ""
    if lanes.above or lanes.below:
        lines += f'<path class="strip-line" d="M0 {_n(scale.line)}h9999"/>'
    if lanes.foot:
        lines += f'<path class="strip-floor" d="M0 {_n(scale.floor)}h9999"/>'
    if axis.break_at is not None:
        middle = scale.line if lanes.above or lanes.below else scale.floor
        lines += (
            f'<svg class="strip-break" x="{_n(axis.break_at)}%" overflow="visible">'
            f'<path class="strip-blank" d="M-4 {_n(middle)}h8"/>'
            f'<path class="strip-line" d="M-6 {_n(middle + 5)}l4 -10M2 {_n(middle + 5)}l4 -10"/></svg>'
        )
    return lines


def _labels(columns: Sequence[Column], form: Form) -> Iterator[str]:
    """Yield the labels of the axis, of which none runs into the next."""
    y = _BARS + _AXIS - 3
    room = 0.0
    for column in columns:
        is_year = column.period.is_years or column.period.months[0] <= 1
        if form.months > 1 and not is_year:
            continue
        if column.left < room:
            continue
        label = column.period.label
        # The narrowest form of the drawing has 24 px for each column of its width.
        taken = (len(label) * 5.6 + 2) / (form.width * 24) * 100
        starts = form.months > 1 or taken > column.width
        spot = column.left if starts else column.left + column.width / 2
        room = spot + (taken if starts else taken / 2)
        if room > _FULL:
            continue
        anchor = "" if starts else ' text-anchor="middle"'
        bold = (
            ' class="strip-year"' if column.period.label.isdigit() and column.period.months else ""
        )
        yield f'<text{bold} x="{_n(spot)}%" y="{y}"{anchor}>{label}</text>'


def _link(column: Column, lanes: Lanes) -> str:
    """Return the link that covers a column; its name says how many events each side has."""
    counts = column.counts
    numbers = zip((lanes.above, lanes.below, lanes.foot), counts[1:], strict=True)
    named = ", ".join(f"{name} {number}" for name, number in numbers if number)
    name = escape(f"{column.period.name}: {named}")
    return (
        f'<a href="{escape(column.href)}" aria-label="{name}" '
        f'data-in="{_times(column.period)}">'
        f'<rect x="{_n(column.left)}%" y="1" width="{_n(column.width)}%" '
        f'height="{_BARS + _AXIS - 2}"/></a>'
    )


def _n(length: float) -> str:
    """Return a number with at most two decimals, as short as possible."""
    return f"{length:.2f}".rstrip("0").rstrip(".")
