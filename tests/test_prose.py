"""Markdown becomes HTML with marks: every form of the guide, its lines, and nothing unsafe."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from examples import LAMPS, PROJECT, QUICK
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.fragment import MARK_CLOSE, MARK_OPEN, Fragment, Mark
from explainer.load.page_files import split_front
from explainer.prose import convert, fast_inline
from explainer.prose.convert import Converter, to_fragment
from explainer.prose.uncited import states_facts

if TYPE_CHECKING:
    from pathlib import Path


def html(text: str) -> str:
    """Return the HTML of Markdown in which nothing is wrong, its marks as «0», «1» and so on."""
    fragment = to_fragment(text)
    assert fragment.faults == ()
    return fragment.html.replace(MARK_OPEN, "«").replace(MARK_CLOSE, "»").strip()


def marks(text: str) -> list[tuple[str, str]]:
    return [(mark.kind, mark.target) for mark in to_fragment(text).marks]


def fault_lines(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in to_fragment(text).faults]


def numbered(text: str) -> str:
    """Write into each line its own number where a ? stands."""
    lines = text.split("\n")
    return "\n".join(line.replace("?", f"l{at}") for at, line in enumerate(lines, start=1))


# Citations


def test_a_citation_names_its_sources_and_where_in_them() -> None:
    (mark,) = to_fragment("So it is [@post, p. 12; @gazette; @log,  ch.\n2].").marks
    assert mark == Mark("cite", "", 1, pairs=(("post", "p. 12"), ("gazette", ""), ("log", "ch. 2")))


def test_a_citation_stands_where_it_was_typed() -> None:
    assert html("One [@a], two [@b].") == "<p>One «0», two «1».</p>"


def test_an_escaped_bracket_is_no_citation() -> None:
    assert html(r"Plain \[@a] here.") == "<p>Plain [@a] here.</p>"
    assert marks(r"Plain \[@a] here.") == []


def test_a_citation_in_code_is_code() -> None:
    assert html("`[@a]`") == "<p><code>[@a]</code></p>"
    assert html("    [@a]") == "<pre><code>[@a]\n</code></pre>"


@pytest.mark.parametrize("text", ["[see @a]", "[-@a]", "[@a; see @b]", "[@a and @b]", "[@]"])
def test_a_form_of_pandocs_that_is_not_supported_is_told_with_what_is(text: str) -> None:
    (fault,) = to_fragment(f"Line one.\n\nSo {text}.").faults
    assert (fault.line, fault.code) == (3, "citation-form")
    assert "[@id, p. 12]" in fault.hint


def test_an_at_sign_in_a_links_text_or_an_address_is_no_citation() -> None:
    assert marks("[@handle](https://example.org/@x)") == [("web", "https://example.org/@x")]
    assert marks("write to desk@example.org") == []


# Links


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](x.md#part)", ("page", "x.md#part")),
        ("[a](#part)", ("page", "#part")),
        ("[a](<two words.md>)", ("page", "two words.md")),
        ("[a](event:dimming)", ("event", "dimming")),
        ("[a](term:lens)", ("term", "lens")),
        ("[a](source:post)", ("source", "post")),
        ("[a](outcome:back)", ("outcome", "back")),
        ("[a](https://example.org/)", ("web", "https://example.org/")),
        ("<https://example.org/>", ("web", "https://example.org/")),
        ("[a][r]\n\n[r]: x.md", ("page", "x.md")),
    ],
)
def test_every_link_is_kept_for_the_check(text: str, expected: tuple[str, str]) -> None:
    assert marks(text) == [expected]


def test_a_links_text_is_kept_without_its_markup() -> None:
    (mark,) = to_fragment("[the *dim* `lamp`](x.md)").marks
    assert mark.text == "the dim lamp"


# Figures


def test_a_picture_alone_in_a_paragraph_is_a_figure_with_its_caption() -> None:
    made = html('![A lens](images/lens.svg "Its light & more")')
    assert made == (
        '<figure><img alt="A lens" src="«0»"><figcaption>Its light &amp; more</figcaption></figure>'
    )


def test_a_picture_within_text_stays_in_its_line() -> None:
    assert html("See ![A lens](images/lens.svg) there.").startswith("<p>See <img")


def test_a_picture_without_text_for_the_blind_is_told() -> None:
    assert fault_lines("Text.\n\n![](images/lens.svg)") == [(3, "missing-alt")]
    assert fault_lines("![ ](images/lens.svg)") == [(1, "missing-alt")]


def test_a_decoration_needs_no_text() -> None:
    assert 'alt=""' in html("![](images/lens.svg){: .decorative}")


@pytest.mark.parametrize("address", ["https://example.org/x.png", "//example.org/x.png"])
def test_a_picture_from_another_host_is_told(address: str) -> None:
    assert fault_lines(f"![A lens]({address})") == [(1, "remote-picture")]


# Markers


def test_a_marker_alone_in_a_paragraph_is_a_block_with_its_options() -> None:
    fragment = to_fragment("Text.\n\n[events side=north from=2030-01]\n\n[chart lamps]")
    assert fragment.marks == (
        Mark("block", "events", 3, pairs=(("side", "north"), ("from", "2030-01"))),
        Mark("block", "chart", 5, pairs=(("", "lamps"),)),
    )


def test_an_unknown_marker_is_never_silently_text() -> None:
    assert marks("[evnets]") == [("block", "evnets")]


def test_a_word_in_brackets_within_text_is_text() -> None:
    assert html("They dimmed [sic] it.") == "<p>They dimmed [sic] it.</p>"
    assert html(r"\[events]") == "<p>[events]</p>"


def test_a_reference_links_own_name_is_a_link_and_no_marker() -> None:
    assert marks("[events]\n\n[events]: x.md") == [("page", "x.md")]


# Python-Markdown's own


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T\n:   D", "<dl>\n<dt>T</dt>\n<dd>D</dd>\n</dl>"),
        ("A\n{: .x }", '<p class="x">A</p>'),
        ("## Lamp {: #own }", '<h2 id="own">Lamp</h2>'),
        ("## 光 and `code`", '<h2 id="光-and-code">光 and <code>code</code></h2>'),
        ("## One\n\n## One", '<h2 id="one">One</h2>\n<h2 id="one_1">One</h2>'),
        ('"A" -- it\'s --- so...', "<p>“A” – it’s — so…</p>"),
        ("H<sub>2</sub>O", "<p>H<sub>2</sub>O</p>"),
        ('<span lang="zh">光</span>', '<p><span lang="zh">光</span></p>'),
        ("a  \nb", "<p>a<br>\nb</p>"),
    ],
)
def test_markdown_does_what_the_guide_says(text: str, expected: str) -> None:
    assert html(text) == expected


def test_a_table_keeps_its_alignment_as_a_class_since_styles_are_forbidden() -> None:
    made = html("| A | B |\n|---|--:|\n| 1 | 2 |")
    assert '<th class="align-right">B</th>' in made
    assert '<td class="align-right">2</td>' in made
    assert "style" not in made


def test_footnotes_are_lettered_so_as_not_to_be_taken_for_citations() -> None:
    made = html("A[^x] b[^y].\n\n[^x]: One [@a].\n[^y]: Two.")
    assert ">a</a>" in made
    assert ">b</a>" in made
    assert '<ol type="a">' in made
    assert 'aria-label="Back to the text"' in made


def test_the_twenty_seventh_footnote_is_aa() -> None:
    calls = "".join(f"[^{number}]" for number in range(28))
    notes = "\n".join(f"[^{number}]: Note." for number in range(28))
    letters = re.findall(r'class="footnote-ref"[^>]*>(\w+)</a>', html(f"T{calls}\n\n{notes}"))
    assert letters[-3:] == ["z", "aa", "ab"]


def test_an_admonition_and_details_hold_markdown() -> None:
    assert "<em>b</em>" in html("!!! note\n    A *b*.")
    made = html("<details>\n<summary>More</summary>\nA *b* [@c].\n</details>")
    assert "<em>b</em> «0»" in made
    assert "<summary>More</summary>" in made


def test_headings_are_told_with_level_id_text_and_line() -> None:
    headings = to_fragment("Text.\n\n## One & *two*\n\nText\n\n### 光 [x](y.md)").headings
    found = [(h.level, h.id, h.text, h.line) for h in headings]
    assert found == [(2, "one-two", "One & two", 3), (3, "光-x", "光 x", 7)]


def test_the_words_of_a_text_are_counted() -> None:
    assert to_fragment("Three words here.").words == 3
    assert to_fragment("").words == 0


# Lines

LINED = {
    "paragraphs": "A [@?]\nb [@?] c [@?]\n\nD\n[@?]",
    "a paragraph said twice": "Same [@?].\n\nSame [@?].\n\n- x [@?]\n- x [@?]",
    "a part of an earlier line": "The bell rang twice [@?].\n\nrang twice [@?].",
    "lists": "1. one [@?]\n\n    more [@?]\n\n2. two\n    [@?]\n    - deep [@?]\n",
    "a table": "| A [@?] | B |\n|---|--:|\n| [@?] | 2 [@?] |\n| x | [@?] |",
    "a footnote": "T[^1].\n\n[^1]: Note [@?].\n\n    More [@?].\n\nAfter [@?].",
    "footnotes out of order": "T[^1][^2].\n\n[^2]: B [@?].\n[^1]: A [@?].\n",
    "definitions": "T\n:   D [@?]\n    [@?]\n\n:   E [@?]",
    "an admonition": "!!! note\n    x [@?]\n\n    y [@?]\n\nz [@?]",
    "details": "<details>\n<summary>S</summary>\n\nIn [@?].\n\n- a [@?]\n</details>\n\nz [@?]",
    "a quotation": "> a [@?]\n> b [@?]\n>\n> - c [@?]",
    "headings": "## H [x](?.md)\n\ntext [@?]\n\nSet [x](?.md)\n---\n\nz [@?]",
    "emphasis": 'A **b [@?]** and *it\n[@?]* [x *y*](?.md)\n[x](<?.md> "t")\n![a](?.svg)',
    "code": "    [@x]\n\nz [@?]\n`[@q]` [@?]",
    "a comment": "a\n<!-- c -->\nb [@?]\n\n<div>\nraw\n</div>\n\nc [@?]",
    "line breaks": "a  \nb [@?]\\\nc [@?]",
    "links over lines": "[one](?.md) and\n[two\nlines](?.md) then [x](?.md)",
    "blank lines above": "\n\n\nfirst [@?]\n\n\n\nsecond [@?]",
    "entities": "a &amp; b [@?]\n&lt;x [@?]\n**b** &amp; [@?]",
    "attributes": "## H {: #x }\n\npara [@?]\n{: .uncited}\n\nnext [@?]",
    "Markdown in HTML": '<span>a</span> [@?]\n<div markdown="1">\nx [@?]\n</div>',
    "figures": '![a](?.svg "cap")\n\n![b](?.svg){: .decorative}',
    "a reference": "see [x][r]\nand [@?]\n\n[r]: l4.md",
}


@pytest.mark.parametrize("name", LINED)
def test_a_mistake_in_prose_is_told_at_its_very_line(name: str) -> None:
    text = numbered(LINED[name])
    found = to_fragment(text).marks
    assert len(found) == len(re.findall(r"@l\d|[(<:] ?l\d", text))
    for mark in found:
        said = mark.pairs[0][0] if mark.pairs else mark.target
        assert said.split(".")[0] == f"l{mark.line}", mark


def test_the_same_sentence_twice_is_told_at_each_of_its_lines() -> None:
    lines = [mark.line for mark in to_fragment("So [@a].\n\nSo [@a].\n\nSo [@a].").marks]
    assert lines == [1, 3, 5]


def test_the_same_heading_twice_is_told_at_each_of_its_lines() -> None:
    headings = to_fragment("## One\n\n## One\n\n## One\n").headings
    assert [heading.line for heading in headings] == [1, 3, 5]


# Facts without a source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lamp gives 900 candela.", True),
        ("In 2030 it was dimmed.", True),
        ("It fell by 25%.", True),
        ("He said “dim the lamps” and left.", True),
        ('He said "dim the lamps" then.', True),
        ("The H200 and the 3A090 rule.", False),
        ("A GPT-4 lamp.", False),
        ("So-called “lamps”.", False),
        ("See [the page](2030-moves.md).", False),
        ("Code `x = 5` only.", False),
        ("1. First of all.", False),
        ("Nothing of note.", False),
    ],
)
def test_a_number_a_date_or_a_quotation_is_a_fact_and_a_name_is_not(
    text: str, expected: bool
) -> None:
    assert states_facts(text) is expected


def test_a_paragraph_with_a_fact_and_no_citation_is_noted_at_its_line() -> None:
    text = "Cited 5 [@a].\n\nNothing.\n\nBare 5.\n\n- one\n- two 7\n\nFine 5.\n{: .uncited}"
    assert to_fragment(text).unsourced == (5, 8)


def test_a_list_or_table_that_cites_once_is_cited() -> None:
    assert to_fragment("- one 5\n- two [@a]").unsourced == ()
    assert to_fragment("| A |\n|---|\n| 5 |\n| [@a] |").unsourced == ()


def test_the_sign_that_nothing_is_cited_never_reaches_a_page() -> None:
    assert "uncited" not in html("Bare 5.\n{: .uncited}")
    assert html("Bare 5.\n{: .uncited .big}") == '<p class="big">Bare 5.</p>'


# Nothing unsafe

UNSAFE = {
    "a script": "<script>alert(1)</script>",
    "a style": "<style>p { color: red }</style>",
    "a frame": '<iframe src="https://example.org"></iframe>',
    "a form": '<form action="x"><input></form>',
    "an object": '<object data="x"></object>',
    "a handler": '<span onclick="x()">a</span>',
    "a handler in a block": '<div onmouseover="x()">\na\n</div>',
    "a handler by attribute list": "A word\n{: onclick=x }",
    "a handler on a link": "[a](x.md){: onclick=x }",
    "a handler on a heading": "## H {: onload=x }",
    "a style by attribute list": 'A word\n{: style="color: red" }',
    "a script's address": "[a](javascript:alert)",
    "a script's address with a break": "[a](<java\tscript:alert>)",
    "a script's address in entities": "[a](&#106;avascript:alert)",
    "a data address": "[a](data:text/html,x)",
    "an SVG": "<svg><circle/></svg>",
    "a link in HTML": '<a href="javascript:x">a</a>',
    "a picture in HTML": "<img src=x onerror=y>",
    "a script in details": "<details>\n<summary>S</summary>\n<script>x</script>\n</details>",
    "a script in Markdown in HTML": '<div markdown="1">\n<script>x</script>\n</div>',
    "a base address": '<base href="https://example.org/">',
    "a reference": "[a][r]\n\n[r]: javascript:x",
    "a link without an end": "<javascript:alert>",
}


@pytest.mark.parametrize("name", UNSAFE)
def test_what_is_unsafe_is_told_and_never_reaches_a_page(name: str) -> None:
    fragment = to_fragment(f"Before.\n\n{UNSAFE[name]}\n\nAfter.")
    assert_harmless(fragment)
    codes = {fault.code for fault in fragment.faults}
    # What is read as a page's path is told later, since there is no such page.
    is_path = any(mark.kind == "page" for mark in fragment.marks)
    assert "unsafe-html" in codes or is_path or "&lt;" in fragment.html


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A.\n\n<script>x</script>", 3),
        ("A.\n\nB\n<b onclick=x>c</b>", 4),
        ("A.\n\n<div>\n<p>\n<iframe>\n</iframe></p></div>", 5),
        ("A.\n\nB\n{: onclick=x }", 4),
        ("A.\n\n> - c [a](javascript:x)", 3),
    ],
)
def test_unsafe_html_is_told_at_its_line(text: str, line: int) -> None:
    assert (line, "unsafe-html") in fault_lines(text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("A <b>b.\n\nC <b>d</b>.", [1]),
        ("A `<b>` c.\n\n    <div>\n\nD < e.", []),
        ("<table>\n<tr><td>a\n<tr><td>b\n</table>\n\n<ul><li>a<li>b</ul>\n\n<p>a</p>", []),
        ("A.\n\n<table>\n<tr><td>a\n\nB.", [3]),
        ("<div>\n<b>a\n</div>\n\nB.", [2]),
        ("<details>\n<summary>A</summary>\nB\n</details>\n\n<hr>\n\nC<br>d<wbr>", []),
        ('<div class="a"\n  lang="en">\n\n*B*\n\n</div', [1]),
        ("<DIV>\nA\n</div>", []),
        ("A.\n\n<script>\n\nB", []),
    ],
)
def test_html_that_is_never_closed_is_told_where_it_is_opened(text: str, lines: list[int]) -> None:
    told = [line for line, code in fault_lines(text) if code == "unclosed-html"]
    assert told == lines


def test_a_comment_is_neither_shown_nor_taken_for_a_fact() -> None:
    fragment = to_fragment("<!-- To be checked: 5 lamps. -->\n\nLamps.")
    assert fragment.unsourced == ()
    assert "checked" not in fragment.html


def test_spaces_round_a_markers_equals_sign_say_nothing() -> None:
    (mark,) = to_fragment("[events side = north kind= rule]").marks
    assert mark.pairs == (("side", "north"), ("kind", "rule"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.unsafe: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "iframe", "object", "embed", "form", "base", "svg", "link"}:
            self.unsafe.append(tag)
        for name, value in attrs:
            # As browsers read an address: breaks within it count for nothing, spaces do.
            address = re.sub(r"[\t\n\r]", "", value or "").strip("".join(map(chr, range(33))))
            address = address.lower()
            if name.startswith("on") or name in {"style", "srcdoc", "formaction"}:
                self.unsafe.append(name)
            if address.startswith(("javascript:", "vbscript:", "data:")):
                self.unsafe.append(address)


def assert_harmless(fragment: Fragment) -> None:
    reader = _Reader()
    reader.feed(fragment.html)
    reader.close()
    assert reader.unsafe == []


PIECES = st.sampled_from(
    """<script> </script> <div <span > onclick=x onload="y" javascript:x <svg> <img src= <a href="
    ](javascript:x) [a] [@a] [@a; @b] {: .x} {: onclick=x } ``` ` * ** _ > - 1. # ## | --- : [^1]
    [^1]: [a]: !!!note ![ ](x.md) &lt; &#106; & " ' \\ <details> <summary> <!-- --> <![CDATA[ ]]>
    <?x ?> http://x <x@y.z> word 光 5 markdown="1" \ue000 0 \ue001 \ue002 \ue003 \x02 \x03 \x00 [events]
    ~ = style="x" term: event:x data:text/html,x <java script:x>""".split()
)
TEXTS = st.lists(
    st.one_of(PIECES, st.sampled_from(("\n", "\n\n", " ", "    ", "  \n"))), max_size=25
).map("".join)


@settings(deadline=None, max_examples=250)
@given(st.one_of(TEXTS, st.text(max_size=40)))
def test_no_text_makes_anything_unsafe_or_breaks_the_build(text: str) -> None:
    assert_harmless(to_fragment(text))


@pytest.mark.parametrize(
    "text",
    [">" * 3000, "[" * 2000, "*" * 2000, "`" * 2000, "<b>" * 500, "- " * 500, "![" * 500,
     "&" * 2000, "[@" * 800, "[" + " @" * 20_000, "<??>[<script></script>t<!>_", "|" * 1500 + "\n" + "|-" * 750, "\n".join(" " * n + "- a" for n in range(60))],
)  # fmt: skip
def test_a_text_made_to_exhaust_the_build_does_not(text: str) -> None:
    assert_harmless(to_fragment(text))


# What a fragment depends on


@QUICK
@given(TEXTS, TEXTS)
def test_a_text_makes_the_same_whatever_was_converted_before_it(one: str, other: str) -> None:
    first = to_fragment(one)
    to_fragment(other)
    assert to_fragment(one) == first
    assert Converter().convert(one) == first


@cache
def unguarded() -> Converter:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convert, "guard_patterns", lambda _: None)
        return Converter()


def pages_of(folder: Path) -> list[str]:
    paths = sorted(folder.rglob("*.md"))
    return [split_front(path.read_text(encoding="utf-8"))[1] for path in paths]


def test_passing_over_patterns_changes_nothing_in_real_pages() -> None:
    for text in (*pages_of(LAMPS), *pages_of(PROJECT / "content")):
        assert to_fragment(text) == unguarded().convert(text)


@pytest.mark.parametrize("name", [*LINED, *UNSAFE])
def test_passing_over_patterns_changes_nothing_in_samples(name: str) -> None:
    text = numbered({**LINED, **UNSAFE}[name])
    assert to_fragment(text) == unguarded().convert(text)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_passing_over_patterns_changes_nothing_in_any_text(text: str) -> None:
    assert to_fragment(text) == unguarded().convert(text)


def test_patterns_are_passed_over_by_the_markdown_that_is_installed() -> None:
    inline, plain = (
        type(converter.markdown.treeprocessors["inline"])
        for converter in (Converter(), unguarded())
    )
    assert inline is not plain


def test_a_markdown_that_offers_no_way_to_pass_over_patterns_takes_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fast_inline, "_REPLACED", ("_InlineProcessor__gone",))
    text = 'A *word*, a "quotation" and a [link](other.md).'
    assert Converter().convert(text) == to_fragment(text)
