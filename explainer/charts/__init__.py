"""Draws a chart: Vega-Lite and a table of CSV to SVG that stands inside a page.

The same chart gives the same bytes on any machine: text is measured with the font that the
library brings along, and time is universal time. What comes out has no style, no fixed size, no
roles of Vega's own, and nothing that leads elsewhere; its colours are the page's, by name.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from explainer.charts.words import faults_of
from explainer.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.model import Chart, Table

COLOURS = ("side-1", "side-2", "side-3", "side-4", "ink", "muted", "hairline", "ground")
FONT_FAMILY = "system-ui, sans-serif"
# How wide a drawing may be, in its own units, to be read on a phone: there a letter of 12 units is
# about 11 pixels high.
NARROW = 344
# A width to measure by what stands beside the plot, and the least that a plot is any use at.
_FIRST_TRY, _LEAST = 240, 160

_CONFIG: dict[str, Any] = {
    "background": None,
    # Measured with this one, which the library brings along, and shown in the reader's own.
    "font": "Liberation Sans",
    # Room for readers' fonts that are wider than the one measured.
    "padding": {"left": 10, "top": 5, "right": 10, "bottom": 5},
    "view": {"stroke": None, "continuousWidth": 640, "continuousHeight": 360, "discreteWidth": 640},
    "axis": {
        "domainColor": "muted",
        "gridColor": "hairline",
        "labelColor": "muted",
        "labelFontSize": 12,
        "tickColor": "muted",
        "titleColor": "ink",
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
    },
    "header": {"labelColor": "muted", "titleColor": "ink"},
    "legend": {
        "labelColor": "muted",
        "labelFontSize": 12,
        "titleColor": "ink",
        "titleFontSize": 12,
    },
    "mark": {"color": "side-1"},
    "range": {"category": ["side-1", "side-2", "muted", "ink"]},
    "rule": {"color": "muted"},
    "text": {"color": "ink", "fontSize": 12},
    "title": {"color": "ink", "subtitleColor": "muted"},
}

# The library aborts the whole process on a character that XML does not have (here as JSON types
# it), and on a font or its weight or style that would need escaping.
_NO_TEXT = re.compile(r"\\[ux][0-9a-f]|[\ud800-\udfff\ufffe\uffff]", re.IGNORECASE)
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_EXPRESSION_KEYS = frozenset({"expr", "signal", "test"})
_LOCAL_TIME = re.compile(
    r"(?<![\w.\"'])(?:time(?=(?:Format|Parse|Offset|Sequence)\()"
    r"|(?=(?:year|quarter|month|date|day|dayofyear|week|hours|minutes|seconds|milliseconds)\()"
    r"|datetime(?=\())"
)
_NOT_REPEATABLE = re.compile(r"(?<![\w.\"'])(now|random|sample\w+)\(")
# Letters of the measuring font nearly as wide as they are high, widest first, and the characters
# that it lacks, for which each machine would take another font.
_STAND_INS = (
    "ЉЊЮÆŒǼœŴЩЖШљæǽЫЂΎЋΉΨΜМфщњшΦЪΈωώÒÓÔÕÖØĜĞĠĢŌŎŐǾΘΟОѲΌΩФΏюΩЦĲŊÇÐÑÙÚÛÜĆĈĊČĎĐĤĦŃŅŇŔŖŘŨŪŬŮŰŲΗΝΠЍНСЯ"
)
_UNMEASURED = re.compile(
    "[^\u0000-\u045f\u2000-\u2044\u20ac\u2113-\u2122\u2190-\u2195\u2212\u2248\u2260-\u2265"
    "\u25a0-\u25cf]"
)
_LONG_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


class ChartError(ValueError):
    """A chart cannot be drawn as it is written; the message and the hint are for its editor."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.message = message
        self.hint = hint


def faults(chart: Chart, table: Table) -> Iterator[tuple[str, ChartError]]:
    """Yield what keeps a chart from being drawn, after the key where it is to be mended.

    That is all that its words show, or what drawing met.
    """
    for key, spec in (("spec", chart.spec), ("narrow", chart.narrow)):
        found = tuple(ChartError(message, hint) for message, hint in faults_of(spec))
        try:
            if not found:
                (drawn if key == "spec" else drawn_narrow)(chart, table)
        except ChartError as error:
            found = (error,)
        yield from ((key, error) for error in found)
        if found:
            return


