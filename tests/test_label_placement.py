"""Labels of the diagram find their places quickly, and as if all boxes were compared."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from test_diagram import SIDES, many_events

from explainer.diagram import horizontal_layout
from explainer.diagram.label_placement import Boxes, Crossings
from explainer.diagram.move_selection import moves_of
from explainer.diagram.shapes import Box, Curve, Relation

if TYPE_CHECKING:
    from types import FrameType

# Whole numbers, so that boxes often touch.
lengths = st.integers(-3, 12).map(lambda length: length * 10.0)
sizes = st.integers(1, 12).map(lambda size: size * 10.0)
boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    *(lengths, lengths, sizes, sizes),
)
spots = st.tuples(lengths, lengths)
curves = st.builds(
    Curve, st.just(Relation("answers", 1, 0)), st.just(0), spots, spots, spots, spots
)


@given(st.lists(boxes, max_size=12), boxes)
def test_a_box_is_free_only_if_it_overlaps_no_other(others: list[Box], box: Box) -> None:
    found = Boxes(others).between(box.left, box.right).overlap(box)
    assert found == any(box.overlaps(other) for other in others)


@given(st.lists(curves, max_size=4), boxes)
def test_every_curve_behind_a_label_is_counted(drawn: list[Curve], box: Box) -> None:
    def is_inside(x: float, y: float) -> bool:
        # As wide as the columns of points that it extends into.
        return box.left // 4 <= x // 4 <= box.right // 4 and box.top <= y < box.bottom

    def points_on(curve: Curve) -> int:
        (x, y), (end_x, end_y) = curve.start, curve.end
        return int((abs(x - end_x) + abs(y - end_y)) / 4) + 8

    points = (spot for curve in drawn for spot in curve.spots(points_on(curve)))
    assert Crossings(drawn).count(box) == sum(is_inside(*spot) for spot in points)


def test_a_title_costs_no_more_to_place_among_many_events_than_among_few() -> None:
    few, many = (calls_to_lay_out(count) / count for count in (100, 400))
    assert many < few * 1.5


def calls_to_lay_out(count: int) -> int:
    """Return how often a function is called to lay out this many events with a title each."""
    calls = 0

    def count_call(_frame: FrameType, what: str, _: object) -> None:
        nonlocal calls
        calls += what in {"call", "c_call"}

    moves = moves_of(many_events(count, key=True), SIDES[:3])
    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        horizontal_layout.lay_out(moves, SIDES[:3])
    finally:
        sys.setprofile(before)
    return calls
