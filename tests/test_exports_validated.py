"""Every export is valid according to third-party parsers and the schemas in `schemas/`.

All exports are built from lamps, whose titles contain awkward characters.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.robotparser import RobotFileParser

import fastjsonschema
import feedparser  # type: ignore[import-untyped]
import pytest
import rispy  # type: ignore[import-untyped]
import vobject  # type: ignore[import-untyped]
from examples import PROJECT, html_pages, lamps, outputs
from lxml import etree  # type: ignore[import-untyped]
from pybtex.database import parse_string  # type: ignore[import-untyped]
from pybtex.richtext import Text  # type: ignore[import-untyped]
from pyld import jsonld  # type: ignore[import-untyped]
from selectolax.lexbor import LexborHTMLParser as HTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS = PROJECT / "tests" / "schemas"
# At the root of its host, so that robots.txt is built too.
BASE = "https://lamps.example/"
SITE = replace(lamps().site, base_url=BASE)
LAMPS = replace(lamps(), site=SITE)


@cache
def export(address: str) -> str:
    return outputs(LAMPS)[address].make().decode()


@cache
def xml_schema(name: str) -> Any:
    """Return a schema by its file name: RELAX NG for `.rng`, XML Schema otherwise."""
    tree = etree.parse(SCHEMAS / name)
    return etree.RelaxNG(tree) if name.endswith(".rng") else etree.XMLSchema(tree)


def parse_xml(text: str) -> Any:
    return etree.fromstring(text.encode())


def test_the_feed_is_valid_against_the_atom_schema() -> None:
    xml_schema("atom.rng").assertValid(parse_xml(export("feed.xml")))


@pytest.mark.parametrize(
    "pattern",
    [
        "<title>.*?</title>", "<updated>.*?</updated>", "(?s)<author>.*?</author>", ' href="[^"]*"',
        "T00:00:00Z", "tag:[^:]*:",
    ],
)  # fmt: skip
def test_the_atom_schema_rejects_a_feed_with_a_required_part_removed(pattern: str) -> None:
    broken, count = re.subn(pattern, "", export("feed.xml"), count=1)
    assert count
    assert not xml_schema("atom.rng").validate(parse_xml(broken))


def test_a_feed_reader_sees_each_change_with_its_link_and_date() -> None:
    feed = feedparser.parse(export("feed.xml"))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == SITE.title
    assert [entry.updated[:10] for entry in feed.entries] == ["2031-05-20", "2031-05-01"]
    assert len({entry.id for entry in feed.entries}) == len(LAMPS.changes)
    anchors = [f"{BASE}changes.html#2031-05-{day}-1" for day in (20, "01")]
    assert [entry.link for entry in feed.entries] == anchors
    (html,) = feed.entries[0].content
    assert (html.type, html.base) == ("text/html", "")
    links = re.findall(r'href="([^"]*)"', html.value)
    assert links == [
        f"{BASE}{page}"
        for page in ("moves/tolls.html", "timeline.html#tolls", "sources.html#harbour-post")
    ]


def test_the_sitemap_is_valid_against_the_sitemap_schema() -> None:
    xml_schema("sitemap.xsd").assertValid(parse_xml(export("sitemap.xml")))


def test_a_crawler_may_read_every_page_and_finds_the_sitemap() -> None:
    robots = RobotFileParser()
    robots.parse(export("robots.txt").splitlines())
    assert robots.can_fetch("*", f"{BASE}timeline.html")
    assert robots.site_maps() == [f"{BASE}sitemap.xml"]


def test_a_calendar_program_accepts_every_event() -> None:
    calendar = vobject.readOne(export("timeline.ics"))
    assert calendar.validate(raiseException=True)
    entries = calendar.vevent_list
    assert len({entry.uid.value for entry in entries}) == len(entries)
    assert all(entry.dtstart.value < entry.dtend.value for entry in entries)
    titles = [event.title for event in LAMPS.events]
    titles += ["Northport votes on its lamps", "Talks on tolls", "Set to expire: Lamps at <half>"]
    assert all(e.summary.value.startswith(t) for e, t in zip(entries, titles, strict=True))
    tentative = [entry.summary.value for entry in entries if hasattr(entry, "status")]
    assert len(tentative) == 3


def test_the_sources_are_valid_against_the_csl_schema() -> None:
    schema = json.loads((SCHEMAS / "csl-data.json").read_text(encoding="utf-8"))
    sources = json.loads(export("sources.json"))
    assert len(sources) == len(LAMPS.sources)
    fastjsonschema.compile(schema)(sources)


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("sources", {source.id: source.title for source in LAMPS.sources}),
        ("timeline", {e.id: f"{e.title} ({e.date.words})" for e in LAMPS.events}),
    ],
)
def test_reference_managers_read_every_title_as_it_was_written(
    address: str, titles: dict[str, str]
) -> None:
    # parse_string raises on a mistake: one in BibTeX would lose the entries after it.
    entries = parse_string(export(f"{address}.bib"), "bibtex").entries
    bibtex_titles = {
        key: str(Text.from_latex(entry.fields["title"])) for key, entry in entries.items()
    }
    assert bibtex_titles == titles
    records = rispy.loads(export(f"{address}.ris"))
    assert {record["id"]: record["title"] for record in records} == titles
    assert not any("unknown_tag" in record for record in records)
    assert all(record["type_of_reference"] in rispy.TYPE_OF_REFERENCE_MAPPING for record in records)


def test_csv_and_json_parsers_read_every_event() -> None:
    rows = list(csv.DictReader(io.StringIO(export("timeline.csv"), newline=""), strict=True))
    ids = [event.id for event in LAMPS.events]
    assert [row["id"] for row in rows] == ids
    assert not any(None in row or None in row.values() for row in rows)
    assert [event["id"] for event in json.loads(export("timeline.json"))["events"]] == ids


# Structured data for search engines (JSON-LD)

VOCABULARY = json.loads((SCHEMAS / "schemaorg.json").read_text(encoding="utf-8"))
SCHEMA = VOCABULARY["@context"]["@vocab"]
# An explainer with a base_url, and one without.
BASES = sorted(content.site.base_url for content in (LAMPS, lamps()))


@cache
def pages(base: str) -> dict[str, str]:
    return html_pages(LAMPS if base else lamps())


def _context(url: str, _options: object) -> dict[str, Any]:
    """Return schema.org's JSON-LD context from a stored copy instead of the network."""
    assert url == "https://schema.org"
    context = {"@context": VOCABULARY["@context"]}
    return {"contextUrl": None, "documentUrl": url, "document": context}


