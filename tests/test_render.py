"""What has the same key is not made again, and no link that was made leads nowhere."""

from __future__ import annotations

from functools import partial

import pytest
from examples import lamps, templates

from explainer.plan import Output, Rank, plan
from explainer.problems import CannotMake, Place, Problem
from explainer.render import Rendered, check_links, render
from explainer.store import Store


def output(address: str, text: str, *, key: str = "") -> Output:
    return Output(address, key or address + text, text.encode, Rank.PAGE, Place("index.md"))


def rendered(**texts: str) -> tuple[Rendered, ...]:
    """Return pages by their names, _ standing for a slash."""
    outputs = [
        output(f"{name.replace('_', '/')}.html", f"<!doctype html>{text}")
        for name, text in texts.items()
    ]
    return render(outputs, Store())


def problems(**texts: str) -> list[Problem]:
    return check_links(rendered(**texts))


def test_what_is_kept_under_the_same_key_is_not_made_again() -> None:
    made: list[str] = []

    def make() -> bytes:
        made.append("once")
        return b"text"

    store = Store()
    for _ in range(3):
        (page,) = render([Output("a.html", "key", make, Rank.PAGE)], store)
        assert page.data == b"text"
    assert made == ["once"]


def test_another_key_is_made_anew() -> None:
    store = Store()
    (one,) = render([output("a.html", "one")], store)
    (two,) = render([output("a.html", "two")], store)
    assert (one.data, two.data) == (b"one", b"two")


def test_everything_that_cannot_be_made_is_told_at_once() -> None:
    def fail(file: str) -> bytes:
        raise CannotMake(Problem(Place(file), "template", "broken"))

    outputs = [
        Output(file, file, partial(fail, file), Rank.PAGE) for file in ("one.html", "two.html")
    ]
    with pytest.raises(CannotMake) as fault:
        render([outputs[0], output("a.html", "sound"), outputs[1]], Store())
    assert [problem.place.file for problem in fault.value.problems] == ["one.html", "two.html"]


def test_every_output_keeps_its_own_address() -> None:
    outputs = plan(lamps(), templates())
    pages = render(outputs, Store())
    assert [page.address for page in pages] == [output.address for output in outputs]


def test_every_link_of_the_lamps_leads_somewhere() -> None:
    assert check_links(render(plan(lamps(), templates()), Store())) == []


@pytest.mark.parametrize(
    "link",
    ["b.html", "b.html#x", "#x", "a_b/c.html", "folder/c.html#x", "", "#",
     "https://example.org/gone", "mailto:desk@example.org", "//example.org/x", "b.html?print",
     "folder/../b.html", "%62.html"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_no_problem(link: str) -> None:
    pages = {"b": '<p id="x">', "folder_c": '<p id="x">', "a_b_c": ""}
    found = problems(index=f'<p id="x"><a href="{link}">', **pages)
    if link == "a_b/c.html":
        assert len(found) == 1
    else:
        assert found == []


@pytest.mark.parametrize(
    "link", ["gone.html", "b.html#gone", "#gone", "../b.html", "/b.html", "folder/b.html", "b"]
)
def test_a_link_that_leads_nowhere_is_told_with_the_page(link: str) -> None:
    (problem,) = problems(index=f'<a href="{link}">', b="")
    assert problem.place.file == "index.html"
    assert problem.place.root == "site"
    assert problem.code == "dead-link"
    assert f'"{link}"' in problem.message
    assert "index.md" in problem.hint


def test_a_script_or_picture_that_is_not_there_is_told() -> None:
    found = problems(index='<script src="gone.js"></script><img src="gone.svg">')
    assert [problem.code for problem in found] == ["dead-link", "dead-link"]


def test_an_address_that_is_none_is_told_and_breaks_nothing() -> None:
    (problem,) = problems(index='<a href="http://[foo">')
    assert "is no address" in problem.message


def test_links_are_read_from_deep_pages_too() -> None:
    assert problems(index="", a_b_c='<a href="../../index.html">') == []
    assert len(problems(index="", a_b_c='<a href="../index.html">')) == 1


def test_an_anchor_in_another_script_is_found_as_it_is_linked() -> None:
    assert problems(index='<h2 id="光 x"><a href="#%E5%85%89%20x">', b="") == []
    assert problems(index='<h2 id="a&amp;b"><a href="#a&amp;b">', b="") == []


def test_an_id_given_twice_is_told_once() -> None:
    (problem,) = problems(index='<p id="x"><p id="x"><p id="x"><p id="y">')
    assert (problem.code, problem.place.file) == ("duplicate-anchor", "index.html")
    assert '"x"' in problem.message


def test_what_looks_like_a_link_in_text_is_text() -> None:
    assert problems(index='<p>&lt;a href="gone.html"&gt; href="gone.html"</p>') == []
    assert problems(index='<p data-href="gone.html">') == []
