"""Views of sources: numbered below a page's text, or grouped by standing on sources.html.

A source's standing is what kind of evidence it is: a primary source, reporting, analysis and so on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from explainer.bibliography import Source, Standing
from explainer.content import Content, page_prose_fields
from explainer.dates import day_words
from explainer.exports.source_notes import LABELS, publication_words
from explainer.model import Event
from explainer.pages.marker import Marker
from explainer.pages.prose_html import Writer
from explainer.pages.view_models import LinkView, SourceView, date_parts
from explainer.readonly import read_only

STANDINGS: dict[Standing, str] = {
    "primary": "Primary sources",
    "company": "Companies",
    "reporting": "Reporting",
    "analysis": "Analysis",
}


@read_only
class CitedSourceView:
    """An entry of sources.html: a source, and links to the pages and records that cite it."""

    source: SourceView
    places: tuple[LinkView, ...]


@read_only
class SourceGroup:
    """A section of sources.html: a heading, `name`, and the sources of one standing, `id`."""

    id: str
    name: str
    sources: tuple[CitedSourceView, ...]


@read_only
class EvidenceCount:
    """The numbers at the top of sources.html: how many events have which kind of source at best.

    `primary`: a primary or company source; `named`: other sources, at least one of them not relying
    on unnamed people; `unnamed`: only sources that rely on unnamed people; `total`: all events.
    """

    primary: int
    named: int
    unnamed: int
    total: int


def page_sources(writer: Writer) -> tuple[SourceView, ...]:
    """Return the list of sources below a page's text, in the order of their numbers."""
    return tuple(
        source_view(writer.content.source_by_id[id_], cited.number, writer.backlinks(id_))
        for id_, cited in writer.cited.items()
    )


def source_view(source: Source, number: int = 0, backlinks: tuple[str, ...] = ()) -> SourceView:
    """Return the view of a source in a list.

    `number` is 0 if the list is unnumbered. `backlinks` are the ids of its citations on the page.
    """
    return SourceView(
        id=source.id,
        number=number,
        title=source.title,
        title_end="" if not source.original_title and _is_sentence(source.title) else ".",
        original_title=source.original_title,
        original_language=source.language,
        url=source.address,
        who=tuple(_as_sentence(publication_words(source))),
        issued=date_parts(source.issued) if source.issued else (),
        accessed=day_words(source.accessed) if source.accessed else "",
        doi=source.doi,
        identifiers=tuple(_identifiers(source)),
        copies=tuple(LinkView(copy.title, copy.url) for copy in source.copies),
        archived=source.archived,
        origin=source.relayed_from,
        via_title=source.via.title if source.via else "",
        via_url=source.via.url if source.via else "",
        standing=source.standing,
        unnamed=source.unnamed,
        language=source.title_language,
        note=source.note if _is_sentence(source.note) or not source.note else f"{source.note}.",
        backlinks=backlinks,
    )


def _as_sentence(parts: tuple[str, ...]) -> Iterator[str]:
    """Yield the parts; if the first begins with our own words, such as `vol. 2`, in upper case."""
    for number, part in enumerate(parts):
        starts_small = not number and part.startswith(LABELS)
        yield part[0].upper() + part[1:] if starts_small else part


def _is_sentence(text: str) -> bool:
    """Return whether a text ends like a sentence, if need be within quotation marks."""
    return text.rstrip("\"'”’»」』)").endswith((".", "?", "!", "…", "。", "？", "！"))


def _identifiers(source: Source) -> Iterator[str]:
    """Yield the numbers of a book or journal, with what they are."""
    if source.isbn:
        yield f"ISBN {source.isbn}"
    if source.issn:
        yield f"ISSN {source.issn}"


