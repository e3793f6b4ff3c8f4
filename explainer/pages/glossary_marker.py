"""`[glossary]`: all terms with their definitions; also the terms that a page's text links to."""

from __future__ import annotations

from markupsafe import Markup

from explainer.fragment import Mark
from explainer.model import Term
from explainer.pages.dependencies import Dependencies
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Writer, not_cited
from explainer.pages.view_models import TermView


def term_views(writer: Writer) -> tuple[TermView, ...]:
    """Return all entries of the glossary, in alphabetical order."""
    terms = sorted(writer.content.terms, key=lambda term: (term.term.casefold(), term.id))
    return tuple(_glossary_entry(writer, term) for term in terms)


def _glossary_entry(writer: Writer, term: Term) -> TermView:
    # Render the text first: its citations get lower numbers than the other sources.
    text = writer.inline(term.text)
    cites = writer.cite(*not_cited(term.sources, term.text))
    return term_view(writer, term, text=text, cites=cites)


def linked_term_views(writer: Writer) -> tuple[TermView, ...]:
    """Return the entries of "Terms on this page": the terms that its text links to.

    The definitions come without their citations, which only the glossary page shows.
    """
    return tuple(
        term_view(writer, term, text=writer.without_citations(term.text), cites=Markup(""))
        for term in writer.linked_terms
    )


def term_view(writer: Writer, term: Term, *, text: Markup, cites: Markup) -> TermView:
    """Return the view of a term; `text` is its definition, already rendered.

    `cites` are the citation numbers of the term's sources that the definition doesn't cite itself.
    """
    return TermView(
        id=term.id,
        term=term.term,
        abbr=term.abbr,
        also=term.also,
        text=text,
        href=writer.href("glossary.html", term.id),
        cites=cites,
    )


def _reads(dependencies: Dependencies, _: Mark) -> None:
    dependencies.add_glossary()


def _shows(writer: Writer, _: Mark) -> tuple[TermView, ...]:
    return term_views(writer)


GLOSSARY = Marker("glossary", "", _reads, _shows)
