"""HTML from prose has one form, so that citations, terms and tables can be put in by pattern."""

from __future__ import annotations

import ast
import re

import pytest
from examples import PROJECT
from hypothesis import given, settings
from hypothesis import strategies as st
from test_line_numbers import DOCUMENTS, typed
from test_prose import TEXTS

from explainer.prose import allowed_html
from explainer.prose.convert import Converter, to_fragment

_ENTITY = r"&(?:amp|lt|gt|quot|nbsp);"
_TEXT = rf"(?:[^<>&]|{_ENTITY})+"
_ATTRIBUTE = rf' [a-z-]+="(?:[^<>&"]|{_ENTITY})*"'
_PIECE = re.compile(
    rf"{_TEXT}|<(?P<start>[a-z][a-z0-9]*)(?:{_ATTRIBUTE})*>|</(?P<end>[a-z][a-z0-9]*)>"
)
_VOID = {"br", "hr", "img", "wbr"}

TAGS = st.builds(
    "<{}{}{}>".format,
    st.sampled_from(("", "/", "!--", "?", "!")),
    st.sampled_from([*sorted(allowed_html.TAGS), "DIV", "script", "svg", "math", "noscript", "x"]),
    st.lists(
        st.sampled_from(
            (" class=a", ' title="<b>"', " title='&quot;\"'", " title=\"a>b&c\"", " ID=X", " open",
             " lang", "/", "\n", ' class="a', " href=x", " onclick=y", " data-x='1'", " --", " -->")
        ),
        max_size=3,
    ).map("".join),
)  # fmt: skip
RAW_HTML = st.lists(st.one_of(TAGS, TEXTS, st.text(max_size=8)), max_size=8).map("".join)


def assert_canonical(html: str) -> None:
    """Check that the HTML consists of text and whole elements in the one form."""
    position, is_open = 0, []
    while position < len(html):
        piece = _PIECE.match(html, position)
        assert piece, html[position : position + 40]
        position = piece.end()
        if piece["start"] and piece["start"] not in _VOID:
            is_open.append(piece["start"])
        if piece["end"]:
            assert is_open
            assert is_open.pop() == piece["end"]
    assert is_open == []


@settings(deadline=None, max_examples=150)
@given(RAW_HTML)
def test_cleaned_html_has_the_form_that_later_patterns_rely_on(html: str) -> None:
    assert_canonical(allowed_html.clean(html))


@settings(deadline=None, max_examples=100)
@given(st.one_of(RAW_HTML, DOCUMENTS.map(typed)))
def test_the_html_of_any_text_has_the_form_that_later_patterns_rely_on(text: str) -> None:
    assert_canonical(to_fragment(text).html)


def test_no_html_of_a_text_bypasses_the_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowed_html, "clean", lambda _: "cleaned")
    assert Converter().convert("*Text* [@a].").html == "cleaned"


def test_only_the_converter_makes_fragments_with_html() -> None:
    makers = {
        path.name
        for path in (PROJECT / "explainer").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Fragment"
        and (node.args or any(keyword.arg in {None, "encoded_html"} for keyword in node.keywords))
    }
    assert makers == {"convert.py"}
