"""Builds the context of a page: the variables that its template uses, by name."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from explainer.exports.citation import Citation
from explainer.exports.jsonld import policy_hash
from explainer.failures import UndeclaredError
from explainer.pages.bare_pages import MOVED, NOT_FOUND
from explainer.pages.glossary_marker import linked_term_views
from explainer.pages.marker_table import make_block
from explainer.pages.metadata import cite_this, json_ld
from explainer.pages.page_kind import SitePage
from explainer.pages.prose_html import Writer
from explainer.pages.shell import Navigation, Shell, navigation_of, shell_of
from explainer.pages.sources import page_sources
from explainer.pages.view_models import SourceView, TermView
from explainer.readonly import read_only

# Kinds of pages that only have their own content: no navigation, sources or metadata.
BARE_KINDS = (NOT_FOUND, MOVED)


@read_only
class BareFrame:
    """What the template of a bare page gets besides its own view."""

    shell: Shell


@read_only
class Frame:
    """What the templates of all other pages get besides their own views.

    `json_ld`, `json_ld_hash`: the page's structured data, and the hash that allows it.
    `sources`: the sources that the page cites; `terms`: the terms that its text links to.
    """

    shell: Shell
    cite_this: Citation
    json_ld: Markup
    json_ld_hash: str
    sources: tuple[SourceView, ...]
    terms: tuple[TermView, ...]


def context(site_page: SitePage) -> Mapping[str, Any]:
    """Return the variables of the page's template: the fields of its view and of its frame.

    Raises UndeclaredError if the page uses a record that it didn't declare.
    """
    writer = Writer(site_page.content, site_page.address, site_page.finder, make_block)
    try:
        view = site_page.kind.shows(site_page, writer)
        # The frame comes last: by now the writer has seen every citation and linked term.
        return fields_of(_frame(site_page, writer)) | fields_of(view)
    except UndeclaredError as error:
        page = f"{site_page.address} ({site_page.kind.name})"
        raise UndeclaredError(error.what, page) from error


def _frame(site_page: SitePage, writer: Writer) -> Frame | BareFrame:
    if site_page.kind in BARE_KINDS:
        return BareFrame(shell_of(site_page, writer, Navigation()))
    data = json_ld(site_page)
    return Frame(
        shell=shell_of(site_page, writer, navigation_of(site_page, writer)),
        cite_this=cite_this(site_page),
        json_ld=data,
        json_ld_hash=policy_hash(data),
        sources=page_sources(writer),
        terms=linked_term_views(writer),
    )


def fields_of(view: Any) -> dict[str, Any]:
    """Return the fields of a view, by name."""
    return {field.name: getattr(view, field.name) for field in dataclasses.fields(view)}
