"""Glossary terms are linked at their first use on a page, and only in running text."""

from __future__ import annotations

import re

import pytest
from examples import QUICK
from hypothesis import given
from hypothesis import strategies as st

from explainer.fragment import Fragment, mark_token
from explainer.model import Id, Prose, Term
from explainer.prose.convert import to_fragment
from explainer.terms import TermFinder


def term(id_: str, name: str, abbr: str = "", *also: str) -> Term:
    return Term(id=Id(id_), term=name, text=Prose(Fragment()), abbr=abbr, also=also)


LENS = term("lens", "Fresnel lens", "FL", "stepped lens")
LIGHT = term("light", "light")
LIGHT_SHIP = term("ship", "light ship")
GLOW = term("glow", "光")
TERMS = (LENS, LIGHT, LIGHT_SHIP, GLOW)


def mark_terms(html: str, *terms: Term) -> str:
    """Return the HTML with each linked term as `[id:text]`."""
    finder = TermFinder(terms or TERMS)
    return finder.replace_first_uses(html, set(), lambda found, text: f"[{found.id}:{text}]")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>A Fresnel lens.</p>", "<p>A [lens:Fresnel lens].</p>"),
        ("<p>A fresnel LENS.</p>", "<p>A [lens:fresnel LENS].</p>"),
        ("<p>A Fresnel\nlens.</p>", "<p>A [lens:Fresnel\nlens].</p>"),
        ("<p>Stepped lens</p>", "<p>[lens:Stepped lens]</p>"),
        ("<p>An FL.</p>", "<p>An [lens:FL].</p>"),
        ("<p>An fl or Fl.</p>", "<p>An fl or Fl.</p>"),
        ("<p>FLs, xFL, FL-2, A-FL, FL_x</p>", "<p>FLs, xFL, FL-2, A-FL, FL_x</p>"),
        ("<p>lights, twilight</p>", "<p>lights, twilight</p>"),
        ("<p>A light ship</p>", "<p>A [ship:light ship]</p>"),
        ("<p>light, light ship</p>", "<p>[light:light], [ship:light ship]</p>"),
        ("<p>微光闪</p>", "<p>微[glow:光]闪</p>"),
        ("<p>(light)</p>", "<p>([light:light])</p>"),
    ],
)
def test_terms_match_whole_words_longest_first_and_abbreviations_in_exact_case(
    html: str, expected: str
) -> None:
    assert mark_terms(html) == expected


def test_only_the_first_use_on_a_page_is_linked() -> None:
    finder = TermFinder(TERMS)
    seen: set[str] = set()
    first = finder.replace_first_uses("<p>light, light</p>", seen, lambda _, text: text.upper())
    second = finder.replace_first_uses("<p>light</p>", seen, lambda _, text: text.upper())
    assert (first, second) == ("<p>LIGHT, light</p>", "<p>light</p>")
    assert seen == {"light"}


@pytest.mark.parametrize(
    "html",
    [
        '<a href="x">light</a>',
        "<code>light</code>",
        "<pre><code>light</code></pre>",
        "<h2>light</h2>",
        "<h3>a <em>light</em></h3>",
        "<summary>light</summary>",
        "<abbr>light</abbr>",
        '<img alt="light">',
        '<p title="light">x</p>',
        f"<p>{mark_token(0)}</p>",
    ],
)
def test_links_headings_code_and_attributes_are_left_alone(html: str) -> None:
    assert mark_terms(html) == html


def test_terms_are_linked_again_after_a_link_or_heading() -> None:
    assert mark_terms("<h2>light</h2><p>light</p>") == "<h2>light</h2><p>[light:light]</p>"
    assert mark_terms("<a>x</a> light") == "<a>x</a> [light:light]"


def test_a_backslash_leaves_a_term_plain_and_is_not_shown() -> None:
    assert mark_terms(r"<p>\light, then light</p>") == "<p>light, then [light:light]</p>"
    seen = {"light"}
    html = TermFinder(TERMS).replace_first_uses(r"<p>\light</p>", seen, lambda _, text: f"[{text}]")
    assert html == "<p>light</p>"


def test_the_backslash_is_removed_even_where_no_term_is_linked() -> None:
    assert TermFinder(TERMS).unescape(r"<p>\FL and light</p>") == "<p>FL and light</p>"


def test_a_backslash_before_anything_else_stays() -> None:
    assert mark_terms(r"<p>a\b</p>") == r"<p>a\b</p>"


def test_a_term_called_amp_is_not_found_inside_an_html_entity() -> None:
    amp = term("amp", "amp")
    assert mark_terms("<p>1 &amp; 2 amp &lt;</p>", amp) == "<p>1 &amp; 2 [amp:amp] &lt;</p>"


def test_a_term_with_an_ampersand_or_a_leading_symbol_is_found() -> None:
    assert mark_terms("<p>R&amp;D</p>", term("rd", "R&D")) == "<p>[rd:R&amp;D]</p>"
    assert (
        mark_terms("<p>the .lamp file</p>", term("file", ".lamp")) == "<p>the [file:.lamp] file</p>"
    )


def test_a_term_with_an_apostrophe_is_found_straight_or_curly() -> None:
    guild = term("guild", "Pilots' guild")
    for html in ("<p>the pilots’ guild</p>", "<p>the pilots' guild</p>"):
        assert "[guild:" in mark_terms(html, guild)


def test_an_abbreviation_within_a_term_does_not_keep_the_term_from_being_linked() -> None:
    wlo = '<abbr class="explained" title="World Lamp Office">WLO</abbr>'
    rule = term("rule", "WLO rule", "", "rule of the WLO")
    html = mark_terms(f"<p>The {wlo} made the {wlo} rule; a later {wlo} rule.</p>", rule)
    assert html == f"<p>The {wlo} made the [rule:WLO rule]; a later {wlo} rule.</p>"
    assert (
        mark_terms(f"<p>the rule of\nthe {wlo}</p>", rule) == "<p>the [rule:rule of\nthe WLO]</p>"
    )
    assert mark_terms(f"<h2>{wlo} rule</h2>", rule) == f"<h2>{wlo} rule</h2>"
    assert TermFinder((rule,)).used_ids([f"<p>{wlo} rule</p>"]) == {"rule"}


def test_only_terms_found_in_running_text_count_as_used() -> None:
    used = TermFinder(TERMS).used_ids(["<p>An FL.</p>", "<p>光</p>", "<h2>light</h2>"])
    assert used == {"lens", "glow"}


def test_an_empty_glossary_changes_nothing() -> None:
    html = "<p>light &amp; \\light</p>"
    assert TermFinder(()).replace_first_uses(html, set(), lambda _, text: text) == html


@QUICK
@given(st.text(alphabet="light FL\\&<>`*[]()#\n光.", max_size=60))
def test_linking_terms_changes_no_word_and_no_tag(text: str) -> None:
    html = to_fragment(text).html
    result = TermFinder(TERMS).replace_first_uses(
        html, set(), lambda _, found: f"\ue010{found}\ue011"
    )
    plain = re.sub("[\ue010\ue011]", "", result)
    assert plain == TermFinder(TERMS).unescape(html)
    assert plain.replace("\\", "") == html.replace("\\", "")
    assert re.sub("\ue010[^\ue011]*\ue011", "", result).count("<") == html.count("<")
