"""Exports for crawlers and feed readers: Atom, sitemap, robots.txt and JSON-LD."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from explainer import dates
from explainer.bibliography import Source
from explainer.chart_records import Chart
from explainer.content import Content
from explainer.exports.feed import feed
from explainer.exports.jsonld import page_jsonld
from explainer.exports.robots import has_robots, robots
from explainer.exports.sitemap import sitemap
from explainer.model import Change, Event, FrontMatter, Id, Page, Prose, Publisher, Side, Site, Term
from explainer.prose.convert import to_fragment

AS_OF = dt.date(2026, 6, 12)
BASE = "https://lamps.example/dispute/"
ATOM = "{http://www.w3.org/2005/Atom}"
AWKWARD = 'Lamps </script> & "dark", 灯塔'


def site(**changes: Any) -> Site:
    defaults: dict[str, Any] = {
        "base_url": BASE,
        "licence": "CC BY-SA 4.0",
        "tagline": "Who lights?",
    }
    return Site("The <Lamp> Dispute", AS_OF, **{**defaults, **changes})


def prose(markdown: str) -> Prose:
    return Prose(to_fragment(markdown))


def change(note: str, date: str = "2026-06-12", **changes: Any) -> Change:
    return Change(
        dt.date.fromisoformat(date), changes.pop("kind", "update"), prose(note), **changes
    )


def event(date: str = "2026-01", **changes: Any) -> Event:
    sides = (Id("north"),)
    return Event(Id("ban"), dates.parse(date), sides, Id("rule"), AWKWARD, "reported", **changes)


def page() -> Page:
    front = FrontMatter("The <rule>")
    return Page("moves/rule.md", "moves/rule.html", "moves", front, prose("Text."))


def content(*changes: Change, **site_changes: Any) -> Content:
    dispute = site(sides=(Side(Id("north"), "Northport"),), **site_changes)
    return Content(dispute, pages=(page(),), events=(event(),), changes=changes)


def parse_xml(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314


def texts(root: ET.Element, path: str) -> list[str]:
    return [element.text or "" for element in root.iterfind(path.replace("@", ATOM))]


def test_a_feed_has_the_elements_that_rfc_4287_requires() -> None:
    note = "The toll was **wrong** [@gazette]: it is 5 & not <4."
    root = parse_xml(feed(content(change(note, kind="correction"))))
    assert root.tag == f"{ATOM}feed"
    assert texts(root, "@title") == ["The <Lamp> Dispute"]
    assert texts(root, "@updated") == ["2026-06-12T00:00:00Z"]
    assert texts(root, "@author/@name") == ["The <Lamp> Dispute"]
    assert texts(root, "@entry/@title") == ["Correction: The toll was wrong: it is 5 & not <4."]
    links = {link.get("rel"): link.get("href") for link in root.iterfind(f"{ATOM}link")}
    assert links == {"self": f"{BASE}feed.xml", "alternate": BASE}


NOTE = """\
Three changes [@gazette, p. 3]:

