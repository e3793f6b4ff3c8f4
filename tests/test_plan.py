"""An output's key says exactly what it is made of: the same key, the same bytes."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from examples import (
    EXPLAINERS,
    LAMPS,
    PROJECT,
    copied,
    five,
    html_pages,
    lamps,
    lamps_pages,
    outputs,
    read,
    templates,
)

from explainer.book import Explainer
from explainer.load import load
from explainer.model import Asset, Change, Event, Page, Source, Term
from explainer.pages.contexts import context
from explainer.pages.kinds import sheets
from explainer.plan import Fingerprint, Rank, plan
from explainer.prose.convert import to_fragment
from explainer.store import Store
from explainer.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def keys(explainer: Explainer) -> dict[str, str]:
    return {address: output.key for address, output in outputs(explainer).items()}


def changed_keys(before: Explainer, after: Explainer) -> set[str]:
    """Return the addresses whose key differs, pages alone."""
    return _differing(keys(before), keys(after))


def changed_bytes(before: Explainer, after: Explainer) -> set[str]:
    """Return the addresses whose bytes differ, pages alone."""
    made = lamps_pages() if before is lamps() else html_pages(before)
    return _differing(made, html_pages(after))


def _differing(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    both = {*one, *other}
    return {a for a in both if a.endswith(".html") and one.get(a) != other.get(a)}


def with_event(explainer: Explainer, id_: str, **changes: Any) -> Explainer:
    events = tuple(replace(e, **changes) if e.id == id_ else e for e in explainer.events)
    return replace(explainer, events=events)


def with_text(explainer: Explainer, id_: str, text: str) -> Explainer:
    prose = explainer.event_by_id[id_].text
    assert prose is not None
    return with_event(explainer, id_, text=replace(prose, fragment=to_fragment(text)))


def with_source(explainer: Explainer, id_: str, **changes: Any) -> Explainer:
    sources = tuple(replace(s, **changes) if s.id == id_ else s for s in explainer.sources)
    return replace(explainer, sources=sources)


def with_page(explainer: Explainer, source: str, **changes: Any) -> Explainer:
    pages = tuple(
        replace(page, front=replace(page.front, **changes)) if page.source == source else page
        for page in explainer.pages
    )
    return replace(explainer, pages=pages)


def with_page_text(explainer: Explainer, source: str, text: str) -> Explainer:
    pages = tuple(
        replace(page, prose=replace(page.prose, fragment=to_fragment(text)))
        if page.source == source
        else page
        for page in explainer.pages
    )
    return replace(explainer, pages=pages)


# Same content, same keys


def test_the_same_content_read_twice_has_the_same_keys() -> None:
    assert keys(read(LAMPS)) == keys(lamps())


def test_a_folder_moved_as_a_whole_makes_nothing_anew(tmp_path: Path) -> None:
    moved = copied(LAMPS, tmp_path / "elsewhere" / "content")
    assert keys(read(moved)) == keys(lamps())


def test_blank_and_comment_lines_above_a_record_make_nothing_anew(tmp_path: Path) -> None:
    folder = copied(LAMPS, tmp_path / "content")
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text("# A word to colleagues\n\n\n" + text, encoding="utf-8")
    assert keys(read(folder)) == keys(lamps())


def test_a_records_other_file_makes_nothing_anew(tmp_path: Path) -> None:
    folder = copied(LAMPS, tmp_path / "content")
    (folder / "timeline/all.yaml").rename(folder / "timeline/renamed.yaml")
    assert keys(read(folder)) == keys(lamps())


# What a change touches


def test_an_events_text_makes_anew_the_pages_that_show_it_and_no_other() -> None:
    after = with_text(lamps(), "tolls", "Tolls were doubled [@harbour-post]; word came late.")
    assert changed_keys(lamps(), after) == {
        "timeline.html", "moves/tolls.html", "everything.html"
    }  # fmt: skip


def test_a_sources_title_makes_anew_the_pages_that_cite_it_and_no_other() -> None:
    after = with_source(lamps(), "north-gazette", title="The Lamp Act")
    changed = changed_keys(lamps(), after)
    assert changed == changed_bytes(lamps(), after)
    assert "about.html" not in changed
    assert {"index.html", "background.html", "sources.html"} <= changed
    # Whose marks lead to the page of all sources, by their numbers there.
    assert "timeline.html" not in changed


def test_a_pages_text_makes_anew_that_page_and_the_one_page_edition() -> None:
    after = with_page_text(lamps(), "about.md", "All of it is made up, twice.")
    assert changed_keys(lamps(), after) == {"about.html", "everything.html"}


def test_a_further_pages_title_makes_anew_those_that_name_it() -> None:
    after = with_page(lamps(), "moves/tolls.md", title="Tolls and talks")
    assert changed_keys(lamps(), after) == {
        "moves/tolls.html", "moves/index.html", "outcomes/index.html", "sources.html",
        "changes.html", "index.html", "everything.html",
    }  # fmt: skip


def test_a_chapters_title_makes_anew_every_page_that_leads_to_it() -> None:
    after = with_page(lamps(), "background.md", title="What went before")
    changed = changed_keys(lamps(), after)
    assert changed >= {a for a in keys(lamps()) if a.endswith(".html") and a not in NO_WAY_THROUGH}


NO_WAY_THROUGH = {"404.html", "old/northport.html"}


def test_an_outcomes_indicators_make_anew_its_page_and_the_comparisons() -> None:
    page = lamps().page_by_source["outcomes/lamps-return.md"]
    assert page.front.outcome is not None
    outcome = replace(page.front.outcome, indicators=page.front.outcome.indicators[:1])
    after = with_page(lamps(), page.source, outcome=outcome)
    changed = changed_keys(lamps(), after)
    assert {"outcomes/lamps-return.html", "outcomes/index.html", "index.html"} <= changed
    assert not changed & {"background.html", "about.html", "timeline.html"}


def _renamed_term(explainer: Explainer) -> Explainer:
    first, *others = explainer.terms
    return replace(explainer, terms=(replace(first, term="Stepped lens"), *others))


MUTATIONS: dict[str, Callable[[Explainer], Explainer]] = {
    "an event's title": lambda book: with_event(book, "dimming", title="Dimmed"),
    "an event's side": lambda book: with_event(book, "rumour", side=("south",)),
    "an event's certainty": lambda book: with_event(book, "talks", certainty="disputed"),
    "an event's relations": lambda book: with_event(book, "tolls", answers=(), follows=("lens",)),
    "an event's measure": lambda book: with_event(book, "dimming", measure=None),
    "an event's sources": lambda book: with_event(book, "boycott", sources=("north-gazette",)),
    "an event's place": lambda book: with_event(book, "tolls", location="Elsewhere"),
    "an event taken out": lambda book: replace(book, events=book.events[:-1]),
    "a source's standing": lambda book: with_source(book, "harbour-post", standing="primary"),
    "a source named after all": lambda book: with_source(book, "harbour-post", unnamed=False),
    "a page's summary": lambda book: with_page(book, "outcomes/index.md", summary="New."),
    "a page's side": lambda book: with_page(book, "moves/index.md", side="south"),
    "a page's old address": lambda book: with_page(book, "about.md", aliases=("was/about.html",)),
    "a page's text": lambda book: with_page_text(book, "background.md", "New. [outcomes]"),
    "a term": _renamed_term,
    "the glossary": lambda book: replace(book, terms=book.terms[1:]),
    "the log": lambda book: replace(book, changes=book.changes[:1]),
    "the day": lambda book: replace(
        book, site=replace(book.site, as_of=book.site.as_of.replace(year=2034))
    ),
    "a side's name": lambda book: replace(
        book, site=replace(book.site, sides=tuple(
            replace(side, name=side.name.upper()) for side in book.site.sides))
    ),
    "the status": lambda book: replace(book, site=replace(book.site, status=())),
    "the base address": lambda book: replace(
        book, site=replace(book.site, base_url="https://example.org/lamps/")
    ),
    "the licence": lambda book: replace(book, site=replace(book.site, licence="")),
    "the accounts": lambda book: replace(
        book, accounts=tuple(replace(a, question="Why not?") for a in book.accounts)
    ),
    "a chart's title": lambda book: replace(
        book, charts=tuple(replace(chart, title="Light") for chart in book.charts)
    ),
    "a table's numbers": lambda book: replace(
        book, tables={
            name: replace(table, rows=(("Old", "901"), *table.rows[1:]))
            for name, table in book.tables.items()
        }
    ),
    "a picture's size": lambda book: replace(
        book, assets=tuple(
            replace(a, width=a.width + 1) if a.width is not None else a for a in book.assets
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_no_page_keeps_its_key_when_its_bytes_change(name: str) -> None:
    after = MUTATIONS[name](lamps())
    changed = changed_bytes(lamps(), after)
    assert changed
    assert changed <= changed_keys(lamps(), after)


def test_a_change_of_the_templates_makes_anew_what_is_made_with_them() -> None:
    def made_anew(name: str) -> set[str]:
        texts = {**templates().texts, name: templates().texts[name] + "<!-- new -->"}
        changed = plan(lamps(), Templates(texts, templates().assets))
        return _differing(keys(lamps()), {output.address: output.key for output in changed})

    assert "old/northport.html" in made_anew("moved.html")
    assert {"index.html", "timeline.html", "about.html"} <= made_anew("macros.html")
    assert {"index.html", "timeline.html"} <= made_anew("macros/diagram.html")
    assert "background.html" in made_anew("blocks/accounts.html")
    assert made_anew("404.html") >= {"404.html"}
    assert "404.html" not in made_anew("macros.html")


# What is planned


def test_every_address_is_planned_once_and_in_order() -> None:
    addresses = [output.address for output in plan(lamps(), templates())]
    assert addresses == sorted(set(addresses))
    assert {"index.html", "background.html", "moves/tolls.html", "old/northport.html",
            "timeline.html", "404.html", "images/lens.svg", "assets/style.css"} <= set(addresses)  # fmt: skip


def test_what_pages_need_is_ranked_before_them() -> None:
    for output in plan(lamps(), templates()):
        expected = Rank.PAGE if output.address.endswith(".html") else Rank.NEEDED_BY_PAGES
        assert output.rank == expected, output.address


def test_two_pictures_with_the_same_bytes_are_both_copied() -> None:
    book = replace(five(), assets=(Asset("images/a.svg", b"x"), Asset("images/b.svg", b"x")))
    made = outputs(book)
    assert made["images/a.svg"].key != made["images/b.svg"].key


def test_no_two_outputs_share_a_key() -> None:
    found = list(keys(lamps()).values())
    assert len(found) == len(set(found))


# Pages read what they declared


@pytest.mark.parametrize("content", [LAMPS, EXPLAINERS / "five", PROJECT / "content"], ids=str)
def test_every_page_is_made_of_what_it_declared_to_read(content: Path) -> None:
    explainer, _ = load(content, Store())
    assert explainer is not None
    for sheet in sheets(explainer):
        assert context(sheet)["shell"].address == sheet.address


@pytest.mark.parametrize("content", [LAMPS, EXPLAINERS / "five"], ids=str)
def test_a_page_made_of_what_it_declared_is_the_page_made_of_everything(content: Path) -> None:
    explainer = read(content)
    for sheet in sheets(explainer):
        if sheet.kind in {"home", "timeline", "glossary", "changes"}:
            narrow = templates().render(f"{sheet.kind}.html", context(sheet))
            whole = replace(sheet, book=explainer)
            assert templates().render(f"{sheet.kind}.html", context(whole)) == narrow


# Fingerprints


def test_where_a_record_was_written_is_no_part_of_it() -> None:
    event = lamps().events[0]
    moved = replace(event, place=replace(event.place, line=99), lines={})
    assert Fingerprint().of(event) == Fingerprint().of(moved)


@pytest.mark.parametrize(
    "kind", [Event, Source, Term, Page, Change], ids=lambda kind: kind.__name__
)
def test_every_field_of_a_record_is_part_of_its_key(kind: type[Any]) -> None:
    book = lamps()
    record = next(
        r
        for r in (*book.events, *book.sources, *book.terms, *book.pages, *book.changes)
        if isinstance(r, kind)
    )
    for field in dataclasses.fields(kind):
        if field.name not in {"place", "lines"}:
            other = replace(record, **{field.name: "something else"})
            assert Fingerprint().of(other) != Fingerprint().of(record), field.name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b"), ("ab",)),
        (("a", "b"), ("b", "a")),
        ((("a",), "b"), ("a", ("b",))),
        ({"a": "b"}, {"a": "c"}),
        ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}),
        ("1", 1),
        (True, "True"),
        (None, "None"),
        ((), ""),
        (b"a", "a"),
    ],
)
def test_different_values_have_different_digests(one: object, other: object) -> None:
    assert Fingerprint().of(one) != Fingerprint().of(other)


def test_a_set_has_the_same_digest_in_any_order() -> None:
    assert Fingerprint().of(frozenset("abc")) == Fingerprint().of(frozenset("cba"))


def test_identities_given_out_again_are_no_danger() -> None:
    fingerprint = Fingerprint()
    event = lamps().events[0]
    digests = {fingerprint.of(replace(event, title=str(number))) for number in range(500)}
    assert len(digests) == 500


def test_after_reading_nothing_opens_the_content_again(tmp_path: Path) -> None:
    folder = copied(LAMPS, tmp_path / "content")
    explainer = read(folder)
    shutil.rmtree(folder)
    assert keys(explainer) == keys(lamps())
