"""Texts on one page share it without clashing ids: each footnote links to its own note and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from examples import LAMPS, copy_content
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from explainer.build import Settings, make
from explainer.store import Store

if TYPE_CHECKING:
    from pathlib import Path

# The paragraph and its note name the same subject, so that a test can match them.
NOTE_TEXT = "{}[^1] and the Fresnel lens [@harbour-post].\\n\\n[^1]: A note on {}."
EVENT = """
- id: {id}
  date: {date}
  side: north
  kind: rule
  title: {id}
  certainty: reported
  text: "{text}"
"""
PAGE = """---
title: A page
key_points: ["{point}"]
---
own[^1] text.

[events side=north from=2031]

[events side=north from=2031-02]

## See also[^2]

[^1]: A note on own.
[^2]: A note on also.
"""


@pytest.fixture
def note_pages(tmp_path: Path) -> dict[str, HTMLParser]:
    events = "".join(
        EVENT.format(id=name, date=date, text=NOTE_TEXT.format(name, name))
        for name, date in (("first", "2031-01-01"), ("second", "2031-02-01"))
    )
    page = PAGE.format(point=NOTE_TEXT.format("point", "point"))
    files = {"timeline/more.yaml": events, "about.md": page}
    result = make(Settings(copy_content(LAMPS, tmp_path / "content", files)), Store())
    assert [p.text() for p in result.problems if p.severity == "error"] == []
    pages = {p.address: p.read().decode() for p in result.pages if p.address.endswith(".html")}
    return {address: HTMLParser(page) for address, page in pages.items()}


@pytest.mark.parametrize(
    ("address", "subjects"),
    [
        ("timeline.html", {"first", "second"}),
        ("about.html", {"own", "also", "point", "first", "second"}),
        ("everything.html", {"own", "also", "point", "first", "second"}),
    ],
)
def test_footnotes_with_the_same_name_each_link_to_their_own_note_and_back(
    note_pages: dict[str, HTMLParser], address: str, subjects: set[str]
) -> None:
    tree = note_pages[address]
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    found = set()
    for reference in tree.css("a.footnote-ref"):
        (note,) = tree.css(f'[id="{(reference.attributes["href"] or "").removeprefix("#")}"]')
        _, is_from_this_test, subject = note.text().partition("A note on ")
        if not is_from_this_test:
            continue
        subject = subject.split(".")[0]
        paragraph = reference.parent and reference.parent.parent
        assert paragraph is not None
        assert subject in paragraph.text()
        (back,) = note.css("a.footnote-backref")
        assert reference.parent is not None
        assert back.attributes["href"] == f"#{reference.parent.attributes['id']}"
        found.add(subject)
    assert found == subjects


def test_terms_are_linked_in_text_that_has_footnotes(note_pages: dict[str, HTMLParser]) -> None:
    (link,) = note_pages["timeline.html"].css("a.term[href='#term.fresnel']")
    assert link.text() == "Fresnel lens"


def test_a_pages_headings_keep_the_ids_that_other_pages_link_to(
    note_pages: dict[str, HTMLParser],
) -> None:
    assert note_pages["about.html"].css("h2#see-also")


@pytest.mark.parametrize("address", ["about.html", "everything.html"])
def test_a_link_within_a_page_works_whatever_its_target_id_and_title_contain(
    tmp_path: Path, address: str
) -> None:
    spot = 'The <span title=" href=\'#" id="at%41é" lang="en">{}</span> spot'
    text = f"[There](#at%2541%C3%A9). {spot.format('first')}.\n\n"
    text += '<span id="plain" title=" id=">second</span>'
    page = f"---\ntitle: A page\n---\n{text}\n"
    content_dir = copy_content(LAMPS, tmp_path / "content", {"about.md": page})
    result = make(Settings(content_dir), Store())
    assert [p.text() for p in result.problems if p.severity == "error"] == []
    (html,) = (p.read().decode() for p in result.pages if p.address == address)
    spans = [node for node in HTMLParser(html).css("span[title]") if "id" in node.attributes]
    assert [node.text() for node in spans] == ["first", "second"]
    assert [node.attributes["title"] for node in spans] == [" href='#", " id="]
    (link,) = (node for node in HTMLParser(html).css("a") if node.text() == "There")
    assert unquote((link.attributes["href"] or "").removeprefix("#")) == spans[0].attributes["id"]


def test_every_outermost_table_scrolls_whatever_its_attributes_and_contents(tmp_path: Path) -> None:
    text = (
        "| A |\n|---|\n| B |\n{: .wide}\n\n"
        '<table class="plain" lang="en"><tr><td>C<table><tr><td>D</td></tr></table></td></tr></table>'
        "\n\n<table><tr><td>\n\n[events side=north]\n\n</td></tr></table>\n"
    )
    page = f"---\ntitle: A page\n---\n{text}"
    content_dir = copy_content(LAMPS, tmp_path / "content", {"about.md": page})
    result = make(Settings(content_dir), Store())
    assert [p.text() for p in result.problems if p.severity == "error"] == []
    (html,) = (p.read().decode() for p in result.pages if p.address == "about.html")
    tree = HTMLParser(html)
    regions = tree.css("div.table-scroll[role=region]")
    assert [region.attributes["aria-label"] for region in regions] == [
        "Table",
        "Table 2",
        "Table 3",
    ]
    assert [len(region.css("table")) for region in regions] == [1, 2, 1]
    assert tree.css("div.table-scroll > table.wide")
    assert tree.css("div.table-scroll > table.plain")
    assert regions[2].css("article, section, li, h3")


@pytest.mark.parametrize(
    ("typed", "width", "height"),
    [
        ("", "400", "100"),
        ("{width=200}", "200", "50"),
        ("{: width='200px'}", "200", "50"),
        ("{height=50 .small}", "200", "50"),
        ("{width=50%}", "200", "50"),
        ("{width=200 height=10}", "40", "10"),
        ("{width=wide}", "400", "100"),
    ],
)
def test_a_picture_has_one_width_and_height_in_its_own_proportions(
    tmp_path: Path, typed: str, width: str, height: str
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1" width="400" height="100"/>'
    page = f'---\ntitle: A page\n---\n![A width="1"](images/long.svg){typed}\n'
    files = {"about.md": page, "images/long.svg": svg}
    result = make(Settings(copy_content(LAMPS, tmp_path / "content", files)), Store())
    assert [p.text() for p in result.problems if p.severity == "error"] == []
    (html,) = (p.read().decode() for p in result.pages if p.address == "about.html")
    (picture,) = re.findall(r"<img [^>]*long.svg[^>]*>", html)
    assert re.findall(r' (width|height)="(\d+)"', picture) == [
        ("width", width),
        ("height", height),
    ]