2. the [rule](moves/rule.md) and [its list](event:ban), not ~~10^3^~~ but 10^4^
3. <q>A \\LAMP</q> in `C:\\LAMP`, and [a map](https://maps.example/?a=1&b=2)^[By hand.]
{: #ids}

[changes]
"""
NOTE_HTML = f"""\
<p>Three changes:</p>
<ol start="2">
<li>the <a href="{BASE}moves/rule.html">rule</a> and <a href="{BASE}timeline.html#ban">its list</a>, \
not <del>10<sup>3</sup></del> but 10<sup>4</sup></li>
<li><q>A LAMP</q> in <code>C:\\LAMP</code>, and \
<a href="https://maps.example/?a=1&amp;b=2">a map</a><sup><a>a</a></sup></li>
</ol>

<div>
<ol type="a">
<li>
<p>By hand.</p>
</li>
</ol>
</div>\
<ul><li><a href="{BASE}moves/rule.html">The &lt;rule&gt;</a></li>\
<li><a href="{BASE}timeline.html#ban">Lamps &lt;/script&gt; &amp; "dark", 灯塔</a></li></ul>\
<p>Sources: <a href="{BASE}sources.html#gazette">The Gazette</a></p>"""


def test_a_feed_entry_has_the_change_as_html_with_absolute_links_and_leads_to_it() -> None:
    entry = change(NOTE, pages=("moves/rule.md", "gone.md"), events=(Id("ban"),))
    lamp = Term(Id("lamp"), "Lamp", prose("A light."))
    gazette = Source(Id("gazette"), "The Gazette", "primary")
    of = replace(content(entry), terms=(lamp,), sources=(gazette,))
    root = parse_xml(feed(of))
    assert texts(root, "@entry/@title") == ["Update: Three changes"]
    (html,) = root.iterfind(f"{ATOM}entry/{ATOM}content")
    assert html.get("type") == "html"
    assert html.text == NOTE_HTML
    (link,) = root.iterfind(f"{ATOM}entry/{ATOM}link")
    assert link.attrib == {"rel": "alternate", "href": f"{BASE}changes.html#2026-06-12-1"}


def test_a_feed_in_a_right_to_left_language_says_so_in_each_entry() -> None:
    arabic = content(change("تغيير [@gazette]."), language="ar")
    root = parse_xml(feed(replace(arabic, sources=(Source(Id("gazette"), "الجريدة", "primary"),))))
    (html,) = texts(root, "@entry/@content")
    assert html.startswith('<div lang="ar" dir="rtl"><p>تغيير.</p>')
    assert '<span lang="en">Sources:</span>' in html


def test_a_feed_entry_keeps_its_id_and_link_when_newer_ones_are_added() -> None:
    older = (
        change("Second.", "2026-06-12"),
        change("First.", "2026-06-12"),
        change("0.", "2025-01-02"),
    )
    before, after = (
        [
            [value for part in entry for value in _identity(part)]
            for entry in parse_xml(feed(content(*changes))).iterfind(f"{ATOM}entry")
        ]
        for changes in (older, (change("Third."), *older))
    )
    assert after[1:] == before
    assert before[1] == [
        "tag:lamps.example,2026-06-12:dispute/changes/1",
        "2026-06-12T00:00:00Z",
        f"{BASE}changes.html#2026-06-12-1",
    ]
    assert all(len(set(column)) == 4 for column in zip(*after, strict=True))


def _identity(part: ET.Element) -> list[str]:
    """Return the id, time or link of a feed's entry, if this part of it is one of these."""
    if part.tag in {f"{ATOM}id", f"{ATOM}updated"}:
        return [part.text or ""]
    return [part.get("href", "")] if part.tag == f"{ATOM}link" else []


def test_a_feed_was_updated_when_its_latest_entry_was() -> None:
    two = feed(content(change("Second."), change("First.")))
    assert texts(parse_xml(two), "@updated") == ["2026-06-12T00:00:01Z"]


def test_a_feed_reader_understands_the_time_of_a_change_before_the_year_1000() -> None:
    old = change("A note.", date="0999-05-01")
    assert texts(parse_xml(feed(content(old))), "@updated") == ["0999-05-01T00:00:00Z"]


def test_a_feed_without_changes_still_has_a_date() -> None:
    assert texts(parse_xml(feed(content())), "@updated") == ["2026-06-12T00:00:00Z"]


def test_a_character_invalid_in_xml_does_not_break_the_feed() -> None:
    assert texts(
        parse_xml(feed(content(publisher=Publisher("Lamp\x0b Press")))), "@author/@name"
    ) == ["Lamp Press"]


def test_feed_and_sitemap_cannot_be_built_without_a_base_url() -> None:
    with pytest.raises(ValueError, match="base address"):
        feed(content(base_url=""))
    with pytest.raises(ValueError, match="base address"):
        sitemap(site(base_url=""), pages=())


def test_a_sitemap_lists_pages_with_the_date_of_their_last_change() -> None:
    root = parse_xml(sitemap(site(), pages=[("index.html", None), ("a/灯 & b.html", AS_OF)]))
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert [[(part.tag.removeprefix(namespace), part.text) for part in url] for url in root] == [
        [("loc", BASE)],
        [("loc", f"{BASE}a/%E7%81%AF%20%26%20b.html"), ("lastmod", "2026-06-12")],
    ]


@pytest.mark.parametrize(
    ("base", "expected"),
    [("https://lamps.example/", True), (BASE, False), ("", False)],
)
def test_robots_txt_is_built_only_for_a_site_at_the_root_of_its_host(
    base: str, expected: bool
) -> None:
    assert has_robots(site(base_url=base)) is expected


def test_robots_txt_names_the_sitemap() -> None:
    data = robots(site(base_url="https://lamps.example/"))
    assert data.endswith(b"\nSitemap: https://lamps.example/sitemap.xml\n")


def graph(of: Site, **parts: Any) -> list[dict[str, Any]]:
    script = page_jsonld(of, title=AWKWARD, address="moves/rule.html", **parts)
    assert "<" not in script
    data = json.loads(script)
    assert data["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = data["@graph"]
    return nodes


def test_page_data_describes_the_article_and_cannot_close_its_script() -> None:
    (article,) = graph(site(), summary="Sum & <b>", updated=dt.date(2026, 1, 20))
    assert article["@type"] == "Article"
    assert article["headline"] == AWKWARD
    assert article["url"] == f"{BASE}moves/rule.html"
    assert article["dateModified"] == "2026-01-20"
    assert article["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"


def test_without_a_base_url_structured_data_uses_relative_links() -> None:
    trail = (("Home", "index.html"), ("Rule", "moves/rule.html"))
    article, crumbs = graph(site(base_url=""), trail=trail)
    assert article["url"] == "rule.html"
    assert crumbs["@type"] == "BreadcrumbList"
    steps = [(step["position"], step["name"], step["item"]) for step in crumbs["itemListElement"]]
    assert steps == [(1, "Home", {"@id": "../index.html"}), (2, "Rule", {"@id": "rule.html"})]


def test_a_chart_is_described_as_a_dataset_with_its_download() -> None:
    chart = Chart(Id("lamps"), "Lamps", "More\n lamps.", "data/lamps.csv", {"n": "Number"}, {})
    _, dataset = graph(site(), charts=(chart,))
    assert dataset["@type"] == "Dataset"
    assert dataset["description"] == "More lamps."
    assert dataset["variableMeasured"] == ["Number"]
    assert [file["contentUrl"] for file in dataset["distribution"]] == [f"{BASE}data/lamps.csv"]


def test_the_timeline_is_described_as_a_dataset_with_its_downloads() -> None:
    _, dataset = graph(site(), events=(event(),))
    assert dataset["@type"] == "Dataset"
    assert dataset["description"] == "Who lights?"
    files = [(file["contentUrl"], file["encodingFormat"]) for file in dataset["distribution"]]
    assert files == [
        (f"{BASE}timeline.json", "application/json"),
        (f"{BASE}timeline.csv", "text/csv"),
        (f"{BASE}timeline.ics", "text/calendar"),
    ]


def test_timeline_data_does_not_grow_with_the_number_of_events() -> None:
    assert graph(site(), events=(event(),) * 1000) == graph(site(), events=(event(),))


@pytest.mark.parametrize(
    ("date", "start", "end", "name"),
    [
        ("2026-01-13", "2026-01-13", None, AWKWARD),
        ("2026-01", "2026-01", None, f"{AWKWARD} (January 2026)"),
        ("2026-01/..", "2026-01", None, f"{AWKWARD} (since January 2026)"),
        ("2026/2027", "2026", "2027", f"{AWKWARD} (from 2026 to 2027)"),
    ],
)
def test_a_key_event_is_dated_no_more_precisely_than_it_is_known(
    date: str, start: str, end: str | None, name: str
) -> None:
    _, _, listed = graph(site(), events=(event(date, key=True), event(date)))
    (item,) = listed["itemListElement"]
    assert (item["startDate"], item.get("endDate"), item["name"]) == (start, end, name)
    assert item["url"] == f"{BASE}timeline.html#ban"


def test_a_licence_without_a_known_url_is_given_by_name() -> None:
    (article,) = graph(site(licence="All rights reserved"))
    assert article["license"] == {"@type": "CreativeWork", "name": "All rights reserved"}
