"""Vega-Lite to SVG as the library draws it, the same on any machine.

Text is measured with the font that the library brings along, and time is universal time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from explainer.chart_spec import ChartError, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.model import Table

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


def to_svg(spec: Mapping[str, Any], table: Table, *, where: str) -> str:
    """Return a specification drawn over a table; `where` names the table's file.

    Raises ChartError where it cannot be drawn.
    """
    # Dear to import: only a build that draws charts pays for it.
    import vl_convert  # noqa: PLC0415

    whole = {
        **spec,
        "config": _merged(_CONFIG, spec.get("config") or {}),
        "data": {"values": list(_rows(table))},
    }
    typed = json.dumps(whole, ensure_ascii=False)
    if _NO_TEXT.search(typed):
        raise ChartError("its text holds a character that no page can show", f"see {where}")
    stand_ins = _stand_ins(typed)
    try:
        vega = _in_universal_time(vl_convert.vegalite_to_vega(typed.translate(stand_ins)))
        svg: str = vl_convert.vega_to_svg(vega, allowed_base_urls=[])
    except ChartError:
        raise
    except ValueError as error:
        raise _explained(str(error)) from None
    return svg.translate({new: old for old, new in stand_ins.items()})


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for row in table.rows:
        yield dict(zip(table.header, map(value_of, row), strict=False))


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
    function = re.match(r"Unrecognized function: (\w+)", message)
    piece = f"{function[1]}(" if function else ""
    return ChartError(said, "compare it with Vega-Lite's documentation", piece=piece)


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
            f'a chart may not use "{match[1]}()"',
            "leave it out: each build would draw another chart",
            piece=f"{match[1]}(",
        )
    return _LOCAL_TIME.sub("utc", expression)
