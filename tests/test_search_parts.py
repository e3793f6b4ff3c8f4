"""The search index of a large site: which parts it has, and which of them an edit changes."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rjsmin import jsmin  # type: ignore[import-untyped]

from explainer.content import Content
from explainer.exports import search_index, search_parts
from explainer.exports.registry import exports
from explainer.exports.search_entries import SECTION_LENGTH
from explainer.exports.search_words import search_words, title_words
from explainer.model import FrontMatter, Id, Page, Prose, Site, Term
from explainer.prose.convert import to_fragment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explainer.exports.export import Export

ASSETS = Path(__file__).parents[1] / "templates" / "assets"
SITE = Site("Lamps", dt.date(2031, 5, 20))


def page(number: int, words: str = "") -> Page:
    text = f"Lamp{number} burns oil{number % 7}. {words}"
    front = FrontMatter(f"Lamp number{number}")
    return Page(f"a/p{number}.md", f"a/p{number}.html", "a", front, Prose(to_fragment(text)))


def site(pages: int = 60, **changed: Page) -> Content:
    all_pages = {f"p{number}": page(number) for number in range(pages)} | changed
    return Content(SITE, pages=tuple(all_pages.values()))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "LARGEST_FILE", 100)
    monkeypatch.setattr(search_parts, "_TEXT_BYTES", 200)
    monkeypatch.setattr(search_parts, "_WORD_BYTES", 100)
    monkeypatch.setattr(search_parts, "_SHARD_BYTES", 400)


def parts(content: Content) -> dict[str, Export]:
    found = {export.address: export for export in exports(content, list_addresses=())}
    return {address: export for address, export in found.items() if address.startswith("search")}


def made(content: Content) -> dict[str, bytes]:
    return {address: export.make(export.content) for address, export in parts(content).items()}


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def value(script: bytes) -> Any:
    return json.loads(script.decode().partition("=")[2].removesuffix(";\n"))


def test_the_index_is_divided_above_its_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(parts(site())) > 10
    monkeypatch.setattr(search_index, "LARGEST_FILE", 1_000_000)
    assert list(parts(site())) == ["search.js"]


def test_the_estimated_size_is_near_the_real_one() -> None:
    pages = {f"p{n}": page(n, "lamp " * 300 + "\n\n## More\n\n" + "oil " * 40) for n in range(50)}
    content = site(50, **pages)
    real = len(search_index.search_index(content))
    assert 0.7 < search_index.estimated_size(content) / real < 1.3
    assert search_index.estimated_size(site(1, p0=page(0, "lamp " * 9999))) == SECTION_LENGTH


def test_an_edit_changes_only_the_parts_with_the_page_and_with_its_words() -> None:
    before = made(site())
    after = made(site(p7=page(7, "Lanterns glow.")))
    words = {name for name in changed(before, after) if "words" in name}
    shards = sum(name.endswith("titles.js") for name in before)
    parts_of_shard = sum("words-0" in name for name in before) - 1
    assert shards > 1
    number = zlib.crc32(b"a/p7.html")
    touched = {zlib.crc32(start) % parts_of_shard for start in (b"lan", b"glo")}
    assert words == {f"search/words-{number % shards}-{part}.js" for part in touched}
    (text,) = changed(before, after) - words
    assert b"Lanterns glow." in after[text]


def test_a_new_page_leaves_other_texts_where_they_are() -> None:
    before = made(site())
    after = made(site(p60=page(60)))
    texts = {name for name in changed(before, after) if "text" in name}
    assert len(texts) == 1
    assert b"Lamp60" in after[texts.pop()]


def test_a_part_depends_only_on_its_own_pages() -> None:
    before, after = parts(site()), parts(site(p7=page(7, "Lanterns glow.")))
    other = {name for name in before if before[name].content.pages != after[name].content.pages}
    number = zlib.crc32(b"a/p7.html")
    shards = sum(name.endswith("titles.js") for name in before)
    texts = value(before["search.js"].make(before["search.js"].content))["texts"]
    shard = {name for name in before if f"words-{number % shards}-" in name}
    assert other == {"search.js", f"search/text-{number % texts}.js", *shard}
    assert all(before[name].made_with == after[name].made_with for name in before)


def test_opening_search_on_a_site_of_10000_pages_loads_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    some = page(0, "lamp " * 999)
    pages = (replace(some, address=f"chapter-{n % 8}/p{n}.html") for n in range(10_000))
    opening = parts(Content(SITE, pages=tuple(pages)))["search.js"]
    scripts = [jsmin(path.read_bytes()) for path in sorted(ASSETS.glob("search-*.js"))]
    assert len(scripts) == 3
    loaded = [opening.make(opening.content), *scripts]
    assert sum(len(gzip.compress(data)) for data in loaded) < 50_000
    assert sum(len(gzip.compress(data)) for data in scripts) < 9_000


def test_documents_whose_numbers_collide_get_different_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zlib, "crc32", lambda _: (1 << 18) - 1)
    opening = value(made(site(5))["search.js"])
    names = opening["documents"]["page"]
    assert sorted(names[at : at + 3] for at in range(0, 15, 3)) == [
        "AAA",
        "AAB",
        "AAC",
        "AAD",
        "___",
    ]


def test_parts_leave_out_the_backslash_before_any_term_of_the_site() -> None:
    terms = tuple(
        Term(Id(f"t{number}"), f"Term{number}", Prose(to_fragment("A light.")))
        for number in range(20)
    )
    content = replace(site(p7=page(7, "The \\Term3 and \\Term19.")), terms=terms)
    texts = b"".join(data for name, data in made(content).items() if "text" in name)
    assert b"The Term3 and Term19." in texts
    renamed = replace(content, terms=(replace(terms[0], term="Other"), *terms[1:]))
    (part,) = (name for name, data in made(content).items() if b"The Term3" in data)
    assert parts(content)[part].made_with != parts(renamed)[part].made_with


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("license", "licences"),
        ("organisation", "organizations"),
        ("analyse", "analyze"),
        ("colour", "colors"),
        ("neighbour", "neighbor"),
        ("centre", "centers"),
        ("fibres", "fiber"),
        ("programme", "programs"),
        ("party", "parties"),
        ("box", "boxes"),
        ("glass", "glasses"),
        ("cache", "caches"),
        ("25%", "25 per cent"),
        ("21,000", "21000"),
        ("café", "CAFE"),
        ("China’s", "China"),
        ("defence", "defense"),
        ("practise", "practice"),
    ],
)
def test_spellings_of_a_word_are_folded_to_the_same(one: str, other: str) -> None:
    assert set(search_words(one)) & set(search_words(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("new", "news"), ("bus", "bu"), ("analysis", "analysi"), ("3 per century", "percent")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert not set(search_words(one)) & set(search_words(other))


def test_hyphenated_words_are_found_whole_and_in_parts() -> None:
    assert list(search_words("an e-mail")) == ["e", "mail", "email"]


def test_stop_words_are_kept_only_in_titles() -> None:
    assert list(search_words("The Who")) == []
    assert len(list(title_words("The Who"))) == 2
