"""Lines of Chinese and Japanese text join without a space; apostrophes and primes are set right."""

from __future__ import annotations

import pytest

from explainer.exports.plain_text import one_line
from explainer.fragment import MARK_CLOSE, MARK_OPEN
from explainer.load.yaml_tree import read_tree
from explainer.problems import Place
from explainer.prose.apostrophes import set_apostrophes
from explainer.prose.convert import to_fragment


def html(text: str) -> str:
    fragment = to_fragment(text)
    assert fragment.faults == ()
    return fragment.html.replace(MARK_OPEN, "«").replace(MARK_CLOSE, "»").strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("许可\n证", "<p>许可证</p>"),
        ("ひら\nがな", "<p>ひらがな</p>"),
        ("カタ\nカナ", "<p>カタカナ</p>"),
        ("许可。\n证", "<p>许可。证</p>"),
        ("许可\n（证）", "<p>许可（证）</p>"),
        ("许可 \n  证", "<p>许可证</p>"),
        ("**许可**\n证", "<p><strong>许可</strong>证</p>"),
        ("许可\n**证**", "<p>许可<strong>证</strong></p>"),
        ("[许可](a.md)\n证", '<p><a href="«0»">许可</a>证</p>'),
        ("许可\n[证\n书](a.md)", '<p>许可<a href="«0»">证书</a></p>'),
        ("许可[@a]\n证", "<p>许可«0»证</p>"),
        ("许可 [@a]\n证", "<p>许可 «0»证</p>"),
        ("许可\n[@a]证", "<p>许可«0»证</p>"),
        ("“许可”\n证", "<p>“许可”证</p>"),
        ("许可——\n证", "<p>许可——证</p>"),
        ("- 许可\n  证", "<li>许可证</li>"),
        ("> 许可\n> 证", "<p>许可证</p>"),
        ("<div>\n\n许可\n证\n\n</div>", "许可证"),
        ('<span lang="zh">许可</span>\n证', "许可</span>证"),
        ("a^[许可\n证]", "许可证"),
        ("![许可\n证](a.svg)", 'alt="许可证"'),
        ("𠀀\n𠀁", "<p>𠀀𠀁</p>"),
    ],
)
def test_lines_join_between_chinese_or_japanese_characters(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "lamp\n灯",
        "灯\nlamp",
        "한국\n어",
        "灯\n한",
        "2026\n年",
        "lamp”\n灯",
        "`灯`\nx",
        "`灯\n灯`",
        "a\nb",
    ],
)
def test_a_line_break_stays_between_other_characters(text: str) -> None:
    assert "\n" in html(text)


def test_a_line_break_that_was_asked_for_stays() -> None:
    assert html("灯  \n灯") == "<p>灯<br>\n灯</p>"
    assert html("灯\\\n灯") == "<p>灯<br>\n灯</p>"
    assert html("灯\n\n灯") == "<p>灯</p>\n<p>灯</p>"
    assert html("```\n灯\n灯\n```") == "<pre><code>灯\n灯\n</code></pre>"


def test_search_and_exports_find_words_that_a_line_break_divides() -> None:
    assert one_line(to_fragment("新的许可\n证制度[@a]\n生效").html) == "新的许可证制度生效"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("许可\n  证", "许可证"),
        ("许 可\n  证 许\n  可", "许 可证 许可"),
        (">\n  许可\n  证\n", "许可证\n"),
        (">-\n  许可\n\n  证", "许可\n证"),
        ('"许可\n  证"', "许可证"),
        ("'许可。\n  证'", "许可。证"),
        ("'**许可**\n  证'", "**许可**证"),
        ("许可 [@a]\n  证", "许可 [@a]证"),
        ("'[许可](a.md)\n  [证](b.md)'", "[许可](a.md)[证](b.md)"),
        ("“许可”\n  证", "“许可”证"),
        ("|\n  许可\n  证\n", "许可\n证\n"),
        ("lamp\n  灯", "lamp 灯"),
        ("한국\n  어", "한국 어"),
        ("灯 \n  lamp", "灯 lamp"),
        ("lamp\n  lamp", "lamp lamp"),
    ],
)
def test_a_value_in_yaml_joins_its_lines_in_the_same_way(typed: str, expected: str) -> None:
    root, problems = read_tree(f"a: [x]\nb: {typed}", Place("a.yaml"))
    assert problems == []
    assert root is not None
    assert root.value[1][1].value == expected


# Apostrophes and primes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'Tis dark, and 'twas light.", "’Tis dark, and ’twas light."),
        ("'twasn't 'twould 'twere 'til", "’twasn’t ’twould ’twere ’til"),
        ("(\"'Tis dark\")", "(“’Tis dark”)"),
        ("rock 'n' roll, fish 'n' chips, salt 'n pepper", "rock ’n’ roll, fish ’n’ chips, salt ’n pepper"),
        ("rock'n'roll", "rock’n’roll"),
        ("in '26, the '90s and '05", "in ’26, the ’90s and ’05"),
        ("from '26-'27", "from ’26-’27"),
        ("go get 'em", "go get ’em"),
        ("'cause it was", "’cause it was"),
        ("5'10\" tall", "5′10″ tall"),
        ("5' 10\" tall", "5′ 10″ tall"),
        ("5'10 tall", "5′10 tall"),
        ("6' tall, 12\" wide", "6′ tall, 12″ wide"),
        ("a 12\" by 10\" lamp", "a 12″ by 10″ lamp"),
        ("40°26'46\"N", "40°26′46″N"),
        ("'round the clock' and 'til", "‘round the clock’ and ’til"),
        ("the word 'em' and 'tis'", "the word ‘em’ and ‘tis’"),
        ("the letter 'n' here", "the letter ‘n’ here"),
        ("'26 lamps' were lit", "‘26 lamps’ were lit"),
        ("\"in 1926\" and 'in 98'", "“in 1926” and ‘in 98’"),
        ("\"the *year* 1926\"", "“the <em>year</em> 1926”"),
        ("\"He is 5'10\"", "“He is 5′10”"),
        ("\"He is 5'10\"\", she said", "“He is 5′10″”, she said"),
        ("it's the lamps' light", "it’s the lamps’ light"),
        ("'a' \"b\" 'c d'", "‘a’ “b” ‘c d’"),
        ("`5'10\" 'tis`", "<code>5'10\" 'tis</code>"),
        (r"\'tis 5\'", "'tis 5'"),
    ],
)  # fmt: skip
def test_apostrophes_primes_and_quotation_marks_are_told_apart(text: str, expected: str) -> None:
    assert html(text) == f"<p>{expected}</p>"


def test_a_paragraph_does_not_remember_the_quotation_marks_of_another() -> None:
    assert "12″" in html('"Open\n\na 12" lamp')


def test_plain_text_has_the_same_apostrophes_as_the_page() -> None:
    assert one_line(to_fragment("'Tis 5'10\"").html) == "’Tis 5′10″"


@pytest.mark.parametrize("text", ["'round ", "'26 ", "5' ", '5" ', "5'10\" ", "'n' "])
def test_a_long_line_of_signs_takes_time_in_proportion(text: str) -> None:
    assert len(set_apostrophes(text * 16_000)[0]) == len(text) * 16_000
