"""Converts Vega-Lite to SVG with the vl-convert library, the same on any machine.

Text is measured with the font that the library includes, and all times are UTC. The library runs in
a process of its own (`vega_process`), since it aborts or never ends on some specifications.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from explainer.chart_colours import DIVERGING, RAMP
from explainer.chart_expressions import KEYS, SAMPLED, expressions, to_utc, unrepeatable_call
from explainer.chart_fields import with_escaped_fields, without_escapes
from explainer.chart_safety import suspect
from explainer.chart_series import CATEGORY
from explainer.chart_spec import ChartError, TooMuchToDraw, value_of
from explainer.charts.vega_process import VEGA, TooMuch, VegaError
from explainer.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explainer.chart_records import Table
    from explainer.model import Path

_CONFIG: dict[str, Any] = {
    "background": None,
    # The library includes this font and measures with it; readers see their own font.
    "font": "Liberation Sans",
    # Room for readers' fonts that are wider than this one.
    "padding": {"left": 10, "top": 5, "right": 10, "bottom": 5},
    "view": {"stroke": None, "continuousWidth": 640, "continuousHeight": 360, "discreteWidth": 640},
    # Without a limit, a long label makes the chart wider; Vega would cut it off.
    "axis": {
        # Labels that nearly touch read as one number.
        "labelSeparation": 6,
        "domainColor": "muted",
        "gridColor": "hairline",
        "labelColor": "muted",
        "labelFontSize": 12,
        "labelLimit": 0,
        "tickColor": "muted",
        "titleColor": "ink",
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
    },
    "header": {
        "labelColor": "muted",
        "labelFontSize": 12,
        "titleColor": "ink",
        "titleFontSize": 12,
    },
    "legend": {
        "labelColor": "muted",
        "labelFontSize": 12,
        "labelLimit": 0,
        "titleColor": "ink",
        "titleFontSize": 12,
    },
    "mark": {"color": "side-1"},
    "range": {
        "category": list(CATEGORY),
        "ramp": {"scheme": list(RAMP)},
        "heatmap": {"scheme": list(RAMP)},
        "ordinal": {"scheme": list(RAMP)},
        "diverging": {"scheme": list(DIVERGING)},
    },
    "rule": {"color": "muted"},
    "text": {"color": "ink", "fontSize": 12},
    "title": {"color": "ink", "subtitleColor": "muted"},
}
# The library aborts the whole process on a character that XML doesn't allow (matched here as JSON
# escapes it), and on a font family, weight or style that would need escaping (see chart_spec).
_INVALID_CHARACTER = lazy_pattern(r"\\[ux][0-9a-f]|[\ud800-\udfff\ufffe\uffff]", re.IGNORECASE)
# Letters in the measuring font that are nearly as wide as they are high, widest first. They replace
# characters that it lacks, which each machine would measure with another font.
_STAND_INS = (
    "ЉЊЮÆŒǼœŴЩЖШљæǽЫЂΎЋΉΨΜМфщњшΦЪΈωώÒÓÔÕÖØĜĞĠĢŌŎŐǾΘΟОѲΌΩФΏюΩЦĲŊÇÐÑÙÚÛÜĆĈĊČĎĐĤĦŃŅŇŔŖŘŨŪŬŮŰŲΗΝΠЍНСЯ"
)
_UNMEASURED = lazy_pattern(
    "[^\u0000-\u045f\u2000-\u2044\u20ac\u2113-\u2122\u2190-\u2195\u2212\u2248\u2260-\u2265"
    "\u25a0-\u25cf]"
)


def to_svg(spec: Mapping[str, Any], table: Table, *, where: str) -> str:
    """Return the SVG that Vega-Lite draws for a specification with a table's data.

    `where` is the path of the table's file, for messages.

    Raises ChartError if the specification cannot be drawn.
    """
    complete_spec = {
        **with_escaped_fields(spec, table.header),
        "config": _merge(_CONFIG, spec.get("config") or {}),
        "data": {"values": list(_rows(table))},
    }
    spec_json = json.dumps(complete_spec, ensure_ascii=False)
    if _INVALID_CHARACTER.search(spec_json):
        message = "the chart contains an invalid character, which no page can show"
        raise ChartError(message, f"remove it, here or in {where}")
    stand_ins = _stand_ins(spec_json)
    try:
        svg = VEGA.draw(_to_utc(VEGA.compile(spec_json.translate(stand_ins))))
    except VegaError as error:
        raise _chart_error(str(error), _bad_expression(spec)) from None
    except TooMuch as error:
        path, hint = suspect(spec)
        raise TooMuchToDraw(str(error), hint, path=path) from None
    svg = svg.translate({new: old for old, new in stand_ins.items()})
    return without_escapes(svg, table.header, spec)


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    """Yield each row as a mapping of column names to numbers or text."""
    for row in table.rows:
        yield dict(zip(table.header, map(value_of, row), strict=False))


def _merge(defaults: Any, settings: Any) -> Any:
    """Return the defaults with the editor's settings in their place, key by key at every level."""
    if not (isinstance(defaults, Mapping) and isinstance(settings, Mapping)):
        return settings
    kept = {key: value for key, value in defaults.items() if key not in settings}
    return kept | {key: _merge(defaults.get(key), value) for key, value in settings.items()}


