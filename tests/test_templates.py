"""Mistakes in templates are reported with file and line, and text is always escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from examples import templates, write_files

from explainer.problems import CannotMake, Place
from explainer.templates import Templates, read_templates

if TYPE_CHECKING:
    from pathlib import Path


def error_of(texts: dict[str, str], name: str = "page.html") -> CannotMake:
    with pytest.raises(CannotMake) as error:
        Templates(texts, {}).render(name, {"x": "text", "items": (1, 2)})
    return error.value


@pytest.mark.parametrize(
    "line",
    [
        "{{ unknown }}", "{{ x.unknown }}", "{% if %}", "{% endfor %}", "{{ 1 // 0 }}",
        "{{ x + 1 }}", "{{ items['key'].other }}", "{{ x|nofilter }}", "{% include 'gone.html' %}",
        "{{ x() }}", "{{ x|round }}", "{% for a, b in items %}{% endfor %}", "{{ 'a'.b.c }}",
        "{% import 'gone.html' as m %}", "{{ x|join(1)|nosuch }}", "{{ x[ }}",
    ],
)  # fmt: skip
def test_any_mistake_in_a_template_is_reported_with_its_file_and_line(line: str) -> None:
    problem = error_of({"page.html": f"<p>\nfine\n{line}\n</p>"}).problems[0]
    assert problem.place == Place("page.html", 3, "templates")
    assert problem.code == "template"
    assert problem.message


def test_a_mistake_in_an_included_template_is_reported_in_its_own_file() -> None:
    texts = {"page.html": "\n{% include 'part.html' %}", "part.html": "a\nb\n\n{{ unknown }}"}
    assert error_of(texts).problems[0].place == Place("part.html", 4, "templates")


def test_a_mistake_in_a_macro_is_reported_in_the_macros_file() -> None:
    texts = {
        "page.html": "{% import 'm.html' as m %}\n{{ m.show() }}",
        "m.html": "{% macro show() %}\n{{ unknown }}\n{% endmacro %}",
    }
    assert error_of(texts).problems[0].place == Place("m.html", 2, "templates")


def test_a_syntax_error_in_an_extended_template_is_reported_in_its_own_file() -> None:
    texts = {"page.html": "{% extends 'base.html' %}", "base.html": "\n\n{% block %}"}
    assert error_of(texts).problems[0].place == Place("base.html", 3, "templates")


def test_endless_recursion_in_a_template_is_reported() -> None:
    error = error_of({"page.html": "\n{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"})
    assert error.problems[0].place.file == "page.html"


def test_running_out_of_memory_is_not_reported_as_a_template_mistake() -> None:
    def run_out() -> str:
        raise MemoryError

    with pytest.raises(MemoryError):
        Templates({"page.html": "{{ view() }}"}, {}).render("page.html", {"view": run_out})


def test_a_missing_template_is_reported() -> None:
    (problem,) = error_of({}, "page.html").problems
    assert problem.text().startswith('templates/page.html:1: error: missing template "page.html"')


def test_a_missing_included_template_is_reported_with_the_nearest_name() -> None:
    texts = {"page.html": "\n{% include 'part/foot.html' %}", "parts/foot.html": ""}
    (problem,) = error_of(texts).problems
    assert problem.place.line == 2
    assert problem.hint == 'did you mean "parts/foot.html"?'


def test_a_template_that_is_not_utf8_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(CannotMake) as error:
        read_templates(tmp_path)
    assert error.value.problems[0].place == Place("page.html", 2, "templates")


def test_every_template_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        (tmp_path / name).write_bytes(b"\xff")
    with pytest.raises(CannotMake) as error:
        read_templates(tmp_path)
    assert [problem.place.file for problem in error.value.problems] == ["one.html", "two.html"]


def test_text_is_escaped_in_attributes_and_in_content() -> None:
    page_templates = Templates({"page.html": '<p title="{{ x }}">{{ x }}</p>'}, {})
    html = page_templates.render("page.html", {"x": '<script>"&'})
    assert html == '<p title="&lt;script&gt;&#34;&amp;">&lt;script&gt;&#34;&amp;</p>'


def test_templates_and_assets_are_read_from_their_folder(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "a.html": "a",
            "blocks/b.html": "b",
            "assets/x/y.css": "c",
            "assets/.z": "",
            "note.md": "",
        },
    )
    result = read_templates(tmp_path)
    assert dict(result.texts) == {"a.html": "a", "blocks/b.html": "b"}
    assert dict(result.assets) == {"assets/x/y.css": b"c"}


def test_a_templates_digest_changes_with_every_template_it_uses() -> None:
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


def test_the_key_of_the_templates_depends_only_on_their_text_and_assets() -> None:
    first, second = (Templates({"a": "b"}, {"c": b"d"}) for _ in range(2))
    assert first.key == second.key
    assert first.key != Templates({"a": "b"}, {"c": b"e"}).key
    assert first.key != Templates({"ab": ""}, {"c": b"d"}).key


LOGIC = re.compile(
    r"\|\s*(?:sort|dictsort|groupby|selectattr|rejectattr|select|reject|map|unique|sum|safe|batch"
    r"|random|strftime|max|min|attr)\b|\bdt\b|strftime|timedelta|\.earliest|\.latest|now\(\)|_by_id"
)


@pytest.mark.parametrize("name", sorted(templates().texts))
def test_templates_contain_no_logic_that_belongs_in_python(name: str) -> None:
    code = re.findall(r"\{[{%].*?[%}]\}", templates().texts[name], re.DOTALL)
    assert [piece for piece in code if LOGIC.search(piece)] == []


@pytest.mark.parametrize("name", sorted(templates().texts))
def test_no_template_breaks_the_content_security_policy(name: str) -> None:
    text = templates().texts[name]
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", text)
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert all("application/ld+json" in tag for tag in inline)


def test_hidden_files_and_folders_are_no_templates(tmp_path: Path) -> None:
    write_files(tmp_path, {"page.html": "x", ".old/page.html": "x", "assets/.old/a.css": "x"})
    # macOS puts such a file beside each one on other file systems.
    (tmp_path / "._page.html").write_bytes(b"\0\x05\x16\x07\xff")
    templates = read_templates(tmp_path)
    assert list(templates.texts) == ["page.html"]
    assert not templates.assets
