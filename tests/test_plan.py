"""Cache keys of outputs: equal keys mean equal bytes, and a change rebuilds only what it must."""

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
    copy_content,
    five,
    html_pages,
    lamps,
    lamps_pages,
    load_valid,
    outputs,
    templates,
)

from explainer.asset import Asset
from explainer.bibliography import Source
from explainer.content import Content
from explainer.load import load
from explainer.model import Change, Event, Page, Term
from explainer.pages.contexts import context
from explainer.pages.page_kinds import site_pages
from explainer.plan import Fingerprint, Rank, plan
from explainer.prose.convert import to_fragment
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def keys(content: Content) -> dict[str, str]:
    return {address: output.key for address, output in outputs(content).items()}


def changed_keys(before: Content, after: Content) -> set[str]:
    """Return the addresses of HTML pages whose keys differ."""
    return _differing(keys(before), keys(after))


def changed_bytes(before: Content, after: Content) -> set[str]:
    """Return the addresses of HTML pages whose bytes differ."""
    pages_before = lamps_pages() if before is lamps() else html_pages(before)
    return _differing(pages_before, html_pages(after))


def _differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    addresses = {*before, *after}
    return {a for a in addresses if a.endswith(".html") and before.get(a) != after.get(a)}


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


def test_the_same_content_loaded_twice_has_the_same_keys() -> None:
    assert keys(load_valid(LAMPS)) == keys(lamps())


def test_moving_the_content_folder_rebuilds_nothing(tmp_path: Path) -> None:
    moved = copy_content(LAMPS, tmp_path / "elsewhere" / "content")
    assert keys(load_valid(moved)) == keys(lamps())


def test_blank_and_comment_lines_above_a_record_rebuild_nothing(tmp_path: Path) -> None:
    folder = copy_content(LAMPS, tmp_path / "content")
    for path in folder.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text("# A word to colleagues\n\n\n" + text, encoding="utf-8")
    assert keys(load_valid(folder)) == keys(lamps())


def test_renaming_a_timeline_file_rebuilds_nothing(tmp_path: Path) -> None:
    folder = copy_content(LAMPS, tmp_path / "content")
    (folder / "timeline/all.yaml").rename(folder / "timeline/renamed.yaml")
    assert keys(load_valid(folder)) == keys(lamps())


# What a change rebuilds


def test_changing_an_events_text_rebuilds_only_the_pages_that_show_it() -> None:
    after = with_text(lamps(), "tolls", "Tolls were doubled [@harbour-post]; word came late.")
    assert changed_keys(lamps(), after) == {
        "timeline.html", "event/tolls.html", "moves/tolls.html", "everything.html"
    }  # fmt: skip


def test_changing_a_sources_title_rebuilds_only_the_pages_that_list_it() -> None:
    after = with_source(lamps(), "north-gazette", title="The Lamp Act")
    changed = changed_keys(lamps(), after)
    assert changed == changed_bytes(lamps(), after)
    assert "about.html" not in changed
    assert {"index.html", "background.html", "sources.html"} <= changed
    # The timeline shows sources only by their numbers, not their titles.
    assert "timeline.html" not in changed


def test_changing_a_pages_text_rebuilds_only_it_and_the_one_page_edition() -> None:
    after = with_page_text(lamps(), "about.md", "All of it is made up, twice.")
    assert changed_keys(lamps(), after) == {"about.html", "everything.html"}


def test_changing_a_subpages_title_rebuilds_only_the_pages_that_name_it() -> None:
    after = with_page(lamps(), "moves/tolls.md", title="Tolls and talks")
    assert changed_keys(lamps(), after) == {
        "moves/tolls.html", "moves/index.html", "outcomes/index.html", "sources.html",
        "changes.html", "index.html", "everything.html",
    }  # fmt: skip


def test_changing_a_chapters_title_rebuilds_every_page_with_navigation() -> None:
    after = with_page(lamps(), "background.md", title="What went before")
    changed = changed_keys(lamps(), after)
    assert changed >= {
        a for a in keys(lamps()) if a.endswith(".html") and a not in WITHOUT_NAVIGATION
    }


WITHOUT_NAVIGATION = {"404.html", "old/northport.html"}


def test_changing_an_outcomes_indicators_rebuilds_its_page_and_the_comparisons() -> None:
    page = lamps().page_by_source["outcomes/lamps-return.md"]
    assert page.front.outcome is not None
    outcome = replace(page.front.outcome, indicators=page.front.outcome.indicators[:1])
    after = with_page(lamps(), page.source, outcome=outcome)
    changed = changed_keys(lamps(), after)
    assert {"outcomes/lamps-return.html", "outcomes/index.html", "index.html"} <= changed
    assert not changed & {"background.html", "about.html", "timeline.html"}


def _renamed_term(content: Content) -> Content:
    first, *rest = content.terms
    return replace(content, terms=(replace(first, term="Stepped lens"), *rest))


