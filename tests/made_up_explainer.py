"""A made-up explainer with every key of every kind of record, on every kind of page.

`KEYS` says what to write, and what shows it, where the type of a key doesn't.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from made_up_records import Filler, Key

from explainer.bibliography import Name, Source
from explainer.chart_records import Chart
from explainer.load.record_fields import fields_by_key
from explainer.model import AccountSet, Change, Event, FrontMatter, NoneFound, Side, Site, Term
from explainer.pages.list_kinds import LISTS
from explainer.upcoming import Upcoming

# What the types of keys don't say: valid values, and what shows that each has its effect.
KEYS = {
    "AccountSet.id": Key("made-up-accounts", 'aria-label="Made-up AccountSet question'),
    "Change.kind": Key("correction", '<li class="correction">'),
    "Change.pages": Key(["outside.md"], '<li><a href="outside.html">Made-up FrontMatter title'),
    "Change.events": Key(["earlier"], '<li><a href="timeline.html#earlier">An earlier event</a>'),
    "Chart.data": Key("data/made-up.csv", r'<a href="\.\./data/made-up\.csv" download'),
    "Chart.columns": Key(
        {"made-up-x": "Made-up label", "made-up-y": "Up", "made-up-series": "Of"},
        '<th scope="col">Made-up label</th>',
    ),
    "Chart.type": Key("line", '<path d="M[0-9,.]+L[0-9,.]+" stroke'),
    "Chart.x": Key("made-up-x", "<text[^>]*>Made-up label</text>"),
    "Chart.y": Key("made-up-y", "<text[^>]*>Up</text>"),
    "Chart.series": Key("made-up-series", "<text[^>]*>North</text>"),
    "Chart.sources": Key(["for-chart"], 'href="#src.for-chart"'),
    "Chart.spec": Key(
        {
            "title": "Made-up drawing",
            "mark": "bar",
            "encoding": {"x": {"field": "made-up-y", "type": "quantitative"}},
        },
        "<text[^>]*>Made-up drawing</text>",
    ),
    "Chart.narrow": Key({"title": "For phones", "width": 180}, "<text[^>]*>For phones</text>"),
    "Copy.url": Key("https://example.org/copy", 'href="https://example.org/copy"'),
    "Estimate.likelihood": Key("unlikely", r"<strong>unlikely</strong> <span[^>]*>\(20–45%\)"),
    "Estimate.reconstructed": Key("true", "reconstructed afterwards"),
    "Event.id": Key("made-up-event", '<li class="event[^"]*" id="made-up-event">'),
    "Event.side": Key(
        ["north", "south"], "North side</span> <span[^>]*>and</span> <span[^>]*>South"
    ),
    "Event.kind": Key("kind", '<span class="kind">Made-up kind</span>'),
    "Event.certainty": Key("disputed", '<span class="certainty disputed">'),
    "Event.sources": Key(["for-event"], 'href="sources.html#for-event"'),
    "Event.answers": Key(["earlier"], r'answers</dt>\s*<dd><a href="[^"]*#earlier"'),
    "Event.follows": Key(["earliest"], r'follows, our reading</dt>\s*<dd><a href="[^"]*#earliest"'),
    "Event.short": Key("Made-up label", "<text[^>]*>Made-up label</text>"),
    "Figure.value": Key("Made-up 21", '"value": "Made-up 21"', "timeline.json"),
    "Figure.label": Key("Made-up limit", '"label": "Made-up limit"', "timeline.json"),
    "Quotation.text": Key("Made-up words", '"text": "Made-up words"', "timeline.json"),
    "Quotation.by": Key("Made-up speaker", '"by": "Made-up speaker"', "timeline.json"),
    "Quotation.sources": Key(["for-quote"], '(?s)"quote": {[^}]*"for-quote"', "timeline.json"),
    "Measure.short": Key("Made-up measure", '"short": "Made-up measure"', "timeline.json"),
    "Measure.authority": Key("Made-up law", '"authority": "Made-up law"', "timeline.json"),
    "Measure.published": Key("true", '"published": true', "timeline.json"),
    "Suspension.from": Key("2030-05-02", '"from": "2030-05-02"', "timeline.json"),
    "Suspension.until": Key("2030-06-02", '"until": "2030-06-02"', "timeline.json"),
    "Event.key": Key("true", '<li class="event[^"]* key[^"]*" id="made-up-event">'),
    "FrontMatter.aliases": Key(["old/outcome.html"], "This page has moved", "old/outcome.html"),
    "FrontMatter.draft": Key("false", "<h1>Made-up FrontMatter title"),
    "FrontMatter.order": Key("7", ""),
    "FrontMatter.side": Key("south", '<span class="side side-2">South side</span> · '),
    "Indicator.points": Key("away", '<li class="away">'),
    "Indicator.status": Key("mixed", "<strong>mixed</strong>"),
    "Indicator.sources": Key(["for-indicator"], 'href="#src.for-indicator"'),
    "Measure.tool": Key("tool", "Made-up tool: in force from"),
    "Measure.from": Key("2030-04-02", "in force from <time[^>]*>2 April 2030<"),
    "Measure.until": Key("2030-08-02", "until <time[^>]*>2 August 2030<"),
    "Measure.expires": Key("2032-04-02", "set to expire on <time[^>]*>2 April 2032<"),
    "Measure.ended_by": Key("later", 'ended by <a href="[^"]*#later">A later event</a>'),
    "Name.static-ordering": Key("true", r"Made-up Name family [^<>]*Made-up Name given"),
    "Outcome.id": Key("made-up-outcome", '<a href="chapter/outcome.html">The outcome</a>'),
    "Outcome.likelihood": Key("very likely", r"<strong>very likely</strong> <span[^>]*>\(80–95%\)"),
    "Outcome.confidence": Key("moderate", "<strong>moderate</strong>"),
    "Outcome.by": Key("2033-12-30", "by <time[^>]*>30 December 2033<"),
    "Outcome.estimated": Key("2031-12-29", "Estimated on <time[^>]*>29 December 2031<"),
    "Indicator.checked": Key("2031-12-30", "mixed</strong>, <time[^>]*>30 December 2031<"),
    "Publisher.url": Key("https://example.org/publisher", 'href="https://example.org/publisher"'),
    "Resolution.result": Key("came true", "Resolved: came true"),
    "Resolution.date": Key("2031-12-31", "Resolved: [^<]*</strong>, <time[^>]*>31 December 2031<"),
    "Resolution.sources": Key(["for-resolution"], 'href="#src.for-resolution"'),
    "Side.id": Key("", ""),
    "Side.government": Key("false", '"government": false', "timeline.json"),
    "Site.as_of": Key("2031-12-31", "As of <time[^>]*>31 December 2031<"),
    "Site.searched_to": Key("2032-01-09", "searched to <time[^>]*>9 January 2032<"),
    "Upcoming.id": Key("made-up-thing", '<li id="upcoming.made-up-thing">'),
    "Upcoming.certainty": Key("disputed", '<span class="certainty disputed">'),
    "Upcoming.date": Key("2032-03-02", "<time[^>]*>2 March 2032<"),
    "Upcoming.outcomes": Key(["made-up-outcome"], 'Bears on</span> <a href="chapter/outcome.html"'),
    "Upcoming.sources": Key(["for-upcoming"], 'href="#src.for-upcoming"'),
    "Site.base_url": Key(
        "https://example.org/made-up/", "<loc>https://example.org/made-up/", "sitemap.xml"
    ),
    "Site.chapters": Key(
        ["chapter", "single"], r'(?s)<nav aria-label="Main">.*?href="chapter/index\.html">Made-up'
    ),
    "Site.kinds": Key({"kind": "Made-up kind"}, "Made-up kind"),
    "Site.language": Key("en-GB", '^<html lang="en-GB"'),
    "Site.tagline": Key("A made-up tagline", ">A made-up tagline</p>", "everything.html"),
    "Site.tools": Key({"tool": "Made-up tool"}, "Made-up tool"),
    "Source.id": Key("made-up-source", '<li id="made-up-source">'),
    "Source.archived": Key("https://example.org/archive", 'href="https://example.org/archive"'),
    "Source.doi": Key("10.1000/made-up", "doi:10.1000/made-up"),
    "Source.editor": Key("Glass, Ada", "edited by Ada Glass"),
    "Source.language": Key("zh", 'lang="zh">Made-up Source original-title'),
    "Source.standing": Key("company", '<span class="standing">company'),
    "Source.translator": Key("Wick, Ben", "translated by Ben Wick"),
    "Source.type": Key("treaty", '"type": "treaty"', "sources.json"),
    "Source.unnamed": Key("true", "people not named"),
    "Source.url": Key("https://example.org/source", 'href="https://example.org/source"'),
    "ShortAnswer.certainty": Key(
        "reported", r'(?s)Made-up ShortAnswer answer.*?<span class="certainty reported">'
    ),
    "Site.home_chart": Key("short", '(?s)class="wide home-chart".*?id="chart.short"'),
    "StatusItem.certainty": Key("reported", 'status-label">[^<]*<span class="certainty reported">'),
    "StatusItem.more": Key("outside.md", '<a class="more" href="outside.html"'),
    "Term.id": Key("made-up-term", '<div id="made-up-term">'),
    "Term.sources": Key(["for-term"], 'href="#src.for-term"'),
    "Theme.logo": Key(
        "images/logo.svg", '<img src="images/logo.svg" alt="" width="56" height="28">'
    ),
    "Theme.side_1": Key("#00695c", "--side-1:#00695c", "assets/style.css"),
    "Theme.side_1_dark": Key("#4db6ac", "--side-1:#4db6ac", "assets/style.css"),
    "Theme.side_2": Key("#9a3412", "--side-2:#9a3412", "assets/style.css"),
    "Theme.side_2_dark": Key("#fdba74", "--side-2:#fdba74", "assets/style.css"),
    "Via.url": Key("https://example.org/via", 'href="https://example.org/via"'),
}
# The pages that get all front matter, with a name for each.
PAGES = {
    "index.md": "home",
    "chapter/index.md": "a chapter",
    "chapter/page.md": "a page of a chapter",
    "single.md": "a chapter of one page",
    "outside.md": "a page outside the chapters",
    "folder/page.md": "a page in a folder",
    **{kind.source: f"the list {kind.name}" for kind in LISTS},
}
# Pages that can't have an outcome.
WITHOUT_OUTCOME = ("index.md", *(kind.source for kind in LISTS))
# Pages that come after those with the key `order`.
WITHOUT_ORDER = ("chapter/a.md", "a.md", "folder/a.md")
MARKERS = "[accounts made-up-accounts]\n\n[chart short]\n\n[chart long]\n"
LINKS = "[The outcome](outcome:made-up-outcome), [F](folder/page.md) and [A](folder/a.md) [@made-up-source].\n"


@dataclass
class MadeUp:
    """The files of the explainer, and what the records and each page must show."""

    files: dict[str, str]
    records: Filler
    pages: dict[str, Filler]

    def line_of(self, source: str, key: str) -> int:
        """Return the line of a key in a page's front matter."""
        lines = self.files[source].splitlines()
        return next(n for n, line in enumerate(lines, start=1) if line.startswith(f"{key}:"))


