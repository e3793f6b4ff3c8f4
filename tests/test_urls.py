"""Links written as file paths lead to the right page, and never outside the content folder."""

from __future__ import annotations

from urllib.parse import unquote, urljoin

import pytest
from examples import QUICK
from hypothesis import given
from hypothesis import strategies as st

from explainer.urls import Target, address_of, relative, resolve

NAMES = st.text(alphabet="abc-_ü光 ~%&#?'", min_size=1, max_size=6).map(str.strip).filter(bool)
ADDRESSES = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".html")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("index.md", "about.md", Target("about.md")),
        ("a/x.md", "y.md", Target("a/y.md")),
        ("a/x.md", "../b/y.md#part", Target("b/y.md", "part")),
        ("a/x.md", "#part", Target("a/x.md", "part")),
        ("a/x.md", "./y.md", Target("a/y.md")),
        ("a/b/x.md", "../../index.md", Target("index.md")),
        ("timeline/2041.yaml", "bell.md", Target("bell.md")),
        ("sources.yaml", "a/x.md", Target("a/x.md")),
        ("index.md", "two%20words.md", Target("two words.md")),
        ("index.md", "y.md?print", Target("y.md")),
        ("index.md", "y.md#%E5%85%89", Target("y.md", "光")),
    ],
)
def test_a_path_is_resolved_from_the_file_it_is_written_in(
    source: str, target: str, expected: Target
) -> None:
    assert resolve(source, target) == expected


@pytest.mark.parametrize("target", ["../secret.md", "/etc/x.md", "a/../../x.md", "%2e%2e/x.md"])
def test_a_path_outside_the_content_folder_resolves_to_nothing(target: str) -> None:
    assert resolve("index.md", target).path == ""


def test_a_page_has_an_html_address_and_other_files_keep_their_names() -> None:
    assert address_of("a/x.md") == "a/x.html"
    assert address_of("data/lamps.csv") == "data/lamps.csv"


@pytest.mark.parametrize(
    ("from_", "to", "anchor", "expected"),
    [
        ("index.html", "timeline.html", "bell", "timeline.html#bell"),
        ("a/b.html", "index.html", "", "../index.html"),
        ("a/b.html", "a/c.html", "x", "c.html#x"),
        ("a/b.html", "a/b.html", "x", "#x"),
        ("a/b.html", "a/b.html", "", "b.html"),
        ("a/index.html", "b/index.html", "", "../b/index.html"),
        ("index.html", "a/two words.html", "", "a/two%20words.html"),
        ("index.html", "a:b.html", "", "a%3Ab.html"),
    ],
)
def test_a_relative_link_never_points_to_a_bare_folder(
    from_: str, to: str, anchor: str, expected: str
) -> None:
    assert relative(from_, to, anchor) == expected


@QUICK
@given(ADDRESSES, ADDRESSES, st.one_of(st.just(""), NAMES))
def test_a_relative_link_leads_to_its_page_from_any_other(from_: str, to: str, anchor: str) -> None:
    link = relative(from_, to, anchor)
    base = "https://example.org/some/where/"
    from_url = base + relative("x.html", from_)
    path, _, fragment = urljoin(from_url, link).partition("#")
    assert (unquote(path), unquote(fragment)) == (base + to, anchor)