def expanded_data(base: str, address: str) -> list[dict[str, Any]]:
    page = HTMLParser(pages(base)[address])
    (script,) = page.css("script[type='application/ld+json']")
    options = {"documentLoader": _context, "base": f"{base or 'file:///site/'}{address}"}
    data: list[dict[str, Any]] = jsonld.expand(json.loads(script.text()), options)
    return data


def with_ancestors(type_: str) -> set[str]:
    """Return the names of a schema.org type and its ancestors. Raises KeyError if unknown."""
    parents = VOCABULARY["types"][type_.removeprefix(SCHEMA)]
    return {type_.removeprefix(SCHEMA)}.union(*map(with_ancestors, parents))


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    for node in value if isinstance(value, list) else [value]:
        if isinstance(node, dict) and "@value" not in node:
            yield node
            for inner in node.values():
                yield from nodes(inner)


@pytest.mark.parametrize("base", BASES)
def test_structured_data_uses_only_schema_org_types_properties_and_value_types(base: str) -> None:
    described = [address for address, html in pages(base).items() if "application/ld+json" in html]
    assert len(described) > 10
    for address in described:
        typed_nodes = [node for node in nodes(expanded_data(base, address)) if "@type" in node]
        assert typed_nodes, address
        for node in typed_nodes:
            (type_,) = node["@type"]
            for name in node.keys() - {"@type", "@id"}:
                definition = VOCABULARY["properties"][name.removeprefix(SCHEMA)]
                allowed = set(definition["domainIncludes"])
                assert with_ancestors(type_) & allowed, (address, type_, name)
                for value in node[name]:
                    assert _accepts(definition["rangeIncludes"], value), (name, value)


def _accepts(types: list[str], value: dict[str, Any]) -> bool:
    """Return whether one of these types fits a value: a typed node, a URL or plain data."""
    if "@type" in value and "@value" not in value:
        return bool(with_ancestors(value["@type"][0]) & set(types))
    if "@id" in value:
        return bool({"URL", "Thing"} & set(types)) and ":" in value["@id"]
    return bool({"Text", "Date", "Boolean", "Integer"} & set(types))
