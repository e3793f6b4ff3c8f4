"""Finds series that a chart would draw alike, and legend entries that it wouldn't draw at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from explainer.chart_colours import paint
from explainer.chart_fields import column_of
from explainer.chart_spec import value_of

if TYPE_CHECKING:
    from explainer.chart_records import Table
    from explainer.chart_safety import Mistake
    from explainer.model import Path

# The colours of a chart that sets none, in order.
CATEGORY = ("side-1", "side-2", "muted", "ink")
_COLOUR_CHANNELS = ("color", "fill", "stroke")
_LEGEND_CHANNELS = frozenset({*_COLOUR_CHANNELS, "shape", "strokeDash"})
# Channels that tell series apart without colour.
_OTHER_CHANNELS = ("shape", "strokeDash", "text", "x", "y", "row", "column", "facet")
# Transforms that may leave fewer values than the column has, or others.
_CHANGING = frozenset({"aggregate", "calculate", "filter", "fold", "flatten", "lookup", "pivot"})


def series_problems(spec: Any, table: Table) -> Iterator[Mistake]:
    """Yield `(path, message, hint)` for each colour channel with more values than colours.

    The same for each channel whose legend names a value that isn't drawn. Only columns of the table
    count, and only where no transform may change which values are drawn; for the others,
    `charts.legibility` compares the entries of the legend.
    """
    yield from _of_view(spec, table, (), {}, category=len(_category(spec)))
    present = {value_of(cell) for row in table.rows for cell in row} | set(_constants(spec))
    yield from _undrawn(spec, present, ())


def _constants(spec: Any) -> Iterator[str | float | None]:
    """Yield the values that marks get without a column, such as `color: {datum: limit}`."""
    if isinstance(spec, Mapping):
        if "datum" in spec:
            yield value_of(str(spec["datum"]))
        for value in spec.values():
            yield from _constants(value)
    elif isinstance(spec, list):
        for item in spec:
            yield from _constants(item)


def _undrawn(spec: Any, present: set[str | float | None], path: Path) -> Iterator[Mistake]:
    """Report values that a legend would show because of its scale, though nothing has them."""
    if isinstance(spec, list):
        for number, item in enumerate(spec):
            yield from _undrawn(item, present, (*path, number))
    if not isinstance(spec, Mapping) or _changes_rows(spec.get("transform")):
        return
    for key, value in spec.items():
        if key in _LEGEND_CHANNELS and isinstance(value, Mapping):
            for name in _named_by_legend(value):
                if value_of(name) not in present:
                    message = f'the legend would show "{name}", which no row of the table has'
                    hint = "fix the value in the scale's domain, or remove it there"
                    yield (*path, key), message, hint
                    break
        else:
            yield from _undrawn(value, present, (*path, key))


def _named_by_legend(channel: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values that a channel's scale adds to its legend, apart from expressions."""
    scale, legend = channel.get("scale"), channel.get("legend", {})
    domain = scale.get("domain") if isinstance(scale, Mapping) else None
    is_of_names = channel.get("type", "nominal") in {"nominal", "ordinal"}
    if is_of_names and isinstance(domain, list) and isinstance(legend, Mapping):
        values = legend.get("values", domain)
        names = values if isinstance(values, list) else ()
        yield from (str(name) for name in names if name is not None)


def _category(spec: Any) -> list[Any]:
    """Return the colours that the specification's `config` sets for series, or else ours."""
    value = spec
    for key in ("config", "range", "category"):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, list) else list(CATEGORY)


def _of_view(
    view: Any, table: Table, path: Path, inherited: Mapping[str, Any], *, category: int
) -> Iterator[Mistake]:
    """Check a view and those in it; `inherited` are the channels of the views around it."""
    if not isinstance(view, Mapping) or _changes_rows(view.get("transform")):
        return
    own = view.get("encoding")
    channels = {**inherited, **own} if isinstance(own, Mapping) else dict(inherited)
    for name in ("row", "column", "facet"):
        if isinstance(view.get("facet"), Mapping):
            channels.setdefault(name, view["facet"].get(name, view["facet"]))
    for name in _COLOUR_CHANNELS:
        channel = own.get(name) if isinstance(own, Mapping) else None
        if isinstance(channel, Mapping):
            for message, hint in _of_channel(channel, channels, table, category):
                yield (*path, "encoding", name), message, hint
    for name in ("spec", "layer", "concat", "hconcat", "vconcat"):
        inner = view.get(name)
        if isinstance(inner, list):
            for number, item in enumerate(inner):
                yield from _of_view(item, table, (*path, name, number), channels, category=category)
        else:
            yield from _of_view(inner, table, (*path, name), channels, category=category)


def _of_channel(
    channel: Mapping[str, Any], channels: Mapping[str, Any], table: Table, category: int
) -> Iterator[tuple[str, str]]:
    field, scale = channel.get("field"), channel.get("scale")
    if not isinstance(field, str) or {"aggregate", "bin", "timeUnit"} & channel.keys():
        return
    column = column_of(field)
    if column not in table.header or _distinguishes(field, channels):
        return
    settings = scale if isinstance(scale, Mapping) else {}
    colours, domain = settings.get("range"), settings.get("domain")
    if isinstance(colours, list):
        count = len({paint(str(colour)) for colour in colours})
    elif channel.get("type", "nominal") == "nominal" and "scheme" not in settings:
        count = category
    else:
        return
    if channel.get("type", "nominal") not in {"nominal", "ordinal"} or not count:
        return
    index = table.header.index(column)
    values = {row[index] for row in table.rows if row[index].strip()}
    if isinstance(domain, list):
        values |= set(map(str, domain))
    if len(values) > count:
        message = f'"{column}" has {len(values)} values, but there are only {count} colours, so some repeat'
        yield message, "show the same field as shape, strokeDash or facet too, or draw fewer values"


def _distinguishes(field: str, channels: Mapping[str, Any]) -> bool:
    """Return whether another channel than colour shows the field too."""
    shown = (channels.get(name) for name in _OTHER_CHANNELS)
    return any(isinstance(channel, Mapping) and channel.get("field") == field for channel in shown)


def _changes_rows(transforms: Any) -> bool:
    return isinstance(transforms, list) and any(
        isinstance(transform, Mapping) and _CHANGING & transform.keys() for transform in transforms
    )
