"""Prepares Vega's SVG for inlining in a page: removes what pages don't need, adds a title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from explainer.chart_colours import COLOURS, is_invalid_colour, paint
from explainer.chart_spec import ChartError
from explainer.patterns import lazy_pattern
from explainer.problems import did_you_mean

if TYPE_CHECKING:
    from explainer.chart_records import Chart

FONT_FAMILY = "system-ui, sans-serif"
_LONG_NUMBER = lazy_pattern(r"-?\d+\.\d+(?:e-?\d+)?")
_REFERENCE = lazy_pattern(r"url\(#([^)]+)\)")


def parse(svg: str) -> Element:
    """Return the root element of Vega's SVG. Raises ChartError if it isn't XML."""
    try:
        return ET.fromstring(svg)  # noqa: S314  (Vega's own output)
    except ET.ParseError as error:
        raise ChartError(f"the drawing isn't valid XML: {error}", "write plain text") from None


def tidy(root: Element, chart: Chart, *, form: str = "") -> Element:
    """Return the root element of Vega's SVG, changed in place for use in a page.

    What pages don't need is removed, named colours become CSS variables, and ids are replaced by
    the chart's id, the form and a number: `chart.lamps.narrow.1`. Raises ChartError if nothing is
    drawn, or if a colour is invalid.
    """
    prefix = f"{_id(chart)}{form}"
    ids = {old: f"{prefix}.{number}" for number, old in enumerate(_ids(root), start=1)}
    for element in root.iter():
        _tidy_element(element, ids)
    _prune(root)
    if not len(root):
        raise ChartError("the chart draws nothing", "check its mark, its encoding and its filters")
    return root


def to_text(root: Element) -> str:
    """Return an SVG element as text for an HTML page."""
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def width_of(root: Element) -> float:
    """Return the width of a drawing, in SVG user units."""
    return float(root.get("viewBox", "0 0 0 0").split()[2])


def add_title_and_description(root: Element, chart: Chart) -> None:
    """Set the root's attributes, and add the <title> and <desc> elements that they refer to."""
    set_root_attributes(root, chart)
    for index, (tag, text) in enumerate((("title", chart.title), ("desc", chart.summary))):
        element = Element(tag, {"id": f"{_id(chart)}.{tag}"})
        element.text = " ".join(text.split())
        root.insert(index, element)


def set_root_attributes(root: Element, chart: Chart) -> None:
    """Set the root's attributes, which refer to the chart's <title> and <desc> as its labels.

    The narrow form refers to the elements in the wide form, so they are added only once.
    """
    root.attrib = {
        "class": "chart",
        "viewBox": root.get("viewBox", ""),
        "role": "img",
        "aria-labelledby": f"{_id(chart)}.title",
        "aria-describedby": f"{_id(chart)}.desc",
        "font-family": FONT_FAMILY,
    }


def _id(chart: Chart) -> str:
    return f"chart.{chart.id}"


def _ids(root: Element) -> list[str]:
    return [id_ for element in root.iter() if (id_ := element.get("id"))]


def _tidy_element(element: Element, ids: dict[str, str]) -> None:
    element.tag = element.tag.rpartition("}")[2]
    for name, value in list(element.attrib.items()):
        if _is_dropped(name, value):
            del element.attrib[name]
        else:
            element.set(name, _attribute(name, value, ids))


def _is_dropped(name: str, value: str) -> bool:
    """Return whether an attribute is removed: pages don't need it, or its value is the default."""
    return (
        name.startswith(("aria-", "{"))
        or name in {"class", "font-family", "pointer-events", "role", "style", "version"}
        or (name, value) in {("opacity", "1"), ("fill-opacity", "1"), ("stroke-width", "1")}
    )


def _attribute(name: str, value: str, ids: dict[str, str]) -> str:
    if name == "id":
        return ids[value]
    if name in {"clip-path", "fill", "stroke", "stop-color"}:
        return _paint(value, ids)
    return _LONG_NUMBER.sub(_rounded, value)


def _paint(value: str, ids: dict[str, str]) -> str:
    """Return a colour as CSS, or a reference to a gradient or clip path of the drawing.

    Raises ChartError if it is neither.
    """
    reference = _REFERENCE.fullmatch(value)
    if reference and reference[1] in ids:
        return f"url(#{ids[reference[1]]})"
    if is_invalid_colour(value):
        message = f'unknown colour "{value}"'
        hint = did_you_mean(value, COLOURS) or f"use one of: {', '.join(COLOURS)}"
        raise ChartError(message, hint, piece=value)
    return paint(value)


def _rounded(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _prune(element: Element) -> None:
    """Remove all elements inside this one that draw nothing, such as empty paths and groups."""
    for child in list(element):
        if child.tag != "clipPath":
            _prune(child)
        if _is_blank(child):
            element.remove(child)


def _is_blank(element: Element) -> bool:
    if element.get("opacity") == "0" or element.get("display") == "none":
        return True
    if element.tag == "path":
        painted = element.get("fill") or element.get("stroke")
        return not painted or element.get("d", "") in {"", "M0,0h0v0h0Z"}
    return element.tag in {"defs", "g"} and not len(element)
