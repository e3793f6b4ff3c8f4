"""The lists that the build can generate, in the order of the navigation."""

from __future__ import annotations

from explainer.content import Content
from explainer.pages.changes_page import CHANGES_PAGE
from explainer.pages.glossary_page import GLOSSARY_PAGE
from explainer.pages.in_force_page import IN_FORCE_PAGE
from explainer.pages.page_kind import ListKind
from explainer.pages.sources_page import SOURCES_PAGE
from explainer.pages.timeline_page import TIMELINE

LISTS: tuple[ListKind, ...] = (
    TIMELINE,
    IN_FORCE_PAGE,
    SOURCES_PAGE,
    GLOSSARY_PAGE,
    CHANGES_PAGE,
)


def lists_of(content: Content) -> tuple[ListKind, ...]:
    """Return the lists that a site with this content has."""
    return tuple(kind for kind in LISTS if kind.exists(content))
