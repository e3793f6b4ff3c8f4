"""Messages for less common mistakes name what is wrong, with the values that disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explainer.build import Settings, make
from explainer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    MakeContent = Callable[[Mapping[str, str]], Path]

SITE = """title: The Lamp Dispute
as_of: 2031-05-20
sides: {north: {name: Northport}, south: {name: Southport}}
kinds: {rule: Rule}
tools: {lamp: Lamps}
"""
SOURCES = """- {id: relay, title: A, publisher: P, standing: primary, via: {title: B}}
- {id: whisper, title: C, publisher: P, standing: reporting, unnamed: true, url: https://example.org/c}
- {id: post, title: D, publisher: Q, standing: reporting, url: https://example.org/d}
"""
HOME = (
    "---\ntitle: Northport dims its lamps\n---\nThe lamps were dimmed [@relay; @whisper; @post].\n"
)
EVENT = """- id: dimming
  date: 2030-03-01
  side: north
  kind: rule
  title: Northport dims its lamps
  sources: [relay, whisper]
"""
OUTCOME = """---
title: The oil runs out
outcome:
  id: oil-runs-out
  likelihood: unlikely
  confidence: low
  by: 2032-01-01
  {}
---
The oil is nearly gone. [Home](index.md)
"""
WITH_OIL = {"index.md": HOME + "\n[Oil](oil.md)\n"}

# The files that replace or join those above, and the problems that are reported.
MISTAKES: dict[str, tuple[dict[str, str], list[str]]] = {
    "a citation and a footnote in a link's text": (
        {"index.md": HOME + "\n[The rule [@post]](index.md), [*it*[^a]](index.md).\n\n[^a]: Note.\n"},
        [('index.md:6: error: the text of the link "The rule" contains a citation; move the citation '
         "behind the link"),
         ('index.md:6: error: the text of the link "it" contains a footnote; move the footnote behind '
         "the link")],
    ),
    "braces in a heading": (
        {"index.md": HOME + "\n## The lamps {: glow}\n"},
        [('index.md:6: error: the attribute "glow" isn\'t allowed on <h2>; remove it, or use one of: '
         "aria-label, class, dir, id, lang, title; for braces as text, write \\{glow}")],
    ),
    "an unclosed note within the text": (
        {"index.md": HOME + "\nThe lamps^[dim ones were lit.\n"},
        [('index.md:6: error: unclosed note "^[dim ones were lit."; add ] where the note ends, or a '
         "backslash before it to keep it as text")],
    ),
    "code that other systems draw": (
        {"index.md": HOME + "\n- Lamps:\n\n    ```plantuml\n    a -> b\n    ```\n"},
        [("index.md:8: warning: plantuml is shown as code, not as a diagram; save what it draws as a "
         "picture in images/, and write ![what it shows](file)")],
    ),
    "too many notes within each other": (
        {"index.md": HOME + "\n" + "::: note\n" * 21},
        ["index.md:6: error: more than 20 notes within each other; end each with a line :::"],
    ),
    "confirmed by sources that don't count": (
        {"timeline/2030.yaml": EVENT + "  certainty: confirmed\n"},
        [('timeline/2030.yaml:7: error: the event "dimming" is marked confirmed, but its sources '
         "aren't enough: relay (primary: no url), whisper (reporting: unnamed); cite a "
         "primary source that readers can open (at a url, or in copies on two hosts), or two reports "
         "that name their sources and have different origins, or write certainty: reported")],
    ),
    "a status confirmed without a source": (
        {"site.yaml": SITE + "status: [{label: Rule, text: Dimmed., certainty: confirmed}]\n"},
        [('site.yaml:6: error: the status "Rule" is marked confirmed, but cites no source; cite a '
         "primary source that readers can open (at a url, or in copies on two hosts), or two reports "
         "that name their sources and have different origins, or write certainty: reported")],
    ),
    "a source that nobody published": (
        {"sources.yaml": SOURCES + "- {id: note, title: E, standing: analysis}\n",
         "index.md": HOME + "\nMore lamps [@note].\n"},
        [("sources.yaml:4: error: missing publisher, author or container-title of the source "
         '"note"; add one of these keys')],
    ),
    "an estimate and a check after as_of": (
        {**WITH_OIL, "oil.md": OUTCOME.format(
            "estimated: 2031-06-01\n  indicators:\n    - {text: A, points: towards, "
            "status: seen, checked: 2031-06-02, sources: [post]}")},
        [('oil.md:8: warning: "estimated" (1 June 2031) is later than "as_of" (20 May 2031); '
         'fix the date, or write a later "as_of" in site.yaml'),
         ('oil.md:10: error: "checked" of this indicator (2 June 2031) is later than "as_of" '
         '(20 May 2031); fix the date, or write a later "as_of" in site.yaml')],
    ),
    "a measure that has ended in the future": (
        {"timeline/2030.yaml": EVENT + "  certainty: reported\n"
            "  measure: {tool: lamp, from: 2030-03-01, until: 2031-12-31}\n"},
        [('timeline/2030.yaml:8: error: "until" (31 December 2031) of the measure of "dimming" is '
         'later than "as_of" (20 May 2031); if the end is set but not reached, write "expires" '
         'instead of "until"')],
    ),
    "a measure ended by an earlier event": (
        {"timeline/2030.yaml": EVENT + "  certainty: reported\n"
            "- {id: lighting, date: 2030-04-01, side: south, kind: rule, title: Lamps are lit, "
            "certainty: reported, sources: [post], measure: {tool: lamp, from: 2030-04-01, "
            "until: 2030-05-01, ended_by: dimming}}\n"},
        [('timeline/2030.yaml:8: error: "ended_by" of the measure of "lighting" names "dimming" '
         '(1 March 2030), which is earlier than "from" (1 April 2030); fix one of the dates')],
    ),
    "an alias of two pages, and one of a generated page": (
        {**WITH_OIL, "index.md": WITH_OIL["index.md"] + "[Wick](wick.md)\n",
         "oil.md": "---\ntitle: Oil\naliases: [old.html]\n---\nOil.\n",
         "wick.md": "---\ntitle: Wick\naliases: [old.html, timeline.html]\n---\nWicks.\n"},
        [('wick.md:3: error: the alias "old.html" is already an alias of "oil.md"; remove one of '
         "them"),
         ('wick.md:3: error: the alias "timeline.html" is reserved for a file that the build '
         "creates; change or remove the alias")],
    ),
    "a heading on the title's level": (
        {"index.md": HOME + "\n# Lamps\n\nDim.\n"},
        [('index.md:6: warning: the heading "Lamps" is on the first level, like the page\'s title; '
         "start it with ##")],
    ),
    "links to a draft and to an email address": (
        {"index.md": HOME + "\n[Oil](oil.md) [Desk](desk@example.org)\n",
         "oil.md": "---\ntitle: Oil\ndraft: true\n---\nOil.\n"},
        [('index.md:6: error: the page "oil.md" is a draft, so it isn\'t built; remove draft: true '
         "there, or remove the link"),
         ('index.md:6: error: unknown page or file "desk@example.org"; write an email address as '
         "mailto:desk@example.org")],
    ),
    "markers with too few or too many options": (
        {"index.md": HOME + "\n[chart]\n\n[status now]\n\n[events from=March]\n"},
        ['index.md:6: error: expected one name in the marker "[chart]"; write [chart NAME]',
         'index.md:8: error: the marker "[status]" takes no options; write [status]',
         ('index.md:10: error: in from=: invalid date "March"; write 2025, 2025-08 or 2025-08-21, '
         "optionally followed by ~ (about) or ? (uncertain), or an interval such as "
         "2025-08/2025-09 or 2025-10/.. (ongoing)")],
    ),
    "a chapter listed twice": (
        {"site.yaml": SITE + "chapters: [oil, oil]\n", "oil.md": "---\ntitle: Oil\n---\nOil.\n"},
        ['site.yaml:6: error: duplicate entry "oil" in "chapters"; remove one of them'],
    ),
    "keys of an event in a date to come": (
        {"upcoming.yaml": "- {kind: rule, side: north, date: 2099, title: Vote, sources: [post]}\n"},
        ['upcoming.yaml:1: error: missing required key "id"; add it',
         ('upcoming.yaml:1: error: unknown key "kind"; use one of: id, date, title, text, outcomes, '
          "certainty, sources"),
         ('upcoming.yaml:1: error: unknown key "side"; use one of: id, date, title, text, outcomes, '
          "certainty, sources")],
    ),
    "an unknown column of a table of events": (
        {"timeline/2030.csv": "id,date,colour\n"},
        [('timeline/2030.csv:1: error: unknown column "colour"; use the columns of timeline.csv: id, '
          "date, sides, kind, title, text, certainty, sources, answers, follows, tool, in_force_from, "
          "in_force_until, expires, ended_by, measure_short, authority, published, suspended_from, "
          "suspended_until, other_date, other_where, key, place, short, figure_1, figure_1_label, "
          "figure_2, figure_2_label, figure_3, figure_3_label, quote, quote_by, quote_sources, "
          "earliest, latest, url")],
    ),
    "a source listed twice": (
        {"upcoming.yaml": "- {id: vote, date: 2099, title: A vote, sources: [post, relay,\n  post]}\n"},
        ['upcoming.yaml:2: error: duplicate entry "post" in "sources"; remove one of them'],
    ),
    "a citation in plain text": (
        {"timeline/2030.yaml": EVENT.replace("its lamps", "its lamps [@post]")
            + "  certainty: reported\n"},
        [('timeline/2030.yaml:5: warning: "title" is plain text, so "[@post]" would be shown as '
         'typed; remove the citation, and cite the source in "text" instead')],
    ),
    "an id given twice in one entry, and a key that is a list": (
        {"glossary.yaml": "- id: wick\n  term: Wick\n  text: A wick.\n  id: oil\n",
         "timeline/2030.yaml": EVENT + "  certainty: reported\n  [a, b]: c\n"},
        [('glossary.yaml:4: error: duplicate key "id" (first on line 1); remove one, or start the '
         'second entry with "- "'),
         'timeline/2030.yaml:8: error: a key must be text; write "key: value"'],
    ),
}  # fmt: skip


def test_files_that_differ_only_in_letter_case_are_reported_once_and_not_by_their_aliases(
    make_content_dir: MakeContent,
) -> None:
    content_dir = make_content_dir(
        {
            "site.yaml": SITE,
            "index.md": HOME,
            "sources.yaml": SOURCES,
            "lamps.md": "---\ntitle: Lamps\naliases: [old.html]\n---\nLamps.\n",
            "Lamps.md": "---\ntitle: Lamps\naliases: [lamps.html, old.html]\n---\nLamps.\n",
        }
    )
    problems = make(Settings(content_dir), Store()).problems
    (problem,) = (problem for problem in problems if problem.severity == "error")
    assert "letter case" in problem.message


@pytest.mark.parametrize("name", MISTAKES)
def test_an_editor_is_told_exactly_what_is_wrong_and_what_to_do(
    name: str, make_content_dir: MakeContent
) -> None:
    files, lines = MISTAKES[name]
    content_dir = make_content_dir(
        {"site.yaml": SITE, "index.md": HOME, "sources.yaml": SOURCES, **files}
    )
    result = make(Settings(content_dir), Store())
    assert [problem.text().removeprefix("content/") for problem in result.problems] == lines