MUTATIONS: dict[str, Callable[[Content], Content]] = {
    "an event's title": lambda content: with_event(content, "dimming", title="Dimmed"),
    "an event's side": lambda content: with_event(content, "rumour", side=("south",)),
    "an event's certainty": lambda content: with_event(content, "talks", certainty="disputed"),
    "an event's relations": lambda content: with_event(content, "tolls", answers=(), follows=("lens",)),
    "an event's measure": lambda content: with_event(content, "dimming", measure=None),
    "an event's sources": lambda content: with_event(content, "boycott", sources=("north-gazette",)),
    "an event's place": lambda content: with_event(content, "tolls", location="Elsewhere"),
    "an event removed": lambda content: replace(content, events=content.events[:-1]),
    "a source's standing": lambda content: with_source(content, "harbour-post", standing="primary"),
    "a source no longer unnamed": lambda content: with_source(content, "harbour-post", unnamed=False),
    "a page's summary": lambda content: with_page(content, "outcomes/index.md", summary="New."),
    "a page's side": lambda content: with_page(content, "moves/index.md", side="south"),
    "a page's old address": lambda content: with_page(content, "about.md", aliases=("was/about.html",)),
    "a page's text": lambda content: with_page_text(content, "background.md", "New. [outcomes]"),
    "a term": _renamed_term,
    "the glossary": lambda content: replace(content, terms=content.terms[1:]),
    "the log of changes": lambda content: replace(content, changes=content.changes[:1]),
    "the as_of date": lambda content: replace(
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


def test_changing_a_template_rebuilds_the_pages_that_use_it() -> None:
    def rebuilt(name: str) -> set[str]:
        texts = {**templates().texts, name: templates().texts[name] + "<!-- new -->"}
        changed = plan(lamps(), replace(templates(), texts=texts))
        return _differing(keys(lamps()), {output.address: output.key for output in changed})

    assert "old/northport.html" in rebuilt("moved.html")
    assert {"index.html", "timeline.html", "about.html"} <= rebuilt("macros.html")
    assert {"index.html", "timeline.html"} <= rebuilt("macros/diagram.html")
    assert "background.html" in rebuilt("blocks/accounts.html")
    assert rebuilt("404.html") >= {"404.html"}
    assert "404.html" not in rebuilt("macros.html")


# The plan


def test_every_address_is_planned_once_and_in_order() -> None:
    addresses = [output.address for output in plan(lamps(), templates())]
    assert addresses == sorted(set(addresses))
    assert {"index.html", "background.html", "moves/tolls.html", "old/northport.html",
            "timeline.html", "404.html", "images/lens.svg", "assets/style.css"} <= set(addresses)  # fmt: skip


def test_files_that_pages_need_are_ranked_before_pages() -> None:
    loaded = {*templates().assets, *(asset.address for asset in lamps().assets), "card.png"}
    for output in plan(lamps(), templates()):
        expected = Rank.PAGE if output.address.endswith(".html") else Rank.LISTS_PAGES
        expected = Rank.NEEDED_BY_PAGES if output.address in loaded else expected
        assert output.rank == expected, output.address


def test_two_pictures_with_the_same_bytes_are_both_copied() -> None:
    content = replace(five(), assets=(Asset("images/a.svg", b"x"), Asset("images/b.svg", b"x")))
    planned = outputs(content)
    assert planned["images/a.svg"].key != planned["images/b.svg"].key


def test_no_two_outputs_share_a_key() -> None:
    all_keys = list(keys(lamps()).values())
    assert len(all_keys) == len(set(all_keys))


# Declared dependencies


@pytest.mark.parametrize("content_dir", [LAMPS, EXPLAINERS / "five", PROJECT / "content"], ids=str)
def test_every_page_can_be_built_from_the_records_it_declares(content_dir: Path) -> None:
    content, _ = load(content_dir, Store())
    assert content is not None
    for make_page in site_pages(content):
        site_page = make_page()
        assert context(site_page)["shell"].address == site_page.address


@pytest.mark.parametrize("content_dir", [LAMPS, EXPLAINERS / "five"], ids=str)
def test_a_page_built_from_its_declared_records_equals_one_built_from_all_content(
    content_dir: Path,
) -> None:
    content = load_valid(content_dir)
    for make_page in site_pages(content):
        site_page = make_page()
        if site_page.kind.name in {"home", "timeline", "glossary", "changes"}:
            expected = templates().render(f"{site_page.kind.name}.html", context(site_page))
            unrestricted = replace(site_page, content=content)
            assert (
                templates().render(f"{site_page.kind.name}.html", context(unrestricted)) == expected
            )


# Fingerprints


def test_a_records_line_numbers_are_not_part_of_its_fingerprint() -> None:
    event = lamps().events[0]
    moved = replace(event, place=replace(event.place, line=99), lines={})
    assert Fingerprint().of(event) == Fingerprint().of(moved)


@pytest.mark.parametrize(
    "kind", [Event, Source, Term, Page, Change], ids=lambda kind: kind.__name__
)
def test_every_field_of_a_record_is_part_of_its_fingerprint(kind: type[Any]) -> None:
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
            changed = replace(record, **{field.name: "something else"})
            assert Fingerprint().of(changed) != Fingerprint().of(record), field.name


@pytest.mark.parametrize(
    ("first", "second"),
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
def test_different_values_have_different_digests(first: object, second: object) -> None:
    assert Fingerprint().of(first) != Fingerprint().of(second)


def test_a_set_has_the_same_digest_in_any_order() -> None:
    assert Fingerprint().of(frozenset("abc")) == Fingerprint().of(frozenset("cba"))


def test_a_reused_object_id_does_not_reuse_a_digest() -> None:
    fingerprint = Fingerprint()
    event = lamps().events[0]
    digests = {fingerprint.of(replace(event, title=str(number))) for number in range(500)}
    assert len(digests) == 500


def test_the_content_folder_is_not_read_again_after_loading(tmp_path: Path) -> None:
    folder = copy_content(LAMPS, tmp_path / "content")
    content = load_valid(folder)
    shutil.rmtree(folder)
    assert keys(content) == keys(lamps())
