"""Rendering reuses cached outputs, and the link check reports every dead link."""

from __future__ import annotations

from functools import partial

import pytest
from examples import lamps, templates

from explainer.plan import Output, Rank, plan
from explainer.problems import CannotMake, Place, Problem
from explainer.render import RenderedFile, check_links, render
from explainer.store import Store


def output(address: str, text: str, *, key: str = "") -> Output:
    return Output(address, key or address + text, text.encode, Rank.PAGE, Place("index.md"))


def rendered(**texts: str) -> tuple[RenderedFile, ...]:
    """Return rendered pages by name; each _ in a name becomes a slash in the address."""
    outputs = [
        output(f"{name.replace('_', '/')}.html", f"<!doctype html>{text}")
        for name, text in texts.items()
    ]
    return render(outputs, Store())[0]


def problems(**texts: str) -> list[Problem]:
    return check_links(rendered(**texts))


def test_an_output_with_the_same_key_is_rendered_only_once() -> None:
    calls: list[str] = []

    def make() -> bytes:
        calls.append("once")
        return b'<p id="x">text'

    store = Store()
    for _ in range(3):
        ((page,), _) = render([Output("a.html", "key", make, Rank.PAGE)], store)
        assert page.facts.ids == ("x",)
    assert calls == ["once"]


@pytest.mark.parametrize("kept_bytes", [0, 100])
def test_the_bytes_of_a_file_can_be_read_whether_it_was_just_rendered_or_earlier(
    kept_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explainer.render.KEPT_BYTES", kept_bytes)
    store = Store()
    for _ in range(2):
        ((page,), _) = render([output("a.html", "text")], store)
        assert page.read() == page.read() == b"text"


def test_an_output_with_another_key_is_rendered_again() -> None:
    store = Store()
    ((first,), _) = render([output("a.html", "one")], store)
    ((second,), _) = render([output("a.html", "two")], store)
    assert (first.read(), second.read()) == (b"one", b"two")


def test_every_output_that_fails_to_render_is_reported() -> None:
    def fail(file: str) -> bytes:
        raise CannotMake(Problem(Place(file), "template", "broken"))

    outputs = [
        Output(file, file, partial(fail, file), Rank.PAGE) for file in ("one.html", "two.html")
    ]
    files, problems = render([outputs[0], output("a.html", "sound"), outputs[1]], Store())
    assert [file.address for file in files] == ["a.html"]
    assert [problem.place.file for problem in problems] == ["one.html", "two.html"]


def test_every_rendered_file_keeps_its_address() -> None:
    outputs = plan(lamps(), templates())
    pages, _ = render(outputs, Store())
    assert [page.address for page in pages] == [output.address for output in outputs]


def test_every_link_in_lamps_leads_somewhere() -> None:
    assert check_links(render(plan(lamps(), templates()), Store())[0]) == []


@pytest.mark.parametrize(
    "link",
    ["b.html", "b.html#x", "#x", "a_b/c.html", "folder/c.html#x", "", "#",
     "https://example.org/gone", "mailto:desk@example.org", "//example.org/x", "b.html?print",
     "folder/../b.html", "%62.html"],
)  # fmt: skip
def test_a_working_link_is_not_reported(link: str) -> None:
    pages = {"b": '<p id="x">', "folder_c": '<p id="x">', "a_b_c": ""}
    found = problems(index=f'<p id="x"><a href="{link}">', **pages)
    if link == "a_b/c.html":
        assert len(found) == 1
    else:
        assert found == []


@pytest.mark.parametrize(
    "link", ["gone.html", "b.html#gone", "#gone", "../b.html", "/b.html", "folder/b.html", "b"]
)
def test_a_dead_link_is_reported_with_its_page(link: str) -> None:
    (problem,) = problems(index=f'<a href="{link}">', b="")
    assert problem.place.file == "index.html"
    assert problem.place.root == "site"
    assert problem.code == "dead-link"
    assert f'"{link}"' in problem.message
    assert "index.md" in problem.hint


def test_a_missing_script_or_picture_is_reported() -> None:
    found = problems(index='<script src="gone.js"></script><img src="gone.svg">')
    assert [problem.code for problem in found] == ["dead-link", "dead-link"]


def test_an_invalid_url_is_reported_and_does_not_crash_the_check() -> None:
    (problem,) = problems(index='<a href="http://[foo">')
    assert "invalid link" in problem.message


def test_links_in_subfolders_are_resolved_from_their_page() -> None:
    assert problems(index="", a_b_c='<a href="../../index.html">') == []
    assert len(problems(index="", a_b_c='<a href="../index.html">')) == 1


def test_an_anchor_with_non_latin_or_escaped_characters_is_found() -> None:
    assert problems(index='<h2 id="光 x"><a href="#%E5%85%89%20x">', b="") == []
    assert problems(index='<h2 id="a&amp;b"><a href="#a&amp;b">', b="") == []


def test_a_duplicate_anchor_on_a_page_is_reported_once() -> None:
    (problem,) = problems(index='<p id="x"><p id="x"><p id="x"><p id="y">')
    assert (problem.code, problem.place.file) == ("duplicate-anchor", "index.html")
    assert '"x"' in problem.message


def test_text_that_looks_like_a_link_is_not_checked() -> None:
    assert problems(index='<p>&lt;a href="gone.html"&gt; href="gone.html"</p>') == []
    assert problems(index='<p data-href="gone.html">') == []
