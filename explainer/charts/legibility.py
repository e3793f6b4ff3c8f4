"""Checks that a drawing shows something, and that it can be read in both themes.

The checks read Vega's own SVG, whose classes say what each element is for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.chart_colours import GROUNDS, contrast, fixed_rgb
from explainer.chart_spec import ChartError
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

# CSS pixels: the least width at which a page shows a chart's wide form, and the narrow form on a
# phone that is 360 wide (see style.css); the smallest letters; the smallest panel; and the greatest
# height.
WIDE_WIDTH, NARROW_WIDTH = 640, 316
_LETTERS = 9
_PANEL = 40
_HEIGHT = 4000
# Least contrast with the page's background, for shapes and for text (WCAG 2.2 asks 3 and 4.5; less
# than this is as good as invisible).
_SHAPE_CONTRAST, _TEXT_CONTRAST = 1.5, 3.0
_FAINT = 0.05
# The keys that make a chart wide, most likely first.
_WIDENING = ("width", "column", "facet", "hconcat", "concat", "repeat", "mark")
_SHAPES = frozenset({"path", "line", "rect", "circle", "text"})
_DRAWN = frozenset(
    {"svg", "g", "tspan", "defs", "clipPath", "linearGradient", "radialGradient", "stop", *_SHAPES}
)
_FLAT = lazy_pattern(r"h(-?[\d.e-]+)v(-?[\d.e-]+)h-?[\d.e-]+Z")


def check_legible(root: Element, *, narrow: bool) -> None:
    """Raise ChartError with the first mistake that a drawing shows; `narrow` is the phones' form."""
    marks = list(_marks(root, "role-mark"))
    for element in root.iter():
        if _tag(element) not in _DRAWN:
            raise ChartError(
                f"a chart can't contain a <{_tag(element)}>", "draw it with other marks"
            )
    if not any(map(_is_visible, marks)):
        hint = "check its mark, its encoding and its filters"
        raise ChartError("the chart draws nothing", hint, keys=("mark", "layer"))
    _check_size(root, narrow=narrow)
    _check_legends(root)
    for element in root.iter():
        if _tag(element) in _SHAPES:
            _check_contrast(element)


def _check_size(root: Element, *, narrow: bool) -> None:
    try:
        width, height = map(float, root.get("viewBox", "").split()[2:])
    except ValueError:
        width = height = 0.0
    # `not >` is also true of NaN.
    if not (width > 0 and height > 0):
        raise ChartError("the chart has no size", 'write a "width" and a "height"')
    shown = NARROW_WIDTH if narrow else WIDE_WIDTH
    scale = shown / width
    if height * scale > _HEIGHT:
        message = f"the chart is {height * scale:,.0f} pixels high, more than {_HEIGHT:,}"
        raise ChartError(
            message, 'write a smaller "height", or draw fewer rows', keys=("height", "mark")
        )
    panels = [size for group in _groups(root, "cell") for size in _background_sizes(group)]
    if len(panels) > 1 and (least := min(panel * scale for panel in panels)) < _PANEL:
        message = f"the panels are {least:.0f} pixels wide where the page is {shown} wide"
        raise ChartError(message, 'draw fewer side by side, with "columns"', keys=_WIDENING)
    for element in root.iter():
        if _tag(element) == "text" and _is_visible(element):
            _check_letters(element, width, shown)


def _check_letters(element: Element, width: float, shown: int) -> None:
    """Report a text that is too small in a chart of some width, on a page where it's `shown` wide."""
    size = _font_size(element)
    pixels = size * shown / width
    if pixels >= _LETTERS:
        return
    message = (
        f'"{_text(element)[:40]}" would be {pixels:.1f} pixels high where the page is {shown} wide, '
        f"and {_LETTERS} is the least"
    )
    if size < _LETTERS:
        raise ChartError(message, "write a larger font size", size=size)
    hint = f'make the chart narrower, which is {width:.0f} wide, with "width" or fewer panels'
    raise ChartError(message, hint, keys=_WIDENING)


