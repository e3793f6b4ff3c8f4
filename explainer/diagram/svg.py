"""Writes a laid-out diagram as SVG that a strict Content-Security-Policy allows.

It has no style attribute, style element or script: shapes have classes that style.css styles.
Every id contains a full stop, unlike the ids of records, so the two can't clash on a page.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from explainer.readonly import frozen
from explainer.text_width import ELLIPSIS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from explainer.diagram.shapes import (
        Box,
        Curve,
        Dot,
        DrawnMove,
        Label,
        Picture,
        Spot,
    )
    from explainer.model import Event, Id, Side

# In ems, so that lines move closer when style.css makes the text smaller on a wide page.
LINE_HEIGHT = 1.15
# The width of a space in common sans-serif fonts, in ems.
_SPACE = 0.3


@frozen
class Captions:
    """The diagram's title and description, which screen readers announce."""

    title: str
    description: str


@frozen
class Links:
    """How each move becomes a link.

    `sides`: the names of sides, by their ids.
    `href`: returns the link for an event id.
    `name`: the prefix of every id in the SVG.
    `labelled_by`: returns the link's `aria-labelledby` for an event id; if it is None, each link
    gets a <title> of its own instead.
    """

    sides: Mapping[Id, str]
    href: Callable[[str], str]
    name: str
    labelled_by: Callable[[str], str] | None


def to_svg(
    picture: Picture,
    *,
    sides: Sequence[Side],
    href: Callable[[str], str],
    name: str,
    form: str,
    captions: Captions,
    labelled_by: Callable[[str], str] | None = None,
) -> str:
    """Return the picture as an SVG element for an HTML page.

    `form`, `upright` or `across`, becomes a class of the root element. For the other parameters see
    `Links`.
    """
    frame = picture.frame
    size = f"{_n(frame.right - frame.left)} {_n(frame.bottom - frame.top)}"
    names = {side.id: side.name for side in sides}
    parts = (
        (
            f'<svg class="diagram {form}" role="group" aria-labelledby="{name}.title {name}.desc" '
            f'viewBox="{_n(frame.left)} {_n(frame.top)} {size}">'
        ),
        f'<title id="{name}.title" lang="en">{escape(captions.title)}</title>',
        f'<desc id="{name}.desc" lang="en">{escape(captions.description)}</desc>',
        '<g aria-hidden="true">',
        *_background(picture),
        *_curves(picture, name),
        "</g>",
        *_links(picture, Links(names, href, name, labelled_by)),
        "</svg>",
    )
    return "\n".join(parts) + "\n"


def _background(picture: Picture) -> Iterator[str]:
    """Yield the SVG elements behind the moves: shaded years, year numbers, lanes and side names."""
    yield from (_band(year.band) for year in picture.years if year.shaded)
    yield from (_label(year.label, "year") for year in picture.years if year.label)
    for number, lane in enumerate(picture.lanes, 1):
        yield f'<path class="lane lane-{number} side-{number}" d="{_line(lane.start, lane.end)}"/>'
        yield _label(lane.name, f"side-name side-{number}")


def _curves(picture: Picture, name: str) -> Iterator[str]:
    """Yield the SVG elements for the curves, and for the leader lines from dots to their labels."""
    yield '<g class="curves">'
    for number, curve in enumerate(picture.curves):
        yield _curve(curve, f' id="{name}.{number}"' if picture.highlights_on_hover else "")
    yield "</g>"
    leaders = (move.label.leader for move in picture.moves if move.label and move.label.leader)
    yield from (f'<path class="leader" d="{_line(*leader)}"/>' for leader in leaders)


def _band(box: Box) -> str:
    return (
        f'<rect class="band" x="{_n(box.left)}" y="{_n(box.top)}" '
        f'width="{_n(box.right - box.left)}" height="{_n(box.bottom - box.top)}"/>'
    )


