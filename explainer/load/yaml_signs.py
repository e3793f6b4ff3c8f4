"""Report text that YAML would silently drop because it starts with one of YAML's own signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from explainer.patterns import lazy_pattern
from explainer.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ANCHOR = lazy_pattern(r"&([\w-]+)")
# A block scalar's sign with an indentation, as in `>5`: probably a comparison.
_INDENTED_BLOCK = lazy_pattern(r"[|>][-+]?\d")
_MAY_LOSE_TEXT = lazy_pattern(
    rf"(?:^|[\s\[{{,])(?:&[\w-]|!(?=\s|$)|{_INDENTED_BLOCK.pattern})", re.M
)


def sign_problems(
    scalars: Iterable[Any], text: str, place: Place, loader: Any
) -> Iterator[Problem]:
    """Report each scalar whose first word or whole text would be lost: `&word …`, `! …`, `>5`.

    `scalars` are the scalar nodes of `text`. An anchor (`&name`) that an alias (`*name`) refers to
    is what it looks like, and is allowed.
    """
    lines = text.split("\n")
    aliases: set[str] | None = None
    for node in scalars:
        line, column = node.start_mark.line, node.start_mark.column
        source = lines[line][column:] if line < len(lines) else ""
        sign = source[:1]
        if sign == "&" and (anchor := _ANCHOR.match(source)):
            if aliases is None:
                aliases = _aliases(text, loader)
            lost = anchor[1] not in aliases
        elif sign == "!":
            lost = source[1:2] in {"", " ", "\t"}
        else:
            lost = not node.value and bool(_INDENTED_BLOCK.match(source))
        if lost:
            message = f"unquoted text can't start with {sign}"
            hint = f'put quotes around it: "{source.strip()[:40]}"'
            yield Problem(place.at(place.line + line), "yaml-syntax", message, hint)


def may_lose_text(text: str) -> bool:
    """Return whether `sign_problems` may find anything; this check is quick."""
    return bool(_MAY_LOSE_TEXT.search(text))


def _aliases(text: str, loader: Any) -> set[str]:
    """Return the names that aliases in the text refer to."""
    return {
        str(event.anchor)
        for event in yaml.parse(text, loader)
        if isinstance(event, yaml.events.AliasEvent)
    }
