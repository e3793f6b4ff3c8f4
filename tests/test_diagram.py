"""The diagram: nothing in it hides anything else, and every event in it can be reached."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer import dates
from explainer.diagram import Diagram, draw, horizontal_layout, vertical_layout
from explainer.diagram.moves import moves_of, named, relations_of
from explainer.diagram.shapes import Box
from explainer.model import Event, Id, Side
from explainer.text_width import ELLIPSIS, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from explainer.diagram.shapes import Picture

FORMS = (horizontal_layout, vertical_layout)
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
    known: dict[str, object] = {"title": f"Lamp rule {number}", "kind": Id("rule"), **fields}
    return Event(
        id=Id(f"e{number}"),
        date=dates.parse(date),
        side=tuple(Id(id_) for id_ in side.split()),
        certainty="confirmed",
        **known,  # type: ignore[arg-type]
    )


def many(count: int, **fields: object) -> tuple[Event, ...]:
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


def drawn(
    events: Sequence[Event], *, form: ModuleType = horizontal_layout, sides: int = 3
) -> Diagram:
    def href(id_: str) -> str:
        return f"timeline.html#{id_}"

    return draw(events, sides=SIDES[:sides], href=href, upright=form is vertical_layout)


def parsed(diagram: Diagram) -> Tree.Element:
    return Tree.fromstring(diagram.svg.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))  # noqa: S314


def names(picture: Picture) -> list[Box]:
    return [move.label.box for move in picture.moves if move.label]


def around_dots(picture: Picture) -> list[Box]:
    return [
        Box(dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius)
        for move in picture.moves
        for dot in move.dots
    ]


def assert_nothing_hides_anything(picture: Picture) -> None:
    placed = names(picture)
    other = [lane.name.box for lane in picture.lanes]
    other += [year.label.box for year in picture.years if year.label]
    assert not [pair for pair in combinations([*placed, *other], 2) if pair[0].overlaps(pair[1])]
    assert not [(a, b) for a in placed for b in around_dots(picture) if a.overlaps(b)]
    assert all(picture.frame.holds(box) for box in [*placed, *other])


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
def explainers(draw_: st.DrawFn) -> tuple[tuple[Event, ...], tuple[Side, ...]]:
    sides = SIDES[: draw_(st.integers(2, 4))]
    ids = [side.id for side in sides]
    count = draw_(st.integers(1, 40))
    made = []
    for number in range(count):
        earlier = st.lists(st.integers(0, max(0, number - 1)), max_size=2, unique=True)
        relates = [Id(f"e{index}") for index in draw_(earlier) if index < number]
        made.append(
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
    return tuple(made), sides


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(explainers())
def test_no_name_covers_another_a_dot_a_side_or_a_year_or_leaves_the_frame(
    form: ModuleType, content: tuple[tuple[Event, ...], tuple[Side, ...]]
) -> None:
    events, sides = content
    picture: Picture = form.lay_out(moves_of(events, sides), sides)
    assert_nothing_hides_anything(picture)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [110, 400])
def test_a_crowd_of_names_is_thinned_rather_than_piled_up(form: ModuleType, count: int) -> None:
    events = many(count, key=True, title="Northport forbids the export of very bright lamps")
    assert_nothing_hides_anything(form.lay_out(moves_of(events, SIDES), SIDES))


@settings(max_examples=25, deadline=None)
@given(explainers())
def test_names_never_lie_beyond_a_neighbouring_lane_where_they_would_seem_its_own(
    content: tuple[tuple[Event, ...], tuple[Side, ...]],
) -> None:
    events, sides = content
    picture = horizontal_layout.lay_out(moves_of(events, sides), sides)
    lines = [lane.start[1] for lane in picture.lanes]
    for move in picture.moves:
        if move.label:
            middle = (move.label.box.top + move.label.box.bottom) / 2
            distances = (abs(dot.y - middle) for dot in move.dots)
            gap = lines[1] - lines[0]
            inner = lines[0] < middle < lines[-1]
            assert not inner or min(distances) < gap


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=15, deadline=None)
@given(explainers())
def test_the_same_events_in_any_order_of_days_apart_give_the_same_bytes(
    form: ModuleType, content: tuple[tuple[Event, ...], tuple[Side, ...]]
) -> None:
    events, sides = content
    first = drawn(events, form=form, sides=len(sides))
    assert drawn(list(events), form=form, sides=len(sides)) == first
    by_day = {event.date.earliest: event for event in events}
    shuffled = tuple(reversed(by_day.values()))
    ordered = tuple(sorted(by_day.values(), key=lambda event: event.date.earliest))
    assert drawn(shuffled, form=form) == drawn(ordered, form=form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [1, 5, 30, 110, 400])
def test_every_event_is_reached_by_keyboard_in_the_order_of_time(
    form: ModuleType, count: int
) -> None:
    root = parsed(drawn(many(count), form=form))
    links = [link.get("href") for link in root.iter(f"{SVG}a")]
    assert links == [f"timeline.html#e{number}" for number in range(count)]


def test_no_events_make_no_drawing_rather_than_an_empty_box() -> None:
    assert drawn(()) == Diagram()
    assert drawn((event(1, side="elsewhere"),)).svg == ""


def test_a_link_says_when_who_and_what_in_full_to_those_who_hear_it() -> None:
    joint = event(1, date="1890-01-13", side="north south", title="A truce\n over  lamps")
    (link,) = parsed(drawn((joint,))).iter(f"{SVG}a")
    said = "13 January 1890, Northport and Southport: A truce over lamps"
    assert link.findtext(f"{SVG}title") == said


@pytest.mark.parametrize("form", FORMS)
def test_a_joint_act_has_a_dot_in_each_of_its_lanes_and_a_line_between_them(
    form: ModuleType,
) -> None:
    (link,) = parsed(drawn((event(1, side="north south"),), form=form)).iter(f"{SVG}a")
    classes = [part.get("class") for part in link]
    assert [name for name in classes if name and name.startswith("dot")] == [
        "dot side-1",
        "dot side-2",
    ]
    assert classes.count("tie") == 1


def test_the_third_and_fourth_sides_have_shapes_of_their_own() -> None:
    events = tuple(event(number, side=side.id) for number, side in enumerate(SIDES))
    shapes = [
        (part.tag.removeprefix(SVG), (part.get("d") or "").count("l"))
        for part in parsed(drawn(events, sides=4)).iter()
        if (part.get("class") or "").startswith("dot")
    ]
    assert shapes == [("circle", 0), ("circle", 0), ("path", 0), ("path", 1)]


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_is_told_from_what_only_follows(form: ModuleType) -> None:
    events = (
        event(1, date="1880"),
        event(2, date="1881", side="south", answers=(Id("e1"),)),
        event(3, date="1882", follows=(Id("e1"),)),
    )
    curves = [
        part.get("class")
        for part in parsed(drawn(events, form=form)).iter(f"{SVG}path")
        if (part.get("class") or "").startswith("curve")
    ]
    assert curves == ["curve answers side-2", "curve follows side-1"]


def test_relations_to_events_that_are_not_drawn_are_left_out() -> None:
    events = (event(1, answers=(Id("elsewhere"),), follows=(Id("e1"),)),)
    assert relations_of(moves_of(events, SIDES)) == ()


@pytest.mark.parametrize("form", FORMS)
def test_curves_begin_and_end_at_dots_that_they_join(form: ModuleType) -> None:
    picture: Picture = form.lay_out(moves_of(many(60), SIDES), SIDES)
    for curve in picture.curves:
        ends = ((curve.relation.later, curve.start), (curve.relation.earlier, curve.end))
        for index, spot in ends:
            assert spot in [(dot.x, dot.y) for dot in picture.moves[index].dots]


def test_curves_within_a_lane_bow_away_from_the_other_lanes() -> None:
    north = (event(1), event(2, date="1891", answers=(Id("e1"),)))
    south = (event(1, side="south"), event(2, date="1891", side="south", answers=(Id("e1"),)))
    above, below = (
        horizontal_layout.lay_out(moves_of(events, SIDES[:2]), SIDES[:2]).curves[0]
        for events in (north, south)
    )
    assert above.control_1[1] < above.start[1]
    assert below.control_1[1] > below.start[1]


def test_steps_are_even_whatever_lies_between_the_dates() -> None:
    events = tuple(event(n, date=date) for n, date in enumerate(("1700", "1701", "1850", "1899")))
    picture = horizontal_layout.lay_out(moves_of(events, SIDES), SIDES)
    places = [move.dots[0].x for move in picture.moves]
    steps = {round(later - earlier, 6) for earlier, later in pairwise(places)}
    assert len(steps) == 1


@pytest.mark.parametrize("form", FORMS)
def test_names_left_out_are_counted(form: ModuleType) -> None:
    events = many(400, key=True)
    diagram = drawn(events, form=form)
    shown = [text for text in parsed(diagram).iter(f"{SVG}text") if _is_label(text)]
    assert 0 < len(shown) < 400
    assert diagram.thinned == 400 - len(shown)


def _is_label(text: Tree.Element) -> bool:
    return (text.get("class") or "").startswith("move-name")


def test_only_key_events_are_named_and_all_of_a_few_where_none_is_key() -> None:
    assert named(moves_of((event(1), event(2, key=True)), SIDES)) == (1,)
    assert named(moves_of(many(5), SIDES)) == (0, 1, 2, 3, 4)
    assert named(moves_of(many(50), SIDES)) == ()


@pytest.mark.parametrize("form", FORMS)
def test_the_drawing_passes_a_strict_content_security_policy(form: ModuleType) -> None:
    root = parsed(drawn(many(30, key=True), form=form))
    assert not [part for part in root.iter() if part.tag in (f"{SVG}style", f"{SVG}script")]
    attributes = {name for part in root.iter() for name in part.attrib}
    assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_a_title_with_markup_stays_text() -> None:
    title = 'Lamps </title><script>alert("1")</script> & more'
    root = parsed(drawn((event(1, title=title, key=True),)))
    (link,) = root.iter(f"{SVG}a")
    assert title in (link.findtext(f"{SVG}title") or "")
    assert not list(root.iter(f"{SVG}script"))


def test_a_link_is_named_by_what_stands_on_the_page_where_that_says_so() -> None:
    ours = draw((event(1),), sides=SIDES, href=str, named_by=lambda id_: f"{id_}.when {id_}.name")
    (link,) = parsed(ours).iter(f"{SVG}a")
    assert link.get("aria-labelledby") == "e1.when e1.name"
    assert link.find(f"{SVG}title") is None


def test_two_diagrams_on_a_page_share_no_id_and_none_could_be_a_records() -> None:
    events = many(20)
    pictures = [
        draw(events, sides=SIDES, href=str, upright=lies, name=name)
        for lies, name in ((False, "diagram"), (True, "diagram.upright"))
    ]
    ids = [id_ for diagram in pictures for id_ in re.findall(r' id="([^"]*)"', diagram.svg)]
    assert len(ids) == len(set(ids))
    assert all("." in id_ for id_ in ids)


def test_the_root_is_named_and_described_by_what_is_there() -> None:
    root = parsed(drawn(many(30)))
    wanted = (root.get("aria-labelledby") or "").split()
    found = {part.get("id"): part.text for part in root}
    assert wanted == ["diagram.title", "diagram.desc"]
    assert "30 events" in (found["diagram.desc"] or "")
    assert root.get("role") == "group"


def test_pointing_at_an_event_has_its_curves_at_hand() -> None:
    root = parsed(drawn((event(1), event(2, date="1891", side="south", answers=(Id("e1"),)))))
    ids = {f"#{path.get('id')}" for path in root.iter(f"{SVG}path") if path.get("id")}
    uses = [use.get("href") for use in root.iter(f"{SVG}use")]
    assert uses == ["#diagram.0", "#diagram.0"]
    assert set(uses) <= ids


@pytest.mark.parametrize("count", [1, 30, 110, 150])
def test_a_thumb_hits_one_event_and_not_its_neighbour_on_a_phone(count: int) -> None:
    picture = vertical_layout.lay_out(moves_of(many(count), SIDES), SIDES)
    # At 328 px a unit is a pixel; WCAG 2.2, 2.5.8 asks for 24.
    assert all(min(dot.reach) * 2 >= 24 for move in picture.moves for dot in move.dots)
    reaches = [
        Box(dot.x - width, dot.y - height, dot.x + width, dot.y + height)
        for move in picture.moves
        for dot in move.dots
        for width, height in [dot.reach]
    ]
    assert not [pair for pair in combinations(reaches, 2) if pair[0].overlaps(pair[1])]


@pytest.mark.parametrize("form", FORMS)
def test_years_are_in_order_and_cover_every_step(form: ModuleType) -> None:
    picture: Picture = form.lay_out(moves_of(many(60), SIDES), SIDES)
    bands = [year.band for year in picture.years]
    along = 0 if form is horizontal_layout else 1
    edges = [((band.left, band.right), (band.top, band.bottom))[along] for band in bands]
    assert all(a[1] == b[0] for a, b in pairwise(edges))
    assert [year.shaded for year in picture.years] == [n % 2 == 0 for n in range(len(bands))]
    shown = [int(year.label.lines[0]) for year in picture.years if year.label]
    assert shown == sorted(shown)


def test_text_keeps_to_eleven_pixels_where_each_form_is_narrowest() -> None:
    assert horizontal_layout.FONT * 720 / horizontal_layout.WIDTH >= 11
    assert vertical_layout.FONT * 288 / vertical_layout.WIDTH >= 11


def test_the_style_sheet_sets_no_text_larger_than_the_layout_allows_for() -> None:
    sheet = Path(__file__).parent.parent.joinpath("templates/assets/style.css").read_text("utf-8")
    sizes = {
        form: [
            float(size)
            for size in re.findall(rf"\.diagram{form} {{[^}}]*?font-size: ([\d.]+)px", sheet)
        ]
        for form in ("", ".across", ".upright")
    }
    assert max(sizes[""] + sizes[".across"]) == horizontal_layout.FONT
    assert sizes[".upright"] == [vertical_layout.FONT]


def test_no_other_rule_of_the_style_sheet_makes_text_in_the_drawing_larger() -> None:
    sheet = Path(__file__).parent.parent.joinpath("templates/assets/style.css").read_text("utf-8")
    root = parsed(drawn(many(30, key=True)))
    classes = {
        name for text in root.iter(f"{SVG}text") for name in (text.get("class") or "").split()
    }
    assert {"move-name", "side-name", "year"} <= classes
    for name in sorted(classes):
        assert not re.findall(rf"(?:^|,)\s*\.{name}\s*[,{{]", sheet, re.MULTILINE)


def test_a_long_title_is_cut_at_a_word() -> None:
    lines = wrap("Northport forbids the export of very bright lamps", width=12, lines=2)
    assert lines == ("Northport forbids the", f"export of very{ELLIPSIS}")


def test_a_title_that_fits_in_two_lines_is_shown_whole_in_two_of_about_one_length() -> None:
    assert wrap("Keepers refuse the new lamps", width=12, lines=2) == (
        "Keepers refuse",
        "the new lamps",
    )


def test_chinese_breaks_between_characters_and_never_before_a_stop() -> None:
    assert wrap("南港通知海关：新灯具不得入境", width=7, lines=2) == (
        "南港通知海关：",
        "新灯具不得入境",
    )


@given(titles, st.floats(4, 30), st.integers(1, 3))
def test_no_line_is_wider_than_asked_for(title: str, width: float, lines: int) -> None:
    made = wrap(title, width=width, lines=lines)
    assert 1 <= len(made) <= lines
    assert all(width_of(line) <= width + 1e-9 for line in made)