def source_groups(
    writer: Writer, cited_in: Mapping[str, tuple[LinkView, ...]]
) -> tuple[SourceGroup, ...]:
    """Return the sections of sources.html; `cited_in` is the result of that function."""
    groups = []
    numbers = source_numbers(writer.content)
    for standing, name in STANDINGS.items():
        sources = tuple(
            CitedSourceView(
                source_view(source, numbers[source.id]),
                tuple(_relative_link(writer, place) for place in cited_in.get(source.id, ())),
            )
            for source in writer.content.sources
            if source.standing == standing
        )
        if sources:
            groups.append(SourceGroup(standing, name, sources))
    return tuple(groups)


def source_numbers(content: Content) -> dict[str, int]:
    """Return each source's number on sources.html: by standing, then in the order of the file."""
    ordered = (s.id for kind in STANDINGS for s in content.sources if s.standing == kind)
    return {id_: number for number, id_ in enumerate(ordered, start=1)}


def cited_in(content: Content, markers: Mapping[str, Marker]) -> dict[str, tuple[LinkView, ...]]:
    """Return links to the pages and records that cite each source, by the source's id.

    The links are addresses, relative to the site's root. `markers` are all markers, by name.
    """
    places: defaultdict[str, dict[LinkView, None]] = defaultdict(dict)
    for link, ids in _citing_places(content, markers):
        for id_ in ids:
            places[id_][link] = None
    return {id_: tuple(links) for id_, links in places.items()}


def _citing_places_of_home(content: Content) -> Iterator[tuple[LinkView, Iterable[str]]]:
    site = content.site
    if site.why:
        yield LinkView("Why it matters", "index.html", is_interface=True), site.why.cited()
    for answer in site.short_answers:
        yield LinkView("Short answers", "index.html", is_interface=True), answer.answer.cited()
    for item in site.status:
        yield LinkView("Where things stand", "index.html", is_interface=True), item.text.cited()
    if site.home_chart:
        chart = content.chart_by_id[site.home_chart]
        yield LinkView(chart.title, "index.html"), chart.sources


def _citing_places(
    content: Content, markers: Mapping[str, Marker]
) -> Iterator[tuple[LinkView, Iterable[str]]]:
    """Yield a link to each page or record that cites sources, with those sources' ids."""
    yield from _citing_places_of_home(content)
    for page in content.pages:
        link = LinkView(page.title, page.address)
        for _, prose in page_prose_fields(page):
            yield link, prose.cited()
        for mark in page.prose.marks:
            if mark.kind == "block":
                yield link, markers[mark.target].cites(content, mark)
        if outcome := page.front.outcome:
            for indicator in outcome.indicators:
                yield link, indicator.sources
            if outcome.resolved:
                yield link, outcome.resolved.sources
    for event in content.events:
        address = f"timeline.html#{event.id}"
        yield LinkView(event.title, address, event.date.words), event.all_sources()
    for term in content.terms:
        link = LinkView(term.term, f"glossary.html#{term.id}", before="Glossary:")
        yield link, (*term.text.cited(), *term.sources)
    for upcoming in content.upcoming:
        link = LinkView(
            upcoming.title, f"index.html#upcoming.{upcoming.id}", before="Dates to come:"
        )
        yield link, upcoming.all_sources()
    for change in content.changes:
        yield LinkView("Changes", "changes.html", is_interface=True), change.note.cited()


def count_evidence(content: Content) -> EvidenceCount:
    """Return how many events have which kind of source at best."""
    counts = {"primary": 0, "named": 0, "unnamed": 0}
    for event in content.events:
        counts[_best_evidence(content, event)] += 1
    return EvidenceCount(**counts, total=len(content.events))


def _best_evidence(content: Content, event: Event) -> str:
    """Return the field of EvidenceCount that an event counts towards."""
    sources = [content.source_by_id[id_] for id_ in event.all_sources()]
    if any(source.standing in {"primary", "company"} for source in sources):
        return "primary"
    return "named" if any(not source.unnamed for source in sources) else "unnamed"


def _relative_link(writer: Writer, place: LinkView) -> LinkView:
    """Return a link from the writer's page instead of from the site's root."""
    address, _, anchor = place.href.partition("#")
    return replace(place, href=writer.href(address, anchor))
