"""A designer's mistake is told with its template's file and line; text never becomes markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from examples import templates, written

from explainer.problems import CannotMake, Place
from explainer.templates import Templates, read_templates

if TYPE_CHECKING:
    from pathlib import Path


def fault_of(texts: dict[str, str], name: str = "page.html") -> CannotMake:
    with pytest.raises(CannotMake) as fault:
        Templates(texts, {}).render(name, {"x": "text", "items": (1, 2)})
    return fault.value


@pytest.mark.parametrize(
    "line",
    [
        "{{ unknown }}", "{{ x.unknown }}", "{% if %}", "{% endfor %}", "{{ 1 // 0 }}",
        "{{ x + 1 }}", "{{ items['key'].other }}", "{{ x|nofilter }}", "{% include 'gone.html' %}",
        "{{ x() }}", "{{ x|round }}", "{% for a, b in items %}{% endfor %}", "{{ 'a'.b.c }}",
        "{% import 'gone.html' as m %}", "{{ x|join(1)|nosuch }}", "{{ x[ }}",
    ],
)  # fmt: skip
def test_any_mistake_in_a_template_is_told_with_its_file_and_line(line: str) -> None:
    problem = fault_of({"page.html": f"<p>\nfine\n{line}\n</p>"}).problems[0]
    assert problem.place == Place("page.html", 3, "templates")
    assert problem.code == "template"
    assert problem.message


def test_a_mistake_in_an_included_template_is_told_there() -> None:
    texts = {"page.html": "\n{% include 'part.html' %}", "part.html": "a\nb\n\n{{ unknown }}"}
    assert fault_of(texts).problems[0].place == Place("part.html", 4, "templates")


def test_a_mistake_in_a_macro_is_told_in_the_macros_file() -> None:
    texts = {
        "page.html": "{% import 'm.html' as m %}\n{{ m.show() }}",
        "m.html": "{% macro show() %}\n{{ unknown }}\n{% endmacro %}",
    }
    assert fault_of(texts).problems[0].place == Place("m.html", 2, "templates")


def test_a_syntax_error_in_an_extended_template_is_told_there() -> None:
    texts = {"page.html": "{% extends 'base.html' %}", "base.html": "\n\n{% block %}"}
    assert fault_of(texts).problems[0].place == Place("base.html", 3, "templates")


def test_a_template_that_calls_itself_for_ever_is_told() -> None:
    fault = fault_of({"page.html": "\n{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"})
    assert fault.problems[0].place.file == "page.html"


def test_a_template_is_not_blamed_for_a_machine_without_memory() -> None:
    def run_out() -> str:
        raise MemoryError

    with pytest.raises(MemoryError):
        Templates({"page.html": "{{ view() }}"}, {}).render("page.html", {"view": run_out})


def test_a_template_that_is_missing_is_told() -> None:
    (problem,) = fault_of({}, "page.html").problems
    assert problem.text().startswith(
        'templates/page.html:1: error: there is no template "page.html"'
    )


def test_an_included_template_that_is_missing_is_told_with_the_nearest_there_is() -> None:
    texts = {"page.html": "\n{% include 'part/foot.html' %}", "parts/foot.html": ""}
    (problem,) = fault_of(texts).problems
    assert problem.place.line == 2
    assert problem.hint == 'did you mean "parts/foot.html"?'


def test_a_template_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(CannotMake) as fault:
        read_templates(tmp_path)
    assert fault.value.problems[0].place == Place("page.html", 2, "templates")


def test_all_templates_that_are_not_utf8_are_told(tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        (tmp_path / name).write_bytes(b"\xff")
    with pytest.raises(CannotMake) as fault:
        read_templates(tmp_path)
    assert [problem.place.file for problem in fault.value.problems] == ["one.html", "two.html"]


def test_text_is_escaped_wherever_it_stands() -> None:
    made = Templates({"page.html": '<p title="{{ x }}">{{ x }}</p>'}, {})
    said = made.render("page.html", {"x": '<script>"&'})
    assert said == '<p title="&lt;script&gt;&#34;&amp;">&lt;script&gt;&#34;&amp;</p>'


def test_templates_and_what_pages_load_are_read_from_their_folder(tmp_path: Path) -> None:
    written(
        tmp_path,
        {
            "a.html": "a",
            "blocks/b.html": "b",
            "assets/x/y.css": "c",
            "assets/.z": "",
            "note.md": "",
        },
    )
    made = read_templates(tmp_path)
    assert dict(made.texts) == {"a.html": "a", "blocks/b.html": "b"}
    assert dict(made.assets) == {"assets/x/y.css": b"c"}


def test_a_digest_changes_with_anything_that_a_template_brings_in() -> None:
    texts = {
        "page.html": "{% extends 'base.html' %}",
        "base.html": "{% import 'm.html' as m %}",
        "m.html": "{% macro x(k) %}{% include 'blocks/' ~ k ~ '.html' %}{% endmacro %}",
        "blocks/b.html": "b",
        "other.html": "other",
    }
    before = Templates(texts, {}).digest_of("page.html")
    for name, text in texts.items():
        changed = Templates({**texts, name: f"{text}!"}, {}).digest_of("page.html")
        assert (changed != before) == (name != "other.html"), name


def test_templates_of_the_same_words_are_the_same() -> None:
    one, other = (Templates({"a": "b"}, {"c": b"d"}) for _ in range(2))
    assert one.key == other.key
    assert one.key != Templates({"a": "b"}, {"c": b"e"}).key
    assert one.key != Templates({"ab": ""}, {"c": b"d"}).key


LOGIC = re.compile(
    r"\|\s*(?:sort|dictsort|groupby|selectattr|rejectattr|select|reject|map|unique|sum|safe|batch"
    r"|random|strftime|max|min|attr)\b|\bdt\b|strftime|timedelta|\.earliest|\.latest|now\(\)|_by_id"
)


@pytest.mark.parametrize("name", sorted(templates().texts))
def test_templates_decide_how_things_look_and_never_what_is_true(name: str) -> None:
    code = re.findall(r"\{[{%].*?[%}]\}", templates().texts[name], re.DOTALL)
    assert [piece for piece in code if LOGIC.search(piece)] == []


@pytest.mark.parametrize("name", sorted(templates().texts))
def test_no_template_breaks_the_content_security_policy(name: str) -> None:
    text = templates().texts[name]
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", text)
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert all("application/ld+json" in tag for tag in inline)


@pytest.mark.parametrize("name", ["404.html", "card.svg"])
def test_what_stands_without_the_style_sheet_has_no_colours_but_its(name: str) -> None:
    colour = re.compile(r"#[0-9a-f]{3,6}\b")
    named = set(colour.findall(templates().assets["assets/style.css"].decode()))
    own = set(colour.findall(templates().texts[name])) - {"#000"}
    assert own
    assert own <= named
