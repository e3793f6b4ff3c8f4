"""Finds series that a chart would draw in the same colour, with nothing else to tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from explainer.chart_colours import paint
from explainer.chart_fields import column_of

if TYPE_CHECKING:
    from explainer.chart_safety import Mistake
    from explainer.model import Path, Table

# The colours of a chart that sets none, in order.
CATEGORY = ("side-1", "side-2", "muted", "ink")
_COLOUR_CHANNELS = ("color", "fill", "stroke")
# Channels that tell series apart without colour.
_OTHER_CHANNELS = ("shape", "strokeDash", "text", "x", "y", "row", "column", "facet")
# Transforms that may leave fewer values than the column has, or others.
_CHANGING = frozenset({"aggregate", "calculate", "filter", "fold", "flatten", "lookup", "pivot"})


def series_problems(spec: Any, table: Table) -> Iterator[Mistake]:
    """Yield `(path, message, hint)` for each colour channel with more values than colours.

    Only columns of the table are counted, and only where no transform may change which values are
    drawn; for the others, `charts.legibility` compares the entries of the legend.
    """
    yield from _of_view(spec, table, (), {}, category=len(_category(spec)))


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