def _curve(curve: Curve, id_: str) -> str:
    """Return a curve as an SVG path; `id_` is its id attribute, if it has one.

    Positions are relative to its start: such numbers repeat more, so pages compress better.
    """
    spots = (curve.control_1, curve.control_2, curve.end)
    steps = " ".join(_pair(_from(curve.start, spot)) for spot in spots)
    return (
        f'<path{id_} class="curve {curve.relation.kind} side-{curve.lane + 1}" '
        f'd="M{_pair(curve.start)}c{steps}"/>'
    )


def _links(picture: Picture, links: Links) -> Iterator[str]:
    """Yield each move's link, then copies of its curves, which style.css shows on hover."""
    related: defaultdict[int, list[int]] = defaultdict(list)
    for number, curve in enumerate(picture.curves if picture.highlights_on_hover else ()):
        related[curve.relation.later].append(number)
        related[curve.relation.earlier].append(number)
    for index, move in enumerate(picture.moves):
        yield _link(move, links)
        if index in related:
            uses = "".join(f'<use href="#{links.name}.{number}"/>' for number in related[index])
            yield f'<g class="related" aria-hidden="true">{uses}</g>'


def _link(move: DrawnMove, links: Links) -> str:
    """Return a move's link, with its dots and label at positions relative to its first dot."""
    event = move.event
    origin = (move.dots[0].x, move.dots[0].y)
    dots = "".join(_dot(dot, origin, key=event.key) for dot in move.dots)
    label = (
        _label(move.label, "move-name", origin, event.short or event.title) if move.label else ""
    )
    if links.labelled_by:
        attribute, title = f' aria-labelledby="{escape(links.labelled_by(event.id))}"', ""
    else:
        text = escape(_accessible_name(event, links.sides))
        attribute, title = "", f'<title id="{title_id(links.name, event.id)}">{text}</title>'
    return (
        f'<a href="{escape(links.href(event.id))}"{attribute} '
        f'transform="translate({_pair(origin)})">'
        f"{title}{_bars(move.dots, origin)}{_tie(move.dots, origin)}{dots}{label}</a>"
    )


def title_id(name: str, event: str) -> str:
    """Return the id of the <title> of an event's link, in a diagram drawn without `labelled_by`.

    `name` is the diagram's name, and `event` the event's id.
    """
    return f"{name}.of.{event}"


def _accessible_name(event: Event, names: Mapping[Id, str]) -> str:
    """Return an event's date, sides, label and title, such as `3 May 2024, China: …`, on one line."""
    sides = " and ".join(names[id_] for id_ in event.side if id_ in names)
    words = ": ".join(filter(None, (sides, event.short, event.title)))
    return f"{event.date.words}, {' '.join(words.split())}"


def _bars(dots: Sequence[Dot], origin: Spot) -> str:
    """Return the bars that show how long an event lasted, or an empty string for a single date."""
    return "".join(
        f'<path class="bar side-{dot.lane + 1}" '
        f'd="{_line(_from(origin, (dot.x, dot.y)), _from(origin, dot.end))}"/>'
        for dot in dots
        if dot.end is not None
    )


def _tie(dots: Sequence[Dot], origin: Spot) -> str:
    """Return the line that joins the dots of a joint move, or an empty string for a single dot."""
    if len(dots) == 1:
        return ""
    return f'<path class="tie" d="{_line((0, 0), _from(origin, (dots[-1].x, dots[-1].y)))}"/>'


def _dot(dot: Dot, origin: Spot, *, key: bool) -> str:
    """Return a dot and its click area.

    It is a circle in the first two lanes, which have colours; each other lane has its own shape.
    """
    x, y = _from(origin, (dot.x, dot.y))
    width, height = dot.reach
    hit = (
        f'<rect class="hit" x="{_n(x - width)}" y="{_n(y - height)}" '
        f'width="{_n(width * 2)}" height="{_n(height * 2)}"/>'
    )
    classes = f'class="dot{" dot-key" if key else ""} side-{dot.lane + 1}"'
    return f"{hit}<{_SHAPES[dot.lane]((x, y), dot.radius)} {classes}/>"


def _circle(middle: Spot, radius: float) -> str:
    """Return a circle's tag name and attributes, without the angle brackets."""
    centre = f' cx="{_n(middle[0])}" cy="{_n(middle[1])}"' if any(middle) else ""
    return f'circle{centre} r="{_n(radius)}"'


