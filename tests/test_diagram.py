"""The timeline diagram: nothing in it overlaps, and a reader can reach every event in it."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

import pytest
from examples import templates
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer import dates
from explainer.diagram import Diagram, draw, horizontal_layout, vertical_layout
from explainer.diagram.move_selection import indices_to_label, moves_of, relations_of
from explainer.diagram.shapes import Box
from explainer.model import Event, Id, Side
from explainer.text_width import ELLIPSIS, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from explainer.diagram.shapes import Picture

LAYOUTS = (horizontal_layout, vertical_layout)
SVG = "{http://www.w3.org/2000/svg}"
SIDES = tuple(
    Side(Id(id_), name)
    for id_, name in (
        ("north", "Northport"),
        ("south", "Southport"),
        ("keepers", "Lighthouse keepers"),
        ("isles", "The Outer Isles and their harbour councils"),
    )
)


def event(number: int, date: str = "1890", side: str = "north", **fields: object) -> Event:
    values: dict[str, object] = {"title": f"Lamp rule {number}", "kind": Id("rule"), **fields}
    return Event(
        id=Id(f"e{number}"),
        date=dates.parse(date),
        side=tuple(Id(id_) for id_ in side.split()),
        certainty="confirmed",
        **values,  # type: ignore[arg-type]
    )


def many_events(count: int, **fields: object) -> tuple[Event, ...]:
    return tuple(
        event(
            number,
            date=str(1880 + number * 12 // count),
            side=SIDES[number * 7 % 5 % 3].id,
            follows=(Id(f"e{number * 3 // 4}"),) if number % 3 == 0 else (),
            **fields,
        )
        for number in range(count)
    )


def diagram_of(
    events: Sequence[Event], *, layout: ModuleType = horizontal_layout, sides: int = 3
) -> Diagram:
    def href(id_: str) -> str:
        return f"timeline.html#{id_}"

    return draw(events, sides=SIDES[:sides], href=href, upright=layout is vertical_layout)


def parse_svg(diagram: Diagram) -> Tree.Element:
    return Tree.fromstring(diagram.svg.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))  # noqa: S314


def label_boxes(picture: Picture) -> list[Box]:
    return [move.label.box for move in picture.moves if move.label]


def dot_boxes(picture: Picture) -> list[Box]:
    return [
        Box(dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius)
        for move in picture.moves
        for dot in move.dots
    ]


def assert_nothing_overlaps(picture: Picture) -> None:
    labels = label_boxes(picture)
    others = [lane.name.box for lane in picture.lanes]
    others += [year.label.box for year in picture.years if year.label]
    assert not [pair for pair in combinations([*labels, *others], 2) if pair[0].overlaps(pair[1])]
    assert not [(a, b) for a in labels for b in dot_boxes(picture) if a.overlaps(b)]
    assert all(picture.frame.contains(box) for box in [*labels, *others])


def test_the_caption_and_the_description_explain_only_what_is_drawn() -> None:
    plain = diagram_of([event(1), event(2)])
    assert plain.drawn == frozenset()
    assert "curve" not in plain.svg.partition("</desc>")[0]
    rich = diagram_of(
        [
            event(1, key=True),
            event(2, "1891", "south", answers=(Id("e1"),)),
            event(3, "1892/1893", "north south", follows=(Id("e2"),)),
        ]
    )
    assert rich.drawn == {"answers", "follows", "bar", "key", "tie"}
    assert re.search("<desc.*Solid curves.*Dashed curves.*</desc>", rich.svg)
    # Larger dots mean nothing where all are equally large.
    assert diagram_of([event(1, key=True)]).drawn == frozenset()


titles = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        (
            "Northport forbids the export of lamps brighter than four thousand candles",
            "南港通知海关：新式灯具不得入境，违者重罚，直至另行通知为止",
            "W" * 90,
            "Fog",
            'Lamps <b>"lit" & unlit</b>',
        )
    ),
)


@st.composite
def timelines(draw_: st.DrawFn) -> tuple[tuple[Event, ...], tuple[Side, ...]]:
    sides = SIDES[: draw_(st.integers(2, 4))]
    ids = [side.id for side in sides]
    count = draw_(st.integers(1, 40))
    events = []
    for number in range(count):
        earlier = st.lists(st.integers(0, max(0, number - 1)), max_size=2, unique=True)
        relates = [Id(f"e{index}") for index in draw_(earlier) if index < number]
        events.append(
            event(
                number,
                date=str(1850 + number * draw_(st.integers(0, 2))),
                side=" ".join(draw_(st.lists(st.sampled_from(ids), min_size=1, unique=True))),
                title=draw_(titles),
                key=draw_(st.booleans()),
                answers=tuple(relates[:1]),
                follows=tuple(relates[1:]),
            )
        )
    return tuple(events), sides


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=30, deadline=None)
@given(timelines())
def test_no_label_overlaps_anything_or_leaves_the_frame(
    layout: ModuleType, timeline: tuple[tuple[Event, ...], tuple[Side, ...]]
) -> None:
    events, sides = timeline
    picture: Picture = layout.lay_out(moves_of(events, sides), sides)
    assert_nothing_overlaps(picture)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [110, 400])
def test_labels_that_would_overlap_are_left_out(layout: ModuleType, count: int) -> None:
    events = many_events(count, key=True, title="Northport forbids the export of very bright lamps")
    assert_nothing_overlaps(layout.lay_out(moves_of(events, SIDES), SIDES))


@settings(max_examples=15, deadline=None)
@given(timelines())
def test_a_label_never_sits_beyond_a_neighbouring_lane(
    timeline: tuple[tuple[Event, ...], tuple[Side, ...]],
) -> None:
    events, sides = timeline
    picture = horizontal_layout.lay_out(moves_of(events, sides), sides)
    lines = [lane.start[1] for lane in picture.lanes]
    for move in picture.moves:
        if move.label:
            middle = (move.label.box.top + move.label.box.bottom) / 2
            distances = (abs(dot.y - middle) for dot in move.dots)
            gap = lines[1] - lines[0]
            inner = lines[0] < middle < lines[-1]
            assert not inner or min(distances) < gap


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=15, deadline=None)
@given(timelines())
def test_the_order_in_which_events_are_listed_does_not_change_the_diagram(
    layout: ModuleType, timeline: tuple[tuple[Event, ...], tuple[Side, ...]]
) -> None:
    events, sides = timeline
    first = diagram_of(events, layout=layout, sides=len(sides))
    assert diagram_of(list(events), layout=layout, sides=len(sides)) == first
    by_day = {event.date.earliest: event for event in events}
    shuffled = tuple(reversed(by_day.values()))
    ordered = tuple(sorted(by_day.values(), key=lambda event: event.date.earliest))
    assert diagram_of(shuffled, layout=layout) == diagram_of(ordered, layout=layout)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [1, 5, 30, 110, 400])
def test_the_keyboard_reaches_every_event_in_chronological_order(
    layout: ModuleType, count: int
) -> None:
    root = parse_svg(diagram_of(many_events(count), layout=layout))
    links = [link.get("href") for link in root.iter(f"{SVG}a")]
    assert links == [f"timeline.html#e{number}" for number in range(count)]


def test_no_events_give_no_diagram_rather_than_an_empty_box() -> None:
    assert diagram_of(()) == Diagram()
    assert diagram_of((event(1, side="elsewhere"),)).svg == ""


def test_a_link_gives_screen_readers_the_date_the_sides_and_the_full_title() -> None:
    joint = event(1, date="1890-01-13", side="north south", title="A truce\n over  lamps")
    (link,) = parse_svg(diagram_of((joint,))).iter(f"{SVG}a")
    expected = "13 January 1890, Northport and Southport: A truce over lamps"
    assert link.findtext(f"{SVG}title") == expected


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_joint_event_has_a_dot_in_each_lane_and_a_line_between_them(
    layout: ModuleType,
) -> None:
    (link,) = parse_svg(diagram_of((event(1, side="north south"),), layout=layout)).iter(f"{SVG}a")
    classes = [part.get("class") for part in link]
    assert [name for name in classes if name and name.startswith("dot")] == [
        "dot side-1",
        "dot side-2",
    ]
    assert classes.count("tie") == 1


def test_the_third_and_fourth_sides_have_their_own_shapes() -> None:
    events = tuple(event(number, side=side.id) for number, side in enumerate(SIDES))
    shapes = [
        (part.tag.removeprefix(SVG), (part.get("d") or "").count("l"))
        for part in parse_svg(diagram_of(events, sides=4)).iter()
        if (part.get("class") or "").startswith("dot")
    ]
    assert shapes == [("circle", 0), ("circle", 0), ("path", 0), ("path", 1)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_answer_looks_different_from_an_event_that_only_follows(layout: ModuleType) -> None:
    events = (
        event(1, date="1880"),
        event(2, date="1881", side="south", answers=(Id("e1"),)),
        event(3, date="1882", follows=(Id("e1"),)),
    )
    curves = [
        part.get("class")
        for part in parse_svg(diagram_of(events, layout=layout)).iter(f"{SVG}path")
        if (part.get("class") or "").startswith("curve")
    ]
    assert curves == ["curve answers side-2", "curve follows side-1"]


def test_relations_to_events_that_are_not_drawn_are_left_out() -> None:
    events = (event(1, answers=(Id("elsewhere"),), follows=(Id("e1"),)),)
    assert relations_of(moves_of(events, SIDES)) == ()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_curves_start_and_end_at_the_dots_they_connect(layout: ModuleType) -> None:
    picture: Picture = layout.lay_out(moves_of(many_events(60), SIDES), SIDES)
    for curve in picture.curves:
        ends = ((curve.relation.later, curve.start), (curve.relation.earlier, curve.end))
        for index, spot in ends:
            assert spot in [(dot.x, dot.y) for dot in picture.moves[index].dots]


def test_curves_within_a_lane_bend_away_from_the_other_lanes() -> None:
    north = (event(1), event(2, date="1891", answers=(Id("e1"),)))
    south = (event(1, side="south"), event(2, date="1891", side="south", answers=(Id("e1"),)))
    above, below = (
        horizontal_layout.lay_out(moves_of(events, SIDES[:2]), SIDES[:2]).curves[0]
        for events in (north, south)
    )
    assert above.control_1[1] < above.start[1]
    assert below.control_1[1] > below.start[1]


def test_events_are_evenly_spaced_whatever_the_time_between_them() -> None:
    events = tuple(event(n, date=date) for n, date in enumerate(("1700", "1701", "1850", "1899")))
    picture = horizontal_layout.lay_out(moves_of(events, SIDES), SIDES)
    places = [move.dots[0].x for move in picture.moves]
    steps = {round(later - earlier, 6) for earlier, later in pairwise(places)}
    assert len(steps) == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_labels_that_are_left_out_are_counted(layout: ModuleType) -> None:
    events = many_events(400, key=True)
    diagram = diagram_of(events, layout=layout)
    shown = [text for text in parse_svg(diagram).iter(f"{SVG}text") if _is_label(text)]
    assert 0 < len(shown) < 400
    assert diagram.omitted_labels == 400 - len(shown)


def _is_label(text: Tree.Element) -> bool:
    return (text.get("class") or "").startswith("move-name")


def labelled(*events: Event) -> tuple[int, ...]:
    moves = moves_of(events, SIDES)
    return indices_to_label(moves, relations_of(moves))


def test_only_key_events_are_labelled_or_all_of_a_few_without_key_events() -> None:
    assert labelled(event(1), event(2, key=True)) == (1,)
    assert labelled(*many_events(5)) == (0, 1, 2, 3, 4)


def test_some_of_many_events_are_labelled_even_if_none_is_key() -> None:
    assert len(labelled(*many_events(50))) == 12
    unrelated = [event(number) for number in range(24)]
    assert labelled(*unrelated) == tuple(range(0, 24, 2))
    answer = event(24, answers=(Id("e1"),))
    assert {1, 24} <= set(labelled(*unrelated, answer))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_diagram_passes_a_strict_content_security_policy(layout: ModuleType) -> None:
    root = parse_svg(diagram_of(many_events(30, key=True), layout=layout))
    assert not [part for part in root.iter() if part.tag in (f"{SVG}style", f"{SVG}script")]
    attributes = {name for part in root.iter() for name in part.attrib}
    assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_a_title_with_markup_stays_text() -> None:
    title = 'Lamps </title><script>alert("1")</script> & more'
    root = parse_svg(diagram_of((event(1, title=title, key=True),)))
    (link,) = root.iter(f"{SVG}a")
    assert title in (link.findtext(f"{SVG}title") or "")
    assert not list(root.iter(f"{SVG}script"))


def test_a_link_can_take_its_name_from_elements_of_the_page() -> None:
    diagram = draw(
        (event(1),), sides=SIDES, href=str, labelled_by=lambda id_: f"{id_}.when {id_}.name"
    )
    (link,) = parse_svg(diagram).iter(f"{SVG}a")
    assert link.get("aria-labelledby") == "e1.when e1.name"
    assert link.find(f"{SVG}title") is None


def test_two_diagrams_on_a_page_share_no_id_with_each_other_or_a_record() -> None:
    events = many_events(20)
    pictures = [
        draw(events, sides=SIDES, href=str, upright=upright, name=name)
        for upright, name in ((False, "diagram"), (True, "diagram.upright"))
    ]
    ids = [id_ for diagram in pictures for id_ in re.findall(r' id="([^"]*)"', diagram.svg)]
    assert len(ids) == len(set(ids))
    assert all("." in id_ for id_ in ids)


def test_the_diagram_has_a_title_and_a_description() -> None:
    root = parse_svg(diagram_of(many_events(30)))
    wanted = (root.get("aria-labelledby") or "").split()
    found = {part.get("id"): part.text for part in root}
    assert wanted == ["diagram.title", "diagram.desc"]
    assert "30 events" in (found["diagram.desc"] or "")
    assert root.get("role") == "group"


def test_each_event_link_contains_its_curves_to_highlight_them() -> None:
    root = parse_svg(
        diagram_of((event(1), event(2, date="1891", side="south", answers=(Id("e1"),))))
    )
    ids = {f"#{path.get('id')}" for path in root.iter(f"{SVG}path") if path.get("id")}
    uses = [use.get("href") for use in root.iter(f"{SVG}use")]
    assert uses == ["#diagram.0", "#diagram.0"]
    assert set(uses) <= ids


@pytest.mark.parametrize("count", [1, 30, 110, 150])
def test_touch_targets_on_a_phone_are_large_and_do_not_overlap(count: int) -> None:
    picture = vertical_layout.lay_out(moves_of(many_events(count), SIDES), SIDES)
    # At 328 px wide, a user unit is a pixel; WCAG 2.2 (2.5.8) requires targets of 24.
    assert all(min(dot.reach) * 2 >= 24 for move in picture.moves for dot in move.dots)
    reaches = [
        Box(dot.x - width, dot.y - height, dot.x + width, dot.y + height)
        for move in picture.moves
        for dot in move.dots
        for width, height in [dot.reach]
    ]
    assert not [pair for pair in combinations(reaches, 2) if pair[0].overlaps(pair[1])]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_year_bands_are_in_order_and_leave_no_gap(layout: ModuleType) -> None:
    picture: Picture = layout.lay_out(moves_of(many_events(60), SIDES), SIDES)
    bands = [year.band for year in picture.years]
    axis = 0 if layout is horizontal_layout else 1
    edges = [((band.left, band.right), (band.top, band.bottom))[axis] for band in bands]
    assert all(a[1] == b[0] for a, b in pairwise(edges))
    assert [year.shaded for year in picture.years] == [n % 2 == 0 for n in range(len(bands))]
    shown = [int(year.label.lines[0]) for year in picture.years if year.label]
    assert shown == sorted(shown)


def test_years_and_lanes_of_the_upright_diagram_reach_down_to_the_last_label() -> None:
    title = "A rule with a title so long that its label takes three lines beside the lanes"
    moves = moves_of((event(1), event(2, "1891", title=title, key=True)), SIDES[:2])
    picture = vertical_layout.lay_out(moves, SIDES[:2])
    lowest = max(box.bottom for box in label_boxes(picture))
    assert picture.years[-1].band.bottom >= lowest
    assert all(lane.end[1] >= lowest for lane in picture.lanes)


def test_a_space_at_a_line_break_does_not_move_the_line() -> None:
    events = tuple(event(n, str(1890 + n), title="Lamps are dimmed by half") for n in range(4))
    svg = diagram_of(events).svg
    for anchor, shift in (("middle", "0.15em"), ("end", "0.3em")):
        text = re.search(rf'<text [^>]*text-anchor="{anchor}"[^>]*>(<tspan.*?)</text>', svg)
        if text:
            first, second = re.findall(r"<tspan[^>]*>[^<]*", text[1])
            assert first.endswith(" ")
            assert f'dx="{shift}"' in first
            assert "dx=" not in second
    assert 'text-anchor="middle"' in svg


def test_text_is_at_least_eleven_pixels_at_the_narrowest_width() -> None:
    assert horizontal_layout.FONT * 720 / horizontal_layout.WIDTH >= 11
    assert vertical_layout.FONT * 288 / vertical_layout.WIDTH >= 11


def test_the_style_sheet_sets_no_text_larger_than_the_layouts_expect() -> None:
    sheet = templates().assets["assets/style.css"].decode()
    sizes = {
        layout: [
            float(size)
            for size in re.findall(rf"\.diagram{layout} {{[^}}]*?font-size: ([\d.]+)px", sheet)
        ]
        for layout in ("", ".across", ".upright")
    }
    assert max(sizes[""] + sizes[".across"]) == horizontal_layout.FONT
    assert sizes[".upright"] == [vertical_layout.FONT]


def test_no_other_style_rule_changes_the_text_of_the_diagram() -> None:
    sheet = templates().assets["assets/style.css"].decode()
    root = parse_svg(diagram_of(many_events(30, key=True)))
    classes = {
        name for text in root.iter(f"{SVG}text") for name in (text.get("class") or "").split()
    }
    assert {"move-name", "side-name", "year"} <= classes
    for name in sorted(classes):
        assert not re.findall(rf"(?:^|,)\s*\.{name}\s*[,{{]", sheet, re.MULTILINE)


def test_a_long_title_is_cut_between_words() -> None:
    lines = wrap("Northport forbids the export of very bright lamps", width=12, lines=2)
    assert lines == ("Northport forbids the", f"export of very{ELLIPSIS}")


def test_a_title_that_fits_in_two_lines_is_split_into_similar_lengths() -> None:
    assert wrap("Keepers refuse the new lamps", width=12, lines=2) == (
        "Keepers refuse",
        "the new lamps",
    )


def test_chinese_breaks_between_characters_and_never_before_punctuation() -> None:
    assert wrap("南港通知海关：新灯具不得入境", width=7, lines=2) == (
        "南港通知海关：",
        "新灯具不得入境",
    )


@given(titles, st.floats(4, 30), st.integers(1, 3))
def test_no_wrapped_line_is_wider_than_the_limit(title: str, width: float, lines: int) -> None:
    wrapped = wrap(title, width=width, lines=lines)
    assert 1 <= len(wrapped) <= lines
    assert all(width_of(line) <= width + 1e-9 for line in wrapped)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_event_that_lasted_has_a_bar_to_the_last_event_within_it(layout: ModuleType) -> None:
    events = (
        event(1, "1890-01-01/1890-03-31"),
        event(2, "1890-02-01", "south"),
        event(3, "1890-04-01", "south"),
        event(4, "1890-05/1890-06", "north south"),
        event(5, "1890-07/.."),
    )
    picture = layout.lay_out(moves_of(events, SIDES), SIDES)
    axis = 0 if layout is horizontal_layout else 1
    along = [[(dot.x, dot.y)[axis] for dot in move.dots] for move in picture.moves]
    ends = [[dot.end and dot.end[axis] for dot in move.dots] for move in picture.moves]
    step = along[1][0] - along[0][0]
    assert ends[0] == pytest.approx([along[1][0]])
    assert ends[1] == ends[2] == [None]
    assert ends[3] == pytest.approx([along[3][0] + step / 2] * 2)
    assert ends[4] == pytest.approx([along[4][0] + step / 2])
    assert diagram_of(events, layout=layout).svg.count('class="bar ') == 4


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_of_six_sides_has_a_lane_and_those_without_a_colour_a_shape(
    layout: ModuleType,
) -> None:
    sides = tuple(Side(Id(f"s{number}"), f"Town {number}") for number in range(1, 7))
    events = tuple(event(number, side=f"s{number}") for number in range(1, 7))
    picture = layout.lay_out(moves_of(events, sides), sides)
    assert len({lane.start[1 if layout is horizontal_layout else 0] for lane in picture.lanes}) == 6
    svg = draw(events, sides=sides, href=str, upright=layout is vertical_layout).svg
    shapes = re.findall(r'<(circle|path)(?: d="M[^a-z]*([^"]*)")?[^>]* class="dot side-(\d)"', svg)
    assert [number for _, _, number in shapes] == list("123456")
    assert len({(name, outline) for name, outline, _ in shapes}) == 5
