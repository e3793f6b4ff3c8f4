"""Every citation, link and mistake in prose is reported at the line on which it was typed.

Documents are drawn from blocks that contain the same text in places where it counts and in places
where it doesn't, such as comments and code.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_prose import TEXTS

from explainer.fragment import RESERVED_CHARACTERS, Fragment
from explainer.prose import block_locator, html_blocks, html_content
from explainer.prose.convert import to_fragment
from explainer.prose.line_notes import without_notes


class Sign(NamedTuple):
    """What replaces a sign in a block, and what the conversion must find there ("" for nothing)."""

    typed: str
    found: str


SIGNS = {
    "①": Sign("[@post]", "cite"),
    "②": Sign("[x](other.md)", "page"),
    "③": Sign("![A lamp](lamp.svg)", "image"),
    "④": Sign('[x](there.md "Title")', "page"),
    "⑤": Sign("<https://example.org/>", "web"),
    "⑥": Sign("[^none]", "footnote"),
    "⑦": Sign("@post", "stray"),
    "⑧": Sign("[x] (other.md)", "link-form"),
    "⑨": Sign("<b onclick=x>b</b>", "unsafe-html"),
    "⑩": Sign("{: onclick=x }", "unsafe-html"),
    "⑪": Sign("In 2030 it fell.", "uncited"),
    "⑫": Sign("Same lamp", "heading"),
    "⑬": Sign("[event](event:dimming)", "event"),
    "⑭": Sign("lines](other.md)", "page"),
    "⑮": Sign("| 1 | 2 | 3 |", "table-form"),
    "⑯": Sign("[^unused]:", "footnote"),
    # Copies of the same texts where they mean nothing, or something else.
    "Ⓐ": Sign("[@post]", ""),
    "Ⓑ": Sign("[x](other.md)", ""),
    "Ⓒ": Sign("[^none]", ""),
    "Ⓓ": Sign("In 2030 it fell.", ""),
    "Ⓔ": Sign("Same lamp", ""),
    "Ⓕ": Sign("[@post]", "html-text"),
    "Ⓖ": Sign("[x](other.md)", "html-text"),
}
# Blocks that may be in a quotation, a list item and so on.
MARKDOWN = (
    "A ① b\nb ② c ①\nd ①",
    "Same ①.",
    "Ⓔ\nⒺ ②",
    "`Ⓐ` ① `Ⓑ`\n② `Ⓐ\nⒶ` ①",
    "    ⒶⒷ\n    Ⓒ Ⓓ\n\n    ⒶⒺ",
    "**b ①\n②** *i ⑬* ③ ⑤\n⑤",
    "- ①\n- ①\n- ②\n    ①\n    - ① ②\n    - ①",
    "1. ①\n\n    ② more\n\n2. ①\n   ②",
    "## ⑫",
    "### ⑫ ##",
    "## ⑫ {: .a }",
    "⑫\n---",
    "⑫\n===",
    "| ① | ① |\n|---|:-:|\n| ① | ① |\n| a | ② ① |\n|  | ①|",
    "a ① | b\n--- | ---\na ① | ①\n`Ⓐ` | \\| ①",
    "| a | b |\n|---|---|\n⑮\n| 1 | 2 |\n⑮",
    "| a ① |\n|---|\n| ① |\n{: .wide}",
    "| a | b |\n|---|---|\n| a | ① |\n⑩",
    "T ①\n:   D ①\n    ②\n\n:   E ①",
    "> a ①\n> b ②\nlazy ①\n>\n> - c ①",
    "para ① ②\n{: .uncited}",
    "para\n⑩",
    "- ① ②\n- b\n⑩",
    "text ⑥ and\n⑥ ⑥",
    "so ⑦\nand ⑦",
    "a ⑧\nb ⑧",
    "a ⑨\nb ⑨",
    "***\n\n* * *\n\n①",
    "a  \nb ①\\\nc ①",
    "[two\n⑭ ①\n①",
    "④\n①",
    "&amp; ①\n&lt; ① &copy; ②",
    "# \n①",
)
# Blocks that may only be at the top of a document.
TOP = (
    "⑪",
    "⑪\nNothing.",
    "<!-- Ⓐ Ⓑ -->",
    "<!--\nⒶ\n\nⒹ\n## Ⓔ\n-->",
    "a ①\n<!-- Ⓐ\nⒷ -->\nb ①",
    "<div>\n①\n② ①\n</div>",
    "<div>① ②</div>",
    "<div>\n\n①\n\n- ②\n- ①\n\n## ⑫\n\n</div>",
    '<div markdown="1">\n①\n\n    Ⓐ\n\n②\n</div>',
    '<div class="a"\n  lang="en">\n①\n</div>',
    "<p>①\n②</p>",
    "<details>\n<summary>S ①</summary>\n\nIn ①.\n\n- a ②\n</details>\n①",
    "<table>\n<caption>①</caption>\n<tr><td>①</td><td>①</td></tr>\n<tr>\n<td>\n\n②\n\n</td></tr>\n</table>",
    "<table>\n<tr><td>①\n<tr><td>②\n</table>",
    "<ul>\n<li>①</li>\n  <li>①\n  ②\n</ul>",
    "<blockquote>\n①\n</blockquote>\n\n①",
    "<figure>\n③\n<figcaption>①</figcaption>\n</figure>",
    "<dl><dt>①</dt>\n<dd>②</dd></dl>",
    "<div>①</div> tail ① <div>②</div>\n①",
    "<div>\n  <div>\n    ①\n  </div>\n\n  ② ①\n</div>",
    "<div>\n| ① | ① |\n|---|---|\n| ① | ② |\n</div>",
    "<pre>\nⒻ\na\nⒻ\n<code>Ⓐ</code>\n</pre>",
    '<div markdown="0">\nⒻ\n</div>',
    "<div>\n<pre>Ⓕ</pre>\n\n①\n\n</div>",
    '<span title="Ⓕ">①</span>\n<span\n lang="en"\n title="Ⓕ">①</span> ① `<i title="Ⓐ">`',
    '<div title="Ⓕ">\n① <span title="Ⓖ">a</span>\n</div>\n\n<pre title="Ⓖ">\n</pre>',
    "a <!-- Ⓐ --> b ① <!--Ⓑ--><!-- Ⓒ Ⓐ -->\nb <!-- Ⓐ -->",
    "<hr>\n①",
    '[a]: first.md\n[b]:\n  second.md\n[c]: <third.md>\n    "Title"\n\n①',
    "[ref2]: other.md 'Title'\n[ref3]: other.md (Title)\n\n②",
)
WRAPPERS = (
    "> {}",
    "!!! note\n    {}",
    '!!! note "T ①"\n    {}',
    "- ①\n\n    {}",
    "T\n:   ①\n\n    {}",
)


def wrapped(wrapper: str, block: str) -> str:
    """Put each line of a block where `{}` is, repeating what stands in front of it."""
    prefix = wrapper.rpartition("\n")[2].removesuffix("{}")
    return wrapper.replace("{}", block.replace("\n", f"\n{prefix}"))


INNER = st.sampled_from(MARKDOWN)
WRAPPED = st.builds(wrapped, st.sampled_from(WRAPPERS[:3]), INNER)
BLOCKS = st.one_of(
    INNER,
    st.sampled_from(TOP),
    st.builds(wrapped, st.sampled_from(WRAPPERS), st.one_of(INNER, WRAPPED)),
)
# Definitions of footnotes, once in a document, so that none replaces another.
ENDS = st.sampled_from(
    (
        "",
        "Text[^one].\n\n[^one]: ① ②\n\n    ① more\n    ①\n",
        "[^two]: ①\n[^one]:\n    ②\n    ①\n\nText[^one] and[^two] ①.",
        "⑯ Nothing.\n",
    )
)
DOCUMENTS = st.builds(
    lambda blocks, end: "\n\nText.\n\n".join([*blocks, end]), st.lists(BLOCKS, max_size=5), ENDS
)


def typed(document: str) -> str:
    """Return a document with each sign replaced by what it stands for."""
    return "".join(SIGNS[sign].typed if sign in SIGNS else sign for sign in document)


def expected(document: str) -> Counter[tuple[str, int]]:
    """Return what must be found in a document, and on which line."""
    return Counter(
        (SIGNS[sign].found, number)
        for number, line in enumerate(document.split("\n"), start=1)
        for sign in line
        if sign in SIGNS and SIGNS[sign].found
    )


def found(fragment: Fragment) -> Counter[tuple[str, int]]:
    """Return what was found in a text, with its line."""
    return Counter(
        [
            *((mark.kind, mark.line) for mark in fragment.marks),
            *((fault.code, fault.line) for fault in fragment.faults),
            *(("stray", stray.line) for stray in fragment.strays if stray.text == "@post"),
            *(("heading", h.line) for h in fragment.headings if h.text == "Same lamp"),
            *(("uncited", line) for line in fragment.uncited_lines),
        ]
    )


@pytest.mark.parametrize("block", [*MARKDOWN, *TOP])
def test_whatever_is_typed_in_a_block_is_found_on_its_line(block: str) -> None:
    document = f"Text.\n\n{block}"
    assert found(to_fragment(typed(document))) == expected(document)


@settings(deadline=None, max_examples=1000)
@given(DOCUMENTS)
def test_every_line_number_is_right_whatever_copies_of_the_text_stand_above(document: str) -> None:
    assert found(to_fragment(typed(document))) == expected(document)


# Notes don't change what Markdown makes of a text


def html_without_notes_in_lines(text: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html_blocks, "with_note", lambda line, _: line)
        patch.setattr(html_blocks, "place_last_note", without_notes)
        patch.setattr(html_content, "place_last_note", without_notes)
        return to_fragment(text).html


def html_without_notes_in_links(text: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block_locator, "_with_line_notes", lambda text, _: text)
        return to_fragment(text).html


@settings(deadline=None, max_examples=120)
@given(st.one_of(DOCUMENTS.map(typed), TEXTS))
def test_notes_do_not_change_how_markdown_divides_a_text_into_blocks(text: str) -> None:
    html = to_fragment(text).html
    assert html == html_without_notes_in_lines(text)


@settings(deadline=None, max_examples=120)
@given(st.one_of(DOCUMENTS.map(typed), TEXTS))
def test_notes_do_not_change_links_attributes_and_text(text: str) -> None:
    # Without notes, neither citations nor bare addresses are recognised.
    text = re.sub(r"@|www\.|(?<![<(])https?://", "", text, flags=re.IGNORECASE)
    assert to_fragment(text).html == html_without_notes_in_links(text)


@settings(deadline=None, max_examples=120)
@given(st.one_of(DOCUMENTS.map(typed), TEXTS))
def test_no_note_reaches_a_page_or_a_message(text: str) -> None:
    text = RESERVED_CHARACTERS.sub("", text)
    assert not {"\\ue002", "\\ue003"} & set(re.findall(r"\\ue\d{3}", ascii(to_fragment(text))))
