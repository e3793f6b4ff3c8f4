"""A page that uses what it didn't declare fails loudly, instead of showing too little."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_type_hints

import jinja2.meta
import pytest
from examples import lamps, templates

from explainer.bibliography import Source
from explainer.declared import Partial, Undeclared, all_of, undeclared_text
from explainer.failures import UndeclaredError
from explainer.model import Id, Prose
from explainer.pages import marker_table, page_kinds
from explainer.pages.contexts import BARE_KINDS, BareFrame, Frame, context
from explainer.pages.dependencies import Dependencies
from explainer.pages.events import event_view
from explainer.pages.marker import Marker
from explainer.pages.page_kinds import PAGE_KINDS, site_pages
from explainer.plan import Fingerprint
from explainer.prose.convert import to_fragment
from explainer.selections import EventSelection

if TYPE_CHECKING:
    from collections.abc import Callable

    from explainer.content import Content
    from explainer.fragment import Mark
    from explainer.pages.page_kind import PageKind
    from explainer.pages.prose_html import Writer


@pytest.mark.parametrize(
    "use",
    [list, len, bool, lambda value: "x" in value, lambda value: value[0], lambda value: [*value]],
)
def test_a_partial_collection_can_be_looked_up_but_not_iterated(
    use: Callable[[Any], object],
) -> None:
    partial = Partial("events", ("x",))
    with pytest.raises(UndeclaredError, match="the collection `events` is used, but not declared"):
        use(partial)
    assert list(all_of(partial)) == ["x"]


@pytest.mark.parametrize(
    "use", [str, bool, list, "{}".format, lambda value: value.title, lambda value: value[0]]
)
def test_a_value_that_a_page_did_not_declare_raises_when_it_is_shown(
    use: Callable[[Any], object],
) -> None:
    with pytest.raises(UndeclaredError, match="the text of an event is used, but not declared"):
        use(Undeclared("the text of an event"))


def test_an_event_without_its_text_still_knows_its_sources() -> None:
    event = replace(lamps().events[0], text=undeclared_text("text"), sources=(Id("a"),))
    assert event.all_sources() == ("a",)


def test_a_stub_has_another_key_than_the_whole_record() -> None:
    event = lamps().events[0]
    stub = replace(event, text=undeclared_text("text"), sources=Partial("sources of an event"))
    assert Fingerprint().of(stub) != Fingerprint().of(replace(event, text=None, sources=()))


def page_with(marker: str, content: Content) -> Content:
    """Return the content with a page whose text is the marker."""
    page = content.page_by_source["about.md"]
    changed = replace(page, prose=Prose(to_fragment(marker), page.prose.place))
    return replace(content, pages=tuple(changed if p is page else p for p in content.pages))


def forgets(dependencies: Dependencies, mark: Mark) -> None:
    del dependencies, mark


def latest(writer: Writer, mark: Mark) -> object:
    del mark
    return event_view(writer, writer.content.select_events(EventSelection())[-1])


def iterates(writer: Writer, mark: Mark) -> object:
    del mark
    return [event.title for event in writer.content.events]


def shows_all_sources(writer: Writer, mark: Mark) -> object:
    del mark
    return [source.title for source in writer.content.sources]


@pytest.mark.parametrize("shows", [latest, iterates, shows_all_sources])
def test_a_marker_that_forgets_to_declare_what_it_shows_stops_the_build(
    shows: Callable[[Writer, Mark], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    markers = {**marker_table.MARKERS, "latest": Marker("newest", "", forgets, shows)}
    monkeypatch.setattr(marker_table, "MARKERS", markers)
    monkeypatch.setattr(page_kinds, "MARKERS", markers)
    content = page_with("[latest]", lamps())
    (page,) = (page for make in site_pages(content) if (page := make()).address == "about.html")
    with pytest.raises(UndeclaredError, match=r"is used on the page about\.html \(page\)"):
        context(page)


def test_an_event_that_is_only_linked_to_cannot_be_shown_as_a_card() -> None:
    content = lamps()
    dependencies = Dependencies(content, marker_table.MARKERS)
    dependencies.select_events(EventSelection(), dependencies.add_event_stub)
    stub = dependencies.narrowed_content().select_events(EventSelection())[0]
    for use in (lambda: bool(stub.text), lambda: list(stub.sources), lambda: str(stub.location)):
        with pytest.raises(UndeclaredError):
            use()


def test_a_source_of_which_only_the_standing_is_declared_has_no_title_to_show() -> None:
    content = lamps()
    dependencies = Dependencies(content, marker_table.MARKERS)
    dependencies.add_move(content.events[0])
    sources = dependencies.narrowed_content().sources
    assert all(isinstance(source, Source) for source in all_of(sources))
    with pytest.raises(UndeclaredError, match="the title of a source"):
        str(next(all_of(sources)).title)


def test_an_explainer_without_events_shows_an_empty_list_and_no_error() -> None:
    content = page_with(
        "[events]", replace(lamps(), events=(), changes=(), accounts=(), upcoming=())
    )
    pages = tuple(page for page in content.pages if page.source in {"index.md", "about.md"})
    index = replace(pages[0], prose=Prose(to_fragment("Text.")))
    content = replace(content, pages=(index, *pages[1:]), site=replace(content.site, status=()))
    (about,) = (page for make in site_pages(content) if (page := make()).address == "about.html")
    assert context(about)["body"][0].view == ()


def names_used(name: str, texts: dict[str, str]) -> set[str]:
    """Return the variables that a template needs, with those of the templates that it includes.

    Those that it sets are for the templates that it includes.
    """
    tree = templates().environment.parse(texts[name])
    used = jinja2.meta.find_undeclared_variables(tree)
    for other in jinja2.meta.find_referenced_templates(tree):
        if other and not other.startswith(("macros", "blocks/")):
            used |= names_used(other, texts)
    return used - set(re.findall(r"{% set (\w+)", texts[name]))


@pytest.mark.parametrize("kind", PAGE_KINDS, ids=lambda kind: kind.name)
def test_every_variable_of_a_pages_template_is_a_field_of_its_view(kind: PageKind) -> None:
    view = get_type_hints(kind.shows)["return"]
    frame = BareFrame if kind in BARE_KINDS else Frame
    known = {*view.__dataclass_fields__, *frame.__dataclass_fields__}
    used = names_used(f"{kind.name}.html", dict(templates().texts))
    # What a template imports, jinja2 counts as unknown if that depends on a condition.
    assert {name for name in used - known if name != "m" and not name.endswith("_macros")} == set()
