"""A drawing of Vega's as it stands inside a page: without what no page needs, and with a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from explainer.chart_spec import COLOURS, ChartError, is_no_colour
from explainer.problems import did_you_mean

if TYPE_CHECKING:
    from explainer.model import Chart

FONT_FAMILY = "system-ui, sans-serif"
_LONG_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def tidied(svg: str, chart: Chart, *, form: str = "") -> Element:
    """Return a drawing's root, its ids under the chart's and its form's, its colours by name.

    Raises ChartError where nothing is drawn, or a colour is none.
    """
    name = f"{_id(chart)}{form}"
    root = ET.fromstring(svg)  # noqa: S314  (Vega's own output)
    ids = {old: f"{name}.{number}" for number, old in enumerate(_ids(root), start=1)}
    for element in root.iter():
        _tidy_element(element, ids)
    _prune(root)
    if not len(root):
        raise ChartError("the chart draws nothing", "see its mark and its encoding")
    return root


def text_of(root: Element) -> str:
    """Return a drawing as it is written into a page."""
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def width_of(root: Element) -> float:
    """Return how wide a drawing is, in its own units."""
    return float(root.get("viewBox", "0 0 0 0").split()[2])


def give_name(root: Element, chart: Chart) -> None:
    """Give the picture its role, its name and the text that stands for it."""
    refer_to_name(root, chart)
    for place, (tag, text) in enumerate((("title", chart.title), ("desc", chart.summary))):
        element = Element(tag, {"id": f"{_id(chart)}.{tag}"})
        element.text = " ".join(text.split())
        root.insert(place, element)


def refer_to_name(root: Element, chart: Chart) -> None:
    """Give the picture its role, and the name of the form that tells it."""
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
    return (
        name.startswith(("aria-", "{"))
        or name in {"class", "font-family", "pointer-events", "role", "style", "version"}
        or (name, value) in {("opacity", "1"), ("fill-opacity", "1"), ("stroke-width", "1")}
    )


def _attribute(name: str, value: str, ids: dict[str, str]) -> str:
    if name == "id":
        return ids[value]
    if name in {"clip-path", "fill", "stroke", "stop-color"}:
        return _paint(_REFERENCE.sub(lambda match: f"url(#{ids[match[1]]})", value))
    return _LONG_NUMBER.sub(_rounded, value)


def _paint(value: str) -> str:
    if value in COLOURS:
        return f"var(--{value})"
    if is_no_colour(value):
        message = f'there is no colour "{value}"'
        raise ChartError(message, did_you_mean(value, COLOURS), piece=value)
    return value


def _rounded(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _prune(element: Element) -> None:
    """Take out what draws nothing: hidden labels, empty outlines and the groups left empty."""
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
