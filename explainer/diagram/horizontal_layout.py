"""The horizontal layout of the diagram: time runs to the right, one lane per side.

The drawing is always WIDTH units wide: with more events the steps shrink but the text doesn't, so
text is at least 11 px high even when the drawing is shown 720 px wide.
"""

from __future__ import annotations

from itertools import tee
from typing import TYPE_CHECKING

from explainer.diagram.label_placement import Board, Boxes, Candidate, Crossings
from explainer.diagram.labels import CLEARANCE, TextStyle, candidates
from explainer.diagram.move_selection import (
    YearRun,
    by_weight,
    extremes,
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

# Font sizes must match those in style.css. NAME_WIDTH and LABEL_WIDTH are in ems; BOLD is how much
# wider bold text is; REACH is half the size of a dot's click area.
WIDTH, FONT, LEADING = 1000.0, 15.5, 18.6
NAME_WIDTH, LABEL_WIDTH, BOLD = 118 / FONT, 200 / FONT, 1.08
REACH, YEAR_WIDTH = 17.0, width_of("0000") * FONT
EDGE = 3.0
# How many orders of labels to try if some don't fit, and the most labels worth trying that for.
ROUNDS, RETRY_UP_TO = 5, 32
LANE_GAPS = {1: 150.0, 2: 165.0, 3: 146.0, 4: 128.0, 5: 116.0, 6: 108.0}


class Grid:
    """Converts steps and lanes to positions.

    A step is the space for one move: steps follow each other to the right, starting after the
    `gutter`, the column of side names. Lanes are `gap` apart, from lane 0 at y = 0 downward.
    """

    def __init__(self, *, moves: int, sides: Sequence[Side]) -> None:
        self.names = tuple(wrap(side.name, width=NAME_WIDTH / BOLD, lines=2) for side in sides)
        widest = max(width_of(line) for name in self.names for line in name) * BOLD * FONT
        self.gutter = widest + 14
        self.step = (WIDTH - self.gutter) / moves
        self.lanes = len(sides)
        self.gap = LANE_GAPS[len(sides)]

    def x(self, step: float) -> float:
        """Return the x of a step's left edge; with half a step added, of the move's dot."""
        return self.gutter + step * self.step

    def spot(self, step: int, lane: int) -> Spot:
        """Return the centre of a move's dot, by the move's step and the dot's lane."""
        return (self.x(step + 0.5), lane * self.gap)


def lay_out(moves: Sequence[Move], sides: Sequence[Side]) -> Picture:
    """Return the horizontal diagram of the moves; there must be at least one."""
    grid = Grid(moves=len(moves), sides=sides)
    relations = relations_of(moves)
    curves = tuple(_curve(relation, moves, grid) for relation in relations)
    dots = tuple(
        _dots(index, moves, grid, gap=gap, end=end)
        for index, (gap, end) in enumerate(zip(gaps(moves), last_steps(moves), strict=True))
    )
    lanes = tuple(_lane(side, lane, grid) for lane, side in enumerate(sides))
    taken = tuple(_taken(lanes, dots))
    labels = _labels(moves, relations, grid, taken=taken, crossings=Crossings(curves))
    top, bottom = _extent(lanes, curves, labels.values())
    years = tuple(_years(tuple(year_runs(moves)), grid, top=top, bottom=bottom))
    return Picture(
        frame=Box(0, min(year.band.top for year in years), WIDTH, bottom),
        lanes=lanes,
        years=years,
        curves=curves,
        moves=tuple(
            DrawnMove(move.event, dots[index], labels.get(index))
            for index, move in enumerate(moves)
        ),
        omitted_labels=len(indices_to_label(moves, relations)) - len(labels),
        highlights_on_hover=True,
    )


def _dots(
    index: int, moves: Sequence[Move], grid: Grid, *, gap: int, end: float | None
) -> tuple[Dot, ...]:
    """Return a move's dots.

    `gap` is how many steps away the next move in its lanes is, and `end` the step at which its
    interval ends, if it has one.
    """
    move = moves[index]
    radius = max(2.2, min(5.5, grid.step * 0.6)) * (1.35 if move.event.key else 1)
    reach = (max(radius, min(REACH, gap * grid.step / 2)), REACH)
    spots = [(lane, grid.spot(index, lane)) for lane in move.lanes]
    return tuple(
        Dot(lane, x, y, radius, reach, None if end is None else (grid.x(end), y))
        for lane, (x, y) in spots
    )


def _curve(relation: Relation, moves: Sequence[Move], grid: Grid) -> Curve:
    """Return a relation's curve: S-shaped between two lanes, or a bow over one lane."""
    later, earlier = nearest_lanes(moves[relation.later], moves[relation.earlier])
    start, end = grid.spot(relation.later, later), grid.spot(relation.earlier, earlier)
    if later == earlier:
        bow = min(14 + abs(start[0] - end[0]) * 0.2, 74)
        y = start[1] + (-bow if later == 0 else bow)
    else:
        y = (start[1] + end[1]) / 2
    return Curve(relation, later, start, (start[0], y), (end[0], y), end)


def _lane(side: Side, lane: int, grid: Grid) -> Lane:
    """Return a side's lane, with the side's name at its left end."""
    lines, y = grid.names[lane], lane * grid.gap
    half = len(lines) * LEADING / 2
    label = Label(
        lines=lines,
        spot=(0, y - half + FONT * 0.93),
        anchor="start",
        box=Box(0, y - half, grid.gutter - 8, y + half),
    )
    return Lane(side.id, label, (grid.gutter, y), (WIDTH, y))


def _taken(lanes: Iterable[Lane], dots: Iterable[tuple[Dot, ...]]) -> Iterator[Box]:
    """Yield the areas that no label may cover.

    They are the lanes, the names of sides, and the lines that join the dots of a joint move.
    """
    for lane in lanes:
        y = lane.start[1]
        yield lane.name.box
        yield Box(0, y - CLEARANCE + 2, WIDTH, y + CLEARANCE - 2)
    for joint in dots:
        if len(joint) > 1:
            yield Box(joint[0].x - 2, joint[0].y, joint[0].x + 2, joint[-1].y)


def _labels(
    moves: Sequence[Move],
    relations: Sequence[Relation],
    grid: Grid,
    *,
    taken: Sequence[Box],
    crossings: Crossings,
) -> dict[int, Label]:
    """Return the moves' labels that fit, by the index of their move.

    The labels of the moves with the most relations are placed first. If some labels don't fit, the
    placement is repeated with those first; the attempt that places the most labels counts.
    `taken` are the areas that no label may cover.
    """
    order = by_weight(indices_to_label(moves, relations), relations)
    rounds = ROUNDS if len(order) <= RETRY_UP_TO else 1
    # What one round has worked out about a label, the next ones take over.
    positions = {index: tee(_candidates(moves[index], index, grid), rounds) for index in order}
    best: dict[int, Label] = {}
    for number in range(rounds):
        board = Board(Box(EDGE, -1e6, WIDTH - EDGE, 1e6), crossings, Boxes(taken))
        placed = {index: board.place(positions[index][number]) for index in order}
        fitting = {index: label for index, label in placed.items() if label}
        best = fitting if len(fitting) > len(best) else best
        before, order = order, sorted(order, key=fitting.__contains__)
        if len(best) == len(order) or order == before:
            break
    return best


def _candidates(move: Move, index: int, grid: Grid) -> Iterator[Candidate]:
    """Yield the possible positions of a move's label, the best first."""
    lines = wrap(move.label, width=LABEL_WIDTH, lines=2)
    dots = {lane: grid.spot(index, lane) for lane in move.lanes}
    return candidates(lines, dots, lanes=grid.lanes, style=TextStyle(FONT, LEADING))


def _extent(
    lanes: Sequence[Lane], curves: Iterable[Curve], labels: Iterable[Label]
) -> tuple[float, float]:
    """Return the y of the top and bottom of everything except the years, with a margin."""
    boxes = [*(lane.name.box for lane in lanes), *(label.box for label in labels)]
    highest, lowest = extremes(curves, 1)
    top = min(-REACH, highest, *(box.top for box in boxes))
    bottom = max(lanes[-1].start[1] + REACH, lowest, *(box.bottom for box in boxes))
    return top - 6, bottom + 8


def _years(runs: Sequence[YearRun], grid: Grid, *, top: float, bottom: float) -> Iterator[Year]:
    """Yield each year's background band, with the year's number in a row above everything else.

    If the numbers don't fit in one row, there are two; those that don't fit in two are left out.
    `top` and `bottom` are the y of the top and bottom of the rest of the drawing.
    """
    rows = _year_rows(runs, grid)
    head = top - (1 + max(row for row, _ in rows.values())) * LEADING - 4
    for number, run in enumerate(runs):
        band = Box(grid.x(run.first), head, grid.x(run.end), bottom)
        label = _year_label(run.year, *rows[run], head) if run in rows else None
        yield Year(band, number % 2 == 0, label)


def _year_rows(runs: Iterable[YearRun], grid: Grid) -> dict[YearRun, tuple[int, float]]:
    """Return the row (0 is the upper one) and left x of each year's number.

    If not all numbers fit, years with more moves take priority.
    """
    kept: list[YearRun] = []
    rows: dict[YearRun, tuple[int, float]] = {}
    for run in sorted(runs, key=lambda run: run.first - run.end):
        with_run = sorted((*kept, run), key=lambda run: run.first)
        fitting = _in_two_rows(with_run, grid)
        if len(fitting) == len(with_run):
            kept, rows = with_run, fitting
    return rows


def _in_two_rows(runs: Iterable[YearRun], grid: Grid) -> dict[YearRun, tuple[int, float]]:
    """Return the row and left x of the numbers that fit if they are placed from left to right.

    A number goes into the lower row, 1, only if it would overlap another in the upper row.
    """
    free = [0.0, 0.0]
    rows: dict[YearRun, tuple[int, float]] = {}
    for run in runs:
        x = min(grid.x(run.first) + 5, WIDTH - YEAR_WIDTH - EDGE)
        row = next((row for row in (0, 1) if x >= free[row]), None)
        if row is not None:
            rows[run] = (row, x)
            free[row] = x + YEAR_WIDTH + 6
    return rows


def _year_label(year: int, row: int, x: float, head: float) -> Label:
    """Return a year's number as a label; `head` is the y of the top of the upper row."""
    top = head + row * LEADING
    box = Box(x, top, x + YEAR_WIDTH, top + LEADING)
    return Label((str(year),), (x, top + LEADING * 0.8), "start", box)
