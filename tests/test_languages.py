"""An explainer in another language than English: no false warnings, and honest about its words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from examples import EXPLAINERS, copy_content, html_pages, load_valid, outputs
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from explainer.check import check
from explainer.languages import is_right_to_left
from explainer.pages.reading_time import WORDS_PER_MINUTE
from explainer.prose.convert import to_fragment
from explainer.prose.uncited import states_values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selectolax.lexbor import LexborNode

    from explainer.content import Content

CHINESE = EXPLAINERS / "chinese"
LATIN, HAN = re.compile("[A-Za-z]{2,}"), re.compile("[\u4e00-\u9fff]")
# Latin letters that belong to the content, and what mixes both languages in one text.
OF_THE_CONTENT = re.compile(r"https:\S+|GPU|XKZ|Harbour Post|CC BY 4\.0")
MIXED = {"cite-plain", "cite-record"}


@cache
def chinese() -> Content:
    return load_valid(CHINESE)


@cache
def pages() -> dict[str, str]:
    return html_pages(chinese())


def texts(node: LexborNode, language: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text below an element that has no `lang` of its own, with the language it's in."""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield language, " ".join((child.text_content or "").split())
        elif child.tag not in {"script", "title", "desc"} and (
            child.attributes.get("class") not in MIXED
        ):
            yield from texts(child, child.attributes.get("lang") or language)


def test_an_explainer_in_chinese_has_no_warnings() -> None:
    assert check(chinese()) == []


def test_the_interfaces_words_are_marked_as_english_and_the_contents_are_not() -> None:
    assert len(pages()) == 12
    for address, html in pages().items():
        root = HTMLParser(html).css_first("html")
        assert root is not None
        for language, text in texts(root, root.attributes.get("lang") or ""):
            words = OF_THE_CONTENT.sub("", text)
            assert language == "en" or not LATIN.search(words), (address, text)
            assert language != "en" or not HAN.search(text), (address, text)


def test_terms_and_search_work_without_spaces_between_words() -> None:
    link = '灯塔照亮航道。<a class="term" href="#term.licence" data-note>光度许可</a>制度规定了'
    assert link in pages()["background.html"]
    script = outputs(chinese())["search.js"].make().decode()
    index = json.loads(script.partition("=")[2].removesuffix(";\n"))
    assert any("新的许可证制度很快生效，亮度为10²⁶。" in text for *_, text in index)


def test_chinese_text_takes_time_to_read() -> None:
    assert to_fragment("灯塔照亮航道。" * 100).words == 300
    assert WORDS_PER_MINUTE < 300


def test_only_values_and_dates_that_any_language_shows_need_a_source(tmp_path: Path) -> None:
    page = (
        "---\ntitle: 数字\n---\n北港于2030年熄灯。\n\n第232条很重要，第3版也是。\n\n增长25%。\n\n"
        "价格为2030年的两倍[@gazette]。\n"
    )
    content = load_valid(copy_content(CHINESE, tmp_path / "content", {"background.md": page}))
    problems = [p for p in check(content) if p.place.file == "background.md"]
    assert [(p.code, p.place.line) for p in problems] == [("uncited-fact", 4), ("uncited-fact", 8)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am 15. März 2030 erloschen die Lampen.", True),
        ("Seit dem 15.3.2030 gilt das.", True),
        ("Es waren 75.000 Lampen.", True),
        ("Der Zoll stieg um 5 %.", True),
        ("أطفأ الميناء المصابيح في ١٥ مارس ٢٠٣٠.", True),
        ("ارتفع الرسم بنسبة ٢٥٪.", True),
        ("12万盏灯熄灭。", True),
        ("Abschnitt 232 und § 5 gelten, siehe Artikel 12.", False),
        ("Version 2.0.1 läuft auf Windows 11.", False),
        ("المادة 232 من القانون.", False),
        ("《灯塔法》第12条与第2030号令。", False),
        ("H200和5G是名字。", False),
        ("Anruf unter +49 30 1234567.", False),
    ],
)
def test_a_number_in_a_name_is_no_value_in_any_language(text: str, *, expected: bool) -> None:
    assert states_values(text) is expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("ar", True), ("FA-IR", True), ("he", True), ("az-Arab", True), ("ku-Latn", False),
     ("ur-Latn-PK", False), ("de", False), ("zh-Hans", False), ("ar-EG", True)],
)  # fmt: skip
def test_the_script_in_a_language_tag_decides_the_direction(tag: str, *, expected: bool) -> None:
    assert is_right_to_left(tag) is expected


def test_on_a_right_to_left_site_english_phrases_are_in_one_piece() -> None:
    site = replace(chinese().site, language="ar")
    timeline = html_pages(replace(chinese(), site=site))["timeline.html"]
    assert '<html lang="ar" dir="rtl"' in timeline
    # In pieces, they would be shown from right to left.
    interval = re.search(
        r'id="strike">.*?<span class="when">(<span lang="en">.*?</span>)</span>', timeline
    )
    assert interval
    assert re.fullmatch(r'<span lang="en">from <time.*</time></span>', interval[1])
    assert '<span lang="en">in force from <time' in timeline


def test_six_sides_are_told_apart_everywhere() -> None:
    timeline = HTMLParser(pages()["timeline.html"])
    diagram = HTMLParser(pages()["index.html"])
    names = [side.name for side in chinese().site.sides]
    assert len(names) == 6
    for number, name in enumerate(names, start=1):
        lane = diagram.css_first(f".across .side-name.side-{number}")
        assert lane is not None
        assert lane.text() == name
        assert diagram.css(f".across .dot.side-{number}")
        assert timeline.css(f"li.event.side-{number}")
        assert timeline.css(f'input[value="side-{number}"]')
    shapes = {
        (dot.tag, re.sub(r"[\d.\s-]+", "", dot.attributes.get("d") or ""))
        for dot in diagram.css(".across .dot")
    }
    assert len(shapes) == 5  # a circle for the first two, which have colours
    # None of these events is key, yet some are named, and an interval is drawn as one.
    assert diagram.css(".across .move-name")
    assert len(diagram.css(".across .bar")) == 1
