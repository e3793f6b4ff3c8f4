"""The lists that the build generates, in the order of the navigation."""

from __future__ import annotations

from explainer.pages.changes_page import CHANGES_PAGE
from explainer.pages.glossary_page import GLOSSARY_PAGE
from explainer.pages.page_kind import ListKind
from explainer.pages.sources_page import SOURCES_PAGE
from explainer.pages.timeline_page import TIMELINE

LISTS: tuple[ListKind, ...] = (
    TIMELINE,
    SOURCES_PAGE,
    GLOSSARY_PAGE,
    CHANGES_PAGE,
)
