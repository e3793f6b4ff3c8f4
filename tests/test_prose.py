"""Markdown conversion: every form in the guide, exact line numbers, and no unsafe HTML."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal

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
    """Return the HTML of valid Markdown, with its placeholders shown as «0», «1» and so on."""
    fragment = to_fragment(text)
    assert fragment.faults == ()
    return fragment.html.replace(MARK_OPEN, "«").replace(MARK_CLOSE, "»").strip()


def marks(text: str) -> list[tuple[str, str]]:
    return [(mark.kind, mark.target) for mark in to_fragment(text).marks]


def fault_lines(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in to_fragment(text).faults]


def numbered(text: str) -> str:
    """Replace each ? with `l` and the number of its line."""
    lines = text.split("\n")
    return "\n".join(line.replace("?", f"l{number}") for number, line in enumerate(lines, start=1))


# Citations


def test_a_citation_records_its_sources_and_page_references() -> None:
    (mark,) = to_fragment("So it is [@post, p. 12; @gazette; @log,  ch.\n2].").marks
    assert mark == Mark("cite", "", 1, pairs=(("post", "p. 12"), ("gazette", ""), ("log", "ch. 2")))


def test_a_citation_stays_where_it_was_typed() -> None:
    assert html("One [@a], two [@b].") == "<p>One «0», two «1».</p>"


def test_an_escaped_bracket_is_not_a_citation() -> None:
    assert html(r"Plain \[@a] here.") == "<p>Plain [@a] here.</p>"
    assert marks(r"Plain \[@a] here.") == []


def test_a_citation_in_code_stays_code() -> None:
    assert html("`[@a]`") == "<p><code>[@a]</code></p>"
    assert html("    [@a]") == "<pre><code>[@a]\n</code></pre>"


@pytest.mark.parametrize("text", ["[see @a]", "[-@a]", "[@a; see @b]", "[@a and @b]", "[@]"])
def test_an_unsupported_pandoc_citation_is_reported_with_the_supported_form(text: str) -> None:
    (fault,) = to_fragment(f"Line one.\n\nSo {text}.").faults
    assert (fault.line, fault.code) == (3, "citation-form")
    assert "[@id, p. 12]" in fault.hint


def test_an_at_sign_in_link_text_or_an_email_address_is_not_a_citation() -> None:
    assert marks("[@handle](https://example.org/@x)") == [("web", "https://example.org/@x")]
    assert marks("write to desk@example.org") == [("web", "mailto:desk@example.org")]


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
def test_every_link_is_recorded_so_that_it_can_be_checked(
    text: str, expected: tuple[str, str]
) -> None:
    assert marks(text) == [expected]


def test_a_links_text_is_recorded_without_its_markup() -> None:
    (mark,) = to_fragment("[the *dim* `lamp`](x.md)").marks
    assert mark.text == "the dim lamp"


# Figures


def test_a_picture_alone_in_a_paragraph_is_a_figure_with_its_caption() -> None:
    figure = html('![A lens](images/lens.svg "Its light & more")')
    assert figure == (
        '<figure><img alt="A lens" src="«0»"><figcaption>Its light &amp; more</figcaption></figure>'
    )


def test_a_picture_within_text_stays_inline() -> None:
    assert html("See ![A lens](images/lens.svg) there.").startswith("<p>See <img")


def test_a_picture_without_alt_text_is_reported() -> None:
    assert fault_lines("Text.\n\n![](images/lens.svg)") == [(3, "missing-alt")]
    assert fault_lines("![ ](images/lens.svg)") == [(1, "missing-alt")]


def test_a_decorative_picture_needs_no_alt_text() -> None:
    assert 'alt=""' in html("![](images/lens.svg){: .decorative}")


@pytest.mark.parametrize("address", ["https://example.org/x.png", "//example.org/x.png"])
def test_a_picture_from_another_host_is_reported(address: str) -> None:
    assert fault_lines(f"![A lens]({address})") == [(1, "remote-picture")]


# Markers


def test_a_marker_alone_in_a_paragraph_is_a_block_with_its_options() -> None:
    fragment = to_fragment("Text.\n\n[events side=north from=2030-01]\n\n[chart lamps]")
    assert fragment.marks == (
        Mark("block", "events", 3, pairs=(("side", "north"), ("from", "2030-01"))),
        Mark("block", "chart", 5, pairs=(("", "lamps"),)),
    )


def test_an_unknown_marker_is_recorded_rather_than_shown_as_text() -> None:
    assert marks("[evnets]") == [("block", "evnets")]


def test_a_word_in_brackets_within_text_is_not_a_marker() -> None:
    assert html("They dimmed [sic] it.") == "<p>They dimmed [sic] it.</p>"
    assert html(r"\[events]") == "<p>[events]</p>"


def test_a_reference_link_named_like_a_marker_is_a_link() -> None:
    assert marks("[events]\n\n[events]: x.md") == [("page", "x.md")]


# Python-Markdown's own syntax


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


def test_a_table_keeps_its_alignment_as_a_class_because_inline_styles_are_forbidden() -> None:
    table = html("| A | B |\n|---|--:|\n| 1 | 2 |")
    assert '<th class="align-right">B</th>' in table
    assert '<td class="align-right">2</td>' in table
    assert "style" not in table


def test_footnotes_have_letters_so_that_they_differ_from_citations() -> None:
    footnotes = html("A[^x] b[^y].\n\n[^x]: One [@a].\n[^y]: Two.")
    assert ">a</a>" in footnotes
    assert ">b</a>" in footnotes
    assert '<ol type="a">' in footnotes
    assert 'aria-label="Back to the text"' in footnotes


def test_footnote_letters_continue_with_aa_after_z() -> None:
    calls = "".join(f"[^{number}]" for number in range(28))
    notes = "\n".join(f"[^{number}]: Note." for number in range(28))
    letters = re.findall(r'class="footnote-ref"[^>]*>(\w+)</a>', html(f"T{calls}\n\n{notes}"))
    assert letters[-3:] == ["z", "aa", "ab"]


def test_markdown_works_inside_admonitions_and_details() -> None:
    assert "<em>b</em>" in html("!!! note\n    A *b*.")
    details = html("<details>\n<summary>More</summary>\nA *b* [@c].\n</details>")
    assert "<em>b</em> «0»" in details
    assert "<summary>More</summary>" in details


def test_headings_are_recorded_with_level_id_text_and_line() -> None:
    headings = to_fragment("Text.\n\n## One & *two*\n\nText\n\n### 光 [x](y.md)").headings
    properties = [(h.level, h.id, h.text, h.line) for h in headings]
    assert properties == [(2, "one-two", "One & two", 3), (3, "光-x", "光 x", 7)]


def test_the_words_of_a_fragment_are_counted() -> None:
    assert to_fragment("Three words here.").words == 3
    assert to_fragment("").words == 0


# Lines

LINE_SAMPLES = {
    "paragraphs": "A [@?]\nb [@?] c [@?]\n\nD\n[@?]",
    "a repeated paragraph": "Same [@?].\n\nSame [@?].\n\n- x [@?]\n- x [@?]",
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


@pytest.mark.parametrize("name", LINE_SAMPLES)
def test_a_mistake_in_prose_is_reported_at_its_exact_line(name: str) -> None:
    text = numbered(LINE_SAMPLES[name])
    found = to_fragment(text).marks
    assert len(found) == len(re.findall(r"@l\d|[(<:] ?l\d", text))
    for mark in found:
        target = mark.pairs[0][0] if mark.pairs else mark.target
        assert target.split(".")[0] == f"l{mark.line}", mark


def test_a_repeated_sentence_is_located_at_each_of_its_lines() -> None:
    lines = [mark.line for mark in to_fragment("So [@a].\n\nSo [@a].\n\nSo [@a].").marks]
    assert lines == [1, 3, 5]


def test_a_repeated_heading_is_located_at_each_of_its_lines() -> None:
    headings = to_fragment("## One\n\n## One\n\n## One\n").headings
    assert [heading.line for heading in headings] == [1, 3, 5]


# Facts without a citation


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
def test_a_number_date_or_quotation_counts_as_a_fact_but_a_name_does_not(
    text: str, expected: bool
) -> None:
    assert states_facts(text) is expected


def test_a_paragraph_with_a_fact_and_no_citation_is_recorded_at_its_line() -> None:
    text = "Cited 5 [@a].\n\nNothing.\n\nBare 5.\n\n- one\n- two 7\n\nFine 5.\n{: .uncited}"
    assert to_fragment(text).uncited_lines == (5, 8)


def test_one_citation_covers_a_whole_list_or_table() -> None:
    assert to_fragment("- one 5\n- two [@a]").uncited_lines == ()
    assert to_fragment("| A |\n|---|\n| 5 |\n| [@a] |").uncited_lines == ()


def test_the_uncited_class_never_reaches_a_page() -> None:
    assert "uncited" not in html("Bare 5.\n{: .uncited}")
    assert html("Bare 5.\n{: .uncited .big}") == '<p class="big">Bare 5.</p>'


# Nothing unsafe

UNSAFE = {
    "a script": "<script>alert(1)</script>",
    "a style": "<style>p { color: red }</style>",
    "a frame": '<iframe src="https://example.org"></iframe>',
    "a form": '<form action="x"><input></form>',
    "an object": '<object data="x"></object>',
    "an event handler": '<span onclick="x()">a</span>',
    "an event handler in a block": '<div onmouseover="x()">\na\n</div>',
    "an event handler in an attribute list": "A word\n{: onclick=x }",
    "an event handler on a link": "[a](x.md){: onclick=x }",
    "an event handler on a heading": "## H {: onload=x }",
    "a style in an attribute list": 'A word\n{: style="color: red" }',
    "a script URL": "[a](javascript:alert)",
    "a script URL with a tab": "[a](<java\tscript:alert>)",
    "a script URL in entities": "[a](&#106;avascript:alert)",
    "a data URL": "[a](data:text/html,x)",
    "an SVG": "<svg><circle/></svg>",
    "a link in HTML": '<a href="javascript:x">a</a>',
    "a picture in HTML": "<img src=x onerror=y>",
    "a script in details": "<details>\n<summary>S</summary>\n<script>x</script>\n</details>",
    "a script in Markdown in HTML": '<div markdown="1">\n<script>x</script>\n</div>',
    "a base element": '<base href="https://example.org/">',
    "a script URL in a reference": "[a][r]\n\n[r]: javascript:x",
    "a script URL as an autolink": "<javascript:alert>",
}


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_html_is_reported_and_never_reaches_a_page(name: str) -> None:
    fragment = to_fragment(f"Before.\n\n{UNSAFE[name]}\n\nAfter.")
    assert_harmless(fragment)
    codes = {fault.code for fault in fragment.faults}
    # A link that is parsed as a page path is reported later, as an unknown page.
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
def test_unsafe_html_is_reported_at_its_line(text: str, line: int) -> None:
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
def test_an_unclosed_html_element_is_reported_where_it_is_opened(
    text: str, lines: list[int]
) -> None:
    found = [line for line, code in fault_lines(text) if code == "unclosed-html"]
    assert found == lines


def test_an_html_comment_is_not_shown_and_does_not_count_as_a_fact() -> None:
    fragment = to_fragment("<!-- To be checked: 5 lamps. -->\n\nLamps.")
    assert fragment.uncited_lines == ()
    assert "checked" not in fragment.html


def test_spaces_around_the_equals_sign_in_a_marker_are_ignored() -> None:
    (mark,) = to_fragment("[events side = north kind= rule]").marks
    assert mark.pairs == (("side", "north"), ("kind", "rule"))


class _UnsafeHtmlFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.unsafe: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "iframe", "object", "embed", "form", "base", "svg", "link"}:
            self.unsafe.append(tag)
        for name, value in attrs:
            # Browsers ignore tabs and line breaks inside a URL, and spaces only at its ends.
            address = re.sub(r"[\t\n\r]", "", value or "").strip("".join(map(chr, range(33))))
            address = address.lower()
            if name.startswith("on") or name in {"style", "srcdoc", "formaction"}:
                self.unsafe.append(name)
            if address.startswith(("javascript:", "vbscript:", "data:")):
                self.unsafe.append(address)


def assert_harmless(fragment: Fragment) -> None:
    finder = _UnsafeHtmlFinder()
    finder.feed(fragment.html)
    finder.close()
    assert finder.unsafe == []


PIECES = st.sampled_from(
    """<script> </script> <div <span > onclick=x onload="y" javascript:x <svg> <img src= <a href="
    ](javascript:x) [a] [@a] [@a; @b] {: .x} {: onclick=x } ``` ` * ** _ > - 1. # ## | --- : [^1]
    [^1]: [a]: !!!note ![ ](x.md) &lt; &#106; & " ' \\ <details> <summary> <!-- --> <![CDATA[ ]]>
    <?x ?> http://x <x@y.z> word 光 5 markdown="1" \ue000 0 \ue001 \ue002 \ue003 \ue004 0 \ue005 \x02 \x03 \x00 [events]
    ~ ~~ == = ^ ^[ ~~~ *[a]: ::: ??? [x] www.x.y x@y.z \\ style="x" term: event:x data:text/html,x <java script:x>""".split()
)
TEXTS = st.lists(
    st.one_of(PIECES, st.sampled_from(("\n", "\n\n", " ", "    ", "  \n"))), max_size=25
).map("".join)


@settings(deadline=None, max_examples=120)
@given(st.one_of(TEXTS, st.text(max_size=40)))
def test_no_text_produces_unsafe_html_or_crashes_the_converter(text: str) -> None:
    assert_harmless(to_fragment(text))


@pytest.mark.parametrize(
    "text",
    [">" * 3000, "[" * 2000, "*" * 2000, "`" * 2000, "<b>" * 500, "- " * 500, "![" * 500,
     "&" * 2000, "[@" * 800, "[" + " @" * 20_000, "<??>[<script></script>t<!>_", "|" * 1500 + "\n" + "|-" * 750, "\n".join(" " * n + "- a" for n in range(60))],
)  # fmt: skip
def test_pathological_text_does_not_exhaust_the_converter(text: str) -> None:
    assert_harmless(to_fragment(text))


# Independence of conversions


@QUICK
@given(TEXTS, TEXTS)
def test_conversion_does_not_depend_on_what_was_converted_before(
    text: str, other_text: str
) -> None:
    first = to_fragment(text)
    to_fragment(other_text)
    assert to_fragment(text) == first
    assert Converter().convert(text) == first


@cache
def unoptimised() -> Converter:
    """Return a converter that tries every inline pattern on every text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convert, "guard_patterns", lambda _: None)
        return Converter()