def _square(middle: Spot, radius: float) -> str:
    half = radius * 0.88
    side = _n(2 * half)
    return f'path d="M{_pair((middle[0] - half, middle[1] - half))}h{side}v{side}h-{side}z"'


def _diamond(middle: Spot, radius: float) -> str:
    half = radius * 1.25
    top, side = _pair((middle[0], middle[1] - half)), _n(half)
    return f'path d="M{top}l{side} {side} -{side} {side} -{side} -{side}z"'


def _triangle(middle: Spot, radius: float) -> str:
    x, y = middle
    side, height = radius * 2.4, radius * 2.1
    corner = f"M{_n(x)} {_n(y - height * 0.6)}"
    return f'path d="{corner}l{_n(side / 2)} {_n(height)}h{_n(-side)}z"'


def _cross(middle: Spot, radius: float) -> str:
    x, y = middle
    arm = radius * 0.75
    start = f"M{_n(x - arm / 2)} {_n(y - arm * 1.5)}"
    turns = f"h{_n(arm)}v{_n(arm)}h{_n(arm)}v{_n(arm)}h{_n(-arm)}v{_n(arm)}h{_n(-arm)}"
    return f'path d="{start}{turns}v{_n(-arm)}h{_n(-arm)}v{_n(-arm)}h{_n(arm)}z"'


_SHAPES = (_circle, _circle, _square, _diamond, _triangle, _cross)


def _label(label: Label, kind: str, origin: Spot = (0, 0), whole: str = "") -> str:
    """Return a label as a text element, with a tspan per line if there are several.

    `kind` is its class. Positions are relative to `origin`. `whole` is the text before it was
    broken into lines: it shows which line breaks were spaces.
    """
    x, y = map(_n, _from(origin, label.spot))
    classes = f"{kind} crossed" if label.crossed else kind
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    lines = _lines(_spaced(label.lines, whole), x, label)
    return f'<text class="{classes}"{anchor} x="{x}" y="{y}" aria-hidden="true">{lines}</text>'


def _spaced(lines: Sequence[str], whole: str) -> tuple[str, ...]:
    """Return the lines, with a trailing space wherever the whole text had a space at the break."""
    text = " ".join(whole.split())
    pairs = zip(lines, (*lines[1:], ""), strict=True)
    return tuple(
        f"{line} " if later and f"{line} {later.rstrip(ELLIPSIS)}" in text else line
        for line, later in pairs
    )


def _lines(lines: Sequence[str], x: str, label: Label) -> str:
    """Return the content of a label's text element; its y is that of the last line if it rises."""
    if len(lines) == 1:
        return escape(lines[0])
    rise = f' x="{x}" dy="-{LINE_HEIGHT * (len(lines) - 1):g}em"' if label.rises else ""
    starts = (rise, *(f' x="{x}" dy="{LINE_HEIGHT}em"' for _ in lines[1:]))
    return "".join(
        f"<tspan{start}{_shift(line, label.anchor)}>{escape(line)}</tspan>"
        for start, line in zip(starts, lines, strict=True)
    )


def _shift(line: str, anchor: str) -> str:
    """Return the attribute that keeps a trailing space from moving a line that ends at its x.

    Browsers count the space as part of the line, also where it's centred.
    """
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    return f' dx="{share * _SPACE:g}em"' if share and line.endswith(" ") else ""


def _line(*spots: Spot) -> str:
    """Return path data for a line through the points."""
    return "M" + "L".join(_pair(spot) for spot in spots)


def _pair(spot: Spot) -> str:
    return f"{round(spot[0])} {round(spot[1])}"


def _from(origin: Spot, spot: Spot) -> Spot:
    """Return a position relative to an origin; both are rounded first, as in the output."""
    return (round(spot[0]) - round(origin[0]), round(spot[1]) - round(origin[1]))


def _n(length: float) -> str:
    """Return a number for SVG, rounded to one decimal, without a trailing `.0`."""
    return f"{round(length, 1) + 0:.1f}".removesuffix(".0")
