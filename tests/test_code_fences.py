"""Code between fences: nothing of it is read as Markdown, and nothing of it gets lost."""

from __future__ import annotations

import re

import pytest

from explainer.exports.plain_text import plain_text
from explainer.fragment import BLOCK_OPEN
from explainer.prose.convert import to_fragment


def html(text: str) -> str:
    fragment = to_fragment(text)
    assert fragment.faults == ()
    assert BLOCK_OPEN not in fragment.html
    return fragment.html.strip()


def faults(text: str) -> list[tuple[int, str, bool]]:
    return [(fault.line, fault.code, fault.is_warning) for fault in to_fragment(text).faults]


def code(text: str, language: str = "") -> str:
    name = f' class="language-{language}"' if language else ""
    return f"<pre><code{name}>{text}\n</code></pre>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```\na\n```", code("a")),
        ("~~~\na\n~~~", code("a")),
        ("````\n```\na\n```\n````", code("```\na\n```")),
        ("~~~\n```\n~~~", code("```")),
        ("```\na\n`````", code("a")),
        ("```\n\n\na\n\nb\n```", code("\n\na\n\nb")),
        ("```\n```", "<pre><code>\n</code></pre>"),
        ("  ```\n   a\n  b\n c\n  ```", code(" a\nb\nc")),
        ("```\n\ta\tb\n```", code("\ta\tb")),
        ("```\n<b> & *c* [@d] ~~e~~\n```", code("&lt;b&gt; &amp; *c* [@d] ~~e~~")),
        ("```\n&amp; \\* 'q' --\n```", code("&amp;amp; \\* 'q' --")),
        ("```\n# a\n- b\n> c\n[x]: y\n*[Z]: z\n```", code("# a\n- b\n&gt; c\n[x]: y\n*[Z]: z")),
        ("```\n::: note\n!!! tip\n<!-- c\n```", code("::: note\n!!! tip\n&lt;!-- c")),
    ],
)
def test_code_is_shown_exactly_as_typed(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("python", "python"),
        (" Python ", "python"),
        ("{.python}", "python"),
        ("{python}", "python"),
        ("{.python .numberLines startFrom=3}", "python"),
        ("{#id .python}", ""),
        ("python {1,3-4}", "python"),
        ("js linenums=1", "js"),
        ("c++", "c++"),
        ("objective-c", "objective-c"),
        ("{=html}", "html"),
        ("{.x-y}", "x-y"),
        ("linenums=1", ""),
        ("{1,3}", ""),
    ],
)
def test_any_info_string_keeps_the_code_and_gives_its_language(info: str, language: str) -> None:
    assert html(f"```{info}\na\n```") == code("a", language)


@pytest.mark.parametrize("title", ['title="a < b"', "title='a < b'", 'js {1} filename="a < b"'])
def test_a_title_is_shown_above_the_code(title: str) -> None:
    shown = html(f"``` {title}\nx\n```")
    assert '<figure class="code">\n<figcaption>a &lt; b</figcaption>' in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n```\nb\n```\nc", f"<p>a</p>\n{code('b')}\n<p>c</p>"),
        ("> ```\n> a\n> ```\n> b", f"<blockquote>\n{code('a')}\n<p>b</p>\n</blockquote>"),
        ("- ```\n  a\n  ```", f"<ul>\n<li>\n{code('a')}\n</li>\n</ul>"),
        ("- a\n  ```\n  b\n   c\n  ```", f"<ul>\n<li>a\n{code('b' + chr(10) + ' c')}\n</li>\n</ul>"),
        ("1. a\n\n    ```\n    b\n\n    c\n    ```", f"<ol>\n<li>\n<p>a</p>\n{code('b' + chr(10) * 2 + 'c')}\n</li>\n</ol>"),
        ("!!! note\n    ```\n    a\n    ```", f'<div class="admonition note">\n<p class="admonition-title">Note</p>\n{code("a")}\n</div>'),
        ("T\n:   D\n\n    ```\n    a\n    ```", f"<dl>\n<dt>T</dt>\n<dd>\n<p>D</p>\n{code('a')}\n</dd>\n</dl>"),
        ("<div>\n\n```\na\n```\n\n</div>", code("a")),
        ("<details>\n<summary>S</summary>\n\n```\na\n```\n\n</details>", code("a")),
        ("T[^1]\n\n[^1]: F\n\n    ```\n    a\n    ```", code("a")),
    ],
)  # fmt: skip
def test_code_stays_in_the_list_quotation_or_note_that_it_is_in(text: str, expected: str) -> None:
    # Python-Markdown keeps an item's indentation, which isn't shown.
    assert expected in re.sub(r"\n +<pre>", "\n<pre>", html(text))


