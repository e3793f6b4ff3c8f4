"""Where a link in prose leads: the address of a page or file of the site, and an id on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explainer.urls import address_of, resolve

if TYPE_CHECKING:
    from explainer.content import Content
    from explainer.fragment import Mark
    from explainer.model import Prose

_LISTS = {"event": "timeline.html", "term": "glossary.html", "source": "sources.html"}


def link_target(content: Content, prose: Prose, mark: Mark) -> tuple[str, str]:
    """Return the address that a link or picture leads to, and the anchor, or "" if it has none."""
    if address := _LISTS.get(mark.kind):
        return address, mark.target
    if mark.kind == "outcome":
        return content.page_by_outcome[mark.target].address, ""
    target = resolve(prose.place.file, mark.target)
    return address_of(target.path), target.anchor
