"""Lists, filters and tables name what is there, and say in words when there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examples import FIVE, copy_content, html_pages, load_valid
from selectolax.lexbor import LexborHTMLParser as HTMLParser

if TYPE_CHECKING:
    from pathlib import Path

SITE = """\
title: The Ferry Bell
as_of: 2041-06-30
sides:
  isle: {name: Upper Isle}
  shore: {name: Lower Shore}
  pilots: {name: Pilots, government: false}
kinds: {rule: Rule, talks: Talks, toll: Toll}
tools: {toll: Tolls}
chapters: [bell]
"""
INDEX = "---\ntitle: The bell\n---\nA bell.\n\n[in-force]\n"
MEASURE = """\
  measure: {tool: toll, from: 2041-05, until: 2041-06-01}
- id: answer
  date: 2041-06-02
  side: shore
  kind: toll
  title: A toll
  certainty: confirmed
  sources: almanac
"""


def pages_of(folder: Path, *, more_events: str = "") -> dict[str, str]:
    """Return the pages of the smallest example with three sides, and further lines of events."""
    (events,) = (FIVE / "timeline").iterdir()
    files = {
        "site.yaml": SITE,
        "index.md": INDEX,
        f"timeline/{events.name}": events.read_text(encoding="utf-8") + more_events,
    }
    return html_pages(load_valid(copy_content(FIVE, folder / "content", files)))


def empty_words(page: str) -> list[str]:
    return [" ".join(node.text().split()) for node in HTMLParser(page).css("p.empty")]


def test_without_a_choice_there_is_no_filter_and_without_measures_the_page_says_so(
    tmp_path: Path,
) -> None:
    pages = pages_of(tmp_path)
    timeline = HTMLParser(pages["timeline.html"])
    assert timeline.css_first(".event") is not None
    assert not timeline.css("form, fieldset")
    assert "In force on" not in pages["timeline.html"]
    for address in ("index.html", "everything.html"):
        assert "No event has put a measure in force." in empty_words(pages[address])


def test_lists_of_the_one_page_edition_say_that_they_are_empty(tmp_path: Path) -> None:
    files = {
        "site.yaml": "title: The Ferry Bell\nas_of: 2041-06-30\n",
        "index.md": "---\ntitle: The bell\n---\nA bell.\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = html_pages(load_valid(tmp_path))["everything.html"]
    assert empty_words(page) == ["There are no events yet.", "There are no terms yet."]
    links = [node.text() for node in HTMLParser(page).css(".contents a")]
    assert links == ["The bell", "Timeline", "Glossary"]


def test_numbers_of_one_are_followed_by_the_singular(tmp_path: Path) -> None:
    pages = pages_of(tmp_path)
    assert "· 1 source" in pages["index.html"]
    assert "1 sources" not in pages["index.html"]
    assert "Of 1 event, 1 rests on" in pages["sources.html"]


def test_filters_have_only_options_of_some_events_and_ended_measures_are_said_to_have_ended(
    tmp_path: Path,
) -> None:
    pages = pages_of(tmp_path, more_events=MEASURE)
    options = [
        [(node.attributes["name"], node.attributes["data-id"]) for node in group.css("input")]
        for group in HTMLParser(pages["timeline.html"]).css("fieldset")
    ]
    assert options == [
        [("side", "all"), ("side", "isle"), ("side", "shore")],
        [("kind", "all"), ("kind", "rule"), ("kind", "toll")],
    ]
    said = "No measure was found in force on 30 June 2041."
    for address in ("index.html", "everything.html", "in-force.html"):
        assert said in empty_words(pages[address])
