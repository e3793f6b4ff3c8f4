"""The list of exports: which files a site gets, and the parts of the content each depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from explainer.content import Content
from explainer.exports.bibtex import sources_bibtex
from explainer.exports.citation import timeline_bibtex, timeline_ris
from explainer.exports.csl import sources_csl
from explainer.exports.feed import feed
from explainer.exports.ris import sources_ris
from explainer.exports.robots import has_robots, robots
from explainer.exports.search_index import search_index
from explainer.exports.sitemap import sitemap
from explainer.exports.timeline_csv import timeline_csv
from explainer.exports.timeline_ics import timeline_ics
from explainer.exports.timeline_json import timeline_json
from explainer.exports.timeline_notes import timeline_notes
from explainer.fragment import Fragment
from explainer.model import Prose, Term
from explainer.readonly import read_only
from explainer.urls import event_address


@read_only
class Export:
    """A file that the build generates from the content for other programs, such as `feed.xml`.

    `make(content)` returns its bytes; `content` has only the records that the file depends on.
    """

    address: str
    content: Content
    make: Callable[[Content], bytes]


def exports(content: Content, *, list_addresses: Sequence[str]) -> Iterator[Export]:
    """Yield the site's exports.

    The feed, the sitemap and robots.txt need absolute URLs, so they need the site's `base_url`.
    `list_addresses` are those of the lists that the build generates.
    """
    site = content.site_without_status
    timeline = Content(
        site=site, events=content.events, sources=content.sources, terms=_names_only(content.terms)
    )
    outlook = replace(timeline, upcoming=content.upcoming, pages=content.outcome_pages)
    yield Export("timeline.json", outlook, timeline_json)
    yield Export("timeline.csv", timeline, timeline_csv)
    if content.events or content.upcoming:
        calendar = replace(timeline, changes=content.changes, upcoming=content.upcoming)
        yield Export("timeline.ics", calendar, timeline_ics)
    yield Export("timeline-notes.js", timeline, timeline_notes)
    cited = Content(site=site, events=content.events)
    yield Export("timeline.bib", cited, timeline_bibtex)
    yield Export("timeline.ris", cited, timeline_ris)
    sources = Content(site=site, sources=content.sources)
    yield Export("sources.json", sources, sources_csl)
    yield Export("sources.bib", sources, sources_bibtex)
    yield Export("sources.ris", sources, sources_ris)
    yield Export("search.js", content, search_index)
    if site.base_url:
        yield Export("feed.xml", content, feed)
        yield Export("sitemap.xml", content, partial(_sitemap, list_addresses))
    if has_robots(site):
        yield Export("robots.txt", Content(site=site), lambda content: robots(content.site))


def _names_only(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return terms without their definitions: only their names are found in texts."""
    return tuple(replace(term, text=Prose(Fragment()), sources=()) for term in terms)


def _sitemap(list_addresses: Sequence[str], content: Content) -> bytes:
    events = (event_address(event.id) for event in content.key_events)
    pages = dict.fromkeys((*list_addresses, *events)) | {
        page.address: page.front.updated for page in content.pages
    }
    return sitemap(content.site, pages=sorted(pages.items()))
