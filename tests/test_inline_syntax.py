"""Signs within a line: struck and marked text, sub- and superscripts, addresses, line breaks."""

from __future__ import annotations

import pytest

from explainer.exports.plain_text import one_line
from explainer.fragment import MARK_CLOSE, MARK_OPEN
from explainer.prose.convert import to_fragment


def html(text: str) -> str:
    """Return the HTML of a valid paragraph, with its placeholders shown as «0», «1» and so on."""
    fragment = to_fragment(text)
    assert fragment.faults == ()
    shown = fragment.html.replace(MARK_OPEN, "«").replace(MARK_CLOSE, "»").strip()
    return shown.removeprefix("<p>").removesuffix("</p>")


def links(text: str) -> list[str]:
    return [mark.target for mark in to_fragment(text).marks if mark.kind == "web"]


# Struck and marked text, sub- and superscripts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~~a~~", "<del>a</del>"),
        ("a~~b~~c", "a<del>b</del>c"),
        ("~~a\nb~~", "<del>a\nb</del>"),
        ("~~*a* [@b]~~", "<del><em>a</em> «0»</del>"),
        ("**~~a~~** ~~**b**~~", "<strong><del>a</del></strong> <del><strong>b</strong></del>"),
        ("[~~a~~](b.md) ~~[a](b.md)~~", '<a href="«0»"><del>a</del></a> <del><a href="«1»">a</a></del>'),
        ("~~a ==b== c~~", "<del>a <mark>b</mark> c</del>"),
        ("==a ~~b~~==", "<mark>a <del>b</del></mark>"),
        ("==a [@b]==", "<mark>a «0»</mark>"),
        ("(==a==), ==b==.", "(<mark>a</mark>), <mark>b</mark>."),
        ("这==标记==词", "这<mark>标记</mark>词"),
        ("H~2~O", "H<sub>2</sub>O"),
        ("CO~2~.", "CO<sub>2</sub>."),
        ("x^2^ + y^n+1^", "x<sup>2</sup> + y<sup>n+1</sup>"),
        ("f(x)^2^", "f(x)<sup>2</sup>"),
        ("10^26^ lamps", "10<sup>26</sup> lamps"),
        ("x^*n*^ and x~[@a]~", "x<sup><em>n</em></sup> and x<sub>«0»</sub>"),
        ("~~H~2~O~~", "<del>H<sub>2</sub>O</del>"),
    ],
)  # fmt: skip
def test_a_sign_within_a_line_does_what_it_does_elsewhere(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a ~~ b ~~ c",
        "a == b and c == d",
        "a==b and c==d",
        "x==y==z",
        "~20,000–~27,000",
        "~5~ and ^b^",
        "x~a b~ and x^a b^",
        "10^26^5",
        "x^abcdefghijklm^",
        "a^b and c^d",
        "a ~~~~ b",
        "a~~~b~~~c",
        "C++ and D++",
        "at ~/lamps/~",
    ],
)
def test_a_sign_that_means_something_else_stays_text(text: str) -> None:
    assert html(text) == text


@pytest.mark.parametrize("text", ["`~~a~~`", "`==a==`", "`x^2^`", "`H~2~O`", "`https://a.org`"])
def test_a_sign_in_code_stays_code(text: str) -> None:
    assert html(text) == f"<code>{text[1:-1]}</code>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\~~a~~", "~~a~~"),
        (r"\==a\==", "==a=="),
        (r"x\^2^", "x^2^"),
        (r"H\~2~O", "H~2~O"),
        (r"x\^[a]", "x^[a]"),
        (r"\https://a.org/x", "https://a.org/x"),
        (r"\desk@a.org", "desk@a.org"),
    ],
)
def test_a_backslash_keeps_a_sign_as_text(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\\nb", "a<br>\nb"),
        ("*a\\\nb*", "<em>a<br>\nb</em>"),
        ("> a\\\n> b", "a<br>\nb"),
        ("- a\\\n  b", "a<br>\n"),
        ("`a\\\nb`", "<code>a\\\nb</code>"),
        ("a\\\\\nb", "a\\\nb"),
        ("a\\", "a\\"),
    ],
)
def test_a_backslash_at_the_end_of_a_line_breaks_it(text: str, expected: str) -> None:
    assert expected in html(text)


