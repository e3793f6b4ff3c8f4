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

from explainer.content import Content
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


def keys(content: Content) -> dict[str, str]:
    return {address: output.key for address, output in outputs(content).items()}


def changed_keys(before: Content, after: Content) -> set[str]:
    """Return the addresses whose key differs, pages alone."""
    return _differing(keys(before), keys(after))


def changed_bytes(before: Content, after: Content) -> set[str]:
    """Return the addresses whose bytes differ, pages alone."""
    made = lamps_pages() if before is lamps() else html_pages(before)
    return _differing(made, html_pages(after))


def _differing(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    both = {*one, *other}
    return {a for a in both if a.endswith(".html") and one.get(a) != other.get(a)}


def with_event(content: Content, id_: str, **changes: Any) -> Content:
    events = tuple(replace(e, **changes) if e.id == id_ else e for e in content.events)
    return replace(content, events=events)


def with_text(content: Content, id_: str, text: str) -> Content:
    prose = content.event_by_id[id_].text
    assert prose is not None
    return with_event(content, id_, text=replace(prose, fragment=to_fragment(text)))


def with_source(content: Content, id_: str, **changes: Any) -> Content:
    sources = tuple(replace(s, **changes) if s.id == id_ else s for s in content.sources)
    return replace(content, sources=sources)


def with_page(content: Content, source: str, **changes: Any) -> Content:
    pages = tuple(
        replace(page, front=replace(page.front, **changes)) if page.source == source else page
        for page in content.pages
    )
    return replace(content, pages=pages)


def with_page_text(content: Content, source: str, text: str) -> Content:
    pages = tuple(
        replace(page, prose=replace(page.prose, fragment=to_fragment(text)))
        if page.source == source
        else page
        for page in content.pages
    )
    return replace(content, pages=pages)


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


def _renamed_term(content: Content) -> Content:
    first, *others = content.terms
    return replace(content, terms=(replace(first, term="Stepped lens"), *others))


MUTATIONS: dict[str, Callable[[Content], Content]] = {
    "an event's title": lambda content: with_event(content, "dimming", title="Dimmed"),
    "an event's side": lambda content: with_event(content, "rumour", side=("south",)),
    "an event's certainty": lambda content: with_event(content, "talks", certainty="disputed"),
    "an event's relations": lambda content: with_event(content, "tolls", answers=(), follows=("lens",)),
    "an event's measure": lambda content: with_event(content, "dimming", measure=None),
    "an event's sources": lambda content: with_event(content, "boycott", sources=("north-gazette",)),
    "an event's place": lambda content: with_event(content, "tolls", location="Elsewhere"),
    "an event taken out": lambda content: replace(content, events=content.events[:-1]),
    "a source's standing": lambda content: with_source(content, "harbour-post", standing="primary"),
    "a source named after all": lambda content: with_source(content, "harbour-post", unnamed=False),
    "a page's summary": lambda content: with_page(content, "outcomes/index.md", summary="New."),
    "a page's side": lambda content: with_page(content, "moves/index.md", side="south"),
    "a page's old address": lambda content: with_page(content, "about.md", aliases=("was/about.html",)),
    "a page's text": lambda content: with_page_text(content, "background.md", "New. [outcomes]"),
    "a term": _renamed_term,
    "the glossary": lambda content: replace(content, terms=content.terms[1:]),
    "the log": lambda content: replace(content, changes=content.changes[:1]),
    "the day": lambda content: replace(
        content, site=replace(content.site, as_of=content.site.as_of.replace(year=2034))
    ),
    "a side's name": lambda content: replace(
        content, site=replace(content.site, sides=tuple(
            replace(side, name=side.name.upper()) for side in content.site.sides))
    ),
    "the status": lambda content: replace(content, site=replace(content.site, status=())),
    "the base address": lambda content: replace(
        content, site=replace(content.site, base_url="https://example.org/lamps/")
    ),
    "the licence": lambda content: replace(content, site=replace(content.site, licence="")),
    "the accounts": lambda content: replace(
        content, accounts=tuple(replace(a, question="Why not?") for a in content.accounts)
    ),
    "a chart's title": lambda content: replace(
        content, charts=tuple(replace(chart, title="Light") for chart in content.charts)
    ),
    "a table's numbers": lambda content: replace(
        content, tables={
            name: replace(table, rows=(("Old", "901"), *table.rows[1:]))
            for name, table in content.tables.items()
        }
    ),
    "a picture's size": lambda content: replace(
        content, assets=tuple(
            replace(a, width=a.width + 1) if a.width is not None else a for a in content.assets
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
    content = replace(five(), assets=(Asset("images/a.svg", b"x"), Asset("images/b.svg", b"x")))
    made = outputs(content)
    assert made["images/a.svg"].key != made["images/b.svg"].key


def test_no_two_outputs_share_a_key() -> None:
    found = list(keys(lamps()).values())
    assert len(found) == len(set(found))


# Pages read what they declared


@pytest.mark.parametrize("content_dir", [LAMPS, EXPLAINERS / "five", PROJECT / "content"], ids=str)
def test_every_page_is_made_of_what_it_declared_to_read(content_dir: Path) -> None:
    content, _ = load(content_dir, Store())
    assert content is not None
    for sheet in sheets(content):
        assert context(sheet)["shell"].address == sheet.address


@pytest.mark.parametrize("content_dir", [LAMPS, EXPLAINERS / "five"], ids=str)
def test_a_page_made_of_what_it_declared_is_the_page_made_of_everything(content_dir: Path) -> None:
    content = read(content_dir)
    for sheet in sheets(content):
        if sheet.kind in {"home", "timeline", "glossary", "changes"}:
            narrow = templates().render(f"{sheet.kind}.html", context(sheet))
            whole = replace(sheet, content=content)
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
    content = lamps()
    record = next(
        r
        for r in (
            *content.events,
            *content.sources,
            *content.terms,
            *content.pages,
            *content.changes,
        )
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
    content = read(folder)
    shutil.rmtree(folder)
    assert keys(content) == keys(lamps())
