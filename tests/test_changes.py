"""The log of changes: each change has an address of its own, and its note is shown as written."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from examples import LAMPS, copy_content, html_pages, load_valid
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from explainer.change_ids import change_ids
from explainer.check import check
from explainer.model import Change, Prose
from explainer.prose.convert import to_fragment

if TYPE_CHECKING:
    from pathlib import Path

LOG = """\
- date: 2031-05-20
  kind: correction
  note: |
    Two mistakes [@harbour-post]:

    - the [toll](moves/tolls.md)
    - 10^4^ lamps
- {date: 2031-05-20, kind: update, note: "First of the day."}
- {date: 2031-05-01, kind: update, note: "First edition."}
"""
PAGE = """\
---
title: What changed
---
See [the first edition](#2031-05-01-1).

## 2031-05-20-1

[changes]
"""
IDS = ["2031-05-20-2", "2031-05-20-1", "2031-05-01-1"]


def test_every_change_can_be_linked_to_and_its_note_keeps_its_blocks(tmp_path: Path) -> None:
    about = (LAMPS / "about.md").read_text(encoding="utf-8")
    files = {
        "changes.yaml": LOG,
        "about.md": f"{about}\n[The toll's correction](changes.md#{IDS[0]})\n\n[changes]\n",
        "changes.md": PAGE.replace("## 2031-05-20-1\n", "## Earlier\n").replace("[changes]", ""),
    }
    pages = html_pages(load_valid(copy_content(LAMPS, tmp_path / "content", files)))
    entries = HTMLParser(pages["changes.html"]).css("ol.changes > li")
    assert [entry.attributes["id"] for entry in entries] == IDS
    assert [link.attributes["href"] for entry in entries for link in entry.css("h2 > a")] == [
        f"#{id_}" for id_ in IDS
    ]
    assert [item.text() for item in entries[0].css(".change-note > ul > li")] == [
        "the toll", "104 lamps",
    ]  # fmt: skip
    for address in ("about.html", "index.html", "everything.html"):
        links = re.findall(r'class="change-meta"><a href="([^"]*)"', pages[address])
        assert list(dict.fromkeys(links)) == [f"changes.html#{id_}" for id_ in IDS]
        # An element that can't be within a paragraph would close it.
        assert "<p><p>" not in pages[address]


def test_a_heading_with_the_id_of_a_change_below_it_is_reported(tmp_path: Path) -> None:
    files = {"changes.yaml": LOG, "changes.md": PAGE}
    content = load_valid(copy_content(LAMPS, tmp_path / "content", files))
    found = [(p.place.file, p.place.line, p.code) for p in check(content)]
    assert found == [("changes.md", 6, "duplicate-anchor")]


def test_the_address_of_a_change_stays_the_same_when_others_are_added_above_it() -> None:
    days = ("2031-05-21", "2031-05-20", "2031-05-20", "2031-05-20", "2031-05-01")
    note = Prose(to_fragment("A note."))
    changes = [Change(dt.date.fromisoformat(day), "update", note) for day in days]
    for earlier in range(len(changes)):
        assert change_ids(changes[earlier:]) == change_ids(changes)[earlier:]
    assert len(set(change_ids(changes))) == len(changes)
