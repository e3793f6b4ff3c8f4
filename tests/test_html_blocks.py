"""Text in HTML elements is read as Markdown, or reported where it can't be."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_prose import fault_lines, html, marks

from explainer.prose.convert import to_fragment


def flat(text: str) -> str:
    """Return the HTML without white space between elements."""
    return re.sub(r"\s*\n\s*", "", html(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<div>\n*a* [@x]\n</div>", "<div><em>a</em> «0»</div>"),
        ("<div>*a* [@x]</div>", "<div><em>a</em> «0»</div>"),
        ("<div>\n\n*a*\n\n- b\n\n</div>", "<div><p><em>a</em></p><ul><li>b</li></ul></div>"),
        ("<div>\n- a\n- b\n</div>", "<div><ul><li>a</li><li>b</li></ul></div>"),
        ("<p>*a* [@x]</p>", "<p><em>a</em> «0»</p>"),
        ("<ul>\n<li>*a*\n<li>b\n</ul>", "<ul><li><em>a</em></li><li>b</li></ul>"),
        ("<ol><li>a<ul><li>*b*</li></ul></li></ol>", "<ol><li>a<ul><li><em>b</em></li></ul></li></ol>"),
        ("<blockquote>\n*a*\n</blockquote>", "<blockquote><em>a</em></blockquote>"),
        ("<dl><dt>*a*<dd>*b*</dl>", "<dl><dt><em>a</em></dt><dd><em>b</em></dd></dl>"),
        (
            "<figure>\n\n![a](b.svg)\n\n<figcaption>*c*</figcaption>\n</figure>",
            '<figure><img alt="a" src="«0»"><figcaption><em>c</em></figcaption></figure>',
        ),
        (
            "<table>\n<caption>*c*</caption>\n<tr><th>*a*</th> <td>- 5</td></tr>\n</table>",
            ("<table><caption><em>c</em></caption><tbody><tr><th><em>a</em></th>"
             "<td>- 5</td></tr></tbody></table>"),
        ),
        (
            "<table><tr><td>\n\n- a\n\n</td><td><table><tr><td>*b*</table></table>",
            ("<table><tbody><tr><td><ul><li>a</li></ul></td><td><table><tbody><tr>"
             "<td><em>b</em></td></tr></tbody></table></td></tr></tbody></table>"),
        ),
        (
            "<details>\n<summary>*a*</summary>\n\n    code\n\n</details>",
            "<details><summary><em>a</em></summary><pre><code>code</code></pre></details>",
        ),
        ("<DIV CLASS=x>\n*a*\n</DIV>", '<div class="x"><em>a</em></div>'),
        ('<div markdown="0">\n*a*\n</div>', "<div>*a*</div>"),
        ('<div markdown="1">\na\n</div>', "<div><p>a</p></div>"),
        ("<pre>\n*a*\n</pre>", "<pre>*a*</pre>"),
        ("<div><hr><b>*a*</b></div>", "<div><hr><b><em>a</em></b></div>"),
    ],
)  # fmt: skip
def test_text_in_an_html_element_is_read_as_markdown(text: str, expected: str) -> None:
    assert flat(text) == expected


def test_indenting_html_does_not_turn_its_text_into_code() -> None:
    text = "<div>\n    <div>\n        *a*\n    </div>\n\n    *b*\n</div>"
    assert flat(text) == "<div><div><em>a</em></div><p><em>b</em></p></div>"


def test_text_between_two_html_elements_on_a_line_keeps_its_place() -> None:
    assert flat("<div>a</div> *b* <div>*c*</div>") == (
        "<div>a</div><p><em>b</em> </p><div><em>c</em></div>"
    )


@pytest.mark.parametrize("element", ["div", "p", "td", "th", "caption", "li", "dd", "dt",
                                     "summary", "figcaption", "blockquote"])  # fmt: skip
def test_a_source_cited_in_an_html_element_is_checked(element: str) -> None:
    around = {"td": "tr", "th": "tr"}.get(element, "")
    table = "table" if element in {"td", "th", "caption"} else "div"
    start, end = (f"<{around}>", f"</{around}>") if around else ("", "")
    text = f"<{table}>{start}\n<{element}>So [@a].</{element}>\n{end}</{table}>"
    assert marks(text) == [("cite", "")]


@pytest.mark.parametrize(
    "typed", ["[@gazette]", "[see @gazette]", "[x](event:dimming)", "[x](other.md)",
              "![x](lamp.svg)", "[^note]", "[events side=north]", "[x](https://example.org/)"]
)  # fmt: skip
@pytest.mark.parametrize(
    ("start", "end"),
    [("<pre>", "</pre>"), ('<div markdown="0">', "</div>"), ("<div>\n<pre>", "</pre>\n</div>")],
)
def test_markdown_where_it_is_not_read_is_reported_at_its_line(
    typed: str, start: str, end: str
) -> None:
    text = f"Text.\n\n{start}\na\n{typed}\n{end}\n"
    line = text.split("\n").index(typed) + 1
    assert fault_lines(text) == [(line, "html-text")]
    (fault,) = to_fragment(text).faults
    assert fault.is_warning
    assert f'"{typed}" would be shown as typed' in fault.message


@pytest.mark.parametrize("text", ["<pre>lamps[0] (a) @b</pre>", "<pre><code>[@a]</code></pre>",
                                  "<pre>a[i](j)</pre>"])  # fmt: skip
def test_code_in_html_is_not_mistaken_for_markdown(text: str) -> None:
    assert fault_lines(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\n\n<div>\n<pre onclick=x>a</pre>\n</div>", (4, "unsafe-html")),
        ("a\n\n<table>\n<tr>\n<td onclick=x>a</table>", (5, "unsafe-html")),
        ("<div>\n\n<section>a</section>\n\n</div>", (3, "unsafe-html")),
        ("<div>\n<h2>a</h2>\n</div>", (2, "unsafe-html")),
        ("<div>\n<h2>a</h2>\n\n## b\n\n<p>\n<a>b</a></p></div>", (7, "unsafe-html")),
        ('<p id="a">a</p>\n\n<p\n id="a">b</p>', (3, "duplicate-anchor")),
        ("<ul>\n<li>a\n\n<div>b\n\n</ul>", (4, "unclosed-html")),
        ("a\n\n<table>\n<tr><td>\n\n[events]: x\n\nb [^c]\n</table>", (8, "footnote")),
    ],
)
def test_a_mistake_inside_html_is_reported_at_its_line(text: str, fault: tuple[int, str]) -> None:
    assert fault in fault_lines(text)


# "¶" stands for any space, "?" for a word and a citation, "{}" for more HTML.
ELEMENTS = st.sampled_from(
    (
        "<div>¶{}¶</div>",
        "<blockquote>¶{}¶</blockquote>",
        "<ul>¶<li>¶{}¶</li>¶<li>?</li>¶</ul>",
        "<ol>¶<li>?¶<li>{}¶</ol>",
        "<dl>¶<dt>?</dt>¶<dd>¶{}¶</dd>¶</dl>",
        "<table>¶<caption>?</caption>¶<tr>¶<th>?</th>¶<td>¶{}¶</td>¶</tr>¶</table>",
        "<table><tbody><tr><td>?¶<td>{}<tr><td>?</table>",
        "<details>¶<summary>?</summary>¶{}¶</details>",
        "<figure>¶{}¶<figcaption>?</figcaption>¶</figure>",
        "{}\n\n{}",
    )
)
SPACES = st.sampled_from(("", " ", "\n", "\n\n", "\n  ", "\n    "))
TEXT = st.sampled_from(
    (
        "?",
        "*?* ?",
        "<p>?</p>",
        "<b>?</b> ?",
        "- ?",
        "?<br>?",
        "? <hr>",
        "| a |\n|---|\n| ? |",
        "> ?",
    )
)


@st.composite
def html_texts(draw: st.DrawFn, depth: int = 3) -> str:
    if not depth or draw(st.booleans()):
        return draw(TEXT)
    pieces = draw(ELEMENTS).split("{}")
    text = pieces[0] + "".join(draw(html_texts(depth - 1)) + piece for piece in pieces[1:])
    return re.sub("¶", lambda _: draw(SPACES), text)


@settings(deadline=None, max_examples=100)
@given(st.lists(html_texts(), max_size=3).map("\n\nText.\n\n".join))
def test_no_word_or_citation_in_html_is_lost_or_shown_as_typed(blocks: str) -> None:
    pieces = blocks.split("?")
    text = pieces[0] + "".join(f"w{n}x [@s{n}]{piece}" for n, piece in enumerate(pieces[1:]))
    fragment = to_fragment(text)
    numbers = list(range(len(pieces) - 1))
    words = re.findall(r"w(\d+)x", re.sub("<[^>]*>", "", fragment.html))
    assert sorted(map(int, words)) == numbers
    lines = {f"s{n}": text.count("\n", 0, text.index(f"[@s{n}]")) + 1 for n in numbers}
    assert {mark.pairs[0][0]: mark.line for mark in fragment.marks} == lines


def test_a_list_below_an_html_list_is_a_list_of_its_own() -> None:
    assert flat("<ul></ul>\n\n- a") == "<ul></ul><ul><li>a</li></ul>"
    assert flat("<blockquote>a</blockquote>\n\n> b") == (
        "<blockquote>a</blockquote><blockquote><p>b</p></blockquote>"
    )


# Tables


@pytest.mark.parametrize(
    "tag",
    ['<span dir="left">', '<span id="a b">', '<span id="">', '<ol start="x"><li>', '<li value="">',
     '<table><tr><td colspan="0">', '<table><tr><td rowspan="-1">'],
)  # fmt: skip
def test_a_value_that_means_nothing_in_html_is_reported(tag: str) -> None:
    (fault,) = (f for f in to_fragment(f"Text.\n\n{tag}").faults if f.code == "unsafe-html")
    assert fault.line == 3
    assert fault.message.startswith('invalid value "')


def test_a_footnote_may_have_a_name_of_several_words() -> None:
    fragment = to_fragment("Lamps[^my note] and oil[^my note].\n\n[^my note]: Dim.\n")
    assert not fragment.faults
    assert fragment.html.count('href="#fn:my-note"') == 2
    assert {"fn:my-note", "fnref:my-note", "fnref2:my-note"} <= set(fragment.ids)


@pytest.mark.parametrize("typed", ["a `b` c", "a ^[b] c", "a [b](c.md) d", "a [b][c] d"])
def test_markdown_that_would_break_an_attribute_is_reported_at_its_line(typed: str) -> None:
    text = f'Text.\n\nBy <abbr title="{typed}">LO</abbr>.\n\n[c]: https://example.org/\n'
    faults = [fault for fault in to_fragment(text).faults if fault.code != "footnote"]
    assert [(fault.line, fault.code) for fault in faults] == [(3, "html-text")]


@pytest.mark.parametrize(
    "typed", ['<abbr title="a ^[b]">LO</abbr>', "![a ^[b]](lamp.svg)", '[a](b.md "c ^[d]")']
)
def test_a_note_that_no_page_shows_is_reported_as_the_note_that_was_typed(typed: str) -> None:
    faults = to_fragment(f"Text.\n\nBy {typed}.\n").faults
    (fault,) = (fault for fault in faults if fault.code == "footnote")
    assert fault.line == 3
    assert fault.message.startswith("a note, ^[…], ")


@pytest.mark.parametrize("attributes", ["{: .wide}", "{: .wide #lamps }", "  {: .wide }  "])
def test_attributes_below_a_table_belong_to_it(attributes: str) -> None:
    table = html(f"| A | B |\n|---|---|\n| 1 | 2 |\n{attributes}\n\nText.")
    assert re.match(r'<table class="wide"[^>]*>', table)
    assert ": .wide" not in table
    assert table.count("<tr>") == 2


def test_a_mistaken_attribute_below_a_table_is_reported_at_its_line() -> None:
    text = "| A | B |\n|---|---|\n| 1 | 2 |\n{: onclick=x }"
    assert fault_lines(text) == [(4, "unsafe-html")]


@pytest.mark.parametrize("block", ["## Heading", "    code", "***", "| A |\n|---|\n| 1 |\n"])
def test_attributes_that_apply_to_nothing_are_reported(block: str) -> None:
    text = f"{block}\n{{: .wide}}"
    assert ("attributes-place") in {code for _, code in fault_lines(text)}


def test_surplus_cells_are_reported_in_each_row_that_has_them() -> None:
    rows = "| A | B |\n|---|---|\n| 1 | 2 | 3 |\n| 1 | 2 |\n| 1 | 2 | 3 |"
    assert fault_lines(f"<!--\n{rows}\n-->\n\n{rows}") == [(11, "table-form"), (13, "table-form")]
