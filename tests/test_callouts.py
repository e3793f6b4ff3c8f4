"""Notes, task lists and abbreviations, in the forms of the systems that editors come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import EXPLAINERS, copy_content, html_pages, load_valid

from explainer.check import check
from explainer.exports.plain_text import one_line
from explainer.fragment import MARK_CLOSE, MARK_OPEN
from explainer.prose.convert import to_fragment

if TYPE_CHECKING:
    from pathlib import Path


def html(text: str) -> str:
    fragment = to_fragment(text)
    assert fragment.faults == ()
    return fragment.html.replace(MARK_OPEN, "«").replace(MARK_CLOSE, "»").strip()


def faults(text: str) -> list[tuple[int, str, bool]]:
    return [(fault.line, fault.code, fault.is_warning) for fault in to_fragment(text).faults]


def note(kind: str, title: str, text: str) -> str:
    return (
        f'<div class="admonition {kind}">\n<p class="admonition-title">{title}</p>\n{text}\n</div>'
    )


def folded(kind: str, title: str, text: str, *, is_open: bool = False) -> str:
    attributes = f'class="admonition {kind}"' + (' open=""' if is_open else "")
    return f"<details {attributes}>\n<summary>{title}</summary>\n{text}\n</details>"


# Notes


@pytest.mark.parametrize(
    "kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION", "Info", "danger"]
)
def test_a_quotation_that_starts_with_a_kind_is_a_note(kind: str) -> None:
    expected = note(kind.lower(), kind.capitalize(), "<p>a\nb</p>")
    assert html(f"> [!{kind}]\n> a\n> b") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!!! note\n    a", note("note", "Note", "<p>a</p>")),
        ('!!! note "T *t*"\n    a\n\n    b', note("note", "T <em>t</em>", "<p>a</p>\n<p>b</p>")),
        ("> [!NOTE] T *t* [@x]\n> a", note("note", "T <em>t</em> «0»", "<p>a</p>")),
        ('> [!NOTE] "T"\n> a', note("note", "“T”", "<p>a</p>")),
        ("> [!tip]- T\n> a", folded("tip", "T", "<p>a</p>")),
        ("> [!tip]+\n> a", folded("tip", "Tip", "<p>a</p>", is_open=True)),
        ("??? tip\n    a", folded("tip", "Tip", "<p>a</p>")),
        ('???+ tip "T [@x]"\n    a', folded("tip", "T «0»", "<p>a</p>", is_open=True)),
        ('??? tip ""\n    a', folded("tip", "Tip", "<p>a</p>")),
        ("::: note\na\n:::", note("note", "Note", "<p>a</p>")),
        (":::note T\na\n:::", note("note", "T", "<p>a</p>")),
        (":::note[T *t*]\na\n:::", note("note", "T <em>t</em>", "<p>a</p>")),
        ("::: {.note}\na\n:::", note("note", "Note", "<p>a</p>")),
        ("::: {.warning} ::::\na\n::::::", note("warning", "Warning", "<p>a</p>")),
        ("::: {.callout-tip}\n## T\n\na\n:::", note("tip", "T", "<p>a</p>")),
        ('::: {.callout-tip title="T t"}\na\n:::', note("tip", "T t", "<p>a</p>")),
        ('::: {.callout-tip collapse="true"}\na\n:::', folded("tip", "Tip", "<p>a</p>")),
        (":::{note} T\na\n:::", note("note", "T", "<p>a</p>")),
        ("::: details T\na\n:::", folded("details", "T", "<p>a</p>")),
        ("a\n> [!NOTE]\n> b\n\nc", f"<p>a</p>\n{note('note', 'Note', '<p>b</p>')}\n<p>c</p>"),
        ("a\n::: note\nb\n:::\nc", f"<p>a</p>\n{note('note', 'Note', '<p>b</p>')}\n<p>c</p>"),
        ("> [!NOTE]\n> a\nb", note("note", "Note", "<p>a\nb</p>")),
        ("> [!NOTE]\n> a\n\n> b", note("note", "Note", "<p>a</p>") + "\n<blockquote>\n<p>b</p>\n</blockquote>"),
        ("> > [!NOTE]\n> > a\n>\n> b", f"<blockquote>\n{note('note', 'Note', '<p>a</p>')}\n<p>b</p>\n</blockquote>"),
        ("::: note\n:::: tip\na\n::::\nb\n:::", note("note", "Note", note("tip", "Tip", "<p>a</p>") + "\n<p>b</p>")),
        ("> [!NOTE]\n> > [!TIP]\n> > a\n>\n> b", note("note", "Note", note("tip", "Tip", "<p>a</p>") + "\n<p>b</p>")),
        ("> [!NOTE]\n>\n>     a\n", note("note", "Note", "<pre><code>a\n</code></pre>")),
        ("::: note\n```\n:::\n```\n:::", note("note", "Note", "<pre><code>:::\n</code></pre>")),
        ("::: note\n| a |\n|---|\n| b |\n\n- c\n:::", "<li>c</li>\n</ul>\n</div>"),
        ("1. a\n2. b\n\n    > [!TIP]\n    > c\n\n3. d", f"<p>b</p>\n{note('tip', 'Tip', '<p>c</p>')}\n</li>"),
    ],
)  # fmt: skip
def test_every_form_of_note_is_a_note(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize(
    "text", ["`> [!NOTE]`", "    > [!NOTE]\n    > a", "> a\n> [!NOTE]", "```\n::: note\n```"]
)
def test_what_only_looks_like_a_note_is_left_alone(text: str) -> None:
    shown = html(text)
    assert "admonition" not in shown
    assert "!NOTE" in shown or "::: note" in shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\n\n::: note\nb\n\nc", [(3, "unclosed-block", False)]),
        ("> ::: note\n> a\n\nb", [(1, "unclosed-block", False)]),
        ("a\n\n> [!NOET]\n> b", [(3, "not-markdown", True)]),
        ("::: column\na\n:::", [(1, "not-markdown", True)]),
        ("a\n\n:::", [(3, "not-markdown", True)]),
        ("::: note\na\n:::\n:::", [(4, "not-markdown", True)]),
        ("a\n\n" + "::: note\n" * 30, [(3, "nested-too-deep", False)]),
    ],
)
def test_a_note_that_is_not_one_is_reported_at_its_line(
    text: str, found: list[tuple[int, str, bool]]
) -> None:
    assert faults(text) == found


def test_a_citation_in_a_note_is_reported_at_its_line() -> None:
    marks = to_fragment("> [!NOTE]\n> a\n>\n> b [@x]\n\n::: tip\n\nc [@y]\n:::").marks
    assert [(mark.pairs[0][0], mark.line) for mark in marks] == [("x", 4), ("y", 8)]


@pytest.mark.parametrize(
    "text", ["::: note\n", "> [!NOTE]\n", "::: a\n", ":::\n", "!!! a\n", "??? a\n"]
)
def test_thousands_of_notes_do_not_exhaust_the_converter(text: str) -> None:
    to_fragment(text * 2_000)


# Task lists


@pytest.mark.parametrize(
    ("text", "sign", "words"),
    [
        ("- [ ] a", "☐", "to do"),
        ("- [x] a", "☑", "done"),
        ("* [X] a", "☑", "done"),
        ("1. [x] a", "☑", "done"),
        ("- [x] a\n\n- b", "☑", "done"),
        ("- [x] a\n\n[x]: https://a.org", "☑", "done"),
    ],
)
def test_a_task_has_a_sign_and_words_for_screen_readers(text: str, sign: str, words: str) -> None:
    shown = html(text)
    assert (
        f'<span class="task-sign">{sign}</span><span class="spoken" lang="en"> {words}: </span>a'
        in shown
    )
    assert '<li class="task">' in shown
    assert f"{sign} {words}: a" in one_line(shown)


def test_a_task_may_contain_what_an_item_may() -> None:
    shown = html("- [ ] *a* [b](c.md) [@d]\n    - [x] e")
    assert "</span><em>a</em> <a href=" in shown
    assert shown.count("task-sign") == 2


@pytest.mark.parametrize(
    "text", ["- [ ]", "- \\[x] a", "- `[x]` a", "- [x](a.md) b", "[x] a", "- [y] a"]
)
def test_what_only_looks_like_a_task_stays_text(text: str) -> None:
    assert "task" not in html(text)


# Abbreviations

WLO = "\n\n*[WLO]: World Lamp Office"


def test_an_abbreviation_gets_its_meaning_wherever_it_is_a_word() -> None:
    shown = html("The WLO (WLO), *WLO* and WLO’s." + WLO)
    assert shown.count('<abbr class="explained" title="World Lamp Office">WLO</abbr>') == 4
    assert "*[WLO]" not in shown


@pytest.mark.parametrize(
    "text", ["`WLO`", "[WLO](a.md)", "## WLO", "WLOs", "wlo", "x-WLO", "<kbd>WLO</kbd>", "    WLO"]
)
def test_an_abbreviation_is_not_looked_for_in_links_headings_code_and_other_words(
    text: str,
) -> None:
    assert 'class="explained"' not in html(f"{text}\n\nWLO{WLO}").replace(
        '<p><abbr class="explained" title="World Lamp Office">WLO</abbr></p>', ""
    )


def test_a_backslash_leaves_an_abbreviation_plain() -> None:
    shown = html("WLO and \\WLO, \\WLO" + WLO)
    assert shown.count('<abbr class="plain">WLO</abbr>') == 2
    assert "\\" not in shown


def test_the_longest_abbreviation_wins_whatever_the_order() -> None:
    shown = html(
        "The WLO Board.\n\n*[WLO]: Office\n*[WLO Board]: Its board\n*[Board]: x\n\nWLO, Board"
    )
    assert '<abbr class="explained" title="Its board">WLO Board</abbr>' in shown


def test_a_meaning_may_contain_any_sign() -> None:
    assert 'title="A &quot;b&quot; &lt;c&gt; &amp; *d*"' in html('X\n\n*[X]: A "b" <c> & *d*')


@pytest.mark.parametrize(
    ("text", "line"),
    [("X\n\n*[X]:", 3), ("X\n\n*[X]: a\n*[X]: b", 4), ("a\n\n*[X]: b", 3), ("## X\n\n*[X]: b", 3)],
)
def test_an_abbreviation_that_means_nothing_or_is_not_used_is_reported(
    text: str, line: int
) -> None:
    assert [(place, code) for place, code, _ in faults(text)] == [(line, "abbreviation")]


def test_a_term_of_the_glossary_wins_over_a_pages_own_abbreviation(tmp_path: Path) -> None:
    folder = copy_content(
        EXPLAINERS / "five",
        tmp_path / "content",
        {
            "glossary.yaml": "- {id: wlo, term: Lamp office, abbr: WLO, text: An office.}\n",
            "own.md": f"---\ntitle: Own\n---\nThe WLO and the LO.{WLO}\n*[LO]: Local office\n",
        },
    )
    content = load_valid(folder)
    page = html_pages(content)["own.html"]
    assert '<a class="term" href="#term.wlo" data-note>WLO</a>' in page
    assert '<abbr class="explained" title="Local office">LO</abbr>' in page
    (problem,) = [problem for problem in check(content) if problem.code == "abbreviation"]
    assert (problem.place.file, problem.place.line, problem.severity) == ("own.md", 6, "warning")