def test_plain_text_leaves_out_what_is_struck_and_keeps_what_is_raised() -> None:
    shown = html("~~old~~ ==new== H~2~O m^2^ https://a.org").replace("«0»", "")
    assert one_line(shown) == "new H₂O m² https://a.org"


# Addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/a_b(c).", "https://example.org/a_b(c)"),
        ("(see https://example.org/a)", "https://example.org/a"),
        ("https://example.org/(a)b)", "https://example.org/(a)b"),
        ("[https://example.org]", "https://example.org"),
        ("“https://example.org/a”", "https://example.org/a"),
        ('"https://example.org/a"', "https://example.org/a"),
        ("**https://example.org/a**", "https://example.org/a"),
        ("_https://example.org/a_", "https://example.org/a"),
        ("~~https://example.org/a~~", "https://example.org/a"),
        ("https://example.org/a*b*c", "https://example.org/a*b*c"),
        ("https://example.org/~a~/b^c", "https://example.org/~a~/b"),
        ("https://example.org/a_b_c?d=e&f=g#h.", "https://example.org/a_b_c?d=e&f=g#h"),
        ("https://example.org/?a=b&amp;c=d", "https://example.org/?a=b&c=d"),
        ("https://example.org/a&gt;", "https://example.org/a"),
        ("https://example.org/a?!...", "https://example.org/a"),
        ("http://localhost:8000/", "http://localhost:8000/"),
        ("HTTPS://EXAMPLE.ORG/A", "HTTPS://EXAMPLE.ORG/A"),
        ("https://示例.org/路径。然后", "https://示例.org/路径"),
        ("（https://example.org/a）", "https://example.org/a"),
        ("www.example.org/a, then", "https://www.example.org/a"),
        ("desk@example.org.", "mailto:desk@example.org"),
        ("mailto:a.b+c@d-e.example.org", "mailto:a.b+c@d-e.example.org"),
        ("<desk@example.org>", "mailto:desk@example.org"),
        ("<mailto:desk@example.org>", "mailto:desk@example.org"),
        ("<https://example.org/a b>", "https://example.org/a b"),
        ("| a |\n|---|\n| https://example.org/a |", "https://example.org/a"),
        ("## https://example.org/a", "https://example.org/a"),
        (r"https://example.org/a\_b\_c", "https://example.org/a_b_c"),
    ],
)
def test_an_address_is_linked_without_the_punctuation_around_it(text: str, address: str) -> None:
    assert links(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "`https://example.org`",
        "    https://example.org",
        "```\nhttps://example.org\n```",
        '<span title="https://example.org">a</span>',
        "<!-- https://example.org -->",
        "https://",
        "http://?",
        "https://a..b",
        "https://example.org:99999/",
        "xhttps://example.org",
        "ftp://example.org",
        "www.example",
        "a@b",
        "a@b.c@d.e",
        "[@a, see p. 2@3]",
    ],
)
def test_what_is_no_address_or_is_code_is_not_linked(text: str) -> None:
    assert links(text) == []


def test_an_empty_note_stays_text_even_across_lines() -> None:
    assert html("a^[]") == "a^[]"
    assert html("a^[\n]") == "a^[\n]"


def test_an_address_in_a_links_text_is_not_another_link() -> None:
    assert html("[https://a.org](b.md)") == '<a href="«0»">https://a.org</a>'
    assert html("[desk@a.org](b.md)") == '<a href="«0»">desk@a.org</a>'


def test_an_address_is_shown_as_typed() -> None:
    assert (
        html("www.a.org/?b=1&c=2")
        == '<a href="https://www.a.org/?b=1&amp;c=2">www.a.org/?b=1&amp;c=2</a>'
    )


def test_an_email_address_is_not_taken_for_a_citation() -> None:
    fragment = to_fragment("Write to user@example.org or <desk@example.org>.")
    assert fragment.strays == ()
    assert {mark.kind for mark in fragment.marks} == {"web"}


# Inline notes