def made_up() -> MadeUp:
    """Return the explainer; its pages have all front matter except an outcome."""
    records = Filler(KEYS, "in a record")
    files = record_files(records)
    files |= {source: page({"title": f"No order: {source}"}) for source in WITHOUT_ORDER}
    pages = {}
    for number, (source, label) in enumerate(PAGES.items(), start=1):
        pages[source] = filler = Filler(KEYS | keys_of_page(number), label)
        text = {"index.md": LINKS, "chapter/page.md": MARKERS}.get(source, "Some text.\n")
        files[source] = page(filler.record(FrontMatter, without="outcome"), text)
    return MadeUp(files, records, pages)


def keys_of_page(number: int) -> dict[str, Key]:
    """Return what to write under the keys whose values differ from page to page."""
    old, day = f"old/{number}.html", f"2031-11-{number:02}"
    return {
        "FrontMatter.aliases": Key([old], "This page has moved", old),
        "FrontMatter.updated": Key(day, f"{number} November 2031<"),
    }


def record_files(filler: Filler) -> dict[str, str]:
    """Return the files that contain every key of every kind of record."""
    common = {"side": "north", "kind": "kind", "certainty": "reported", "sources": ["for-event"]}
    events = [
        {"id": "earliest", "date": "2029", "title": "The earliest event"},
        {"id": "earlier", "date": "2029-12-30", "title": "An earlier event"},
        {"id": "later", "date": "2031-01-02", "title": "A later event"},
    ]
    person = filler.record(Name, without="literal")
    institution = filler.record(Name, without=" ".join(fields_by_key(Name).keys() - {"literal"}))
    sources = [
        {"id": source, "title": source, "publisher": "Press", "standing": "primary"}
        for key in KEYS.values()
        if isinstance(key.value, list)
        for source in key.value
        if source.startswith("for-")
    ]
    sides = {
        "north": {"name": "North side"},
        "south": {"name": "South side"},
        "pilots": filler.record(Side, without="id"),
    }
    accounts = {"north": "North's view.", "south": filler.record(NoneFound)}
    long_form = filler.record(
        Chart, without="id type x y series", data="data/made-up.csv", columns={"made-up-y": "Up"}
    )
    return {
        "site.yaml": as_yaml(filler.record(Site, sides=sides)),
        "timeline/all.yaml": as_yaml([filler.record(Event), *(common | e for e in events)]),
        "sources.yaml": as_yaml([filler.record(Source, author=[person, institution]), *sources]),
        "glossary.yaml": as_yaml([filler.record(Term)]),
        "accounts.yaml": as_yaml([filler.record(AccountSet, accounts=accounts)]),
        "changes.yaml": as_yaml([filler.record(Change)]),
        "upcoming.yaml": as_yaml([filler.record(Upcoming)]),
        "charts/short.yaml": as_yaml(filler.record(Chart, without="id spec narrow")),
        "charts/long.yaml": as_yaml(long_form),
        "data/made-up.csv": "made-up-x,made-up-y,made-up-series\n1,2,North\n2,3,North\n1,4,Rest\n",
        "images/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"/>',
        "chapter/outcome.md": page(filler.record(FrontMatter)),
    }


def as_yaml(value: Any) -> str:
    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000)
    return text


def page(front: dict[str, Any], text: str = "Some text.\n") -> str:
    return f"---\n{as_yaml(front)}---\n{text}"
