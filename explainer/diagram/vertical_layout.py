"""The vertical layout of the diagram, for narrow screens: time runs downward, one lane per side.

It is 328 user units wide, with text of 13 units. Labels are in one column beside the lanes, in the
order of their moves; a label that would overlap the one above is pushed down a little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.diagram.move_selection import (
    gaps,
    indices_to_label,
    last_steps,
    nearest_lanes,
    relations_of,
    year_runs,
)
from explainer.diagram.shapes import (
    Box,
    Curve,
    Dot,
    DrawnMove,
    Label,
    Lane,
    Move,
    Picture,
    Relation,
    Spot,
    Year,
)
from explainer.text_width import width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from explainer.model import Side

# Font sizes must match those in style.css. BOLD is how much wider bold text is; HEADING is the
# height of a side's name; REACH is half the height of a dot's click area.
WIDTH, FONT, LEADING = 328.0, 13.0, 14.95
BOLD, HEADING = 1.08, 18.0
FIRST_LANE, ELBOW = 56.0, 12.0
LANE_GAPS = {1: 40.0, 2: 52.0, 3: 42.0, 4: 34.0, 5: 28.0, 6: 24.0}
# Steps are large enough for a thumb, unless the drawing would get taller than MAX_HEIGHT.
STEP, MIN_STEP, MAX_HEIGHT = 28.0, 9.0, 4200.0
REACH = 14.0
# How far below its dot a label may be pushed.
MAX_SHIFT = 44.0
# The space between two labels; more than between the lines of one.
LABEL_GAP = 7.0


class Columns:
    """Converts steps and lanes to positions.

    A step is the space for one move: steps follow each other downward from y = 0. Lanes are `gap`
    apart, from lane 0 to the right; the column of labels starts at `label_x`. `head` is the y of
    the top, where the names of sides are, and `bottom` the y of the lanes' lower ends.
    """

    def __init__(self, *, moves: int, lanes: int) -> None:
        self.gap = LANE_GAPS[lanes]
        self.step = max(MIN_STEP, min(STEP, MAX_HEIGHT / moves))
        self.label_x = FIRST_LANE + (lanes - 1) * self.gap + 26
        self.head = -lanes * HEADING - 8
        self.bottom = moves * self.step

    def spot(self, step: int, lane: int) -> Spot:
        """Return the centre of a move's dot, by the move's step and the dot's lane."""
        return (FIRST_LANE + lane * self.gap, (step + 0.5) * self.step)


def lay_out(moves: Sequence[Move], sides: Sequence[Side]) -> Picture:
    """Return the vertical diagram of the moves; there must be at least one."""
    columns = Columns(moves=len(moves), lanes=len(sides))
    dots = tuple(
        _dots(index, moves, columns, gap=gap, end=end)
        for index, (gap, end) in enumerate(zip(gaps(moves), last_steps(moves), strict=True))
    )
    relations = relations_of(moves)
    indices = indices_to_label(moves, relations)
    labels = dict(_labels(indices, moves, dots, columns))
    # The last label may be lower than the last dot: lanes and years then reach down to it.
    columns.bottom = max((columns.bottom, *(label.box.bottom + 4 for label in labels.values())))
    return Picture(
        frame=Box(0, columns.head, WIDTH, columns.bottom + 4),
        lanes=tuple(_lane(side, lane, columns) for lane, side in enumerate(sides)),
        years=tuple(_years(moves, columns)),
        curves=tuple(_curve(relation, moves, columns) for relation in relations),
        moves=tuple(
            DrawnMove(move.event, dots[index], labels.get(index))
            for index, move in enumerate(moves)
        ),
        omitted_labels=len(indices) - len(labels),
        highlights_on_hover=False,
    )