def test_an_inline_note_becomes_a_lettered_footnote_in_order_of_the_text() -> None:
    shown = html("A^[One *note* [@a].] b[^x] c^[Three].\n\n[^x]: Two.")
    assert [shown.index(f">{letter}</a></sup>") for letter in "abc"] == sorted(
        shown.index(f">{letter}</a></sup>") for letter in "abc"
    )
    notes = shown[shown.index('<div class="footnote">') :]
    assert notes.index("One <em>note</em> «0».") < notes.index("Two.") < notes.index("Three")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("a^[b [c](d.md) e]", 'b <a href="«0»">c</a> e'),
        ("a^[b `]` c]", "b <code>]</code> c"),
        ("a^[b \\] c]", "b ] c"),
        ("- a^[b]", "b"),
        ("| a^[b] |\n|---|\n| c |", "b"),
        ("a^[b ^[c] d]", "c"),
        ("a[^1]\n\n[^1]: b ^[c]", "c"),
        ("a^[b\nc]", "b\nc"),
    ],
)
def test_an_inline_note_may_contain_what_text_may(text: str, note: str) -> None:
    assert f"<p>{note}&nbsp;" in html(text)


@pytest.mark.parametrize("text", ["`a^[b]`", "a ^[] b", "[^[a-z]]", "    a^[b]"])
def test_what_only_looks_like_an_inline_note_stays_text(text: str) -> None:
    assert "footnote" not in html(text)


def test_an_unclosed_inline_note_is_reported() -> None:
    (fault,) = to_fragment("a\n\nb^[c [d] e").faults
    assert (fault.line, fault.code, fault.message) == (3, "footnote", 'unclosed note "^[c [d] e"')


# Links and pictures


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[the rule [@a]](b.md)", 'the text of the link "the rule" contains a citation'),
        ("[**the** rule [@a, p. 2]](event:b)", 'the text of the link "the rule" contains a citation'),
        ("[[@a]](b.md)", 'the text of the link "" contains a citation'),
        ("[rule [@a]][r]\n\n[r]: b.md", 'the text of the link "rule" contains a citation'),
        ("[rule[^1]](https://b.org)\n\n[^1]: N.", 'the text of the link "rule" contains a footnote'),
        ("[rule^[N.]](b.md)", 'the text of the link "rule" contains a footnote'),
        ('[rule](b.md "See [@a]")', 'the title of the link "rule" contains a citation'),
        ("![rule [@a]](b.svg)", 'the alternative text of the picture "b.svg" contains a citation'),
    ],
)  # fmt: skip
def test_a_citation_or_footnote_in_a_links_text_is_reported(text: str, message: str) -> None:
    faults = [fault for fault in to_fragment(text).faults if fault.code == "link-form"]
    assert [fault.message for fault in faults] == [message]
    assert not faults[0].is_warning


def test_a_citation_behind_a_link_is_accepted() -> None:
    assert html("[the *rule*](b.md) [@a] x^[n]").startswith(
        '<a href="«1»">the <em>rule</em></a> «0»'
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("## The set {a}", r"; for braces as text, write \{a}"),
        ("| Key {x} |\n|---|\n| 1 |", r"; for braces as text, write \{x}"),
        ("Set *x*{y=2}", r"; for braces as text, write \{y=2}"),
        ("## A {see below}", r"; for braces as text, write \{see below}"),
    ],
)
def test_braces_meant_as_text_are_reported_with_how_to_write_them(text: str, hint: str) -> None:
    for fault in to_fragment(text).faults:
        assert fault.code == "unsafe-html"
        assert fault.hint.endswith(hint)


def test_escaped_braces_are_shown() -> None:
    assert html(r"## The set \{a}") == '<h2 id="the-set-a">The set {a}</h2>'


@pytest.mark.parametrize(
    "sign",
    ["~~a ", "==a ", "x~a ", "x^a ", "~~", "==", "~", "^", "https://", "www.", "a@", "a@b.", ")",
     "(https://a.b/", "http://a.b/)))", "'1 ", "1' ", '1" ', "'em ", "\\", "字\n", "“\n"],
)  # fmt: skip
def test_sixteen_thousand_signs_do_not_exhaust_the_converter(sign: str) -> None:
    to_fragment("word " + (sign * 16_000)[:16_000])


@pytest.mark.parametrize(
    "sign",
    ["~~a~~ ", "==a== ", "x^2^", "x~2~", "https://a.b ", "a@b.c ", "a\\\n", "a^[b] ", "^[a "],
)
def test_a_thousand_elements_do_not_exhaust_the_converter(sign: str) -> None:
    # Python-Markdown takes quadratic time to put the elements of one paragraph into its tree.
    to_fragment("word " + sign * 1_000)