def _stand_ins(text: str) -> dict[int, int]:
    """Map characters that the font used to measure text lacks to characters that it has.

    The result is for `str.translate`. The replacements sort in the same order as the originals, so
    that translated labels sort as the original ones do.
    """
    missing = sorted(set(_UNMEASURED.findall(text)))
    free = [letter for letter in _STAND_INS if letter not in text][: len(missing)]
    return {ord(old): ord(new) for old, new in zip(missing, sorted(free), strict=False)}


def _bad_expression(spec: Mapping[str, Any]) -> Path:
    """Return the path of the first expression that Vega can't parse, or an empty path.

    Vega's own errors don't say which it is. Each is parsed with no data, so none is evaluated.
    """
    for path, expression in expressions(spec):
        filtered = {"type": "filter", "expr": expression}
        try:
            VEGA.draw({"data": [{"name": "none", "values": [], "transform": [filtered]}]})
        except VegaError:
            return path
        except TooMuch:
            break
    return ()


def _chart_error(error_text: str, path: Path) -> ChartError:
    """Return Vega's error as a ChartError, without its stack trace and the specification in it.

    `path` is the path of the expression that it is about, if that's known.
    """
    lines = [line.strip() for line in error_text.splitlines()]
    reason = next((line for line in lines if re.match(r"\w*Error: ", line)), "")
    kind, _, message = reason.partition(": ")
    message = re.sub(r"\{.*\}", "", message).replace(" .", ".").strip()
    if kind != "Error" or not message:
        text = "the specification cannot be drawn"
        return ChartError(text, "compare it with Vega-Lite's documentation", path=path)
    text = f"the specification cannot be drawn: {message[:200].rstrip('.')}"
    function = re.match(r"Unrecognized function: (\w+)", message)
    piece = f"{function[1]}(" if function else ""
    return ChartError(text, "compare it with Vega-Lite's documentation", path=path, piece=piece)


def _to_utc(vega: Any, key: str = "") -> Any:
    """Return a part of a Vega specification with UTC in place of local time.

    `key` is the key that the part is the value of.
    """
    if isinstance(vega, dict):
        converted = {name: _to_utc(value, name) for name, value in vega.items()}
        is_time_unit = converted.get("type") == "timeunit"
        return converted | {"timezone": "utc"} if is_time_unit else converted
    if isinstance(vega, list):
        return [_to_utc(item, key) for item in vega]
    if not isinstance(vega, str):
        return vega
    if key in {"op", "ops"} and vega in SAMPLED:
        message = "a chart can't use confidence intervals, which are estimated from random samples"
        raise ChartError(message, "use stderr, stdev or iqr", piece="ci")
    if key in KEYS:
        # The specification's own expressions have been checked; these are all of them, wherever
        # Vega-Lite has found them.
        if name := unrepeatable_call(vega):
            message = f'a chart can\'t use "{name}()"'
            hint = "remove it: every build would draw a different chart"
            raise ChartError(message, hint, piece=name)
        return to_utc(vega)
    return "utc" if key in {"type", "formatType"} and vega == "time" else vega