def drawn(chart: Chart, table: Table) -> str:
    """Return what `draw` does, drawn once for all who ask: drawing is dear."""
    return _draw_once(_Drawn(chart, table), draw)


def drawn_narrow(chart: Chart, table: Table) -> str:
    """Return what `draw_narrow` does, drawn once for all who ask."""
    return _draw_once(_Drawn(chart, table), draw_narrow)


class _Drawn:
    """A chart and its table, which are compared as what they are: the very same records."""

    def __init__(self, chart: Chart, table: Table) -> None:
        self.chart = chart
        self.table = table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and (self.chart, self.table) == (other.chart, other.table)

    def __hash__(self) -> int:
        return hash((self.chart.id, self.chart.title, self.table.rows))


@lru_cache(maxsize=128)
def _draw_once(asked: _Drawn, how: Callable[[Chart, Table], str]) -> str:
    return how(asked.chart, asked.table)


def draw(chart: Chart, table: Table) -> str:
    """Return a chart over its table as an SVG element for an HTML page.

    Raises ChartError where the specification cannot be drawn.
    """
    root = _draw(chart.spec, chart, table)
    _name(root, chart)
    return _text(root)


def draw_narrow(chart: Chart, table: Table) -> str:
    """Return a chart as it stands on a phone, named by the other form, or nothing.

    That is as its editor wants it there; or, where its width was left to us, the same less wide.

    Raises ChartError where that cannot be drawn, or is too wide for a phone.
    """
    if chart.narrow:
        root = _draw({**chart.spec, **chart.narrow}, chart, table, form=".narrow")
        if (width := _width(root)) > NARROW:
            message = f"the narrow form is {width:.0f} wide, and a phone has room for {NARROW}"
            raise ChartError(message, 'give it a smaller "width", and break long texts')
    elif "width" in chart.spec or not {"mark", "layer"} & chart.spec.keys():
        return ""
    else:
        tried = _draw({**chart.spec, "width": _FIRST_TRY}, chart, table)
        width = math.floor(_FIRST_TRY + NARROW - _width(tried))
        if width < _LEAST:
            return ""
        root = _draw({**chart.spec, "width": width}, chart, table, form=".narrow")
        if _width(root) > NARROW:
            return ""
    _name_after(root, chart)
    return _text(root)


def _draw(spec: Mapping[str, Any], chart: Chart, table: Table, form: str = "") -> Element:
    for message, hint in faults_of(spec):
        raise ChartError(message, hint)
    whole = {
        **spec,
        "config": _merged(_CONFIG, spec.get("config") or {}),
        "data": {"values": list(_rows(table))},
    }
    typed = json.dumps(whole, ensure_ascii=False)
    if _NO_TEXT.search(typed):
        raise ChartError("its text holds a character that no page can show", f"see {chart.data}")
    stand_ins = _stand_ins(typed)
    svg = _to_svg(typed.translate(stand_ins))
    svg = svg.translate({new: old for old, new in stand_ins.items()})
    return _tidy(svg, name=f"{_id(chart)}{form}")


def prefixed(svg: str, chart: Chart, *, prefix: str) -> str:
    """Return a drawn chart with its ids under a prefix, for a page that shows it twice."""
    own = re.compile(rf'((?: id="|#|labelledby="|describedby="))(?=chart\.{chart.id}\.)')
    return own.sub(rf"\g<1>{prefix}", svg)


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for row in table.rows:
        yield dict(zip(table.header, map(_value, row), strict=False))


def _value(cell: str) -> str | float | None:
    """Return a cell as the number that it wholly is, as nothing when empty, or else as text."""
    text = cell.strip()
    match = _NUMBER.fullmatch(text)
    if match is None:
        return cell if text else None
    if match[2] is None and match[3] is None:
        return int(text)
    number = float(text)
    return number if math.isfinite(number) else cell


