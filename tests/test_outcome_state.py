"""An outcome that has ended, or is past its day, is never shown as an open estimate."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from examples import LAMPS, copy_content, load_valid, outputs
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from explainer.check import check

if TYPE_CHECKING:
    from explainer.content import Content

PAGE = """---
title: {id} <outcome>
summary: It may come.
outcome: {{id: {id}, likelihood: likely, confidence: low, estimated: 2030-02-01, by: 2030-12-31,
  test: "The *log* decides [@north-gazette].\\n\\nElse a wick.", {end}}}
---
Text.
"""
RESOLVED = (
    'resolved: {{date: 2031-01, result: {}, why: "So it was [@harbour-post].\\n\\nThat is all.", '
    "sources: [harbour-post, north-gazette]}}, "
    'indicators: [{{text: "- Oil\\n- Wicks", points: towards, status: seen, checked: 2031-01-02}}]'
)
ENDS = {
    "came": ("came true", RESOLVED.format("came true")),
    "failed": ("did not come true", RESOLVED.format("did not")),
    "unclear": ("undetermined", RESOLVED.format("undetermined")),
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    pages = {f"outcomes/{id_}.md": PAGE.format(id=id_, end=end) for id_, (_, end) in ENDS.items()}
    pages["outcomes/late.md"] = PAGE.format(id="late", end="")
    return load_valid(copy_content(LAMPS, tmp_path_factory.mktemp("ended") / "content", pages))


@pytest.fixture(scope="module")
def files(content: Content) -> dict[str, str]:
    names = {"index.html", "everything.html", "search.js", "timeline.json"}
    return {
        address: output.make().decode()
        for address, output in outputs(content).items()
        if address in names or address.startswith("outcomes/")
    }


def words(html: str) -> str:
    return " ".join(HTMLParser(html).text(separator=" ").split()).replace(" ,", ",")


@pytest.mark.parametrize("id_", ENDS)
def test_a_resolved_outcome_is_shown_as_resolved_wherever_it_is(
    files: dict[str, str], id_: str
) -> None:
    result = ENDS[id_][0]
    shown = f"Resolved: {result}, January 2031 ; last estimate likely (55–80%) by 31 December 2030"
    own = words(files[f"outcomes/{id_}.html"])
    assert f"{shown} So it was" in own
    assert "Confidence in the last estimate" in own
    # The home page, the table of outcomes and the one-page edition, which has both.
    places = [("index.html", 1), ("outcomes/index.html", 1), ("everything.html", 2)]
    for address, count in places:
        assert words(files[address]).count(shown) == count, address
    # Where only the summary is shown: the chapter's list of pages, and search engines.
    short = f"Resolved: {result}, January 2031. It may come."
    assert short in words(files["outcomes/index.html"])
    head = files[f"outcomes/{id_}.html"].partition("<body")[0]
    assert f'name="description" content="{short}"' in head
    assert f'"description":"{short}"' in head
    assert f"{short} The log decides." in files["search.js"]


def test_paragraphs_and_lists_about_an_outcome_are_shown_as_such(files: dict[str, str]) -> None:
    page = HTMLParser(files["outcomes/came.html"])
    assert len(page.css(".resolved > p")) == 2
    assert len(page.css(".indicator-text > ul > li")) == 2


def test_an_overdue_outcome_says_so_wherever_it_is_and_is_reported(
    content: Content, files: dict[str, str]
) -> None:
    shown = "Overdue : due by 31 December 2030, not resolved; last estimate likely (55–80%)"
    for address in ("index.html", "outcomes/index.html", "everything.html", "outcomes/late.html"):
        assert shown in words(files[address]), address
    assert "Overdue: due by 31 December 2030, not resolved. It may come." in files["search.js"]
    reported = [p.place.file for p in check(content) if p.code == "overdue-outcome"]
    assert reported == ["outcomes/late.md"]


def test_no_page_shows_the_estimate_of_an_ended_outcome_as_if_it_were_open(
    files: dict[str, str],
) -> None:
    for address in ("index.html", "outcomes/index.html", *(f"outcomes/{id_}.html" for id_ in ENDS)):
        open_estimates = re.findall(r"<strong>likely</strong>[^%]*%\)</span> by", files[address])
        # The one outcome of the example that is open.
        assert len(open_estimates) == (1 if address == "index.html" else 0), address


@pytest.mark.parametrize(("id_", "mark"), [("came", "98"), ("failed", "0"), ("unclear", None)])
def test_the_scale_marks_how_an_outcome_ended(
    files: dict[str, str], id_: str, mark: str | None
) -> None:
    end = HTMLParser(files[f"outcomes/{id_}.html"]).css_first(".outcome .band-end")
    assert (end.attributes["x"] if end else None) == mark


def test_an_outcomes_page_says_what_decides_it_before_its_sources_are_numbered_further(
    files: dict[str, str],
) -> None:
    card = HTMLParser(files["outcomes/came.html"]).css_first(".outcome")
    assert card is not None
    test = card.css_first(".outcome-test")
    assert test is not None
    assert [node.text() for node in test.css("p")] == ["The log decides2.", "Else a wick."]
    numbers = [node.text() for node in card.css(".cite a")]
    assert numbers == ["1", "2", "2"]


def test_data_has_an_estimate_only_for_open_outcomes(files: dict[str, str]) -> None:
    outcomes = {o["id"]: o for o in json.loads(files["timeline.json"])["outcomes"]}
    standings = {id_: outcome["standing"] for id_, outcome in outcomes.items()}
    assert standings == {
        "lamps-return": "open", "came": "resolved", "failed": "resolved", "unclear": "resolved",
        "late": "overdue",
    }  # fmt: skip
    for id_, outcome in outcomes.items():
        assert bool(outcome["estimate"]) == (standings[id_] == "open")
        assert bool(outcome["last_estimate"]) != (standings[id_] == "open")
    assert outcomes["failed"]["resolved"] == {
        "date": "2031-01",
        "result": "did not",
        "why": "So it was.\n\nThat is all.",
        "sources": ["harbour-post", "north-gazette"],
    }
    assert outcomes["came"]["test"] == "The log decides.\n\nElse a wick."
    assert outcomes["lamps-return"]["estimate"]["percent"] == [55, 80]
