"""Whatever an editor writes, under any key and on any kind of page, is shown or reported.

The keys come from the record classes, so a new one is tested as soon as it exists: it gets a made-up
value by its type, or the tests ask for one in `made_up_explainer.py`.
"""

from __future__ import annotations

import re
import typing
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from examples import write_files
from made_up_explainer import (
    KEYS,
    PAGES,
    WITHOUT_ORDER,
    WITHOUT_OUTCOME,
    MadeUp,
    made_up,
    page,
)
from made_up_records import Filler, Key, name_of, record_classes

from explainer.asset import Asset
from explainer.build import Settings, make
from explainer.check import check
from explainer.content import Content
from explainer.load import load
from explainer.load.record_fields import fields_by_key
from explainer.model import Outcome, Page, Record
from explainer.problems import errors
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from explainer.problems import Problem

# Records that are made from files, and keys that are file names or the names above other keys.
FROM_FILES = {Page, Asset}
NOT_WRITTEN = {"Chart.id", "Side.id"}


class Site:
    """The made-up explainer, built: what readers see on each page, and what was reported."""

    def __init__(self, explainer: MadeUp, folder: Path) -> None:
        self.explainer = explainer
        result = make(Settings(write_files(folder, explainer.files)), Store())
        assert not errors(result.problems), result.problems
        self.problems = result.problems
        self.files = {
            file.address: file.read().decode()
            for file in result.pages
            if not file.address.endswith(".png")
        }
        self.pages = {
            address: readable(text)
            for address, text in self.files.items()
            if address.endswith(".html")
        }
        self.one_page = self.pages.pop("everything.html")

    def shows(self, key: Key, address: str = "") -> bool:
        """Return whether a value is shown: on a page, on the page at `address`, or in its file."""
        texts = [self.files.get(key.file, "")] if key.file else self.pages.values()
        if address and not key.file:
            texts = [self.pages[address]]
        return any(re.search(key.shows, text, re.MULTILINE) for text in texts)

    def reports(self, source: str, key: str) -> bool:
        """Return whether the check reports a key of a page, at its line."""
        return is_reported(self.problems, source, self.explainer.line_of(source, key))


def is_reported(problems: Iterable[Problem], source: str, line: int) -> bool:
    return any((p.place.file, p.place.line) == (source, line) for p in problems)


def readable(html: str) -> str:
    """Return a page's HTML without its head, where readers see nothing, and how to cite it."""
    html = re.sub(
        r"(?s)<head>.*?</head>|<aside class=\"apparatus cite-page\">.*?</aside>", "", html
    )
    return unescape(html.replace("<!doctype html>\n", ""))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(made_up(), tmp_path_factory.mktemp("made-up") / "content")


def written_classes() -> set[Any]:
    """Return the classes of all records that editors write, from what the build loads."""
    hints = typing.get_type_hints(Content).values()
    kinds = {part for hint in hints for part in (hint, *typing.get_args(hint))}
    loaded = {kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Record)}
    return {kind for top in loaded for kind in record_classes(top)} - FROM_FILES


def test_every_key_of_every_record_has_a_made_up_value(site: Site) -> None:
    keys = {name_of(kind, key) for kind in written_classes() for key in fields_by_key(kind)}
    assert site.explainer.records.made.keys() == keys - NOT_WRITTEN
    assert KEYS.keys() <= keys, "a key of the table doesn't exist"


def test_no_value_in_a_record_is_lost(site: Site) -> None:
    made = site.explainer.records.made
    lost = [name for name, keys in made.items() if not all(map(site.shows, keys))]
    assert not lost, f"shown nowhere: {lost}"


def test_no_front_matter_is_lost_on_any_kind_of_page(site: Site) -> None:
    lost = []
    for source, filler in site.explainer.pages.items():
        address = source.replace(".md", ".html")
        for name, keys in filler.made.items():
            key = name.partition(".")[2]
            if key == "order":
                is_shown = comes_before_those_without_order(site, source)
            else:
                is_shown = all(site.shows(made, address) for made in keys)
            if not is_shown and not site.reports(source, key):
                lost.append(f"{key} in {source}")
    assert not lost, f"neither shown nor reported: {lost}"


def comes_before_those_without_order(site: Site, source: str) -> bool:
    """Return whether a page comes before the one of its folder that sorts first by name."""
    parts = site.files["everything.html"]
    (title,) = site.explainer.pages[source].made["FrontMatter.title"]
    folder = source.rpartition("/")[0]
    other = next(name for name in WITHOUT_ORDER if name.rpartition("/")[0] == folder)
    return parts.index(f"<h2>{title.value}</h2>") < parts.index(f"<h2>No order: {other}</h2>")


def test_the_one_page_edition_leaves_no_text_out(site: Site) -> None:
    """It leaves out the changes: they are about the explainer, and the page Changes has them."""
    fillers = (site.explainer.records, *site.explainer.pages.values())
    made = [pair for filler in fillers for pair in filler.made.items() if pair[0] not in KEYS]
    lost = [name for name, keys in made for key in keys if not re.search(key.shows, site.one_page)]
    lost = [name for name in lost if not name.startswith("Change.")]
    assert not lost, lost


def test_a_draft_of_any_kind_of_page_is_left_out_or_reported(tmp_path: Path) -> None:
    explainer = made_up()
    for source in PAGES:
        explainer.files[source] = page({"title": source, "draft": "true"})
    content, problems = load(write_files(tmp_path, explainer.files), Store())
    assert content is not None
    assert content.page_by_source.keys() == {*WITHOUT_ORDER, "chapter/outcome.md"}
    assert is_reported(problems + check(content), "index.md", 1)


def test_an_outcome_on_a_page_that_cannot_show_it_is_reported(tmp_path: Path) -> None:
    explainer = made_up()
    for number, source in enumerate(PAGES):
        outcome = Filler(KEYS, PAGES[source]).record(Outcome, id=f"outcome-{number}")
        front = {"title": source, "outcome": outcome}
        explainer.files[source] = page(front, f"From {source}. [F](/folder/page.md)\n")
    content, problems = load(write_files(tmp_path, explainer.files), Store())
    assert content is not None
    problems += check(content)
    reported = [
        source
        for source in PAGES
        if is_reported(problems, source, explainer.line_of(source, "outcome"))
    ]
    # The others show it: `chapter/outcome.md` is built above.
    assert reported == list(WITHOUT_OUTCOME)