def _merged(ours: Any, theirs: Any) -> Any:
    """Return two mappings as one; what the editor wrote goes before what we would take."""
    if not (isinstance(ours, Mapping) and isinstance(theirs, Mapping)):
        return theirs
    kept = {key: value for key, value in ours.items() if key not in theirs}
    return kept | {key: _merged(ours.get(key), value) for key, value in theirs.items()}


def _stand_ins(text: str) -> dict[int, int]:
    """Return, for the characters that would be measured in each machine's own font, others.

    In the order of their code points, so that what is sorted by them keeps its order.
    """
    missing = sorted(set(_UNMEASURED.findall(text)))
    free = [letter for letter in _STAND_INS if letter not in text][: len(missing)]
    return {ord(old): ord(new) for old, new in zip(missing, sorted(free), strict=False)}


def _to_svg(spec: str) -> str:
    # Dear to import: only a build that draws charts pays for it.
    import vl_convert  # noqa: PLC0415

    try:
        vega = _in_universal_time(vl_convert.vegalite_to_vega(spec))
        return vl_convert.vega_to_svg(vega, allowed_base_urls=[])
    except ChartError:
        raise
    except ValueError as error:
        raise _explained(str(error)) from None


def _explained(said: str) -> ChartError:
    """Return what Vega says, without its trace of calls and without the specification."""
    lines = [line.strip() for line in said.splitlines()]
    reason = next((line for line in lines if re.match(r"\w*Error: ", line)), "")
    kind, _, message = reason.partition(": ")
    message = re.sub(r"\{.*\}", "", message).replace(" .", ".").strip()
    if kind != "Error" or not message:
        return ChartError(
            "the specification cannot be drawn", "compare it with Vega-Lite's documentation"
        )
    said = f"the specification cannot be drawn: {message[:200].rstrip('.')}"
    return ChartError(said, "compare it with Vega-Lite's documentation")


def _in_universal_time(vega: Any, key: str = "") -> Any:
    """Return a Vega specification whose days are the same in every time zone."""
    if isinstance(vega, dict):
        made = {name: _in_universal_time(value, name) for name, value in vega.items()}
        return made | {"timezone": "utc"} if made.get("type") == "timeunit" else made
    if isinstance(vega, list):
        return [_in_universal_time(item, key) for item in vega]
    if not isinstance(vega, str):
        return vega
    if key in _EXPRESSION_KEYS:
        return _universal_expression(vega)
    return "utc" if key in {"type", "formatType"} and vega == "time" else vega


def _universal_expression(expression: str) -> str:
    if match := _NOT_REPEATABLE.search(expression):
        raise ChartError(
            f'a chart may not use "{match[1]}()"', "each build would draw another chart"
        )
    return _LOCAL_TIME.sub("utc", expression)


def _tidy(svg: str, *, name: str) -> Element:
    root = ET.fromstring(svg)  # noqa: S314  (Vega's own output)
    ids = {old: f"{name}.{number}" for number, old in enumerate(_ids(root), start=1)}
    for element in root.iter():
        _tidy_element(element, ids)
    _prune(root)
    if not len(root):
        raise ChartError("the chart draws nothing", "see its mark and its encoding")
    return root


def _text(root: Element) -> str:
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _width(root: Element) -> float:
    return float(root.get("viewBox", "0 0 0 0").split()[2])


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
    if re.fullmatch(r"[a-z]+-\w+", value):
        raise ChartError(f'there is no colour "{value}"', did_you_mean(value, COLOURS))
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


def _name(root: Element, chart: Chart) -> None:
    """Give the picture its role, its name and the text that stands for it."""
    _name_after(root, chart)
    for place, (tag, text) in enumerate((("title", chart.title), ("desc", chart.summary))):
        element = Element(tag, {"id": f"{_id(chart)}.{tag}"})
        element.text = " ".join(text.split())
        root.insert(place, element)


def _name_after(root: Element, chart: Chart) -> None:
    """Give the picture its role, and the name of the form that tells it."""
    root.attrib = {
        "class": "chart",
        "viewBox": root.get("viewBox", ""),
        "role": "img",
        "aria-labelledby": f"{_id(chart)}.title",
        "aria-describedby": f"{_id(chart)}.desc",
        "font-family": FONT_FAMILY,
    }