def _check_legends(root: Element) -> None:
    """Report two entries of one legend that look the same."""
    for legend in _groups(root, "role-legend"):
        looks: dict[tuple[tuple[str, str], ...], str] = {}
        for entry in _groups(legend, "role-legend-entry"):
            symbols = [_look(symbol) for symbol in _marks(entry, "role-legend-symbol")]
            labels = [_text(label) for label in _marks(entry, "role-legend-label")]
            for look, label in zip(symbols, labels, strict=False):
                first = looks.setdefault(look, label)
                if first != label:
                    message = f'the legend shows "{first}" and "{label}" with the same symbol'
                    hint = "show the field as shape or strokeDash too, or draw fewer values"
                    raise ChartError(message, hint, keys=("color", "fill", "stroke", "shape"))


def _look(element: Element) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, value) for key, value in element.items() if key != "transform"))


def _check_contrast(element: Element) -> None:
    """Report an element that can't be seen in one theme, whatever its paints are."""
    if not _is_visible(element):
        return
    least = _TEXT_CONTRAST if _tag(element) == "text" else _SHAPE_CONTRAST
    paints = list(_paints(element))
    if _tag(element) == "text" and paints == ["hairline"]:
        message = f'"{_text(element)[:40]}" can\'t be read in the colour "hairline"'
        raise ChartError(message, "use ink or muted", piece="hairline")
    colours = [fixed_rgb(paint) for paint in paints]
    for theme, ground in GROUNDS.items():
        background = fixed_rgb(ground)
        hidden = [
            colour and background and contrast(colour, background) < least for colour in colours
        ]
        if hidden and all(hidden):
            what = f'"{_text(element)[:40]}"' if _tag(element) == "text" else "what is drawn"
            message = f'{what} in the colour "{paints[0]}" can\'t be seen in the {theme} theme'
            hint = "use one of the page's colours, such as side-1, ink or muted"
            raise ChartError(message, hint, piece=paints[0])


def _paints(element: Element) -> Iterator[str]:
    """Yield the colours that an element is drawn with."""
    for name in ("fill", "stroke"):
        paint = element.get(name, "")
        is_clear = _is_faint(element, f"{name}-opacity") or paint in {"none", "transparent"}
        if paint and not is_clear and (name == "fill" or element.get("stroke-width") != "0"):
            yield paint


def _is_faint(element: Element, name: str) -> bool:
    """Return whether an opacity is so low that nothing can be seen."""
    try:
        return float(element.get(name, "1")) < _FAINT
    except ValueError:
        return False


def _is_visible(element: Element) -> bool:
    """Return whether a shape or text draws anything."""
    if _is_faint(element, "opacity") or element.get("display") == "none":
        return False
    if not any(True for _ in _paints(element)):
        return False
    if _tag(element) == "text":
        return bool(_text(element).strip())
    outline = element.get("d", "x")
    flat = _FLAT.search(outline)
    has_no_area = flat is not None and not {"0", "-0"}.isdisjoint(flat.groups())
    if has_no_area and not element.get("stroke"):
        return False
    return bool(outline) and "NaN" not in outline


def _groups(root: Element, role: str) -> Iterator[Element]:
    return (element for element in root.iter() if role in element.get("class", "").split())


def _marks(root: Element, role: str) -> Iterator[Element]:
    """Yield the shapes and texts of the marks with a role, but not of groups of marks."""
    for group in _groups(root, role):
        if "mark-group" not in group.get("class", ""):
            yield from (element for element in group.iter() if _tag(element) in _SHAPES)


def _background_sizes(cells: Element) -> Iterator[float]:
    """Yield the width of each panel of a facet."""
    for element in cells.iterfind("./*/*"):
        if element.get("class") == "background":
            match = re.search(r"h(-?[\d.]+)", element.get("d", ""))
            if match:
                yield abs(float(match[1]))


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element) -> str:
    return "".join(element.itertext())


def _font_size(element: Element) -> float:
    match = re.fullmatch(r"([\d.]+)px", element.get("font-size", ""))
    return float(match[1]) if match else _LETTERS
