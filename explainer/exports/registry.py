"""The outputs for machines: which of them a site has, and what of the explainer each reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from explainer.book import Explainer
from explainer.exports.bibtex import sources_bibtex
from explainer.exports.citation import timeline_bibtex, timeline_ris
from explainer.exports.csl import sources_csl
from explainer.exports.feed import feed
from explainer.exports.ris import sources_ris
from explainer.exports.robots import has_robots, robots
from explainer.exports.search_index import search_index
from explainer.exports.sitemap import sitemap
from explainer.exports.timeline_csv import timeline_csv
from explainer.exports.timeline_json import timeline_json
from explainer.exports.timeline_notes import timeline_notes
from explainer.readonly import read_only


@read_only
class Export:
    """A file for machines: its address, what it reads, and how it is made of that."""

    address: str
    book: Explainer
    make: Callable[[Explainer], bytes]


def exports(explainer: Explainer) -> Iterator[Export]:
    """Yield the files for machines; those that need absolute addresses only with a base address."""
    site = explainer.site_without_status
    timeline = Explainer(site=site, events=explainer.events, sources=explainer.sources)
    yield Export("timeline.json", timeline, timeline_json)
    yield Export("timeline.csv", timeline, timeline_csv)
    if explainer.events:
        yield Export("timeline.ics", timeline, _timeline_ics)
    yield Export("timeline-notes.js", timeline, timeline_notes)
    cited = Explainer(site=site, events=explainer.events)
    yield Export("timeline.bib", cited, timeline_bibtex)
    yield Export("timeline.ris", cited, timeline_ris)
    sources = Explainer(site=site, sources=explainer.sources)
    yield Export("sources.json", sources, sources_csl)
    yield Export("sources.bib", sources, sources_bibtex)
    yield Export("sources.ris", sources, sources_ris)
    yield Export("search.js", explainer, search_index)
    if site.base_url:
        yield Export("feed.xml", explainer, feed)
        yield Export("sitemap.xml", explainer, _sitemap)
    if has_robots(site):
        yield Export("robots.txt", Explainer(site=site), lambda book: robots(book.site))


def _timeline_ics(explainer: Explainer) -> bytes:
    # Imported for this output alone: the library costs as much as all the others together.
    from explainer.exports.timeline_ics import timeline_ics  # noqa: PLC0415

    return timeline_ics(explainer)


def _sitemap(explainer: Explainer) -> bytes:
    made = ("timeline.html", "sources.html", "glossary.html", "changes.html")
    pages = dict.fromkeys(made) | {page.address: page.front.updated for page in explainer.pages}
    return sitemap(explainer.site, pages=sorted(pages.items()))