def pages_of(folder: Path) -> list[str]:
    paths = sorted(folder.rglob("*.md"))
    return [split_front(path.read_text(encoding="utf-8"))[1] for path in paths]


def test_skipping_inline_patterns_changes_nothing_in_real_pages() -> None:
    for text in (*pages_of(LAMPS), *pages_of(PROJECT / "content")):
        assert to_fragment(text) == unoptimised().convert(text)


@pytest.mark.parametrize("name", [*LINE_SAMPLES, *UNSAFE])
def test_skipping_inline_patterns_changes_nothing_in_samples(name: str) -> None:
    text = numbered({**LINE_SAMPLES, **UNSAFE}[name])
    assert to_fragment(text) == unoptimised().convert(text)


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_skipping_inline_patterns_changes_nothing_in_random_text(text: str) -> None:
    assert to_fragment(text) == unoptimised().convert(text)


def test_the_installed_markdown_allows_skipping_inline_patterns() -> None:
    fast, slow = (
        type(converter.markdown.treeprocessors["inline"])
        for converter in (Converter(), unoptimised())
    )
    assert fast is not slow


def test_a_markdown_that_does_not_allow_skipping_still_gives_the_same_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fast_inline, "_REPLACED", ("_InlineProcessor__gone",))
    text = 'A *word*, a "quotation" and a [link](other.md).'
    assert Converter().convert(text) == to_fragment(text)


@pytest.mark.parametrize(
    "text",
    [
        "## A {#größe}",
        "## Größe",
        "a\n{: #größe}",
        "a <i id='größe'>b</i>",
        "<div id='größe'>a</div>",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_id_with_an_accent_can_be_linked_however_it_is_encoded(
    text: str, form: Literal["NFC", "NFD"]
) -> None:
    fragment = to_fragment(unicodedata.normalize(form, text))
    assert fragment.ids == ("gr\u00f6\u00dfe",)
    assert {heading.id for heading in fragment.headings} <= {"gr\u00f6\u00dfe"}


def test_two_ids_that_differ_only_in_their_encoding_are_duplicates() -> None:
    text = "a <i id='gr\u00f6\u00dfe'>b</i>\n\n## A {#gro\u0308\u00dfe}\n\nb\n{: #gr\u00f6\u00dfe}"
    faults = [fault for fault in to_fragment(text).faults if fault.code == "duplicate-anchor"]
    assert [fault.line for fault in faults] == [6]