@pytest.mark.parametrize(
    "text",
    ["    ```\n    a\n    ```", "a ``` b\nc ``` d", "``` a ``` b", "`` ` ``", "<pre>\n```\n</pre>"],
)
def test_what_only_looks_like_a_fence_is_left_alone(text: str) -> None:
    assert '<code class="' not in html(text)
    assert "```" in html(text) or "<code>" in html(text)


def test_a_reader_of_plain_text_gets_the_code_too() -> None:
    text = plain_text(html('a\n\n```sh title="T"\nlamp --on\n```'))
    assert text.split() == ["a", "T", "lamp", "--on"]


def test_the_words_of_code_count_as_words() -> None:
    assert to_fragment("one\n\n```\ntwo three\n```").words == 3


@pytest.mark.parametrize(
    ("text", "words"), [("水车之争，三百架", 4), ("かなの本 and 水", 4), ("두 도시", 2)]
)
def test_texts_without_spaces_between_words_take_time_to_read_too(text: str, words: int) -> None:
    assert to_fragment(text).words == words


def test_the_words_of_comments_do_not_count() -> None:
    assert to_fragment("one <!-- two --> three\n\n<!--\nfour\n-->\n").words == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n\n```\nb\n\nc", 3),
        ("```\na\n```\n\n~~~\nb\n```", 5),
        ("- a\n\n    ```\n    b\n\nc", 3),
        ("> ```\n> a\n\nb", 1),
        ("````\na\n```", 1),
    ],
)
def test_an_unclosed_fence_is_reported_where_it_opens(text: str, line: int) -> None:
    assert faults(text) == [(line, "unclosed-block", False)]


@pytest.mark.parametrize("language", ["mermaid", "plantuml", "math", "{mermaid}", "Mermaid"])
def test_code_that_other_systems_draw_is_shown_with_a_warning(language: str) -> None:
    text = f"a\n\n```{language}\nb\n```"
    assert faults(text) == [(3, "not-markdown", True)]
    assert "b\n</code>" in to_fragment(text).html


# Comments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("a<!-- b -->", "<p>a</p>"),
        ("a <!-- b\n\n- c [@d]\n\n    e --> f", "<p>a\nf</p>"),
        ("<!-- a --> b", "<p>b</p>"),
        ("<!-- # a\n> b -->\n\nc", "<p>c</p>"),
        ("a\n<!-- b -->\nc", "<p>a</p>\n<p>c</p>"),
        ("<!--> a <!---> b", "<p>a  b</p>"),
        ("<!-- a -- b -> c -->d", "<p>d</p>"),
        ("<!-- ```\n-->\na", "<p>a</p>"),
        ("| a <!-- b --> |\n|---|\n| c<!-- d --> |", "<td>c</td>"),
        ("- a\n  <!-- b -->\n- c", "<li>c</li>"),
        ("- a\n\n<!-- -->\n\n- b", "</ul>\n<ul>"),
        ("> a\n> <!-- b\n> c -->\n> d", "<p>d</p>"),
        ("## a <!-- b -->", '<h2 id="a">a</h2>'),
        ("[a](b.md) <!-- [c](d.md) -->", ">a</a>"),
    ],
)
def test_a_comment_is_neither_read_nor_published(text: str, expected: str) -> None:
    shown = html(text)
    assert expected in shown
    assert "!--" not in shown
    assert {mark.target for mark in to_fragment(text).marks} <= {"b.md"}


@pytest.mark.parametrize(
    "text", ["`<!-- a -->`", "`a\nb <!-- c` -->", "``<!-- ` ``", "    <!-- a -->"]
)
def test_a_comment_in_code_is_shown(text: str) -> None:
    assert "&lt;!--" in html(text)


@pytest.mark.parametrize(
    ("text", "line"), [("a\n\nb <!-- c", 3), ("<!-- a\n\n<!-- b", 1), ("- <!--", 1)]
)
def test_an_unclosed_comment_is_reported_once_where_it_opens(text: str, line: int) -> None:
    assert faults(text) == [(line, "unclosed-html", False)]


@pytest.mark.parametrize(
    "text", ["<!-- a\n" * 16_000, "<!-- a -->" * 8_000, "`" * 3 + "\n" + "<!-- \n" * 16_000,
             "```\n" * 16_001, "a `` <!-- ` " * 4_000, "> " * 30 + "```\n" + "> a\n" * 16_000],
    ids=range(6),
)  # fmt: skip
def test_a_long_text_of_fences_and_comments_takes_time_in_proportion(text: str) -> None:
    from explainer.prose.protected_text import protect  # noqa: PLC0415
    from explainer.prose.source_lines import Line  # noqa: PLC0415

    lines = [Line(*line) for line in enumerate(text.split("\n"), start=1)]
    assert len(protect(lines).lines) <= 3 * len(lines)