def _dots(
    index: int, moves: Sequence[Move], columns: Columns, *, gap: int, end: float | None
) -> tuple[Dot, ...]:
    """Return a move's dots.

    `gap` is how many steps away the next move in its lanes is, and `end` the step at which its
    interval ends, if it has one.
    """
    move = moves[index]
    radius = max(3.0, min(5.0, columns.step * 0.4)) * (1.3 if move.event.key else 1)
    reach = (columns.gap / 2, max(radius, min(REACH, gap * columns.step / 2)))
    spots = [(lane, columns.spot(index, lane)) for lane in move.lanes]
    return tuple(
        Dot(lane, x, y, radius, reach, None if end is None else (x, end * columns.step))
        for lane, (x, y) in spots
    )


def _curve(relation: Relation, moves: Sequence[Move], columns: Columns) -> Curve:
    """Return a relation's curve: S-shaped between two lanes, or a bow beside one lane."""
    later, earlier = nearest_lanes(moves[relation.later], moves[relation.earlier])
    start, end = columns.spot(relation.later, later), columns.spot(relation.earlier, earlier)
    if later == earlier:
        bow = min(12 + abs(start[1] - end[1]) * 0.06, 24)
        x = start[0] + (-bow if later == 0 else bow)
    else:
        x = (start[0] + end[0]) / 2
    return Curve(relation, later, start, (x, start[1]), (x, end[1]), end)


def _lane(side: Side, lane: int, columns: Columns) -> Lane:
    """Return a side's lane, with the side's name above it; each name is on a line of its own."""
    x, top = FIRST_LANE + lane * columns.gap, columns.head + lane * HEADING
    left = x - 6
    lines = wrap(side.name, width=(WIDTH - left - 2) / FONT / BOLD, lines=1)
    right = left + width_of(lines[0]) * FONT * BOLD
    label = Label(lines, (left, top + 13), "start", Box(left, top, right, top + HEADING))
    return Lane(side.id, label, (x, top + HEADING), (x, columns.bottom))


def _labels(
    indices: Iterable[int],
    moves: Sequence[Move],
    dots: Sequence[tuple[Dot, ...]],
    columns: Columns,
) -> Iterator[tuple[int, Label]]:
    """Yield the index of each move whose label fits, and the label, from top to bottom.

    A label doesn't fit if the labels above would push it more than MAX_SHIFT below its dot.
    """
    taken = 0.0
    for index in indices:
        label = _label(moves[index].label, dots[index][-1], columns, taken)
        if label.box.top + label.box.bottom - 2 * dots[index][-1].y <= 2 * MAX_SHIFT:
            yield index, label
            taken = label.box.bottom + LABEL_GAP


def _label(text: str, dot: Dot, columns: Columns, taken: float) -> Label:
    """Return a label in the column of labels, at the height of its dot if there is room.

    `taken` is the y that the labels above reach down to; this label starts there or lower.
    """
    lines = wrap(text, width=(WIDTH - columns.label_x - 2) / FONT, lines=3)
    height = (len(lines) - 1) * LEADING + FONT
    top = max(dot.y - height / 2, taken)
    right = columns.label_x + max(map(width_of, lines)) * FONT
    middle = top + height / 2
    leader = ((dot.x, dot.y), (columns.label_x - ELBOW, dot.y), (columns.label_x - 4, middle))
    return Label(
        lines=lines,
        spot=(columns.label_x, top + FONT * 0.78),
        anchor="start",
        box=Box(columns.label_x, top, right, top + height),
        leader=leader,
    )


def _years(moves: Sequence[Move], columns: Columns) -> Iterator[Year]:
    """Yield each year's background band, with the year's number beside the year's first move.

    The numbers are left of the lanes. One that would overlap the number above it is left out.
    """
    end = columns.head
    for number, run in enumerate(year_runs(moves)):
        first = run.first * columns.step
        last = columns.bottom if run.end == len(moves) else run.end * columns.step
        middle = (run.first + 0.5) * columns.step
        top = max(middle - FONT / 2, 0)
        label = None
        if top >= end:
            box = Box(2, top, 2 + width_of("0000") * FONT, top + FONT)
            label = Label((str(run.year),), (2, top + FONT * 0.78), "start", box)
            end = box.bottom
        yield Year(Box(0, first, WIDTH, last), number % 2 == 0, label)
