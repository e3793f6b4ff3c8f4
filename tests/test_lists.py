"""Lists nest, count and separate as CommonMark says, and nothing in them is lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from generated_lists import draw_markdown
from hypothesis import given, settings
from hypothesis import strategies as st
from list_outlines import commonmark_outline, our_outline

from explainer.fragment import BLOCK_CLOSE, BLOCK_OPEN, RESERVED_CHARACTERS
from explainer.prose.convert import to_fragment
from explainer.prose.list_structure import mark_lists
from explainer.prose.source_lines import Line

if TYPE_CHECKING:
    from random import Random

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.md"))


def html(text: str) -> str:
    """Return the HTML of Markdown without faults."""
    fragment = to_fragment(text)
    assert fragment.faults == ()
    return fragment.html


def faults(text: str) -> list[tuple[int, str]]:
    return [(fault.line, f"{fault.message}; {fault.hint}") for fault in to_fragment(text).faults]


def marked(text: str) -> list[Line]:
    return mark_lists([Line(number, line) for number, line in enumerate(text.split("\n"), start=1)])


# The same as CommonMark


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_an_ordinary_page_has_the_lists_that_other_tools_show(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = commonmark_outline(text)
    assert expected
    assert our_outline(text) == expected


def test_the_corpus_is_large_enough_to_say_something() -> None:
    assert len(CORPUS) >= 60


@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_any_nesting_of_lists_is_the_one_that_other_tools_show(random: Random) -> None:
    text = draw_markdown(random)
    assert our_outline(text) == commonmark_outline(text)


AS_IN_COMMONMARK = {
    "two spaces below a bullet": "- a\n  - b\n  - c\n- d",
    "three spaces below a number": "1. a\n   - b\n2. c",
    "four spaces": "- a\n    - b\n        - c\n\n1. a\n    1. b\n        1. c",
    "a paragraph in an item, at the item's column": "1. a\n\n   b\n\n2. c",
    "a paragraph in an item, four spaces in": "- a\n\n    b\n- c\n\n1. d\n\n    e\n2. f",
    "a paragraph below a number with two digits": "10. a\n\n    b\n11. c",
    "ten levels": "\n".join("  " * level + f"- {level}" for level in range(10)),
    "ten levels of four spaces": "\n".join("    " * level + f"1. x{level}" for level in range(10)),
    "tabs": "- a\n\t- b\n\n\t\tc\n\n1.\ta\n\n\tb\n\t1) c",
    "a number to start with": "3. a\n4. b\n\ntext\n\n5) c\n6) d\n\ntext\n\n0. e\n1. f",
    "nine digits": "123456789. a",
    "bullets and numbers": "- a\n- b\n1. c\n2. d\n- e",
    "another bullet": "- a\n* b\n+ c",
    "another delimiter": "1. a\n2) b",
    "a list directly below a paragraph": "a\n- b\n- c\n\na\n1. b",
    "a number other than 1 directly below a paragraph": "a\n14. b",
    "a sign without a text below a paragraph": "a\n* ",
    "lazy lines": "- a\nb\n  - c\nd\n\n> - e\nf",
    "an empty item": "- a\n-\n- b\n\n1.\n2. x\n\n-\n  c\n\n-\n\n  d",
    "lists that start on one line": "- - - a\n- 1. b\n     c\n- * d",
    "rules between items": "- a\n* * *\n- b\n- ***\n\n- - -\n",
    "items that drift": "- a\n - b\n  - c\n- d",
    "code in an item": "- a\n\n      code\n\n      more\n- b\n\n1.     code\n\n       more\n2. c",
    "a quotation in an item": "- a\n  > b\n  > - c\n  >\n  >   d\n- e\n  > f\ng",
    "a list in a quotation": "> 1. a\n>    - b\n>\n>      c\n> 2. d",
    "a heading and a table in an item": "- # a\n  b\n- c\n\n  | d |\n  |---|\n  | e |\n  - f",
    "loose because of two blocks": "- a\n\n  b\n- c",
    "tight though a list in it is loose": "- a\n  - b\n\n    c\n- d",
    "loose because of a blank line after a list in it": "- a\n  - b\n\n- c",
    "tight, with a blank line in a quotation": "- a\n  > b\n  >\n  > c\n- d",
    "a table that ends with its item": "1. a\n\n   | b |\n   |---|\n   | c |\nd",
}  # fmt: skip


@pytest.mark.parametrize("name", AS_IN_COMMONMARK)
def test_a_list_is_what_commonmark_makes_of_it(name: str) -> None:
    text = AS_IN_COMMONMARK[name]
    assert our_outline(text) == commonmark_outline(text)


# Where the contract differs from CommonMark: what is written, our outline, and why.
DIFFERENCES = {
    "a year begins a paragraph, not a list": ("1986. A year.", []),
    "a year doesn't become the next item": (
        "1. a\n\n1986. A year.",
        ["ol from 1 tight", "- a"],
    ),
    "four spaces are enough below a wide number": (
        "100. a\n    - b\n\n    c",
        ["ol from 100 loose", "- a / c", "  ul tight", "  - b"],
    ),
    "a no-break space after a sign is a space": (
        "-\u00a0a\n-\u00a0b\n\n1.\u202fc",
        ["ul tight", "- a", "- b", "ol from 1 tight", "- c"],
    ),
    "an ideographic space after a sign is a space": ("-\u3000光", ["ul tight", "- 光"]),
    "Markdown may start directly below a tag": (
        "<details>\n<summary>S</summary>\n- a\n- b\n</details>",
        ["ul tight", "- a", "- b"],
    ),
    "a note has a list in it": (
        "!!! note\n    - a\n      - b\n\n        c",
        ["ul tight", "- a", "  ul loose", "  - b / c"],
    ),
    "a definition has a list in it": (
        "Lamp\n:   - a\n    - b\n\n      c",
        ["ul loose", "- a", "- b / c"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENCES)
def test_a_list_differs_from_commonmark_only_where_the_guide_says_so(name: str) -> None:
    text, expected = DIFFERENCES[name]
    assert our_outline(text) == expected
    assert commonmark_outline(text) != expected


# What lists contain


def test_a_list_counts_on_from_its_first_number() -> None:
    assert '<ol start="3">\n<li>third</li>\n<li>fourth</li>\n</ol>' in html("3. third\n4. fourth")
    assert "start" not in html("1. a\n1. b\n1. c")


def test_a_year_that_begins_a_paragraph_is_not_lost() -> None:
    assert html("1986. A year.") == "<p>1986. A year.</p>"
    assert "<p>2031. So it was.</p>" in html("- a\n- b\n\n2031. So it was.")


def test_years_that_count_up_line_by_line_are_a_list() -> None:
    assert html("1986. a\n1987. b\n1988. c").startswith('<ol start="1986">\n<li>a</li>\n<li>b</li>')
    assert our_outline("999. a\n1000. b") == ["ol from 999 tight", "- a", "- b"]


def test_a_note_in_an_item_contains_what_is_indented_below_it() -> None:
    text = "1. a\n\n    !!! note\n        - x\n\n            y\n\n        z\n\n2. b"
    assert re.sub(r"\s+", "", html(text)) == (
        '<ol><li><p>a</p><divclass="admonitionnote"><pclass="admonition-title">Note</p>'
        "<ul><li><p>x</p><p>y</p></li></ul><p>z</p></div></li><li><p>b</p></li></ol>"
    )


def test_details_in_an_item_contain_their_lists() -> None:
    text = "- a\n\n  <details>\n  <summary>S</summary>\n\n  - b\n\n    c\n  </details>\n\n  d\n- e"
    assert re.sub(r"\s+", "", html(text)) == (
        "<ul><li><p>a</p><details><summary>S</summary><ul><li><p>b</p><p>c</p></li></ul></details>"
        "<p>d</p></li><li><p>e</p></li></ul>"
    )


def test_a_footnote_contains_its_list() -> None:
    assert "<li>a</li>\n<li>b</li>" in html("T[^1].\n\n[^1]: - a\n    - b")
    assert "<p>Note.</p>\n<ul>\n<li>a" in html("T[^1].\n\n[^1]: Note.\n\n    - a\n    - b")


def test_definitions_in_an_item_stay_in_it() -> None:
    assert "<dd>b</dd>\n</dl>\n</li>" in html("- x\n\n  a\n  :   b\n- c")
    assert "<dt>a</dt>\n<dd>b</dd>\n<dd>c</dd>" in html("a\n:   b\n:   c\n\n- x")


def test_a_definition_whose_text_starts_below_its_sign_is_kept() -> None:
    assert "<p>Note.</p>\n<p>More." in html("T[^1].\n\n[^1]:\n    Note.\n\n    More.\n\n- x")


def test_an_attribute_list_belongs_to_the_item_above_it() -> None:
    assert '<li class="x">b</li>' in html("- a\n- b\n{: .x}")
    assert '<p class="x">b</p>' in html("- a\n\n- b\n{: .x}")


def test_a_marker_between_lists_is_a_marker() -> None:
    (mark,) = to_fragment("- a\n\n[events]\n\n- b").marks
    assert (mark.kind, mark.target, mark.line) == ("block", "events", 3)


@pytest.mark.parametrize(
    "text",
    [
        "- x\n\n<!--\n- a\n  - b\n-->",
        "- x\n\n<pre>\n- a\n  - b\n\n- c\n</pre>",
        "x\n\n    - a\n      - b\n\n    - c\n\n- d",
        "- x\n\n```\n- a\n  - b\n\n- c\n```",
        "- x\n\n~~~~\n- a\n~~~\n- b\n~~~~",
    ],
)
def test_lines_that_look_like_items_in_code_and_comments_are_left_alone(text: str) -> None:
    lines = [line.text for line in marked(text)]
    for typed in text.split("\n")[2:-1]:
        assert typed in lines


def test_a_fence_in_an_item_keeps_its_lines_and_the_item_goes_on() -> None:
    lines = [line.text for line in marked("- a\n  ```\n  - b\n    c\n  ```\n  d\n- e")]
    assert lines[2:8] == ["a", "```", "- b", "  c", "```", "d"]


def test_an_unindented_line_below_code_in_an_item_is_not_part_of_the_item() -> None:
    token = f"{BLOCK_OPEN}0{BLOCK_CLOSE}"
    assert [line.text for line in marked(f"- a\n  {token}\nb")][-3:] == [*_closed_list(), "b"]


def _closed_list() -> list[str]:
    return [line.text for line in marked("- a\n\nb")][-3:-1]


def test_an_indented_line_of_a_paragraph_does_not_become_a_heading() -> None:
    assert "<h1" not in html("- a\n\nb\n      # c")


def test_every_line_keeps_its_number() -> None:
    text = "a\n- b\n\n  c\n  1. d\n\n> e\n> - f\n\ng"
    numbered = [(line.number, line.text.strip(" >")) for line in marked(text)]
    words = [(number, word) for number, word in numbered if word.isalpha()]
    assert words == [(1, "a"), (2, "b"), (4, "c"), (5, "d"), (7, "e"), (8, "f"), (10, "g")]


def test_a_mistake_in_html_below_a_list_is_reported_at_its_line() -> None:
    assert faults("- a\n  - b\n\n    c\n\n<table>\n<tr><td>x")[0][0] == 6


def test_a_rule_below_a_table_is_not_a_row() -> None:
    assert "<hr>" in html("- x\n\n| a |\n|---|\n| b |\n* * *")


# Headings and quotations


def test_a_number_sign_without_a_space_is_not_a_heading() -> None:
    assert html("#12 is lit.") == "<p>#12 is lit.</p>"
    assert html("- #12 is lit.") == "<ul>\n<li>#12 is lit.</li>\n</ul>"
    message = "# without a space doesn't start a heading; "
    hint = "write a space after it, or a backslash before it to keep it as text"
    assert faults("a\n\n##Lamps") == [(3, message + hint)]


def test_quotations_that_a_blank_line_separates_stay_apart() -> None:
    assert html("> a\n\n> b").count("<blockquote>") == 2
    assert html("> a\n>\n> b").count("<blockquote>") == 1


def test_text_below_an_empty_line_of_a_quotation_is_not_quoted() -> None:
    assert html("> a\n>\nb").endswith("</blockquote>\n<p>b</p>")
    assert html("> a\nb").endswith("b</p>\n</blockquote>")


# What is reported


def test_a_number_that_readers_would_not_see_is_reported() -> None:
    message = 'this item\'s number would be 3, not "5." as typed; '
    hint = 'write "3.", or start another list with a paragraph above it'
    assert faults("1. a\n2. b\n5. c\n7. d") == [(3, message + hint)]
    assert faults("- x\n\n  2) a\n  1) b")[0][0] == 4
    for text in ("1. a\n1. b\n1. c", "0. a\n0. b", "3. a\n4. b", "1. a\n2. b\n\n1) c"):
        assert faults(text) == []


def test_numbered_lines_that_would_run_together_are_reported() -> None:
    message = "these numbered lines would run together in one paragraph; add a blank line "
    hint = ", or start each with a hyphen"
    assert faults("They say:\n2. a\n3. b\n4. c") == [(2, f"{message}above the first{hint}")]
    assert faults("1986. a\n1990. b") == [(1, f"{message}between them{hint}")]
    assert faults("They met on\n14. It rained.") == []
    assert faults("It says\n2\\. a\n3\\. b") == []


def test_other_bullets_are_reported() -> None:
    for bullet in "•‣◦":
        assert "start each item with a hyphen" in faults(f"{bullet} a\n{bullet} b")[0][1]


# Safe and fast


PIECES = st.sampled_from(
    [*"-*+1.)> \t\nab#|`:!", "\n- ", "\n  ", "\n\n", "<div>", "</div>", "<details>", "<!--", "\n> "]
)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_no_mark_is_ever_published(text: str) -> None:
    found = RESERVED_CHARACTERS.findall(to_fragment(text).html)
    assert found == []


def test_a_list_may_be_typed_in_html() -> None:
    shown = to_fragment("<div>\n- a\n- b\n</div>").html
    assert shown == "<div>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</div>"
