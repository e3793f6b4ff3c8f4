"""Texts that stand on one page stay apart: a footnote leads to its own note and back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from examples import LAMPS, copied
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from explainer.build import Settings, make
from explainer.store import Store

if TYPE_CHECKING:
    from pathlib import Path

# Each says of what it is a note, in the sign's own paragraph as in the note.
NOTED = "{}[^1] and the Fresnel lens [@harbour-post].\\n\\n[^1]: A note on {}."
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
def noted(tmp_path: Path) -> dict[str, HTMLParser]:
    events = "".join(
        EVENT.format(id=name, date=date, text=NOTED.format(name, name))
        for name, date in (("first", "2031-01-01"), ("second", "2031-02-01"))
    )
    page = PAGE.format(point=NOTED.format("point", "point"))
    files = {"timeline/more.yaml": events, "about.md": page}
    result = make(Settings(copied(LAMPS, tmp_path / "content", files)), Store())
    assert [p.text() for p in result.problems if p.severity == "error"] == []
    pages = {p.address: p.data.decode() for p in result.pages if p.address.endswith(".html")}
    return {address: HTMLParser(page) for address, page in pages.items()}


@pytest.mark.parametrize(
    ("address", "subjects"),
    [
        ("timeline.html", {"first", "second"}),
        ("about.html", {"own", "also", "point", "first", "second"}),
        ("everything.html", {"own", "also", "point", "first", "second"}),
    ],
)
def test_footnotes_of_one_name_lead_each_to_its_own_note_and_back(
    noted: dict[str, HTMLParser], address: str, subjects: set[str]
) -> None:
    tree = noted[address]
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    found = set()
    for sign in tree.css("a.footnote-ref"):
        (note,) = tree.css(f'[id="{(sign.attributes["href"] or "").removeprefix("#")}"]')
        _, is_ours, subject = note.text().partition("A note on ")
        if not is_ours:
            continue
        subject = subject.split(".")[0]
        around = sign.parent and sign.parent.parent
        assert around is not None
        assert subject in around.text()
        (back,) = note.css("a.footnote-backref")
        assert sign.parent is not None
        assert back.attributes["href"] == f"#{sign.parent.attributes['id']}"
        found.add(subject)
    assert found == subjects


def test_terms_open_where_a_text_has_ids_of_its_own(noted: dict[str, HTMLParser]) -> None:
    (opened,) = noted["timeline.html"].css("a.term[href='#term.fresnel']")
    assert opened.text() == "Fresnel lens"


def test_a_pages_own_headings_keep_the_ids_that_others_link_to(
    noted: dict[str, HTMLParser],
) -> None:
    assert noted["about.html"].css("h2#see-also")


@pytest.mark.parametrize("address", ["about.html", "everything.html"])
def test_a_link_to_a_place_on_its_own_page_leads_there_whatever_its_id_and_title_are(
    tmp_path: Path, address: str
) -> None:
    spot = 'The <span title=" href=\'#" id="at%41é" lang="en">{}</span> spot'
    text = f"[There](#at%2541%C3%A9). {spot.format('first')}.\n\n"
    text += '<span id="plain" title=" id=">second</span>'
    page = f"---\ntitle: A page\n---\n{text}\n"
    content_dir = copied(LAMPS, tmp_path / "content", {"about.md": page})
    result = make(Settings(content_dir), Store())
    assert [p.text() for p in result.problems if p.severity == "error"] == []
    (made,) = (p.data.decode() for p in result.pages if p.address == address)
    spans = [node for node in HTMLParser(made).css("span[title]") if "id" in node.attributes]
    assert [node.text() for node in spans] == ["first", "second"]
    assert [node.attributes["title"] for node in spans] == [" href='#", " id="]
    (link,) = (node for node in HTMLParser(made).css("a") if node.text() == "There")
    assert unquote((link.attributes["href"] or "").removeprefix("#")) == spans[0].attributes["id"]
