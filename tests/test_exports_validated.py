"""Every file for machines is read, and found sound, by programs and rules that are not ours.

All of them are made from the lamps, whose titles are as awkward as titles get; what others' rules
say stands in `schemas/`.
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
# At the root of its host, where a robots.txt is made too.
BASE = "https://lamps.example/"
SITE = replace(lamps().site, base_url=BASE)
LAMPS = replace(lamps(), site=SITE)


@cache
def made(address: str) -> str:
    return outputs(LAMPS)[address].make().decode()


@cache
def sound(name: str) -> Any:
    """Return a schema that is read by the name of its file."""
    tree = etree.parse(SCHEMAS / name)
    return etree.RelaxNG(tree) if name.endswith(".rng") else etree.XMLSchema(tree)


def read(text: str) -> Any:
    return etree.fromstring(text.encode())


def test_the_feed_keeps_to_the_grammar_of_atom() -> None:
    sound("atom.rng").assertValid(read(made("feed.xml")))


@pytest.mark.parametrize(
    "lost",
    [
        "<title>.*?</title>", "<updated>.*?</updated>", "(?s)<author>.*?</author>", ' href="[^"]*"',
        "T00:00:00Z", "tag:[^:]*:",
    ],
)  # fmt: skip
def test_the_grammar_of_atom_finds_what_a_feed_lacks(lost: str) -> None:
    wrong, found = re.subn(lost, "", made("feed.xml"), count=1)
    assert found
    assert not sound("atom.rng").validate(read(wrong))


def test_a_feed_reader_sees_each_change_with_its_link_and_its_day() -> None:
    feed = feedparser.parse(made("feed.xml"))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == SITE.title
    assert [entry.updated[:10] for entry in feed.entries] == ["2031-05-20", "2031-05-01"]
    assert len({entry.id for entry in feed.entries}) == len(LAMPS.changes)
    assert {entry.link for entry in feed.entries} == {f"{BASE}changes.html"}


def test_the_sitemap_keeps_to_the_schema_of_sitemaps() -> None:
    sound("sitemap.xsd").assertValid(read(made("sitemap.xml")))


def test_a_crawler_may_read_every_page_and_finds_the_sitemap() -> None:
    robots = RobotFileParser()
    robots.parse(made("robots.txt").splitlines())
    assert robots.can_fetch("*", f"{BASE}timeline.html")
    assert robots.site_maps() == [f"{BASE}sitemap.xml"]


def test_a_calendar_takes_every_event() -> None:
    calendar = vobject.readOne(made("timeline.ics"))
    assert calendar.validate(raiseException=True)
    events = calendar.vevent_list
    assert len({event.uid.value for event in events}) == len(LAMPS.events)
    assert all(event.dtstart.value < event.dtend.value for event in events)
    titles = [event.title for event in LAMPS.events]
    assert all(e.summary.value.startswith(t) for e, t in zip(events, titles, strict=True))


def test_the_sources_keep_to_the_schema_of_csl() -> None:
    schema = json.loads((SCHEMAS / "csl-data.json").read_text(encoding="utf-8"))
    sources = json.loads(made("sources.json"))
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
    # Mistakes are raised: one in BibTeX costs the entries after it.
    entries = parse_string(made(f"{address}.bib"), "bibtex").entries
    read_as = {key: str(Text.from_latex(entry.fields["title"])) for key, entry in entries.items()}
    assert read_as == titles
    records = rispy.loads(made(f"{address}.ris"))
    assert {record["id"]: record["title"] for record in records} == titles
    assert not any("unknown_tag" in record for record in records)
    assert all(record["type_of_reference"] in rispy.TYPE_OF_REFERENCE_MAPPING for record in records)


def test_a_spreadsheet_and_a_program_read_every_event() -> None:
    rows = list(csv.DictReader(io.StringIO(made("timeline.csv"), newline=""), strict=True))
    ids = [event.id for event in LAMPS.events]
    assert [row["id"] for row in rows] == ids
    assert not any(None in row or None in row.values() for row in rows)
    assert [event["id"] for event in json.loads(made("timeline.json"))["events"]] == ids


# What pages tell search engines

VOCABULARY = json.loads((SCHEMAS / "schemaorg.json").read_text(encoding="utf-8"))
SCHEMA = VOCABULARY["@context"]["@vocab"]
# Sites with an absolute address and without one tell the same, at other addresses.
PAGES = sorted(
    (content.site.base_url, address)
    for content in (LAMPS, lamps())
    for address, html in html_pages(content).items()
    if "application/ld+json" in html
)


@cache
def pages(base: str) -> dict[str, str]:
    return html_pages(LAMPS if base else lamps())


def _context(url: str, _options: object) -> dict[str, Any]:
    """Return schema.org's context without asking for it over the network."""
    assert url == "https://schema.org"
    context = {"@context": VOCABULARY["@context"]}
    return {"contextUrl": None, "documentUrl": url, "document": context}


def expanded(base: str, address: str) -> list[dict[str, Any]]:
    page = HTMLParser(pages(base)[address])
    (script,) = page.css("script[type='application/ld+json']")
    options = {"documentLoader": _context, "base": f"{base or 'file:///site/'}{address}"}
    told: list[dict[str, Any]] = jsonld.expand(json.loads(script.text()), options)
    return told


def kinds(type_: str) -> set[str]:
    """Return a type of the vocabulary with all that it is a kind of; raises KeyError for none."""
    above = VOCABULARY["types"][type_.removeprefix(SCHEMA)]
    return {type_.removeprefix(SCHEMA)}.union(*map(kinds, above))


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    for node in value if isinstance(value, list) else [value]:
        if isinstance(node, dict) and "@value" not in node:
            yield node
            for inner in node.values():
                yield from nodes(inner)


@pytest.mark.parametrize(("base", "address"), PAGES)
def test_search_engines_are_told_in_words_that_the_vocabulary_has(base: str, address: str) -> None:
    told = [node for node in nodes(expanded(base, address)) if "@type" in node]
    assert told
    for node in told:
        (type_,) = node["@type"]
        for name in node.keys() - {"@type", "@id"}:
            known = VOCABULARY["properties"][name.removeprefix(SCHEMA)]
            assert kinds(type_) & set(known["domainIncludes"]), (type_, name)
            for value in node[name]:
                assert _takes(known["rangeIncludes"], value), (name, value)


def _takes(taken: list[str], value: dict[str, Any]) -> bool:
    """Return whether a property takes a value: a node of a type, an address, or plain data."""
    if "@type" in value and "@value" not in value:
        return bool(kinds(value["@type"][0]) & set(taken))
    if "@id" in value:
        return bool({"URL", "Thing"} & set(taken)) and ":" in value["@id"]
    return bool({"Text", "Date", "Boolean", "Integer"} & set(taken))
